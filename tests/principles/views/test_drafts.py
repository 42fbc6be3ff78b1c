"""Drafts: kept, found again by their author alone, written on, proposed, given up."""

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from principles.actions.locking import lock_stage_to_move
from principles.actions.versions import publish_text
from principles.models import Amendment, Document, Participation, Principle
from principles.queries.clauses import clauses_of
from principles.states import AmendmentStatus, Stage
from principles.text.operations import Code, Operation
from principles.text.operations_merge import apply_operations
from tests.factories.accounts import individual
from tests.factories.amendments import AmendmentFactory
from tests.factories.principles import joined, open_document, principle_of, seated, text_of
from tests.principles.views.test_amendment_forms import reword, sent, words_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def document() -> Document:
    return open_document(Stage.AMEND)


@pytest.fixture
def principle(document: Document) -> Principle:
    return principle_of(document)


@pytest.fixture
def author(document: Document) -> User:
    return joined(individual(name="Ada Author"), document).user


@pytest.fixture
def signed_in(author: User) -> Client:
    client = Client()
    client.force_login(author)
    return client


@pytest.fixture
def draft(principle: Principle, author: User) -> Amendment:
    return AmendmentFactory.create(
        principle=principle,
        participation=Participation.objects.get(user=author),
        body="My first words.",
        label="Mine",
        status=AmendmentStatus.DRAFT,
    )


def at(name: str, draft: Amendment) -> str:
    return reverse(f"principles:{name}", args=[draft.document.slug, draft.number])


def test_a_draft_is_kept_without_reasons_and_shown_to_its_author(
    signed_in: Client, principle: Principle
) -> None:
    propose = reverse("principles:amendment-propose", args=[principle.document.slug, 1])
    response = signed_in.post(propose, sent(principle, rationale="", way="draft"), follow=True)
    draft = Amendment.objects.get()
    assert draft.status == AmendmentStatus.DRAFT
    assert response.redirect_chain == [(at("draft-detail", draft), 302)]
    said = words_of(response.content.decode())
    assert "Your draft A-1 is kept. Only you can read it." in said
    assert "Inserted: Each person" in said
    assert "You have not said why yet" in said


def test_drafts_are_listed_for_their_author_alone(
    signed_in: Client, client: Client, draft: Amendment
) -> None:
    address = reverse("principles:amendment-list", args=[draft.document.slug])
    mine = words_of(signed_in.get(address).content.decode())
    assert "Your drafts" in mine
    assert "A-1: Mine" in mine
    for reader in (client, Client()):
        assert "A-1" not in words_of(reader.get(address).content.decode())
        client.force_login(joined(individual(), draft.document).user)


def test_the_amendments_page_of_a_draft_leads_to_the_draft(
    signed_in: Client, draft: Amendment
) -> None:
    response = signed_in.get(at("amendment-detail", draft))
    assert response["Location"] == at("draft-detail", draft)


@pytest.mark.parametrize("name", ["draft-detail", "draft-submit", "draft-discard"])
def test_to_others_there_is_no_draft(client: Client, draft: Amendment, name: str) -> None:
    client.force_login(joined(individual(), draft.document).user)
    assert client.get(at(name, draft)).status_code == 404
    assert client.post(at(name, draft)).status_code in {404, 405}
    assert Amendment.objects.get().status == AmendmentStatus.DRAFT


def test_a_draft_is_proposed(signed_in: Client, draft: Amendment) -> None:
    response = signed_in.post(at("draft-submit", draft), follow=True)
    assert response.redirect_chain == [(at("amendment-detail", draft), 302)]
    assert "Your amendment A-1 is proposed." in words_of(response.content.decode())
    assert Amendment.objects.get().status == AmendmentStatus.OPEN
    assert signed_in.get(at("draft-detail", draft))["Location"] == at("amendment-detail", draft)


def test_a_draft_is_written_on_and_proposed_from_the_form(
    signed_in: Client, draft: Amendment
) -> None:
    form = at("amendment-revise", draft)
    values = sent(draft.principle, body="My second words.")
    assert signed_in.post(form, {**values, "way": "draft"})["Location"] == at("draft-detail", draft)
    assert Amendment.objects.get().body == "My second words."
    # Unchanged, it is proposed as it is.
    assert signed_in.post(form, values)["Location"] == at("amendment-detail", draft)
    assert Amendment.objects.get().status == AmendmentStatus.OPEN


def test_a_draft_proposed_after_the_deadline_stays_a_draft(
    signed_in: Client, draft: Amendment
) -> None:
    Document.objects.update(closes_at=timezone.now())
    response = signed_in.post(at("draft-submit", draft))
    said = words_of(response.content.decode())
    assert response.status_code == 400
    assert "The time for this ended while you were writing." in said
    assert "Your draft is kept as it is." in said
    assert Amendment.objects.get().status == AmendmentStatus.DRAFT


def test_a_draft_without_reasons_is_not_proposed(signed_in: Client, draft: Amendment) -> None:
    Amendment.objects.update(rationale="")
    response = signed_in.post(at("draft-submit", draft))
    assert response.status_code == 400
    assert "Say why you propose this." in words_of(response.content.decode())


def test_a_draft_is_told_that_the_text_changed(signed_in: Client, draft: Amendment) -> None:
    reword(draft.principle, f"{text_of(draft.principle).body} Nobody is left out.")
    said = words_of(signed_in.get(at("draft-detail", draft)).content.decode())
    assert "The text has changed since" in said
    assert "Inserted: Nobody is left out." in said
    assert "Propose it" not in said
    response = signed_in.post(at("draft-submit", draft))
    assert response.status_code == 409


def test_a_draft_of_what_is_proposed_already_leads_there(
    signed_in: Client, draft: Amendment
) -> None:
    AmendmentFactory.create(principle=draft.principle, body="My first words.")
    response = signed_in.post(at("draft-submit", draft))
    assert response.status_code == 400
    assert "Propose it together with A-2, or back it" in words_of(response.content.decode())


def test_a_draft_is_discarded_once_that_is_confirmed(signed_in: Client, draft: Amendment) -> None:
    asked = words_of(signed_in.get(at("draft-discard", draft)).content.decode())
    assert "Discard draft A-1?" in asked
    assert Amendment.objects.count() == 1
    response = signed_in.post(at("draft-discard", draft), follow=True)
    assert "Draft A-1 is gone." in words_of(response.content.decode())
    assert Amendment.objects.count() == 0


def test_what_was_written_on_a_principle_that_is_gone_is_given_back(
    signed_in: Client, draft: Amendment
) -> None:
    propose = reverse("principles:amendment-propose", args=[draft.document.slug, 1])
    values = sent(draft.principle, body="Written for hours.")
    take_out(draft.principle)
    page = signed_in.post(propose, values)
    said = words_of(page.content.decode())
    assert page.status_code == 409
    assert "This principle was taken out of the text while you were writing." in said
    assert "Written for hours. Everyone is vague." in said
    for name in ("draft-detail", "amendment-revise"):
        page = signed_in.get(at(name, draft))
        assert page.status_code == 409
        assert "My first words." in words_of(page.content.decode())
    assert signed_in.post(at("draft-discard", draft)).status_code == 302
    assert signed_in.get(propose).status_code == 404


def take_out(principle: Principle) -> None:
    moderator = seated(individual(), principle.document)
    with transaction.atomic():
        document = lock_stage_to_move(principle.document_id)
        clauses = clauses_of(document.current_version_id)
        placed = apply_operations(clauses, [Operation(Code.SUP, principle=principle.key)])
        publish_text(document=document, placed=placed, note="", by=moderator)
