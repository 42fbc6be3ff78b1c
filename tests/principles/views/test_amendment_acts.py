"""What the parties to an amendment and its moderators do on its page."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.html import strip_tags

from accounts.models import User
from principles.actions.proposed_decisions import propose_decision
from principles.actions.sponsorship import join_sponsors, withdraw_amendment
from principles.models import Amendment, Document, Principle, ProposedDecision
from principles.states import AmendmentStatus, Stage
from tests.factories.accounts import individual
from tests.factories.amendments import AmendmentFactory
from tests.factories.principles import joined, open_document, principle_of, seated, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def principle() -> Principle:
    return principle_of(open_document(Stage.AMEND))


@pytest.fixture
def moderator(principle: Principle) -> User:
    return seated(individual(name="Mona Moderator"), principle.document)


@pytest.fixture
def other(principle: Principle) -> User:
    return joined(individual(name="Cora Sponsor"), principle.document).user


def url(what: str, amendment: Amendment) -> str:
    return reverse(f"principles:amendment-{what}", args=[amendment.document.slug, amendment.number])


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def said_on(client: Client, address: str, **fields: str) -> tuple[int, str]:
    """What the page that a POST leads to says, without its markup."""
    response = client.post(address, fields, follow=True)
    return response.status_code, " ".join(strip_tags(response.content.decode()).split())


def shown(client: Client, amendment: Amendment) -> str:
    return " ".join(strip_tags(client.get(url("detail", amendment)).content.decode()).split())


def test_one_more_proposes_it_and_takes_it_over_after_being_asked(
    principle: Principle, other: User
) -> None:
    amendment = AmendmentFactory.create(principle=principle)
    client = client_of(other)
    status, said = said_on(client, url("cosponsor", amendment), text_hash=amendment.text_hash)
    assert (status, "You propose amendment A-1 too." in said) == (200, True)
    assert "Proposed together with: Cora Sponsor" in said
    assert "No longer propose it" in said
    withdraw_amendment(amendment=amendment, by=amendment.author)
    asked = " ".join(strip_tags(client.get(url("take-over", amendment)).content.decode()).split())
    assert "Take over amendment A-1?" in asked
    assert Amendment.objects.get().status == AmendmentStatus.WITHDRAWN
    _, said = said_on(client, url("take-over", amendment))
    assert "You took over amendment A-1." in said
    assert Amendment.objects.get().author == other


def test_leaving_those_who_propose_it(principle: Principle, other: User) -> None:
    amendment = AmendmentFactory.create(principle=principle)
    join_sponsors(amendment=amendment, by=other)
    _, said = said_on(client_of(other), url("uncosponsor", amendment))
    assert "You no longer propose amendment A-1." in said
    assert "Proposed together with" not in said


def test_a_wording_revised_meanwhile_is_not_proposed_unread(
    principle: Principle, other: User
) -> None:
    amendment = AmendmentFactory.create(principle=principle)
    status, said = said_on(client_of(other), url("cosponsor", amendment), text_hash="0" * 64)
    assert status == 409
    assert "Its author revised the wording" in said


def test_consent_is_asked_on_both_pages_and_answered_on_the_compromises(
    principle: Principle,
) -> None:
    first, second = AmendmentFactory.create_batch(2, principle=principle)
    compromise = AmendmentFactory.create(principle=principle, kind="compromise")
    for parent in (first, second):
        compromise.consents.create(parent=parent)
    client = client_of(first.author)
    page = shown(client, first)
    assert "A compromise, A-3, would replace this. Read it and answer" in page
    page = shown(client, compromise)
    assert "It may replace A-1" in page
    assert "It may replace A-2" not in page
    answer = {"parent": "1", "consents": "yes", "text_hash": compromise.text_hash}
    _, said = said_on(client, url("consent", compromise), **answer)
    assert "You consent: A-3 may replace A-1." in said
    assert "Consent given" in said
    assert "Asked for consent" in said
    _, said = said_on(client, url("consent", compromise), **{**answer, "consents": "no"})
    assert "Consent declined" in said
    status = client.post(url("consent", compromise), {**answer, "parent": "2"}).status_code
    assert status == 403
    status, said = said_on(client, url("consent", compromise), parent="1")
    assert (status, "What was sent was incomplete." in said) == (400, True)


def test_the_proposer_takes_over_the_wording_of_an_amendment_to_theirs(
    principle: Principle,
) -> None:
    parent = AmendmentFactory.create(principle=principle, body="Everyone may reach it.")
    child = AmendmentFactory.create(principle=principle, parent=parent, body="All may reach it.")
    page = shown(client_of(parent.author), parent)
    assert "Amendments to this amendment" in page
    assert "Removed: Everyone" in page
    assert "Would change amendment A-1" in shown(client_of(child.author), child)
    assert "Take over the wording of A-2" not in shown(client_of(child.author), parent)
    _, said = said_on(client_of(parent.author), url("accept", child), text_hash=child.text_hash)
    assert "A-1 now says what A-2 proposed." in said
    assert "Taken into A-1." in said


def proposal(amendment: Amendment, **fields: str) -> dict[str, str]:
    return {
        "outcome": "modify",
        "title": amendment.title,
        "body": "Words of the moderators.",
        "explanation": "Shorter.",
        "text_hash": amendment.text_hash,
        **fields,
    }


def test_a_decision_is_proposed_answered_and_made_in_its_own_words(
    principle: Principle, moderator: User
) -> None:
    amendment = AmendmentFactory.create(principle=principle, body="Words proposed.")
    client = client_of(moderator)
    _, said = said_on(client, url("propose-decision", amendment), **proposal(amendment))
    assert "Adopt with changes. The moderators propose this; it is not decided yet." in said
    assert "Its proposer has not answered yet." in shown(Client(), amendment)
    stamp = ProposedDecision.objects.get().proposed_at.isoformat()
    _, said = said_on(
        client_of(amendment.author),
        url("answer", amendment),
        agrees="no",
        answer="Too short.",
        proposed_at=stamp,
    )
    assert "Its proposer does not agree. Too short." in said
    fields = {"base_hash": amendment.base.hash, "text_hash": amendment.text_hash, "reason": ""}
    status, said = said_on(client, url("adopt", amendment), proposed_at="2020-01-01", **fields)
    assert (status, "Another decision is proposed" in said) == (409, True)
    _, said = said_on(client, url("adopt", amendment), proposed_at=stamp, **fields)
    assert "Adopted with changes: the changed wording is the text since version 2." in said
    assert "What was changed in the wording proposed: Words Removed: proposed" in said
    assert text_of(principle).body == "Words of the moderators."


def test_a_proposal_without_its_reasons_is_given_back(
    principle: Principle, moderator: User
) -> None:
    amendment = AmendmentFactory.create(principle=principle)
    status, said = said_on(
        client_of(moderator),
        url("propose-decision", amendment),
        **proposal(amendment, explanation=" "),
    )
    assert status == 400
    assert "Say why you would decide so." in said
    assert "Words of the moderators." in said
    assert not ProposedDecision.objects.exists()


def test_only_its_proposer_answers_a_proposed_decision(
    principle: Principle, moderator: User, other: User
) -> None:
    amendment = AmendmentFactory.create(principle=principle)
    propose_decision(
        amendment=amendment,
        outcome="reject",
        explanation="It says less.",
        text_hash=amendment.text_hash,
        by=moderator,
    )
    assert "Answer the moderators" not in shown(client_of(other), amendment)
    assert "Answer the moderators" in shown(client_of(amendment.author), amendment)
    answer = {"agrees": "yes", "proposed_at": ""}
    assert client_of(other).post(url("answer", amendment), answer).status_code == 403


def test_moderators_check_before_it_is_open(principle: Principle, moderator: User) -> None:
    amendment = AmendmentFactory.create(principle=principle, status=AmendmentStatus.SUBMITTED)
    client = client_of(moderator)
    page = shown(client, amendment)
    assert "It waits for the moderators to check it." in page
    assert "Not admissible" not in page
    _, said = said_on(client, url("screen", amendment), text_hash=amendment.text_hash)
    assert "Amendment A-1 is being checked." in said
    refusal = {"text_hash": amendment.text_hash, "reason": ""}
    status, said = said_on(client, url("refuse", amendment), **refusal)
    assert (status, "Say why this amendment is not admissible." in said) == (400, True)
    _, said = said_on(client, url("refuse", amendment), **{**refusal, "reason": "Another text."})
    assert "Not admissible: it is not decided on." in said
    assert "Another text." in said


def test_what_is_admitted_is_open_and_may_be_left_for_later(
    principle: Principle, moderator: User
) -> None:
    amendment = AmendmentFactory.create(principle=principle, status=AmendmentStatus.SUBMITTED)
    client = client_of(moderator)
    seen = {"text_hash": amendment.text_hash}
    assert "Amendment A-1 is open." in said_on(client, url("admit", amendment), **seen)[1]
    _, said = said_on(client, url("refer", amendment), reason="Next year.", **seen)
    assert "Left for a later round: the text stays as it is." in said


def test_the_page_counts_what_support_is_missing() -> None:
    document: Document = open_document(Stage.AMEND, support_needed=3)
    amendment = AmendmentFactory.create(
        principle=principle_of(document), status=AmendmentStatus.COLLECTING
    )
    said = shown(Client(), amendment)
    assert "It needs 2 more people or organisations behind it. 1 of 3 so far." in said
