"""Words as people send them: line ends, white space, and what does not show."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from principles.text.wording import (
    is_storable,
    name_invisible,
    normalise_lines,
    normalise_title,
)
from tests.machine import slowness

LINES = st.text(st.sampled_from("ab \t\n\r\u00a0e\u0301"))


@given(LINES)
def test_lines_end_in_one_way_and_stay_so(text: str) -> None:
    lines = normalise_lines(text)
    assert "\r" not in lines
    assert lines == lines.strip()
    assert normalise_lines(lines) == lines


@given(LINES)
def test_what_a_browser_does_to_line_ends_is_undone(text: str) -> None:
    lines = normalise_lines(text)
    assert normalise_lines(lines.replace("\n", "\r\n")) == lines


@given(st.text())
def test_a_title_is_one_line_with_single_spaces(text: str) -> None:
    title = normalise_title(text)
    assert title.split() == text.split()
    assert title == normalise_title(title)
    assert "\n" not in title


@given(st.text())
def test_what_is_storable_is_what_encodes_without_nul(text: str) -> None:
    assert is_storable(text) == ("\x00" not in text)


def test_half_of_a_surrogate_pair_is_not_storable() -> None:
    assert not is_storable("a\ud800")


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("plain text, with\ttab and\nlines", "plain text, with\ttab and\nlines"),
        ("zero\u200bwidth", "zero[U+200B]width"),
        ("safe\u202efdp.exe", "safe[U+202E]fdp.exe"),
        ("a\u2066b\u2069", "a[U+2066]b[U+2069]"),
        ("soft\u00adhyphen", "soft[U+00AD]hyphen"),
        ("\ufeffmark", "[U+FEFF]mark"),
        ("bell\x07", "bell[U+0007]"),
        ("line\u2028separator", "line[U+2028]separator"),
        ("filler\u3164", "filler[U+3164]"),
        ("tag\U000e0041", "tag[U+E0041]"),
        ("latin\u200dletters", "latin[U+200D]letters"),
        ("\u200dat the start", "[U+200D]at the start"),
        ("1\u200d2 \u200c3", "1[U+200D]2 [U+200C]3"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("क्\u200dष", "क्\u200dष"),
        ("👩\u200d👩\u200d👧", "👩\u200d👩\u200d👧"),
        ("❤\ufe0f\u200d🔥", "❤\ufe0f\u200d🔥"),
        ("e\u0301", "e\u0301"),
        ("مرحبا 你好", "مرحبا 你好"),
    ],
)
def test_what_does_not_show_is_named_and_what_writing_needs_is_kept(text: str, named: str) -> None:
    assert name_invisible(text) == named


@given(st.text())
def test_naming_twice_names_nothing_more(text: str) -> None:
    assert name_invisible(name_invisible(text)) == name_invisible(text)


def test_a_megabyte_is_looked_through_at_once() -> None:
    started = time.perf_counter()
    name_invisible("é\u200b" * 500_000)
    assert (
        time.perf_counter() - started < 2 * slowness()
    )  # a second, on a machine that does other things too
