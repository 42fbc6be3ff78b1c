"""PDF into blocks, by pdfplumber: lines by position, headings by the size and weight of type.

Text is read in one column. Type larger than the body's is a heading; smaller type at the foot of a
page is a note. What comes again from page to page is told by `furniture`, as in plain text.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from io import BytesIO
from itertools import pairwise
from statistics import median

import pdfplumber
from pdfminer.pdfdocument import PDFEncryptionError, PDFPasswordIncorrect
from pdfplumber.utils.exceptions import PdfminerException

from principles.importers import plain
from principles.importers.furniture import Line, without_furniture
from principles.importers.upload import MAX_PAGES, ImportRefused, Refusal
from principles.text.blocks import PSEUDO_HEADING, Block, Kind, is_finished

_HEADING_SIZE = 1.12
_NOTE_SIZE = 0.9
_GAP = 1.3  # of the usual distance between lines
_LONGEST_HEADING = 150
_BOLD = re.compile(r"bold|black|heavy", re.IGNORECASE)
_TORN = re.compile(r"(?P<head>[^\W\d_]{2,})-$")
_OPENING_WORD = re.compile(r"[^\W\d_]+")
_LTR_RUN = re.compile(r"[\w.,:/%+@&'-]*[A-Za-z0-9\u0660-\u0669][\w.,:/%+@&'-]*(?: +[A-Za-z0-9]+)*")
_MIRRORED = str.maketrans("()[]{}<>«»", ")(][}{><»«")


@dataclass(frozen=True, slots=True)
class _TypeLine:
    """A line of type on a page; lengths are in points."""

    text: str
    page: int
    left: float
    top: float
    size: float
    is_bold: bool


def blocks_and_notices(data: bytes) -> tuple[list[Block], tuple[str, ...]]:
    """The blocks of a document, and what its reader should know about them."""
    try:
        with pdfplumber.open(BytesIO(data)) as document:
            count = len(document.pages)
            if count > MAX_PAGES:
                raise ImportRefused(Refusal.TOO_MANY_PAGES, pages=count, limit=MAX_PAGES)
            lines = [line for page in document.pages for line in _lines_of(page)]
    except PdfminerException as error:
        cause = error.args[0] if error.args else error
        if isinstance(cause, PDFPasswordIncorrect | PDFEncryptionError):
            raise ImportRefused(Refusal.ENCRYPTED) from error
        raise ImportRefused(Refusal.CORRUPT, kind="pdf") from error
    if not lines:
        raise ImportRefused(Refusal.NO_TEXT)
    made = _blocks(lines)
    notices = {
        "page_furniture_left_out": any(block.kind is Kind.ASIDE for block in made),
        "pages_without_text": len({line.page for line in lines}) < count,
    }
    return made, tuple(code for code, applies in notices.items() if applies)


def _lines_of(page: pdfplumber.page.Page) -> list[_TypeLine]:
    # Some programs print bold type as the same letters twice; mending takes longer than reading.
    places = {(char["text"], round(char["x0"]), round(char["top"])) for char in page.chars}
    is_doubled = len(places) * 10 < len(page.chars) * 9
    found = (page.dedupe_chars() if is_doubled else page).extract_text_lines(return_chars=True)
    # A page takes megabytes until its objects are let go.
    page.close()
    lines = []
    for each in found:
        letters = [char for char in each["chars"] if char["text"].strip()]
        text = _logical(each["text"].replace("\x00", ""))
        if not letters or not text.strip():
            continue
        sizes = Counter(round(char["size"], 1) for char in letters)
        bold = sum(bool(_BOLD.search(char["fontname"])) for char in letters)
        lines.append(
            _TypeLine(
                text=" ".join(text.split()),
                page=page.page_number,
                left=each["x0"],
                top=each["top"],
                size=sizes.most_common(1)[0][0],
                is_bold=bold * 5 >= len(letters) * 4,
            )
        )
    return lines


def _blocks(lines: Sequence[_TypeLine]) -> list[Block]:
    sizes: Counter[float] = Counter()
    for line in lines:
        sizes[line.size] += len(line.text)
    body = sizes.most_common(1)[0][0]
    notes = _notes(lines, body)
    kept = [line for index, line in enumerate(lines) if index not in notes]
    plain_lines, furniture = without_furniture(_plain_lines(kept or lines, body))
    noted = [lines[index].text for index in sorted(notes)] if kept else []
    return plain.blocks_of_lines(_whole_words(plain_lines), furniture + noted)


def _plain_lines(lines: Sequence[_TypeLine], body: float) -> list[Line]:
    """Positions as the gaps, indents and headings of plain text."""
    larger = sorted(
        {line.size for line in lines if line.size >= body * _HEADING_SIZE}, reverse=True
    )
    levels = {size: min(place, 6) for place, size in enumerate(larger, start=1)}
    is_bold_text = sum(line.is_bold for line in lines) * 2 > len(lines)
    steps = [
        following.top - line.top
        for line, following in pairwise(lines)
        if following.page == line.page and following.top > line.top and line.size == body
    ]
    usual = median(steps) if steps else body * 1.2
    margin = min(line.left for line in lines)
    made: list[Line] = []
    before: _TypeLine | None = None
    for line in lines:
        heading = levels.get(line.size, 0) if len(line.text) <= _LONGEST_HEADING else 0
        if not heading and line.is_bold and not is_bold_text and _may_head(line.text):
            heading = PSEUDO_HEADING
        begins_page = before is not None and before.page != line.page
        is_apart = before is not None and abs(line.top - before.top) > _GAP * max(
            usual, before.size * 1.2 if heading else 0
        )
        indent = round((line.left - margin) / (body / 2))
        made.append(Line(line.text, indent, int(is_apart), begins_page, heading=heading))
        before = line
    return made


def _may_head(text: str) -> bool:
    return len(text) <= _LONGEST_HEADING and not is_finished(text)


def _notes(lines: Sequence[_TypeLine], body: float) -> set[int]:
    """The lines in small type at the foot of pages, above the number of the page."""
    found: set[int] = set()
    for index in range(len(lines) - 1, -1, -1):
        following = lines[index + 1] if index + 1 < len(lines) else None
        is_last = following is None or following.page != lines[index].page
        is_below = is_last or index + 1 in found or lines[index + 1].text.strip("-– ").isdecimal()
        if is_below and lines[index].size <= body * _NOTE_SIZE:
            found.add(index)
    return found


def _whole_words(lines: Iterable[Line]) -> list[Line]:
    """Undo the hyphenation of words that the document elsewhere writes without a hyphen."""
    whole = list(lines)
    known = {word.casefold() for line in whole for word in _OPENING_WORD.findall(line.text)}
    for index, line in enumerate(whole[:-1]):
        torn = _TORN.search(line.text)
        rest = _OPENING_WORD.match(whole[index + 1].text)
        if not torn or not rest or not rest[0].islower():
            continue
        word = torn["head"] + rest[0]
        if word.casefold() in known:
            following = whole[index + 1]
            whole[index] = replace(line, text=f"{line.text[: torn.start()]}{word}")
            whole[index + 1] = replace(following, text=following.text[rest.end() :].lstrip() or " ")
    return [line for line in whole if line.text.strip()]


def _logical(text: str) -> str:
    """The reading order of a line of right-to-left script, which stands mirrored on the page."""
    directions = Counter(unicodedata.bidirectional(character) for character in text)
    if directions["R"] + directions["AL"] <= directions["L"]:
        return text
    composed = unicodedata.normalize("NFKC", text)
    mirrored = composed[::-1].translate(_MIRRORED)
    return _LTR_RUN.sub(lambda run: run[0][::-1], mirrored)
