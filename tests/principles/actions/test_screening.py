"""Moderators check an amendment before it is open, and again once it is revised."""

import pytest

from accounts.models import User
from accounts.verdicts import Denied
from principles.actions.amendments import revise_amendment
from principles.actions.proposals import wording
from principles.actions.screening import admit_amendment, begin_screening, refuse_amendment
from principles.actions.sponsorship import withdraw_amendment
from principles.models import Amendment, Decision, Document, Principle
from principles.states import AmendmentStatus, Stage
from tests.factories.accounts import individual
from tests.factories.amendments import (
    AmendmentFactory,
    CollectingFactory,
    DraftFactory,
    ScreeningFactory,
    SubmittedFactory,
    VotingFactory,
    rejected,
)
from tests.factories.principles import joined, open_document, principle_of, seated
from tests.principles.actions.amending import conflict, moves, propose, refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def document() -> Document:
    return open_document(Stage.AMEND, screens_amendments=True)


@pytest.fixture
def principle(document: Document) -> Principle:
    return principle_of(document)


@pytest.fixture
def author(document: Document) -> User:
    return joined(individual(), document).user


@pytest.fixture
def moderator(document: Document) -> User:
    return seated(individual(), document)


def admit(amendment: Amendment, by: User) -> Amendment:
    return admit_amendment(amendment=amendment, text_hash=amendment.text_hash, by=by)


def refuse(amendment: Amendment, by: User, reason: str = "It is on another subject.") -> Amendment:
    return refuse_amendment(
        amendment=amendment, text_hash=amendment.text_hash, reason=reason, by=by
    )


def revise(amendment: Amendment, body: str) -> Amendment:
    return revise_amendment(
        amendment=amendment,
        operations=wording(amendment.principle.key, amendment.title, body),
        rationale=amendment.rationale,
        base_hash=amendment.base.hash,
        by=amendment.author,
    )


def test_what_is_proposed_waits_for_the_moderators_who_open_it(
    principle: Principle, author: User, moderator: User
) -> None:
    amendment = propose(principle, author)
    assert (amendment.status, amendment.opened_at) == ("submitted", None)
    begin_screening(amendment=amendment, by=moderator)
    assert admit(amendment, moderator).opened_at is not None
    assert moves(amendment) == [
        ("draft", "submitted"),
        ("submitted", "screening"),
        ("screening", "open"),
    ]


def test_what_needs_no_long_look_is_opened_at_once(principle: Principle, moderator: User) -> None:
    assert admit(SubmittedFactory.create(principle=principle), moderator).status == "open"


def test_what_is_not_admissible_has_a_reason_for_good(
    principle: Principle, moderator: User
) -> None:
    amendment = ScreeningFactory.create(principle=principle)
    with refused("reason_required"):
        refuse(amendment, moderator, " \n")
    refuse(amendment, moderator)
    decision = Decision.objects.get()
    assert (decision.outcome, decision.reason, decision.by) == (
        "inadmissible",
        "It is on another subject.",
        moderator,
    )
    with conflict("not_open"):
        admit(amendment, moderator)
    with conflict("not_open"):
        withdraw_amendment(amendment=amendment, by=amendment.author)


def test_what_nobody_looked_at_is_not_refused(principle: Principle, moderator: User) -> None:
    with conflict("not_open"):
        refuse(SubmittedFactory.create(principle=principle), moderator)
    assert Decision.objects.count() == 0


@pytest.mark.parametrize("make", [DraftFactory, CollectingFactory, AmendmentFactory, VotingFactory])
def test_abuse_a_moderator_admits_only_what_waits_for_it(
    principle: Principle, moderator: User, make: type[AmendmentFactory]
) -> None:
    amendment = make.create(principle=principle)
    for act in (admit, refuse):
        with conflict("not_open"):
            act(amendment, moderator)
    assert Amendment.objects.get().status == amendment.status


def test_abuse_a_moderator_brings_back_nothing_withdrawn(
    principle: Principle, moderator: User
) -> None:
    amendment = SubmittedFactory.create(principle=principle)
    withdraw_amendment(amendment=amendment, by=amendment.author)
    with conflict("not_open"):
        admit(amendment, moderator)
    with conflict("not_open"):
        admit(rejected(AmendmentFactory.create(principle=principle)), moderator)
    with conflict("not_open"):
        begin_screening(amendment=amendment, by=moderator)


def test_an_open_one_revised_is_checked_again(
    principle: Principle, author: User, moderator: User
) -> None:
    amendment = propose(principle, author)
    admit(amendment, moderator)
    revised = revise(amendment, "Better words.")
    assert (revised.status, revised.opened_at) == (AmendmentStatus.SUBMITTED, None)
    assert moves(amendment)[-1] == ("open", "submitted")
    assert admit(revised, moderator).opened_at is not None


def test_abuse_66_what_was_revised_while_it_was_read_is_read_again(
    principle: Principle, moderator: User
) -> None:
    seen = ScreeningFactory.create(principle=principle)
    assert revise(seen, "Other words than you read.").status == "screening"
    for act in (admit, refuse):
        with conflict("revised"):
            act(seen, moderator)


def test_nobody_checks_their_own(principle: Principle) -> None:
    amendment = SubmittedFactory.create(principle=principle)
    author = seated(amendment.author, principle.document)
    with pytest.raises(Denied):
        begin_screening(amendment=amendment, by=author)
    with pytest.raises(Denied):
        admit(amendment, author)


def test_abuse_1_participants_check_nothing(principle: Principle, author: User) -> None:
    amendment = SubmittedFactory.create(principle=principle)
    with pytest.raises(Denied):
        begin_screening(amendment=amendment, by=author)
    for act in (admit, refuse):
        with pytest.raises(Denied):
            act(amendment, author)
