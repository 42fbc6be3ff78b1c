"""Passages are verbatim, whole, and told apart in every script."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consultations.analysis.sentences import LONGEST, sentences_of, words_of


def found(text: str) -> list[str]:
    return [text[start:end] for start, end in sentences_of(text)]


@pytest.mark.parametrize(
    ("text", "passages"),
    [
        ("One here. Two? Three!", ["One here.", "Two?", "Three!"]),
        ("- a point\n- another point", ["a point", "another point"]),
        ("1. first\n2) second\n(c) third", ["first", "second", "third"]),
        ("1 - Freedom\n2 - Privacy", ["Freedom", "Privacy"]),
        ("We want: 1. Freedom, 2. Open rules; 3. Trust.", ["We want:", "Freedom,", "Open rules;", "Trust."]),
        ("See Articles 3, 5, 7. Then act.", ["See Articles 3, 5, 7.", "Then act."]),
        ("Take Romania.As of now it acts. So does a.Example", ["Take Romania.", "As of now it acts.", "So does a.Example"]),
        ("Trust and reach The rules must be open.", ["Trust and reach", "The rules must be open."]),
        ("Design for All is one of the ways.", ["Design for All is one of the ways."]),
        ("Reach: Policies must be open.", ["Reach:", "Policies must be open."]),
        ("# Heading\n\nWords of it.", ["Heading", "Words of it."]),
        ("> quoted words", ["quoted words"]),
        ("See Art. 5 of the U.S. code, e.g. its rule. Next.", ["See Art. 5 of the U.S. code, e.g. its rule.", "Next."]),
        ("Mr. Smith asked Dr. Jones. They agreed.", ["Mr. Smith asked Dr. Jones.", "They agreed."]),
        ("It costs 3.5 million. Too much.", ["It costs 3.5 million.", "Too much."]),
        ("Read https://a.example/b?c=d. Then answer.", ["Read https://a.example/b?c=d.", "Then answer."]),
        ("2025 was a good year.", ["2025 was a good year."]),
        ("Wrapped words\ngo on here.\nA new one.", ["Wrapped words\ngo on here.", "A new one."]),
        ("He said “stop.” She went.", ["He said “stop.”", "She went."]),
        ("He said “stop.”She went.", ["He said “stop.”", "She went."]),
        ("“We stop. We go.”", ["We stop.", "We go."]),
        ("(One here. Two [there].)", ["One here.", "Two [there]."]),
        ('It is "open".', ['It is "open".']),
        ("من يدفع التكاليف؟ نحن ندفع. شكرا", ["من يدفع التكاليف؟", "نحن ندفع.", "شكرا"]),
        ("这是第一句。这是第二句！好", ["这是第一句。", "这是第二句！", "好"]),
        ("यह एक है। यह दो है।", ["यह एक है।", "यह दो है।"]),
        ("", []),
        (" \n- \n***\n...", []),
    ],
)  # fmt: skip
def test_a_text_is_taken_apart_into_its_passages(text: str, passages: list[str]) -> None:
    assert found(text) == passages


@given(st.text() | st.text(alphabet="aB .\n-1?。,;:"))
def test_passages_come_in_order_have_words_and_no_outer_spaces(text: str) -> None:
    last = 0
    for start, end in sentences_of(text):
        assert last <= start < end <= len(text)
        assert text[start:end] == text[start:end].strip()
        assert words_of(text[start:end])
        last = end


@given(st.text(alphabet="abc d,.;。 ", min_size=LONGEST, max_size=5 * LONGEST))
def test_no_passage_is_longer_than_can_be_quoted(text: str) -> None:
    assert all(end - start <= LONGEST for start, end in sentences_of(text))


def test_a_long_passage_is_split_where_it_pauses() -> None:
    half = "words and " * 25
    assert found(f"{half}more; {half}end.") == [f"{half}more;", f"{half}end."]


def test_words_are_folded_and_unspaced_scripts_come_in_pairs() -> None:
    assert words_of("Straße, RULES") == ["strasse", "rules"]
    assert words_of("数据流动") == ["数据", "据流", "流动"]
    assert words_of("नीति है") == ["नीति", "है"]
