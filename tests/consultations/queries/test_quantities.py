"""Sentences about how many of how many."""

import pytest
from django.utils import translation

from consultations.queries.quantities import few_voices_sentence, voices_sentence


@pytest.mark.parametrize(
    ("n", "of", "sentence"),
    [
        (1, 1, "The only voice"),
        (2, 3, "Two of three voices"),
        (4, 4, "All four voices"),
        (1, 12, "One voice of 12"),
        (2, 12, "A few voices, 2 of 12"),
        (4, 12, "Some voices, 4 of 12"),
        (6, 12, "About half of the voices, 6 of 12"),
        (9, 12, "Most voices, 9 of 12"),
        (11, 12, "Nearly all voices, 11 of 12"),
        (12, 12, "All 12 voices"),
    ],
)
def test_a_share_is_said_in_words_and_numbers(n: int, of: int, sentence: str) -> None:
    assert voices_sentence(n, of) == sentence


def test_there_is_a_sentence_for_every_part_of_a_small_group() -> None:
    with translation.override("en"):
        assert all(voices_sentence(n, of) for of in range(5) for n in range(of + 1))


@pytest.mark.parametrize(
    ("voices", "begins"), [(0, ""), (1, "One voice speaks here"), (4, "4 voices"), (5, "")]
)
def test_of_a_small_group_it_is_said_that_it_is_small(voices: int, begins: str) -> None:
    said = few_voices_sentence(voices)
    assert said.startswith(begins)
    assert bool(said) is bool(begins)
