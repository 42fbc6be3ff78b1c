"""Comments that no point carries."""

import pytest

from consultations.models import Consultation, Point
from consultations.queries.positions import positions_of
from consultations.queries.residual import residual_page
from consultations.states import PointStatus
from principles.actions.comments import edit_comment
from principles.models import Principle
from principles.states import CommentStatus, Stage
from tests.factories.cache import empty_cache
from tests.factories.comments import CommentFactory
from tests.factories.consultations import running
from tests.factories.points import point
from tests.factories.principles import principle_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def principle() -> Principle:
    return principle_of(running(Stage.COMMENT).document)


def left(principle: Principle) -> list[int]:
    empty_cache()
    consultation = Consultation.objects.select_related("document").get(
        document=principle.document_id
    )
    positions = positions_of(consultation)
    page = residual_page(consultation, positions)
    assert positions.coverage is None or positions.coverage.residual == page.total
    return [each.node.number for each in page.comments]


def test_a_comment_behind_a_point_is_not_among_them(principle: Principle) -> None:
    point(principle)
    alone = CommentFactory.create(principle=principle)
    CommentFactory.create(principle=principle, status=CommentStatus.HIDDEN)
    assert left(principle) == [alone.number]


def test_a_comment_behind_a_point_that_was_dropped_is(principle: Principle) -> None:
    made = point(principle)
    Point.objects.update(status=PointStatus.DROPPED, reason="Off topic.")
    assert left(principle) == [made.citations.get().comment.number]


def test_a_comment_that_says_something_else_now_is(principle: Principle) -> None:
    comment = point(principle).citations.get().comment
    edit_comment(comment=comment, body="Something else.", by=comment.author)
    assert left(principle) == [comment.number]
