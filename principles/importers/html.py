"""HTML into blocks: headings, paragraphs and list items; what is not the text becomes an aside."""

import re
from collections import Counter
from dataclasses import dataclass, field
from html.parser import HTMLParser

from principles.importers import plain
from principles.text.blocks import (
    PSEUDO_HEADING,
    Block,
    Kind,
    aside,
    begins_lower,
    heading,
    is_finished,
    joins_without_space,
    labelled,
)

# Elements of which it only matters whether one is open.
_COUNTED = {
    "script": "dropped",
    "style": "dropped",
    "template": "dropped",
    "b": "bold",
    "strong": "bold",
    "main": "main",
    "article": "main",
    "pre": "pre",
    "title": "title",
}
_ASIDE = frozenset(
    {"aside", "button", "footer", "form", "nav", "noscript", "object", "select", "svg", "textarea"}
)
_BLOCK = re.compile(
    r"address|article|blockquote|body|caption|dd|details|dialog|div|dl|dt|fieldset|figcaption|figure|"
    r"footer|form|h[1-6r]|head|header|hgroup|html|li|main|menu|nav|aside|ol|p|pre|section|summary|"
    r"table|tbody|td|tfoot|th|thead|title|tr|ul"
)
_UNCLOSED = frozenset({"p", "li", "dt", "dd", "td", "th", "tr"})
_LISTS = frozenset({"ol", "ul", "menu"})
_HEADINGS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6} | dict.fromkeys(
    ("dt", "summary"), PSEUDO_HEADING
)
_VOID = re.compile(r"area|base|br|col|embed|hr|img|input|link|meta|source|track|wbr")
_NOTE_IDS = ("footnote-", "endnote-", "fn:", "fn-", "cite_note")
_NOTE_ROLES = ("doc-endnotes", "doc-footnote", "doc-endnote", "navigation", "banner", "contentinfo")
_BACK_LINKS = "↑↩︎"


@dataclass(slots=True)
class _List:
    is_ordered: bool
    form: str
    next: int


@dataclass(slots=True)
class _State:
    """Where in the document the parser is."""

    pieces: list[tuple[str, bool]] = field(default_factory=list)
    lists: list[_List] = field(default_factory=list)
    open: Counter[str] = field(default_factory=Counter)
    heading: int = 0
    item_label: str | None = None
    outside: str = ""
    outside_depth: int = 0
    title: str = ""


class _Reader(HTMLParser):
    """Follows tags without a tree: only a few of them change what a stretch of text is."""

    def __init__(self, *, only_main: bool) -> None:
        super().__init__(convert_charrefs=True)
        self.state = _State()
        self.only_main = only_main
        self.found: list[Block] = []
        self.asides: list[str] = []
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        state = self.state
        attributes = {name: value or "" for name, value in attrs}
        if _BLOCK.fullmatch(tag):
            self.flush()
        if state.outside == tag and tag in _UNCLOSED:
            state.outside = ""
        if state.heading == PSEUDO_HEADING and _BLOCK.fullmatch(tag):
            state.heading = 0
        if state.outside:
            state.outside_depth += tag == state.outside
        elif not _VOID.fullmatch(tag) and (tag in _ASIDE or _is_set_apart(tag, attributes)):
            self.flush()
            state.outside, state.outside_depth = tag, 1
        self._open(tag, attributes)

    def _open(self, tag: str, attributes: dict[str, str]) -> None:
        state = self.state
        if tag in _HEADINGS:
            state.heading = _HEADINGS[tag]
        elif tag in _LISTS:
            start = attributes.get("start", "1")
            number = int(start) if start.isdecimal() and len(start) < 5 else 1
            state.lists.append(_List(tag == "ol", attributes.get("type", "1"), number))
        elif tag == "li":
            state.item_label = self._item_label(attributes)
        elif tag == "br":
            state.pieces.append(("\n", False))
        elif tag in _COUNTED:
            state.open[_COUNTED[tag]] += 1
        elif not state.outside:
            self._keep_attributes(tag, attributes)

    def _keep_attributes(self, tag: str, attributes: dict[str, str]) -> None:
        href, alternative = attributes.get("href", ""), attributes.get("alt", "")
        if tag == "img" and alternative.strip():
            self.asides.append(" ".join(alternative.split()))
        elif tag == "a" and href.startswith(("http://", "https://", "mailto:")):
            self.links.append(href)

    def _item_label(self, attributes: dict[str, str]) -> str:
        open_lists = self.state.lists
        if not open_lists or not open_lists[-1].is_ordered:
            return ""
        value = attributes.get("value", "")
        if value.isdecimal() and len(value) < 5:
            open_lists[-1].next = int(value)
        number = open_lists[-1].next
        open_lists[-1].next += 1
        return f"{_numeral(number, open_lists[-1].form)}. "

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if not _VOID.fullmatch(tag):
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        state = self.state
        if _BLOCK.fullmatch(tag):
            self.flush()
        if tag in _HEADINGS:
            state.heading = 0
        elif tag in _COUNTED:
            state.open[_COUNTED[tag]] = max(state.open[_COUNTED[tag]] - 1, 0)
        elif tag in _LISTS and state.lists:
            state.lists.pop()
        elif tag == "li":
            state.item_label = None
        elif tag == "br":
            state.pieces.append(("\n", False))
        if state.outside == tag:
            self.flush()
            state.outside_depth -= 1
            state.outside = state.outside if state.outside_depth else ""

    def handle_data(self, data: str) -> None:
        state = self.state
        if not state.open["dropped"]:
            text = data if state.open["pre"] else data.replace("\n", " ")
            state.pieces.append((text, state.open["bold"] > 0))

    def handle_comment(self, data: str) -> None:
        """Comments are no words of the document."""

    def close(self) -> None:
        super().close()
        self.flush()

    def flush(self) -> None:
        """Make what was read since the last tag of a block into one."""
        pieces, self.state.pieces = self.state.pieces, []
        text = "".join(piece for piece, _ in pieces)
        if not text.strip():
            return
        is_title = self.state.open["title"] and not self.state.outside
        if is_title:
            self.state.title = " ".join(text.split())
        elif self.state.outside or (self.only_main and not self.state.open["main"]):
            self.asides.append(" ".join(text.split()).strip(_BACK_LINKS).strip())
        elif self.state.open["pre"]:
            self.found += plain.blocks(text)
        else:
            self._add(text, pieces)

    def _add(self, text: str, pieces: list[tuple[str, bool]]) -> None:
        state = self.state
        lead = _bold_lead(pieces)
        for line in _lines(text):
            if state.heading:
                self.found.append(labelled(Kind.HEADING, line, level=state.heading))
            elif state.item_label is None:
                self.found.append(labelled(Kind.PARAGRAPH, line, lead=lead))
            elif state.item_label:
                level = len(state.lists) - 1
                self.found.append(
                    Block(Kind.ITEM, line, level, state.item_label, min(lead, len(line)))
                )
            else:
                level = max(len(state.lists) - 1, 0)
                self.found.append(labelled(Kind.ITEM, line, level=level, lead=lead))
            state.item_label, lead = None, 0


def blocks(text: str) -> list[Block]:
    """The blocks of a page, in order; navigation, notes, links and what is hidden at the end."""
    lowered = text.lower()
    reader = _Reader(only_main="<main" in lowered or lowered.count("<article") == 1)
    reader.feed(text)
    reader.close()
    made = [block for block in reader.found if block.kind is not Kind.ASIDE]
    asides = [block.text for block in reader.found if block.kind is Kind.ASIDE] + reader.asides
    if title := reader.state.title:
        if not any(block.kind is Kind.HEADING and block.level == 1 for block in made):
            made.insert(0, heading(title, 1))
        elif all(title != block.text for block in made):
            asides.insert(0, title)
    return made + [aside("\n".join(loose)) for loose in (asides, reader.links) if loose]


def _is_set_apart(tag: str, attributes: dict[str, str]) -> bool:
    """Whether an element is hidden, or says that it is a note or not the page's own text."""
    is_note = tag in ("li", "div", "section", "p", "aside") and (
        attributes.get("id", "").startswith(_NOTE_IDS)
    )
    is_other = attributes.get("role") in _NOTE_ROLES
    return "hidden" in attributes or attributes.get("aria-hidden") == "true" or is_note or is_other


def _numeral(number: int, form: str) -> str:
    if form in ("a", "A") and 0 < number <= 26:
        return chr(ord(form) + number - 1)
    return str(number)


def _bold_lead(pieces: list[tuple[str, bool]]) -> int:
    """The length of the bold text the pieces begin with, white space collapsed."""
    leading: list[str] = []
    for text, is_bold in pieces:
        if text.strip() and not is_bold:
            break
        leading.append(text)
    return len(" ".join("".join(leading).split()))


def _lines(text: str) -> list[str]:
    """The lines a text is broken into, but for those in mid-sentence."""
    lines: list[str] = []
    for raw in text.split("\n"):
        if not (line := " ".join(raw.split())):
            continue
        if lines and begins_lower(line) and not is_finished(lines[-1]):
            space = "" if joins_without_space(lines[-1], line) else " "
            lines[-1] = f"{lines[-1]}{space}{line}"
        else:
            lines.append(line)
    return lines
