"""Which points of a new run are points of the run before. Pure, standard library only.

A moderator's decisions hang on points, and a run makes new ones. A new cell (theme x side) *is* the
old point of its theme and side, else the one of its side that mostly the same comments stand
behind. What was split off, merged, pinned or taken out stays so.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

# An old point is found again by its comments if at least this part of the smaller set is in both.
SAME_COMMENTS = 0.5

# (comment, start, end): words of a comment, in code points.
type Quote = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class OldPoint:
    """`theme` is None where the theme is gone; `split_from` and `merged_into` are numbers;
    `is_touched`: it stays though nobody says it any more; `without` are comments that were taken
    out of it."""

    number: int
    theme: int | None
    side: str
    quotes: tuple[Quote, ...]
    split_from: int | None = None
    merged_into: int | None = None
    is_pinned: bool = False
    is_touched: bool = False
    without: frozenset[int] = frozenset()

    @property
    def comments(self) -> frozenset[int]:
        return frozenset(comment for comment, _, _ in self.quotes)


@dataclass(frozen=True, slots=True)
class Cell:
    """What a run found: one passage a comment, that of the wording first."""

    theme: int
    side: str
    quotes: tuple[Quote, ...]


@dataclass(frozen=True, slots=True)
class Planned:
    """A point as it will be; `number` is None for a new one, `cell` the index of what it came of,
    None where a moderator's decision alone keeps it."""

    number: int | None
    theme: int | None
    side: str
    quotes: tuple[Quote, ...]
    cell: int | None


def plan(
    old: Sequence[OldPoint], cells: Sequence[Cell], *, still_says: Callable[[Quote], bool]
) -> list[Planned]:
    """The points after a run: those of the cells in their order, then those kept. An old point
    that is not among them is gone. `still_says` is whether a comment still has these words."""
    by_number = {point.number: point for point in old}
    numbers = match(old, cells)
    homes = _homes(old)
    parted: dict[int, list[Quote]] = {}
    planned = []
    for index, (cell, number) in enumerate(zip(cells, numbers, strict=True)):
        own = []
        for quote in cell.quotes:
            if (other := homes.get((number, quote[0]))) is None:
                own.append(quote)
            else:
                parted.setdefault(other, []).append(quote)
        if own or number is not None:
            planned.append(Planned(number, cell.theme, cell.side, tuple(own), index))
    found = {point.number for point in planned}
    planned += [
        Planned(each.number, each.theme, each.side, _once(parted.get(each.number, ())), None)
        for each in old
        if each.number not in found and (each.is_touched or each.number in parted)
    ]
    planned = [_as_decided(point, by_number, still_says) for point in planned]
    return _with_merged(planned, by_number)


def match(old: Sequence[OldPoint], cells: Sequence[Cell]) -> list[int | None]:
    """For each cell the number of the old point it is, or None; no number twice, and none of a
    point split off. The order of `old` changes nothing."""
    candidates = sorted(
        (-likeness, point.number, index)
        for index, cell in enumerate(cells)
        for point in old
        if point.split_from is None and (likeness := _likeness(point, cell)) > 0
    )
    found: list[int | None] = [None] * len(cells)
    taken: set[int] = set()
    for _, number, index in candidates:
        if found[index] is None and number not in taken:
            found[index] = number
            taken.add(number)
    return found


def _likeness(point: OldPoint, cell: Cell) -> float:
    """Above 1 for the same theme, up to 1 by comments, 0 for another point."""
    if point.side != cell.side:
        return 0.0
    both = len(point.comments & {comment for comment, _, _ in cell.quotes})
    smaller = min(len(point.comments), len(cell.quotes))
    share = both / smaller if smaller else 0.0
    if point.theme == cell.theme:
        return 2.0 + share
    return share if share >= SAME_COMMENTS else 0.0


def _homes(old: Sequence[OldPoint]) -> dict[tuple[int | None, int], int]:
    """By point and comment: what was split off that point, also later, and has the comment, or had
    it until it was taken out."""
    parents = {point.number: point.split_from for point in old}
    homes: dict[tuple[int | None, int], int] = {}
    for point in sorted(old, key=lambda each: each.number):
        root = point.number
        while (parent := parents.get(root)) is not None:
            root = parent
        if root != point.number:
            own = point.comments | point.without
            homes |= {(root, comment): point.number for comment in own}
    return homes


def _as_decided(
    point: Planned, by_number: Mapping[int, OldPoint], still_says: Callable[[Quote], bool]
) -> Planned:
    """With the pinned words first, as long as someone says them."""
    before = by_number.get(point.number or 0)
    if before is None or not before.is_pinned or not before.quotes:
        return point
    if not still_says(pinned := before.quotes[0]):
        return point
    others = (quote for quote in point.quotes if quote[0] != pinned[0])
    return replace(point, quotes=(pinned, *others))


def _with_merged(planned: list[Planned], by_number: Mapping[int, OldPoint]) -> list[Planned]:
    """A point also has the comments of those merged into it; none that were taken out of it."""
    own = {point.number: point.quotes for point in planned if point.number is not None}
    merged: dict[int, list[int]] = {}
    for number in own:
        if (target := by_number[number].merged_into) is not None:
            merged.setdefault(target, []).append(number)

    def total(number: int) -> tuple[Quote, ...]:
        theirs = (quote for each in merged.get(number, ()) for quote in total(each))
        without = by_number[number].without
        return _once([quote for quote in (*own[number], *theirs) if quote[0] not in without])

    return [
        point if point.number is None else replace(point, quotes=total(point.number))
        for point in planned
    ]


def _once(quotes: Sequence[Quote]) -> tuple[Quote, ...]:
    """The first of each comment."""
    first: dict[int, Quote] = {}
    for quote in quotes:
        first.setdefault(quote[0], quote)
    return tuple(first.values())
