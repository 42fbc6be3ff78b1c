"""Writing an amendment: the form, what it shows of the change, and what it gives back."""

import re

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.html import strip_tags

from accounts.models import User
from principles.actions.decisions import adopt_amendment
from principles.actions.locking import lock_stage_to_move
from principles.actions.versions import publish_version
from principles.models import Amendment, Document, Participation, Principle
from principles.states import AmendmentStatus, Stage
from tests.factories.accounts import UserFactory, individual
from tests.factories.amendments import AmendmentFactory
from tests.factories.principles import (
    joined,
    open_document,
    principle_of,
    seated,
    text_of,
)

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}


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
def address(document: Document) -> str:
    return reverse("principles:amendment-propose", args=[document.slug, 1])


def preview_of(address: str) -> str:
    return f"{address}/preview"


def revise_address(amendment: Amendment) -> str:
    return reverse("principles:amendment-revise", args=[amendment.document.slug, amendment.number])


def sent(principle: Principle, **fields: str) -> dict[str, str]:
    text = text_of(principle)
    return {
        "title": text.title,
        "body": text.body.replace("Everyone", "Each person"),
        "rationale": "Everyone is vague.",
        "label": "Name the person",
        "base_hash": text.hash,
        **fields,
    }


def words_of(html: str) -> str:
    return " ".join(strip_tags(html).split())


def adopt_other(principle: Principle, body: str = "Words adopted meanwhile.") -> None:
    other = AmendmentFactory.create(principle=principle, body=body)
    moderator = seated(individual(), principle.document)
    adopt_amendment(amendment=other, base_hash=other.base.hash, by=moderator)


def reword(principle: Principle, body: str) -> None:
    """As a correction does: nothing falls."""
    document = principle.document
    moderator = seated(individual(), document)
    with transaction.atomic():
        publish_version(
            document=lock_stage_to_move(document.pk),
            changes={principle.pk: (text_of(principle).title, body)},
            note="",
            by=moderator,
        )


# Proposing -------------------------------------------------------------------------------------


def test_the_form_begins_with_the_text_as_it_stands(
    signed_in: Client, principle: Principle, address: str
) -> None:
    text = text_of(principle)
    response = signed_in.get(address)
    html = response.content.decode()
    assert response.status_code == 200
    assert text.body in html
    assert f'value="{text.hash}"' in html
    assert "Nothing yet: it is the text as it stands." in words_of(html)


def test_proposing_leads_to_the_amendment(
    signed_in: Client, principle: Principle, address: str, author: User
) -> None:
    response = signed_in.post(address, sent(principle), follow=True)
    amendment = Amendment.objects.get()
    assert response.redirect_chain == [
        (reverse("principles:amendment-detail", args=[amendment.document.slug, 1]), 302)
    ]
    said = words_of(response.content.decode())
    assert "Your amendment A-1 is proposed." in said
    assert "A-1: Name the person" in said
    assert (amendment.author, amendment.label) == (author, "Name the person")


@pytest.mark.parametrize(
    ("fields", "field", "message"),
    [
        ({"rationale": " "}, "rationale", "Say why you propose this."),
        ({"title": " "}, "title", "Write the title; leave it as it is to keep it."),
        ({"body": "\n"}, "body", "Write the whole wording you propose."),
        ({"body": "x" * 100_001}, "body", "at most 100000 characters"),
        ({"label": "x" * 121}, "label", "at most 120 characters"),
        ({"body": "a\x00b"}, "body", "Null characters are not allowed."),
    ],
)
def test_what_is_wrong_is_said_at_the_field_and_the_words_come_back(
    signed_in: Client,
    principle: Principle,
    address: str,
    fields: dict[str, str],
    field: str,
    message: str,
) -> None:
    values = sent(principle, **fields)
    response = signed_in.post(address, values)
    html = response.content.decode()
    assert response.status_code == 400
    assert f'id="amendment_{field}_error"' in html
    assert message in words_of(html)
    if field != "rationale":
        assert values["rationale"] in html
    assert Amendment.objects.count() == 0


def test_a_longest_text_with_windows_line_ends_is_not_too_long(
    signed_in: Client, principle: Principle, address: str
) -> None:
    body = "word\r\n" * 20_000  # 100,000 characters once a line end counts as one
    response = signed_in.post(address, sent(principle, body=body))
    assert response.status_code == 302
    assert len(Amendment.objects.get().body) == 99_999


def test_a_text_left_as_it_is_is_no_amendment(
    signed_in: Client, principle: Principle, address: str
) -> None:
    body = text_of(principle).body.replace("\n", "\r\n")
    response = signed_in.post(address, sent(principle, body=body))
    assert response.status_code == 400
    assert "Your wording is the text as it stands: change it." in words_of(
        response.content.decode()
    )


def test_the_same_wording_again_leads_to_backing_the_first(
    signed_in: Client, principle: Principle, address: str
) -> None:
    first = AmendmentFactory.create(principle=principle, body="Twice the same.")
    response = signed_in.post(address, sent(principle, body="Twice the same."))
    html = response.content.decode()
    assert response.status_code == 400
    assert "Amendment A-1 already proposes exactly this." in words_of(html)
    assert "Propose it together with A-1, or back it" in words_of(html)
    assert reverse("principles:amendment-detail", args=[first.document.slug, 1]) in html
    assert "Twice the same." in html


def test_abuse_66_a_stale_base_gets_409_and_the_diff_and_keeps_the_words(
    signed_in: Client, principle: Principle, address: str
) -> None:
    values = sent(principle, body="My own words.")
    adopt_other(principle)
    response = signed_in.post(address, values)
    html = response.content.decode()
    said = words_of(html)
    assert response.status_code == 409
    assert "The text has changed since" in said
    assert "Inserted: Words adopted meanwhile" in said
    assert "My own words." in html
    assert values["rationale"] in html
    assert "Start from the new wording" in said
    assert "Propose it" not in said
    # Sending it again as it is stays refused.
    assert signed_in.post(address, values).status_code == 409
    assert Amendment.objects.filter(status=AmendmentStatus.OPEN).count() == 0


def test_one_way_on_starts_from_the_new_words_with_ones_own_beside(
    signed_in: Client, principle: Principle, address: str
) -> None:
    values = sent(principle, body="My own words.", title="My title")
    adopt_other(principle)
    html = signed_in.post(preview_of(address), {**values, "way": "today"}).content.decode()
    said = words_of(html)
    assert "What you wrote before" in said
    assert "My own words." in said
    assert "My title" in said
    assert f'value="{text_of(principle).hash}"' in html
    assert re.search(r"<textarea[^>]*name=\"body\"[^>]*>\s*Words adopted meanwhile\.", html)
    assert "Propose it" in said
    # What stood beside stays there through the next answer.
    again = signed_in.post(
        address,
        sent(principle, rationale="", kept_body="My own words.", kept_title="My title"),
    )
    assert again.status_code == 400
    assert "What you wrote before" in words_of(again.content.decode())


def test_the_other_way_on_keeps_ones_words_as_a_change_of_the_new(
    signed_in: Client, principle: Principle, address: str
) -> None:
    values = sent(principle, body="My own words.")
    adopt_other(principle)
    html = signed_in.post(preview_of(address), {**values, "way": "mine"}).content.decode()
    said = words_of(html)
    assert "Removed: Words adopted meanwhile" in said
    assert "The text has changed since" not in said
    values["base_hash"] = text_of(principle).hash
    assert signed_in.post(address, values).status_code == 302
    amendment = Amendment.objects.get(status=AmendmentStatus.OPEN)
    assert (amendment.base, amendment.body) == (text_of(principle), "My own words.")


def test_a_base_nobody_has_seen_is_refused(
    signed_in: Client, principle: Principle, address: str
) -> None:
    response = signed_in.post(address, sent(principle, base_hash="0" * 64))
    assert response.status_code == 400
    assert "Reload the page." in words_of(response.content.decode())


def test_words_written_until_after_the_stage_moved_are_kept_as_a_draft(
    signed_in: Client, principle: Principle, address: str
) -> None:
    Document.objects.update(stage=Stage.VOTE)
    response = signed_in.post(address, sent(principle, body="Written for hours."))
    html = response.content.decode()
    assert response.status_code == 403
    assert "Amendments are not open at this stage. Your text is kept as a draft, A-1" in words_of(
        html
    )
    assert "Written for hours." in html
    draft = Amendment.objects.get()
    assert (draft.status, draft.body) == (AmendmentStatus.DRAFT, "Written for hours.")
    assert reverse("principles:draft-detail", args=[draft.document.slug, 1]) in html


def test_words_written_until_after_the_deadline_are_kept_as_a_draft(
    signed_in: Client, principle: Principle, address: str
) -> None:
    Document.objects.update(closes_at=timezone.now())
    response = signed_in.post(address, sent(principle, body="Written for hours."))
    html = response.content.decode()
    assert response.status_code == 400
    assert "The time for this ended while you were writing." in words_of(html)
    assert "Written for hours." in html
    draft = Amendment.objects.get()
    assert (draft.status, draft.rationale) == (AmendmentStatus.DRAFT, "Everyone is vague.")
    # What is sent from there on goes into the same draft.
    assert f'action="{revise_address(draft)}"' in html
    again = signed_in.post(revise_address(draft), sent(principle, body="Written for longer."))
    assert again.status_code == 400
    assert [each.body for each in Amendment.objects.all()] == ["Written for longer."]


def test_words_that_may_not_even_be_a_draft_come_back(
    signed_in: Client, principle: Principle, address: str
) -> None:
    Document.objects.update(stage=Stage.CONCLUDED)
    response = signed_in.post(address, sent(principle, body="Written for hours."))
    html = response.content.decode()
    assert response.status_code == 403
    assert "Amendments are not open at this stage." in words_of(html)
    assert "kept as a draft" not in words_of(html)
    assert "Written for hours." in html
    assert Amendment.objects.count() == 0


def test_a_form_over_which_the_text_changed_offers_its_words_on_the_new_text(
    signed_in: Client, principle: Principle, address: str
) -> None:
    old = text_of(principle).body
    values = sent(principle)
    reword(principle, old.replace("wherever they are", "wherever they live"))
    response = signed_in.post(address, values)
    assert response.status_code == 409
    assert "Take the adapted wording" in words_of(response.content.decode())
    html = signed_in.post(preview_of(address), {**values, "way": "adapted"}).content.decode()
    adapted = old.replace("Everyone", "Each person").replace("they are", "they live")
    assert re.search(rf"<textarea[^>]*name=\"body\"[^>]*>\s*{re.escape(adapted)}", html)
    assert f'value="{text_of(principle).hash}"' in html
    assert "Propose it" in words_of(html)
    assert "What you wrote before" in words_of(html)


def test_whoever_has_no_voice_is_led_to_take_one_up(
    client: Client, document: Document, address: str
) -> None:
    response = client.get(address)
    assert response.status_code == 302
    assert "next=" in response["Location"]
    client.force_login(UserFactory.create())
    response = client.get(address)
    assert response.status_code == 302
    join = reverse("principles:participation-join", args=[document.slug])
    assert response["Location"].startswith(f"{join}?next=")
    client.force_login(seated(individual(), document))
    response = client.get(address)
    assert response.status_code == 403
    assert "takes no side" in words_of(response.content.decode())


def test_nobody_proposes_signed_out(client: Client, principle: Principle, address: str) -> None:
    assert client.post(address, sent(principle)).status_code == 302
    assert client.post(preview_of(address), sent(principle)).status_code == 403
    assert Amendment.objects.count() == 0


def test_abuse_11_fields_the_form_does_not_have_change_nothing(
    signed_in: Client, principle: Principle, address: str
) -> None:
    signed_in.post(address, sent(principle, status="adopted", number="99", author="1"))
    amendment = Amendment.objects.get()
    assert (amendment.status, amendment.number) == (AmendmentStatus.OPEN, 1)


# The live diff ---------------------------------------------------------------------------------


def test_htmx_gets_what_the_wording_changes_and_nothing_else(
    signed_in: Client, principle: Principle, address: str
) -> None:
    response = signed_in.post(
        preview_of(address), sent(principle, title="Another title"), headers=HTMX
    )
    html = response.content.decode()
    assert response.status_code == 200
    assert html.lstrip().startswith("<section")
    assert 'id="preview"' in html
    said = words_of(html)
    assert "Removed: Everyone" in said
    assert "Inserted: Each person" in said
    assert "Inserted: Another title" in said or "Inserted: Another" in said
    assert Amendment.objects.count() == 0


def test_a_browsers_line_ends_show_as_no_change(signed_in: Client, document: Document) -> None:
    principle = principle_of(document, 2)  # two paragraphs
    address = reverse("principles:amendment-propose", args=[document.slug, 2])
    body = text_of(principle).body.replace("\n", "\r\n") + "\r\n"
    response = signed_in.post(preview_of(address), sent(principle, body=body), headers=HTMX)
    assert "Nothing yet" in words_of(response.content.decode())


def test_without_javascript_the_whole_form_comes_back_with_what_it_changes(
    signed_in: Client, principle: Principle, address: str
) -> None:
    response = signed_in.post(preview_of(address), sent(principle, rationale=""))
    html = response.content.decode()
    said = words_of(html)
    assert response.status_code == 200
    assert "Removed: Everyone" in said
    assert "Name the person" in html
    assert "There is a problem" not in said


def test_a_text_too_long_to_compare_says_so(
    signed_in: Client, principle: Principle, address: str
) -> None:
    response = signed_in.post(
        preview_of(address), sent(principle, body="word " * 30_000), headers=HTMX
    )
    assert response.status_code == 400
    assert "too long to show what it changes" in words_of(response.content.decode())


def test_hidden_characters_are_named_in_the_preview(
    signed_in: Client, principle: Principle, address: str
) -> None:
    body = text_of(principle).body.replace("Everyone", "Every\u202eone")
    response = signed_in.post(preview_of(address), sent(principle, body=body), headers=HTMX)
    assert "[U+202E]" in words_of(response.content.decode())


def test_a_preview_followed_as_a_link_leads_to_the_form(
    signed_in: Client, principle: Principle, address: str
) -> None:
    assert signed_in.get(preview_of(address))["Location"] == address
    amendment = AmendmentFactory.create(principle=principle)
    here = revise_address(amendment)
    assert signed_in.get(preview_of(here))["Location"] == here


# Revising --------------------------------------------------------------------------------------


@pytest.fixture
def own(principle: Principle, author: User) -> Amendment:
    return AmendmentFactory.create(
        principle=principle,
        participation=Participation.objects.get(user=author),
        body="My first words.",
        rationale="My first reason.",
        label="Mine",
    )


def test_revising_begins_with_ones_own_words(signed_in: Client, own: Amendment) -> None:
    html = signed_in.get(revise_address(own)).content.decode()
    assert "My first words." in html
    assert "My first reason." in html
    assert "Revise amendment A-1" in words_of(html)


def test_a_revision_leads_to_the_amendment(signed_in: Client, own: Amendment) -> None:
    values = sent(own.principle, body="My better words.", label="Mine")
    response = signed_in.post(revise_address(own), values, follow=True)
    assert "Your amendment A-1 is revised." in words_of(response.content.decode())
    own.refresh_from_db()
    assert own.body == "My better words."


def test_a_revision_that_changes_nothing_is_refused(signed_in: Client, own: Amendment) -> None:
    values = sent(own.principle, body=own.body, rationale=own.rationale, label=own.label)
    response = signed_in.post(revise_address(own), values)
    assert response.status_code == 400
    assert "You changed nothing." in words_of(response.content.decode())


def test_adapting_a_stale_amendment_shows_what_changed_and_offers_both_ways(
    signed_in: Client, own: Amendment
) -> None:
    reword(own.principle, "Words adopted meanwhile.")
    said = words_of(signed_in.get(revise_address(own)).content.decode())
    assert "The text has changed since" in said
    assert "Your wording was written on version 1; the text is at version 2 now." in said
    assert "the text says “Words adopted meanwhile” now, you say “My first words”" in said
    assert "Take the adapted wording" not in said
    assert "Save the revision" not in said
    values = sent(own.principle, body=own.body, base_hash=own.base.hash, way="today")
    html = signed_in.post(preview_of(revise_address(own)), values).content.decode()
    assert "What you wrote before" in words_of(html)
    assert "Save the revision" in words_of(html)
    values = sent(own.principle, body="Adapted words.")
    assert signed_in.post(revise_address(own), values).status_code == 302
    own.refresh_from_db()
    assert own.base == text_of(own.principle)


def test_adapting_begins_with_ones_words_on_the_new_text(signed_in: Client, own: Amendment) -> None:
    old = text_of(own.principle).body
    mine = old.replace("Everyone", "Each person")
    signed_in.post(revise_address(own), sent(own.principle, body=mine))
    today = f"{old} Nobody is left out."
    reword(own.principle, today)
    html = signed_in.get(revise_address(own)).content.decode()
    said = words_of(html)
    adapted = today.replace("Everyone", "Each person")
    assert re.search(rf"<textarea[^>]*name=\"body\"[^>]*>\s*{re.escape(adapted)}", html)
    assert "Below it is adapted to version 2" in said
    assert "Inserted: Nobody is left out." in said
    assert "Save the revision" in said
    values = sent(own.principle, body=adapted, kept_body=mine, way="mine")
    html = signed_in.post(preview_of(revise_address(own)), values).content.decode()
    assert re.search(rf"<textarea[^>]*name=\"body\"[^>]*>\s*{re.escape(mine)}</textarea>", html)


def test_revising_a_closed_amendment_gets_409(signed_in: Client, own: Amendment) -> None:
    Amendment.objects.update(status=AmendmentStatus.WITHDRAWN)
    here = reverse("principles:amendment-detail", args=[own.document.slug, own.number])
    assert signed_in.get(revise_address(own))["Location"] == here
    response = signed_in.post(revise_address(own), sent(own.principle))
    assert response.status_code == 409
    assert "no longer open" in words_of(response.content.decode())


def test_nobody_revises_the_words_of_another(
    client: Client, own: Amendment, document: Document
) -> None:
    other = joined(individual(), document).user
    assert "next=" in client.get(revise_address(own))["Location"]
    client.force_login(other)
    assert client.get(revise_address(own)).status_code == 403
    assert client.post(preview_of(revise_address(own)), sent(own.principle)).status_code == 403
    response = client.post(revise_address(own), sent(own.principle, body="Not mine."))
    assert response.status_code == 403
    own.refresh_from_db()
    assert own.body == "My first words."


def test_the_live_diff_of_a_revision_is_against_the_text(signed_in: Client, own: Amendment) -> None:
    response = signed_in.post(preview_of(revise_address(own)), sent(own.principle), headers=HTMX)
    assert "Removed: Everyone" in words_of(response.content.decode())
