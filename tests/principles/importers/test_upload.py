"""What a file is, and why it may not be read."""

import io
import random
import zipfile
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from principles.importers import ImportRefused, Refusal, read, read_stream, read_text
from principles.importers.upload import (
    MAX_DOCUMENT_BYTES,
    MAX_LINES,
    MAX_TEXT_BYTES,
    Format,
    container_of,
    decoded,
    text_format,
)


def refusal(name: str, data: bytes) -> tuple[Refusal, dict[str, int | str]]:
    with pytest.raises(ImportRefused) as caught:
        read(name, data)
    return caught.value.code, caught.value.params


def package(*names: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in names:
            archive.writestr(name, "<x/>")
    return buffer.getvalue()


@pytest.mark.parametrize("data", [b"", b"  \n\t ", b"\xef\xbb\xbf \n"])
def test_a_file_without_text_is_empty(data: bytes) -> None:
    assert refusal("a.txt", data) == (Refusal.EMPTY, {})


def test_pasted_white_space_is_empty() -> None:
    with pytest.raises(ImportRefused) as caught:
        read_text(" \n ")
    assert caught.value.code is Refusal.EMPTY


def test_a_text_larger_than_any_text_is_refused() -> None:
    data = b"word " * (MAX_TEXT_BYTES // 5 + 1)
    assert refusal("a.txt", data) == (Refusal.TOO_LARGE, {"limit_mb": 5})


def test_a_file_larger_than_any_document_is_refused_unread() -> None:
    assert refusal("a.pdf", b"%PDF-" + b" " * MAX_DOCUMENT_BYTES) == (
        Refusal.TOO_LARGE,
        {"limit_mb": 20},
    )


def test_a_stream_is_not_read_beyond_the_limit() -> None:
    stream = io.BytesIO(b"x" * 50_000_000)
    with pytest.raises(ImportRefused) as caught:
        read_stream("a.docx", stream)
    assert caught.value.code is Refusal.TOO_LARGE
    assert stream.tell() == MAX_DOCUMENT_BYTES + 1


def test_a_text_of_too_many_lines_is_refused() -> None:
    assert refusal("a.txt", b"a\n" * (MAX_LINES + 1)) == (
        Refusal.TOO_LONG,
        {"limit_lines": MAX_LINES},
    )
    assert decoded(b"a\n\n\n\n" * (MAX_LINES // 2)).count("a") == MAX_LINES // 2


@pytest.mark.parametrize(
    "data",
    [
        b"\x89PNG\r\n\x1a\n" + bytes(100),
        b"GIF89a" + bytes(100),
        b"\x7fELF" + bytes(100),
        b"MZ\x90\x00" + bytes(100),
        b"text with a \x00 in it",
        bytes(random.Random(1).randbytes(4_000)),
        b"\x01\x02\x03\x04 text " * 50,
    ],
)
def test_what_is_no_text_is_binary(data: bytes) -> None:
    assert refusal("a.txt", data) == (Refusal.BINARY, {})


def test_another_encoding_is_refused_at_its_first_byte() -> None:
    text = "The people’s network"
    assert refusal("a.txt", text.encode("cp1252")) == (
        Refusal.ENCODING,
        {"offset": 10, "byte": "0x92"},
    )
    assert refusal("a.txt", b"\xef\xbb\xbfabc\xff") == (
        Refusal.ENCODING,
        {"offset": 6, "byte": "0xff"},
    )


def test_half_a_code_unit_of_utf_16_is_refused_where_it_stands() -> None:
    data = b"\xff\xfe" + "ab".encode("utf-16-le") + b"\x00"
    assert refusal("a.txt", data) == (Refusal.ENCODING, {"offset": 6, "byte": "0x00"})


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"{\\rtf1\\ansi text}", "rtf"),
        (b"<?xml version='1.0'?><feed>text</feed>", "xml"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><text>Words</text></svg>", "xml"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "doc"),
        (package("mimetype", "content.xml"), "odt"),
        (package("[Content_Types].xml", "xl/workbook.xml"), "xlsx"),
        (package("readme.txt"), "zip"),
    ],
    # Not their bytes: a package holds the time of its making.
    ids=["rtf", "xml", "svg", "doc", "odt", "xlsx", "zip"],
)
def test_formats_that_are_not_read_are_named(data: bytes, kind: str) -> None:
    assert refusal("a.txt", data) == (Refusal.UNSUPPORTED, {"kind": kind})


def test_a_document_with_a_password_is_encrypted() -> None:
    data = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le")
    assert refusal("a.docx", data) == (Refusal.ENCRYPTED, {})


@pytest.mark.parametrize("name", ["a.pdf", "a.docx"])
def test_a_file_that_is_not_what_its_name_says_is_corrupt(name: str) -> None:
    assert refusal(name, b"Just text") == (Refusal.CORRUPT, {"kind": name[2:]})


def test_a_torn_package_is_corrupt() -> None:
    assert refusal("a.docx", package("word/document.xml")[:40]) == (
        Refusal.CORRUPT,
        {"kind": "zip"},
    )


def test_content_goes_before_the_name() -> None:
    assert container_of("notes.txt", b"%PDF-1.7 ...") is Format.PDF
    assert container_of("notes.txt", package("word/document.xml")) is Format.DOCX
    assert container_of("notes.txt", b"text") is None


@pytest.mark.parametrize(
    ("name", "text", "form"),
    [
        ("a.txt", "Plain", Format.TEXT),
        ("a.unknown", "Plain", Format.TEXT),
        ("", "# One\n\ntext\n\n## Two", Format.MARKDOWN),
        ("", "# a comment\nnot two of them", Format.TEXT),
        ("a.MD", "Plain", Format.MARKDOWN),
        ("a.htm", "Plain", Format.HTML),
        ("a.xhtml", "<?xml version='1.0'?><feed/>", Format.HTML),
        ("a.txt", "  <!DOCTYPE html><p>x", Format.HTML),
        ("a.txt", "<?xml version='1.0'?>\n<!-- c --><html>", Format.HTML),
        ("a.txt", "<p>pasted</p>", Format.HTML),
        ("a.txt", "<3 is a heart", Format.TEXT),
    ],
)
def test_text_formats_are_told_by_their_look(name: str, text: str, form: Format) -> None:
    assert text_format(name, text) is form


@given(st.binary(max_size=200))
def test_any_bytes_are_text_or_refused(data: bytes) -> None:
    with suppress(ImportRefused):
        assert decoded(data).strip()
