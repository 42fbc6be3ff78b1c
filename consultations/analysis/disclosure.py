"""What may be shown of a table of people, so that nothing else of it can be computed back.

A table has a row a group and a column an answer; each person stands in one cell. Two kinds of rows
tell what single people answered, and are withheld: one of fewer than `FEWEST` people, and one in
which everybody gave the same answer. Since the total is known as well, what is withheld adds up to
the total less what is shown. So further rows are withheld until that rest hides each of them
(complementary suppression; Hundepool et al., Statistical Disclosure Control, 2012, chapter 4).

Withheld are always the smallest rows up to some size. Where only rows of too few people tell, these
and the next one, which says no more than that they are few. Where a larger row is of one mind, all
up to it, and on until two answers were each given, in the withheld rows together, by as many people
as the largest of them has: whoever knows the sizes of all rows, all that is shown, and this rule,
then still finds for each withheld row that it may all have given the one answer, or all the other,
for the largest may have given either and be the reason for the choice, whatever the others did.
Where no choice will do, all rows are withheld; and the total too where it is itself a row that
tells, or where it leaves no two rows and answers that can be the reason.

What remains: a member of a group of five knows one of its answers, a row of nine to one says much
of each of the ten, and tables of two days can be subtracted, which is for the caller to prevent.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from principles.disclosure import FEWEST, tells_of_one

type Row = Sequence[int]


@dataclass(frozen=True, slots=True)
class Shown:
    """`None` stands for what is withheld; rows in the order they came."""

    total: Row | None
    rows: Sequence[Row | None]


def shown_of(rows: Sequence[Row], *, fewest: int = FEWEST) -> Shown:
    """At least one row, all of one length. Empty rows are no secret."""
    total = _sums(rows)
    if tells_of_one(total, fewest=fewest):
        return _nothing_of(rows)
    by_size = sorted((i for i, row in enumerate(rows) if sum(row)), key=lambda i: sum(rows[i]))
    sizes = [sum(rows[i]) for i in by_size]
    few = sum(size < fewest for size in sizes)
    # Of the rows by size, so many are withheld for their number; so many hold all of one mind.
    least = few + 1 if few else 0
    of_one_mind = [at for at, i in enumerate(by_size, 1) if max(rows[i]) == sum(rows[i])]
    if not few and not of_one_mind:
        return Shown(total, rows)
    for count in range(max(least, *of_one_mind, 2), len(by_size) + 1):
        withheld = by_size[:count]
        largest = sizes[few - 1] if count == least else sizes[count - 1]
        together = sorted(_sums([rows[i] for i in withheld]))
        if sum(together) >= fewest and together[-2] >= largest:
            return Shown(total, [None if i in withheld else row for i, row in enumerate(rows)])
    reasons = sum(size <= given for size in sizes[least:] for given in total)
    return _nothing_of(rows) if reasons < 2 else Shown(total, _nothing_of(rows).rows)


def shown_of_both(one: Sequence[Row], other: Sequence[Row]) -> tuple[Shown, Shown]:
    """Two tables of the same people and answers, shown beside each other: one total is both's."""
    first, second = shown_of(one), shown_of(other)
    if first.total is None or second.total is None:
        return _nothing_of(one), _nothing_of(other)
    return first, second


def _nothing_of(rows: Sequence[Row]) -> Shown:
    return Shown(None, [None if sum(row) else row for row in rows])


def _sums(rows: Sequence[Row]) -> tuple[int, ...]:
    return tuple(map(sum, zip(*rows, strict=True)))
