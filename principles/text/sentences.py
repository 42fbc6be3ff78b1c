"""Where sentences end in a text cut into tokens.

In doubt a sentence goes on: of two amendments kept apart by an end that is none, the words would
run into one another.
"""

import re
from collections.abc import Sequence
from itertools import accumulate, pairwise

from principles.text.tokens import is_unspaced, is_word

CLOSING = frozenset("\"'”’»)]」』）】》")
# These end a sentence without a space after them.
_FULL_WIDTH = frozenset("。！？｡")
_STOPS = frozenset(".!?؟۔।॥…")
_ABBREVIATION = re.compile(
    r"arts?|cf|ch|dr|eg|etc|fig|ie|inc|ltd|mrs?|ms|nos?|nr|paras?|pp?|prof|resp|sec|st|vol|vs|"
    r"[^\W\d_]",
    re.IGNORECASE,
)


def ends_alone(token: str) -> bool:
    """Whether the token ends a sentence whatever follows it: a line's end, or a full-width stop."""
    return token[0] == "\n" or token[0] in _FULL_WIDTH


def is_abbreviation(word: str) -> bool:
    """Whether a full stop after the word may belong to it."""
    return _ABBREVIATION.fullmatch(word) is not None and not is_unspaced(word)


def stops(tokens: Sequence[str]) -> list[bool]:
    """For each token whether a sentence ends with it."""
    return [_is_stop(tokens, place) for place in range(len(tokens))]


def ended(tokens: Sequence[str], stop: Sequence[bool]) -> list[bool]:
    """For each position, 0 to len(tokens), whether a sentence has ended and none yet begun."""
    result = [False]
    for place, token in enumerate(tokens):
        closes = token[0] in CLOSING and not (place and tokens[place - 1].isspace())
        if closes and result[-1]:
            # Before a closing quotation mark the sentence is not yet over.
            result[-1] = False
            result.append(True)
        else:
            result.append(stop[place] or (token.isspace() and result[-1]))
    return result


def numbers(ends: Sequence[bool]) -> list[int]:
    """For each token the number of its sentence; the space after a sentence belongs to it.

    `ends` is what `ended` gives.
    """
    return list(accumulate((was and not now for was, now in pairwise(ends)), initial=0))[1:]


def _is_stop(tokens: Sequence[str], place: int) -> bool:
    token = tokens[place]
    if ends_alone(token):
        return True
    if token[0] not in _STOPS:
        return False
    after = place + 1
    while after < len(tokens) and tokens[after][0] in CLOSING:
        after += 1
    if after < len(tokens) and not tokens[after].isspace():
        return False
    return token[0] not in ".…" or not _is_within(tokens, place, after + 1)


def _is_within(tokens: Sequence[str], place: int, following: int) -> bool:
    """Whether the full stop belongs to an abbreviation, or the sentence seems to go on."""
    if place and is_abbreviation(tokens[place - 1]):
        return True
    if following >= len(tokens) or "\n" in tokens[following - 1]:
        return False
    first = tokens[following]
    return is_word(first) and (first[0].islower() or first[0].isdigit())
