"""Word documents into blocks, and the ones that are refused."""

import io
import re
import zipfile
from collections.abc import Callable

import pytest
from docx import Document
from docx.document import Document as WordDocument
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from hypothesis import given, settings
from hypothesis import strategies as st

from principles.importers import ImportRefused, Refusal, docx, plain, read
from principles.text.blocks import Kind
from principles.text.outline import as_json, words
from principles.text.segment import segment
from tests.principles.importers.seeds import SHAPES, seeds, shape_of


def saved(document: WordDocument) -> bytes:
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def rows(data: bytes) -> list[tuple[str, str, int]]:
    blocks, _ = docx.blocks_and_notices(data)
    return [(block.kind.value, block.printed, block.level) for block in blocks]


def repacked(data: bytes, changes: dict[str, Callable[[str], str]]) -> bytes:
    """The package with some of its parts rewritten, or added when they are not there."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            new.writestr(name, changes[name](part.decode()) if name in changes else part)
        for name in changes.keys() - set(old.namelist()):
            new.writestr(name, changes[name](""))
    return buffer.getvalue()


def inserted(xml: str) -> Callable[[str], str]:
    return lambda part: part.replace("<w:body>", f"<w:body>{xml}")


def refusal(data: bytes) -> ImportRefused:
    with pytest.raises(ImportRefused) as caught:
        docx.blocks_and_notices(data)
    return caught.value


def test_styles_become_headings_and_lists() -> None:
    document = Document()
    document.add_heading("Charter", 0)
    document.add_paragraph("We agree.")
    document.add_heading("Access", 1)
    document.add_paragraph("one", style="List Bullet")
    document.add_paragraph().add_run("All bold").bold = True
    table = document.add_table(1, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = "left", "right"
    assert rows(saved(document)) == [
        ("heading", "Charter", 1),
        ("paragraph", "We agree.", 0),
        ("heading", "Access", 2),
        ("item", "one", 0),
        ("heading", "All bold", 7),
        ("paragraph", "left", 0),
        ("paragraph", "right", 0),
    ]


def test_the_numbers_word_counts_are_written_out_and_go_on_over_paragraphs() -> None:
    document = Document()
    document.add_paragraph("Charter")
    for title in ("Access", "Safety", "Care"):
        document.add_paragraph(title, style="List Number")
        document.add_paragraph(f"All about {title.lower()} is said here.")
    outline = segment(docx.blocks_and_notices(saved(document))[0])
    assert [(p.number, p.title) for p in outline.principles] == [
        (1, "Access"),
        (2, "Safety"),
        (3, "Care"),
    ]


NUMBERING = """<w:numbering xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">
<w:abstractNum w:abstractNumId="7">
<w:lvl w:ilvl="0"><w:start w:val="3"/><w:numFmt w:val="upperRoman"/><w:lvlText w:val="Part %1:"/></w:lvl>
<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1.%2)"/></w:lvl>
<w:lvl w:ilvl="2"><w:start w:val="1"/><w:numFmt w:val="lowerLetter"/><w:lvlText w:val="(%3)"/></w:lvl>
<w:lvl w:ilvl="3"><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="%4、"/></w:lvl>
<w:lvl w:ilvl="4"><w:numFmt w:val="bullet"/><w:lvlText w:val="•"/></w:lvl>
</w:abstractNum>
<w:num w:numId="70"><w:abstractNumId w:val="7"/></w:num>
<w:num w:numId="71"><w:abstractNumId w:val="7"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="9"/></w:lvlOverride></w:num>
<w:num w:numId="72"><w:abstractNumId w:val="404"/></w:num>
</w:numbering>"""


def numbered(text: str, number: int, depth: int) -> str:
    return (
        f'<w:p><w:pPr><w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="{number}"/></w:numPr></w:pPr>'
        f"<w:r><w:t>{text}</w:t></w:r></w:p>"
    )


def test_labels_are_formed_as_word_forms_them() -> None:
    body = "".join(
        numbered(text, number, depth)
        for text, number, depth in [
            ("a", 70, 0),
            ("b", 70, 1),
            ("c", 70, 1),
            ("d", 70, 2),
            ("e", 70, 0),
            ("f", 70, 1),
            ("g", 70, 3),
            ("h", 71, 0),
            ("i", 72, 0),
            ("j", 70, 4),
            ("k", 70, 8),
        ]
    )
    data = repacked(
        saved(Document()),
        {"word/numbering.xml": lambda _: NUMBERING, "word/document.xml": inserted(body)},
    )
    assert [text for _, text, _ in rows(data)] == [
        "Part III: a",
        "III.1) b",
        "III.2) c",
        "(a) d",
        "Part IV: e",
        "IV.1) f",
        "一、 g",
        "Part IX: h",
        "i",
        "j",
        "k",
    ]


def test_tracked_changes_are_accepted_and_told() -> None:
    runs = (
        "<w:p><w:r><w:t>We </w:t></w:r>"
        '<w:del w:id="1" w:author="a"><w:r><w:delText>should</w:delText></w:r></w:del>'
        '<w:ins w:id="2" w:author="a"><w:r><w:t>shall</w:t></w:r></w:ins>'
        "<w:r><w:t> act.</w:t></w:r></w:p>"
        '<w:p><w:moveTo w:id="3" w:author="a"><w:r><w:t>Moved here.</w:t></w:r></w:moveTo></w:p>'
        '<w:p><w:moveFrom w:id="4" w:author="a"><w:r><w:t>Moved here.</w:t></w:r></w:moveFrom></w:p>'
    )
    data = repacked(saved(Document()), {"word/document.xml": inserted(runs)})
    blocks, notices = docx.blocks_and_notices(data)
    assert [(block.kind, block.text) for block in blocks] == [
        (Kind.PARAGRAPH, "We shall act."),
        (Kind.PARAGRAPH, "Moved here."),
        (Kind.ASIDE, "should"),
    ]
    assert notices == ("tracked_changes",)


def test_comments_headers_and_footnotes_are_left_out() -> None:
    document = Document()
    run = document.add_paragraph("Text.").runs[0]
    document.add_comment(run, text="Is this so?", author="A")
    document.sections[0].header.paragraphs[0].text = "Draft"
    document.sections[0].footer.paragraphs[0].text = "Draft"
    blocks, notices = docx.blocks_and_notices(saved(document))
    assert [(block.kind, block.text) for block in blocks] == [
        (Kind.PARAGRAPH, "Text."),
        (Kind.ASIDE, "Is this so?"),
        (Kind.ASIDE, "Draft"),
    ]
    assert notices == ("comments_left_out", "page_furniture_left_out")


FOOTNOTES = f"""<w:footnotes {nsdecls("w")}><w:footnote w:id="2"><w:p><w:r>
<w:t>Said the smith.</w:t></w:r></w:p></w:footnote></w:footnotes>"""


def test_footnotes_are_left_out_and_their_mark_stays() -> None:
    data = repacked(
        saved(Document()),
        {
            "word/document.xml": inserted(
                '<w:p><w:r><w:t>Lend freely.</w:t></w:r><w:r><w:footnoteReference w:id="2"/></w:r></w:p>'
            ),
            "word/footnotes.xml": lambda _: FOOTNOTES,
        },
    )
    assert rows(data) == [
        ("paragraph", "Lend freely.[1]", 0),
        ("aside", "Said the smith.", 0),
    ]


def test_what_mammoth_does_not_know_is_not_lost() -> None:
    xml = "<w:unknown><w:p><w:r><w:t>Hidden words</w:t></w:r></w:p></w:unknown><w:p><w:r><w:t>Text.</w:t></w:r></w:p>"
    data = repacked(saved(Document()), {"word/document.xml": inserted(xml)})
    assert rows(data) == [("paragraph", "Text.", 0), ("aside", "Hidden words", 0)]


def test_a_document_without_text_says_so() -> None:
    assert refusal(saved(Document())).code is Refusal.NO_TEXT


def test_pictures_are_not_opened() -> None:
    document = Document()
    document.add_paragraph("Text.")
    drawing = parse_xml(
        f"<w:r {nsdecls('w', 'wp', 'a', 'pic', 'r')}><w:drawing><wp:inline><a:graphic><a:graphicData>"
        '<pic:pic><pic:blipFill><a:blip r:embed="rId404"/></pic:blipFill></pic:pic>'
        "</a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
    )
    document.paragraphs[0]._p.append(drawing)
    data = repacked(saved(document), {"word/media/image1.png": lambda _: "not a picture"})
    assert rows(data)[0] == ("paragraph", "Text.", 0)


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", "<a>" + " " * 15_000_000)
    assert refusal(buffer.getvalue()).code is Refusal.ZIP_BOMB


def test_too_many_entries_are_refused() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for number in range(docx.MAX_ENTRIES + 1):
            archive.writestr(f"word/document{number}.xml", "<a/>")
    assert refusal(buffer.getvalue()).code is Refusal.ZIP_BOMB


ENTITIES = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'


@pytest.mark.parametrize("part", ["word/document.xml", "word/styles.xml"])
def test_entities_are_refused_wherever_they_stand(part: str) -> None:
    document = Document()
    document.add_paragraph("Text.")
    data = repacked(saved(document), {part: lambda xml: xml.replace("?>", f"?>{ENTITIES}", 1)})
    assert refusal(data).code is Refusal.CORRUPT


def test_an_external_entity_is_refused() -> None:
    outside = '<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/hostname">]>'
    data = repacked(
        saved(Document()),
        {"word/document.xml": lambda xml: xml.replace("?>", f"?>{outside}", 1)},
    )
    assert refusal(data).code is Refusal.CORRUPT


def test_an_encrypted_entry_is_told() -> None:
    data = bytearray(saved(Document()))
    for found in re.finditer(b"PK\x01\x02", bytes(data)):
        data[found.start() + 8] |= 1
    assert refusal(bytes(data)).code is Refusal.ENCRYPTED


def test_a_package_without_a_document_is_corrupt() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("[Content_Types].xml", "<x/>")
    assert refusal(buffer.getvalue()).code is Refusal.CORRUPT


def test_the_sandbox_reads_a_document_from_end_to_end() -> None:
    document = Document()
    document.add_heading("Charter", 0)
    document.add_paragraph("1. Be open. To all.")
    document.add_paragraph("2. Be kind. To all.")
    imported = read("charter.docx", saved(document))
    assert as_json(imported.outline)["title"] == "Charter"
    assert [p.number for p in imported.outline.principles] == [1, 2]
    assert imported.notices == ()


def test_the_texts_from_outside_have_their_shape_as_word_documents() -> None:
    for name, text in seeds().items():
        document = Document()
        for block in plain.blocks(text):
            if block.kind is Kind.ITEM:
                document.add_paragraph(block.text, style="List Bullet")
            elif block.kind is not Kind.ASIDE:
                document.add_paragraph(block.printed)
        blocks, _ = docx.blocks_and_notices(saved(document))
        assert shape_of(segment(blocks)) == SHAPES[name]


PARAGRAPHS = st.lists(
    st.tuples(
        st.sampled_from(["One two", "1. Three", "Four.", "- five"]),
        st.sampled_from(["Normal", "Heading 1", "List Bullet", "List Number", "Title"]),
    ),
    max_size=6,
)


# Half a second each: the styles of an empty Word document are long.
@settings(max_examples=20)
@given(PARAGRAPHS)
def test_no_word_of_a_document_is_lost(paragraphs: list[tuple[str, str]]) -> None:
    document = Document()
    for text, style in paragraphs:
        document.add_paragraph(text, style=style)
    if not paragraphs:
        return
    blocks, _ = docx.blocks_and_notices(saved(document))
    assert words(" ".join(text for text, _ in paragraphs)) <= words(
        "\n".join(block.printed for block in blocks)
    )
