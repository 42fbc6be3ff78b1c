"""A text with the passages people commented on, as runs of words a page can mark."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

_BETWEEN_PARAGRAPHS = re.compile(r"\n[^\S\n]*\n\s*")
_BULLET = "- "


@dataclass(frozen=True, slots=True)
class Passage:
    """Words from `start` to `end` (code points), how many comments, and the first one's number."""

    start: int
    end: int
    comments: int
    number: int


@dataclass(frozen=True, slots=True)
class Run:
    """Words that share their comments; `number` is the first comment on the narrowest passage."""

    text: str
    comments: int = 0
    number: int = 0


@dataclass(frozen=True, slots=True)
class MarkedBlock:
    """A paragraph of lines, or a list of items; each line is a sequence of runs."""

    is_list: bool
    lines: tuple[tuple[Run, ...], ...]


def marked_blocks(body: str, passages: Sequence[Passage] = ()) -> tuple[MarkedBlock, ...]:
    """The paragraphs and lists of `body` (see `principles.text.outline`) with what is marked in
    them. Passages may overlap: words under several count the comments of all."""
    blocks = []
    for start, end in _paragraphs(body):
        lines = _lines(body, start, end)
        for is_list, group in groupby(lines, lambda line: body.startswith(_BULLET, line[0])):
            skipped = len(_BULLET) if is_list else 0
            runs = tuple(tuple(_runs(body, from_ + skipped, to, passages)) for from_, to in group)
            blocks.append(MarkedBlock(is_list, runs))
    return tuple(blocks)


def _paragraphs(body: str) -> Iterator[tuple[int, int]]:
    start = 0
    for gap in _BETWEEN_PARAGRAPHS.finditer(body):
        if body[start : gap.start()].strip():
            yield start, gap.start()
        start = gap.end()
    if body[start:].strip():
        yield start, len(body)


def _lines(body: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    for line in re.finditer(r"[^\n]+", body[start:end]):
        yield start + line.start(), start + line.end()


def _runs(body: str, start: int, end: int, passages: Iterable[Passage]) -> Iterator[Run]:
    here = [each for each in passages if each.start < end and each.end > start]
    cuts = {start, end}
    for each in here:
        cuts |= {max(each.start, start), min(each.end, end)}
    for from_, to in pairwise(sorted(cuts)):
        over = [each for each in here if each.start <= from_ and to <= each.end]
        if not over:
            yield Run(body[from_:to])
            continue
        narrowest = min(over, key=lambda each: (each.end - each.start, each.number))
        yield Run(body[from_:to], sum(each.comments for each in over), narrowest.number)
