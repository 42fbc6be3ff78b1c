"""A text with what amendments change shown in its place."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from principles.text.diff import Kind
from principles.text.hunks import cut
from principles.text.merge import Merged
from principles.text.places import places_of


@dataclass(frozen=True, slots=True)
class Marked:
    """Words of the base, with the amendments that would change them; without words, one of these
    would put some here."""

    words: str
    amendments: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Sourced:
    """A span of a difference, with the amendments it comes from; () for what stays. A removal for
    which something else is put in is not the end of its change."""

    kind: Kind
    text: str
    amendments: tuple[int, ...] = ()
    ends: bool = True


def marked(base: str, texts: Mapping[int, str]) -> tuple[Marked, ...]:
    """The base in order, joined to the code point; changes that touch are one mark, of any number
    of amendments. Raises TextTooLong."""
    tokens = cut(base).tokens
    parts: list[Marked] = []
    position = 0
    for start, end, amendments in _regions(base, texts):
        if position < start:
            parts.append(Marked("".join(tokens[position:start])))
        parts.append(Marked("".join(tokens[start:end]), tuple(sorted(amendments))))
        position = end
    if position < len(tokens):
        parts.append(Marked("".join(tokens[position:])))
    return tuple(parts)


def sourced(base: str, merged: Merged) -> Iterator[Sourced]:
    """What turns the base into the merged text, each change with those who brought it."""
    tokens = cut(base).tokens
    position = 0
    for change in merged.changes:
        hunk = change.hunk
        parts = (
            Sourced("same", "".join(tokens[position : hunk.start])),
            Sourced(
                "delete", "".join(tokens[hunk.start : hunk.end]), change.sources, not hunk.words
            ),
            Sourced("insert", hunk.words, change.sources),
        )
        yield from (part for part in parts if part.text)
        position = hunk.end
    if position < len(tokens):
        yield Sourced("same", "".join(tokens[position:]))


def _regions(base: str, texts: Mapping[int, str]) -> list[tuple[int, int, set[int]]]:
    """First token and end of each stretch that some change, and who does."""
    changes = sorted(
        (place.hunk.start, place.hunk.end, sorted(place.amendments))
        for place in places_of(base, texts)
    )
    found: list[tuple[int, int, set[int]]] = []
    for start, end, amendments in changes:
        if found and start <= found[-1][1]:
            first, last, before = found.pop()
            found.append((first, max(last, end), before | set(amendments)))
        else:
            found.append((start, end, set(amendments)))
    return found
