"""The places blocks are put in, case by case; whole texts are under tests/principles/importers."""

import pytest

from principles.importers import plain
from principles.text.blocks import Block, Kind, aside, heading, labelled
from principles.text.outline import Outline, OutlinePrinciple, OutlineSection
from principles.text.segment import segment

type Places = list[tuple[str, list[tuple[int, str]]]]


def read(text: str) -> Outline:
    return segment(plain.blocks(text))


def places(outline: Outline) -> Places:
    return [
        (section.heading, [(each.number, each.title) for each in section.principles])
        for section in outline.sections
    ]


def paragraph(text: str) -> Block:
    return labelled(Kind.PARAGRAPH, text)


def test_nothing_becomes_an_empty_outline() -> None:
    assert segment([]) == Outline("", "", ())
    assert segment([aside("Imprint")]) == Outline("", "", (), ("Imprint",))


def test_one_sentence_is_one_principle() -> None:
    assert read("Keep the network open to all.") == Outline(
        "Keep the network open to all",
        "",
        (
            OutlineSection(
                "",
                (
                    OutlinePrinciple(
                        1, "Keep the network open to all", "Keep the network open to all."
                    ),
                ),
            ),
        ),
    )


def test_one_numbered_principle_with_its_text_is_enough() -> None:
    assert places(read("Charter\n\n1. Openness\n\nNetworks stay open.")) == [
        ("", [(1, "Openness")])
    ]


def test_a_numbered_list_in_the_preamble_gives_way_to_titles() -> None:
    text = (
        "Charter\n\nWe promised:\n\n1. to come early, each of us;\n2. to stay late, all of us;\n"
        "3. to bring bread.\n\nSo we hold:\n\n1. Openness\n\nDoors open.\n\n2. Kindness\n\nHearts too."
    )
    outline = read(text)
    assert places(outline) == [("", [(1, "Openness"), (2, "Kindness")])]
    assert "1. to come early, each of us;" in outline.preamble


def test_numbered_titles_listed_before_are_no_principles() -> None:
    text = (
        "Charter\n\nThere are two:\n\n1. Openness\n2. Kindness\n\n"
        "1. Openness\n\nDoors open.\n\n2. Kindness\n\nHearts too."
    )
    outline = read(text)
    assert places(outline) == [("", [(1, "Openness"), (2, "Kindness")])]
    assert outline.preamble == "There are two:\n\n1. Openness\n\n2. Kindness"


def test_titles_that_begin_again_without_a_heading_are_a_new_section() -> None:
    text = "1. Doors\n\nOpen.\n\n2. Hearts\n\nToo.\n\n1. Lamps\n\nLit.\n\n2. Stoves\n\nWarm."
    assert places(read(text)) == [
        ("", [(1, "Doors"), (2, "Hearts")]),
        ("", [(1, "Lamps"), (2, "Stoves")]),
    ]


def test_a_number_left_out_by_the_author_does_not_end_a_run() -> None:
    text = "1. Doors are open.\n\n2. Hearts are too.\n\n4. Lamps are lit."
    assert places(read(text)) == [
        ("", [(1, "Doors are open"), (2, "Hearts are too"), (4, "Lamps are lit")])
    ]


def test_an_excerpt_keeps_its_numbers() -> None:
    text = "Article 12\n\nDoors are open.\n\nArticle 13\n\nHearts are too."
    assert places(read(text)) == [("", [(12, "Doors are open"), (13, "Hearts are too")])]


def test_lists_numbered_one_throughout_are_counted() -> None:
    text = "1. Doors are open.\n\n1. Hearts are too.\n\n1. Lamps are lit."
    assert [principle.number for principle in read(text).principles] == [1, 2, 3]


def test_parts_that_only_here_and_there_hold_a_list_are_the_principles() -> None:
    text = (
        "Charter\n\nI. Doors\n\nDoors are open:\n\n1. by day,\n2. by night.\n\n"
        "II. Hearts\n\nHearts too.\n\nIII. Lamps\n\nLamps are lit."
    )
    assert places(read(text)) == [("", [(1, "Doors"), (2, "Hearts"), (3, "Lamps")])]


def test_letters_number_principles_when_nothing_else_does() -> None:
    text = "Charter\n\n(a) Doors are open.\n\n(b) Hearts are too.\n\n(c) Lamps are lit."
    assert [principle.number for principle in read(text).principles] == [1, 2, 3]


def test_initials_number_nothing() -> None:
    text = "Charter\n\nA. Smith wrote this.\n\n1. Doors are open.\n\n2. Hearts are too."
    assert places(read(text)) == [("", [(1, "Doors are open"), (2, "Hearts are too")])]


def test_recommendations_win_over_the_numbers_of_their_chapters() -> None:
    text = (
        "Charter\n\n1. Introduction\n\nLong ago.\n\n2. Access\n\nRecommendation 1: Doors\n\n"
        "Keep them open.\n\nRecommendation 2: Lamps\n\nKeep them lit.\n\n3. Care\n\n"
        "Recommendation 3: Hearts\n\nKeep them warm."
    )
    outline = read(text)
    assert [(p.number, p.title) for p in outline.principles] == [
        (1, "Doors"),
        (2, "Lamps"),
        (3, "Hearts"),
    ]
    assert [section.heading for section in outline.sections] == ["2. Access", "3. Care"]


def test_a_label_alone_takes_the_next_line_as_its_title() -> None:
    text = "Charter\n\nPrinciple 1\n\nDoors\n\nKeep them open.\n\nPrinciple 2\n\nHearts\n\nKeep them warm."
    outline = read(text)
    assert places(outline) == [("", [(1, "Doors"), (2, "Hearts")])]
    assert [principle.text for principle in outline.principles] == [
        "Keep them open.",
        "Keep them warm.",
    ]


def test_a_part_alone_takes_the_next_line_into_its_heading() -> None:
    text = "Charter\n\nPart I\n\nDoors\n\n1. Keep them open.\n\n2. Oil them.\n\nPart II\n\nHearts\n\n1. Keep them warm.\n\n2. Mend them."
    assert [section.heading for section in read(text).sections] == [
        "Part I Doors",
        "Part II Hearts",
    ]


def test_a_sub_heading_under_most_principles_opens_no_section() -> None:
    text = "Charter\n\n" + "\n\n".join(
        f"{n}. Title {n}\n\nSome words.\n\nWhy {word}\n\nSince it is so."
        for n, word in enumerate(("Doors", "Hearts", "Lamps"), start=1)
    )
    outline = read(text)
    assert places(outline) == [("", [(1, "Title 1"), (2, "Title 2"), (3, "Title 3")])]
    assert outline.principles[2].text == "Some words.\n\nWhy Lamps\n\nSince it is so."
    assert outline.left_out == ()


def test_a_refrain_at_the_very_end_leaves_nothing_out() -> None:
    text = "\n\n".join(
        f"{n}. Title {n}\n\nWords.\n\nWe call on all to act on {n}." for n in (1, 2, 3)
    )
    assert read(text).left_out == ()


def test_a_list_announced_by_the_last_item_belongs_to_it() -> None:
    text = "1. Open doors.\n2. Light lamps.\n3. Bring:\n\n- bread\n- salt"
    assert read(text).principles[2].text == "Bring:\n\n- bread\n- salt"


def test_headings_of_the_source_are_sections_by_their_rank() -> None:
    blocks = [
        heading("Charter", 1),
        heading("Background", 2),
        paragraph("Long ago."),
        heading("What we hold", 2),
        heading("Scope", 3),
        paragraph("Everywhere."),
        paragraph("1. Doors are open."),
        paragraph("2. Hearts are too."),
        heading("What we do", 2),
        paragraph("1. We oil doors."),
        paragraph("2. We mend hearts."),
    ]
    outline = segment(blocks)
    assert places(outline) == [
        ("What we hold", [(1, "Doors are open"), (2, "Hearts are too")]),
        ("What we do", [(1, "We oil doors"), (2, "We mend hearts")]),
    ]
    assert outline.sections[0].intro == "Scope\n\nEverywhere."
    assert outline.preamble == "Background\n\nLong ago."


def test_sub_headings_below_a_principle_are_part_of_its_text() -> None:
    blocks = [
        heading("Charter", 1),
        heading("1. Doors", 2),
        paragraph("Open."),
        heading("Why", 3),
        paragraph("Air."),
        heading("2. Hearts", 2),
        paragraph("Warm."),
        heading("How", 3),
        paragraph("Tea."),
    ]
    outline = segment(blocks)
    assert [principle.text for principle in outline.principles] == [
        "Open.\n\nWhy\n\nAir.",
        "Warm.\n\nHow\n\nTea.",
    ]


def test_a_title_need_not_be_the_first_block() -> None:
    blocks = [
        paragraph("Draft of May"),
        heading("Charter", 1),
        heading("Doors", 2),
        paragraph("Open."),
        heading("Hearts", 2),
        paragraph("Warm."),
    ]
    outline = segment(blocks)
    assert (outline.title, outline.preamble) == ("Charter", "Draft of May")


def test_one_heading_is_no_scheme() -> None:
    blocks = [
        heading("Charter", 1),
        heading("Doors", 2),
        paragraph("Keep them open."),
        paragraph("Oil them."),
    ]
    assert [principle.text for principle in segment(blocks).principles] == [
        "Keep them open.",
        "Oil them.",
    ]


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ('"Keep doors open. Light the lamps."', "Keep doors open. Light the lamps."),
        ('"Keep" and "light".', '"Keep" and "light".'),
        ("“Keep doors open.”", "Keep doors open."),
        ("“Keep” doors “open”", "“Keep” doors “open”"),
        ('"', '"'),
    ],
)
def test_quotation_marks_around_the_whole_are_taken_off(text: str, title: str) -> None:
    outline = read(text)
    assert (outline.principles[0].text if outline.principles else outline.preamble) == title


def test_quotation_marks_around_several_paragraphs_are_taken_off() -> None:
    outline = read("«1. Doors\n\nOpen.\n\n2. Hearts\n\nWarm.»")
    assert [(p.number, p.title, p.text) for p in outline.principles] == [
        (1, "Doors", "Open."),
        (2, "Hearts", "Warm."),
    ]
    outline = read("“Keep doors open.\n\nLight the lamps.”")
    assert [principle.text for principle in outline.principles] == [
        "Keep doors open.",
        "Light the lamps.",
    ]


@pytest.mark.parametrize(
    "citation",
    ["(p. 4)", "(Pages 1-2)", "(pp. ii, iv)", "(Source: the mill)", "(第3页)", "(S. 12)"],
)
def test_a_citation_at_the_end_is_left_out(citation: str) -> None:
    outline = read(f"1. Doors are open.\n\n2. Hearts are too. {citation}")
    assert outline.left_out == (citation,)
    assert outline.principles[1].text == "Hearts are too."


def test_a_citation_alone_at_the_end_is_left_out() -> None:
    assert read("Doors are open to all.\n\n(p. 4)").left_out == ("(p. 4)",)


def test_numbers_in_brackets_are_notes_only_where_the_text_refers_to_them() -> None:
    notes = read("[1] Doors are open.\n\n[2] Hearts are too.")
    assert [principle.number for principle in notes.principles] == [1, 2]
    outline = read("1. Doors.² Open.\n\n2. Hearts. Warm.\n\n² So said the mill.")
    assert outline.left_out == ("² So said the mill.",)


def test_an_enumeration_in_a_longer_text_is_left_in_its_paragraph() -> None:
    text = (
        "We met in spring, and again in autumn, and talked about little else than doors.\n\n"
        "We ask for (1) oil and (2) time.\n\nNothing else was said in all those days and nights."
    )
    assert [principle.number for principle in read(text).principles] == [1, 2, 3]
    assert "(1) oil and (2) time" in read(text).principles[1].text


def test_a_run_that_begins_late_without_its_first_number_is_taken_as_it_is() -> None:
    assert [p.number for p in read("Of old.\n\n2. Doors open.\n\n3. Hearts warm.").principles] == [
        2,
        3,
    ]


def test_headings_in_capitals_stand_above_the_others_but_an_introduction_does_not() -> None:
    text = "CHARTER\n\nINTRODUCTION\n\nLong ago.\n\nOur aims\n\n1. Doors are open.\n\n2. Hearts are too."
    assert [section.heading for section in read(text).sections] == ["Our aims"]


def test_a_very_long_heading_is_text() -> None:
    long = "A heading that goes on " * 20
    outline = segment(
        [heading(f"1. {long}", 2), paragraph("Words."), heading("2. Hearts", 2), paragraph("Warm.")]
    )
    assert outline.principles[0].text.startswith(long.strip()[:100])
    assert outline.principles[0].title.endswith("…")
