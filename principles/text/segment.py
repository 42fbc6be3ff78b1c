"""A document's blocks put in their places: title, preamble, sections, principles, the rest."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from principles.text.blocks import PSEUDO_HEADING, Block, Kind, is_finished, looks_like_heading
from principles.text.closing import closing_index
from principles.text.headings import Headings, headings_of, is_opening, title_index
from principles.text.inline import with_inline_items
from principles.text.outline import (
    Outline,
    OutlinePrinciple,
    OutlineSection,
    document_title,
    join_paragraphs,
)
from principles.text.repair import repaired
from principles.text.schemes import Run, Scheme, Start, has_body, has_lead, scheme_of
from principles.text.titles import derive_title

_LONGEST_TITLE = 200
_SHORT_SENTENCE = 80


def segment(blocks: Iterable[Block]) -> Outline:
    """The outline of a document; every word of its blocks is in it, principles' labels apart."""
    mended = with_inline_items(repaired(blocks))
    own = [block for block in mended if block.kind is not Kind.ASIDE]
    asides = tuple(block.text for block in mended if block.kind is Kind.ASIDE)
    headings = headings_of(own)
    title = title_index(own, headings)
    scheme = scheme_of(own, headings, title)
    assembly = _Assembly(own, headings, title, scheme or Scheme(()))
    return assembly.outline(asides)


@dataclass(frozen=True, slots=True)
class _Part:
    """A section to be: `first` is its first block, `body` the one after its heading."""

    first: int
    body: int
    starts: list[Start]


@dataclass(frozen=True, slots=True)
class _Assembly:
    blocks: Sequence[Block]
    headings: Headings
    title: int | None
    scheme: Scheme

    def outline(self, asides: tuple[str, ...]) -> Outline:
        """Every block goes to the place its neighbours among starts and headings give it."""
        parts = list(self._parts())
        breaks = [part.first for part in parts]
        end = len(self.blocks)
        if parts:
            end = closing_index(self.blocks, self.headings, self.scheme, breaks)
        first = min([end, *breaks])
        preamble = _text(self.blocks[index] for index in range(first) if index != self.title)
        sections = tuple(
            self._section(part, following)
            for part, following in pairwise([*parts, _Part(end, end, [])])
        )
        title = "" if self.title is None else self.blocks[self.title].printed
        if not title:
            title = document_title(preamble or (sections[0].principles[0].text if sections else ""))
        closing = _text(self.blocks[end:])
        return Outline(title, preamble, sections, (*([closing] if closing else []), *asides))

    def _parts(self) -> Iterator[_Part]:
        """The sections: one for each run, and for each heading in a run that numbers on."""
        last = -1 if self.title is None else self.title
        for place, run in enumerate(self.scheme.runs):
            starts = [run[0]]
            first, body = self._opening(run[0].index, last, is_first=place == 0)
            breaks = self._inner_breaks(run)
            for before, start in pairwise(run):
                if start.index in breaks:
                    yield _Part(first, body, starts)
                    first, body = self._opening(start.index, before.index, is_first=False)
                    starts = []
                starts.append(start)
            yield _Part(first, body, starts)
            last = run[-1].index

    def _opening(self, start: int, last: int, *, is_first: bool) -> tuple[int, int]:
        """Where the section of a first principle begins, and where its heading ends."""
        found = self._candidates(last + 1, start)
        heading = self._first_heading(found, start) if is_first else self._later_heading(found)
        if heading is None:
            return self._bare_opening(start, last, is_first=is_first)
        is_label_only = not self.blocks[heading].text
        is_double = is_label_only and heading + 1 < start and heading + 1 in self.headings.ranks
        return heading, heading + 1 + is_double

    def _bare_opening(self, start: int, last: int, *, is_first: bool) -> tuple[int, int]:
        """Without a heading, a paragraph between two lists of bare items is the second's intro."""
        between = self.blocks[last + 1 : start]
        is_intro = not is_first and len(between) == 1 and not has_body(self.blocks, start)
        first = start - 1 if is_intro and not self.scheme.has_headings else start
        return first, first

    def _candidates(self, start: int, end: int) -> list[int]:
        """Headings above a principle that may open its section."""
        own = self.headings.ranks.get(end, PSEUDO_HEADING)
        between = self.headings.between(start, end)
        found = {
            index for index in between if own >= PSEUDO_HEADING or self.headings.ranks[index] < own
        }
        if not found and len(self.scheme.runs) > 1 and self.scheme.is_numbered:
            # Numbers that begin again need a heading, be it of the principles' own rank.
            found = {index for index in between if self.headings.ranks[index] == own}
        return sorted(found | {index for index in self.scheme.outer if start <= index < end})

    def _rank(self, index: int) -> int:
        return self.headings.ranks.get(index, 0)

    def _first_heading(self, found: Sequence[int], start: int) -> int | None:
        """The last heading before the first principle, or the one above that in rank."""
        if not found:
            return None
        heading = found[-1]
        for index in reversed(found):
            if self._rank(index) < self._rank(heading) and not is_opening(self.blocks[index]):
                heading = index
        is_alone = len(self.scheme.runs) == 1 or heading + 1 < start
        return None if is_opening(self.blocks[heading]) and is_alone else heading

    def _later_heading(self, found: Sequence[int]) -> int | None:
        """The first of the highest headings between the last principle and the next."""
        return min(found, key=lambda index: (self._rank(index), index), default=None)

    def _inner_breaks(self, run: Run) -> set[int]:
        """Principles that a section heading stands above although the numbers run on."""
        above = {
            start.index: found
            for before, start in pairwise(run)
            if (found := self._candidates(before.index + 1, start.index))
        }
        if self.headings.are_marked or self.scheme.outer:
            return set(above)
        # Where most principles hold what looks like a heading, these are sub-headings.
        return set(above) if len(above) * 2 <= len(run) else set()

    def _section(self, part: _Part, following: _Part) -> OutlineSection:
        heading = " ".join(block.printed.strip() for block in self.blocks[part.first : part.body])
        intro = _text(self.blocks[part.body : part.starts[0].index])
        bounds = [*(start.index for start in part.starts), following.first]
        principles = tuple(
            self._principle(start, end) for start, end in zip(part.starts, bounds[1:], strict=True)
        )
        return OutlineSection(heading, principles, intro)

    def _principle(self, start: Start, end: int) -> OutlinePrinciple:
        block = self.blocks[start.index]
        body = list(self.blocks[start.index + 1 : end])
        # An unnumbered principle keeps what its block begins with, for it is no number of its own.
        opening = block.text if self.scheme.is_numbered else block.printed
        if not opening and body and looks_like_heading(body[0].text) and len(body) > 1:
            block, opening = body[0], body.pop(0).printed
        title, rest = _title_of(block, opening, body)
        text = join_paragraphs([rest, _text(body)])
        if not text:
            title, text = "", title or block.printed.strip()
        return OutlinePrinciple(start.number, title or derive_title(text), text)


def _title_of(block: Block, opening: str, body: Sequence[Block]) -> tuple[str, str]:
    """Part a principle's first block into a title, which may be empty, and text."""
    if opening == block.text and has_lead(block) and block.lead <= _LONGEST_TITLE:
        return block.text[: block.lead].rstrip(" .:"), block.text[block.lead :].lstrip(" .:–—-")
    is_short = bool(body) and len(opening) <= _LONGEST_TITLE
    if is_short and (block.kind is Kind.HEADING or looks_like_heading(opening)):
        return opening, ""
    if is_short and len(opening) <= _SHORT_SENTENCE and is_finished(opening):
        title = derive_title(opening)
        is_sentence = len(title) + 1 >= len(opening) and opening[-1] in ".:"
        # A colon before a list announces it.
        is_title = is_sentence and (opening[-1] == "." or body[0].kind is not Kind.ITEM)
        return (title, "") if is_title else ("", opening)
    return "", opening


def _text(blocks: Iterable[Block]) -> str:
    """Paragraphs parted by blank lines; bullets that follow each other are the lines of a list."""
    parts: list[str] = []
    is_list = False
    for block in blocks:
        is_bullet = block.kind is Kind.ITEM and not block.label
        line = f"- {block.text}" if is_bullet else block.printed.strip()
        parts += [("\n" if is_bullet and is_list else "\n\n") if parts else "", line]
        is_list = is_bullet
    return "".join(parts)
