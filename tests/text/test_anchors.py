"""Anchors: found again when sure, orphaned when not."""

import time

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from principles.text.anchors import Found, Loss, Quote, carry, find, follow, locate, quote_at
from principles.text.tokens import splits_word
from tests.machine import slowness

TEXT = (
    "States should protect privacy online. Companies should protect privacy in their products. "
    "Schools need a fast connection, and so do clinics in remote places."
)


def words_at(text: str, found: Found | None) -> str | None:
    return text[found.start : found.end] if found else None


def quote_of(text: str, words: str, occurrence: int = 1) -> tuple[int, int]:
    start = -1
    for _ in range(occurrence):
        start = text.index(words, start + 1)
    return start, start + len(words)


@given(st.text(min_size=1), st.data())
def test_words_located_in_their_own_text_are_where_they_were_or_unknown(
    text: str, data: st.DataObject
) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    assume(not splits_word(text, start) and not splits_word(text, end))
    found = locate(text, quote_at(text, start, end))
    if found is not None:
        assert text[found.start : found.end] == text[start:end]


@given(st.text(max_size=60), st.text(max_size=60), st.data())
def test_carried_words_lie_within_the_new_text(old: str, new: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(old)))
    end = data.draw(st.integers(start, len(old)))
    found = carry(old, new, start, end)
    if found is not None:
        assert 0 <= found.start < found.end <= len(new)
        assert 0 <= found.confidence <= 1


def test_the_surroundings_tell_twins_apart() -> None:
    for occurrence in (1, 2):
        start, end = quote_of(TEXT, "protect privacy", occurrence)
        assert locate(TEXT, quote_at(TEXT, start, end)) == Found(start, end, 1.0)


def test_twins_without_surroundings_are_not_guessed_between() -> None:
    assert locate(TEXT, Quote("protect privacy")) is None


def test_robin_never_lands_in_robinson() -> None:
    assert locate("Robinson said so.", Quote("Robin")) is None
    assert words_at("Robinson met Robin.", locate("Robinson met Robin.", Quote("Robin"))) == "Robin"


def test_a_short_quote_whose_sentence_is_gone_does_not_jump_to_its_twin() -> None:
    start, end = quote_of(TEXT, "protect privacy", 1)
    new = TEXT.replace("States should protect privacy online. ", "")
    assert carry(TEXT, new, start, end) is None


def test_words_that_stay_are_carried_past_changes_before_them() -> None:
    start, end = quote_of(TEXT, "a fast connection")
    new = TEXT.replace("States should", "Governments, at every level, should")
    assert words_at(new, carry(TEXT, new, start, end)) == "a fast connection"


def test_a_passage_with_a_changed_word_is_carried_with_less_confidence() -> None:
    start, end = quote_of(TEXT, "Schools need a fast connection, and so do clinics")
    new = TEXT.replace("fast", "reliable")
    found = carry(TEXT, new, start, end)
    assert words_at(new, found) == "Schools need a reliable connection, and so do clinics"
    assert found is not None
    assert 0.6 <= found.confidence < 1


def test_a_moved_sentence_is_found_by_its_words() -> None:
    sentence = "Schools need a fast connection, and so do clinics in remote places."
    start, end = quote_of(TEXT, sentence)
    new = sentence + " Everything else was written anew, from beginning to end."
    assert words_at(new, carry(TEXT, new, start, end)) == sentence


def test_a_long_quote_with_small_changes_is_found_by_likeness() -> None:
    quote = Quote("Schools need a fast connection and so do the clinics in remote places")
    assert words_at(TEXT, locate(TEXT, quote)) == (
        "Schools need a fast connection, and so do clinics in remote places"
    )


@pytest.mark.parametrize("words", ["", "   ", "not a word of this is there at all", "xyz"])
def test_what_is_not_there_is_not_found(words: str) -> None:
    assert locate(TEXT, Quote(words)) is None


def test_two_places_equally_alike_are_not_guessed_between() -> None:
    text = "Publish the yearly audit in full now.\nPublish the yearly audit in full soon."
    assert locate(text, Quote("Publish the yearly audits in full")) is None


def test_chinese_words_are_found_between_characters() -> None:
    text = "各国应当支持开放的数据流动,同时保护隐私。"
    start, end = quote_of(text, "数据流动")
    new = text.replace("各国", "各国政府和企业")
    assert words_at(new, carry(text, new, start, end)) == "数据流动"


def test_a_long_quote_is_found_word_by_word() -> None:
    sentences = [
        f"Rule {number} is for those who run network {number}, or use it." for number in range(40)
    ]
    text = "At first, nothing. " + " ".join(sentences)
    quote = Quote(" ".join(sentences[2:32]).replace("those who run", "all who run"))
    start = text.index("Rule 2 is")
    end = text.index("Rule 32 is") - 1
    found = locate(text, quote)
    assert found is not None
    assert (found.start, found.end) == (start, end)
    assert locate("Something else. " * 200, quote) is None


def test_a_word_that_is_everywhere_is_refused_quickly() -> None:
    started = time.process_time()
    assert locate("a " * 45_000, Quote("a", "b ", " c")) is None
    assert time.process_time() - started < 2 * slowness()


def test_a_place_more_like_a_twins_that_has_lost_its_own_is_left_to_the_twin() -> None:
    """The diff pairs the first sentence with what stays of the second, for more stays so."""
    twice = "All protect privacy. All protect privacy."
    old = "Keep it open in towns. Keep it open in towns. " + twice
    new = "open in towns. Keep it open in towns. " + twice.replace("protect ", "", 1)
    assert carry(old, new, 0, len("Keep it")) is None


def test_a_moved_passage_of_many_words_is_found_although_some_changed() -> None:
    rules = " ".join(f"Rule {number} binds all who run network {number}." for number in range(40))
    rest = " ".join(f"Article {number} stays as it was before." for number in range(80))
    new = rest + "\n\n" + rules.replace("Rule 7 binds all", "Rule 7 binds only those")
    found = carry(rules + "\n\n" + rest, new, 0, len(rules))
    assert found is not None
    assert (found.start, found.end) == (len(rest) + 2, len(new))


def test_a_passage_that_begins_or_ends_within_a_word_is_taken_to_mean_the_word() -> None:
    start, end = TEXT.index("chools need a fas"), TEXT.index("t connection")
    new = "First of all: " + TEXT
    assert words_at(new, carry(TEXT, new, start, end)) == "Schools need a fast"


def test_a_stretch_alike_ends_without_the_full_stop_behind_it() -> None:
    text = "Above all: keep every record of a transfer. Then rest."
    found = locate(text, Quote("keep each record of a transfer"))
    assert words_at(text, found) == "keep every record of a transfer"


def test_the_reason_is_told_where_there_is_no_place() -> None:
    assert find(TEXT, Quote("protect privacy")) is Loss.AMBIGUOUS
    assert find(TEXT, Quote("protect secrets")) is Loss.GONE
    assert find(TEXT, Quote(" ")) is Loss.GONE
    assert follow(TEXT, "Nothing is left.", *quote_of(TEXT, "a fast connection")) is Loss.GONE


def test_exactly_means_no_words_only_alike() -> None:
    quote = Quote("Schools need a fast connection and so do the clinics in remote places")
    assert find(TEXT, quote, exactly=True) is Loss.GONE
    assert isinstance(find(TEXT, quote), Found)


def test_a_twin_that_keeps_its_own_place_claims_no_other() -> None:
    old = "First, towns share data freely. In the second place courts share data, we think."
    new = "First, towns share data freely. In the second place towns share data freely, we think."
    start, end = quote_of(old, "share data", 2)
    found = carry(old, new, start, end)
    assert found is not None
    assert found.start == quote_of(new, "share data", 2)[0]
