"""Votes of groups as a table with bars: what is shown, what is withheld, and where bars lie.

Votes of organisations are public. Individuals are only counted, and where the count would tell how
single ones of a group voted (`principles.disclosure`) their part is withheld; sums cover what is
shown and nothing else, so that no subtraction brings a withheld part back.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext, ngettext, pgettext

from principles.disclosure import FEWEST, tells_of_one
from principles.states import Choice

COLUMNS = (Choice.SUPPORT, Choice.ACCEPT, Choice.ABSTAIN, Choice.OPPOSE, Choice.BLOCK)
FROM_AGAINST_TO_FOR = COLUMNS[::-1]
AGAINST = (Choice.BLOCK, Choice.OPPOSE)
IN_FAVOUR = (Choice.SUPPORT, Choice.ACCEPT)


@dataclass(frozen=True, slots=True)
class GroupVotes:
    """The votes of one group on one wording, by choice, and how many joined who could cast one."""

    code: str
    label: str
    organisations: Mapping[str, int] = field(default_factory=dict)
    individuals: Mapping[str, int] = field(default_factory=dict)
    organisations_joined: int = 0
    individuals_joined: int = 0
    # Of votes that were laid down without the withheld part, as in a report.
    was_withheld: bool = False

    @property
    def individuals_withheld(self) -> bool:
        return self.was_withheld or tells_of_one(self.individuals.values())

    @property
    def shown(self) -> Mapping[str, int]:
        """Votes by choice, without what is withheld."""
        if self.individuals_withheld:
            return Counter(self.organisations)
        return Counter(self.organisations) + Counter(self.individuals)

    @property
    def joined(self) -> int:
        """How many could have cast the votes that are shown."""
        if self.individuals_withheld:
            return self.organisations_joined
        return self.organisations_joined + self.individuals_joined


@dataclass(frozen=True, slots=True)
class Column:
    code: str
    label: str


@dataclass(frozen=True, slots=True)
class ChoiceCount:
    code: str
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class Segment:
    """Part of a bar; `x` and `width` in percent of the bar's width."""

    code: str
    label: str
    share_percent: int
    x: float
    width: float


@dataclass(frozen=True, slots=True)
class TallyRow:
    """`total` voted of `members` who joined; `suppressed`: nothing of it can be shown."""

    code: str
    label: str
    segments: tuple[Segment, ...]
    counts: tuple[ChoiceCount, ...]
    total: int
    members: int
    suppressed: bool = False
    is_sum: bool = False


@dataclass(frozen=True, slots=True)
class Tally:
    """Results as a table shows them; with `hidden`, the reason, there is nothing else in it.

    `withheld` names the groups whose individuals are not shown; `awaiting` counts votes on earlier
    words, whose holders are asked again.
    """

    choices: tuple[Column, ...] = ()
    rows: tuple[TallyRow, ...] = ()
    axis: float | None = None
    hidden: str = ""
    withheld: tuple[str, ...] = ()
    awaiting: int = 0

    @property
    def groups(self) -> tuple[TallyRow, ...]:
        return tuple(row for row in self.rows if not row.is_sum)

    @property
    def total(self) -> int:
        return sum(row.total for row in self.groups)

    @property
    def is_empty(self) -> bool:
        """Whether nobody has voted on the present words."""
        return not self.total and not self.withheld

    @property
    def caption(self) -> str:
        """The finding first, then what was counted."""
        voted = [row for row in self.groups if row.total]
        if not voted:
            return gettext("No votes to show yet.")
        agreeing = sum(_majority_in_favour(row) for row in voted)
        finding = ngettext(
            "In %(agreeing)s of the %(groups)s group shown that voted, more than half support or "
            "accept these words.",
            "In %(agreeing)s of the %(groups)s groups shown that voted, more than half support or "
            "accept these words.",
            len(voted),
        ) % {"agreeing": agreeing, "groups": len(voted)}
        counted = ngettext(
            "%(votes)s vote; the bars show shares within each group.",
            "%(votes)s votes; the bars show shares within each group.",
            self.total,
        ) % {"votes": self.total}
        return f"{finding} {counted}"

    @property
    def withheld_sentence(self) -> str:
        """Whose votes are counted and not shown, and why; "" when all are shown."""
        if not self.withheld:
            return ""
        comma = pgettext("in a list of names", ",")
        return gettext(
            "Fewer than %(fewest)s individuals voted, or all voted alike, in: %(groups)s. Their "
            "votes are counted in the decision and not shown."
        ) % {"fewest": FEWEST, "groups": f"{comma} ".join(self.withheld)}

    @property
    def awaiting_sentence(self) -> str:
        if not self.awaiting:
            return ""
        return ngettext(
            "%(votes)s vote was cast on earlier words: it counts again once it is confirmed.",
            "%(votes)s votes were cast on earlier words: they count again once they are confirmed.",
            self.awaiting,
        ) % {"votes": self.awaiting}


def _majority_in_favour(row: TallyRow) -> bool:
    return 2 * sum(count.count for count in row.counts if count.code in IN_FAVOUR) > row.total


def tally_from(
    groups: Sequence[GroupVotes],
    *,
    allows_block: bool,
    awaiting: int = 0,
    one_scale: bool = False,
) -> Tally:
    """Lay the table out; with `one_scale` bars of several tables compare, else they fill it."""
    columns = [Column(choice.value, str(choice.label)) for choice in COLUMNS]
    if not allows_block and not any(group.shown.get(Choice.BLOCK) for group in groups):
        columns.pop()
    votes = [dict(group.shown) for group in groups]
    total: Counter[str] = Counter()
    for counts in votes:
        total.update(counts)
    sides = [_sides(counts) for counts in votes if any(counts.values())]
    against, in_favour = 1.0, 1.0
    if sides and not one_scale:
        against, in_favour = (max(side) for side in zip(*sides, strict=True))
    scale = _Scale(against, in_favour)
    rows = [
        _row(
            group.code,
            _row_label(group),
            counts,
            group.joined,
            columns,
            scale,
            suppressed=group.individuals_withheld and not counts,
        )
        for group, counts in zip(groups, votes, strict=True)
    ]
    if len(sides) > 1:
        joined = sum(row.members for row in rows if not row.suppressed)
        rows.append(_row("", gettext("All groups"), total, joined, columns, scale, is_sum=True))
    return Tally(
        choices=tuple(columns),
        rows=tuple(rows),
        axis=scale.axis if sides else None,
        withheld=tuple(group.label for group in groups if group.individuals_withheld),
        awaiting=awaiting,
    )


def _row_label(group: GroupVotes) -> str:
    if group.individuals_withheld and group.shown:
        return gettext("%(group)s: organisations") % {"group": group.label}
    return group.label


@dataclass(frozen=True, slots=True)
class _Scale:
    """The longest bar to either side of the axis, in shares of a row."""

    against: float
    in_favour: float

    @property
    def axis(self) -> float:
        return 100 * self.against / (self.against + self.in_favour)

    def percent(self, share: float) -> float:
        return 100 * share / (self.against + self.in_favour)


def _sides(counts: Mapping[str, int]) -> tuple[float, float]:
    """Shares to either side of the axis, which lies in the middle of the abstentions."""
    total = sum(counts.values())
    middle = counts.get(Choice.ABSTAIN, 0) / 2
    against = middle + sum(counts.get(choice, 0) for choice in AGAINST)
    return against / total, (total - against) / total


def _row(
    code: str,
    label: str,
    counts: Mapping[str, int],
    members: int,
    columns: Sequence[Column],
    scale: _Scale,
    **flags: bool,
) -> TallyRow:
    return TallyRow(
        code=code,
        label=label,
        segments=_segments(counts, scale) if any(counts.values()) else (),
        counts=tuple(
            ChoiceCount(column.code, column.label, counts.get(column.code, 0)) for column in columns
        ),
        total=sum(counts.values()),
        members=members,
        **flags,
    )


def _segments(counts: Mapping[str, int], scale: _Scale) -> tuple[Segment, ...]:
    total = sum(counts.values())
    present = [choice for choice in FROM_AGAINST_TO_FOR if counts.get(choice)]
    percents = whole_percents([counts[choice] for choice in present])
    against, _ = _sides(counts)
    x = scale.axis - scale.percent(against)
    segments = []
    for choice, share_percent in zip(present, percents, strict=True):
        width = scale.percent(counts[choice] / total)
        segments.append(Segment(choice.value, str(choice.label), share_percent, x, width))
        x += width
    return tuple(segments)


def whole_percents(counts: Sequence[int]) -> list[int]:
    """Shares of the sum in whole percent that add up to 100 (largest remainders, Hamilton), none of
    them 0 but where nobody is; the largest gives what the smallest lack for that."""
    total = sum(counts)
    percents = [max(100 * count // total, int(count > 0)) for count in counts]
    by_remainder = sorted(
        range(len(counts)), key=lambda i: (percents[i] * total - 100 * counts[i], i)
    )
    missing = 100 - sum(percents)
    for i in by_remainder[: max(missing, 0)]:
        percents[i] += 1
    percents[counts.index(max(counts))] += min(missing, 0)
    return percents
