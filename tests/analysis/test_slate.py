"""Five statements that represent everyone."""

from itertools import combinations

import numpy as np

from consultations.analysis.opinion_result import Slate
from consultations.analysis.representative import count_votes
from consultations.analysis.slate import slate_of
from consultations.analysis.votes import VoteMatrix


def slate(approvals: list[set[int]], groups: list[int]) -> Slate:
    """Of people who saw all statements, and agree to these."""
    statements = sorted(set().union(*approvals))
    votes = VoteMatrix.from_rows(
        (f"p{n:03d}", statement, 1 if statement in agreed else -1)
        for n, agreed in enumerate(approvals)
        for statement in statements
    )
    labels = np.array(groups)
    counts, _ = count_votes(votes, labels, max(groups) + 1)
    return slate_of(votes, labels, counts)


def test_seats_are_in_proportion_to_the_camps() -> None:
    # 60, 20 and 20 people, each camp with five statements of its own.
    approvals = [set(range(1, 6))] * 60 + [set(range(11, 16))] * 20 + [set(range(21, 26))] * 20
    found = slate(approvals, [0] * 60 + [1] * 20 + [2] * 20)
    assert sorted(statement // 10 for statement in found.statements) == [0, 0, 0, 1, 2]
    assert [found.shares, found.observed] == [(1.0, 1.0, 1.0)] * 2
    assert found.saw == (60, 20, 20)


def test_five_statements_of_the_majority_are_not_the_slate_of_all() -> None:
    approvals = [{1, 2, 3, 4, 5}] * 80 + [{6}] * 20
    assert 6 in slate(approvals, [0] * 80 + [1] * 20).statements


def test_the_slate_is_worth_nearly_as_much_as_the_best() -> None:
    generator = np.random.default_rng(4)
    approvals = [set(np.flatnonzero(generator.random(9) < 0.3).tolist()) | {9} for _ in range(40)]

    def worth(chosen: tuple[int, ...]) -> float:
        return sum(
            sum(1 / n for n in range(1, len(agreed & set(chosen)) + 1)) for agreed in approvals
        )

    best = max(map(worth, combinations(sorted(set().union(*approvals)), 5)))
    assert worth(slate(approvals, [0] * 40).statements) >= 0.99 * best


def test_what_nobody_saw_counts_as_it_does_in_the_group() -> None:
    rows = [(f"p{n:03d}", 1, 1) for n in range(50)] + [(f"q{n:03d}", 2, -1) for n in range(50)]
    votes = VoteMatrix.from_rows(rows)
    labels = np.zeros(100, np.int64)
    counts, _ = count_votes(votes, labels, 1)
    found = slate_of(votes, labels, counts)
    # 50.5 of 52 would agree to the first; hardly anybody to the second.
    assert found.shares[0] > 0.98
    assert found.observed == (0,)


def test_people_in_no_group_choose_nothing() -> None:
    votes = VoteMatrix.from_rows([("a", 1, 1), ("b", 2, 1)])
    labels = np.array([-1, -1])
    counts, _ = count_votes(votes, labels, 0)
    assert slate_of(votes, labels, counts) == Slate((), (), (), ())
