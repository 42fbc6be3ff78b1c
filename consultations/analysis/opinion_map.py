"""Where people stand, drawn so coarsely that nobody's answers can be read off: cells and outlines.

Places are those of `opinion_result`: the plane of the first two principal components, which has no
unit. A grid is laid over them, as fine as keeps the drawing small; people of one kind in one cell
are one mark, and marks are sorted by cell, so that neither their order nor their number says which
person is which. The standard library only.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

MOST_MARKS = 400
# Cells along the longer side, the finest first.
_GRIDS = (48, 40, 32, 26, 20, 16, 12, 8, 6)
# One in so many may stand outside, to each side.
_OUTSIDE = 50

type Point = tuple[float, float]
type Cell = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Mark:
    """`count` people of one kind in the cell; they are the `place`th of `kinds` kinds there."""

    column: int
    row: int
    kind: str
    count: int
    place: int
    kinds: int


@dataclass(frozen=True, slots=True)
class Map:
    """Cells count from the start of the axes, rows upwards. `outlines` are corners in cells, in
    counter-clockwise order, one list a group; empty for a group that is not drawn."""

    columns: int
    rows: int
    marks: Sequence[Mark]
    outlines: Sequence[Sequence[Cell]]


def drawn(
    places: Sequence[Point], kinds: Sequence[str], groups: Sequence[int], outlined: Sequence[bool]
) -> Map:
    """One place, kind and group a person (-1: in none); `outlined` says which groups are drawn."""
    if not places:
        return Map(1, 1, [], [[] for _ in outlined])
    for side in _GRIDS:
        columns, rows, cells = _grid(places, side)
        marks = _marks(cells, kinds)
        if len(marks) <= MOST_MARKS:
            break
    members = [
        {cell for cell, of in zip(cells, groups, strict=True) if of == group and is_outlined}
        for group, is_outlined in enumerate(outlined)
    ]
    return Map(columns, rows, marks, [hull(sorted(cells)) for cells in members])


def _grid(places: Sequence[Point], side: int) -> tuple[int, int, list[Cell]]:
    """Columns, rows, and the cell of each place."""
    # Who stands far off is drawn at the edge, so that the others do not shrink to a dot.
    outside = len(places) // _OUTSIDE
    low, high = [], []
    for axis in (0, 1):
        ordered = sorted(place[axis] for place in places)
        low.append(ordered[outside])
        high.append(ordered[-1 - outside])
    step = max(high[0] - low[0], high[1] - low[1]) / (side - 1) or 1.0
    cells = [
        (
            round((min(max(x, low[0]), high[0]) - low[0]) / step),
            round((min(max(y, low[1]), high[1]) - low[1]) / step),
        )
        for x, y in places
    ]
    return max(x for x, _ in cells) + 1, max(y for _, y in cells) + 1, cells


def _marks(cells: Sequence[Cell], kinds: Sequence[str]) -> list[Mark]:
    counted = Counter(zip(cells, kinds, strict=True))
    in_cell = defaultdict(list)
    for cell, kind in sorted(counted):
        in_cell[cell].append(kind)
    return [
        Mark(*cell, kind, counted[cell, kind], place, len(there))
        for cell, there in in_cell.items()
        for place, kind in enumerate(there)
    ]


def hull(cells: Sequence[Cell]) -> list[Cell]:
    """The corners of the convex hull of sorted cells (Andrew's monotone chain)."""
    if len(cells) < 3:
        return list(cells)
    return [*_chain(cells), *_chain(cells[::-1])]


def _chain(cells: Sequence[Cell]) -> list[Cell]:
    corners: list[Cell] = []
    for cell in cells:
        while len(corners) > 1 and _turn(corners[-2], corners[-1], cell) <= 0:
            corners.pop()
        corners.append(cell)
    return corners[:-1]


def _turn(one: Cell, two: Cell, three: Cell) -> int:
    return (two[0] - one[0]) * (three[1] - one[1]) - (two[1] - one[1]) * (three[0] - one[0])
