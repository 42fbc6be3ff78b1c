"""The matrix of votes: what it keeps of rows."""

from collections.abc import Sequence

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from consultations.analysis.votes import VoteMatrix

ROWS = st.lists(
    st.tuples(st.sampled_from(["a", "b", "c", "10", "9"]), st.integers(-3, 12), st.integers(-1, 1))
)


def cells(votes: VoteMatrix) -> dict[tuple[str, int], int]:
    return {
        (votes.participants[row], votes.statements[column]): value
        for row, column, value in zip(
            votes.row_of_each_vote().tolist(),
            votes.columns.tolist(),
            votes.values.tolist(),
            strict=True,
        )
    }


def last_votes(rows: Sequence[tuple[str, int, int]]) -> dict[tuple[str, int], int]:
    return {(participant, statement): vote for participant, statement, vote in rows}


@given(ROWS)
def test_the_last_vote_of_each_counts_and_a_pass_is_a_vote(
    rows: list[tuple[str, int, int]],
) -> None:
    votes = VoteMatrix.from_rows(rows)
    assert cells(votes) == last_votes(rows)
    assert list(votes.participants) == sorted({row[0] for row in rows})
    assert list(votes.statements) == sorted({row[1] for row in rows})


@given(ROWS, st.sets(st.integers(-3, 12)))
def test_without_statements_all_else_stays(
    rows: list[tuple[str, int, int]], dropped: set[int]
) -> None:
    votes = VoteMatrix.from_rows(rows).without_statements(dropped)
    assert cells(votes) == {
        cell: vote for cell, vote in last_votes(rows).items() if cell[1] not in dropped
    }
    assert list(votes.participants) == sorted({row[0] for row in rows})


@given(ROWS, st.randoms(use_true_random=False))
def test_some_participants_are_their_rows(rows: list[tuple[str, int, int]], random) -> None:  # type: ignore[no-untyped-def]
    votes = VoteMatrix.from_rows(rows)
    names = list(votes.participants)
    kept = random.sample(names, len(names) // 2)
    part = votes.of_participants(np.array([names.index(name) for name in kept], np.int64))
    assert list(part.participants) == kept
    assert cells(part) == {cell: vote for cell, vote in last_votes(rows).items() if cell[0] in kept}
