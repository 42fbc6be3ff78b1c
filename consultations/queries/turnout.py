"""Who takes part, by the group they speak for: each group against its own number."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count

from principles.models import Comment, Document, Vote
from principles.queries.tallies import groups_of
from principles.states import CommentStatus


@dataclass(frozen=True, slots=True)
class GroupTurnout:
    """`voted` of `voices`: an organisation is one voice, however many speak for it."""

    label: str
    individuals: int
    organisations: int
    comments: int
    voted: int

    @property
    def voices(self) -> int:
        return self.individuals + self.organisations

    @property
    def is_silent(self) -> bool:
        return not (self.voices or self.comments)


@dataclass(frozen=True, slots=True)
class Turnout:
    """Every group that may take part, in order; `total` is the sum of them."""

    groups: Sequence[GroupTurnout]
    total: GroupTurnout

    @property
    def is_empty(self) -> bool:
        return self.total.is_silent


def turnout_of(document: Document) -> Turnout:
    """Whoever joined counts, also after leaving; comments as published. Three queries."""
    comments = dict(
        Comment.objects.filter(document=document, status=CommentStatus.PUBLISHED)
        .order_by()
        .values_list("group")
        .annotate(Count("pk"))
    )
    voted = dict(
        Vote.objects.filter(principle__document=document)
        .order_by()
        .values_list("group")
        .annotate(Count("holder", distinct=True))
    )
    groups = [
        GroupTurnout(
            label=group.label,
            individuals=group.individuals_joined,
            organisations=group.organisations_joined,
            comments=comments.get(pk, 0),
            voted=voted.get(pk, 0),
        )
        for pk, group in groups_of(document).items()
    ]
    return Turnout(groups=groups, total=_sum(groups))


def _sum(groups: Sequence[GroupTurnout]) -> GroupTurnout:
    """Who joined for two groups, one after the other, is counted in both and so here twice."""
    return GroupTurnout(
        label="",
        individuals=sum(group.individuals for group in groups),
        organisations=sum(group.organisations for group in groups),
        comments=sum(group.comments for group in groups),
        voted=sum(group.voted for group in groups),
    )
