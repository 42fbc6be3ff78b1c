"""What the benchmark of the engine holds: a merge is right, or it is refused."""

from principles.text.merge import merge
from tests.benchmarks.engine import drawn_pairs, ours


def test_no_merge_is_wrong_by_an_oracle_that_knows_nothing_of_the_engine() -> None:
    for pair in drawn_pairs(400):
        assert ours(pair) == pair.merged


def test_the_oracle_draws_both_kinds_of_pairs() -> None:
    kinds = [pair.merged is None for pair in drawn_pairs(100)]
    assert 20 < sum(kinds) < 80


def test_a_pair_that_can_be_merged_is_more_than_either_of_the_two() -> None:
    pair = next(pair for pair in drawn_pairs(100) if pair.merged is not None)
    assert merge(pair.base, {1: pair.texts[0]}).text == pair.texts[0] != pair.merged
