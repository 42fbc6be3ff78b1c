"""How much each group said of each principle, and from which side, as published now."""

from dataclasses import dataclass

from django.db.models import Count, F, Q
from django.db.models.functions import Coalesce

from consultations.queries.voices import said_by_groups
from principles.models import Document
from principles.states import Stance


@dataclass(frozen=True, slots=True)
class CommentsOfGroup:
    """`voices` are distinct people and organisations; one may speak from both sides."""

    comments: int = 0
    voices: int = 0
    voices_for: int = 0
    voices_against: int = 0


# Stances as people declare them: a concern is on the side of those who oppose, as points have it.
_FOR = Q(stance=Stance.SUPPORT)
_AGAINST = Q(stance__in=(Stance.CONCERN, Stance.OPPOSE))


def comments_by_group(document: Document) -> dict[tuple[int | None, int], CommentsOfGroup]:
    """By principle (none: the text as a whole) and group. One query."""
    # An organisation is one voice however many write for it; ids of the two kinds kept apart.
    voice = Coalesce(0 - F("participation__organisation_id"), F("author_id"))
    rows = (
        said_by_groups()
        .filter(document=document)
        .order_by()
        .values_list("principle_id", "group_id")
        .annotate(
            Count("pk"),
            voices=Count(voice, distinct=True),
            voices_for=Count(voice, distinct=True, filter=_FOR),
            voices_against=Count(voice, distinct=True, filter=_AGAINST),
        )
    )
    return {(principle, group): CommentsOfGroup(*counts) for principle, group, *counts in rows}
