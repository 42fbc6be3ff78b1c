"""Tokens: nothing lost, words whole in every script."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from principles.text.tokens import count_words, is_word, join, same, splits_word, tokenize


@given(st.text())
def test_joined_tokens_are_the_text(text: str) -> None:
    assert join(tokenize(text)) == text


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("cross-border data", ["cross", "-", "border", " ", "data"]),
        ("数据流动。", ["数", "据", "流", "动", "。"]),
        ("cafe\u0301 bar", ["cafe\u0301", " ", "bar"]),
        ("हिन्दी", ["हिन्दी"]),
        ("مُحَمَّد قال", ["مُحَمَّد", " ", "قال"]),
        ("👩‍👩‍👧!", ["👩‍👩‍👧", "!"]),
        ("a\n\nb", ["a", "\n\n", "b"]),
        (
            "the people’s 2.7 or 10,000",
            ["the", " ", "people’s", " ", "2.7", " ", "or", " ", "10,000"],
        ),
        ("🇫🇷🇩🇪 👍🏽", ["🇫🇷", "🇩🇪", " ", "👍🏽"]),
        ("می‌خواهم", ["می‌خواهم"]),
        ("น้ำใส", ["น้", "ำ", "ใ", "ส"]),
    ],
)
def test_each_script_is_cut_where_its_readers_would(text: str, tokens: list[str]) -> None:
    assert tokenize(text) == tokens


def test_words_are_counted_without_spaces_and_punctuation() -> None:
    assert count_words("States, and companies - all of them.") == 6
    assert not is_word(",")


def test_composed_and_decomposed_letters_are_the_same_words() -> None:
    assert same("café", "cafe\u0301")
    assert not same("café", "cafe")


def test_no_word_is_split_but_scripts_without_spaces_may_be() -> None:
    assert splits_word("Robinson", 5)
    assert not splits_word("Robin son", 5)
    assert not splits_word("数据流", 1)
    assert splits_word("cafe\u0301", 4)
    assert not splits_word("word", 0)
    assert not splits_word("word", 4)


@pytest.mark.parametrize(
    ("text", "position", "splits"),
    [
        ("10,000", 2, True),
        ("10,000", 3, True),
        ("10, 000", 2, False),
        ("At 10.", 5, False),
        ("a_b", 1, True),
        ("Robin's", 5, False),
        ("👍🏽", 1, True),
        ("👩\u200d👧", 2, True),
        ("🇬🇫🇷🇪", 1, True),
        ("🇬🇫🇷🇪", 2, False),
        ("می\u200cخواهم", 3, True),
        ("数\u0301a", 2, False),
        (" \u0301", 1, False),
    ],
)
def test_nothing_begins_or_ends_within_a_number_a_joined_sign_or_a_flag(
    text: str, position: int, splits: bool
) -> None:
    assert splits_word(text, position) is splits
