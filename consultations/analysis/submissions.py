"""A written submission taken apart into passages that can be comments. Standard library only.

Nothing is left out, and nothing added but white space and the marks that make headings bold: the
passages in order, without these, are the submission without its white space. Lines wrapped by a
printer flow again; list items stand alone; headings, and sentences that announce what follows, stay
with what follows.
"""

import re
from collections.abc import Iterator, Sequence

# Words of a line that announces and says nothing itself.
_HEADING_WORDS = 12
# Below this share of the usual width a line was ended by its author, not by the margin.
_ENDED_EARLY = 0.75
# Of lines longer than this each is a paragraph: nobody wrapped them.
_WIDEST = 160

_END = re.compile(r"[.!?…。！？؟।][\"”’»)\]\d]*$")
# A question mark is what some converters leave of a bullet.
_ITEM = re.compile(
    r"[•‣▪◦·●○►➢✓?\uf0b7\ufffd]\s*(?=\w)|[-–—*o]\s+(?=\S)"
    r"|\(?(?:\d{1,2}(?:\.\d{1,2})*|[a-zA-Z]|[ivxIVX]{1,5})[.)]\s*(?=[^\W\d])"
)
_UNFINISHED = re.compile(
    r"(?:,|\b(?:a|an|and|by|for|from|in|of|on|or|the|to|with|de|del|des|du|e|el|en|et|la|le|y))$"
)
_BULLET = re.compile(r"[•‣▪◦·●○►➢✓?\uf0b7\ufffd*o–—-]")
_SENTENCE = re.compile(r"(?<=[.!?…؟।][\"”’») ])\s*|(?<=[。！？])")
_SMALL = re.compile(r"[a-zà-öø-ÿа-яα-ω]")
_HYPHEN = re.compile(r"\w-$")


def passages_of(text: str, longest: int) -> list[str]:
    """In order, each of at most `longest` characters."""
    return [
        part
        for passage in _announced(_paragraphs(text), longest)
        for part in _cut(passage, longest)
    ]


def together(passages: Sequence[str], longest: int) -> Iterator[list[int]]:
    """Indices of neighbours that fit into one text of `longest` characters."""
    batch: list[int] = []
    size = 0
    for n, passage in enumerate(passages):
        if batch and size + len(passage) > longest:
            yield batch
            batch, size = [], 0
        batch.append(n)
        size += len(passage) + len("\n\n")
    if batch:
        yield batch


def _paragraphs(text: str) -> list[str]:
    """Each on one line."""
    lines = [" ".join(line.split()) for line in text.splitlines()]
    width = _usual_width(lines)
    paragraphs: list[str] = []
    last = ""
    is_parted = True
    for line in lines:
        if not line:
            is_parted = True
            continue
        if paragraphs and _goes_on(last, line, width, is_parted=is_parted):
            paragraphs[-1] = _joined(paragraphs[-1], line)
        else:
            paragraphs.append(line)
        last, is_parted = line, False
    return paragraphs


def _usual_width(lines: Sequence[str]) -> int:
    """Of nine in ten lines at most; 0 where lines are paragraphs."""
    lengths = sorted(len(line) for line in lines if line)
    width = lengths[len(lengths) * 9 // 10] if lengths else 0
    return width if width <= _WIDEST else 0


def _goes_on(last: str, line: str, width: int, *, is_parted: bool) -> bool:
    """Whether the sentence of one line goes on in the next; a page may have parted them."""
    if _ITEM.match(line):
        return False
    if _SMALL.match(line):
        return not _END.search(last)
    if is_parted or not width:
        return False
    return bool(_UNFINISHED.search(last)) or len(last) >= _ENDED_EARLY * width


def _joined(start: str, rest: str) -> str:
    if _HYPHEN.search(start) and _SMALL.match(rest):
        return start + rest
    return f"{start} {rest}"


def _announced(paragraphs: Sequence[str], longest: int) -> Iterator[str]:
    """With the headings before it; the last ones, before nothing, alone."""
    waiting: list[str] = []
    for paragraph in paragraphs:
        if waiting and sum(map(len, waiting)) + len(paragraph) > longest // 2:
            yield "\n\n".join(waiting)
            waiting = []
        if announces(paragraph):
            waiting.append(_as_heading(paragraph))
            continue
        yield "\n\n".join([*waiting, paragraph])
        waiting = []
    if waiting:
        yield "\n\n".join(waiting)


def announces(paragraph: str) -> bool:
    """Whether it is a heading or ends in a colon, and is no item of a list."""
    if paragraph.endswith((":", "：")):
        return True
    is_short = len(paragraph.split()) <= _HEADING_WORDS and len(paragraph) <= 120
    return is_short and not _END.search(paragraph) and not paragraph.endswith((";", ","))


def _as_heading(paragraph: str) -> str:
    """Bold, so that readers and programs take it for no statement."""
    if _BULLET.match(paragraph) or paragraph.endswith((":", "：")) or "*" in paragraph:
        return paragraph
    return f"**{paragraph}**"


def _cut(passage: str, longest: int) -> Iterator[str]:
    """At sentence ends, or between words, or anywhere, as far as one must."""
    while len(passage) > longest:
        head = passage[:longest]
        ends = [match.end() for match in _SENTENCE.finditer(head) if match.end() > longest // 2]
        space = head.rfind(" ")
        end = ends[-1] if ends else space if space > longest // 2 else longest
        yield passage[:end].strip()
        passage = passage[end:].strip()
    if passage:
        yield passage
