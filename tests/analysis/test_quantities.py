"""Words for quantities."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consultations.analysis.quantities import (
    FEWEST_VOICES,
    Quantity,
    percent_reached,
    quantity,
    whole_percent,
)

ORDER = list(Quantity)


@pytest.mark.parametrize(
    ("n", "of", "word"),
    [
        (0, 5, Quantity.NONE),
        (1, 5, Quantity.ONE),
        (1, 100, Quantity.ONE),
        (19, 100, Quantity.FEW),
        (20, 100, Quantity.SOME),
        (44, 100, Quantity.SOME),
        (45, 100, Quantity.HALF),
        (55, 100, Quantity.HALF),
        (56, 100, Quantity.MOST),
        (89, 100, Quantity.MOST),
        (90, 100, Quantity.NEARLY_ALL),
        (99, 100, Quantity.NEARLY_ALL),
        (5, 5, Quantity.ALL),
    ],
)
def test_each_threshold_is_where_it_is_said_to_be(n: int, of: int, word: Quantity) -> None:
    assert quantity(n, of) is word


@pytest.mark.parametrize("of", range(FEWEST_VOICES))
def test_nothing_is_claimed_of_fewer_than_five(of: int) -> None:
    assert [quantity(n, of) for n in range(of + 1)] == [None] * (of + 1)


@pytest.mark.parametrize(("n", "of"), [(-1, 5), (6, 5), (1, 0)])
def test_more_than_all_is_no_quantity(n: int, of: int) -> None:
    with pytest.raises(ValueError, match="of"):
        quantity(n, of)


@given(
    st.integers(FEWEST_VOICES, 2000).flatmap(lambda of: st.tuples(st.integers(1, of), st.just(of)))
)
def test_more_voices_never_make_a_smaller_word(case: tuple[int, int]) -> None:
    n, of = case
    less, more = quantity(n - 1, of), quantity(n, of)
    assert less is not None
    assert more is not None
    assert ORDER.index(less) <= ORDER.index(more)


@given(st.integers(1, 9999).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of))))
def test_only_all_are_a_hundred_percent_and_only_none_are_zero(case: tuple[int, int]) -> None:
    n, of = case
    assert percent_reached(n / of) == percent_reached(Fraction(n, of))
    for percent in (whole_percent, percent_reached):
        assert (percent(n / of) == 100) == (n == of)
        assert (percent(n / of) == 0) == (n == 0)
    if 0 < 100 * n < of or 99 * of < 100 * n < 100 * of:
        return
    assert abs(whole_percent(n / of) - 100 * n / of) < 0.501
    assert percent_reached(n / of) == 100 * n // of
