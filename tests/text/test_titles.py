import pytest
from hypothesis import given
from hypothesis import strategies as st

from principles.text.outline import words
from principles.text.titles import derive_title, first_sentence


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("States keep the network open. Nobody else can.", "States keep the network open"),
        ("Who decides? We do.", "Who decides?"),
        ("- First of a list\n- second", "First of a list"),
        (
            "Operators publish, at least once in each year, what they were asked to take down and why.",
            "Operators publish, at least once in each year, what they were asked to take down…",
        ),
        (
            "Fairness: whoever writes rules for networks hears those who run them before, not after, the fact",
            "Fairness",
        ),
        (
            "Rules (cf. Art. 5 of the U.N. Charter) apply. Always.",
            "Rules (cf. Art. 5 of the U.N. Charter) apply",
        ),
        ('"Networks cross borders. So must we."', "Networks cross borders"),
        ("“Networks cross borders. So must we.”", "Networks cross borders"),
        ("各国应当保持网络开放。任何人不得例外。", "各国应当保持网络开放"),
        ("يجب أن تبقى الشبكة مفتوحة. ولا استثناء.", "يجب أن تبقى الشبكة مفتوحة"),
        ("...", "..."),
        ("", ""),
    ],
)
def test_derive_title_takes_the_opening_phrase(text: str, title: str) -> None:
    assert derive_title(text) == title


def test_derive_title_cuts_a_giant_word_between_characters() -> None:
    assert derive_title("e\u0301" * 1000, 9) == "e\u0301" * 4 + "…"
    assert derive_title("x" * 1_000_000) == "x" * 80 + "…"


def test_derive_title_drops_a_dangling_article() -> None:
    assert derive_title("Openness needs the patience and care", 18) == "Openness needs…"


def test_first_sentence_keeps_its_full_stop() -> None:
    assert first_sentence("It is e.g. so. And more.") == "It is e.g. so."


@given(st.text(), st.integers(10, 80))
def test_a_derived_title_is_short_and_says_nothing_new(text: str, limit: int) -> None:
    title = derive_title(text, limit)
    assert len(title) <= limit + 1
    assert bool(title) == bool(text.strip())
    if not title.endswith("…"):
        assert words(title) - words(text) == {}
