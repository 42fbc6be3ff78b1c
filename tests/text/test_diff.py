"""Differences: exact on both sides, and in phrases."""

import itertools
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from principles.text.diff import (
    MOST_WORDS,
    Span,
    TextTooLong,
    apply_spans,
    diff,
    original_of,
    shorten,
)
from tests.machine import slowness

WORDS = st.lists(
    st.sampled_from(["the", "a", "law", "open", "state", "data", ",", ".", "\n\n", "数", "café"])
)
TEXTS = st.text() | WORDS.map(" ".join)


@given(TEXTS, TEXTS)
@settings(max_examples=500)
def test_the_spans_give_both_texts_back_exactly(old: str, new: str) -> None:
    spans = diff(old, new)
    assert original_of(spans) == old
    assert apply_spans(spans) == new


@given(TEXTS)
def test_a_text_does_not_differ_from_itself(text: str) -> None:
    assert diff(text, text) == ([Span("same", text)] if text else [])


@given(TEXTS, TEXTS)
def test_no_two_spans_of_a_kind_touch_and_deletions_come_first(old: str, new: str) -> None:
    kinds = [span.kind for span in diff(old, new)]
    pairs = set(itertools.pairwise(kinds))
    assert pairs <= {
        ("same", "delete"),
        ("same", "insert"),
        ("delete", "insert"),
        ("delete", "same"),
        ("insert", "same"),
    }


def kinds_and_texts(old: str, new: str) -> list[tuple[str, str]]:
    return [(span.kind, span.text) for span in diff(old, new)]


def test_a_changed_word_is_shown_in_its_sentence() -> None:
    assert kinds_and_texts("States should act.", "States must act.") == [
        ("same", "States "),
        ("delete", "should"),
        ("insert", "must"),
        ("same", " act."),
    ]


def test_a_replaced_phrase_is_one_change_not_confetti() -> None:
    assert kinds_and_texts(
        "Keep protection of privacy and security strong.",
        "Keep guarantees for rights and remedies strong.",
    ) == [
        ("same", "Keep "),
        ("delete", "protection of privacy and security"),
        ("insert", "guarantees for rights and remedies"),
        ("same", " strong."),
    ]


def test_a_lone_stop_word_does_not_part_two_changes() -> None:
    assert kinds_and_texts("the tall mast of the old ship", "the wide deck of the new boat") == [
        ("same", "the "),
        ("delete", "tall mast of the old ship"),
        ("insert", "wide deck of the new boat"),
    ]


def test_an_insertion_begins_with_its_word_and_not_with_a_space() -> None:
    assert kinds_and_texts("Keep all records.", "Keep all public records.") == [
        ("same", "Keep all "),
        ("insert", "public "),
        ("same", "records."),
    ]
    assert kinds_and_texts("Keep all public records.", "Keep all records.") == [
        ("same", "Keep all "),
        ("delete", "public "),
        ("same", "records."),
    ]


def test_a_word_at_the_beginning_is_the_same_word_further_on() -> None:
    assert kinds_and_texts("Records are kept.", "All Records are kept.") == [
        ("insert", "All "),
        ("same", "Records are kept."),
    ]


def test_a_single_shared_han_character_does_not_part_two_changes() -> None:
    assert kinds_and_texts("保护数据安全", "分享数字知识") == [
        ("delete", "保护数据安全"),
        ("insert", "分享数字知识"),
    ]


def test_ten_thousand_words_are_compared_while_the_reader_does_not_notice() -> None:
    old = " ".join(f"Word {number} stands here." for number in range(2_500))
    new = old.replace("Word 1", "Term 1")
    started = time.process_time()
    diff(old, new)
    assert time.process_time() - started < 0.5 * slowness()


def test_paragraphs_stay_apart() -> None:
    spans = kinds_and_texts("One two.\n\nThree four.", "Five six.\n\nSeven eight.")
    assert ("same", ".\n\n") in spans


def test_insertions_and_deletions_alone_are_one_span() -> None:
    assert kinds_and_texts("", "new") == [("insert", "new")]
    assert kinds_and_texts("old", "") == [("delete", "old")]


def test_too_many_words_are_refused_quickly() -> None:
    started = time.process_time()
    with pytest.raises(TextTooLong):
        diff("word " * (MOST_WORDS + 1), "word")
    assert time.process_time() - started < 2 * slowness()


def test_one_endless_word_is_no_burden() -> None:
    assert kinds_and_texts("a" * 1_000_000, "b") == [("delete", "a" * 1_000_000), ("insert", "b")]


def test_long_unchanged_runs_are_left_out_but_kept_in_the_gap() -> None:
    old = "one two three four five six seven eight nine ten eleven twelve"
    spans = shorten(diff(old, old.replace("twelve", "12")), context_words=2)
    assert [(span.kind, span.text) for span in spans] == [
        ("gap", "one two three four five six seven eight nine "),
        ("same", "ten eleven "),
        ("delete", "twelve"),
        ("insert", "12"),
    ]


@given(TEXTS, TEXTS, st.integers(1, 5))
def test_shortening_loses_nothing(old: str, new: str, words: int) -> None:
    spans = shorten(diff(old, new), words)
    whole = [Span("same", s.text) if s.kind == "gap" else s for s in spans]
    assert (original_of(whole), apply_spans(whole)) == (old, new)
