"""Comments that no point carries: nobody who wrote is left out of sight."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Q

from consultations.models import Consultation
from consultations.queries.positions import Positions
from consultations.queries.voices import said_by_groups
from principles.models import Comment
from principles.queries.comments import CommentNode, nodes_of, rows_of

PAGE = 50


@dataclass(frozen=True, slots=True)
class ResidualComment:
    """`principle_key` and number of what it is on; None and "": the text as a whole."""

    node: CommentNode
    principle_key: int | None
    principle: str


@dataclass(frozen=True, slots=True)
class ResidualPage:
    """`total` in all; `after` is the number to go on from, 0 at the end."""

    comments: Sequence[ResidualComment]
    total: int
    after: int


def residual_page(
    consultation: Consultation, positions: Positions, *, after: int = 0, code: str = ""
) -> ResidualPage:
    """By number, those published now, beginning after one; of the group with this code, if one is
    given. Two queries."""
    carried = {
        number
        for principle in positions.principles
        for group in principle.groups
        for number in group.cited
    }
    printed = {each.key: each.number for each in positions.principles if each.key}
    comments = said_by_groups().filter(
        Q(principle__key__in=printed) | Q(principle__isnull=True),
        document=consultation.document_id,
    )
    if code:
        comments = comments.filter(group__code=code)
    numbers = comments.order_by("number").values_list("number", flat=True)
    left = [number for number in numbers if number not in carried]
    rest = [number for number in left if number > after]
    asked = rows_of(
        Comment.objects.filter(document=consultation.document_id, number__in=rest[:PAGE])
        .annotate(key=F("principle__key"))
        .order_by("number")
    )
    rows: list[dict[str, Any]] = list(asked)
    return ResidualPage(
        comments=[
            ResidualComment(node, row["key"], printed.get(row["key"], ""))
            for node, row in zip(nodes_of(rows), rows, strict=True)
        ],
        total=len(left),
        after=rest[PAGE - 1] if len(rest) > PAGE else 0,
    )
