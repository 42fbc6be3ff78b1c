"""Texts with amendments marked in their places, and merged texts with their sources."""

from hypothesis import given
from hypothesis import strategies as st

from principles.text.marking import Marked, marked, sourced
from principles.text.merge import merge

BASE = "States should protect privacy. Everyone may appeal."


def spans(base: str, texts: dict[int, str]) -> list[tuple[str, str, tuple[int, ...]]]:
    return [(each.kind, each.text, each.amendments) for each in sourced(base, merge(base, texts))]


def test_words_that_some_would_change_are_marked_with_their_numbers() -> None:
    texts = {
        12: BASE.replace("States", "Governments"),
        14: BASE.replace("States", "States and companies"),
        15: BASE.replace("appeal", "complain"),
    }
    assert marked(BASE, texts) == (
        Marked("States", (12,)),
        Marked(" "),
        Marked("", (14,)),
        Marked("should protect privacy. Everyone may "),
        Marked("appeal", (15,)),
        Marked("."),
    )


def test_changes_that_overlap_are_one_mark_of_both() -> None:
    texts = {
        1: BASE.replace("should protect", "must safeguard"),
        2: BASE.replace("protect privacy", "respect secrets"),
    }
    assert marked(BASE, texts)[1] == Marked("should protect privacy", (1, 2))


def test_a_text_nobody_changes_has_no_marks() -> None:
    assert marked(BASE, {}) == (Marked(BASE),)
    assert marked("", {}) == ()


def test_marks_of_a_text_in_arabic_keep_whole_words() -> None:
    base = "يجب على الدول حماية الخصوصية."
    assert marked(base, {3: base.replace("الدول", "الحكومات")}) == (
        Marked("يجب على "),
        Marked("الدول", (3,)),
        Marked(" حماية الخصوصية."),
    )


def test_each_change_of_a_merged_text_names_those_who_brought_it() -> None:
    texts = {
        1: BASE.replace("States", "Governments"),
        2: BASE.replace("appeal", "complain"),
        3: BASE.replace("appeal", "complain"),
    }
    assert spans(BASE, texts) == [
        ("delete", "States", (1,)),
        ("insert", "Governments", (1,)),
        ("same", " should protect privacy. Everyone may ", ()),
        ("delete", "appeal", (2, 3)),
        ("insert", "complain", (2, 3)),
        ("same", ".", ()),
    ]


WORDS = st.lists(st.sampled_from(["a", "law", "must", ".", " ", "\n", "各", "国"])).map("".join)


@given(WORDS, st.dictionaries(st.integers(1, 9), WORDS, max_size=4))
def test_marks_joined_are_the_text_and_spans_lead_to_the_merged_one(
    base: str, texts: dict[int, str]
) -> None:
    assert "".join(each.words for each in marked(base, texts)) == base
    for number, text in texts.items():
        found = list(sourced(base, merge(base, {number: text})))
        assert "".join(each.text for each in found if each.kind != "insert") == base
        assert "".join(each.text for each in found if each.kind != "delete") == text
