from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from principles.text import restructure
from principles.text.outline import (
    Outline,
    OutlinePrinciple,
    OutlineSection,
    outline_words,
)


def a_principle(number: int, title: str = "", text: str = "") -> OutlinePrinciple:
    return OutlinePrinciple(number, title or f"Title {number}", text or f"Text {number}.")


def two_sections() -> Outline:
    return Outline(
        "Charter",
        "We agree.",
        (
            OutlineSection("Access", (a_principle(1), a_principle(2))),
            OutlineSection("Safety", (a_principle(1), a_principle(2), a_principle(3)), "For all:"),
        ),
    )


def numbers(outline: Outline) -> list[list[int]]:
    return [[each.number for each in section.principles] for section in outline.sections]


def titles(outline: Outline) -> list[list[str]]:
    return [[each.title for each in section.principles] for section in outline.sections]


def test_rename_keeps_the_old_title_when_its_words_would_be_lost() -> None:
    renamed = restructure.rename(two_sections(), " Declaration ")
    assert (renamed.title, renamed.left_out) == ("Declaration", ("Charter",))


def test_rename_that_keeps_the_words_leaves_nothing_out() -> None:
    renamed = restructure.rename(two_sections(), "Charter of 2030")
    assert (renamed.title, renamed.left_out) == ("Charter of 2030", ())


def test_rename_of_a_title_taken_from_the_text_leaves_nothing_out() -> None:
    renamed = restructure.rename(Outline("We agree", "We agree. All of us.", ()), "Charter")
    assert (renamed.title, renamed.left_out) == ("Charter", ())


def test_rename_section_keeps_the_old_heading_when_lost() -> None:
    renamed = restructure.rename_section(two_sections(), 1, "Security")
    assert (renamed.sections[1].heading, renamed.left_out) == ("Security", ("Safety",))


def test_retitle_keeps_a_printed_title_but_not_a_derived_one() -> None:
    outline = restructure.retitle(two_sections(), 0, 0, "Reach")
    assert (titles(outline)[0], outline.left_out) == (["Reach", "Title 2"], ("Title 1",))
    derived = Outline("T", "", (OutlineSection("", (a_principle(1, "Text 1", "Text 1."),)),))
    assert restructure.retitle(derived, 0, 0, "Reach").left_out == ()


def test_retitle_with_nothing_derives_a_title() -> None:
    outline = restructure.retitle(two_sections(), 0, 0, "  ")
    assert (outline.sections[0].principles[0].title, outline.left_out) == ("Text 1", ("Title 1",))


def test_retitle_of_a_principle_without_text_makes_the_old_title_its_text() -> None:
    bare = Outline("T", "", (OutlineSection("", (OutlinePrinciple(1, "Be open", ""),)),))
    outline = restructure.retitle(bare, 0, 0, "Openness")
    assert outline.sections[0].principles == (OutlinePrinciple(1, "Openness", "Be open"),)
    assert outline.left_out == ()


def test_merge_keeps_the_second_title_as_a_paragraph_and_renumbers() -> None:
    outline = restructure.merge(two_sections(), 1, 0)
    assert numbers(outline) == [[1, 2], [1, 2]]
    assert outline.sections[1].principles[0].text == "Text 1.\n\nTitle 2\n\nText 2."


def test_merge_drops_a_title_that_repeats_its_text() -> None:
    sections = (OutlineSection("", (a_principle(1), a_principle(2, "Text 2", "Text 2."))),)
    outline = restructure.merge(Outline("T", "", sections), 0, 0)
    assert outline.sections[0].principles[0].text == "Text 1.\n\nText 2."


def test_split_gives_the_rest_a_title_of_its_own() -> None:
    sections = (OutlineSection("", (a_principle(4, "Open", "One.\n\nTwo is more.\n\nThree."),)),)
    outline = restructure.split(Outline("T", "", sections), 0, 0, 1)
    assert outline.sections[0].principles == (
        OutlinePrinciple(4, "Open", "One."),
        OutlinePrinciple(5, "Two is more", "Two is more.\n\nThree."),
    )


def test_move_puts_the_principle_where_asked() -> None:
    outline = restructure.move(two_sections(), 1, 2, 0, 1)
    assert titles(outline) == [["Title 1", "Title 3", "Title 2"], ["Title 1", "Title 2"]]
    assert numbers(outline) == [[1, 2, 3], [1, 2]]
    within = restructure.move(two_sections(), 1, 0, 1, 2)
    assert titles(within)[1] == ["Title 2", "Title 3", "Title 1"]


def test_numbers_that_run_through_the_document_go_on_doing_so() -> None:
    sections = (
        OutlineSection("A", (a_principle(5), a_principle(6))),
        OutlineSection("B", (a_principle(7), a_principle(8))),
    )
    assert numbers(restructure.drop(Outline("T", "", sections), 0, 0)) == [[5], [6, 7]]


def test_drop_then_restore_brings_the_principle_back() -> None:
    dropped = restructure.drop(two_sections(), 0, 1)
    assert dropped.left_out == ("Title 2\n\nText 2.",)
    assert restructure.restore(dropped, 0, 0) == two_sections()


def test_restore_into_an_outline_without_sections_makes_one() -> None:
    outline = restructure.restore(Outline("T", "", (), ("Be kind. Always.",)), 0, 0)
    assert outline.sections == (
        OutlineSection("", (OutlinePrinciple(1, "Be kind", "Be kind. Always."),)),
    )


def test_a_principle_and_a_piece_left_out_can_join_the_preamble() -> None:
    outline = restructure.to_preamble(two_sections(), 0, 0)
    assert outline.preamble == "We agree.\n\nTitle 1\n\nText 1."
    outline = restructure.restore_to_preamble(restructure.drop(two_sections(), 0, 0), 0)
    assert outline.preamble == "We agree.\n\nTitle 1\n\nText 1."


def test_an_emptied_section_without_words_goes() -> None:
    outline = Outline("T", "", (OutlineSection("", (a_principle(1),)),))
    assert restructure.drop(outline, 0, 0).sections == ()


@pytest.mark.parametrize(
    ("section", "expected"),
    [
        (0, [["Title 1", "Title 2", "Title 1", "Title 2", "Title 3"]]),
        (1, [["Title 1", "Title 2", "Title 1", "Title 2", "Title 3"]]),
    ],
)
def test_a_dissolved_section_joins_its_neighbour(section: int, expected: list[list[str]]) -> None:
    assert titles(restructure.dissolve_section(two_sections(), section)) == expected


def test_the_only_section_dissolved_keeps_its_principles_without_a_heading() -> None:
    outline = Outline("T", "", (OutlineSection("A", (a_principle(1),), "Intro."),))
    dissolved = restructure.dissolve_section(outline, 0)
    assert dissolved.sections == (OutlineSection("", (a_principle(1),)),)
    assert dissolved.left_out == ("A", "Intro.")


@pytest.mark.parametrize(
    "change",
    [
        lambda outline: restructure.rename_section(outline, 2, "x"),
        lambda outline: restructure.retitle(outline, 0, -1, "x"),
        lambda outline: restructure.merge(outline, 0, 1),
        lambda outline: restructure.split(outline, 0, 0, 1),
        lambda outline: restructure.move(outline, 0, 0, 0, 2),
        lambda outline: restructure.move(outline, 0, 0, 2, 0),
        lambda outline: restructure.restore(outline, 0, 0),
        lambda outline: restructure.restore_to_preamble(outline, 0),
        lambda outline: restructure.restore(restructure.drop(outline, 0, 0), 0, 5),
    ],
)
def test_a_place_that_is_not_there_is_refused(change: Callable[[Outline], Outline]) -> None:
    with pytest.raises(restructure.NoSuchPlaceError):
        change(two_sections())


some_words = st.lists(st.sampled_from(["net", "Open", "to", "all.", "of", "x:", "- y"]), max_size=6)
phrase = some_words.map(" ".join).map(str.strip)
long_text = st.lists(phrase, max_size=4).map("\n\n".join).map(str.strip)
principle = st.builds(OutlinePrinciple, st.integers(0, 9), phrase, long_text)
section = st.builds(
    OutlineSection, phrase, st.lists(principle, max_size=3).map(tuple), intro=long_text
)
outline = st.builds(
    Outline,
    phrase,
    long_text,
    st.lists(section, max_size=3).map(tuple),
    st.lists(long_text, max_size=2).map(tuple),
)
place = st.integers(0, 3)
structural = st.one_of(
    st.tuples(st.just(restructure.merge), st.tuples(place, place)),
    st.tuples(st.just(restructure.split), st.tuples(place, place, place)),
    st.tuples(st.just(restructure.move), st.tuples(place, place, place, place)),
    st.tuples(st.just(restructure.drop), st.tuples(place, place)),
    st.tuples(st.just(restructure.to_preamble), st.tuples(place, place)),
    st.tuples(st.just(restructure.restore), st.tuples(place, place)),
    st.tuples(st.just(restructure.restore_to_preamble), st.tuples(place)),
    st.tuples(st.just(restructure.dissolve_section), st.tuples(place)),
)
renaming = st.one_of(
    st.tuples(st.just(restructure.rename), st.tuples(phrase)),
    st.tuples(st.just(restructure.rename_section), st.tuples(place, phrase)),
    st.tuples(st.just(restructure.retitle), st.tuples(place, place, phrase)),
)
type Steps = list[tuple[Callable[..., Outline], tuple[int | str, ...]]]


def applied(
    outline: Outline, step: Callable[..., Outline], where: tuple[int | str, ...]
) -> Outline:
    try:
        return step(outline, *where)
    except restructure.NoSuchPlaceError:
        return outline


@given(outline, st.lists(structural, max_size=8))
def test_restructuring_conserves_the_multiset_of_words(outline: Outline, steps: Steps) -> None:
    before = outline_words(outline)
    for step, where in steps:
        outline = applied(outline, step, where)
    assert outline_words(outline) == before


@given(outline, st.lists(st.one_of(structural, renaming), max_size=8))
def test_no_sequence_of_changes_loses_a_word(outline: Outline, steps: Steps) -> None:
    before = set(outline_words(outline))
    for step, where in steps:
        outline = applied(outline, step, where)
    assert before - set(outline_words(outline)) == set()
