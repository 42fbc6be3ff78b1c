"""The map is small, the same for the same places, and coarser than what anyone answered."""

import random
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from consultations.analysis.opinion_map import MOST_MARKS, drawn, hull

coordinates = st.floats(-9, 9, allow_nan=False).map(lambda x: round(x, 4))
people = st.lists(
    st.tuples(
        st.tuples(coordinates, coordinates), st.sampled_from(["", "a", "b"]), st.integers(-1, 1)
    ),
    min_size=1,
    max_size=80,
)
cells = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=1, unique=True).map(
    sorted
)


@given(people)
def test_everybody_is_in_one_mark_inside_the_map(found: Any) -> None:
    places, kinds, groups = zip(*found, strict=True)
    plane = drawn(places, kinds, groups, [True, True])
    assert sum(mark.count for mark in plane.marks) == len(found)
    for kind in ("", "a", "b"):
        assert sum(m.count for m in plane.marks if m.kind == kind) == kinds.count(kind)
    assert all(0 <= m.column < plane.columns and 0 <= m.row < plane.rows for m in plane.marks)


@given(people, st.randoms())
def test_the_order_of_people_changes_nothing(found: Any, chance: Any) -> None:
    shuffled = chance.sample(found, len(found))
    one, two = (list(zip(*people, strict=True)) for people in (found, shuffled))
    assert drawn(two[0], two[1], two[2], [True, True]) == drawn(
        one[0], one[1], one[2], [True, True]
    )


def test_many_people_give_few_marks() -> None:
    chance = random.Random(3)
    places = [(chance.gauss(0, 2), chance.gauss(0, 1)) for _ in range(20_000)]
    kinds = [chance.choice(["", "a", "b", "c", "d"]) for _ in places]
    plane = drawn(places, kinds, [0] * len(places), [True])
    assert 100 < len(plane.marks) <= MOST_MARKS
    assert sum(mark.count for mark in plane.marks) == 20_000


def test_one_far_off_does_not_shrink_the_others() -> None:
    places = [(x / 10, y / 10) for x in range(10) for y in range(10)]
    near = drawn(places, [""] * 100, [0] * 100, [True])
    far = drawn([*places, (500.0, 500.0)], [""] * 101, [*[0] * 100, -1], [True])
    assert len(far.marks) == len(near.marks) == 100


def test_group_that_is_not_to_be_outlined_has_no_outline() -> None:
    plane = drawn([(0, 0), (1, 0), (0, 1), (5, 5)], [""] * 4, [0, 0, 0, 1], [True, False])
    assert (len(plane.outlines[0]), plane.outlines[1]) == (3, [])


@given(cells)
def test_hull_has_all_cells_on_its_inner_side(found: Any) -> None:
    corners = hull(found)
    assert set(corners) <= set(found)
    if len(corners) > 2:
        for one, two in zip(corners, corners[1:] + corners[:1], strict=True):
            for x, y in found:
                turn = (two[0] - one[0]) * (y - one[1]) - (two[1] - one[1]) * (x - one[0])
                assert turn >= 0
