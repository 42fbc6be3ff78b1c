"""Laws of anchors: whatever is done to a text, words keep their place or have none."""

import unicodedata
from typing import Literal

from hypothesis import assume, given, settings
from hypothesis import strategies as st
from rapidfuzz import fuzz

from principles.text.anchors import SURVIVING, Found, Quote, carry, find, locate, quote_at
from principles.text.tokens import splits_word

# Words, twins and near twins of them, signs, and what is written without spaces or by joining.
PIECES = st.sampled_from(
    [
        *("the", "Robin", "Robinson", "robin", "states", "should", "must", "protect", "privacy"),
        *("café", "cafe\u0301", "liberté", "10", "10,000", "don't", "a_b", "a"),
        *(".", ",", ". ", ": ", " ", "  ", "\n", "\n\n", "-", "'"),
        *(
            "数",
            "据",
            "隐私",
            "ความ",
            "ก้",
            "الدول",
            "حماية",
            "می\u200cخواهم",
            "한국",
            "\u1100\u1161",
        ),
        *("👍", "👍🏽", "👨\u200d👩\u200d👧", "🇫🇷", "🇬🇫", "\u0301", "\ufe0f"),
    ]
)
TEXTS = st.text(max_size=40) | st.lists(PIECES | st.just(" "), max_size=40).map("".join)
type Form = Literal["NFC", "NFD"]
FORMS: st.SearchStrategy[Form] = st.sampled_from(["NFC", "NFD"])
# Sentences of words that occur nowhere else, so that there is one right answer.
_VOICES = ["States", "Companies", "Schools", "Courts", "Users", "Towns", "Clinics", "Labs"]


def sentence(number: int, words: int = 8) -> str:
    own = " ".join(f"w{number}x{place}" for place in range(words))
    return f"{_VOICES[number % len(_VOICES)]} should {own}."


@st.composite
def passages(draw: st.DrawFn, texts: st.SearchStrategy[str] = TEXTS) -> tuple[str, int, int]:
    """A text and a stretch of whole words of it, without space around."""
    text = draw(texts.filter(str.strip))
    start = draw(st.integers(0, len(text) - 1))
    end = draw(st.integers(start + 1, len(text)))
    assume(not splits_word(text, start) and not splits_word(text, end))
    assume(text[start:end] == text[start:end].strip())
    return text, start, end


def begins_and_ends_words(text: str, found: Found) -> bool:
    return not splits_word(text, found.start) and not splits_word(text, found.end)


def letters(text: str) -> str:
    return "".join(unicodedata.normalize("NFC", text).split())


@given(TEXTS, TEXTS, st.data())
@settings(max_examples=1000)
def test_carried_words_begin_and_end_where_words_do_and_are_like_what_they_were(
    old: str, new: str, data: st.DataObject
) -> None:
    start = data.draw(st.integers(0, len(old)))
    end = data.draw(st.integers(start, len(old)))
    found = carry(old, new, start, end)
    if found is None:
        return
    assert 0 <= found.start < found.end <= len(new)
    assert begins_and_ends_words(new, found)
    assert SURVIVING <= found.confidence <= 1
    while splits_word(old, start):
        start -= 1
    while splits_word(old, end):
        end += 1
    likeness = fuzz.ratio(letters(old[start:end]), letters(new[found.start : found.end])) / 100
    assert likeness >= SURVIVING - 0.001


@given(TEXTS, TEXTS, TEXTS, TEXTS)
@settings(max_examples=1000)
def test_located_words_begin_and_end_where_words_do(
    text: str, exact: str, prefix: str, suffix: str
) -> None:
    found = locate(text, Quote(exact, prefix, suffix))
    if found is not None:
        assert 0 <= found.start < found.end <= len(text)
        assert begins_and_ends_words(text, found)
        assert SURVIVING <= found.confidence <= 1


@given(passages())
@settings(max_examples=500)
def test_carrying_over_the_same_text_is_identity(passage: tuple[str, int, int]) -> None:
    text, start, end = passage
    assert carry(text, text, start, end) == Found(start, end, 1.0)


@given(passages(), FORMS)
@settings(max_examples=500)
def test_another_encoding_of_the_text_changes_only_offsets(
    passage: tuple[str, int, int], form: Form
) -> None:
    text, start, end = passage
    other = unicodedata.normalize(form, text)
    found = carry(text, other, start, end)
    assert found is not None
    assert found.confidence == 1
    there = other[found.start : found.end]
    assert letters(there) == letters(text[start:end])


@given(passages(), FORMS)
@settings(max_examples=500)
def test_a_quote_in_another_encoding_is_found_where_the_quote_itself_is(
    passage: tuple[str, int, int], form: Form
) -> None:
    text, start, end = passage
    quote = quote_at(text, start, end)
    encoded = Quote(
        *(unicodedata.normalize(form, part) for part in (quote.exact, quote.prefix, quote.suffix))
    )
    assert find(text, encoded) == find(text, quote)


EDITS = st.lists(
    st.tuples(st.sampled_from(["keep", "drop", "rewrite", "add"]), st.integers(50, 60)),
    min_size=6,
    max_size=6,
)


@given(EDITS, st.integers(0, 5), st.data())
@settings(max_examples=500)
def test_words_whose_sentence_stays_are_found_exactly_whatever_happens_around_it(
    edits: list[tuple[str, int]], kept: int, data: st.DataObject
) -> None:
    sentences = [sentence(number) for number in range(6)]
    after: list[str] = []
    for number, (edit, other) in enumerate(edits):
        if number == kept or edit in {"keep", "add"}:
            after.append(sentences[number])
        if number != kept and edit in {"rewrite", "add"}:
            after.append(sentence(other))
    words = sentences[kept].rstrip(".").split()
    first = data.draw(st.integers(2, len(words) - 1))
    last = data.draw(st.integers(first, len(words) - 1))
    quote = " ".join(words[first : last + 1])
    old, new = " ".join(sentences), "\n\n".join(after)
    start = old.index(quote)
    found = carry(old, new, start, start + len(quote))
    assert found is not None
    assert new[found.start : found.end] == quote
    assert found.confidence >= 0.9


@given(st.permutations(range(5)), st.integers(0, 4), st.integers(2, 6))
def test_words_are_found_wherever_their_paragraph_has_moved(
    order: list[int], moved: int, length: int
) -> None:
    sentences = [sentence(number) for number in range(5)]
    old = "\n\n".join(sentences)
    new = "\n\n".join(sentences[number] for number in order)
    quote = " ".join(sentences[moved].split()[2 : 2 + length])
    start = old.index(quote)
    found = carry(old, new, start, start + len(quote))
    assert found is not None
    assert new[found.start : found.end] == quote
    assert found.confidence >= 0.8


@given(st.lists(st.sampled_from(_VOICES), min_size=2, max_size=6, unique=True), st.data())
def test_twins_never_take_each_others_comments(voices: list[str], data: st.DataObject) -> None:
    """One sentence goes; the comment on its words must not land in a sentence like it."""
    sentences = [f"{voice} should protect privacy in what they do." for voice in voices]
    gone = data.draw(st.integers(0, len(voices) - 1))
    words = data.draw(
        st.sampled_from(["privacy", "protect privacy", "protect privacy in what they"])
    )
    for number in range(len(voices)):
        old = " ".join(sentences)
        new = " ".join(sentences[:gone] + sentences[gone + 1 :])
        start = sum(len(each) + 1 for each in sentences[:number])
        start = old.index(words, start)
        found = carry(old, new, start, start + len(words))
        if number == gone:
            assert found is None
        else:
            assert found is not None
            expected = start - (len(sentences[gone]) + 1 if number > gone else 0)
            assert (found.start, found.confidence) == (expected, 1.0)


WORDS = st.sampled_from(["the", "Robin", "Robinson", "states", "should", "protect", "must", "数"])


@given(st.lists(WORDS, min_size=4, max_size=30), st.data())
@settings(max_examples=500)
def test_renaming_a_word_elsewhere_changes_no_place(words: list[str], data: st.DataObject) -> None:
    first = data.draw(st.integers(0, len(words) - 1))
    last = data.draw(st.integers(first, min(len(words) - 1, first + 5)))
    quoted = words[first : last + 1]
    renamed = data.draw(st.sampled_from(words))
    assume(renamed not in quoted)
    after = ["zebra" if word == renamed else word for word in words]
    old, new, exact = " ".join(words), " ".join(after), " ".join(quoted)
    start = len(" ".join([*words[:first], ""]))
    found = carry(old, new, start, start + len(exact))
    if found is not None:
        place = len(" ".join([*after[:first], ""]))
        assert (found.start, found.end) == (place, place + len(exact))
