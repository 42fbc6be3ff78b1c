"""Word documents into blocks, by mammoth and the HTML importer.

Before mammoth sees the package it is checked for bombs and entities, its automatic numbers are
written into the text (mammoth would restart them at every break), and what mammoth drops silently
is kept: comments, headers and footers, and text deleted by tracked changes become asides.
"""

import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from io import BytesIO
from xml.etree.ElementTree import Element, tostring

import mammoth
from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from principles.importers import html
from principles.importers.docx_numbering import W, write_numbers
from principles.importers.upload import ImportRefused, Refusal
from principles.text.blocks import Block, aside
from principles.text.outline import words

MAX_ENTRIES = 2_000
MAX_PACKAGE_BYTES = 100_000_000
MAX_PART_BYTES = 20_000_000
_HIGHEST_RATIO = 200
_RATIO_FROM_BYTES = 1_000_000
_MAIN_PART = re.compile(r"word/document\d*\.xml")
_FURNITURE = ("word/header", "word/footer")
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_PICTURES = (
    "{http://schemas.openxmlformats.org/drawingml/2006/main}blip",
    "{urn:schemas-microsoft-com:vml}imagedata",
)
# A title ranks above the headings, which mammoth's own map would put beside it.
_STYLES = "\n".join(
    ["p[style-name='Title'] => h1:fresh"]
    + [
        f"p[style-name='{name} {n}'] => h{n + 1}:fresh"
        for n in range(1, 6)
        for name in ("Heading", "heading")
    ]
)


def blocks_and_notices(data: bytes) -> tuple[list[Block], tuple[str, ...]]:
    """The blocks of a document, and what its reader should know about them."""
    try:
        parts = _parts(data)
        main = next(name for name in parts if _MAIN_PART.fullmatch(name))
        document = fromstring(parts[main], forbid_dtd=True)
        for name, part in parts.items():
            if name != main:
                fromstring(part, forbid_dtd=True)
    except (zipfile.BadZipFile, StopIteration, SyntaxError, DefusedXmlException) as error:
        raise ImportRefused(Refusal.CORRUPT, kind="docx") from error
    notices = []
    if _accept_changes(document):
        notices.append("tracked_changes")
    _take_out(document, *_PICTURES)
    write_numbers(document, parts.get("word/numbering.xml"), parts.get("word/styles.xml"))
    made = _converted(parts | {main: tostring(document, encoding="utf-8")})
    loose = list(_loose_texts(document, parts))
    if "word/comments.xml" in parts:
        notices.append("comments_left_out")
    if any(name.startswith(_FURNITURE) for name in parts) and any(map(str.strip, loose)):
        notices.append("page_furniture_left_out")
    missing = _missing(document, made)
    asides = [aside(text) for text in (*loose, " ".join(missing)) if text.strip()]
    if not made and not asides:
        raise ImportRefused(Refusal.NO_TEXT)
    return made + asides, tuple(notices)


def _parts(data: bytes) -> dict[str, bytes]:
    """The XML of a package, which is refused before it is unpacked when it would be too large."""
    with zipfile.ZipFile(BytesIO(data)) as package:
        entries = package.infolist()
        if any(entry.flag_bits & 1 for entry in entries):
            raise ImportRefused(Refusal.ENCRYPTED)
        sizes = sum(entry.file_size for entry in entries)
        if len(entries) > MAX_ENTRIES or sizes > MAX_PACKAGE_BYTES:
            raise ImportRefused(Refusal.ZIP_BOMB)
        xml = [entry for entry in entries if entry.filename.endswith((".xml", ".rels"))]
        if any(_is_bomb(entry) for entry in xml):
            raise ImportRefused(Refusal.ZIP_BOMB)
        return {entry.filename: package.read(entry) for entry in xml}


def _is_bomb(entry: zipfile.ZipInfo) -> bool:
    ratio = entry.file_size / max(entry.compress_size, 1)
    is_dense = entry.file_size > _RATIO_FROM_BYTES and ratio > _HIGHEST_RATIO
    return entry.file_size > MAX_PART_BYTES or is_dense


def _converted(parts: dict[str, bytes]) -> list[Block]:
    """The document without its pictures as HTML, and that as blocks."""
    package = BytesIO()
    with zipfile.ZipFile(package, "w") as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    converted = mammoth.convert_to_html(
        package,
        style_map=_STYLES,
        include_embedded_style_map=False,
        convert_image=lambda _image: [],
    )
    return html.blocks(converted.value)


def _accept_changes(document: Element) -> bool:
    """Make moved text inserted and deleted text, which mammoth knows; whether any was tracked."""
    renamed = {f"{W}moveTo": f"{W}ins", f"{W}moveFrom": f"{W}del"}
    for element in document.iter():
        if element.tag in renamed:
            element.tag = renamed[element.tag]
    tracked = (f"{W}ins", f"{W}del")
    return any(element.tag in tracked for element in document.iter())


def _take_out(document: Element, *tags: str) -> None:
    """Remove every element of a kind, with what is in it."""
    for element in document.iter():
        for child in [each for each in element if each.tag in tags]:
            element.remove(child)


def _loose_texts(document: Element, parts: dict[str, bytes]) -> Iterator[str]:
    """Text deleted, and that of comments, headers and footers: once where it comes again."""
    deleted = [_text(element, "delText") for element in document.iter(f"{W}del")]
    yield "\n".join(text for text in deleted if text.strip())
    seen: set[str] = set()
    for name in sorted(parts):
        if name.startswith(("word/comments.xml", *_FURNITURE)):
            root = fromstring(parts[name], forbid_dtd=True)
            text = "\n".join(filter(str.strip, map(_text, root.iter(f"{W}p"))))
            if text not in seen:
                yield text
            seen.add(text)


def _text(element: Element, tag: str = "t") -> str:
    return "".join(each.text or "" for each in element.iter(f"{W}{tag}"))


def _missing(document: Element, made: list[Block]) -> list[str]:
    """Words of the document that mammoth did not give, in order."""
    _take_out(document, _FALLBACK, f"{W}del")
    wanted = Counter[str]()
    for paragraph in document.iter(f"{W}p"):
        wanted += words(_text(paragraph))
    lost = wanted - words("\n".join(block.printed for block in made))
    return list(lost.elements())
