"""Hunks: intervals on the base's words, that give the new text back."""

import time
import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from principles.text.alignment import TextTooLong
from principles.text.hunks import Hunk, apply_hunks, hunks_of
from principles.text.tokens import same, tokenize
from tests.machine import slowness

WORDS = st.sampled_from(
    [
        "law",
        "open",
        "caf\u00e9",
        "cafe\u0301",
        ",",
        ".",
        "。\ufe00",
        "\n\n",
        " ",
        "\u0301",
        "数",
        "👍🏽",
        "가",
        "\u1100\u1161",
    ]
)
TEXTS = st.text() | st.lists(WORDS).map(" ".join) | st.lists(WORDS).map("".join)


@given(TEXTS, TEXTS)
def test_hunks_applied_to_the_base_give_the_new_text(base: str, new: str) -> None:
    assert same(apply_hunks(base, hunks_of(base, new)), new)


@given(TEXTS, TEXTS)
def test_hunks_come_in_order_and_keep_words_between_them(base: str, new: str) -> None:
    hunks = hunks_of(base, new)
    assert all(0 <= each.start <= each.end <= len(tokenize(base)) for each in hunks)
    assert all(before.end < after.start for before, after in pairwise(hunks))
    assert all(each.words or each.start < each.end for each in hunks)


@given(TEXTS)
def test_another_encoding_is_no_change(text: str) -> None:
    composed = unicodedata.normalize("NFC", text)
    decomposed = unicodedata.normalize("NFD", text)
    assert hunks_of(composed, decomposed) == ()
    assert hunks_of(decomposed, composed) == ()
    assert hunks_of(text, composed) == ()


@pytest.mark.parametrize(
    ("base", "new", "hunks"),
    [
        ("States should act.", "States must act.", [Hunk(2, 3, "must")]),
        ("Keep all records.", "Keep all public records.", [Hunk(4, 4, "public ")]),
        ("Keep all records.", "Keep records.", [Hunk(2, 4, "")]),
        ("数据安全", "数据隐私", [Hunk(2, 4, "隐私")]),
        ("", "New words.", [Hunk(0, 0, "New words.")]),
        ("All gone.", "", [Hunk(0, 4, "")]),
        ("One.\n\nTwo.", "One. Two.", [Hunk(2, 3, " ")]),
        ("a  b", "a b", [Hunk(1, 2, " ")]),
        ("العدالة للجميع", "العدالة حق للجميع", [Hunk(2, 2, "حق ")]),
    ],
)
def test_a_change_is_the_words_it_touches(base: str, new: str, hunks: list[Hunk]) -> None:
    assert list(hunks_of(base, new)) == hunks


def test_the_bases_encoding_stands_where_only_another_word_changes() -> None:
    base, new = "cafe\u0301 open", "caf\u00e9 closed"
    assert hunks_of(base, new) == (Hunk(2, 3, "closed"),)
    assert apply_hunks(base, hunks_of(base, new)) == "cafe\u0301 closed"


def test_new_words_keep_the_encoding_they_were_written_in() -> None:
    assert hunks_of("a tea", "a cafe\u0301") == (Hunk(2, 3, "cafe\u0301"),)


def test_the_same_edit_is_the_same_hunk_whatever_else_is_changed() -> None:
    base = "One may act. Two may act. Three may wait."
    alone = hunks_of(base, "One may act. Two must act. Three may wait.")
    among = hunks_of(base, "One can go. Two must act. Four may wait.")
    assert alone == (Hunk(9, 10, "must"),)
    assert set(alone) <= set(among)


def test_ten_thousand_words_take_no_noticeable_time() -> None:
    base = " ".join(f"Word {number} stands here." for number in range(2_500))
    new = base.replace("Word 1", "Term 1")
    started = time.process_time()
    assert len(hunks_of(base, new)) == 1_111
    assert time.process_time() - started < 0.5 * slowness()


def test_more_words_than_can_be_compared_are_refused() -> None:
    with pytest.raises(TextTooLong):
        hunks_of("word", "word " * 100_001)
