"""Form letters are found, whatever few words were changed; short agreement is none."""

from zlib import crc32

from hypothesis import given
from hypothesis import strategies as st

from consultations.analysis.duplicates import same_texts

LETTER = (
    "We call on the government to keep the network open to everyone and to reject any rule that "
    "lets providers slow down or block lawful services for their own profit in any region"
)


def same(*texts: str) -> list[int]:
    hashed = [[crc32(word.encode()) for word in text.lower().split()] for text in texts]
    return [int(n) for n in same_texts(hashed)]


def test_a_letter_with_a_word_changed_is_the_same() -> None:
    changed = LETTER.replace("region", "country")
    assert same("Something else is said here by one who writes on their own", LETTER, changed) == [
        0,
        1,
        1,
    ]


def test_texts_of_their_own_are_not_the_same() -> None:
    others = [
        "Small firms carry the costs of rules on where data has to be stored",
        "Courts should order the removal of content and nobody else should do so",
    ]
    assert same(LETTER, *others) == [0, 1, 2]


def test_what_is_short_is_alike_by_chance() -> None:
    assert same("I agree with this", "I agree with this") == [0, 1]


def test_of_nothing_comes_nothing() -> None:
    assert same() == []
    assert same("") == [0]


@given(st.lists(st.lists(st.integers(0, 40), max_size=14), max_size=12))
def test_each_text_is_the_same_as_an_earlier_one_that_stands_for_itself(
    words: list[list[int]],
) -> None:
    first = same_texts(words)
    assert all(first[n] <= n and first[first[n]] == first[n] for n in range(len(words)))
    assert same_texts([*words, *words])[: len(words)].tolist() == first.tolist()
