"""Amendments for Word: accepted they are the new text, rejected the old, whatever they hold."""

from dataclasses import replace
from datetime import timedelta, timezone
from io import BytesIO

import pytest
from docx import Document
from hypothesis import given
from hypothesis import strategies as st

from consultations.writers.docx import (
    LABELS,
    AmendmentListing,
    Change,
    ListedAmendment,
    ListedOperation,
    ListedPrinciple,
    write_amendments,
)
from principles.importers import docx as importer
from principles.text.diff import Span, diff
from tests.consultations.writers.listings import AT, amendment, change, listing, written
from tests.consultations.writers.word_reader import Paragraph, W, accepted, part, rejected, texts

HOSTILE = "</w:t></w:r><w:r><w:t>&amp;<!--]]><?x ?>\"'\\ =cmd|' /C calc'!A0 {{7*7}} \x00\x1b"
PIECES = [
    "Openness",
    " ",
    "\n",
    "\n\n",
    "\t",
    "الشفافية",
    " و",
    "開放",
    "👩\u200d👧",
    "\x07",
    "\r",
    "<w:del>",
    "12",
]
TEXTS = st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=5)), max_size=12).map("".join)
SPANS = st.lists(
    st.builds(Span, st.sampled_from(["same", "insert", "delete", "gap"]), TEXTS), max_size=6
)


UNCHANGED = accepted(written())


def bodies(paragraphs: list[Paragraph]) -> list[str]:
    """The text under each amended title."""
    found: list[list[str]] = []
    for each in paragraphs:
        if each.style == "AmendedTitle":
            found.append([])
        elif each.style == "AmendedText":
            found[-1].append(each.text)
    return ["\n\n".join(text) for text in found]


def named(text: str) -> str:
    """Written out on its own: what XML 1.0 section 2.2 leaves out, and carriage returns."""
    return "".join(
        character
        if character in "\t\n"
        or (" " <= character < "\ud800")
        or ("\ue000" <= character < "\ufffe")
        or character > "\uffff"
        else f"[U+{ord(character):04X}]"
        for character in text
    )


@given(st.lists(st.tuples(TEXTS, TEXTS), min_size=1, max_size=6), st.booleans())
def test_accepting_gives_the_new_texts_and_rejecting_the_old(
    pairs: list[tuple[str, str]], is_rtl: bool
) -> None:
    titles = [[Span("same", str(i))] for i in range(len(pairs))]
    changes = [Change(title, diff(*pair)) for title, pair in zip(titles, pairs, strict=True)]
    data = written(*changes, is_rtl=is_rtl)
    assert bodies(accepted(data)) == [named(new) for _, new in pairs]
    assert bodies(rejected(data)) == [named(old) for old, _ in pairs]


@given(SPANS, SPANS)
def test_spans_of_any_shape_are_kept_and_what_stands_around_them(
    title: list[Span], body: list[Span]
) -> None:
    data = written(Change(title, body))
    for decided, gone in ((accepted(data), "delete"), (rejected(data), "insert")):
        for style, spans in (("AmendedTitle", title), ("AmendedText", body)):
            kept = named("".join(span.text for span in spans if span.kind != gone))
            assert "\n\n".join(texts(decided, style)) == kept
        assert [each for each in decided if not each.style.startswith("Amended")] == UNCHANGED


@given(SPANS, SPANS)
def test_every_revision_has_its_own_id_and_deleted_words_are_marked_so(
    one: list[Span], other: list[Span]
) -> None:
    moved = amendment(Change(one, other))
    root = part(write_amendments(listing(moved, moved)))
    revisions = [*root.iter(f"{W}ins"), *root.iter(f"{W}del")]
    assert len({each.attrib[f"{W}id"] for each in revisions}) == len(revisions)
    assert all(each.find(f".//{W}t") is None for each in root.iter(f"{W}del"))
    deleted = [text for each in root.iter(f"{W}del") for text in each.iter(f"{W}delText")]
    assert deleted == list(root.iter(f"{W}delText"))


def test_paragraphs_come_and_go_with_their_marks() -> None:
    spans = [
        Span("same", "One.\n\n"),
        Span("delete", "Two.\n\n"),
        Span("same", "Three."),
        Span("insert", "\n\nFour."),
    ]
    data = written(Change((), spans))
    marks = [
        (
            "".join(each.itertext()),
            [mark.tag.removeprefix(W) for mark in each.iterfind(f"{W}pPr/{W}rPr/*")],
        )
        for each in part(data).iter(f"{W}p")
        if (style := each.find(f"{W}pPr/{W}pStyle")) is not None
        and style.attrib[f"{W}val"] == "AmendedText"
    ]
    assert marks == [("One.", []), ("Two.", ["del"]), ("Three.", ["ins"]), ("Four.", [])]
    assert texts(accepted(data), "AmendedText") == ["One.", "Three.", "Four."]
    assert texts(rejected(data), "AmendedText") == ["One.", "Two.", "Three."]


@pytest.mark.parametrize(
    ("old", "new", "after_accepting", "after_rejecting"),
    [
        ("", "New.\n\nAll of it.", ["New.", "All of it."], []),
        ("Old.\n\nAll of it.", "", [], ["Old.", "All of it."]),
        ("Old.", "New.", ["New."], ["Old."]),
        ("", "", [], []),
    ],
    ids=["ADD", "SUP", "replaced", "nothing"],
)
def test_a_text_that_goes_leaves_no_empty_paragraph(
    old: str, new: str, after_accepting: list[str], after_rejecting: list[str]
) -> None:
    data = written(change(old, new))
    assert texts(accepted(data), "AmendedText") == after_accepting
    assert texts(rejected(data), "AmendedText") == after_rejecting


def test_a_split_shows_every_part_under_its_title() -> None:
    first = Change(diff("Openness", "Open data"), diff("Data. Doors.", "Data."))
    second = Change(diff("", "Open doors"), diff("", "Doors."))
    data = written(first, second)
    amended = {"AmendedTitle", "AmendedText"}
    assert [each.text for each in accepted(data) if each.style in amended] == [
        "Open data",
        "Data.",
        "Open doors",
        "Doors.",
    ]
    assert [each.text for each in rejected(data) if each.style in amended] == [
        "Openness",
        "Data. Doors.",
    ]


def test_another_reader_finds_the_accepted_text() -> None:
    data = written(change("One.\n\nTwo.\n\nThree < 3.", "One.\n\nThree & 3.\n\nالرابع."))
    blocks, _ = importer.blocks_and_notices(data)
    printed = [block.printed for block in blocks]
    at = printed.index("MOD 3. Openness")
    assert printed[at + 1 : at + 4] == ["One.", "Three & 3.", "الرابع."]


def test_changes_are_by_number_and_group_at_the_time_they_were_moved() -> None:
    moved = replace(
        amendment(change("All.", "None.")), created_at=AT.astimezone(timezone(timedelta(hours=2)))
    )
    (insertion,) = part(write_amendments(listing(moved))).iter(f"{W}ins")
    assert insertion.attrib[f"{W}author"] == "A-12, Civil society"
    assert insertion.attrib[f"{W}date"] == "2026-12-04T18:00:30Z"


@pytest.mark.parametrize(
    ("author", "shown"),
    [
        ('"><w:x/>&', '"><w:x/>&'),
        ("safe\u202efdp\x07\x00\ud800", "safe[U+202E]fdp[U+0007][U+0000][U+D800]"),
        ("two\nlines", "two lines"),
        ("x" * 10_000, "x" * 119 + "…"),
        ("👩" * 10_000, "👩" * 119 + "…"),
    ],
)
def test_an_author_is_one_short_line_with_nothing_hidden(author: str, shown: str) -> None:
    data = write_amendments(listing(amendment(change("", "New."), author=author)))
    authors = {each.attrib[f"{W}author"] for each in part(data).iter(f"{W}ins")}
    assert authors == {shown}


@pytest.mark.parametrize("text", [HOSTILE, HOSTILE * 200, "x" * 10_000, "\ud800\uffff", "\n\n\n"])
def test_abuse_30_hostile_words_are_words_wherever_they_stand(text: str) -> None:
    moved = ListedAmendment(
        number=12,
        label=text,
        author=text,
        sponsor=text,
        organisation=text,
        group=text,
        status=text,
        distance=text,
        operations=(ListedOperation(text, (change("", text), change(text, "")), text),),
        rationale=text,
        support=((text, text),),
        proposed_decision=text,
        created_at=AT,
    )
    whole = AmendmentListing(
        title=text,
        subtitle=text,
        language=text,
        is_rtl=False,
        labels=dict.fromkeys(LABELS, text),
        principles=(ListedPrinciple(text, text, (moved,)),),
        generated_at=AT,
        source_hash=text,
    )
    data = write_amendments(whole)
    Document(BytesIO(data))
    assert "\n\n".join(texts(accepted(data), "AmendedText")) == named(text)
    assert {each.tag.removeprefix(W) for each in part(data).iter()} <= {
        "document", "body", "p", "pPr", "pStyle", "rPr", "rStyle", "rtl", "ins", "del", "r", "t",
        "delText", "br", "tab", "sectPr", "footerReference", "pgSz", "pgMar", "cols", "docGrid",
    }  # fmt: skip
