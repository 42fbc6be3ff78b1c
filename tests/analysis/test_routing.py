"""Which statement comes next."""

from collections import Counter

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from consultations.analysis.routing import draw, importance, priority

PRIORITIES = st.dictionaries(st.integers(0, 50), st.floats(0, 100), min_size=1)


def test_a_statement_nobody_saw_has_the_priority_of_the_formula() -> None:
    # (1 - 1/2) * 1 * 1/2 = 1/4; nine times that, squared.
    assert importance(agreed=0, passed=0, seen=0, extremity=0) == 0.25
    assert priority(agreed=0, passed=0, seen=0) == 2.25**2


def test_what_is_agreed_to_comes_before_what_is_passed_on() -> None:
    agreed = priority(agreed=9, passed=0, seen=10, extremity=0.5)
    assert agreed > priority(agreed=1, passed=8, seen=10, extremity=0.5)


def test_what_divides_comes_before_what_does_not() -> None:
    assert priority(agreed=5, passed=0, seen=10, extremity=2) > priority(
        agreed=5, passed=0, seen=10, extremity=0
    )


def test_what_few_have_seen_comes_first() -> None:
    priorities = [priority(agreed=n // 2, passed=0, seen=n, extremity=1) for n in (2, 10, 50)]
    assert priorities == sorted(priorities, reverse=True)


@given(PRIORITIES, st.integers(0, 1000))
def test_a_draw_is_one_of_the_statements_and_the_same_again(
    priorities: dict[int, float], seed: int
) -> None:
    drawn = draw(priorities, seed)
    assert drawn in priorities
    assert draw(dict(reversed(priorities.items())), seed) == drawn


def test_draws_are_in_proportion() -> None:
    counts = Counter(draw({1: 1.0, 2: 3.0, 3: 0.0}, n) for n in range(4000))
    assert counts[3] == 0
    assert counts[2] / 4000 == pytest.approx(0.75, abs=0.02)


@given(PRIORITIES, st.integers(0, 1000), st.data())
def test_what_was_not_drawn_changes_nothing_when_it_goes_or_is_worth_less(
    priorities: dict[int, float], seed: int, data: st.DataObject
) -> None:
    drawn = draw(priorities, seed)
    assert drawn is not None
    assume(priorities[drawn] > 0)
    others = sorted(set(priorities) - {drawn})
    gone = data.draw(st.sets(st.sampled_from(others)) if others else st.just(set()))
    less = {each: worth / 2 for each, worth in priorities.items() if each not in {drawn, *gone}}
    assert draw({drawn: priorities[drawn], **less}, seed) == drawn


def test_a_draw_seldom_changes_when_priorities_do_a_little() -> None:
    before = {n: 1 + n / 10 for n in range(30)}
    after = {n: worth * (1.02 if n % 2 else 0.98) for n, worth in before.items()}
    changed = sum(draw(before, seed) != draw(after, seed) for seed in range(1000))
    assert changed < 40


def test_of_no_statements_none_is_drawn() -> None:
    assert draw({}, 1) is None


@pytest.mark.parametrize("worth", [-1.0, float("inf")])
def test_a_priority_that_is_none_is_refused(worth: float) -> None:
    with pytest.raises(ValueError, match="a priority"):
        draw({1: worth}, 1)
