"""Statements proposed, seeded, let in or not, withdrawn."""

import pytest

from accounts.models import User
from accounts.verdicts import Denied, Refused
from consultations.actions.statements import (
    MOST_WAITING,
    Duplicate,
    admit_statement,
    propose_statement,
    refuse_statement,
    seed_statements,
    withdraw_statement,
)
from consultations.events import StatementsChanged
from consultations.models import Consultation, Statement
from consultations.states import STATEMENT_MOVES, StatementStatus
from principles.actions.comments import withdraw_comment
from principles.states import CommentStatus, Role, Stage
from tests.consultations.heard import announced
from tests.consultations.record import acts
from tests.factories.accounts import RepresentativeFactory, individual
from tests.factories.comments import CommentFactory
from tests.factories.consultations import DAY, run_by, running
from tests.factories.principles import joined, principle_of
from tests.factories.statements import StatementFactory

pytestmark = pytest.mark.django_db
WORDS = "Ports should be open to all."


@pytest.fixture
def consultation() -> Consultation:
    return running(Stage.COMMENT)


def speaker(consultation: Consultation) -> User:
    return joined(individual(), consultation.document).user


def refusal(**proposal: object) -> str:
    with pytest.raises(Refused) as refused:
        propose_statement(**proposal)  # type: ignore[arg-type]
    return refused.value.code


# --- Proposed -----------------------------------------------------------------------------------


def test_a_proposal_waits_with_its_author_and_stands_in_the_record(
    consultation: Consultation,
) -> None:
    ana = speaker(consultation)

    with announced() as events:
        statement = propose_statement(consultation=consultation, text=f"  {WORDS}\n ", by=ana)

    statement.refresh_from_db()
    (act,) = acts(consultation.document, "statement.proposed")
    assert (statement.number, statement.text, statement.status) == (1, WORDS, "waiting")
    assert (statement.author, statement.is_seed) == (ana, False)
    assert (act["statement"], act["participation"]) == (statement.pk, statement.participation_id)
    assert WORDS not in str(act)
    assert events == []


def test_a_proposal_from_a_comment_is_about_its_principle(consultation: Consultation) -> None:
    principle = principle_of(consultation.document, 2)
    comment = CommentFactory.create(principle=principle, language="fr")

    statement = propose_statement(
        consultation=consultation, text=WORDS, comment=comment, by=speaker(consultation)
    )

    assert (statement.principle, statement.comment) == (principle, comment)
    assert statement.language == "fr"


def test_a_comment_that_is_gone_is_no_source(consultation: Consultation) -> None:
    comment = CommentFactory.create(principle=principle_of(consultation.document))
    withdraw_comment(comment=comment, by=comment.author)
    other = CommentFactory.create(principle=principle_of(running(Stage.COMMENT).document))
    ana = speaker(consultation)

    assert [
        refusal(consultation=consultation, text=WORDS, comment=each, by=ana)
        for each in (comment, other)
    ] == ["comment_gone", "comment_gone"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "empty"),
        (" \n\t ", "empty"),
        ("x" * 281, "too_long"),
        ("é" * 100_000, "too_long"),
        ("nul\x00", "unreadable"),
        ("half \ud800", "unreadable"),
    ],
)
def test_words_that_cannot_be_kept_are_refused(
    consultation: Consultation, text: str, code: str
) -> None:
    assert refusal(consultation=consultation, text=text, by=speaker(consultation)) == code
    assert not Statement.objects.exists()


def test_what_is_invisible_is_named_and_280_characters_fit(consultation: Consultation) -> None:
    ana = speaker(consultation)
    hidden = propose_statement(consultation=consultation, text="So\u200bso", by=ana)
    long = propose_statement(consultation=consultation, text="x" * 280, by=ana)

    assert (hidden.text, len(long.text)) == ("So[U+200B]so", 280)


def test_the_same_proposal_twice_is_one(consultation: Consultation) -> None:
    ana = speaker(consultation)

    first, second = (
        propose_statement(consultation=consultation, text=WORDS, by=ana) for _ in range(2)
    )

    assert first == second
    assert len(acts(consultation.document, "statement.proposed")) == 1


@pytest.mark.parametrize(
    ("status", "said"),
    [
        ("open", "This statement is there already: S-1."),
        ("waiting", "This statement was proposed already, and waits."),
        ("refused", "The moderators did not let this statement in. Their reason: Off topic."),
    ],
)
def test_the_same_words_are_a_duplicate_of_what_is_there(
    consultation: Consultation, status: str, said: str
) -> None:
    there = StatementFactory.create(
        consultation=consultation,
        text=WORDS,
        status=status,
        status_reason="Off topic." if status == "refused" else "",
    )

    with pytest.raises(Duplicate) as refused:
        propose_statement(consultation=consultation, text=WORDS.upper(), by=speaker(consultation))

    assert refused.value.statement == there
    assert str(refused.value.message) == said


def test_what_was_withdrawn_or_stands_elsewhere_is_no_duplicate(
    consultation: Consultation,
) -> None:
    StatementFactory.create(consultation=running(Stage.COMMENT), text=WORDS)
    ana = speaker(consultation)
    taken_back = propose_statement(consultation=consultation, text=WORDS, by=ana)
    withdraw_statement(statement=taken_back, by=ana)

    again = propose_statement(consultation=consultation, text=WORDS, by=ana)

    assert (taken_back.number, again.number) == (1, 2)


def test_nobody_fills_the_queue_alone_and_an_organisation_is_one(
    consultation: Consultation,
) -> None:
    first = RepresentativeFactory.create()
    second = RepresentativeFactory.create(organisation=first.organisation)
    for each in (first, second):
        joined(each.user, consultation.document)
    for n in range(MOST_WAITING):
        propose_statement(consultation=consultation, text=f"{WORDS} {n}", by=first.user)

    assert refusal(consultation=consultation, text=WORDS, by=second.user) == "too_many_waiting"
    assert propose_statement(consultation=consultation, text=WORDS, by=speaker(consultation))


def test_after_the_close_nothing_is_proposed() -> None:
    overdue = running(Stage.COMMENT, closes_in=-DAY)
    closed = running(Stage.CLOSED)

    assert refusal(consultation=overdue, text=WORDS, by=speaker(overdue)) == "window_closed"
    with pytest.raises(Denied, match="Statements cannot be proposed at this stage"):
        propose_statement(consultation=closed, text=WORDS, by=speaker(closed))


# --- Seeded -------------------------------------------------------------------------------------


def test_seeds_are_open_at_once_in_nobodys_name(consultation: Consultation) -> None:
    with announced() as events:
        seeded = seed_statements(
            consultation=consultation, texts=["One.", "", "Two.", "one."], by=run_by(consultation)
        )

    assert [(each.number, each.text) for each in seeded] == [(1, "one."), (2, "Two.")]
    assert {(each.status, each.is_seed, each.author) for each in seeded} == {("open", True, None)}
    assert [act["numbers"] for act in acts(consultation.document, "statements.seeded")] == [[1, 2]]
    assert events == [StatementsChanged(consultation_id=consultation.pk)]


@pytest.mark.parametrize(
    ("texts", "code"),
    [
        (["Fine.", "x" * 281], "too_long"),
        (["Fine.", "There."], "duplicate"),
        ([" ", ""], "empty"),
        ([f"No {n}" for n in range(201)], "too_many"),
    ],
)
def test_seeds_come_all_or_none(consultation: Consultation, texts: list[str], code: str) -> None:
    StatementFactory.create(consultation=consultation, text="There.")

    with pytest.raises(Refused) as refused:
        seed_statements(consultation=consultation, texts=texts, by=run_by(consultation))

    assert refused.value.code == code
    assert Statement.objects.count() == 1


# --- Let in, or not -----------------------------------------------------------------------------


def test_a_proposal_is_let_in_and_may_be_taken_away_again(consultation: Consultation) -> None:
    moderator = run_by(consultation, Role.MODERATOR)
    statement = StatementFactory.create(consultation=consultation, status="waiting")

    with announced() as events:
        admit_statement(statement=statement, by=moderator)
        admit_statement(statement=statement, by=moderator)
        refuse_statement(statement=statement, reason=" Two thoughts  in one. ", by=moderator)
        admit_statement(statement=statement, by=moderator)

    statement.refresh_from_db()
    assert (statement.status, statement.status_reason) == ("open", "")
    assert [
        (act["old"], act["new"], act["reason"])
        for act in acts(consultation.document, "statement.admitted", "statement.refused")
    ] == [
        ("waiting", "open", ""),
        ("open", "refused", "Two thoughts in one."),
        ("refused", "open", ""),
    ]
    assert events == [StatementsChanged(consultation_id=consultation.pk)] * 3


def test_a_refusal_that_others_never_saw_changes_no_deck(consultation: Consultation) -> None:
    statement = StatementFactory.create(consultation=consultation, status="waiting")

    with announced() as events:
        refuse_statement(statement=statement, reason="Insulting.", by=run_by(consultation))

    assert events == []


@pytest.mark.parametrize(("reason", "code"), [(" ", "reason_required"), ("x" * 301, "too_long")])
def test_a_refusal_has_a_reason_of_sane_length(
    consultation: Consultation, reason: str, code: str
) -> None:
    statement = StatementFactory.create(consultation=consultation, status="waiting")

    with pytest.raises(Refused) as refused:
        refuse_statement(statement=statement, reason=reason, by=run_by(consultation))

    assert refused.value.code == code


@pytest.mark.parametrize("old", list(StatementStatus))
@pytest.mark.parametrize("new", [StatementStatus.OPEN, StatementStatus.REFUSED])
def test_moderators_move_statements_along_the_table_only(
    consultation: Consultation, old: StatementStatus, new: StatementStatus
) -> None:
    reason = "Off topic." if old == StatementStatus.REFUSED else ""
    statement = StatementFactory.create(consultation=consultation, status=old, status_reason=reason)
    moderator = run_by(consultation)

    def move() -> Statement:
        if new == StatementStatus.OPEN:
            return admit_statement(statement=statement, by=moderator)
        return refuse_statement(statement=statement, reason="Off topic.", by=moderator)

    if old == new or new in STATEMENT_MOVES[old]:
        assert move().status == new
    else:
        with pytest.raises(Refused, match="withdrawn by its author"):
            move()


def test_a_moderator_leaves_their_own_statement_to_another(consultation: Consultation) -> None:
    ana = speaker(consultation)
    statement = propose_statement(consultation=consultation, text=WORDS, by=ana)
    consultation.document.seats.create(user=ana, role=Role.MODERATOR)
    statement = Statement.objects.get(pk=statement.pk)

    with pytest.raises(Denied, match="another moderator decides"):
        admit_statement(statement=statement, by=ana)
    assert admit_statement(statement=statement, by=run_by(consultation)).status == "open"


def test_after_the_end_nothing_is_let_in_but_something_can_still_be_taken_away() -> None:
    over = running(Stage.CONCLUDED)
    statement = StatementFactory.create(consultation=over)
    waiting = StatementFactory.create(consultation=over, status="waiting")
    moderator = run_by(over)

    with pytest.raises(Denied, match="has ended"):
        admit_statement(statement=waiting, by=moderator)
    assert refuse_statement(statement=statement, reason="Unlawful.", by=moderator).status == (
        StatementStatus.REFUSED
    )


@pytest.mark.parametrize("status", [StatementStatus.OPEN, StatementStatus.WITHDRAWN])
def test_only_its_author_withdraws_and_only_while_it_waits(
    consultation: Consultation, status: StatementStatus
) -> None:
    ana, other = speaker(consultation), speaker(consultation)
    statement = propose_statement(consultation=consultation, text=WORDS, by=ana)

    with pytest.raises(Denied, match="Only its author"):
        withdraw_statement(statement=statement, by=other)
    Statement.objects.filter(pk=statement.pk).update(status=status)
    with pytest.raises(Denied, match="that waits for a moderator"):
        withdraw_statement(statement=statement, by=ana)


def test_hidden_comments_are_no_source_for_seeds_either(consultation: Consultation) -> None:
    comment = CommentFactory.create(
        principle=principle_of(consultation.document), status=CommentStatus.HIDDEN
    )

    with pytest.raises(Refused, match="withdrawn or hidden"):
        seed_statements(
            consultation=consultation, texts=[WORDS], comment=comment, by=run_by(consultation)
        )
