"""Words looked for in a text by themselves, without knowing how it came about.

All texts here are in NFC. Exact words come first, at whole words only; then the stretch of whole
words most alike by Indel similarity, 2M/T (rapidfuzz's `partial_ratio`).
"""

from collections.abc import Callable, Sequence

from rapidfuzz import fuzz

from principles.text.quotes import Found, Loss, Quote, is_short, surroundings
from principles.text.tokens import is_word, splits_word

# How much of a short quote's context must stand around it.
SURROUNDINGS = 0.3
# Below this share of likeness nothing counts as the same words.
FLOOR = 0.8
# How much better than the next a place must be.
MARGIN = 0.05
# Longer quotes are compared word by word, not at every place.
LONGEST_COMPARED = 1_000
# How far a stretch alike is let out or taken in at each end, in words.
_GIVE = 3
_MOST_RIVALS = 4

type IsTaken = Callable[[int, int], bool]


def not_taken(start: int, end: int) -> bool:
    """Where nothing is known of other words' places."""
    return start >= end


def look_up(
    text: str, quote: Quote, is_taken: IsTaken = not_taken, *, exactly: bool = False
) -> Found | Loss:
    """Where the quote stands. `is_taken` says of a place that other words stand there; `exactly`:
    never words only alike.
    """
    places = occurrences(text, quote.exact)
    length = len(quote.exact)
    free = [place for place in places if not is_taken(place, place + length)]
    if free:
        return _best_of(text, quote, free)
    if exactly or is_short(quote.exact) or length > LONGEST_COMPARED:
        return Loss.GONE
    return _most_alike(text, quote, is_taken)


def occurrences(text: str, words: str) -> list[int]:
    """Where the words stand as whole words."""
    places = []
    position = text.find(words) if words else -1
    while position >= 0:
        end = position + len(words)
        if not splits_word(text, position) and not splits_word(text, end):
            places.append(position)
        position = text.find(words, position + 1)
    return places


def _best_of(text: str, quote: Quote, places: Sequence[int]) -> Found | Loss:
    length = len(quote.exact)
    scored = sorted(
        ((surroundings(text, quote, place, place + length), place) for place in places),
        reverse=True,
    )
    score, place = scored[0]
    if len(scored) > 1 and score - scored[1][0] < MARGIN:
        return Loss.AMBIGUOUS
    if score < SURROUNDINGS and is_short(quote.exact):
        return Loss.GONE
    alone = len(scored) == 1
    return Found(place, place + length, 1.0 if alone and score == 1 else 0.8 + 0.2 * score)


def _most_alike(text: str, quote: Quote, is_taken: IsTaken) -> Found | Loss:
    """The most alike stretch of whole words, if it is alike enough and the only one."""
    found: list[tuple[float, float, int, int]] = []
    left = text
    for _ in range(_MOST_RIVALS):
        best = _alike(left, quote.exact)
        if best is None:
            break
        start, end, likeness = best
        left = left[:start] + "\n" * (end - start) + left[end:]
        if not is_taken(start, end):
            found.append((likeness, surroundings(text, quote, start, end), start, end))
    if not found:
        return Loss.GONE
    found.sort(reverse=True)
    near = [each for each in found if found[0][0] - each[0] < MARGIN]
    near.sort(key=lambda each: each[1], reverse=True)
    if len(near) > 1 and near[0][1] - near[1][1] < SURROUNDINGS:
        return Loss.AMBIGUOUS
    likeness, _, start, end = near[0]
    return Found(start, end, FLOOR * likeness)


def _alike(text: str, words: str) -> tuple[int, int, float] | None:
    found = fuzz.partial_ratio_alignment(words, text, score_cutoff=100 * FLOOR)
    if found is None or found.dest_end <= found.dest_start:
        return None
    # The alignment is as long as the words were, wherever words begin and end.
    starts = _boundaries(text, found.dest_start)
    ends = _boundaries(text, found.dest_end)
    likeness, start, end = max(
        (fuzz.ratio(words, text[start:end]) / 100, -start, end)
        for start in starts
        for end in ends
        if start < end
    )
    start, end = fitted(text, -start, end, words)
    likeness = fuzz.ratio(words, text[start:end]) / 100
    return (start, end, likeness) if likeness >= FLOOR else None


def _boundaries(text: str, near: int) -> list[int]:
    """Some places about `near` where something may begin or end."""
    found = []
    for step in (-1, 1):
        place = near
        for _ in range(_GIVE):
            while 0 < place < len(text) and splits_word(text, place):
                place += step
            found.append(place)
            place = min(max(0, place + step), len(text))
    return found


def fitted(text: str, start: int, end: int, words: str) -> tuple[int, int]:
    """The stretch without space around it, nor signs at an end where `words` have a word."""
    while start < end and (text[start].isspace() or _is_loose(text[start], words[0])):
        start += 1
    while end > start and (text[end - 1].isspace() or _is_loose(text[end - 1], words[-1])):
        end -= 1
    return start, end


def _is_loose(sign: str, end_of_words: str) -> bool:
    return sign in ".,;:!?،؛؟。、，；：！？" and is_word(end_of_words)
