"""Components of conflicts, and the most that may stand together."""

import time
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from principles.text.components import components_of, largest_compatible
from tests.machine import slowness

PAIRS = st.sets(
    st.tuples(st.integers(1, 8), st.integers(1, 8)).filter(lambda pair: pair[0] < pair[1])
)
WEIGHTS = st.dictionaries(st.integers(1, 8), st.integers(0, 5))


def conflicts_of(pairs: set[tuple[int, int]], ids: range) -> dict[int, frozenset[int]]:
    return {each: frozenset(a + b - each for a, b in pairs if each in (a, b)) for each in ids}


def test_what_excludes_through_another_is_one_component() -> None:
    conflicts = conflicts_of({(1, 2), (2, 5), (3, 4)}, range(1, 7))
    assert components_of(range(1, 7), conflicts) == [(1, 2, 5), (3, 4)]


def test_only_the_amendments_asked_for_are_looked_at() -> None:
    conflicts = conflicts_of({(1, 2), (2, 3)}, range(1, 4))
    assert components_of([1, 3], conflicts) == []
    assert largest_compatible([1, 3], conflicts) == (1, 3)


def test_ids_without_an_entry_have_no_conflicts() -> None:
    assert components_of([7, 8], {}) == []
    assert largest_compatible([8, 7], {}) == (7, 8)


def test_two_that_fit_are_preferred_to_one_that_excludes_them() -> None:
    assert largest_compatible(range(1, 4), conflicts_of({(1, 2), (2, 3)}, range(1, 4))) == (1, 3)


def test_of_as_many_the_better_supported_are_chosen_then_the_first() -> None:
    conflicts = conflicts_of({(1, 2)}, range(1, 3))
    assert largest_compatible([1, 2], conflicts) == (1,)
    assert largest_compatible([1, 2], conflicts, {2: 1}) == (2,)


@given(PAIRS)
def test_components_part_the_conflicting_ones(pairs: set[tuple[int, int]]) -> None:
    ids = range(1, 9)
    components = components_of(ids, conflicts_of(pairs, ids))
    members = [each for component in components for each in component]
    assert sorted(members) == sorted({each for pair in pairs for each in pair})
    home = {each: component for component in components for each in component}
    assert all(home[a] == home[b] for a, b in pairs)
    for component in components:
        inside = [pair for pair in pairs if pair[0] in component]
        reached = {component[0]}
        for _ in component:
            reached |= {each for pair in inside if reached & {*pair} for each in pair}
        assert reached == set(component)


@given(PAIRS, WEIGHTS)
def test_no_set_that_may_stand_together_is_better(
    pairs: set[tuple[int, int]], weight: dict[int, int]
) -> None:
    ids = range(1, 9)
    allowed = [
        some
        for size in range(9)
        for some in combinations(ids, size)
        if not any((a, b) in pairs for a, b in combinations(some, 2))
    ]
    best = max(
        allowed,
        key=lambda some: (len(some), sum(weight.get(x, 0) for x in some), [-x for x in some]),
    )
    assert largest_compatible(ids, conflicts_of(pairs, ids), weight) == best


def test_five_hundred_in_one_component_are_grouped_at_once() -> None:
    ids = range(500)
    pairs = {(each, other) for each in ids for other in (each + 1, each + 7) if other < 500}
    started = time.process_time()
    chosen = largest_compatible(ids, conflicts_of(pairs, ids))
    assert len(components_of(ids, conflicts_of(pairs, ids))) == 1
    assert time.process_time() - started < 5 * slowness()
    assert not any((a, b) in pairs for a, b in combinations(chosen, 2))
    assert len(chosen) > 100


def test_the_largest_component_searched_exactly_takes_no_noticeable_time() -> None:
    ids = range(25)
    pairs = {(a, b) for a, b in combinations(ids, 2) if (a * 7 + b * 3) % 5 == 0}
    started = time.process_time()
    largest_compatible(ids, conflicts_of(pairs, ids))
    assert time.process_time() - started < 2 * slowness()
