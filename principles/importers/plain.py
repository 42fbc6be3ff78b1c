"""Plain text into blocks: wrapped lines joined, bullets told, page furniture set aside."""

import re
from dataclasses import dataclass, field
from itertools import pairwise

from principles.importers.furniture import Line, lines_of, without_furniture
from principles.text.blocks import (
    BULLET,
    Block,
    Kind,
    aside,
    begins_lower,
    ends_open,
    is_finished,
    joins_without_space,
    looks_like_heading,
    marked,
)
from principles.text.numbering import labels

# No one wraps by hand beyond this; longer lines are paragraphs that were never wrapped.
_WIDEST_WRAP = 200
_NARROWEST_WRAP = 40
_FULL = 0.85
_RULE = re.compile(r"(?:[-=_*~#.–—]\s?){3,}")
_REFERENCE = re.compile(
    r"(?:sections?|articles?|paragraphs?|paras?|clauses?|chapters?|parts?|no|nos|goals?|annex|table|"
    r"figure|page|version|about|than|only|least|most|under|until|since|from|see)\.?",
    re.IGNORECASE,
)


@dataclass(slots=True)
class _Draft:
    """A block being put together from lines."""

    kind: Kind
    parts: list[str]
    indent: int
    after_gap: bool
    style: str = ""
    level: int = 0
    indent_of_last: int = 0

    @property
    def last(self) -> str:
        return self.parts[-1]

    def add(self, text: str) -> None:
        if not joins_without_space(self.last, text):
            self.parts.append(" ")
        self.parts.append(text)


@dataclass(slots=True)
class _Drafts:
    """The blocks drafted so far, and the last number seen of each style of label."""

    width: float
    done: list[_Draft] = field(default_factory=list)
    numbers: dict[str, int] = field(default_factory=dict)

    def read(self, line: Line) -> None:
        draft = self.done[-1] if self.done else None
        if line.heading:
            self._read_heading(draft, line)
        elif draft and not line.has_gap and self._is_rule_under(draft, line):
            draft.kind, draft.level = Kind.HEADING, 1 if line.text[0] == "=" else 2
        elif _RULE.fullmatch(line.text):
            pass
        elif draft and not line.has_gap and self._continues(draft, line):
            draft.add(line.text)
            draft.indent_of_last = line.indent
        else:
            self._begin(line)

    def _read_heading(self, draft: _Draft | None, line: Line) -> None:
        is_second = draft is not None and draft.kind is Kind.HEADING and draft.level == line.heading
        if draft and is_second and not line.has_gap:
            draft.add(line.text)
        else:
            self.done.append(
                _Draft(Kind.HEADING, [line.text], 0, line.has_page_gap, level=line.heading)
            )

    def _begin(self, line: Line) -> None:
        bullet = BULLET.match(line.text)
        kind = Kind.ITEM if bullet else Kind.PARAGRAPH
        text = line.text[bullet.end() :] if bullet else line.text
        draft = _Draft(kind, [text], line.indent, line.has_page_gap, indent_of_last=line.indent)
        for label in labels(text):
            self.numbers[label.style] = label.number
            draft.style = draft.style or label.style
        if bullet:
            draft.style = bullet[0].strip()
        self.done.append(draft)

    def _continues(self, draft: _Draft, line: Line) -> bool:
        if draft.kind is Kind.HEADING:
            return False
        # A dash or number that opens a line of running prose is no bullet and no label.
        is_open = self._is_full(draft.last, line.text) and not is_finished(draft.last)
        is_open = is_open or _ends_in_reference(draft.last)
        if bullet := BULLET.match(line.text):
            is_next = draft.kind is Kind.ITEM and draft.style == bullet[0].strip()
            return is_open and not is_next and bullet[0][0] in "-–—*+="
        if found := labels(line.text):
            return is_open and not any(
                self._follows(label.style, label.number, draft.last) for label in found
            )
        return self._is_wrapped(draft, line)

    def _follows(self, style: str, number: int, before: str) -> bool:
        if number == 1:
            return not (ends_open(before) or _ends_in_reference(before))
        return self.numbers.get(style) == number - 1

    def _is_wrapped(self, draft: _Draft, line: Line) -> bool:
        last = draft.last
        if begins_lower(line.text) and not is_finished(last):
            return True
        if self.width > _WIDEST_WRAP or not self._is_full(last, line.text):
            return False
        is_indented = line.indent > draft.indent_of_last and draft.kind is Kind.PARAGRAPH
        return not (is_indented and not draft.style and is_finished(last))

    def _is_full(self, text: str, following: str) -> bool:
        """Whether the next line's first word would not have fitted on this one."""
        word = following.partition(" ")[0]
        return len(text) + 1 + len(word) > self.width * _FULL

    def _is_rule_under(self, draft: _Draft, line: Line) -> bool:
        is_rule = line.text[0] in "=-" and re.fullmatch(r"={3,}|-{3,}", line.text[:200]) is not None
        is_alone = len(draft.parts) == 1 and draft.kind is Kind.PARAGRAPH
        return is_rule and is_alone and looks_like_heading(draft.last)


def blocks(text: str) -> list[Block]:
    """The blocks of a text, in order; what belongs to pages, and links, are asides at the end."""
    return blocks_of_lines(*without_furniture(lines_of(text)))


def blocks_of_lines(lines: list[Line], furniture: list[str]) -> list[Block]:
    """The blocks that lines make, and an aside of what was found to belong to pages."""
    drafts = _Drafts(_wrap_width(lines))
    for line in lines:
        drafts.read(line)
    base = min((each.indent for each in drafts.done if each.style), default=0)
    kept: list[Block] = []
    links: list[str] = []
    for draft in drafts.done:
        level = draft.level or int(bool(draft.style) and draft.indent > base + 2)
        made, targets = marked(
            draft.kind, "".join(draft.parts), level=level, after_gap=draft.after_gap
        )
        kept.append(made)
        links += targets
    return kept + [aside("\n".join(loose)) for loose in (furniture, links) if loose]


def _ends_in_reference(text: str) -> bool:
    """Whether the text ends with what a number belongs to, such as "section"."""
    return _REFERENCE.fullmatch(text[-20:].rpartition(" ")[2]) is not None


def _wrap_width(lines: list[Line]) -> float:
    """The width the lines seem wrapped to: what nine in ten do not exceed."""
    followed = [line for line, following in pairwise(lines) if not following.has_gap]
    if not followed:
        return _WIDEST_WRAP + 1
    return max(_ninth_decile(followed), _ninth_decile(lines), _NARROWEST_WRAP)


def _ninth_decile(lines: list[Line]) -> int:
    return sorted(len(line.text) for line in lines)[len(lines) * 9 // 10]
