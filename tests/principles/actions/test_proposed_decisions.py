"""What moderators would decide, and what the proposer says to it; and editorial corrections."""

import pytest

from accounts.events import happened
from accounts.models import User
from accounts.verdicts import Denied
from principles.actions.amendments import revise_amendment
from principles.actions.editorial import correct_principle
from principles.actions.proposals import StaleBase, wording
from principles.actions.proposed_decisions import (
    adopt_as_proposed,
    answer_proposed_decision,
    propose_decision,
)
from principles.events import DecisionProposed
from principles.models import Amendment, Decision, Document, Principle, ProposedDecision, Version
from principles.states import AmendmentKind, AmendmentStatus, Stage
from principles.text.operation_json import operations_from_json
from principles.text.operations import Operation
from tests.factories.accounts import individual
from tests.factories.amendments import AmendmentFactory, SubmittedFactory
from tests.factories.principles import joined, open_document, principle_of, seated, text_of
from tests.principles.actions.amending import adopt, conflict, kinds, moves, refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def document() -> Document:
    return open_document(Stage.AMEND)


@pytest.fixture
def principle(document: Document) -> Principle:
    return principle_of(document)


@pytest.fixture
def moderator(document: Document) -> User:
    return seated(individual(), document)


@pytest.fixture
def amendment(principle: Principle) -> Amendment:
    return AmendmentFactory.create(principle=principle)


def would(
    amendment: Amendment,
    by: User,
    outcome: str = "adopt",
    operations: tuple[Operation, ...] | None = None,
    explanation: str = "All groups back it.",
) -> ProposedDecision:
    return propose_decision(
        amendment=amendment,
        outcome=outcome,
        explanation=explanation,
        text_hash=amendment.text_hash,
        by=by,
        operations=operations,
    )


@pytest.mark.parametrize("outcome", ["adopt", "reject", "refer", "vote"])
def test_it_is_said_beforehand_and_nothing_is_decided(
    amendment: Amendment, moderator: User, outcome: str
) -> None:
    events: list[object] = []

    def listen(event: object, **_: object) -> None:
        events.append(event)

    happened.connect(listen)
    proposed = would(amendment, moderator, outcome)
    happened.disconnect(listen)
    assert (proposed.outcome, proposed.is_agreed, proposed.by) == (outcome, None, moderator)
    assert events == [DecisionProposed(amendment.document_id, amendment.pk)]
    assert (Amendment.objects.get().status, Decision.objects.count()) == ("open", 0)
    assert kinds(amendment.document) == ["amendment.decision_proposed"]


def test_with_changes_it_has_words_of_its_own(
    principle: Principle, amendment: Amendment, moderator: User
) -> None:
    words = wording(principle.key, amendment.title, "Everyone may reach it, with changes.")
    proposed = would(amendment, moderator, "modify", words)
    assert operations_from_json(proposed.operations) == words
    answer_proposed_decision(amendment=amendment, agrees=True, by=amendment.author, answer="Fine.")
    adopt(amendment, moderator, operations=operations_from_json(proposed.operations))
    assert Amendment.objects.get().status == AmendmentStatus.ADOPTED_MODIFIED
    assert text_of(principle).body == "Everyone may reach it, with changes."


def test_what_cannot_be_decided_is_not_proposed(
    principle: Principle, amendment: Amendment, moderator: User
) -> None:
    with refused("unknown_outcome"):
        would(amendment, moderator, "ignore")
    with refused("reason_required"):
        would(amendment, moderator, explanation=" ")
    with refused("empty_wording"):
        would(amendment, moderator, "modify")
    with conflict("not_open"):
        would(SubmittedFactory.create(principle=principle), moderator)
    with pytest.raises(Denied):
        would(amendment, amendment.author)
    assert ProposedDecision.objects.count() == 0


def test_its_proposer_answers_once_asked(amendment: Amendment, moderator: User) -> None:
    with conflict("nothing_proposed"):
        answer_proposed_decision(amendment=amendment, agrees=True, by=amendment.author)
    would(amendment, moderator, "reject")
    answered = answer_proposed_decision(
        amendment=amendment, agrees=False, by=amendment.author, answer="It is not said yet.\r\n"
    )
    assert (answered.is_agreed, answered.answer) == (False, "It is not said yet.")
    assert answered.answered_at is not None
    for other in (moderator, joined(individual(), amendment.document).user):
        with pytest.raises(Denied):
            answer_proposed_decision(amendment=amendment, agrees=True, by=other)


def test_another_proposal_asks_again(amendment: Amendment, moderator: User) -> None:
    first = would(amendment, moderator, "reject")
    answer_proposed_decision(amendment=amendment, agrees=False, by=amendment.author)
    second = would(amendment, moderator, "adopt")
    assert (ProposedDecision.objects.count(), second.is_agreed, second.answered_at) == (
        1,
        None,
        None,
    )
    seen = first.proposed_at.isoformat()
    if first.proposed_at != second.proposed_at:
        with conflict("proposed_anew"):
            answer_proposed_decision(
                amendment=amendment, agrees=True, by=amendment.author, proposed_at=seen
            )


def test_nobody_agrees_to_what_was_proposed_on_former_words(
    amendment: Amendment, moderator: User
) -> None:
    would(amendment, moderator)
    revise_amendment(
        amendment=amendment,
        operations=wording(amendment.principle.key, amendment.title, "Other words."),
        rationale="Why.",
        base_hash=amendment.base.hash,
        by=amendment.author,
    )
    with conflict("revised"):
        answer_proposed_decision(amendment=amendment, agrees=True, by=amendment.author)


def test_nobody_proposes_a_decision_on_their_own(amendment: Amendment) -> None:
    author = seated(amendment.author, amendment.document)
    with pytest.raises(Denied):
        would(amendment, author)


# Editorial corrections -------------------------------------------------------------------------


def correct(principle: Principle, by: User, **words: str) -> Amendment:
    text = text_of(principle)
    return correct_principle(
        principle=principle,
        by=by,
        **{
            "title": text.title,
            "body": text.body.replace("wherever", "where"),
            "rationale": "A word was wrong.",
            "base_hash": text.hash,
            **words,
        },
    )


def test_a_correction_is_of_its_own_kind_and_in_nobodys_name(
    principle: Principle, moderator: User
) -> None:
    correction = correct(principle, moderator)
    assert (correction.kind, correction.participation, correction.status) == (
        AmendmentKind.EDITORIAL,
        None,
        "adopted",
    )
    assert moves(correction) == [("draft", "submitted"), ("submitted", "open"), ("open", "adopted")]
    version = Version.objects.get(number=2)
    assert (correction.decision.version, correction.decision.reason) == (
        version,
        "A word was wrong.",
    )
    assert (version.note, text_of(principle).body) == ("A-1 Editorial correction", correction.body)


def test_a_correction_makes_nothing_fall_and_skips_threshold_and_check() -> None:
    document = open_document(Stage.AMEND, support_needed=9, screens_amendments=True)
    principle = principle_of(document)
    other = AmendmentFactory.create(principle=principle)
    moderator = seated(joined(individual(), document).user, document)
    assert correct(principle, moderator).status == "adopted"
    assert Amendment.objects.get(pk=other.pk).status == "open"


def test_more_than_a_few_words_are_no_correction(principle: Principle, moderator: User) -> None:
    with refused("not_editorial"):
        correct(principle, moderator, body="Only some may reach some parts of it.")
    assert (Amendment.objects.count(), Version.objects.count()) == (0, 1)


def test_a_correction_says_why_and_starts_from_todays_words(
    principle: Principle, moderator: User
) -> None:
    with refused("rationale_required"):
        correct(principle, moderator, rationale=" ")
    with refused("nothing_changed"):
        correct(principle, moderator, body=text_of(principle).body)
    old = text_of(principle)
    correct(principle, moderator)
    with pytest.raises(StaleBase):
        correct(principle, moderator, body=old.body, base_hash=old.hash)


def test_abuse_1_only_moderators_correct(principle: Principle, amendment: Amendment) -> None:
    with pytest.raises(Denied):
        correct(principle, amendment.author)


def test_what_was_adopted_since_stays_when_a_proposed_wording_is_adopted() -> None:
    document = open_document(
        Stage.AMEND, texts=[("A", "One two three four. Five six seven eight.")]
    )
    principle, by = principle_of(document), seated(individual(), document)
    text = text_of(principle)
    first = AmendmentFactory.create(principle=principle, body=text.body.replace("two", "zwei"))
    since = AmendmentFactory.create(principle=principle, body=text.body.replace("eight", "acht"))
    proposed = propose_decision(
        amendment=first,
        outcome="modify",
        explanation="It reads better.",
        text_hash=first.text_hash,
        operations=wording(principle.key, text.title, text.body.replace("two", "deux")),
        by=by,
    )
    adopt(since, by)
    adopt_as_proposed(
        amendment=first,
        base_hash=text_of(principle).hash,
        text_hash=first.text_hash,
        proposed_at=proposed.proposed_at.isoformat(),
        reason="As proposed.",
        by=by,
    )
    assert text_of(principle).body == "One deux three four. Five six seven acht."


def test_a_proposed_wording_of_words_that_changed_is_proposed_anew() -> None:
    document = open_document(
        Stage.AMEND, texts=[("A", "One two three four. Five six seven eight.")]
    )
    principle, by = principle_of(document), seated(individual(), document)
    text = text_of(principle)
    first = AmendmentFactory.create(principle=principle, body=text.body.replace("six", "sechs"))
    since = AmendmentFactory.create(principle=principle, body=text.body.replace("four", "vier"))
    proposed = propose_decision(
        amendment=first,
        outcome="modify",
        explanation="It reads better.",
        text_hash=first.text_hash,
        operations=wording(principle.key, text.title, text.body.replace("three", "trois")),
        by=by,
    )
    adopt(since, by)
    with conflict("proposed_on_old_text"):
        adopt_as_proposed(
            amendment=first,
            base_hash=text_of(principle).hash,
            text_hash=first.text_hash,
            proposed_at=proposed.proposed_at.isoformat(),
            reason="As proposed.",
            by=by,
        )


def test_an_amendment_falls_when_one_to_it_becomes_the_text(principle: Principle) -> None:
    by = seated(individual(), principle.document)
    parent = AmendmentFactory.create(principle=principle)
    child = AmendmentFactory.create(principle=principle, parent=parent)
    adopt(child, by)
    parent.refresh_from_db()
    assert (parent.status, parent.decision.because) == ("fallen", child)
