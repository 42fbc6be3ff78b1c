"""Paragraphs of a Word document with tracked changes (ISO/IEC 29500-1, 17.13.5), and its bytes.

A paragraph ends with a mark, which is itself inserted or deleted where a change makes or undoes the
break. "\\n\\n" is such an end; a "\\n" of its own is a break within the paragraph.
"""

import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from itertools import count
from xml.etree.ElementTree import Element, SubElement, tostring

from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.oxml import parse_xml
from docx.oxml.ns import nsmap, qn
from docx.shared import Mm, Pt

from principles.text.diff import Span
from principles.text.wording import name_invisible, normalise_title

__all__ = ["WordText"]

# Word takes 255 UTF-16 units, and a character may be two of them.
_AUTHOR_LENGTH = 120
_PROPERTY_LENGTH = 255
_A4 = Mm(210), Mm(297)
_MARGIN = Mm(25)
_TEXT_WIDTH = Mm(160)
_ELEMENT = {"insert": "w:ins", "delete": "w:del"}
_FIRST_INSTANT_OF_ZIP = (1980, 1, 1, 0, 0, 0)

# What XML 1.0 has no way to write, and the carriage return, which its readers turn into a line end.
_UNWRITABLE = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")
_TO_LEFT = "\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff"
_TO_RIGHT = f"(?![{_TO_LEFT}])[^\\W\\d_]"
# Words that run against the document, and what stands between them.
_AGAINST = {
    True: re.compile(f"{_TO_RIGHT}(?:[^{_TO_LEFT}]*{_TO_RIGHT})?"),
    False: re.compile(f"[{_TO_LEFT}](?:(?:(?!{_TO_RIGHT}).)*[{_TO_LEFT}])?", re.DOTALL),
}
_BREAKS = re.compile("([\n\t])")
_EAST_ASIAN = {"zh", "ja", "ko"}


@dataclass(frozen=True, slots=True)
class _Revision:
    """Who changed the words, and when (with its offset)."""

    author: str
    at: datetime

    def attributes(self, number: int) -> dict[str, str]:
        """Named as they are read apart from any text: on one line, with nothing hidden."""
        author = _writable(name_invisible(normalise_title(self.author)))
        if len(author) > _AUTHOR_LENGTH:
            author = author[: _AUTHOR_LENGTH - 1] + "…"
        at = self.at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="seconds")
        return {"w:id": str(number), "w:author": author, "w:date": f"{at}Z"}


class WordText:
    """A document written from its first paragraph to its last.

    Its styles are those of Word ("Title", "Heading 1", "Normal") and four of its own. Paragraphs
    become text one by one: as one tree of python-docx they take three times the memory.
    """

    AMENDED_TITLE = "Amended Title"
    AMENDED_TEXT = "Amended Text"
    FACT = "Fact"
    PART = "Part"

    def __init__(self, *, language: str, is_rtl: bool) -> None:
        self._document = Document()
        self._is_rtl = is_rtl
        self._numbers = count(1)
        section = self._document.sections[0]
        section.page_width, section.page_height = _A4
        section.left_margin = section.right_margin = _MARGIN
        self._paragraphs: list[str] = []
        self._add_styles()
        self._style_ids = {style.name: style.style_id for style in self._document.styles}
        self._set_language(language)

    def write(self, style: str, text: str) -> None:
        """The text in paragraphs of that style; none for no text."""
        if text:
            self._write_spans(style, [Span("same", text)], None)

    def write_row(self, *cells: str) -> None:
        """A line of cells, the first of them its label."""
        label, *others = (name_invisible(normalise_title(cell)) for cell in cells)
        paragraph = self._open(self.FACT)
        self._add_runs(paragraph, label, style="Strong")
        self._add_runs(paragraph, "".join(f"\t{other}" for other in others))
        self._close(paragraph)

    def write_line(self, style: str, text: str) -> None:
        """A heading or another text that is one line, whatever it holds."""
        paragraph = self._open(style)
        self._add_runs(paragraph, name_invisible(normalise_title(text)))
        self._close(paragraph)

    def write_changes(self, style: str, spans: Sequence[Span], *, by: str, at: datetime) -> None:
        """All accepted, the paragraphs hold the new text; all rejected, the old one.

        Characters that XML cannot hold are named, as "[U+0007]". Where all is inserted or all
        deleted so is the last mark: with the words go their paragraphs.
        """
        self._write_spans(style, spans, _Revision(by, at))

    def write_footer(self, text: str) -> None:
        """The text, and on the other side the number of the page and how many there are."""
        paragraph = self._open("Footer")
        paragraph.set("xmlns:w", nsmap["w"])
        self._add_runs(paragraph, f"{name_invisible(normalise_title(text))}\t")
        self._add_field(paragraph, "PAGE")
        self._add_runs(paragraph, " / ")
        self._add_field(paragraph, "NUMPAGES")
        footer = self._document.sections[0].footer._element  # noqa: SLF001  # fields are XML there
        footer[:] = [parse_xml(tostring(paragraph))]

    def packed(self, *, title: str, language: str, source: str, at: datetime) -> bytes:
        """The file: the same bytes for the same words."""
        properties = self._document.core_properties
        properties.title = _writable(normalise_title(title))[:_PROPERTY_LENGTH]
        properties.language = _writable(language)[:_PROPERTY_LENGTH]
        properties.identifier = _writable(source)[:_PROPERTY_LENGTH]
        properties.author = properties.last_modified_by = properties.comments = ""
        properties.created = properties.modified = at.astimezone(UTC).replace(tzinfo=None)
        # The template's picture of its own first page.
        relations = self._document.part.package.rels
        for key in [key for key, to in relations.items() if to.reltype.endswith("/thumbnail")]:
            del relations[key]
        saved = BytesIO()
        self._document.save(saved)
        return _repacked(saved, "".join(self._paragraphs).encode())

    def _write_spans(self, style: str, spans: Sequence[Span], revision: _Revision | None) -> None:
        kinds = {span.kind for span in spans if span.text}
        if not kinds:
            return
        paragraph = self._open(style)
        for span in spans:
            for i, part in enumerate(_writable(span.text).split("\n\n")):
                if i:
                    self._mark(paragraph, span.kind, revision)
                    self._close(paragraph)
                    paragraph = self._open(style)
                if part:
                    self._add_runs(self._changed(paragraph, span.kind, revision), part)
        if len(kinds) == 1:
            self._mark(paragraph, kinds.pop(), revision)
        self._close(paragraph)

    def _open(self, style: str) -> Element:
        paragraph = Element("w:p")
        properties = SubElement(paragraph, "w:pPr")
        SubElement(properties, "w:pStyle", {"w:val": self._style_ids[style]})
        if self._is_rtl:
            SubElement(properties, "w:bidi")
            SubElement(SubElement(properties, "w:rPr"), "w:rtl")
        return paragraph

    def _close(self, paragraph: Element) -> None:
        self._paragraphs.append(tostring(paragraph, encoding="unicode"))

    def _mark(self, paragraph: Element, kind: str, revision: _Revision | None) -> None:
        """Say that the paragraph's end is changed, before all else that is said of it."""
        if revision is None or kind not in _ELEMENT:
            return
        properties = paragraph[0]
        of_mark = properties.find("w:rPr")
        if of_mark is None:
            of_mark = SubElement(properties, "w:rPr")
        of_mark.insert(0, Element(_ELEMENT[kind], revision.attributes(next(self._numbers))))

    def _changed(self, paragraph: Element, kind: str, revision: _Revision | None) -> Element:
        """Where runs of that kind go."""
        if revision is None or kind not in _ELEMENT:
            return paragraph
        return SubElement(paragraph, _ELEMENT[kind], revision.attributes(next(self._numbers)))

    def _add_runs(self, parent: Element, text: str, *, style: str = "") -> None:
        tag = "w:delText" if parent.tag == "w:del" else "w:t"
        for piece, is_rtl in self._pieces(_writable(text)):
            run = SubElement(parent, "w:r")
            if style or is_rtl:
                properties = SubElement(run, "w:rPr")
                if style:
                    SubElement(properties, "w:rStyle", {"w:val": self._style_ids[style]})
                if is_rtl:
                    SubElement(properties, "w:rtl")
            _add_words(run, piece, tag)

    def _pieces(self, text: str) -> Iterator[tuple[str, bool]]:
        """The text by direction: w:rtl is not for words that run to the right (17.3.2.30)."""
        end = 0
        for match in _AGAINST[self._is_rtl].finditer(text):
            if match.start() > end:
                yield text[end : match.start()], self._is_rtl
            yield match[0], not self._is_rtl
            end = match.end()
        if end < len(text):
            yield text[end:], self._is_rtl

    def _add_field(self, paragraph: Element, instruction: str) -> None:
        self._add_runs(SubElement(paragraph, "w:fldSimple", {"w:instr": instruction}), "1")

    def _add_styles(self) -> None:
        styles = self._document.styles
        for name in (self.AMENDED_TITLE, self.AMENDED_TEXT, self.FACT, self.PART):
            style = styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
            style.base_style = styles["Normal"]
            style.paragraph_format.space_after = Pt(4)
            style.font.bold = style.font.cs_bold = name in {self.AMENDED_TITLE, self.PART}
        for name in (self.AMENDED_TITLE, self.AMENDED_TEXT):
            styles[name].paragraph_format.left_indent = Mm(8)
        # A label, and what it says beside it.
        fact = styles[self.FACT].paragraph_format
        fact.left_indent, fact.first_line_indent = Mm(45), Mm(-45)
        fact.tab_stops.add_tab_stop(Mm(45))
        styles[self.PART].paragraph_format.keep_with_next = True
        # Small, and without the template's middle: a source is longer than half a line.
        footer = styles["Footer"]
        footer.font.size = Pt(8)
        footer.paragraph_format.tab_stops.clear_all()
        footer.paragraph_format.tab_stops.add_tab_stop(_TEXT_WIDTH, WD_TAB_ALIGNMENT.RIGHT)

    def _set_language(self, language: str) -> None:
        """In the document's defaults, which every run has."""
        (lang,) = self._document.styles.element.xpath("w:docDefaults//w:lang")
        language = _writable(language)
        lang.set(qn("w:val"), language)
        if language.lower().split("-")[0] in _EAST_ASIAN:
            lang.set(qn("w:eastAsia"), language)
        if self._is_rtl:
            lang.set(qn("w:bidi"), language)


def _add_words(run: Element, text: str, tag: str) -> None:
    for part in _BREAKS.split(text):
        if part == "\n":
            SubElement(run, "w:br")
        elif part == "\t":
            SubElement(run, "w:tab")
        elif part:
            SubElement(run, tag, {"xml:space": "preserve"}).text = part


def _writable(text: str) -> str:
    """The text with each character that no XML holds as its code; each by itself, so that a text
    in pieces is named as the whole would be."""
    return _UNWRITABLE.sub(lambda match: f"[U+{ord(match[0]):04X}]", text)


def _repacked(saved: BytesIO, paragraphs: bytes) -> bytes:
    """The package with its paragraphs, and without the hour at which it was packed."""
    packed = BytesIO()
    with zipfile.ZipFile(saved) as old, zipfile.ZipFile(packed, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "word/document.xml":
                content = content.replace(b"<w:body>", b"<w:body>" + paragraphs, 1)
            entry = zipfile.ZipInfo(name, _FIRST_INSTANT_OF_ZIP)
            new.writestr(entry, content, zipfile.ZIP_DEFLATED)
    return packed.getvalue()
