"""What a file is, by its content before its name; whether it may be read; its bytes as text."""

import re
import zipfile
from enum import StrEnum
from io import BytesIO
from pathlib import PurePath
from typing import BinaryIO

MAX_TEXT_BYTES = 5_000_000
MAX_DOCUMENT_BYTES = 20_000_000
MAX_LINES = 20_000
MAX_PAGES = 200
MAX_SECONDS = 30

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BINARY_MAGIC = (
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"\x7fELF",
    b"MZ",
    b"\x1f\x8b",
    b"7z\xbc\xaf",
)
_BOMS = {b"\xef\xbb\xbf": "utf-8", b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}
_HTML = re.compile(
    r"\s*(?:<\?xml[^>]{0,200}>\s*)?(?:<!--.{0,500}?-->\s*)?"
    r"<(?:!doctype\s+html|html|head|body|article|main|section|div|h[1-6]|p|ul|ol|table)\b",
    re.IGNORECASE | re.DOTALL,
)
_XML = re.compile(r"\s*<(?:\?xml|svg|!doctype)\b", re.IGNORECASE)
_ATX = re.compile(r"(?m)^ {0,3}#{1,6} +\S")
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


class Refusal(StrEnum):
    """Why a document cannot be read."""

    EMPTY = "empty"
    TOO_LARGE = "too_large"
    TOO_LONG = "too_long"
    BINARY = "binary"
    ENCRYPTED = "encrypted"
    ENCODING = "encoding"
    CORRUPT = "corrupt"
    NO_TEXT = "no_text"
    TOO_MANY_PAGES = "too_many_pages"
    TOO_COMPLEX = "too_complex"
    ZIP_BOMB = "zip_bomb"
    UNSUPPORTED = "unsupported"


class ImportRefused(Exception):
    """A document that cannot be read: a code, and what its message needs to say.

    `too_large` has limit_mb; `too_long` limit_lines; `encoding` offset and byte (as "0x92");
    `too_many_pages` pages and limit; `too_complex` seconds; `unsupported` and `corrupt` kind, the
    file's extension or what it is ("doc", "rtf", "xml", "odt").
    """

    def __init__(self, code: Refusal, **params: int | str) -> None:
        super().__init__(code.value, params)
        self.code = code
        self.params = params


class Format(StrEnum):
    """The formats that can be read."""

    TEXT = "text"
    MARKDOWN = "markdown"
    HTML = "html"
    DOCX = "docx"
    PDF = "pdf"


_EXTENSIONS = {
    ".md": Format.MARKDOWN,
    ".markdown": Format.MARKDOWN,
    ".html": Format.HTML,
    ".htm": Format.HTML,
    ".xhtml": Format.HTML,
    ".docx": Format.DOCX,
    ".pdf": Format.PDF,
}


def take(stream: BinaryIO) -> bytes:
    """The bytes of an upload, of which never more than the largest document are read."""
    data = stream.read(MAX_DOCUMENT_BYTES + 1)
    if len(data) > MAX_DOCUMENT_BYTES:
        raise _too_large(MAX_DOCUMENT_BYTES)
    return data


def container_of(name: str, data: bytes) -> Format | None:
    """PDF or DOCX, told by the content; None for what may be text. Anything else is refused."""
    if not data.strip():
        raise ImportRefused(Refusal.EMPTY)
    if len(data) > MAX_DOCUMENT_BYTES:
        raise _too_large(MAX_DOCUMENT_BYTES)
    if b"%PDF-" in data[:1024]:
        return Format.PDF
    if data.startswith(b"PK\x03\x04"):
        return _office_format(data)
    if data.startswith(_OLE):
        # A password-protected DOCX is a package encrypted within a container of the old format.
        is_encrypted = "EncryptedPackage".encode("utf-16-le") in data
        raise (
            ImportRefused(Refusal.ENCRYPTED)
            if is_encrypted
            else ImportRefused(Refusal.UNSUPPORTED, kind="doc")
        )
    if data.startswith(_BINARY_MAGIC):
        raise ImportRefused(Refusal.BINARY)
    claimed = _EXTENSIONS.get(PurePath(name).suffix.lower())
    if claimed in (Format.PDF, Format.DOCX):
        raise ImportRefused(Refusal.CORRUPT, kind=claimed.value)
    if len(data) > MAX_TEXT_BYTES:
        raise _too_large(MAX_TEXT_BYTES)
    return None


def text_format(name: str, text: str) -> Format:
    """HTML and Markdown by what the text looks like, else by the name."""
    if text.startswith("{\\rtf"):
        raise ImportRefused(Refusal.UNSUPPORTED, kind="rtf")
    claimed = _EXTENSIONS.get(PurePath(name).suffix.lower())
    if _HTML.match(text[:4000]):
        return Format.HTML
    if _XML.match(text[:1000]) and claimed is not Format.HTML:
        raise ImportRefused(Refusal.UNSUPPORTED, kind="xml")
    if claimed in (Format.HTML, Format.MARKDOWN):
        return claimed
    return Format.MARKDOWN if len(_ATX.findall(text)) > 1 else Format.TEXT


def decoded(data: bytes) -> str:
    """The text of UTF-8, or of UTF-16 with a byte order mark; anything else is refused."""
    mark = next((mark for mark in _BOMS if data.startswith(mark)), b"")
    encoding = _BOMS.get(mark, "utf-8")
    if encoding == "utf-8" and b"\x00" in data:
        raise ImportRefused(Refusal.BINARY)
    try:
        text = data[len(mark) :].decode(encoding)
    except UnicodeDecodeError as error:
        raise _undecodable(data, error.start + len(mark)) from error
    checked(text)
    return text


def checked(text: str) -> None:
    """Refuse text that is empty, full of control characters, or too long to be a document."""
    if not text.strip():
        raise ImportRefused(Refusal.EMPTY)
    if len(_CONTROLS.findall(text)) * 100 > len(text):
        raise ImportRefused(Refusal.BINARY)
    if text.count("\n") > MAX_LINES and sum(1 for _ in re.finditer(r"\S[^\n]*", text)) > MAX_LINES:
        raise ImportRefused(Refusal.TOO_LONG, limit_lines=MAX_LINES)


def _undecodable(data: bytes, offset: int) -> ImportRefused:
    """Binary when it is full of control bytes, else text in another encoding."""
    sample = data[:4096]
    controls = sum(byte < 32 and byte not in b"\t\n\r\f\x0b\x1b" for byte in sample)
    if controls * 50 > len(sample) and not data.startswith(tuple(_BOMS)):
        return ImportRefused(Refusal.BINARY)
    return ImportRefused(Refusal.ENCODING, offset=offset, byte=f"0x{data[offset]:02x}")


def _office_format(data: bytes) -> Format:
    try:
        with zipfile.ZipFile(BytesIO(data)) as package:
            names = set(package.namelist()[:10_000])
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise ImportRefused(Refusal.CORRUPT, kind="zip") from error
    if any(name.startswith("word/document") for name in names):
        return Format.DOCX
    kind = "odt" if "content.xml" in names else "xlsx" if "xl/workbook.xml" in names else "zip"
    raise ImportRefused(Refusal.UNSUPPORTED, kind=kind)


def _too_large(limit: int) -> ImportRefused:
    return ImportRefused(Refusal.TOO_LARGE, limit_mb=limit // 1_000_000)
