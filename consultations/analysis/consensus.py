"""How much agreement votes by group show, as a proposal to whoever decides it.

The levels are those of ICANN (GNSO Working Group Guidelines, 3.6): full consensus, "no one in the
group speaks against"; consensus, "only a small minority disagrees, but most agree"; strong support
but significant opposition, "most support, but a significant number do not"; divergence, "no strong
support for any particular position". ICANN gives no figures. The ones here (see docs/adr/0017)
only propose: a chair decides, with a rationale, and may decide otherwise.

Votes count as what they are on one wording: support and accept for it, oppose and block against it.
Abstentions take no side and are in no share. Nothing here knows of votes that are withheld: the
proposal is a function of counts that everyone sees, so that it tells of no other.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from statistics import geometric_mean

# Below either there is too little to propose anything from. Five is also the fewest individuals
# of whom anything is shown; agreement is between groups, so it takes two.
FEWEST_VOTES = 5
FEWEST_GROUPS = 2
# Consensus: at most one in five of all against, which is "a small minority"...
CONSENSUS_OVERALL = Fraction(4, 5)
# ...and not gathered in one group: where two or more of a group are against, two thirds of it are
# for. One voice against is one voice, in a group of any size.
CONSENSUS_IN_GROUP = Fraction(2, 3)
FEWEST_TO_LEAN = 2
# Strong support: "most", which is more than a bare majority, and no more groups against than for.
STRONG_SUPPORT_OVERALL = Fraction(3, 5)


class Level(StrEnum):
    """From most agreement to least; the codes of `consultations.states.ConsensusLevel`."""

    FULL = "full"
    CONSENSUS = "consensus"
    STRONG_SUPPORT = "strong_support"
    DIVERGENCE = "divergence"


class Reason(StrEnum):
    """What a proposal rests on, or what keeps it from a higher level."""

    FEW_VOTES = "few_votes"
    FEW_GROUPS = "few_groups"
    NOBODY_AGAINST = "nobody_against"
    WITHHELD = "withheld"
    BLOCKED = "blocked"
    OVERALL = "overall"
    GROUPS_BELOW = "groups_below"
    MORE_GROUPS_AGAINST = "more_groups_against"


@dataclass(frozen=True, slots=True)
class GroupVoices:
    """Votes of one group that are shown; `blocks` are among those `against`."""

    code: str
    in_favour: int
    against: int
    blocks: int = 0

    @property
    def took_sides(self) -> int:
        return self.in_favour + self.against

    @property
    def share(self) -> Fraction | None:
        """In favour, of those who took a side; None where nobody did."""
        return Fraction(self.in_favour, self.took_sides) if self.took_sides else None

    @property
    def leaning(self) -> int:
        """1 in favour, -1 against: more than half of it, and two at least; else 0."""
        if self.in_favour >= FEWEST_TO_LEAN and self.in_favour > self.against:
            return 1
        return -1 if self.against >= FEWEST_TO_LEAN and self.against > self.in_favour else 0

    @property
    def is_below(self) -> bool:
        """Whether opposition is gathered in this group."""
        return (
            self.against >= FEWEST_TO_LEAN
            and Fraction(self.in_favour, self.took_sides) < CONSENSUS_IN_GROUP
        )


@dataclass(frozen=True, slots=True)
class Figures:
    """Shares in favour from 0 to 1, of those who took a side; None where nobody did.

    Beside the `overall` one, in which large groups weigh more, two in which every group is one: the
    `minimum`, and the `geometric_mean`, which one group that agrees to nothing makes 0.
    """

    in_favour: int
    took_sides: int
    groups: int
    blocks: int
    overall: Fraction | None
    minimum: Fraction | None
    geometric_mean: float | None


@dataclass(frozen=True, slots=True)
class Ground:
    """One reason, and the codes of the groups it names."""

    reason: Reason
    groups: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Proposal:
    """`level` is None where too little was said to propose one ("not evaluable")."""

    level: Level | None
    grounds: tuple[Ground, ...]
    figures: Figures


def voices_in(code: str, counts: Mapping[str, int]) -> GroupVoices:
    """Of counts by choice: "support", "accept", "abstain", "oppose", "block"."""
    blocks = counts.get("block", 0)
    return GroupVoices(
        code=code,
        in_favour=counts.get("support", 0) + counts.get("accept", 0),
        against=counts.get("oppose", 0) + blocks,
        blocks=blocks,
    )


def figures_of(groups: Iterable[GroupVoices]) -> Figures:
    """Over groups of which somebody took a side."""
    heard = [group for group in groups if group.took_sides]
    # Sorted: the product of floats depends on their order.
    shares = sorted(Fraction(group.in_favour, group.took_sides) for group in heard)
    in_favour = sum(group.in_favour for group in heard)
    took_sides = sum(group.took_sides for group in heard)
    return Figures(
        in_favour=in_favour,
        took_sides=took_sides,
        groups=len(heard),
        blocks=sum(group.blocks for group in heard),
        overall=Fraction(in_favour, took_sides) if took_sides else None,
        minimum=shares[0] if shares else None,
        geometric_mean=geometric_mean(map(float, shares)) if shares else None,
    )


def propose(groups: Sequence[GroupVoices], withheld: Iterable[str] = ()) -> Proposal:
    """A level with its grounds, from the votes that are shown.

    `withheld` are codes of groups whose individuals are not shown: with such, nobody can see that
    there is no vote against, and full consensus is not proposed.

    More votes against never raise the level, more in favour never lower it, once there is one; the
    order of groups changes nothing, and their codes only what grounds name.
    """
    figures = figures_of(groups)
    overall = figures.overall
    if overall is None or figures.took_sides < FEWEST_VOTES or figures.groups < FEWEST_GROUPS:
        few = Reason.FEW_GROUPS if figures.took_sides >= FEWEST_VOTES else Reason.FEW_VOTES
        return Proposal(None, (Ground(few),), figures)
    if divided := tuple(_divisions(groups, overall)):
        return Proposal(Level.DIVERGENCE, divided, figures)
    if obstacles := tuple(_obstacles(groups, overall)):
        return Proposal(Level.STRONG_SUPPORT, obstacles, figures)
    if overall < 1:
        return Proposal(Level.CONSENSUS, (Ground(Reason.OVERALL),), figures)
    nobody = Ground(Reason.NOBODY_AGAINST)
    if hidden := tuple(sorted(withheld)):
        return Proposal(Level.CONSENSUS, (nobody, Ground(Reason.WITHHELD, hidden)), figures)
    return Proposal(Level.FULL, (nobody,), figures)


def _divisions(groups: Sequence[GroupVoices], overall: Fraction) -> Iterator[Ground]:
    """What keeps it from strong support."""
    if overall < STRONG_SUPPORT_OVERALL:
        yield Ground(Reason.OVERALL)
    if sum(group.leaning for group in groups) < 0:
        yield _named(Reason.MORE_GROUPS_AGAINST, (g for g in groups if g.leaning < 0))


def _obstacles(groups: Sequence[GroupVoices], overall: Fraction) -> Iterator[Ground]:
    """What keeps it from consensus."""
    if any(group.blocks for group in groups):
        yield _named(Reason.BLOCKED, (group for group in groups if group.blocks))
    if any(group.is_below for group in groups):
        yield _named(Reason.GROUPS_BELOW, (group for group in groups if group.is_below))
    if overall < CONSENSUS_OVERALL:
        yield Ground(Reason.OVERALL)


def _named(reason: Reason, groups: Iterable[GroupVoices]) -> Ground:
    return Ground(reason, tuple(sorted(group.code for group in groups)))
