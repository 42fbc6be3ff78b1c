"""Where hunks stand on their base: how far they reach, and what parts one from the next."""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from principles.text.hunks import Hunk, cut, hunks_of
from principles.text.sentences import ended, ends_alone, is_abbreviation, numbers, stops
from principles.text.tokens import is_word, tokenize


@dataclass(frozen=True, slots=True)
class Ground:
    """A base, read once for all the hunks on it.

    `next_word` and `next_stop` say for each position where the next word or sentence end is over
    (one more than there are tokens: nowhere); `ended` whether a sentence is over there; `sentence`
    gives each token's sentence.
    """

    tokens: Sequence[str]
    keys: Sequence[str]
    next_word: Sequence[int]
    next_stop: Sequence[int]
    ended: Sequence[bool]
    sentence: Sequence[int]

    def is_all(self, hunk: Hunk) -> bool:
        return hunk.end - hunk.start == len(self.tokens) > 0


@lru_cache(maxsize=8)
def ground(base: str) -> Ground:
    text = cut(base)
    stop = stops(text.tokens)
    ends = ended(text.tokens, stop)
    return Ground(
        text.tokens,
        text.keys,
        _following([is_word(token) for token in text.tokens]),
        _following(stop),
        ends,
        numbers(ends),
    )


def _following(flags: Sequence[bool]) -> list[int]:
    """For each position where the first flagged token at or after it ends."""
    ends = [len(flags) + 1] * (len(flags) + 1)
    for place in range(len(flags) - 1, -1, -1):
        ends[place] = place + 1 if flags[place] else ends[place + 1]
    return ends


@dataclass(slots=True)
class Place:
    """One hunk of one or more amendments.

    Beside repeated words the same change can be read in several ways ("very" put in before or after
    another "very"): `low` and `high` bound all of them. `is_whole` says that it puts in or takes
    out whole sentences; `clear_left` and `clear_right` that a sentence end kept beside it stays
    one.
    """

    hunk: Hunk
    low: int
    high: int
    is_whole: bool
    clear_left: bool
    clear_right: bool
    amendments: set[int] = field(default_factory=set)

    @property
    def inserts(self) -> bool:
        return self.hunk.start == self.hunk.end

    @property
    def deletes(self) -> bool:
        return not self.hunk.words


def places_of(base: str, texts: Mapping[int, str]) -> list[Place]:
    """The hunks of all amendments, equal ones together, in the order of what they reach."""
    here = ground(base)
    found: dict[tuple[int, int, str], Place] = {}
    for number in sorted(texts):
        for hunk in hunks_of(base, texts[number]):
            key = (hunk.start, hunk.end, unicodedata.normalize("NFC", hunk.words))
            if key not in found:
                found[key] = _place(here, hunk, key[2])
            found[key].amendments.add(number)
    return sorted(found.values(), key=lambda each: (each.low, each.high, each.hunk.words))


def are_parted(here: Ground, left: Place, right: Place) -> bool:
    """Whether a word that both keep, or the end of a sentence, stands between them.

    Nothing does beside what takes the place of the whole text: of it no sentence is left that
    another could stand next to.
    """
    if right.low < left.high or here.is_all(left.hunk) or here.is_all(right.hunk):
        return False
    if right.low >= here.next_word[left.high]:
        return True
    if left.is_whole:
        return not (left.inserts and right.inserts and right.low == left.high)
    return left.clear_right and right.clear_left and right.low >= here.next_stop[left.high]


def _place(here: Ground, hunk: Hunk, words: str) -> Place:
    tokens = tokenize(words)
    readings = _readings(here.keys, hunk, tokens)
    whole = [shift for shift, turned in readings if _is_whole(here, hunk, shift, turned)]
    shifts = whole or [shift for shift, _ in readings]
    start, end = hunk.start + shifts[0], hunk.end + shifts[-1]
    return Place(
        hunk, start, end, bool(whole), _is_clear_left(here, hunk), _is_clear_right(here, hunk)
    )


def _readings(
    keys: Sequence[str], hunk: Hunk, words: Sequence[str]
) -> list[tuple[int, Sequence[str]]]:
    """How far the hunk can be moved without changing the result, with its words then."""
    if words and hunk.start < hunk.end:
        return [(0, words)]
    edit = words or keys[hunk.start : hunk.end]
    size = len(edit)
    left = right = 0
    while left < hunk.start and keys[hunk.start - left - 1] == edit[(size - 1 - left) % size]:
        left += 1
    while hunk.end + right < len(keys) and keys[hunk.end + right] == edit[right % size]:
        right += 1
    if not words:
        return [(shift, words) for shift in range(-left, right + 1)]
    return [
        (shift, [*words[shift % size :], *words[: shift % size]])
        for shift in range(-left, right + 1)
    ]


def _is_whole(here: Ground, hunk: Hunk, shift: int, words: Sequence[str]) -> bool:
    start, end = hunk.start + shift, hunk.end + shift
    if (start and not here.ended[start]) or (start < end and not here.ended[end]):
        return False
    if not words:
        return True
    if start and not (_parts_sentences(here.tokens[start - 1]) or words[0].isspace()):
        return False
    at_end = end == len(here.tokens)
    if at_end and start == end:
        return True
    is_over = ended(words, stops(words))[-1]
    return is_over and (at_end or _parts_sentences(words[-1]) or here.tokens[end].isspace())


def _parts_sentences(token: str) -> bool:
    return token.isspace() or ends_alone(token)


def _is_clear_left(here: Ground, hunk: Hunk) -> bool:
    """Whether what follows the words before still begins as after the end of a sentence."""
    if hunk.start == 0 or _parts_sentences(here.tokens[hunk.start - 1]):
        return True
    following = hunk.words or "".join(here.tokens[hunk.end : hunk.end + 1])
    return not following or following[0].isspace()


def _is_clear_right(here: Ground, hunk: Hunk) -> bool:
    """Whether the full stop that may follow is still one, not that of an abbreviation."""
    before = tokenize(hunk.words) or here.tokens[hunk.start - 1 : hunk.start]
    return not before or not is_abbreviation(before[-1])
