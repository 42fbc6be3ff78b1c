"""What conversion did to a document, undone: broken paragraphs, notes, citations, outer quotes."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from principles.text.blocks import (
    Block,
    Kind,
    aside,
    begins_lower,
    ends_open,
    is_finished,
    joins_without_space,
    labelled,
    looks_like_heading,
)
from principles.text.numbering import labels

# A shorter paragraph that ends without a full stop is as likely a heading as half a sentence.
_SHORTEST_HALF = 60
_NOTE_MARKER = re.compile(r"\[\d{1,3}\]|[¹²³⁰⁴-⁹]+")
_PAGES = r"(?:pp?\.?|pages?|seiten?|s\.|páginas?|págs?\.|стр\.|с\.|ص|第)"
_CITATION = re.compile(
    rf"\((?:{_PAGES}\s*[\divxlc]+(?:\s*[-–—,&]\s*[\divxlc]+)*\s*页?|"
    r"(?:source|quelle|fuente|источник|المصدر|来源)\s*[:：][^()]{1,200})\)\.?$",
    re.IGNORECASE,
)
_QUOTES = {'"': '"', "“": "”", "«": "»", "„": "“", "「": "」", "『": "』", "‘": "’"}
CONTENTS = re.compile(
    r"(?:table of )?contents|sommaire|table des matières|inhalt(?:sverzeichnis)?|índice|contenido|"
    r"sumário|indice|содержание|оглавление|目录|目次|المحتويات|فهرس(?: المحتويات)?",
    re.IGNORECASE,
)


def repaired(blocks: Iterable[Block]) -> list[Block]:
    """The blocks as their author meant them; what is no part of the text becomes an aside."""
    kept = [block for block in blocks if block.printed.strip()]
    kept = _without_contents(_without_notes(kept))
    return _without_outer_quotes(_without_citation(_rejoined(kept)))


def _rejoined(blocks: Iterable[Block]) -> list[Block]:
    """Join a paragraph to the one before, where a sentence goes on across the end of a page."""
    whole: list[Block] = []
    parts: dict[int, list[str]] = {}
    before = -1
    for block in blocks:
        if before >= 0 and _goes_on(whole[before], parts[before], block):
            if not joins_without_space(parts[before][-1], block.text):
                parts[before].append(" ")
            parts[before].append(block.text)
            continue
        whole.append(block)
        if block.kind is not Kind.ASIDE:
            before = len(whole) - 1
            parts[before] = [block.text]
    for index, pieces in parts.items():
        if len(pieces) > 1:
            whole[index] = replace(whole[index], text="".join(pieces))
    return whole


def _goes_on(first: Block, parts: list[str], second: Block) -> bool:
    if first.kind not in (Kind.PARAGRAPH, Kind.ITEM) or second.kind is not Kind.PARAGRAPH:
        return False
    if second.label or is_finished(parts[-1]):
        return False
    is_long = len(parts) > 1 or len(first.text) >= _SHORTEST_HALF
    if begins_lower(second.text):
        return is_long or ends_open(parts[-1])
    is_torn = second.after_gap and is_long and not looks_like_heading(first.text)
    return is_torn and not looks_like_heading(second.text)


def _without_notes(blocks: Sequence[Block]) -> list[Block]:
    """Make asides of notes: blocks labelled [1] or ¹ that the text elsewhere refers to."""
    numbered = [labels(block.printed)[:1] for block in blocks]
    notes = {
        index: blocks[index].printed[: label.length].strip()
        for index, found in enumerate(numbered)
        for label in found
        if label.style in ("[1]", "¹")
    }
    if not notes:
        return list(blocks)
    markers = {marker for block in blocks for marker in _NOTE_MARKER.findall(block.text)}
    return [
        aside(block.printed) if notes.get(index) in markers else block
        for index, block in enumerate(blocks)
    ]


def _without_contents(blocks: list[Block]) -> list[Block]:
    """Make asides of a table of contents: a heading that says so, and titles that come again."""
    heads = [index for index, block in enumerate(blocks) if CONTENTS.fullmatch(block.text[:60])]
    if not heads:
        return blocks
    head = heads[0]
    last = {_key(block): index for index, block in enumerate(blocks)}
    end = head + 1
    while end < len(blocks) and last[_key(blocks[end])] > end and len(blocks[end].text) <= 200:
        end += 1
    if end - head < 3:
        return blocks
    listed = aside("\n".join(block.printed for block in blocks[head:end]))
    return [*blocks[:head], listed, *blocks[end:]]


def _key(block: Block) -> str:
    return block.text.rstrip(" .:;").casefold()


def _without_citation(blocks: list[Block]) -> list[Block]:
    """Make an aside of "(Pages 1-2)" at the very end."""
    last = _last(blocks)
    if last is None:
        return blocks
    cited = _CITATION.search(blocks[last].text[-240:])
    if not cited:
        return blocks
    text = blocks[last].text.removesuffix(cited[0]).rstrip()
    rest = [replace(blocks[last], text=text)] if text else []
    return [*blocks[:last], *rest, aside(cited[0]), *blocks[last + 1 :]]


def _without_outer_quotes(blocks: list[Block]) -> list[Block]:
    """Take off the quotation marks around a text that is one long quotation."""
    last = _last(blocks)
    first = next((i for i, block in enumerate(blocks) if block.kind is not Kind.ASIDE), None)
    if first is None or last is None or blocks[first].label:
        return blocks
    opening, text = blocks[first].text[:1], blocks[last].text
    closing = _QUOTES.get(opening)
    if not closing or not text.endswith(closing) or blocks[first].text == opening:
        return blocks
    if first == last:
        is_pair = closing not in text[1:-1] and opening not in text[1:-1]
    else:
        is_pair = _is_left_open(blocks[first].text, opening, closing) and (
            _is_left_open(text[::-1], closing, opening)
        )
    if not is_pair:
        return blocks
    mended = list(blocks)
    # A label may have stood behind the mark.
    opened = mended[first]
    mended[first] = labelled(opened.kind, opened.text[1:], level=opened.level)
    mended[last] = replace(mended[last], text=mended[last].text[:-1])
    return mended


def _is_left_open(text: str, opening: str, closing: str) -> bool:
    if opening == closing:
        return text.count(opening) % 2 == 1
    return text.count(opening) > text.count(closing)


def _last(blocks: Sequence[Block]) -> int | None:
    """The last block that is part of the text."""
    indexes = (i for i in range(len(blocks) - 1, -1, -1) if blocks[i].kind is not Kind.ASIDE)
    return next(indexes, None)
