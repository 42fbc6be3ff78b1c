"""What two texts have in common, in order: the longest common subsequence of their words.

Sentences are aligned first and words only where sentences differ, by rapidfuzz's bit-parallel
Indel (Hyyrö 2004). The time for texts of n and m differing words is O(nm/64).
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

from rapidfuzz.distance import Indel

from principles.text.tokens import count_words, tokenize

MOST_WORDS = 100_000
# The bits of the matrix that Indel keeps to trace its way back: 50 MB.
_LARGEST_MATRIX = 400_000_000
_SENTENCE_END = re.compile(r"[.!?;:؟۔।]\s+|[。！？；]|\n\s*")

type _Match = tuple[int, int, int]


class TextTooLong(ValueError):
    """More than MOST_WORDS words on one side: comparing would hold a worker up."""


@dataclass(frozen=True, slots=True)
class Kept:
    """`length` code points at `old` in the old text that are at `new` in the new one."""

    old: int
    new: int
    length: int


def kept_between(old: str, new: str) -> list[Kept]:
    """The stretches of whole words both texts share, none touching the next. Raises TextTooLong."""
    for text in (old, new):
        if len(text) > MOST_WORDS and count_words(text) > MOST_WORDS:
            raise TextTooLong(f"more than {MOST_WORDS} words")
    runs: list[Kept] = []
    for run in _runs(old, new):
        last = runs[-1] if runs else None
        if last and last.old + last.length == run.old and last.new + last.length == run.new:
            runs[-1] = Kept(last.old, last.new, last.length + run.length)
        else:
            runs.append(run)
    return runs


def _runs(old: str, new: str) -> Iterator[Kept]:
    before, after = _sentences(old), _sentences(new)
    old_at, new_at = _offsets(before), _offsets(after)
    old_end = new_end = 0
    for i, j, count in [*_matches(before, after), (len(before), len(after), 0)]:
        a, b = old[old_at[old_end] : old_at[i]], new[new_at[new_end] : new_at[j]]
        for run in _word_runs(a, b):
            yield Kept(old_at[old_end] + run.old, new_at[new_end] + run.new, run.length)
        old_end, new_end = i + count, j + count
        if count:
            yield Kept(old_at[i], new_at[j], old_at[old_end] - old_at[i])


def _word_runs(old: str, new: str) -> Iterator[Kept]:
    """Runs of the same words; the space before one is kept where both texts have it."""
    before, after = _units(old), _units(new)
    old_at, new_at = _offsets(before), _offsets(after)
    bare = [[unit.lstrip(" ") or unit for unit in units] for units in (before, after)]
    for i, j, count in _matches(*bare):
        first = 0
        for place in range(count + 1):
            if place < count and before[i + place] == after[j + place]:
                continue
            if first < place:
                yield Kept(
                    old_at[i + first], new_at[j + first], old_at[i + place] - old_at[i + first]
                )
            if place < count:
                length = len(bare[0][i + place])
                yield Kept(old_at[i + place + 1] - length, new_at[j + place + 1] - length, length)
            first = place + 1


def _sentences(text: str) -> list[str]:
    ends = [0, *(found.end() for found in _SENTENCE_END.finditer(text)), len(text)]
    return [text[start:end] for start, end in pairwise(ends) if start < end]


def _units(text: str) -> list[str]:
    """A word or sign with the single space before it: half as many things to compare."""
    units: list[str] = []
    space = ""
    for part in tokenize(text):
        if part == " ":
            space = part
            continue
        units.append(space + part)
        space = ""
    return [*units, space] if space else units


def _offsets(parts: Sequence[str]) -> list[int]:
    return [0, *accumulate(map(len, parts))]


def _matches(old: Sequence[str], new: Sequence[str]) -> list[_Match]:
    """Where equal parts begin in both, and how many there are."""
    if not old or not new:
        return []
    if len(old) * len(new) > _LARGEST_MATRIX:
        return _matches_at_ends(old, new)
    return [
        (op.src_start, op.dest_start, op.src_end - op.src_start)
        for op in Indel.opcodes(old, new)
        if op.tag == "equal"
    ]


def _matches_at_ends(old: Sequence[str], new: Sequence[str]) -> list[_Match]:
    """Only the common beginning and end: what there is time for in texts so unlike."""
    shorter = min(len(old), len(new))
    head = 0
    while head < shorter and old[head] == new[head]:
        head += 1
    tail = 0
    while tail < shorter - head and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    return [(0, 0, head), (len(old) - tail, len(new) - tail, tail)]
