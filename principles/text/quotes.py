"""Chosen words as they are named apart from their text: a W3C TextQuoteSelector (Web Annotation
Data Model, 4.2.4), the words with some of what stands before and after.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from principles.text.tokens import is_unspaced, is_word, tokenize

CONTEXT = 32
# Up to so many words are found in many places: they need their surroundings.
SHORT = 3
# How many characters of a script without spaces say as much as a word.
_CHARACTERS_A_WORD = 3
# Between a quote and its context: a paragraph's end and an indent.
_MOST_SPACE = 8


@dataclass(frozen=True, slots=True)
class Quote:
    exact: str
    prefix: str = ""
    suffix: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """`start` and `end` count code points; `confidence` is from 0 to 1."""

    start: int
    end: int
    confidence: float


class Loss(StrEnum):
    """Why words have no place: there is none sure enough, or none better than the next."""

    GONE = "gone"
    AMBIGUOUS = "ambiguous"


def quote_at(text: str, start: int, end: int, context: int = CONTEXT) -> Quote:
    return Quote(text[start:end], text[max(0, start - context) : start], text[end : end + context])


def is_short(words: str) -> bool:
    tokens = [token for token in tokenize(words) if is_word(token)]
    unspaced = sum(map(is_unspaced, tokens))
    return len(tokens) - unspaced + unspaced / _CHARACTERS_A_WORD <= SHORT


def surroundings(text: str, quote: Quote, start: int, end: int) -> float:
    """How much of the quote's context stands around the place, from 0 to 1; 1 without context."""
    before, after = _beside(text, quote, start, end)
    expected = before.expected + after.expected
    return (before.shared + after.shared) / expected if expected else 1.0


def better_side(text: str, quote: Quote, start: int, end: int) -> tuple[float, int]:
    """How much of the context before or of that after stands there, as a share and in characters,
    whichever is more: between equal sentences a cut leaves one of the two whole.
    """
    before, after = _beside(text, quote, start, end)
    share_before = before.shared / before.expected if before.expected else float(start == 0)
    share_after = after.shared / after.expected if after.expected else float(end == len(text))
    return max(share_before, share_after), max(before.shared, after.shared)


class _Side(NamedTuple):
    shared: int
    expected: int


def _beside(text: str, quote: Quote, start: int, end: int) -> tuple[_Side, _Side]:
    """How many characters next to the place are as in the context, and how many could be. Space
    next to the quote does not count: who writes a context by hand leaves it out.
    """
    prefix, suffix = quote.prefix.rstrip(), quote.suffix.lstrip()
    before = text[max(0, start - len(prefix) - _MOST_SPACE) : start].rstrip()
    after = text[end : end + len(suffix) + _MOST_SPACE].lstrip()
    return (
        _Side(common(prefix[::-1], before[::-1]), len(prefix)),
        _Side(common(suffix, after), len(suffix)),
    )


def common(one: str, other: str) -> int:
    """Length of the common beginning."""
    length = 0
    for a, b in zip(one, other, strict=False):
        if a != b:
            break
        length += 1
    return length
