"""Each button of the import screen."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from principles.forms.outline_edits import (
    EDITS,
    UnknownEditError,
    edited,
    reworded,
    reworded_opening,
    reworded_section,
)
from principles.text.outline import Outline, OutlinePrinciple, OutlineSection
from principles.text.restructure import NoSuchPlaceError


def principle(number: int, name: str) -> OutlinePrinciple:
    return OutlinePrinciple(number, f"Title {name}", f"First of {name}.\n\nSecond of {name}.")


OUTLINE = Outline(
    title="Rules",
    preamble="We agree.\n\nOn this.",
    sections=(
        OutlineSection("One", (principle(1, "a"), principle(2, "b"))),
        OutlineSection("Two", (principle(3, "c"),)),
    ),
    left_out=("Page 1", "Page 2"),
)


def titles(outline: Outline) -> list[list[str]]:
    return [[each.title[-1] for each in section.principles] for section in outline.sections]


@pytest.mark.parametrize(
    ("pressed", "expected"),
    [
        ("up:0:1", [["b", "a"], ["c"]]),
        ("up:0:0", [["a", "b"], ["c"]]),
        ("up:1:0", [["a", "b", "c"], []]),
        ("down:0:0", [["b", "a"], ["c"]]),
        ("down:0:1", [["a"], ["b", "c"]]),
        ("down:1:0", [["a", "b"], ["c"]]),
        ("merge:0:0", [["a"], ["c"]]),
        ("drop:0:0", [["b"], ["c"]]),
        ("to-preamble:0:0", [["b"], ["c"]]),
        ("dissolve:1", [["a", "b", "c"]]),
    ],
)
def test_edited_moves_what_the_button_says(pressed: str, expected: list[list[str]]) -> None:
    assert titles(edited(OUTLINE, pressed)) == expected


def test_edited_splits_at_a_paragraph() -> None:
    section = edited(OUTLINE, "split:0:0:1").sections[0]
    assert [each.text for each in section.principles[:2]] == ["First of a.", "Second of a."]


def test_edited_brings_back_what_was_left_out() -> None:
    as_principle = edited(OUTLINE, "restore:0:1")
    assert (as_principle.left_out, as_principle.sections[1].principles[-1].text) == (
        ("Page 2",),
        "Page 1",
    )
    as_preamble = edited(OUTLINE, "restore-to-preamble:1")
    assert (as_preamble.left_out, as_preamble.preamble) == (
        ("Page 1",),
        "We agree.\n\nOn this.\n\nPage 2",
    )


def test_edited_makes_a_principle_of_a_paragraph_of_the_preamble() -> None:
    outline = edited(OUTLINE, "from-preamble:1")
    assert outline.preamble == "We agree."
    assert outline.sections[0].principles[-1].text == "On this."
    assert outline.left_out == OUTLINE.left_out


def test_edited_makes_the_first_principle_where_there_is_none() -> None:
    bare = Outline(title="Rules", preamble="We agree.", sections=())
    outline = edited(bare, "from-preamble:0")
    assert [each.text for each in outline.principles] == ["We agree."]


@pytest.mark.parametrize(
    "pressed",
    [
        "up:0:9",
        "up:3:0",
        "down:7:0",
        "down:0:9",
        "merge:1:0",
        "split:0:0:2",
        "drop:9:0",
        "restore:9:0",
        "from-preamble:2",
        "from-preamble:-1",
        "dissolve:5",
    ],
)
def test_edited_says_when_the_place_is_not_there(pressed: str) -> None:
    with pytest.raises(NoSuchPlaceError):
        edited(OUTLINE, pressed)


@pytest.mark.parametrize("pressed", ["", "fly", "up", "up:0", "up:a:b", "up:0:0:0:0", "merge:0:٣x"])
def test_edited_says_when_the_button_is_none_of_ours(pressed: str) -> None:
    with pytest.raises(UnknownEditError):
        edited(OUTLINE, pressed)


@given(
    st.sampled_from(sorted(EDITS)),
    st.lists(st.integers(-1, 3).map(str), max_size=3),
)
def test_edited_changes_or_refuses_and_nothing_else(name: str, places: list[str]) -> None:
    try:
        outline = edited(OUTLINE, ":".join([name, *places]))
    except (NoSuchPlaceError, UnknownEditError):
        return
    assert isinstance(outline, Outline)


def test_reworded_takes_title_and_text_as_typed() -> None:
    outline = reworded(OUTLINE, 1, 0, "  A  new\ttitle ", " Line.\r\nNext.\r\n\r\nPart. ")
    assert outline.sections[1].principles[0] == OutlinePrinciple(
        3, "A new title", "Line.\nNext.\n\nPart."
    )


def test_reworded_derives_an_empty_title() -> None:
    outline = reworded(OUTLINE, 1, 0, "", "Say it first. Then more.")
    assert outline.sections[1].principles[0].title == "Say it first"


def test_reworded_lets_a_derived_title_follow_the_text() -> None:
    derived = reworded(OUTLINE, 1, 0, "", "Say it first. Then more.")
    again = reworded(derived, 1, 0, "Say it first", "Say it last. Then more.")
    assert again.sections[1].principles[0].title == "Say it last"


def test_reworded_unchanged_gives_the_same_outline() -> None:
    old = OUTLINE.sections[0].principles[0]
    assert reworded(OUTLINE, 0, 0, old.title, old.text) is OUTLINE
    section = OUTLINE.sections[0]
    assert reworded_section(OUTLINE, 0, section.heading, section.intro) is OUTLINE


def test_reworded_section_takes_heading_and_introduction() -> None:
    section = reworded_section(OUTLINE, 1, " Zwei ", "Before.").sections[1]
    assert (section.heading, section.intro, section.principles) == (
        "Zwei",
        "Before.",
        OUTLINE.sections[1].principles,
    )


def test_reworded_opening_keeps_the_title_when_none_is_typed() -> None:
    assert reworded_opening(OUTLINE, " ", "Other.").title == "Rules"
    assert reworded_opening(OUTLINE, "New  rules", "Other.") == Outline(
        title="New rules", preamble="Other.", sections=OUTLINE.sections, left_out=OUTLINE.left_out
    )


@pytest.mark.parametrize(("section", "position"), [(0, 9), (9, 0), (-1, 0), (0, -1)])
def test_reworded_says_when_the_place_is_not_there(section: int, position: int) -> None:
    with pytest.raises(NoSuchPlaceError):
        reworded(OUTLINE, section, position, "a", "b")


def test_reworded_section_says_when_the_place_is_not_there() -> None:
    with pytest.raises(NoSuchPlaceError):
        reworded_section(OUTLINE, 2, "a", "b")
