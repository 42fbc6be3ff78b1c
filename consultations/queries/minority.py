"""Views against what most of one's own group says, so that a majority does not hide them."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext, ngettext

from consultations.queries.group_comments import CommentsOfGroup
from consultations.queries.group_votes import AGAINST_IT, DIVIDED, FOR, GroupVote
from consultations.queries.points import PointShown
from consultations.states import PointSide
from principles.queries.tallies import OrganisationVote


@dataclass(frozen=True, slots=True)
class MinorityView:
    """`sentence` says how many are against what most of the group says, and by what one knows."""

    sentence: str
    points: Sequence[PointShown]
    # Votes of organisations, whose reasons are public.
    reasons: Sequence[OrganisationVote]

    @property
    def point_ids(self) -> Sequence[int]:
        return [point.pk for point in self.points]


def leaning_of(vote: GroupVote | None, said: CommentsOfGroup) -> str:
    """By the votes, where they are those of the whole group; else by the voices that declared a
    stance."""
    if vote is not None and vote.speaks:
        return vote.leaning
    if said.voices_for == said.voices_against:
        return DIVIDED if said.voices_for else ""
    return FOR if said.voices_for > said.voices_against else AGAINST_IT


def minority_of(
    vote: GroupVote | None,
    said: CommentsOfGroup,
    points: Sequence[PointShown],
    reasons: Sequence[OrganisationVote],
) -> MinorityView | None:
    """None where the group has no majority, or nobody is known to differ from it."""
    majority = leaning_of(vote, said)
    if majority not in {FOR, AGAINST_IT}:
        return None
    in_favour = majority == FOR
    side = PointSide.AGAINST if in_favour else PointSide.FOR
    differing = [point for point in points if point.side == side]
    if vote is not None and vote.speaks:
        sentence = _of_votes(vote, in_favour=in_favour)
    else:
        sentence = _of_voices(said, in_favour=in_favour)
    public = reasons if in_favour else ()
    if not (sentence or differing or public):
        return None
    return MinorityView(sentence or _only_said(in_favour=in_favour), differing, public)


def _of_votes(vote: GroupVote, *, in_favour: bool) -> str:
    n = vote.against if in_favour else vote.in_favour
    if not n:
        return ""
    if in_favour:
        said = ngettext(
            "Most of the votes are in favour; %(n)s of %(of)s is against.",
            "Most of the votes are in favour; %(n)s of %(of)s are against.",
            n,
        )
    else:
        said = ngettext(
            "Most of the votes are against; %(n)s of %(of)s is in favour.",
            "Most of the votes are against; %(n)s of %(of)s are in favour.",
            n,
        )
    return said % {"n": n, "of": vote.voted}


def _of_voices(said: CommentsOfGroup, *, in_favour: bool) -> str:
    n = said.voices_against if in_favour else said.voices_for
    if not n:
        return ""
    if in_favour:
        words = ngettext(
            "Most comments are in favour; %(n)s voice of %(of)s is against.",
            "Most comments are in favour; %(n)s voices of %(of)s are against.",
            n,
        )
    else:
        words = ngettext(
            "Most comments are against; %(n)s voice of %(of)s is in favour.",
            "Most comments are against; %(n)s voices of %(of)s are in favour.",
            n,
        )
    return words % {"n": n, "of": said.voices}


def _only_said(*, in_favour: bool) -> str:
    if in_favour:
        return gettext("No vote shown is against; what follows was said against it all the same.")
    return gettext("No vote shown is in favour; what follows was said for it all the same.")
