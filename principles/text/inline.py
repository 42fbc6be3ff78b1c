"""Enumerations within a paragraph ("We ask that: 1. ... 2. ...") taken apart into blocks."""

import re
from collections.abc import Sequence
from dataclasses import replace

from principles.text.blocks import Block, Kind
from principles.text.headings import headings_of
from principles.text.schemes import late_start

_LABEL = re.compile(r"(?<=\s)(?P<open>\(?)(?P<number>\d{1,2})(?P<close>[.)])\s+(?=\S)")
_LOOK_BACK = 3


def with_inline_items(blocks: Sequence[Block]) -> list[Block]:
    """The blocks, an enumeration that carries the document's principles taken apart.

    It does where a list of blocks goes on with the number after its last, or where a text without
    headings, labels or bullets mostly consists of it.
    """
    late = late_start(blocks)
    if late:
        style, start = late
        for index in range(start.index - 1, max(start.index - 1 - _LOOK_BACK, -1), -1):
            found = _enumeration(blocks[index].text, style)
            if len(found) >= start.number - 1 > 0:
                items = _taken_apart(blocks[index], found[: start.number - 1])
                return [*blocks[:index], *items, *blocks[index + 1 :]]
        return list(blocks)
    if any(block.label or block.kind is Kind.ITEM for block in blocks):
        return list(blocks)
    return _only_enumeration(blocks)


def _only_enumeration(blocks: Sequence[Block]) -> list[Block]:
    found = {
        index: items
        for index, block in enumerate(blocks)
        for style in ("1.", "1)", "(1)")
        if len(items := _enumeration(block.text, style)) > 1
    }
    length = sum(len(block.text) for block in blocks if block.kind is not Kind.ASIDE)
    held = sum(len(blocks[index].text) for index in found)
    if len(found) != 1 or held * 2 < length or len(headings_of(blocks).ranks) > 2:
        return list(blocks)
    index, items = found.popitem()
    return [*blocks[:index], *_taken_apart(blocks[index], items), *blocks[index + 1 :]]


def _enumeration(text: str, style: str) -> list[re.Match[str]]:
    """The labels of the style that count up from 1."""
    found: list[re.Match[str]] = []
    for label in _LABEL.finditer(text):
        has_style = f"{label['open']}1{label['close']}" == style
        # "version 1. and" is no label: what a bare number opens begins like a sentence.
        begins = style != "1." or not text[label.end()].islower()
        if has_style and begins and int(label["number"]) == len(found) + 1:
            found.append(label)
    return found


def _taken_apart(block: Block, labels: Sequence[re.Match[str]]) -> list[Block]:
    text = block.text
    before = text[: labels[0].start()].rstrip()
    parts = [replace(block, text=before, lead=min(block.lead, len(before)))]
    ends = [label.start() for label in labels[1:]] + [len(text)]
    parts += [
        Block(Kind.PARAGRAPH, text[label.end() : end].rstrip(), label=f"{label[0].strip()} ")
        for label, end in zip(labels, ends, strict=True)
    ]
    return [part for part in parts if part.printed.strip()]
