"""Where amendments to one text contradict one another, and where they only meet.

Two changes collide when no word that both keep stands between them within a sentence: applied
together they would make a phrase that nobody wrote. All hunks are compared in one sweep along the
base.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import product

from principles.text.places import Ground, Place, are_parted, ground, places_of
from principles.text.readings import Reading, readings_of
from principles.text.strength import strength_of

__all__ = ["Collision", "CollisionKind", "Comparison", "Reading", "compare", "compare_places"]


class CollisionKind(StrEnum):
    """How two changes meet; the first that applies to a place is the one it is called by."""

    MOVE_CYCLE = "move_cycle"
    MOVED_TWICE = "moved_twice"
    DELETED_AND_EDITED = "deleted_and_edited"
    INSERTED_IN_DELETED = "inserted_in_deleted"
    OVERLAPPING = "overlapping"
    CONTAINED = "contained"
    SAME_POINT = "same_point"
    ADJACENT = "adjacent"
    IDENTICAL = "identical"
    REFERENCE = "reference"
    INTERACTS = "interacts"

    @property
    def blocks(self) -> bool:
        """Whether the amendments cannot both be applied without a text by a person."""
        return self not in {
            CollisionKind.IDENTICAL,
            CollisionKind.INTERACTS,
            CollisionKind.REFERENCE,
        }


_SEVERITY = {kind: place for place, kind in enumerate(CollisionKind)}


@dataclass(frozen=True, slots=True)
class Collision:
    """A contested place: tokens [start, end) of the base, and what each amendment makes of them.

    `why` says of INTERACTS whether only the "sentence" is shared, or the "strength" of its
    obligation changes.
    """

    between: tuple[int, ...]
    kind: CollisionKind
    start: int
    end: int
    base: str
    readings: tuple[Reading, ...]
    why: str = ""


@dataclass(frozen=True, slots=True)
class Comparison:
    """`conflicts` has every amendment, with those that cannot stand beside it."""

    conflicts: Mapping[int, frozenset[int]]
    collisions: tuple[Collision, ...]


def compare(base: str, texts: Mapping[int, str]) -> Comparison:
    """How any number of amendments on one base get on with each other. Raises TextTooLong."""
    return compare_places(ground(base), places_of(base, texts), texts)


def compare_places(here: Ground, places: Sequence[Place], ids: Iterable[int]) -> Comparison:
    """`compare`, of hunks found before."""
    contest = _Contest(here, places, ids)
    conflicts = {number: frozenset(against) for number, against in contest.conflicts.items()}
    found = [*contest.regions(), *_meetings(here, places, conflicts)]
    found.sort(key=lambda each: (each.start, each.end, _SEVERITY[each.kind], each.between))
    return Comparison(conflicts, tuple(found))


class _Contest:
    """The sweep: which hunks touch, which amendments exclude each other, which places connect."""

    def __init__(self, here: Ground, places: Sequence[Place], ids: Iterable[int]) -> None:
        self._here = here
        self._places = places
        self.conflicts: dict[int, set[int]] = {number: set() for number in sorted(ids)}
        self._region = list(range(len(places)))
        self._kinds: dict[int, CollisionKind] = {}
        self._beyond: defaultdict[int, list[int]] = defaultdict(list)
        near: list[int] = []
        for right, place in enumerate(places):
            near = [left for left in near if place.low < here.next_word[places[left].high]]
            for left in near:
                if not are_parted(here, places[left], place):
                    self._touch(left, right)
            near.append(right)
        self._reach_through_shared()

    def _touch(self, left: int, right: int) -> None:
        one, other = self._places[left], self._places[right]
        if len(one.amendments) > 1 or len(other.amendments) > 1:
            self._beyond[left].append(right)
            mine, theirs = one.amendments - other.amendments, other.amendments - one.amendments
        elif one.amendments == other.amendments:
            return
        else:
            mine, theirs = one.amendments, other.amendments
        if mine and theirs:
            self._exclude(mine, theirs)
            self._connect(left, right, _kind(one, other))

    def _exclude(self, mine: Iterable[int], theirs: Iterable[int]) -> None:
        for one, other in product(mine, theirs):
            self.conflicts[one].add(other)
            self.conflicts[other].add(one)

    def _connect(self, left: int, right: int, kind: CollisionKind) -> None:
        first, second = self._root(left), self._root(right)
        kinds = (kind, self._kinds.get(first, kind), self._kinds.get(second, kind))
        self._region[second] = first
        self._kinds[first] = min(kinds, key=_SEVERITY.__getitem__)

    def _root(self, place: int) -> int:
        while self._region[place] != place:
            self._region[place] = self._region[self._region[place]]
            place = self._region[place]
        return place

    def _reach_through_shared(self) -> None:
        """What two amendments both change parts their other changes no better than nothing."""
        for first in list(self._beyond):
            mine = self._places[first].amendments
            ways = [
                (mine & self._places[shared].amendments, self._places[shared].amendments, shared)
                for shared in self._beyond[first]
            ]
            while ways:
                ours, all_theirs, shared = ways.pop()
                for far in self._beyond.get(shared, ()) if ours else ():
                    beyond = self._places[far].amendments
                    one_side = ours - beyond
                    other_side = (beyond & all_theirs) - mine
                    if one_side and other_side:
                        self._exclude(one_side, other_side)
                        self._connect(first, far, CollisionKind.ADJACENT)
                        self._connect(first, shared, CollisionKind.ADJACENT)
                    ways.append((ours & beyond, all_theirs & beyond, far))

    def regions(self) -> Iterator[Collision]:
        """One collision for each connected place, and for each change several have in common."""
        members: defaultdict[int, list[Place]] = defaultdict(list)
        for index, place in enumerate(self._places):
            members[self._root(index)].append(place)
        by_amendment = _by_amendment(self._places)
        for root, contested in members.items():
            kind = self._kinds.get(root)
            if kind is None and len(contested[0].amendments) == 1:
                continue
            between = sorted(set().union(*(each.amendments for each in contested)))
            span = min(each.low for each in contested), max(each.high for each in contested)
            start, end, readings = readings_of(self._here, span, contested, between, by_amendment)
            yield Collision(
                tuple(between),
                kind or CollisionKind.IDENTICAL,
                start,
                end,
                "".join(self._here.tokens[start:end]),
                readings,
            )


def _kind(one: Place, other: Place) -> CollisionKind:
    """What two touching changes are to each other, in the words as the diff reads them."""
    if one.inserts and other.inserts:
        meet = one.low <= other.high and other.low <= one.high
        return CollisionKind.SAME_POINT if meet else CollisionKind.ADJACENT
    first, second = one.hunk, other.hunk
    if one.inserts or other.inserts:
        point, stretch = (first, other) if one.inserts else (second, one)
        if not stretch.hunk.start < point.start < stretch.hunk.end:
            return CollisionKind.ADJACENT
        return CollisionKind.INSERTED_IN_DELETED if stretch.deletes else CollisionKind.CONTAINED
    if max(first.start, second.start) >= min(first.end, second.end):
        return CollisionKind.ADJACENT
    if one.deletes != other.deletes:
        return CollisionKind.DELETED_AND_EDITED
    ends = (first.start, first.end), (second.start, second.end)
    hull = min(first.start, second.start), max(first.end, second.end)
    is_contained = ends[0] != ends[1] and hull in ends
    return CollisionKind.CONTAINED if is_contained else CollisionKind.OVERLAPPING


def _by_amendment(places: Iterable[Place]) -> Mapping[int, list[Place]]:
    found: defaultdict[int, list[Place]] = defaultdict(list)
    for place in sorted(places, key=lambda each: (each.hunk.start, each.hunk.end)):
        for number in place.amendments:
            found[number].append(place)
    return found


def _meetings(
    here: Ground, places: Sequence[Place], conflicts: Mapping[int, frozenset[int]]
) -> Iterator[Collision]:
    """Sentences in which amendments that do not exclude each other change different words."""
    spans, by_amendment = _sentence_spans(here), _by_amendment(places)
    touched: defaultdict[int, defaultdict[int, list[Place]]]
    touched = defaultdict(lambda: defaultdict(list))
    for place in places:
        for sentence in _sentences_of(here, place):
            for number in place.amendments:
                touched[sentence][number].append(place)
    for sentence, changes in touched.items():
        if len(changes) < 2:
            continue
        same: defaultdict[frozenset[int], set[int]] = defaultdict(set)
        for number, theirs in changes.items():
            same[frozenset(map(id, theirs))].add(number)
        between = [
            number
            for number, theirs in changes.items()
            if changes.keys() - conflicts[number] - same[frozenset(map(id, theirs))]
        ]
        if between:
            yield _meeting(here, spans[sentence], sorted(between), changes, by_amendment)


def _meeting(
    here: Ground,
    span: tuple[int, int],
    between: Sequence[int],
    changes: Mapping[int, list[Place]],
    by_amendment: Mapping[int, Sequence[Place]],
) -> Collision:
    contested = [place for number in between for place in changes[number]]
    start, end, readings = readings_of(here, span, contested, between, by_amendment)
    base = "".join(here.tokens[start:end])
    was = strength_of(base)
    why = "strength" if any(strength_of(each.words) != was for each in readings) else "sentence"
    return Collision(tuple(between), CollisionKind.INTERACTS, start, end, base, readings, why)


def _sentence_spans(here: Ground) -> list[tuple[int, int]]:
    """First token and end of each sentence."""
    spans: list[tuple[int, int]] = []
    for token, sentence in enumerate(here.sentence):
        if sentence == len(spans):
            spans.append((token, token))
        spans[sentence] = (spans[sentence][0], token + 1)
    return spans


def _sentences_of(here: Ground, place: Place) -> Iterable[int]:
    """The sentences in which the hunk changes words; one put in whole is in none of them."""
    if not here.sentence or (place.inserts and place.is_whole):
        return ()
    first = min(place.hunk.start, len(here.sentence) - 1)
    last = max(first, place.hunk.end - 1)
    return range(here.sentence[first], here.sentence[last] + 1)
