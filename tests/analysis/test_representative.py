"""What sets a group apart: held to a minimum of people and to a rate of false discoveries."""

import random

import numpy as np

from consultations.analysis.representative import consensus, count_votes, representative
from consultations.analysis.votes import Ints, VoteMatrix
from tests.analysis.conversations import Row, noise


def groups_of(votes: VoteMatrix, first: int) -> Ints:
    return np.array([int(n >= first) for n in range(len(votes.participants))])


def two_groups() -> list[Row]:
    """Ten people and ten: the first agree to 1, the others do not, all agree to 2, 3 is a coin."""
    generator = random.Random(1)
    rows = []
    for person in range(20):
        name = f"p{person:02d}"
        rows += [(name, 1, 1 if person < 10 else -1), (name, 2, 1)]
        rows.append((name, 3, generator.choice((1, -1))))
    return rows


def test_a_statement_that_sets_groups_apart_represents_both() -> None:
    votes = VoteMatrix.from_rows(two_groups())
    counts, _ = count_votes(votes, groups_of(votes, 10), 2)
    found = representative(counts, votes.statements)
    assert [
        [(one.statement, one.direction, one.successes, one.n) for one in group] for group in found
    ] == [
        [(1, "agree", 10, 10)],
        [(1, "disagree", 10, 10)],
    ]


def test_what_all_agree_to_is_consensus_and_sets_no_group_apart() -> None:
    votes = VoteMatrix.from_rows(two_groups())
    _, everybody = count_votes(votes, groups_of(votes, 10), 2)
    assert [
        (one.statement, one.direction, one.share) for one in consensus(everybody, votes.statements)
    ] == [(2, "agree", 1)]


def test_what_few_have_seen_represents_nobody() -> None:
    rows = two_groups() + [
        (f"p{n:02d}", 4, 1 if n < 10 else -1) for n in (0, 1, 2, 3, 10, 11, 12, 13)
    ]
    votes = VoteMatrix.from_rows(rows)
    counts, _ = count_votes(votes, groups_of(votes, 10), 2)
    assert 4 not in {
        one.statement for group in representative(counts, votes.statements) for one in group
    }
    assert 4 in {
        one.statement
        for group in representative(counts, votes.statements, polis_compatible=True)
        for one in group
    }


def test_few_statements_set_groups_apart_that_are_drawn_by_chance() -> None:
    named, named_by_polis = 0, 0
    for seed in range(10):
        votes = VoteMatrix.from_rows(noise(seed=seed, people=60, statements=40))
        counts, _ = count_votes(votes, groups_of(votes, 30), 2)
        named += sum(map(len, representative(counts, votes.statements)))
        named_by_polis += sum(
            map(len, representative(counts, votes.statements, polis_compatible=True))
        )
    # Of eight hundred tests each way.
    assert named <= 5 < named_by_polis


def test_people_in_no_group_count_among_all_alone() -> None:
    votes = VoteMatrix.from_rows([("a", 1, 1), ("b", 1, -1), ("c", 1, 0)])
    counts, everybody = count_votes(votes, np.array([0, -1, -1]), 1)
    assert (counts.agree.tolist(), counts.seen.tolist()) == ([[1]], [[1]])
    assert (everybody.agree.tolist(), everybody.disagree.tolist(), everybody.seen.tolist()) == (
        [[1]],
        [[1]],
        [[3]],
    )
