"""Where amendments to one text contradict one another, and where they only meet.

Two changes collide when no word that both keep stands between them within a sentence: applied
together they would make a phrase that nobody wrote. All hunks are compared in one sweep along the
base.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from principles.text.contest import Contest
from principles.text.kinds import SEVERITY, CollisionKind
from principles.text.places import Ground, Place, ground, places_of
from principles.text.readings import Reading, readings_of
from principles.text.strength import strength_of

__all__ = ["Collision", "CollisionKind", "Comparison", "Reading", "compare", "compare_places"]


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
    contest = Contest(here, places, ids)
    conflicts = {number: frozenset(against) for number, against in contest.conflicts.items()}
    found = [*_contested(here, places, contest), *_meetings(here, places, conflicts)]
    found.sort(key=lambda each: (each.start, each.end, SEVERITY[each.kind], each.between))
    return Comparison(conflicts, tuple(found))


def _contested(here: Ground, places: Sequence[Place], contest: Contest) -> Iterator[Collision]:
    """One collision for each connected place, and for each change several have in common."""
    by_amendment = _by_amendment(places)
    for kind, contested in contest.regions():
        between = sorted(set().union(*(each.amendments for each in contested)))
        if kind is None and len(between) == 1:
            continue
        span = min(each.low for each in contested), max(each.high for each in contested)
        start, end, readings = readings_of(here, span, contested, between, by_amendment)
        yield Collision(
            tuple(between),
            kind or CollisionKind.IDENTICAL,
            start,
            end,
            "".join(here.tokens[start:end]),
            readings,
        )


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
