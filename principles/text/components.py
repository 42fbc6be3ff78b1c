"""Amendments that exclude one another, directly or through others, and what may stand together."""

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet

# Components up to this size are searched exactly: more could take longer than a reader waits.
LARGEST_EXACT = 25

type Conflicts = Mapping[int, frozenset[int]]
type _Worth = tuple[int, int, tuple[int, ...]]


def components_of(ids: Iterable[int], conflicts: Conflicts) -> list[tuple[int, ...]]:
    """The groups connected by conflicts, each and all in the order of their lowest number.

    Those without any conflict are left out.
    """
    waiting = set(ids)
    components = []
    for first in sorted(waiting):
        if first not in waiting:
            continue
        waiting.discard(first)
        component = [first]
        for each in component:
            near = conflicts.get(each, frozenset()) & waiting
            waiting -= near
            component.extend(near)
        if len(component) > 1:
            components.append(tuple(sorted(component)))
    return components


def largest_compatible(
    ids: Iterable[int], conflicts: Conflicts, weight: Mapping[int, int] | None = None
) -> tuple[int, ...]:
    """The most that may stand together; of as many the heaviest, then those with lowest numbers.

    Exact (branch and bound) in components of up to LARGEST_EXACT. Beyond, the one with the fewest
    conflicts left is taken again and again: compatible, but there may be a larger set.
    """
    everyone = set(ids)
    weights = weight or {}
    chosen = set(everyone)
    for component in components_of(everyone, conflicts):
        members = frozenset(component)
        near = {each: conflicts.get(each, frozenset()) & members for each in component}
        chosen -= members
        small = len(component) <= LARGEST_EXACT
        chosen |= _best(members, near, weights) if small else _greedy(members, near, weights)
    return tuple(sorted(chosen))


def _best(members: AbstractSet[int], near: Conflicts, weights: Mapping[int, int]) -> set[int]:
    best: tuple[_Worth, tuple[int, ...]] = ((-1, 0, ()), ())

    def search(left: frozenset[int], taken: tuple[int, ...]) -> None:
        nonlocal best
        if len(taken) + len(left) < best[0][0]:
            return
        if not left:
            worth = _worth(taken, weights)
            if worth > best[0]:
                best = (worth, taken)
            return
        # One with many conflicts is decided first: that leaves the least to search.
        each = max(left, key=lambda one: (len(near[one] & left), -one))
        search(left - near[each] - {each}, (*taken, each))
        if near[each] & left:
            search(left - {each}, taken)

    search(frozenset(members), ())
    return set(best[1])


def _worth(taken: Iterable[int], weights: Mapping[int, int]) -> _Worth:
    numbers = sorted(taken)
    weight = sum(weights.get(each, 0) for each in numbers)
    return len(numbers), weight, tuple(-each for each in numbers)


def _greedy(members: AbstractSet[int], near: Conflicts, weights: Mapping[int, int]) -> set[int]:
    left, taken = set(members), set()
    while left:
        each = min(left, key=lambda one: (len(near[one] & left), -weights.get(one, 0), one))
        taken.add(each)
        left -= near[each] | {each}
    return taken
