"""What an amendment does to its base, as intervals of the base's tokens.

Hunks are derived from the two texts whenever they are needed, and never stored. Words are compared
in NFC: one that is only encoded otherwise is not changed, and the base's own encoding stands.
"""

import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate

from principles.text.diff import diff
from principles.text.tokens import splits_word, tokenize


@dataclass(frozen=True, slots=True)
class Hunk:
    """Tokens [start, end) of the base become `words`; where start is end, words are inserted."""

    start: int
    end: int
    words: str


@dataclass(frozen=True, slots=True)
class Stretch:
    """Tokens [start, end) of the base and what stands for them, in the new text's encoding."""

    start: int
    end: int
    words: str
    kept: bool


@dataclass(frozen=True, slots=True)
class CutText:
    """A text's tokens, the same in NFC, and where in `form`, the text in NFC, each begins.

    `starts` has one number more than there are tokens: the length of `form`.
    """

    tokens: Sequence[str]
    keys: Sequence[str]
    form: str
    starts: Sequence[int]


@lru_cache(maxsize=16)
def cut(text: str) -> CutText:
    """The text, cut once however many amendments are compared with it."""
    tokens = tuple(tokenize(text))
    if unicodedata.is_normalized("NFC", text):
        keys, form = tokens, text
    else:
        keys = tuple(unicodedata.normalize("NFC", token) for token in tokens)
        form = "".join(keys)
    return CutText(tokens, keys, form, tuple(accumulate(map(len, keys), initial=0)))


def hunks_of(base: str, new: str) -> tuple[Hunk, ...]:
    """The changes in order, none touching the next, in whole phrases. Raises TextTooLong."""
    return tuple(
        Hunk(each.start, each.end, each.words) for each in stretches(base, new) if not each.kept
    )


def apply_hunks(base: str, hunks: Iterable[Hunk]) -> str:
    """The base with each hunk's words in their place. Hunks come in order and do not overlap."""
    tokens = cut(base).tokens
    parts: list[str] = []
    position = 0
    for hunk in hunks:
        parts += [*tokens[position : hunk.start], hunk.words]
        position = hunk.end
    return "".join([*parts, *tokens[position:]])


def stretches(base: str, new: str) -> Iterator[Stretch]:
    """The new text in order, as what is kept of the base and what is not. Raises TextTooLong."""
    old = cut(base)
    is_composed = unicodedata.is_normalized("NFC", new)
    stored = None if is_composed else cut(new)
    form = stored.form if stored else new

    def written(start: int, end: int) -> str:
        if stored is None:
            return new[start:end]
        first, last = (bisect_left(stored.starts, place) for place in (start, end))
        return "".join(stored.tokens[first:last])

    def is_cut(place: int) -> bool:
        return place in places if stored else not splits_word(form, place)

    places = frozenset(stored.starts) if stored else frozenset()
    token = new_end = 0
    for first, last, new_start in _kept_tokens(old, form, is_cut):
        if first > token or new_start > new_end:
            yield Stretch(token, first, written(new_end, new_start), kept=False)
        new_end = new_start + old.starts[last] - old.starts[first]
        yield Stretch(first, last, written(new_start, new_end), kept=True)
        token = last
    if token < len(old.tokens) or new_end < len(form):
        yield Stretch(token, len(old.tokens), written(new_end, len(form)), kept=False)


def _kept_tokens(
    old: CutText, form: str, is_cut: Callable[[int], bool]
) -> Iterator[tuple[int, int, int]]:
    """First and last token of each run kept, and where in the new text's NFC it begins.

    The diff may part what a mark holds together, where a sentence ends: such a token counts as
    changed.
    """
    new = position = 0
    for span in diff(old.form, form):
        if span.kind == "insert":
            new += len(span.text)
            continue
        if span.kind == "same":
            first, last = _whole_tokens(old.starts, position, position + len(span.text))
            shift = new - position
            while first < last and not is_cut(old.starts[first] + shift):
                first += 1
            while first < last and not is_cut(old.starts[last] + shift):
                last -= 1
            if first < last:
                yield first, last, old.starts[first] + shift
            new += len(span.text)
        position += len(span.text)


def _whole_tokens(starts: Sequence[int], start: int, end: int) -> tuple[int, int]:
    return bisect_left(starts, start), bisect_right(starts, end) - 1
