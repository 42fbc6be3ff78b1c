"""A text as it is compared (Unicode's NFC, UAX #15), with the way back to the text as stored."""

import unicodedata
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

# Hangul vowels and final consonants are letters that compose with what stands before them.
_COMPOSING_LETTERS = range(0x1160, 0x1200)


@dataclass(frozen=True, slots=True)
class Normal:
    """`text` is what to compare; `starts` says where in the stored text each of its code points
    begins, and where the text ends. None: where it is.
    """

    text: str
    starts: Sequence[int] | None = None

    def stored(self, start: int, end: int) -> tuple[int, int]:
        """The stretch of the stored text that became [start, end)."""
        if self.starts is None:
            return start, end
        first, last = self.starts[start], self.starts[end]
        # Code points that one stretch became begin together; it is taken whole.
        if end and self.starts[end - 1] == last:
            last = self.starts[bisect_right(self.starts, last)]
        return first, last

    def normal(self, start: int, end: int) -> tuple[int, int]:
        """What the stretch [start, end) of the stored text became, cut parts taken whole."""
        if self.starts is None:
            return start, end
        first = bisect_right(self.starts, start) - 1
        while first > 0 and self.starts[first - 1] == self.starts[first]:
            first -= 1
        last = first
        while self.starts[last] < end:
            last += 1
        return first, last


@lru_cache(maxsize=8)
def normal_form(text: str) -> Normal:
    """The text in NFC. Remembered, for many comments are looked for in one text."""
    if unicodedata.is_normalized("NFC", text):
        return Normal(text)
    return _normal(text, _composing_parts(text))


@lru_cache(maxsize=8)
def one_line(text: str) -> Normal:
    """The text in NFC with a single space for each stretch of white space."""
    return _normal(text, _spaced_parts(text))


def _normal(text: str, parts: Iterator[tuple[int, str]]) -> Normal:
    normal: list[str] = []
    starts: list[int] = []
    for start, part in parts:
        normal.append(part)
        starts.extend([start] * len(part))
    return Normal("".join(normal), (*starts, len(text)))


def _composing_parts(text: str) -> Iterator[tuple[int, str]]:
    """Where each character with its marks begins, and its NFC: no composition reaches further."""
    start = 0
    for end in range(1, len(text) + 1):
        if end == len(text) or not _composes(text[end]) or text[end - 1].isspace():
            yield start, unicodedata.normalize("NFC", text[start:end])
            start = end


def _spaced_parts(text: str) -> Iterator[tuple[int, str]]:
    was_space = False
    for start, part in _composing_parts(text):
        is_space = part.isspace()
        if not (is_space and was_space):
            yield start, " " if is_space else part
        was_space = is_space


def _composes(character: str) -> bool:
    return unicodedata.category(character)[0] == "M" or ord(character) in _COMPOSING_LETTERS
