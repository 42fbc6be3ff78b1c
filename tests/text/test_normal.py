"""The form in which texts are compared, and the way back to what is stored."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from principles.text.normal import normal_form, one_line

CHARACTERS = st.characters() | st.sampled_from("eé\u0301\u0327 \n\u1100\u1161\u11a8각가नि\u093c")
TEXTS = st.text(CHARACTERS, max_size=30)


@given(TEXTS)
@settings(max_examples=2000)
def test_the_form_is_nfc_of_the_whole(text: str) -> None:
    assert normal_form(text).text == unicodedata.normalize("NFC", text)


@given(TEXTS, st.data())
def test_every_stretch_comes_from_one_that_has_its_form(text: str, data: st.DataObject) -> None:
    normal = normal_form(text)
    start = data.draw(st.integers(0, len(normal.text)))
    end = data.draw(st.integers(start, len(normal.text)))
    first, last = normal.stored(start, end)
    assert 0 <= first <= last <= len(text)
    assert normal.text[start:end] in unicodedata.normalize("NFC", text[first:last])


@given(TEXTS, st.data())
def test_there_and_back_holds_every_stretch(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    first, last = normal_form(text).stored(*normal_form(text).normal(start, end))
    assert start == end or first <= start <= end <= last


@pytest.mark.parametrize(
    ("text", "words", "stored"),
    [
        ("un cafe\u0301 noir", "café", "cafe\u0301"),
        ("le cafe\u0301", "café", "cafe\u0301"),
        ("\u1112\u1161\u11ab\u1100\u1173\u11af 말", "한글", "\u1112\u1161\u11ab\u1100\u1173\u11af"),
    ],
)
def test_words_in_their_form_lead_to_the_stored_ones(text: str, words: str, stored: str) -> None:
    normal = normal_form(text)
    start = normal.text.index(words)
    first, last = normal.stored(start, start + len(words))
    assert text[first:last] == stored


def test_a_text_in_its_form_is_taken_as_it_is() -> None:
    assert normal_form("déjà vu").starts is None


def test_on_one_line_all_white_space_is_a_single_space() -> None:
    text = "One.\n\n  Two\tthree."
    line = one_line(text)
    assert line.text == "One. Two three."
    assert line.stored(5, 8) == (text.index("Two"), text.index("Two") + 3)
    assert line.stored(4, 5) == (4, 8)


def test_a_stretch_that_ends_between_marks_is_taken_with_all_of_them() -> None:
    normal = normal_form("an x\u0301\u0327 here")
    assert normal.text == "an x\u0327\u0301 here"
    assert normal.stored(3, 4) == (3, 6)
    assert normal.normal(4, 5) == (3, 6)
