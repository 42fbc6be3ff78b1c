"""What a word processor makes of tracked changes, read from the XML alone."""

import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import BytesIO
from xml.etree.ElementTree import Element

from defusedxml.ElementTree import fromstring

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


@dataclass(frozen=True)
class Paragraph:
    style: str
    text: str


def part(data: bytes, name: str = "word/document.xml") -> Element:
    with zipfile.ZipFile(BytesIO(data)) as package:
        root: Element = fromstring(package.read(name))
    return root


def accepted(data: bytes) -> list[Paragraph]:
    return list(_decided(part(data), gone=f"{W}del"))


def rejected(data: bytes) -> list[Paragraph]:
    return list(_decided(part(data), gone=f"{W}ins"))


def texts(paragraphs: Iterable[Paragraph], style: str) -> list[str]:
    return [each.text for each in paragraphs if each.style == style]


def _decided(root: Element, gone: str) -> Iterator[Paragraph]:
    """The paragraphs without the changes of that kind: the words of a paragraph whose mark goes are
    the next one's, whose style it takes (17.13.5.15)."""
    waiting: str | None = None
    for paragraph in root.iter(f"{W}p"):
        text = (waiting or "") + _text(paragraph, gone)
        if paragraph.find(f"{W}pPr/{W}rPr/{gone}") is None:
            style = paragraph.find(f"{W}pPr/{W}pStyle")
            yield Paragraph("" if style is None else style.attrib[f"{W}val"], text)
            waiting = None
        else:
            waiting = text
    assert waiting is None, "the last paragraph of a document cannot go"


def _text(parent: Element, gone: str) -> str:
    read = ""
    for child in parent:
        if child.tag in {f"{W}t", f"{W}delText"}:
            assert child.attrib["{http://www.w3.org/XML/1998/namespace}space"] == "preserve"
            read += child.text or ""
        elif child.tag == f"{W}br":
            read += "\n"
        elif child.tag == f"{W}tab":
            read += "\t"
        elif child.tag not in {gone, f"{W}pPr"}:
            read += _text(child, gone)
    return read
