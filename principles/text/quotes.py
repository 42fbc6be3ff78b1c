"""Chosen words as they are named apart from their text: a W3C TextQuoteSelector (Web Annotation
Data Model, 4.2.4), the words with some of what stands before and after.
"""

from dataclasses import dataclass
from enum import StrEnum

from principles.text.tokens import is_unspaced, is_word, tokenize

CONTEXT = 32
# Up to so many words are found in many places: they need their surroundings.
SHORT = 3
# How many characters of a script without spaces say as much as a word.
_CHARACTERS_A_WORD = 3


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
    expected = len(quote.prefix) + len(quote.suffix)
    if not expected:
        return 1.0
    before = common(quote.prefix[::-1], text[max(0, start - len(quote.prefix)) : start][::-1])
    after = common(quote.suffix, text[end : end + len(quote.suffix)])
    return (before + after) / expected


def better_side(text: str, quote: Quote, start: int, end: int) -> tuple[float, int]:
    """How much of the context before or of that after stands there, as a share and in characters,
    whichever is more: between equal sentences a cut leaves one of the two whole.
    """
    before = common(quote.prefix[::-1], text[max(0, start - len(quote.prefix)) : start][::-1])
    after = common(quote.suffix, text[end : end + len(quote.suffix)])
    share_before = before / len(quote.prefix) if quote.prefix else float(start == 0)
    share_after = after / len(quote.suffix) if quote.suffix else float(end == len(text))
    return max(share_before, share_after), max(before, after)


def common(one: str, other: str) -> int:
    """Length of the common beginning."""
    length = 0
    for a, b in zip(one, other, strict=False):
        if a != b:
            break
        length += 1
    return length
