"""How groups voted on a principle, each against its own number; only what `GroupVotes.shown` has.

Nothing else of the votes comes in here, so that nothing withheld can be computed from what comes
out: sums, the least of the groups and their mean are of what is shown.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext, ngettext, pgettext

from consultations.analysis.quantities import FEWEST_VOICES, whole_percent
from consultations.analysis.statistics import geometric_mean, wilson_interval
from principles.tally import AGAINST, IN_FAVOUR, ChoiceCount, GroupVotes, Segment, tally_from

FOR, AGAINST_IT, DIVIDED = "for", "against", "divided"


@dataclass(frozen=True, slots=True)
class Share:
    """`n` of `of`; `low` and `high` bound the share (Wilson, 95 %), None where so few are only
    described."""

    n: int
    of: int
    low: float | None
    high: float | None

    @property
    def share(self) -> float:
        return self.n / self.of

    @property
    def percent(self) -> int:
        return whole_percent(self.share)

    @property
    def sentence(self) -> str:
        if self.low is None or self.high is None:
            return ngettext(
                "%(n)s of %(of)s vote supports or accepts it.",
                "%(n)s of %(of)s votes support or accept it.",
                self.of,
            ) % {"n": self.n, "of": self.of}
        return gettext(
            "%(n)s of %(of)s votes support or accept it: %(percent)s%% (95%% interval: "
            "%(low)s%% to %(high)s%%)."
        ) % {
            "n": self.n,
            "of": self.of,
            "percent": self.percent,
            "low": round(100 * self.low),
            "high": round(100 * self.high),
        }


def share_of(n: int, of: int) -> Share:
    low, high = wilson_interval(n, of) if of >= FEWEST_VOICES else (None, None)
    return Share(n, of, low, high)


@dataclass(frozen=True, slots=True)
class GroupVote:
    """The votes of one group that are shown: `voted` of `joined` who could have cast them.

    `individuals_withheld`: fewer than five individuals voted, or all alike; the rest is of
    organisations.
    """

    counts: Sequence[ChoiceCount]
    segments: Sequence[Segment]
    axis: float | None
    joined: int
    individuals_withheld: bool

    @property
    def voted(self) -> int:
        return sum(each.count for each in self.counts)

    @property
    def in_favour(self) -> int:
        return sum(each.count for each in self.counts if each.code in IN_FAVOUR)

    @property
    def against(self) -> int:
        return sum(each.count for each in self.counts if each.code in AGAINST)

    @property
    def agreement(self) -> Share | None:
        """Those who support or accept, of those who voted; None where no vote is shown."""
        return share_of(self.in_favour, self.voted) if self.voted else None

    @property
    def speaks(self) -> bool:
        """Whether what is shown is the vote of the group, and not of its organisations alone."""
        return bool(self.voted) and not self.individuals_withheld

    @property
    def leaning(self) -> str:
        """What more than half of the votes shown say; "" where none is."""
        if not self.voted:
            return ""
        if 2 * self.in_favour > self.voted:
            return FOR
        return AGAINST_IT if 2 * self.against > self.voted else DIVIDED

    @property
    def turnout_sentence(self) -> str:
        few = gettext(
            "Only organisations are shown: fewer than five individuals voted, or all voted alike."
        )
        if self.individuals_withheld and not self.voted:
            return few
        if not self.joined:
            return gettext("Nobody of this group has joined, so it has no vote.")
        said = ngettext(
            "%(voted)s of %(joined)s that joined voted.",
            "%(voted)s of %(joined)s that joined voted.",
            self.joined,
        ) % {"voted": self.voted, "joined": self.joined}
        return f"{said} {few}" if self.individuals_withheld else said


@dataclass(frozen=True, slots=True)
class VotesAcross:
    """All groups beside the least of them: an average hides a group that does not agree.

    Each is of groups with votes that are shown; `left_out` names those without. `least` is None
    where no vote is shown.
    """

    overall: Share | None
    least: Share | None
    least_group: str
    geometric_mean: float | None
    left_out: Sequence[str]

    @property
    def mean_percent(self) -> int | None:
        return None if self.geometric_mean is None else whole_percent(self.geometric_mean)

    @property
    def left_out_sentence(self) -> str:
        if not self.left_out:
            return ""
        comma = pgettext("in a list of names", ",")
        return gettext(
            "Left out, as no organisation voted, and fewer than five individuals or all alike: "
            "%(groups)s."
        ) % {"groups": f"{comma} ".join(self.left_out)}


def group_votes(groups: Sequence[GroupVotes], *, allows_block: bool) -> list[GroupVote]:
    """In the same order, their bars drawn to one scale."""
    tally = tally_from(groups, allows_block=allows_block, one_scale=True)
    return [
        GroupVote(
            counts=row.counts,
            segments=row.segments,
            axis=tally.axis,
            joined=votes.joined,
            individuals_withheld=votes.individuals_withheld,
        )
        for row, votes in zip(tally.groups, groups, strict=True)
    ]


def votes_across(groups: Iterable[tuple[str, GroupVote]]) -> VotesAcross:
    """Of groups by their labels."""
    groups = list(groups)
    shares = [(label, vote.agreement) for label, vote in groups]
    shown = [(label, share) for label, share in shares if share is not None]
    withheld = [label for label, vote in groups if vote.individuals_withheld and not vote.voted]
    if not shown:
        return VotesAcross(None, None, "", None, withheld)
    least_group, least = min(shown, key=lambda each: each[1].share)
    return VotesAcross(
        overall=share_of(sum(s.n for _, s in shown), sum(s.of for _, s in shown)),
        least=least,
        least_group=least_group,
        geometric_mean=geometric_mean(share.share for _, share in shown),
        left_out=withheld,
    )
