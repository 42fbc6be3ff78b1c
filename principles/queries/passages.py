"""Where the words of a principle were commented on."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Min

from principles.models import Anchor
from principles.passages import Passage
from principles.states import CommentStatus

MOST_PASSAGES = 60


@dataclass(frozen=True, slots=True)
class Passages:
    """Passages in the words of today; `orphans` counts comments whose words are gone."""

    placed: tuple[Passage, ...] = ()
    orphans: int = 0


def passages_of(texts: Sequence[int]) -> Passages:
    """`texts` are the ids of the texts, in any version, that have the words of today. One query; of
    very many passages those with most comments."""
    rows = (
        Anchor.objects.filter(placed_text__in=texts, comment__status=CommentStatus.PUBLISHED)
        .values("placed_start", "placed_end")
        .order_by()
        .annotate(comments=Count("pk"), number=Min("comment__number"))
        .order_by("-comments", "number")
    )
    placed, orphans = [], 0
    for row in rows[: MOST_PASSAGES + 1]:
        start, end = row["placed_start"], row["placed_end"]
        if start is None or end is None:
            orphans = row["comments"]
        else:
            placed.append(Passage(start, end, row["comments"], row["number"]))
    return Passages(tuple(placed[:MOST_PASSAGES]), orphans)
