"""The lines of a plain text, and telling those that belong to its pages from its words."""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from principles.text.blocks import begins_lower, is_finished, looks_like_heading
from principles.text.repair import CONTENTS

_BREAKS = re.compile(r"\r\n?|[\u2028\u2029\x85\x0b]")
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]")
_SOFT_HYPHEN = re.compile(r"\u00ad(?:[^\S\n]*\n[^\S\n]*)?")
_DIGITS = re.compile(r"\d+")
_SMALL_NUMBER = re.compile(r"\d{1,3}")
_LONGEST_FURNITURE = 100
_PAGE = re.compile(
    r"(?:[-–—|]\s*)?(?P<word>page|p\.|seite|página|pág\.|страница|стр\.|صفحة|第)?\s*"
    r"(?P<number>\d{1,4})\s*(?P<total>(?:of|/|von|sur|de|из|من)\s*\d{1,4}|页)?(?:\s*[-–—|])?",
    re.IGNORECASE,
)
_LEADER = re.compile(r"(?:\.\s?){4,}|…{2,}|·{4,}|_{4,}|\t|\s{4,}")
_ENDS_IN_PAGE = re.compile(r"\s*(?:\d{1,4}|[ivxlc]{1,6})\s*")


@dataclass(frozen=True, slots=True)
class Line:
    """A line that is not blank, its runs of white space made one space each.

    `is_entry` says it may be one of a table of contents, `heading` is the level its type gives it.
    """

    text: str
    indent: int
    blanks: int
    begins_page: bool
    is_entry: bool = False
    heading: int = 0

    @property
    def has_gap(self) -> bool:
        return self.blanks > 0 or self.begins_page

    @property
    def has_page_gap(self) -> bool:
        return self.blanks > 1 or self.begins_page


def normalised(text: str) -> str:
    """With one kind of line break, no soft hyphens and no control characters."""
    text = _BREAKS.sub("\n", text.removeprefix("\ufeff"))
    return _CONTROLS.sub(" ", _SOFT_HYPHEN.sub("", text))


def lines_of(text: str) -> list[Line]:
    """The lines of a text, with what stood between them."""
    lines: list[Line] = []
    blanks, begins_page = 0, False
    for page, sheet in enumerate(normalised(text).split("\f")):
        begins_page = begins_page or page > 0
        for raw in sheet.split("\n"):
            if not (kept := " ".join(raw.split())):
                blanks += 1
                continue
            indent = len(raw) - len(raw.lstrip()) if raw[0].isspace() else 0
            indent += 3 * raw[:indent].count("\t")
            lines.append(Line(kept, indent, blanks, begins_page, _is_entry(raw)))
            blanks, begins_page = 0, False
    if lines:
        lines[0] = replace(lines[0], blanks=0, begins_page=False)
    return lines


def without_furniture(lines: list[Line]) -> tuple[list[Line], list[str]]:
    """The lines that are the document's, and those of pages and of a table of contents."""
    lines = _with_numbers_beside_titles(lines)
    away = _page_numbers(lines) | _running_lines(lines) | _contents(lines)
    if not away:
        return lines, []
    kept: list[Line] = []
    follows_gap = False
    for index, line in enumerate(lines):
        if index in away:
            follows_gap = True
            continue
        kept.append(replace(line, begins_page=line.begins_page or follows_gap))
        follows_gap = False
    return kept, [lines[index].text for index in sorted(away)]


def _is_entry(raw: str) -> bool:
    """Whether a line looks like one of a table of contents: words, a leader, a page."""
    if not (raw.rstrip()[-1:].isalnum() and len(raw) < 300):
        return False
    leaders = list(_LEADER.finditer(raw.strip()))
    return bool(leaders) and bool(_ENDS_IN_PAGE.fullmatch(raw.strip()[leaders[-1].end() :]))


def _with_numbers_beside_titles(lines: list[Line]) -> list[Line]:
    """Join numbers that stand alone above titles to them: these are no page numbers."""
    alone = [i for i, line in enumerate(lines[:-1]) if _SMALL_NUMBER.fullmatch(line.text)]
    numbers = [int(lines[index].text) for index in alone]
    is_count = len(alone) > 1 and numbers == list(range(1, len(numbers) + 1))
    if not is_count or not all(looks_like_heading(lines[index + 1].text) for index in alone):
        return lines
    places = set(alone)
    joined = list(lines)
    for index in alone:
        title = lines[index + 1].text
        joined[index + 1] = replace(lines[index], text=f"{lines[index].text} {title}")
    return [line for index, line in enumerate(joined) if index not in places]


def _page_numbers(lines: Sequence[Line]) -> set[int]:
    """Lines that say "Page 3 of 9", and bare numbers with nothing directly beside them."""
    found = set()
    for index, line in enumerate(lines):
        page = _PAGE.fullmatch(line.text) if len(line.text) < 30 else None
        if not page:
            continue
        is_last = index + 1 == len(lines)
        is_alone = (line.has_gap or index == 0) and (is_last or lines[index + 1].has_gap)
        at_edge = line.begins_page or is_last or lines[index + 1].begins_page
        if page["word"] or page["total"] or is_alone or at_edge:
            found.add(index)
    return found


def _running_lines(lines: Sequence[Line]) -> set[int]:
    """Short lines that come back, page after page, where a page ends or in mid-sentence."""
    places: dict[str, list[int]] = defaultdict(list)
    for index, line in enumerate(lines):
        if len(line.text) <= _LONGEST_FURNITURE:
            places[_DIGITS.sub("#", line.text).casefold()].append(index)
    pages = _page_numbers(lines)
    is_paged = any(line.begins_page for line in lines)
    found: set[int] = set()
    for key, indexes in places.items():
        if len(indexes) < 2 or not any(map(str.isalpha, key)):
            continue
        at_edge = sum(_is_at_page_edge(lines, index, pages) for index in indexes)
        on_pages = is_paged and all(_is_first_or_last(lines, index) for index in indexes)
        if on_pages or (len(indexes) > 2 and at_edge * 2 >= len(indexes)):
            found.update(indexes)
    return found


def _is_first_or_last(lines: Sequence[Line], index: int) -> bool:
    """Whether a page is known to begin or end with the line."""
    is_last = index + 1 == len(lines)
    return index == 0 or is_last or lines[index].begins_page or lines[index + 1].begins_page


def _is_at_page_edge(lines: Sequence[Line], index: int, pages: set[int]) -> bool:
    line = lines[index]
    following = lines[index + 1] if index + 1 < len(lines) else None
    if line.has_page_gap or not following or following.has_page_gap:
        return True
    if index - 1 in pages or index + 1 in pages:
        return True
    return (
        line.has_gap
        and index > 0
        and not is_finished(lines[index - 1].text)
        and begins_lower(following.text)
    )


def _contents(lines: Sequence[Line]) -> set[int]:
    """The entries of a table of contents that shows page numbers, and its heading."""
    entries = {index for index, line in enumerate(lines) if line.is_entry}
    if len(entries) < 2:
        return set()
    first = min(entries)
    if first > 0 and CONTENTS.fullmatch(lines[first - 1].text.rstrip(":")):
        entries.add(first - 1)
    return entries
