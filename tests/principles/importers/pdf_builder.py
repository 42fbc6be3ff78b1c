"""PDF files written by hand, of type set line by line, for the importer to read."""

import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from textwrap import wrap

WIDTH, HEIGHT, MARGIN = 595, 842, 72
ADVANCE = 0.5  # of the size: every letter is as wide


@dataclass(frozen=True)
class Type:
    """A piece of text at a place measured from the page's lower left corner."""

    text: str
    x: float
    y: float
    size: float = 11
    bold: bool = False


@dataclass(frozen=True)
class Paragraph:
    text: str
    size: float = 11
    bold: bool = False
    space: float = 11


def pdf(pages: Sequence[Sequence[Type]], *, trailer: str = "") -> bytes:
    """A document of the pages; `trailer` is put into its trailer dictionary."""
    used = sorted({character for page in pages for piece in page for character in piece.text})
    objects: list[bytes] = []

    def add(body: bytes) -> int:
        objects.append(body)
        return len(objects)

    def stream(data: bytes) -> bytes:
        packed = zlib.compress(data)
        head = f"<< /Length {len(packed)} /Filter /FlateDecode >>\nstream\n".encode()
        return head + packed + b"\nendstream"

    to_unicode = add(stream(_unicode_map(used)))
    fonts = {}
    for name in ("Test-Regular", "Test-Bold"):
        descriptor = add(
            f"<< /Type /FontDescriptor /FontName /{name} /Flags 4 /FontBBox [0 -200 1000 800] "
            "/ItalicAngle 0 /Ascent 800 /Descent -200 /CapHeight 700 /StemV 80 >>".encode()
        )
        cid = add(
            f"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /{name} /DW {int(1000 * ADVANCE)} "
            "/CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> "
            f"/FontDescriptor {descriptor} 0 R >>".encode()
        )
        fonts[name] = add(
            f"<< /Type /Font /Subtype /Type0 /BaseFont /{name} /Encoding /Identity-H "
            f"/DescendantFonts [{cid} 0 R] /ToUnicode {to_unicode} 0 R >>".encode()
        )
    parent = len(objects) + 2 * len(pages) + 1
    kids = []
    for page in pages:
        content = add(stream("\n".join(_drawn(piece) for piece in page).encode()))
        kids.append(
            add(
                f"<< /Type /Page /Parent {parent} 0 R /MediaBox [0 0 {WIDTH} {HEIGHT}] "
                f"/Contents {content} 0 R /Resources << /Font << /R {fonts['Test-Regular']} 0 R "
                f"/B {fonts['Test-Bold']} 0 R >> >> >>".encode()
            )
        )
    tree = " ".join(f"{kid} 0 R" for kid in kids)
    add(f"<< /Type /Pages /Kids [{tree}] /Count {len(kids)} >>".encode())
    root = add(f"<< /Type /Catalog /Pages {parent} 0 R >>".encode())
    return _file(objects, f"/Root {root} 0 R {trailer}")


def typeset(
    paragraphs: Iterable[Paragraph], *, header: str = "", numbered: bool = False
) -> list[list[Type]]:
    """Lay paragraphs out on pages, with a running header and page numbers if asked."""
    pages: list[list[Type]] = []
    y = 0.0
    for paragraph in paragraphs:
        per_line = int((WIDTH - 2 * MARGIN) / (paragraph.size * ADVANCE))
        for line in wrap(paragraph.text, per_line, break_long_words=False):
            if not pages or y < MARGIN + paragraph.size:
                pages.append([])
                if header:
                    pages[-1].append(Type(header, MARGIN, HEIGHT - 40, 9))
                y = HEIGHT - MARGIN
            pages[-1].append(Type(line, MARGIN, y, paragraph.size, paragraph.bold))
            y -= paragraph.size * 1.25
        y -= paragraph.space
    if numbered:
        for number, page in enumerate(pages, start=1):
            page.append(Type(str(number), WIDTH / 2, 36, 9))
    return pages


def _drawn(piece: Type) -> str:
    codes = "".join(f"{ord(character):04x}" for character in piece.text)
    font = "B" if piece.bold else "R"
    return f"BT /{font} {piece.size} Tf 1 0 0 1 {piece.x} {piece.y} Tm <{codes}> Tj ET"


def _unicode_map(used: Sequence[str]) -> bytes:
    pairs = "\n".join(f"<{ord(character):04x}> <{ord(character):04x}>" for character in used)
    return (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap\n"
        "1 begincodespacerange <0000> <ffff> endcodespacerange\n"
        f"{len(used)} beginbfchar\n{pairs}\nendbfchar\n"
        "endcmap CMapName currentdict /CMap defineresource pop end end"
    ).encode()


def _file(objects: Sequence[bytes], trailer: str) -> bytes:
    out = bytearray(b"%PDF-1.7\n")
    offsets = []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(out))
        out += f"{number} 0 obj\n".encode() + body + b"\nendobj\n"
    start = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    for offset in offsets:
        out += f"{offset:010d} 00000 n \n".encode()
    out += (
        f"trailer\n<< /Size {len(objects) + 1} {trailer} >>\nstartxref\n{start}\n%%EOF\n".encode()
    )
    return bytes(out)
