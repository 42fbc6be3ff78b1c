"""Distance: the measure by which the furthest from the text is voted on first."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from principles.text.alignment import TextTooLong
from principles.text.distance import distance
from tests.machine import slowness


@pytest.mark.parametrize(
    ("base", "text", "expected"),
    [
        ("All states share data.", "All states share data.", 0),
        ("All states share data.", "Nothing here at all!", 1),
        ("All states share data.", "All states share open data.", 1 / 9),
        ("All states share data.", "", 1),
        ("", "", 0),
        ("All states; share data.", "All states, share data!", 0),
        ("caf\u00e9", "cafe\u0301", 0),
        ("数据安全", "数据隐私", 0.5),
    ],
)
def test_the_share_of_changed_words(base: str, text: str, expected: float) -> None:
    assert distance(base, text) == pytest.approx(expected)


@given(st.text(), st.text())
def test_it_is_the_same_in_both_directions(one: str, other: str) -> None:
    assert 0 <= distance(one, other) <= 1
    assert distance(one, other) == distance(other, one)


def test_a_rival_text_is_further_than_an_edit_and_a_deletion_is_furthest() -> None:
    base = "All states share their public data with us."
    ways = [base.replace("us", "them"), "Most states hide their data.", ""]
    assert sorted(ways, key=lambda text: distance(base, text)) == ways


def test_texts_beyond_all_measure_are_refused_and_long_ones_take_bounded_time() -> None:
    with pytest.raises(TextTooLong):
        distance("", "word " * 100_001)
    started = time.process_time()
    distance("one two " * 50_000, "two three " * 50_000)
    assert time.process_time() - started < 10 * slowness()
