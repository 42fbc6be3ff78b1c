"""PDF into blocks, and the ones that are refused."""

import zlib

import pytest

from principles.importers import ImportRefused, Refusal, pdf, plain, read, sandbox
from principles.importers.upload import MAX_PAGES
from principles.text.blocks import PSEUDO_HEADING, Kind
from principles.text.segment import segment
from tests.principles.importers.pdf_builder import (
    MARGIN,
    Paragraph,
    Type,
    typeset,
)
from tests.principles.importers.pdf_builder import pdf as built
from tests.principles.importers.seeds import SHAPES, seeds, shape_of

BODY = (
    "Every house keeps a barrel full until the first of the rains has come, and whoever has two "
    "barrels lends one to a house that has none. "
)


def rows(data: bytes) -> list[tuple[str, str, int]]:
    blocks, _ = pdf.blocks_and_notices(data)
    return [(block.kind.value, block.printed, block.level) for block in blocks]


def refusal(data: bytes) -> ImportRefused:
    with pytest.raises(ImportRefused) as caught:
        pdf.blocks_and_notices(data)
    return caught.value


def test_larger_type_is_a_heading_by_its_size_and_bold_type_a_lesser_one() -> None:
    pages = typeset(
        [
            Paragraph(
                "A Charter for Barrels and Everything that is Kept in Them for Hard Times", 20
            ),
            Paragraph("Keeping", 14),
            Paragraph("Barrels first", bold=True),
            Paragraph(BODY * 2),
            Paragraph("Sharing", 14),
            Paragraph(BODY),
        ]
    )
    assert rows(built(pages)) == [
        ("heading", "A Charter for Barrels and Everything that is Kept in Them for Hard Times", 1),
        ("heading", "Keeping", 2),
        ("heading", "Barrels first", PSEUDO_HEADING),
        ("paragraph", (BODY * 2).strip(), 0),
        ("heading", "Sharing", 2),
        ("paragraph", BODY.strip(), 0),
    ]


def test_a_text_all_in_bold_has_no_headings_for_that() -> None:
    pages = typeset([Paragraph("Barrels first", bold=True), Paragraph(BODY, bold=True)])
    assert [kind for kind, _, _ in rows(built(pages))] == ["paragraph", "paragraph"]


def test_headers_page_numbers_and_page_breaks_leave_the_text_whole() -> None:
    paragraphs = [Paragraph(BODY * 8) for _ in range(5)]
    data = built(typeset(paragraphs, header="Charter of the Barrels", numbered=True))
    blocks, notices = pdf.blocks_and_notices(data)
    outline = segment(blocks)
    assert [p.text for p in outline.principles] == [(BODY * 8).strip()] * 5
    assert outline.left_out == ("Charter of the Barrels\nCharter of the Barrels\n1\n2",)
    assert notices == ("page_furniture_left_out",)


def test_notes_in_small_type_at_the_foot_of_a_page_are_left_out() -> None:
    first = typeset([Paragraph(BODY + "It is told in the")])[0]
    first += [Type("1 Said by the cooper.", MARGIN, 60, 8), Type("7", 300, 30, 9)]
    second = typeset([Paragraph("chronicle of the wells.")])[0]
    assert rows(built([first, second])) == [
        ("paragraph", f"{BODY}It is told in the", 0),
        ("paragraph", "chronicle of the wells.", 0),
        ("aside", "1 Said by the cooper.\n7", 0),
    ]


def test_a_word_torn_at_the_end_of_a_line_is_mended_when_it_is_known() -> None:
    lines = [
        "Whoever keeps barrels keeps the peace, and govern-",
        "ment of barrels is a long-",
        "term affair, for government is.",
    ]
    page = [Type(line, MARGIN, 700 - 14 * n) for n, line in enumerate(lines)]
    [block] = pdf.blocks_and_notices(built([page]))[0]
    assert block.text == (
        "Whoever keeps barrels keeps the peace, and government of barrels is a long-term affair, "
        "for government is."
    )


def test_type_printed_twice_is_read_once() -> None:
    page = [Type("Barrels", MARGIN + shift, 700) for shift in (0, 0.2)]
    assert rows(built([page]))[0][1] == "Barrels"


def test_indented_lines_begin_paragraphs() -> None:
    full = "This line of type goes all the way to where the margin is."
    page = [Type(full, MARGIN + shift, 700 - 14 * n) for n, shift in enumerate((20, 0, 20, 0))]
    assert rows(built([page])) == [("paragraph", f"{full} {full}", 0)] * 2


def test_arabic_type_is_put_into_reading_order() -> None:
    line = "ميثاق السوق (2024) والعدل"
    visual = line[::-1].replace("4202", "2024").translate(str.maketrans("()", ")("))
    assert rows(built([[Type(visual, MARGIN, 700)]])) == [("paragraph", line, 0)]


def test_bullets_and_numbers_are_read_as_in_plain_text() -> None:
    pages = typeset(
        [
            Paragraph("Rules of the barrel", 16),
            Paragraph("1. Keep one"),
            Paragraph(BODY),
            Paragraph("2. Lend one"),
            Paragraph("To those who have none:"),
            Paragraph("• in spring,", space=0),
            Paragraph("• in autumn."),
        ]
    )
    outline = segment(pdf.blocks_and_notices(built(pages))[0])
    assert outline.title == "Rules of the barrel"
    assert [(p.number, p.title, p.text) for p in outline.principles] == [
        (1, "Keep one", BODY.strip()),
        (2, "Lend one", "To those who have none:\n\n- in spring,\n- in autumn."),
    ]


def test_pages_without_text_are_told() -> None:
    pages = [*typeset([Paragraph(BODY)]), []]
    assert pdf.blocks_and_notices(built(pages))[1] == ("pages_without_text",)


def test_a_document_of_pictures_has_no_text() -> None:
    assert refusal(built([[], []])).code is Refusal.NO_TEXT


def test_too_many_pages_are_refused_unread() -> None:
    refused = refusal(built([[]] * (MAX_PAGES + 1)))
    assert (refused.code, refused.params) == (
        Refusal.TOO_MANY_PAGES,
        {"pages": MAX_PAGES + 1, "limit": MAX_PAGES},
    )


def test_a_password_is_asked_for_by_a_refusal() -> None:
    key = "0" * 64
    locked = (
        f"/Encrypt << /Filter /Standard /V 1 /R 2 /O <{key}> /U <{key}> /P -4 >> "
        "/ID [<00112233445566778899aabbccddeeff> <00112233445566778899aabbccddeeff>]"
    )
    assert refusal(built(typeset([Paragraph(BODY)]), trailer=locked)).code is Refusal.ENCRYPTED


@pytest.mark.parametrize("data", [b"%PDF-1.7", b"%PDF-1.7\n1 0 obj\n<< >>\nendobj\ntrailer\n<< >>"])
def test_a_damaged_document_is_corrupt(data: bytes) -> None:
    refused = refusal(data)
    assert (refused.code, refused.params) == (Refusal.CORRUPT, {"kind": "pdf"})


def test_the_sandbox_reads_a_document_from_end_to_end() -> None:
    pages = typeset([Paragraph("Rules", 16), Paragraph(f"1. {BODY}"), Paragraph(f"2. {BODY}")])
    outline = read("rules.pdf", built(pages)).outline
    assert (outline.title, [p.number for p in outline.principles]) == ("Rules", [1, 2])


def test_a_bomb_of_compressed_zeros_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sandbox, "MAX_SECONDS", 3)
    packed = zlib.compress(zlib.compress(b"\x00" * 100_000_000, 9), 9)
    body = (
        b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n"
        b"2 0 obj\n<< /Type /Pages /Kids [3 0 R] /Count 1 >>\nendobj\n"
        b"3 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 4 0 R >>\nendobj\n"
        b"4 0 obj\n<< /Filter [/FlateDecode /FlateDecode] /Length "
    )
    body += f"{len(packed)} >>\nstream\n".encode()
    data = body + packed + b"\nendstream\nendobj\ntrailer\n<< /Root 1 0 R >>\n"
    with pytest.raises(ImportRefused) as caught:
        read("bomb.pdf", data)
    assert caught.value.code is Refusal.TOO_COMPLEX


def test_the_texts_from_outside_have_their_shape_as_type() -> None:
    for name, text in seeds().items():
        paragraphs = []
        for block in plain.blocks(text):
            if block.kind is Kind.ASIDE:
                continue
            is_title = len(block.text) < 85 and block.text[-1].isalpha()
            bullet = "• " if block.kind is Kind.ITEM else ""
            size = 11 if not is_title else 13 if block.label else 15
            paragraphs.append(Paragraph(f"{bullet}{block.printed}", size))
        data = built(typeset(paragraphs, header="A header of ours", numbered=True))
        shape, expected = shape_of(segment(pdf.blocks_and_notices(data)[0])), SHAPES[name]
        assert (shape.principles, shape.bullets) == (expected.principles, expected.bullets)
        assert shape.left_out == expected.left_out + 1
