"""What is withheld of a table of people cannot be computed back from what is shown of it."""

from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations_with_replacement, product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consultations.analysis.disclosure import Row, Shown, shown_of, shown_of_both
from principles.disclosure import tells_of_one

rows_of_votes = st.lists(st.tuples(*[st.integers(0, 12)] * 3), min_size=1, max_size=6)


def answers(people: int, columns: int) -> Iterator[tuple[int, ...]]:
    """Every way in which so many people can give so many answers."""
    if columns == 1:
        yield (people,)
        return
    for first in range(people + 1):
        for rest in answers(people - first, columns - 1):
            yield (first, *rest)


def key_of(shown: Shown) -> tuple[Row | None, tuple[Row | None, ...]]:
    return shown.total, tuple(shown.rows)


@pytest.mark.parametrize(("fewest", "largest", "columns"), [(2, 5, 2), (3, 5, 2), (3, 5, 3)])
@pytest.mark.parametrize("groups", [2, 3])
def test_whoever_knows_the_rules_and_all_sizes_computes_no_withheld_row(
    fewest: int, largest: int, columns: int, groups: int
) -> None:
    """Every table there is; those that look alike from outside differ in each withheld row."""
    for sizes in combinations_with_replacement(range(1, largest + 1), groups):
        alike = defaultdict(list)
        for rows in product(*[list(answers(size, columns)) for size in sizes]):
            alike[key_of(shown_of(rows, fewest=fewest))].append(rows)
        for (_, shown), tables in alike.items():
            for place, row in enumerate(shown):
                if row is None:
                    assert len({table[place] for table in tables}) > 1, (sizes, shown, place)


@given(rows_of_votes)
def test_no_row_that_tells_of_one_is_shown_and_no_other_number_is_changed(rows: list[Row]) -> None:
    shown = shown_of(rows)
    for row, given_row in zip(shown.rows, rows, strict=True):
        assert row is None or (row == given_row and not tells_of_one(row))
    if shown.total is not None:
        assert shown.total == tuple(map(sum, zip(*rows, strict=True)))
        assert not tells_of_one(shown.total)


@given(rows_of_votes)
def test_the_rest_is_nobody_or_several_rows_none_of_which_is_certain(rows: list[Row]) -> None:
    """By subtraction alone: every withheld row could hold other answers than it does."""
    shown = shown_of(rows)
    withheld = [row for row, seen in zip(rows, shown.rows, strict=True) if seen is None]
    if shown.total is None or not withheld:
        return
    rest = [sum(column) for column in zip(*withheld, strict=True)]
    assert len(withheld) > 1
    assert not tells_of_one(rest)


@given(rows_of_votes, st.randoms())
def test_the_order_of_equal_sizes_aside_order_changes_nothing(rows: list[Row], chance: Any) -> None:
    sizes = [sum(row) for row in rows]
    if len(set(sizes)) < len(sizes):
        return
    places = list(range(len(rows)))
    chance.shuffle(places)
    shuffled = shown_of([rows[place] for place in places])
    assert shuffled.rows == [shown_of(rows).rows[place] for place in places]


@pytest.mark.parametrize(
    ("rows", "withheld"),
    [
        # Nothing that tells
        ([(9, 3, 2), (4, 4, 4)], []),
        # A group of three takes the next smallest with it
        ([(1, 1, 1), (2, 6, 1), (1, 6, 6), (20, 20, 5)], [0, 1]),
        ([(30, 20, 5), (1, 0, 1), (9, 9, 1), (1, 0, 0)], [1, 2, 3]),
        # A group of six of one mind needs a rest in which as many gave another answer
        ([(6, 0, 0), (1, 6, 0), (5, 6, 1), (30, 20, 5)], [0, 1, 2]),
        ([(6, 0, 0), (0, 6, 0), (5, 6, 1), (30, 20, 5)], [0, 1]),
        # As does one of forty, with all that are smaller
        ([(0, 40, 0), (30, 10, 5), (10, 20, 5), (8, 8, 8)], [0, 1, 2, 3]),
        ([(0, 40, 0), (40, 3, 2), (5, 6, 1), (30, 20, 15)], [0, 1, 2]),
        # Nobody is no secret
        ([(0, 0, 0), (8, 3, 1)], []),
    ],
)
def test_rows_withheld(rows: list[Row], withheld: list[int]) -> None:
    shown = shown_of(rows)
    assert [i for i, row in enumerate(shown.rows) if row is None] == withheld
    assert shown.total is not None


@pytest.mark.parametrize("rows", [[(9, 0, 0), (8, 0, 0)], [(2, 1, 0)], [(1, 1, 0), (0, 1, 1)]])
def test_total_that_tells_is_withheld_with_all_rows(rows: list[Row]) -> None:
    assert shown_of(rows) == Shown(None, [None] * len(rows))


def test_total_that_leaves_one_explanation_is_withheld() -> None:
    """Only six people of one mind explain it, and only one answer was given by six."""
    assert shown_of([(6, 0, 0), (10, 5, 5)]) == Shown(None, [None, None])


def test_two_tables_of_the_same_people_have_one_total() -> None:
    by_opinion = [(6, 0, 0), (10, 5, 5)]
    by_group = [(8, 2, 3), (8, 3, 2)]
    assert shown_of(by_group).total == (16, 5, 5)
    assert shown_of_both(by_opinion, by_group) == (
        Shown(None, [None, None]),
        Shown(None, [None, None]),
    )
