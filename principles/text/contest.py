"""The sweep along a base that finds which changes touch, of any number of amendments.

Changes to the same tokens stand on one front; fronts are compared, not changes, so that five
hundred rival texts take little longer than two.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

from principles.text.kinds import SEVERITY, CollisionKind, kind_of
from principles.text.places import Ground, Place, are_parted

_NOBODY: frozenset[int] = frozenset()


@dataclass(slots=True)
class Front:
    """The places that differ in their words only, none of them of the same amendment."""

    shape: Place
    places: list[Place] = field(default_factory=list)
    by_amendment: dict[int, Place] = field(default_factory=dict)

    def add(self, place: Place) -> None:
        self.places.append(place)
        self.by_amendment.update(dict.fromkeys(place.amendments, place))

    def agreeing(self, number: int) -> AbstractSet[int]:
        """The amendments that make the same change here, and itself."""
        place = self.by_amendment.get(number)
        return place.amendments if place else _NOBODY


class Contest:
    """`conflicts` has for each amendment those it excludes; `regions` the places, as they connect,
    with the most severe way in which two meet there, None where nobody is excluded."""

    def __init__(self, here: Ground, places: Sequence[Place], ids: Iterable[int]) -> None:
        self.conflicts: dict[int, set[int]] = {number: set() for number in sorted(ids)}
        self._fronts = _fronts_of(places)
        self._root_of = list(range(len(self._fronts)))
        self._kinds: dict[int, CollisionKind] = {}
        # Of changes that several share, and what touches them: where the same amendment has both.
        self._beyond: defaultdict[int, list[tuple[int, Place]]] = defaultdict(list)
        self._at = {id(each): at for at, front in enumerate(self._fronts) for each in front.places}
        near: list[int] = []
        for right, front in enumerate(self._fronts):
            low = front.shape.low
            near = [left for left in near if low < here.next_word[self._fronts[left].shape.high]]
            for left in near:
                if not are_parted(here, self._fronts[left].shape, front.shape):
                    self._touch(left, right)
            near.append(right)
            if len(front.places) > 1:
                self._exclude(front, front)
                self._connect(right, right, kind_of(front.places[0], front.places[1]))
        self._reach_through_shared()

    def regions(self) -> list[tuple[CollisionKind | None, list[Place]]]:
        members: defaultdict[int, list[Place]] = defaultdict(list)
        for at, front in enumerate(self._fronts):
            members[self._root(at)].extend(front.places)
        return [(self._kinds.get(root), places) for root, places in members.items()]

    def _touch(self, left: int, right: int) -> None:
        one, other = self._fronts[left], self._fronts[right]
        if not one.by_amendment.keys().isdisjoint(other.by_amendment):
            self._note_shared(one, right)
        if self._exclude(one, other):
            self._connect(left, right, kind_of(one.shape, other.shape))

    def _exclude(self, one: Front, other: Front) -> bool:
        """Whether any pair was found; those that share one of the two changes are none."""
        found = False
        for mine, theirs in ((one, other), (other, one)):
            everyone = theirs.by_amendment.keys()
            for number in mine.by_amendment:
                against = everyone - mine.agreeing(number) - theirs.agreeing(number)
                if against:
                    self.conflicts[number] |= against
                    found = True
        return found

    def _note_shared(self, one: Front, right: int) -> None:
        other = self._fronts[right]
        pairs = {
            (id(one.by_amendment[number]), id(place)): (one.by_amendment[number], place)
            for number, place in other.by_amendment.items()
            if number in one.by_amendment
        }
        for first, second in pairs.values():
            if len(first.amendments) > 1 or len(second.amendments) > 1:
                self._beyond[id(first)].append((right, second))

    def _reach_through_shared(self) -> None:
        """What two amendments both change parts their other changes no better than nothing."""
        everything = {id(place): place for front in self._fronts for place in front.places}
        for first in list(self._beyond):
            mine = everything[first].amendments
            ways = [(mine & shared.amendments, shared) for _, shared in self._beyond[first]]
            sharing = [shared.amendments for _, shared in self._beyond[first]]
            while ways:
                ours, shared = ways.pop()
                theirs = sharing.pop()
                for at, far in self._beyond.get(id(shared), ()) if ours else ():
                    one_side, other_side = ours - far.amendments, (far.amendments & theirs) - mine
                    if one_side and other_side:
                        self._exclude_all(one_side, other_side)
                        self._connect(self._at[first], at, CollisionKind.ADJACENT)
                        self._connect(at, self._at[id(shared)], CollisionKind.ADJACENT)
                    ways.append((ours & far.amendments, far))
                    sharing.append(theirs & far.amendments)

    def _exclude_all(self, mine: set[int], theirs: set[int]) -> None:
        for number in mine:
            self.conflicts[number] |= theirs
        for number in theirs:
            self.conflicts[number] |= mine

    def _connect(self, left: int, right: int, kind: CollisionKind) -> None:
        first, second = self._root(left), self._root(right)
        kinds = (kind, self._kinds.get(first, kind), self._kinds.get(second, kind))
        self._root_of[second] = first
        self._kinds[first] = min(kinds, key=SEVERITY.__getitem__)

    def _root(self, at: int) -> int:
        while self._root_of[at] != at:
            self._root_of[at] = self._root_of[self._root_of[at]]
            at = self._root_of[at]
        return at


def _fronts_of(places: Iterable[Place]) -> list[Front]:
    """In the order of the places."""
    fronts: dict[tuple[int | bool, ...], Front] = {}
    for each in places:
        geometry = (each.low, each.high, each.hunk.start, each.hunk.end)
        nature = (each.deletes, each.is_whole, each.clear_left, each.clear_right)
        fronts.setdefault((*geometry, *nature), Front(each)).add(each)
    return sorted(fronts.values(), key=lambda front: (front.shape.low, front.shape.high))
