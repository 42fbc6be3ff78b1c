"""Shares with their uncertainty, against published figures and laws."""

from statistics import geometric_mean as exact_geometric_mean

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consultations.analysis.statistics import (
    discoveries,
    geometric_mean,
    least_over_groups,
    proportion_z,
    two_proportion_z,
    upper_tail,
    wilson_interval,
)

COUNTS = st.integers(0, 300).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@pytest.mark.parametrize(
    ("successes", "n", "interval"),
    [
        # Newcombe 1998, table I, method 3.
        (81, 263, (0.2553, 0.3662)),
        (15, 148, (0.0624, 0.1605)),
        (0, 20, (0.0, 0.1611)),
        (1, 29, (0.0061, 0.1718)),
    ],
)
def test_the_wilson_interval_is_the_published_one(
    successes: int, n: int, interval: tuple[float, float]
) -> None:
    assert wilson_interval(successes, n) == pytest.approx(interval, abs=5e-5)


@given(COUNTS)
def test_the_wilson_interval_holds_the_share_and_lies_within_0_and_1(
    counts: tuple[int, int],
) -> None:
    successes, n = counts
    low, high = wilson_interval(successes, n)
    assert 0 <= low <= (successes / n if n else 0.5) <= high <= 1


@given(COUNTS)
def test_the_wilson_interval_of_the_others_is_its_mirror(counts: tuple[int, int]) -> None:
    successes, n = counts
    low, high = wilson_interval(successes, n)
    assert wilson_interval(n - successes, n) == pytest.approx((1 - high, 1 - low))


@pytest.mark.parametrize(("successes", "n"), [(-1, 5), (6, 5), (1, 0)])
def test_impossible_counts_are_refused(successes: int, n: int) -> None:
    with pytest.raises(ValueError, match="between 0 and n"):
        wilson_interval(successes, n)


def test_a_share_is_tested_against_one_half() -> None:
    assert proportion_z(60, 100) == pytest.approx(2.0)
    assert proportion_z(0, 0) == 0


def test_two_shares_are_tested_against_each_other() -> None:
    assert two_proportion_z(30, 100, 20, 100) == pytest.approx(1.6330, abs=1e-4)
    assert two_proportion_z(5, 5, 0, 0) == two_proportion_z(5, 5, 9, 9) == 0


@given(COUNTS, COUNTS)
def test_two_shares_exchanged_give_the_opposite(
    one: tuple[int, int], other: tuple[int, int]
) -> None:
    assert two_proportion_z(*one, *other) == pytest.approx(-two_proportion_z(*other, *one))


def test_the_tail_is_that_of_the_normal_distribution() -> None:
    assert upper_tail(1.959964) == pytest.approx(0.025, abs=1e-7)


def test_discoveries_are_those_of_the_original_example() -> None:
    # Benjamini and Hochberg 1995, section 3.2, at 0.05: the first four.
    p_values = [
        *(0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344),
        *(0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0),
    ]
    assert discoveries(p_values[::-1], 0.05) == [False] * 11 + [True] * 4
    assert discoveries([]) == []


@given(st.lists(st.floats(0.001, 1), min_size=1, max_size=8))
def test_the_geometric_mean_lies_between_the_least_and_the_mean(shares: list[float]) -> None:
    found = geometric_mean(shares)
    assert found == pytest.approx(exact_geometric_mean(shares))
    assert min(shares) * (1 - 1e-9) <= found <= sum(shares) / len(shares) * (1 + 1e-9)


def test_the_geometric_mean_with_a_zero_is_zero_and_of_nothing_there_is_none() -> None:
    assert geometric_mean([0.5, 0]) == 0
    for values in ([], [-0.1, 0.5]):
        with pytest.raises(ValueError, match="geometric mean"):
            geometric_mean(values)


def test_the_least_over_groups_leaves_out_who_said_nothing() -> None:
    assert least_over_groups([(9, 10), (0, 0), (3, 4)]) == 0.75
    assert least_over_groups([(0, 0)]) is None
