"""The plane of the votes, against a textbook computation on a full matrix."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from consultations.analysis.plane import Plane, plane_of
from consultations.analysis.votes import Floats, VoteMatrix
from tests.analysis.conversations import Row, conversation

CONVERSATIONS = st.builds(
    conversation,
    seed=st.integers(0, 10_000),
    sizes=st.just((14, 9)),
    # Up to 60 statements all components are found at once, above only two.
    statements=st.sampled_from([5, 20, 70]),
    asked=st.sampled_from([0.5, 1.0]),
)


def full_matrix(votes: VoteMatrix) -> Floats:
    """A missing vote is not a number."""
    matrix = np.full(votes.shape, np.nan)
    matrix[votes.row_of_each_vote(), votes.columns] = votes.values
    return matrix


def textbook(matrix: Floats) -> tuple[Floats, Floats, Floats]:
    """Means, two components by a full singular value decomposition, projections."""
    means = np.nanmean(matrix, axis=0)
    imputed = np.where(np.isnan(matrix), means, matrix)
    axes = np.linalg.svd(imputed - means)[2][:2]
    votes = (~np.isnan(matrix)).sum(axis=1)
    observed = np.where(np.isnan(matrix), 0, matrix - means)
    scale = np.sqrt(matrix.shape[1] / votes)
    return means, axes, (observed @ axes.T) * scale[:, np.newaxis]


@given(CONVERSATIONS)
@settings(max_examples=20)
def test_the_sparse_plane_is_that_of_the_full_matrix(rows: list[Row]) -> None:
    votes = VoteMatrix.from_rows(rows)
    plane = plane_of(votes)
    means, axes, positions = textbook(full_matrix(votes))
    signs = np.sign((axes * plane.axes).sum(axis=1))
    assert np.abs(plane.means - means).max() < 1e-12
    assert np.abs(plane.axes - signs[:, np.newaxis] * axes).max() < 1e-7
    assert np.abs(plane.positions - signs * positions).max() < 1e-6


def test_a_statement_lies_where_somebody_would_who_agrees_to_it_alone() -> None:
    rows = conversation()
    plane = plane_of(VoteMatrix.from_rows(rows))
    place = plane.axes[:, 3] * (1 - plane.means[3]) * np.sqrt(14)
    assert plane.statement_positions[3] == pytest.approx(place)
    assert plane.extremity[3] == pytest.approx(np.linalg.norm(place))


def test_statements_passed_by_all_change_the_scale_and_nothing_else() -> None:
    votes = VoteMatrix.from_rows(conversation())
    plain, scaled = plane_of(votes), plane_of(votes, passed_by_all=10)
    voted = votes.votes_by_participant[:, np.newaxis]
    assert np.array_equal(plain.axes, scaled.axes)
    factor = np.sqrt(24 / (voted + 10)) / np.sqrt(14 / voted)
    assert np.abs(scaled.positions - plain.positions * factor).max() < 1e-12


def length_of_axes(plane: Plane) -> list[float]:
    return [round(float(np.linalg.norm(axis)), 9) for axis in plane.axes]


def test_where_votes_differ_in_one_way_only_there_is_one_direction() -> None:
    rows = [(f"p{n}", statement, 1 if n < 3 else -1) for n in range(7) for statement in range(4)]
    assert length_of_axes(plane_of(VoteMatrix.from_rows(rows))) == [1, 0]


@pytest.mark.parametrize("statements", [1, 4, 80])
def test_where_all_vote_alike_there_is_no_direction(statements: int) -> None:
    rows = [(f"p{n}", statement, 1) for n in range(7) for statement in range(statements)]
    plane = plane_of(VoteMatrix.from_rows(rows))
    assert length_of_axes(plane) == [0, 0]
    assert not plane.positions.any()
