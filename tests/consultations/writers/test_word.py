"""The file around the amendments: its outline, its languages, its footer, its bytes."""

import re
import subprocess
import sys
import zipfile
from dataclasses import replace
from io import BytesIO

import pytest
from docx import Document

from consultations.writers.docx import write_amendments
from tests.consultations.writers.listings import AT, amendment, change, listing, written
from tests.consultations.writers.word_reader import W, accepted, part


def test_what_is_left_out_leaves_no_label() -> None:
    bare = replace(amendment(), rationale="", support=(), proposed_decision="", distance="")
    read = " ".join(each.text for each in accepted(write_amendments(listing(bare))))
    assert not re.search("Rationale|Support|Proposed_decision|Distance", read)


def test_outline_is_made_of_real_headings() -> None:
    document = Document(BytesIO(written(change("All.", "None."))))
    styled = [(each.style and each.style.name, each.text) for each in document.paragraphs]
    assert [
        (name, text) for name, text in styled if re.match("Title|Subtitle|Heading", name or "")
    ] == [
        ("Title", "Charter of the rivers"),
        ("Subtitle", "Amendments in voting order"),
        ("Heading 1", "3. Openness"),
        ("Heading 2", "A-12"),
        ("Heading 3", "MOD 3. Openness"),
    ]


def test_the_reader_finds_who_moves_what_why_and_with_whom() -> None:
    read = [(each.style, each.text) for each in accepted(written())][2:]
    assert read == [
        ("Heading1", "3. Openness"),
        ("Normal", "All is open."),
        ("Normal", "Always."),
        ("Heading2", "A-12"),
        ("Fact", "Sponsor\tRobin · The River Trust"),
        ("Fact", "Group\tCivil society"),
        ("Fact", "Status\tOpen"),
        ("Fact", "Distance\t4 words of 30"),
        ("Fact", "Created\t2026-12-04 18:00+00:00"),
        ("Heading3", "MOD 3. Openness"),
        ("Part", "Rationale"),
        ("Normal", "Because."),
        ("Normal", "And also."),
        ("Part", "Support"),
        ("Fact", "Academia\t4 of 6"),
        ("Part", "Proposed_decision"),
        ("Normal", "Adopt."),
        ("Fact", "Generated\t2026-12-04 18:00+00:00"),
    ]


def test_footer_has_the_source_and_the_number_of_the_page() -> None:
    data = written()
    (paragraph,) = Document(BytesIO(data)).sections[0].footer.paragraphs
    assert paragraph.style is not None
    assert paragraph.style.name == "Footer"
    footer = part(data, "word/footer1.xml")
    assert "".join(footer.itertext()) == "Source sha256:0f1e2d1 / 1"
    fields = footer.iter(f"{W}fldSimple")
    assert [field.attrib[f"{W}instr"] for field in fields] == ["PAGE", "NUMPAGES"]


def test_file_says_what_it_is_and_nothing_of_who_wrote_it() -> None:
    properties = Document(BytesIO(written(language="fr"))).core_properties
    assert properties.title == "Charter of the rivers"
    assert properties.identifier == "sha256:0f1e2d"
    assert properties.language == "fr"
    assert properties.created == properties.modified == AT.replace(microsecond=0)
    assert (properties.author, properties.last_modified_by, properties.comments) == ("", "", "")


def test_right_to_left_is_said_of_paragraphs_and_of_arabic_words_only() -> None:
    root = part(written(change("قال روبن.", "قال Robin Hood 3 نعم."), language="ar", is_rtl=True))
    paragraphs = list(root.iter(f"{W}p"))
    assert all(each.find(f"{W}pPr/{W}bidi") is not None for each in paragraphs)
    assert all(each.find(f"{W}pPr/{W}rPr/{W}rtl") is not None for each in paragraphs)
    to_the_left = {
        "".join(run.itertext()): run.find(f"{W}rPr/{W}rtl") is not None
        for each in paragraphs
        if each.find(f"{W}pPr/{W}pStyle[@{W}val='AmendedText']") is not None
        for run in each.iter(f"{W}r")
    }
    assert to_the_left["Robin Hood"] is False
    assert all(is_rtl for text, is_rtl in to_the_left.items() if text != "Robin Hood")


def test_arabic_words_in_an_english_text_run_to_the_left() -> None:
    root = part(written(change("", "He said (السلام عليكم) twice.")))
    assert root.find(f".//{W}bidi") is None
    assert [
        "".join(run.itertext())
        for run in root.iter(f"{W}r")
        if run.find(f"{W}rPr/{W}rtl") is not None
    ] == ["السلام عليكم"]


@pytest.mark.parametrize(
    ("language", "is_rtl", "expected"),
    [
        ("fr", False, {"val": "fr", "eastAsia": "en-US", "bidi": "ar-SA"}),
        ("ar", True, {"val": "ar", "eastAsia": "en-US", "bidi": "ar"}),
        ("zh-hans", False, {"val": "zh-hans", "eastAsia": "zh-hans", "bidi": "ar-SA"}),
    ],
)
def test_every_word_has_its_language(language: str, is_rtl: bool, expected: dict[str, str]) -> None:
    styles = part(written(language=language, is_rtl=is_rtl), "word/styles.xml")
    found = styles.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr/{W}lang")
    assert found is not None
    assert {key.removeprefix(W): value for key, value in found.attrib.items()} == expected


def test_elements_stand_in_the_order_of_the_schema() -> None:
    """Word refuses a file whose properties are in another one (CT_PPr, CT_ParaRPr, CT_RPr)."""
    root = part(written(change("One. قال", "One. قال\n\nTwo."), language="ar", is_rtl=True))
    order = {
        "pPr": ["pStyle", "bidi", "rPr"],
        "rPr": ["ins", "del", "rStyle", "rtl"],
        "r": ["rPr", "t", "delText", "br", "tab"],
        "p": ["pPr", "r", "ins", "del"],
    }
    assert root.find(f".//{W}pPr/{W}rPr/{W}ins") is not None
    for parent, tags in order.items():
        for each in root.iter(f"{W}{parent}"):
            places = [tags.index(child.tag.removeprefix(W)) for child in each]
            if parent.endswith("Pr"):
                assert places == sorted(places)
            assert places.count(0) <= 1 or parent == "r"


def test_same_listing_is_the_same_file_in_another_process() -> None:
    script = (
        "import sys; from tests.consultations.writers.listings import change, written;"
        "sys.stdout.buffer.write(written(change('قال One.', 'قال Two.\\n\\nThree.')))"
    )
    other = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True)
    assert other.stdout == written(change("قال One.", "قال Two.\n\nThree."))


def test_package_tells_no_hour_and_shows_no_picture() -> None:
    with zipfile.ZipFile(BytesIO(written())) as package:
        assert {each.date_time for each in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert not [name for name in package.namelist() if name.endswith((".jpeg", ".png"))]


def test_listing_is_described_without_loading_python_docx() -> None:
    script = "import sys, consultations.writers.docx; print('docx' in sys.modules)"
    other = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True)
    assert other.stdout.strip() == b"False"
