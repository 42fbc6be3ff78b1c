"""From bytes to an outline, by way of the importer that knows the format."""

from dataclasses import dataclass
from typing import BinaryIO

from principles.importers import plain
from principles.importers.sandbox import sandboxed
from principles.importers.upload import Format, checked, container_of, decoded, take, text_format
from principles.text.blocks import Block
from principles.text.outline import Outline
from principles.text.segment import segment


@dataclass(frozen=True, slots=True)
class Imported:
    """An outline, and codes of what its reader should know.

    Notices: `tracked_changes` (insertions are taken as accepted, deletions are left out),
    `comments_left_out`, `page_furniture_left_out`, `pages_without_text`, `no_principles`.
    """

    outline: Outline
    notices: tuple[str, ...] = ()


def read(name: str, data: bytes) -> Imported:
    """The outline of a file; `ImportRefused` says why there is none. Nothing is written."""
    container = container_of(name, data)
    if container:
        blocks, notices = sandboxed(container, data)
        return _imported(blocks, notices)
    text = decoded(data)
    return _read(text, text_format(name, text))


def read_stream(name: str, stream: BinaryIO) -> Imported:
    """As `read`, without taking more into memory than the largest file allowed."""
    return read(name, take(stream))


def read_text(text: str) -> Imported:
    """The outline of a text someone pasted."""
    checked(text)
    return _read(text, text_format("", text))


def _read(text: str, form: Format) -> Imported:
    if form is Format.TEXT:
        return _imported(plain.blocks(text), ())
    return _imported(*sandboxed(form, text.encode()))


def _imported(blocks: list[Block], notices: tuple[str, ...]) -> Imported:
    outline = segment(blocks)
    if not outline.principles:
        notices = (*notices, "no_principles")
    return Imported(outline, notices)
