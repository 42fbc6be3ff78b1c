"""Markdown into blocks, by the tokens of markdown-it."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from markdown_it import MarkdownIt
from markdown_it.token import Token

from principles.importers import html, plain
from principles.text.blocks import (
    Block,
    Kind,
    aside,
    labelled,
)


@dataclass(slots=True)
class _Reader:
    """Follows the tokens; `labels` holds one entry for each open list, None where unordered."""

    found: list[Block] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    labels: list[bool] = field(default_factory=list)
    item: str | None = None
    level: int = 0

    def read(self, token: Token) -> None:
        kind = token.type
        if kind == "heading_open":
            self.level = int(token.tag[1:])
        elif kind == "heading_close":
            self.level = 0
        elif kind in ("bullet_list_open", "ordered_list_open"):
            self.labels.append(kind == "ordered_list_open")
        elif kind in ("bullet_list_close", "ordered_list_close"):
            self.labels.pop()
        elif kind == "list_item_open":
            self.item = f"{token.info}{token.markup} " if self.labels[-1] else ""
        elif kind == "list_item_close":
            self.item = None
        elif kind in ("fence", "code_block"):
            self.found += plain.blocks(f"{token.info}\n\n{token.content}")
        elif kind == "html_block":
            self.found += html.blocks(token.content)
        elif kind == "inline":
            self._add(token.children or [])

    def _add(self, children: Sequence[Token]) -> None:
        text, lead = self._text(children)
        if self.item is not None or self.level:
            self._add_one(" ".join(text.split()), lead)
            return
        # Lines may begin with bullets or numbers that are none to Markdown.
        parts = plain.blocks(text)
        if len(parts) == 1 and lead:
            self._add_one(parts[0].printed, lead)
        else:
            self.found += parts

    def _add_one(self, text: str, lead: int) -> None:
        if not text:
            return
        if self.level:
            self.found.append(labelled(Kind.HEADING, text, level=self.level))
        elif self.item:
            depth = len(self.labels) - 1
            self.found.append(Block(Kind.ITEM, text, depth, self.item, min(lead, len(text))))
        elif self.item is not None:
            depth = len(self.labels) - 1
            self.found.append(labelled(Kind.ITEM, text, level=depth, lead=lead))
        else:
            self.found.append(labelled(Kind.PARAGRAPH, text, lead=lead))
        self.item = None

    def _text(self, children: Sequence[Token]) -> tuple[str, int]:
        """The words of a paragraph, and how many code points of it are bold at its beginning."""
        parts: list[str] = []
        bold = lead = 0
        is_leading = True
        for child in children:
            bold += child.nesting if child.tag == "strong" else 0
            text = self._words(child)
            parts.append(text)
            is_leading = is_leading and (bold > 0 or not text.strip())
            lead = len("".join(parts)) if is_leading and bold else lead
        return "".join(parts), lead

    def _words(self, child: Token) -> str:
        if child.type in ("softbreak", "hardbreak"):
            return "\n"
        if child.type == "link_open":
            target = str(child.attrs.get("href", ""))
            self.links += [] if target.startswith("#") else [target]
        if child.type == "image":
            self.links.append(str(child.attrs.get("src", "")))
        return "" if child.type == "html_inline" else child.content


def blocks(text: str) -> list[Block]:
    """The blocks of a document, in order; the addresses its links point to at the end."""
    reader = _Reader()
    for token in MarkdownIt("commonmark").enable("table").parse(text):
        reader.read(token)
    made = [block for block in reader.found if block.kind is not Kind.ASIDE]
    asides = [block.text for block in reader.found if block.kind is Kind.ASIDE]
    links = [link for link in reader.links if link]
    return made + [aside("\n".join(loose)) for loose in (asides, links) if loose]
