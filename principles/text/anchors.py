"""Chosen words in a text, and where they are after the text has changed.

A quote is a W3C TextQuoteSelector (Web Annotation Data Model, 4.2.4): the words with some of what
stands before and after. It is followed through the versions' diff first and looked for second;
where neither is sure enough the answer is None, and the comment becomes an orphan with its quote.
"""

from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz

from principles.text.alignment import Kept, kept_between
from principles.text.tokens import count_words, splits_word

CONTEXT = 32
# Up to so many words are found in many places: they need their surroundings.
SHORT = 3
SURROUNDINGS = 0.25
# Below this share of likeness nothing counts as the same words.
FLOOR = 0.8
SURVIVING = 0.6
# Longer quotes are compared word by word, not at every place.
LONGEST_COMPARED = 1_000
# How much better than the next a place must be.
MARGIN = 0.05


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


def quote_at(text: str, start: int, end: int, context: int = CONTEXT) -> Quote:
    return Quote(text[start:end], text[max(0, start - context) : start], text[end : end + context])


def locate(text: str, quote: Quote) -> Found | None:
    """Where the quote stands; None when it is not there, or in more than one place alike."""
    if not quote.exact.strip():
        return None
    places = _occurrences(text, quote.exact)
    if places:
        return _best_of(text, quote, places)
    return _similar(text, quote)


def carry(old: str, new: str, start: int, end: int) -> Found | None:
    """Where the words at [start, end) of `old` are in `new`. Raises TextTooLong."""
    quote = quote_at(old, start, end)
    found = _through_diff(old, new, start, end)
    if found is not None and _is_trustworthy(new, quote, found):
        return found
    return locate(new, quote)


def _occurrences(text: str, words: str) -> list[int]:
    """Where the words stand as whole words."""
    places = []
    position = text.find(words)
    while position >= 0:
        end = position + len(words)
        if not splits_word(text, position) and not splits_word(text, end):
            places.append(position)
        position = text.find(words, position + 1)
    return places


def _best_of(text: str, quote: Quote, places: list[int]) -> Found | None:
    length = len(quote.exact)
    scored = sorted(
        ((_surroundings(text, quote, place, place + length), place) for place in places),
        reverse=True,
    )
    score, place = scored[0]
    if len(scored) > 1 and score - scored[1][0] < MARGIN:
        return None
    if quote.prefix + quote.suffix and score < SURROUNDINGS and _is_short(quote.exact):
        return None
    alone = len(scored) == 1
    return Found(place, place + length, 1.0 if alone and score == 1 else 0.8 + 0.2 * score)


def _surroundings(text: str, quote: Quote, start: int, end: int) -> float:
    """How much of the quote's context stands around the place, from 0 to 1; 1 without context."""
    expected = len(quote.prefix) + len(quote.suffix)
    if not expected:
        return 1.0
    before = _common(quote.prefix[::-1], text[max(0, start - len(quote.prefix)) : start][::-1])
    after = _common(quote.suffix, text[end : end + len(quote.suffix)])
    return (before + after) / expected


def _common(one: str, other: str) -> int:
    """Length of the common beginning."""
    length = 0
    for a, b in zip(one, other, strict=False):
        if a != b:
            break
        length += 1
    return length


def _is_short(words: str) -> bool:
    return count_words(words) <= SHORT


def _similar(text: str, quote: Quote) -> Found | None:
    """The most alike stretch of whole words, if it is alike enough and the only one."""
    if _is_short(quote.exact):
        return None
    if len(quote.exact) > LONGEST_COMPARED:
        found = _through_diff(quote.exact, text, 0, len(quote.exact))
        return found if found is not None and found.confidence >= FLOOR else None
    best = _most_alike(text, quote.exact)
    if best is None:
        return None
    start, end, likeness = best
    blanked = text[:start] + "\n" * (end - start) + text[end:]
    rival = _most_alike(blanked, quote.exact)
    if rival is not None and likeness - rival[2] < MARGIN:
        return None
    return Found(start, end, FLOOR * likeness)


def _most_alike(text: str, words: str) -> tuple[int, int, float] | None:
    found = fuzz.partial_ratio_alignment(words, text, score_cutoff=100 * FLOOR)
    if found is None or found.dest_end <= found.dest_start:
        return None
    start, end = _whole_words(text, found.dest_start, found.dest_end)
    if words[-1].isalnum():
        # The alignment is as long as the words were; a full stop after them is not of them.
        end = start + len(text[start:end].rstrip(".,;:!?"))
    likeness = fuzz.ratio(words, text[start:end]) / 100
    return (start, end, likeness) if likeness >= FLOOR else None


def _whole_words(text: str, start: int, end: int) -> tuple[int, int]:
    while splits_word(text, start):
        start -= 1
    while splits_word(text, end):
        end += 1
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def _through_diff(old: str, new: str, start: int, end: int) -> Found | None:
    """The stretch of `new` where most of the words survive close together."""
    window = _densest(old, new, _survivors(old, new, start, end))
    if not window:
        return None
    new_start, new_end, added = _extended(old, new, start, end, window)
    passage = max(1, _weight(old[start:end]))
    survived = added + sum(_weight(old[run.old : run.old + run.length]) for run in window)
    share = survived / passage
    # Words put between the surviving ones make it less the same passage.
    spread = passage / max(1, _weight(new[new_start:new_end]))
    confidence = share * min(1.0, spread)
    return Found(new_start, new_end, confidence) if confidence >= SURVIVING else None


def _survivors(old: str, new: str, start: int, end: int) -> list[Kept]:
    """The stretches of [start, end) that are in the new text, without the space around them."""
    survivors = []
    for run in _kept(old, new):
        first, last = max(start, run.old), min(end, run.old + run.length)
        kept = old[first:last]
        if first < last and kept.strip():
            first += len(kept) - len(kept.lstrip())
            length = len(kept.strip())
            survivors.append(Kept(first, first + run.new - run.old, length))
    return survivors


def _densest(old: str, new: str, runs: list[Kept]) -> list[Kept]:
    """The runs in a row with the most in them and the least put between (Kadane's algorithm)."""
    best_score, best = 0, (0, 0)
    score = first = 0
    for place, run in enumerate(runs):
        if place:
            before = runs[place - 1]
            put_between = _weight(new[before.new + before.length : run.new])
            score -= max(0, put_between - _weight(old[before.old + before.length : run.old]))
        if score <= 0:
            score, first = 0, place
        score += _weight(old[run.old : run.old + run.length])
        if score > best_score:
            best_score, best = score, (first, place + 1)
    return runs[slice(*best)]


def _extended(old: str, new: str, start: int, end: int, window: list[Kept]) -> tuple[int, int, int]:
    """The window's ends in `new`, moved over words next to it that the diff paired elsewhere."""
    first, last = window[0], window[-1]
    old_end, new_end = last.old + last.length, last.new + last.length
    ahead = _common(old[old_end:end], new[new_end : new_end + end - old_end])
    behind = _common(
        old[start : first.old][::-1], new[: first.new][: -(first.old - start) - 1 : -1]
    )
    while ahead and (splits_word(new, new_end + ahead) or new[new_end + ahead - 1].isspace()):
        ahead -= 1
    while behind and (splits_word(new, first.new - behind) or new[first.new - behind].isspace()):
        behind -= 1
    added = _weight(new[first.new - behind : first.new]) + _weight(new[new_end : new_end + ahead])
    return first.new - behind, new_end + ahead, added


@lru_cache(maxsize=2)
def _kept(old: str, new: str) -> tuple[Kept, ...]:
    """Remembered, for all the comments on a text are carried one after the other."""
    return tuple(kept_between(old, new))


def _weight(text: str) -> int:
    return sum(not character.isspace() for character in text)


def _is_trustworthy(new: str, quote: Quote, found: Found) -> bool:
    """Short words that the diff aligned far from their surroundings may be a twin."""
    if not _is_short(quote.exact):
        return True
    at_home = _surroundings(new, quote, found.start, found.end) >= SURROUNDINGS
    return at_home and not splits_word(new, found.start) and not splits_word(new, found.end)
