"""What stands in one place of a text under each of several amendments."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from unicodedata import normalize

from principles.text.places import Ground, Place


@dataclass(frozen=True, slots=True)
class Reading:
    """The words in the contested place, and the amendments under which they stand there."""

    words: str
    amendments: tuple[int, ...]


def readings_of(
    here: Ground,
    span: tuple[int, int],
    contested: Sequence[Place],
    between: Iterable[int],
    by_amendment: Mapping[int, Sequence[Place]],
) -> tuple[int, int, tuple[Reading, ...]]:
    """The place's first token and end, and its readings, each once.

    `span` is widened over whatever these amendments change across its ends; at an end, only what is
    `contested` belongs to it. `by_amendment` has all hunks of each.
    """
    inside = {id(each) for each in contested}
    start, end = span
    others = [place for number in between for place in by_amendment[number]]
    widened = True
    while widened:
        crossing = [each.hunk for each in others if each.hunk.start < end and each.hunk.end > start]
        bounds = (
            min([start, *(hunk.start for hunk in crossing)]),
            max([end, *(hunk.end for hunk in crossing)]),
        )
        widened = bounds != (start, end)
        start, end = bounds
    found: dict[str, tuple[str, list[int]]] = {}
    for number in between:
        own = [
            each
            for each in by_amendment[number]
            if id(each) in inside or (each.hunk.start < end and each.hunk.end > start)
        ]
        words = reading_of(here, start, end, own)
        found.setdefault(normalize("NFC", words), (words, []))[1].append(number)
    return start, end, tuple(Reading(words, tuple(ids)) for words, ids in found.values())


def reading_of(here: Ground, start: int, end: int, places: Iterable[Place]) -> str:
    """Tokens [start, end) with the hunks applied; these lie within, in the order of the text."""
    parts: list[str] = []
    position = start
    for hunk in sorted((each.hunk for each in places), key=lambda hunk: (hunk.start, hunk.end)):
        parts += [*here.tokens[position : hunk.start], hunk.words]
        position = hunk.end
    return "".join([*parts, *here.tokens[position:end]])
