"""Positions at a glance."""

import pytest

from consultations.models import Consultation
from consultations.queries.matrix import SYMBOLS, Cell, Mark, matrix_of
from consultations.queries.positions import positions_of
from principles.models import Principle
from principles.states import Stage
from tests.factories.amendments import AmendmentFactory
from tests.factories.cache import empty_cache
from tests.factories.comments import CommentFactory, organisation_vote, votes
from tests.factories.consultations import running
from tests.factories.points import point
from tests.factories.principles import principle_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def principle() -> Principle:
    return principle_of(running(Stage.AMEND, early_voting=True).document)


def cell(principle: Principle, code: str = "civil-society") -> Cell:
    empty_cache()
    consultation = Consultation.objects.get(document=principle.document_id)
    [found] = matrix_of(positions_of(consultation), code).rows[0].cells
    return found


def test_more_than_half_of_the_votes_say_how_a_group_stands(principle: Principle) -> None:
    votes(principle, "academia", "support", 4)
    votes(principle, "academia", "accept", 1)
    assert (cell(principle, "academia").mark, cell(principle, "academia").word) == (
        Mark.FOR,
        "In favour",
    )
    votes(principle, "academia", "oppose", 5)
    assert cell(principle, "academia").mark == Mark.DIVIDED
    votes(principle, "academia", "oppose", 1)
    assert cell(principle, "academia").numbers == ["5 of 11 votes agree", "minority view"]


def test_without_votes_the_comments_do(principle: Principle) -> None:
    point(principle, words="No.", side="against", by=2)
    point(principle, words="Yes.")
    found = cell(principle)
    assert (found.mark, found.word, found.by_votes) == (Mark.AGAINST, "Speaks against it", False)
    assert found.numbers == ["1 point against", "1 point for", "minority view"]


def test_whoever_only_asks_spoke(principle: Principle) -> None:
    CommentFactory.create(principle=principle, stance="question")
    assert (cell(principle).mark, cell(principle).numbers) == (Mark.SPOKE, ["1 comment"])


def test_whoever_only_amends_spoke(principle: Principle) -> None:
    amendment = AmendmentFactory.create(principle=principle)
    assert amendment.participation is not None
    found = cell(principle, amendment.participation.group.code)
    assert (found.mark, found.numbers) == (Mark.SPOKE, ["1 amendment"])


def test_a_few_votes_are_not_silence_and_say_nothing(principle: Principle) -> None:
    votes(principle, "academia", "oppose", 4)
    found = cell(principle, "academia")
    assert (found.mark, found.numbers, found.voted) == (Mark.FEW, [], 0)
    organisation_vote(principle, "academia", "support")
    assert cell(principle, "academia").numbers == ["1 of 1 vote agrees"]


def test_votes_of_one_mind_say_nothing_either_abuse_54(principle: Principle) -> None:
    votes(principle, "academia", "oppose", 7)
    found = cell(principle, "academia")
    assert (found.mark, found.word, found.voted) == (Mark.FEW, "Votes not shown", 0)


def test_who_did_nothing_is_silent(principle: Principle) -> None:
    assert (cell(principle).mark, cell(principle).numbers) == (Mark.SILENT, [])


def test_each_mark_has_a_shape_of_its_own() -> None:
    assert len({SYMBOLS[mark] for mark in Mark}) == len(Mark)


def test_the_caption_says_the_finding_first(principle: Principle) -> None:
    votes(principle, "academia", "oppose", 5)
    votes(principle, "academia", "abstain", 1)
    consultation = Consultation.objects.get(document=principle.document_id)
    assert matrix_of(positions_of(consultation)).caption.startswith(
        "In 1 of 18 cells a group is against, in 0 divided, in 17 silent."
    )
