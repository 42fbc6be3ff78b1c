"""What two texts share: exact stretches, in order, in bounded time and memory."""

import time
import tracemalloc
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from principles.text import alignment
from principles.text.alignment import Kept, TextTooLong, kept_between

WORDS = st.lists(st.sampled_from(["net", "open.", "all", "!", "\n\n", "数据。", "cafe\u0301", " "]))
TEXTS = st.text() | WORDS.map(" ".join)


@given(TEXTS, TEXTS)
def test_what_is_kept_stands_in_both_texts_in_order(old: str, new: str) -> None:
    kept = kept_between(old, new)
    for run in kept:
        assert run.length > 0
        assert old[run.old : run.old + run.length] == new[run.new : run.new + run.length]
    for before, after in pairwise(kept):
        assert before.old + before.length <= after.old
        assert before.new + before.length <= after.new


@given(TEXTS)
def test_a_text_is_kept_whole_in_itself(text: str) -> None:
    assert kept_between(text, text) == ([Kept(0, 0, len(text))] if text else [])


def test_sentences_are_found_again_around_a_changed_one() -> None:
    old = "Open the network. Close the debate. Publish the result."
    new = "Open the network. Widen the debate. Publish the result."
    assert kept_between(old, new) == [Kept(0, 0, 18), Kept(23, 23, 32)]


def test_texts_too_unlike_to_compare_keep_their_common_ends(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(alignment, "_LARGEST_MATRIX", 1)
    old, new = "one two three four five", "one too tree four five"
    assert kept_between(old, new) == [Kept(0, 0, 3), Kept(13, 12, 10)]


def test_more_words_than_can_be_compared_are_refused() -> None:
    with pytest.raises(TextTooLong):
        kept_between("", "a " * 100_001)
    assert kept_between("", "a" * 200_000) == []


def test_long_texts_take_little_time_and_memory() -> None:
    old = " ".join(f"word{number}" for number in range(90_000))
    new = old.replace("word4", "other4")
    tracemalloc.start()
    started = time.process_time()
    kept_between(old, new)
    elapsed = time.process_time() - started
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert elapsed < 10
    assert peak < 200_000_000
