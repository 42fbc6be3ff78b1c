"""Where the last principle ends: what a document says in closing is not part of it."""

from collections.abc import Sequence
from itertools import pairwise

from principles.text.blocks import Block, Kind
from principles.text.headings import Headings, is_closing
from principles.text.schemes import Scheme, is_announcement, is_titled

_SHORTEST_REFRAIN = 3  # words


def closing_index(
    blocks: Sequence[Block], headings: Headings, scheme: Scheme, breaks: Sequence[int]
) -> int:
    """The first block after the last principle; the number of blocks if there is none."""
    starts = [start.index for run in scheme.runs for start in run]
    end = _closing_heading(blocks, headings, starts, breaks)
    bodies = _bodies(blocks, starts, breaks, end)
    return _after_refrain(blocks, bodies) or _after_shape(blocks, starts, bodies) or end


def _closing_heading(
    blocks: Sequence[Block], headings: Headings, starts: Sequence[int], breaks: Sequence[int]
) -> int:
    """A heading after the last principle ends it, unless principles hold headings of their own."""
    own_rank = headings.ranks.get(starts[-1])
    held = {
        index
        for start, following in pairwise(starts)
        for index in headings.between(start + 1, following)
    }
    holds_headings = not held <= set(breaks) if own_rank is None else False
    for index in headings.between(starts[-1] + 1, len(blocks)):
        is_below = own_rank is not None and headings.ranks[index] > own_rank
        is_first = index == starts[-1] + 1 and is_titled(blocks, starts[-1])
        if is_closing(blocks[index]) or not (is_below or holds_headings or is_first):
            return index
    return len(blocks)


def _bodies(
    blocks: Sequence[Block], starts: Sequence[int], breaks: Sequence[int], end: int
) -> list[list[int]]:
    """For each principle the blocks that open its paragraphs; a list belongs to the one before."""
    stops = set(breaks)
    bodies: list[list[int]] = []
    for start, following in pairwise([*starts, end]):
        body: list[int] = []
        for index in range(start + 1, following):
            if index in stops:
                break
            block = blocks[index]
            is_paragraph = block.kind is not Kind.ITEM and not block.label
            if not body or (is_paragraph and not is_announcement(blocks[index - 1])):
                body.append(index)
        bodies.append(body)
    return bodies


def _after_refrain(blocks: Sequence[Block], bodies: Sequence[list[int]]) -> int | None:
    """When all principles close with the same words, what follows them in the last one."""
    *others, last = bodies
    if len(others) < 2 or len(last) < 2 or not all(others):
        return None
    refrain = _common_words([blocks[body[-1]].text for body in others])
    if len(refrain) < _SHORTEST_REFRAIN:
        return None
    for place in range(len(last) - 2, -1, -1):
        if blocks[last[place]].text.split()[: len(refrain)] == refrain:
            return last[place + 1]
    return None


def _common_words(texts: Sequence[str]) -> list[str]:
    common = texts[0][:500].split()
    for text in texts[1:]:
        words = text[:500].split()
        length = 0
        while length < min(len(common), len(words)) and common[length] == words[length]:
            length += 1
        common = common[:length]
    return common


def _after_shape(
    blocks: Sequence[Block], starts: Sequence[int], bodies: Sequence[list[int]]
) -> int | None:
    """When all other principles have the same number of paragraphs, what the last has beyond it."""
    *others, last = bodies
    counts = {len(body) for body in others}
    if len(counts) != 1:
        return None
    count = counts.pop()
    if len(others) < (3 if count else 2) or len(last) <= count:
        return None
    if not count and is_announcement(blocks[starts[-1]]):
        return None
    return last[count]
