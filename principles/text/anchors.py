"""Chosen words in a text, and where they are after the text has changed.

They are followed through the versions' diff first and looked for second; where neither is sure
enough they have no place, and the comment becomes an orphan with its quote. Texts are compared in
NFC; every offset is one of the text as it is stored.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache, partial
from itertools import islice

from principles.text.alignment import Kept, TextTooLong, kept_between
from principles.text.lookup import (
    FLOOR,
    LONGEST_COMPARED,
    MARGIN,
    SURROUNDINGS,
    fitted,
    look_up,
    occurrences,
)
from principles.text.normal import Normal, normal_form, one_line
from principles.text.quotes import (
    CONTEXT,
    Found,
    Loss,
    Quote,
    better_side,
    common,
    is_short,
    quote_at,
)
from principles.text.tokens import splits_word

__all__ = [
    "CONTEXT",
    "Found",
    "Loss",
    "Quote",
    "TextTooLong",
    "carry",
    "find",
    "follow",
    "locate",
    "quote_at",
]

# How much of a passage must survive in its place.
SURVIVING = 0.6
# From here on what was put between does not part what survives.
TOGETHER = 0.7


def locate(text: str, quote: Quote) -> Found | None:
    """Where the quote stands; None when it is not there, or in more than one place alike."""
    found = find(text, quote)
    return found if isinstance(found, Found) else None


def carry(old: str, new: str, start: int, end: int) -> Found | None:
    """Where the words at [start, end) of `old` are in `new`. Raises TextTooLong."""
    found = follow(old, new, start, end)
    return found if isinstance(found, Found) else None


def find(text: str, quote: Quote, *, exactly: bool = False) -> Found | Loss:
    """As `locate`, with the reason where there is no place; `exactly`: never words only alike."""
    if not quote.exact.strip():
        return Loss.GONE
    for form in (normal_form, one_line):
        found = look_up(form(text).text, _in_form(quote, form), exactly=True)
        if found is not Loss.GONE:
            return _stored(form(text), found)
    return Loss.GONE if exactly else _find_alike(normal_form(text), _in_form(quote, normal_form))


def _find_alike(text: Normal, quote: Quote) -> Found | Loss:
    found = look_up(text.text, quote)
    if found is Loss.GONE and len(quote.exact) > LONGEST_COMPARED:
        found = _find_long(text.text, quote.exact)
    return _stored(text, found)


def follow(old: str, new: str, start: int, end: int) -> Found | Loss:
    """As `carry`, with the reason where there is no place. Raises TextTooLong."""
    before, after = normal_form(old), normal_form(new)
    start, end = _whole_words(before.text, *before.normal(start, end))
    if start >= end:
        return Loss.GONE
    return _stored(after, _followed(before.text, after.text, start, end))


def _in_form(quote: Quote, form: Callable[[str], Normal]) -> Quote:
    return Quote(form(quote.exact).text, form(quote.prefix).text, form(quote.suffix).text)


def _stored(text: Normal, found: Found | Loss) -> Found | Loss:
    if isinstance(found, Loss):
        return found
    return Found(*text.stored(found.start, found.end), found.confidence)


def _whole_words(text: str, start: int, end: int) -> tuple[int, int]:
    while splits_word(text, start):
        start -= 1
    while splits_word(text, end):
        end += 1
    passage = text[start:end]
    return start + len(passage) - len(passage.lstrip()), start + len(passage.rstrip())


def _find_long(text: str, words: str) -> Found | Loss:
    """Words too many to be compared at every place, compared word by word."""
    found = _through_diff(words, text, 0, len(words))
    return found if found is not None and found.confidence >= FLOOR else Loss.GONE


def _followed(old: str, new: str, start: int, end: int) -> Found | Loss:
    quote = quote_at(old, start, end)
    twins = [place for place in occurrences(old, quote.exact) if place != start]
    aligned = _through_diff(old, new, start, end)
    if aligned is not None and _is_trustworthy(old, new, quote, start, aligned, twins):
        return aligned
    found = look_up(new, quote, partial(_is_taken, old, new, start, end))
    if found is Loss.GONE and len(quote.exact) > LONGEST_COMPARED:
        found = _find_long(new, quote.exact)
    if isinstance(found, Found) and _is_of_a_twin(old, new, quote, found, twins):
        return Loss.GONE
    return found


def _is_trustworthy(
    old: str, new: str, quote: Quote, start: int, found: Found, twins: Sequence[int]
) -> bool:
    """Words that stand, or stood, elsewhere too may have been aligned with a twin; and a few words
    are soon the same by chance.
    """
    elsewhere = [
        place
        for place in occurrences(new, quote.exact)
        if place >= found.end or place + len(quote.exact) <= found.start
    ]
    if not (twins or elsewhere or is_short(quote.exact)):
        return True
    needed = SURROUNDINGS if twins or elsewhere else SURROUNDINGS / 2
    company = _company(old, new, start, start + len(quote.exact), found)
    return company >= needed and not _is_of_a_twin(old, new, quote, found, twins)


def _is_of_a_twin(old: str, new: str, quote: Quote, found: Found, twins: Sequence[int]) -> bool:
    """Whether the place is more like that of the same words elsewhere in `old`, now homeless."""
    share, length_shared = better_side(new, quote, found.start, found.end)
    length = len(quote.exact)
    for twin in twins:
        its = better_side(new, quote_at(old, twin, twin + length), found.start, found.end)
        is_more_alike = its[0] - share >= MARGIN and its[1] > length_shared
        if is_more_alike and not _has_own_place(old, new, twin, twin + length, found):
            return True
    return False


def _has_own_place(old: str, new: str, start: int, end: int, found: Found) -> bool:
    """Whether [start, end) of `old` is whole in `new`, and elsewhere than at `found`."""
    runs = _kept(old, new)
    index = bisect_right(runs, start, key=lambda run: run.old) - 1
    if index < 0 or runs[index].old + runs[index].length < end:
        return False
    place = start + runs[index].new - runs[index].old
    return place >= found.end or place + end - start <= found.start


def _is_taken(old: str, new: str, start: int, end: int, first: int, last: int) -> bool:
    """Whether [first, last) of `new` is mostly what stood outside [start, end) of `old`."""
    taken = 0
    for run in _runs_at(_kept(old, new), first, last):
        a, b = max(first, run.new), min(last, run.new + run.length)
        shift = run.old - run.new
        within = range(max(a + shift, start), min(b + shift, end))
        own = _weight(old[within.start : within.stop]) if within else 0
        taken += _weight(new[a:b]) - own
    return taken * 2 > _weight(new[first:last])


def _runs_at(runs: Sequence[Kept], first: int, last: int) -> Iterator[Kept]:
    """The runs that reach into [first, last) of the new text."""
    index = max(0, bisect_right(runs, first, key=lambda run: run.new) - 1)
    for run in islice(runs, index, None):
        if run.new >= last:
            return
        if run.new + run.length > first:
            yield run


def _company(old: str, new: str, start: int, end: int, found: Found) -> float:
    """How much of the words around [start, end) of `old` is around `found` too, from 0 to 1."""
    before, after = max(0, start - CONTEXT), min(len(old), end + CONTEXT)
    around = _letters(old[before:start]) + _letters(old[end:after])
    if not around:
        return 1.0
    near = range(found.start - 2 * CONTEXT, found.end + 2 * CONTEXT)
    stayed = 0
    for run in _runs_at(_kept(old, new), near.start, near.stop):
        shift = run.old - run.new
        first, last = max(run.old, near.start + shift), min(run.old + run.length, near.stop + shift)
        stayed += _letters(old[max(first, before) : min(last, start)])
        stayed += _letters(old[max(first, end) : min(last, after)])
    return stayed / around


def _through_diff(old: str, new: str, start: int, end: int) -> Found | None:
    """The stretch of `new` where most of the words survive close together."""
    survivors = _extended(old, new, start, end, _survivors(old, new, start, end))
    if not survivors:
        return None
    found = _stretch(old, new, start, end, survivors)
    if found.confidence < TOGETHER:
        # Once more, over words that runs beside the densest took.
        densest = _extended(old, new, start, end, _densest(old, new, survivors))
        found = _stretch(old, new, start, end, densest)
    return found if found.confidence >= SURVIVING else None


def _stretch(old: str, new: str, start: int, end: int, runs: Sequence[Kept]) -> Found:
    """From the first to the last of the runs, which survive of [start, end)."""
    first, last = runs[0].new, runs[-1].new + runs[-1].length
    passage = max(1, _weight(old[start:end]))
    share = sum(_weight(old[run.old : run.old + run.length]) for run in runs) / passage
    # Words put between the surviving ones make it less the same passage.
    spread = passage / max(1, _weight(new[first:last]))
    return Found(*fitted(new, first, last, old[start:end]), share * min(1.0, spread))


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
        if score >= best_score:
            best_score, best = score, (first, place + 1)
    return runs[slice(*best)]


def _extended(old: str, new: str, start: int, end: int, runs: Sequence[Kept]) -> list[Kept]:
    """The runs with the words of [start, end) next to them that the diff paired elsewhere."""
    extended: list[Kept] = []
    old_end, new_end = start, 0
    for place, run in enumerate(runs):
        behind = common(old[old_end : run.old][::-1], new[new_end : run.new][::-1])
        while behind and not _may_begin(new, run.new - behind):
            behind -= 1
        old_end, new_end = run.old + run.length, run.new + run.length
        is_last = place + 1 == len(runs)
        old_next, new_next = (
            (end, len(new)) if is_last else (runs[place + 1].old, runs[place + 1].new)
        )
        ahead = common(old[old_end:old_next], new[new_end : min(new_next, new_end + end - old_end)])
        while ahead and not _may_end(new, new_end + ahead):
            ahead -= 1
        old_end, new_end = old_end + ahead, new_end + ahead
        length = behind + run.length + ahead
        extended.append(Kept(old_end - length, new_end - length, length))
    return extended


def _may_begin(text: str, place: int) -> bool:
    return not splits_word(text, place) and not text[place].isspace()


def _may_end(text: str, place: int) -> bool:
    return not splits_word(text, place) and not text[place - 1].isspace()


@lru_cache(maxsize=2)
def _kept(old: str, new: str) -> tuple[Kept, ...]:
    """Remembered, for all the comments on a text are carried one after the other."""
    return tuple(kept_between(old, new))


def _weight(text: str) -> int:
    return sum(not character.isspace() for character in text)


def _letters(text: str) -> int:
    return sum(map(str.isalnum, text))
