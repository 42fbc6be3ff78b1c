"""Which card comes next."""

from collections import Counter

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from consultations.actions.statement_votes import give_opinion
from consultations.models import Consultation, Statement
from consultations.queries import statement_deck
from consultations.queries.statement_deck import deck_of
from consultations.queries.statements import answered_page, proposed_by, statement_page
from principles.states import Stage
from tests.factories.accounts import individual
from tests.factories.comments import CommentFactory
from tests.factories.consultations import running
from tests.factories.principles import joined, principle_of
from tests.factories.statements import (
    StatementFactory,
    StatementVoteFactory,
    opinion_of,
    opinions,
    statements,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def consultation() -> Consultation:
    return running(Stage.COMMENT)


def test_every_card_comes_once_and_then_none(consultation: Consultation) -> None:
    """Whatever one answers: never the same card twice."""
    statements(consultation, 12)
    ana = joined(individual(), consultation.document)
    seen: list[int] = []
    answers = ["agree", "pass", "disagree", "skip"]

    while (card := deck_of(consultation, ana.holder).card) is not None:
        assert deck_of(consultation, ana.holder).card == card
        statement = Statement.objects.get(pk=card.pk)
        give_opinion(statement=statement, opinion=answers[len(seen) % 4], by=ana.user)
        seen.append(card.number)

    deck = deck_of(consultation, ana.holder)
    assert sorted(seen) == list(range(1, 13))
    assert (deck.answered, deck.skipped, deck.total, deck.left) == (9, 3, 12, 0)


def test_a_card_stays_while_what_is_said_elsewhere_changes(consultation: Consultation) -> None:
    made = statements(consultation, 12)
    ana = joined(individual(), consultation.document)
    first = deck_of(consultation, ana.holder).card
    assert first is not None

    for other in made:
        if other.pk != first.pk:
            Statement.objects.filter(pk=other.pk).update(status="withdrawn")
            assert deck_of(consultation, ana.holder).card == first


def test_two_people_start_with_different_cards(consultation: Consultation) -> None:
    statements(consultation, 12)

    first = {card.number for n in range(20) if (card := deck_of(consultation, f"u{n}").card)}

    assert len(first) > 4


def test_waiting_refused_and_withdrawn_statements_are_in_no_deck(
    consultation: Consultation,
) -> None:
    for status in ("waiting", "withdrawn"):
        StatementFactory.create(consultation=consultation, status=status)
    StatementFactory.create(consultation=consultation, status="refused", status_reason="No.")
    StatementFactory.create(consultation=running(Stage.COMMENT))

    deck = deck_of(consultation, "u1")

    assert (deck.card, deck.total) == (None, 0)


def test_what_few_have_seen_and_what_divides_comes_first(consultation: Consultation) -> None:
    new, worn = statements(consultation, 2)
    for n in range(30):
        StatementVoteFactory.create(statement=worn, holder=f"y{n}", opinion="pass")

    first = Counter(card.number for n in range(50) if (card := deck_of(consultation, f"u{n}").card))

    assert first == {new.number: 50}


def test_the_weights_are_those_of_the_counts_and_the_last_analysis(
    consultation: Consultation, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = StatementFactory.create(consultation=consultation)
    far = StatementFactory.create(consultation=consultation, extremity=2.0)
    opinions(plain, "academia", "agree", 3)
    opinions(plain, "governments", "skip", 2)
    StatementVoteFactory.create(statement=plain, opinion="pass")
    asked: list[dict[str, float]] = []

    def priority(**counts: float) -> float:
        asked.append(counts)
        return 1.0

    monkeypatch.setattr(statement_deck, "priority", priority)

    deck_of(consultation, "u0")

    assert asked == [
        {"agreed": 3, "passed": 1, "seen": 4, "extremity": 0.0},
        {"agreed": 0, "passed": 0, "seen": 0, "extremity": far.extremity},
    ]


def test_skipped_cards_come_again_when_asked_for_the_longest_ago_first(
    consultation: Consultation,
) -> None:
    first, second, third = statements(consultation, 3)
    ana = joined(individual(), consultation.document)
    for statement in (second, first):
        give_opinion(statement=statement, opinion="skip", by=ana.user)

    def taken_up() -> int | None:
        card = deck_of(consultation, ana.holder, skipped=True).card
        return card.number if card else None

    order = [taken_up()]
    give_opinion(statement=second, opinion="skip", by=ana.user)
    order.append(taken_up())
    for statement in (first, second):
        give_opinion(statement=statement, opinion="agree", by=ana.user)

    assert [*order, taken_up()] == [second.number, first.number, None]
    unseen = deck_of(consultation, ana.holder).card
    assert unseen is not None
    assert unseen.number == third.number


def test_the_last_answer_is_known_and_skips_are_none(consultation: Consultation) -> None:
    first, second, third = statements(consultation, 3)
    ana = joined(individual(), consultation.document)
    assert deck_of(consultation, ana.holder).last is None

    give_opinion(statement=second, opinion="disagree", by=ana.user)
    give_opinion(statement=first, opinion="agree", by=ana.user)
    give_opinion(statement=third, opinion="skip", by=ana.user)

    last = deck_of(consultation, ana.holder).last
    assert last is not None
    assert (last.name, last.opinion) == ("S-1", "agree")


def test_a_card_says_where_it_comes_from(consultation: Consultation) -> None:
    principle = principle_of(consultation.document, 2)
    comment = CommentFactory.create(principle=principle, number=7)
    hidden = CommentFactory.create(principle=principle, number=8, status="hidden")
    for source in (comment, hidden, None):
        StatementFactory.create(
            consultation=consultation, principle=source and principle, comment=source
        )

    assert [
        (card.principle_key, card.principle, card.principle_title, card.comment, card.opinion)
        for card in statement_page(consultation).cards
    ] == [
        (2, "2", "Principle 2 of the network", 7, ""),
        (2, "2", "Principle 2 of the network", None, ""),
        (None, "", "", None, ""),
    ]


def test_lists_are_paged_by_number_and_show_ones_own_answers_only(
    consultation: Consultation,
) -> None:
    first, second, third = statements(consultation, 3)
    ana, ben = (joined(individual(), consultation.document) for _ in range(2))
    for statement in (first, third):
        opinion_of(ana, statement, "agree")
    opinion_of(ben, second, "disagree")

    page = statement_page(consultation, limit=2)
    rest = statement_page(consultation, limit=2, after=page.after or 0)
    mine = answered_page(consultation, ana.holder, limit=1)
    more = answered_page(consultation, ana.holder, limit=1, after=mine.after or 0)

    assert [[card.number for card in each.cards] for each in (page, rest)] == [[1, 2], [3]]
    assert (page.after, rest.after) == (2, None)
    assert [(card.number, card.opinion) for card in (*mine.cards, *more.cards)] == [
        (1, "agree"),
        (3, "agree"),
    ]
    assert proposed_by(consultation, ana.user) == []


@pytest.mark.parametrize("count", [1, 3])
def test_a_deck_takes_three_queries(consultation: Consultation, count: int) -> None:
    for statement in statements(consultation, count):
        opinions(statement, "academia", "agree", 2)

    with CaptureQueriesContext(connection) as asked:
        deck_of(consultation, "u0")

    assert len(asked) == 3
