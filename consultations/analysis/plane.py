"""The two directions in which votes differ most, and where people and statements lie along them.

Principal components of the votes with a missing vote taken as the mean of its statement: after
centring such a cell is exactly 0, so they are the right singular vectors of a sparse matrix.
Projections are scaled up for who voted on little (Small et al., "Polis", Recerca 2021).
"""

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.linalg import LinearOperator, eigsh

from consultations.analysis.votes import PASSES, Floats, VoteMatrix

# Up to so many statements all components are found at once, above them only the first two.
FEW_STATEMENTS = 60
# Of the variance along the first direction; what is below is rounding.
NOTHING = 1e-9
# Kept between restarts; with more, a rough answer costs as much as a fine one.
LANCZOS_VECTORS = 12


@dataclass(frozen=True, eq=False, slots=True)
class Plane:
    """Of n participants and m statements: `means` (m,), `axes` (2, m) of length 1 or 0, the
    `positions` of people (n, 2) and of statements (m, 2).
    """

    means: Floats
    axes: Floats
    positions: Floats
    statement_positions: Floats

    @property
    def extremity(self) -> Floats:
        """How far from the origin it would put somebody to agree to a statement alone (m,)."""
        return np.asarray(np.hypot(*self.statement_positions.T))


def plane_of(votes: VoteMatrix, *, passed_by_all: int = 0, tolerance: float = 0) -> Plane:
    """`passed_by_all` statements more count as if everybody had passed on them, as Polis counts
    those that are moderated out; that changes the scale, person by person, and nothing else.

    `tolerance` is how far, relative to its variance, an axis may be from its end; 0 is rounding.
    """
    statements = len(votes.statements)
    voted = np.bincount(votes.columns, minlength=statements)
    sums = np.bincount(votes.columns, votes.values, minlength=statements)
    means = sums / np.maximum(voted, 1)
    deviations = means[votes.columns]
    np.subtract(votes.values, deviations, out=deviations)
    # A start that knows no order of the statements: how far votes on each differ.
    passed = np.bincount(votes.columns, votes.values == PASSES, minlength=statements)
    start = np.sqrt(np.maximum(voted - passed - sums * means, 0))
    cells = votes.sparse(deviations)
    axes = _first_two(cells, start, tolerance)
    total = statements + passed_by_all
    counted = votes.votes_by_participant + passed_by_all
    positions = (cells @ axes.T) * np.sqrt(total / np.maximum(counted, 1))[:, np.newaxis]
    return Plane(means, axes, positions, ((1 - means) * axes * np.sqrt(total)).T)


def _first_two(deviations: csr_array, start: Floats, tolerance: float) -> Floats:
    """(2, m); an axis is 0 where votes do not differ along it."""
    statements = deviations.shape[1]
    axes = np.zeros((2, statements))
    if not start.any():
        return axes
    if statements <= FEW_STATEMENTS:
        variances, vectors = np.linalg.eigh((deviations.T @ deviations).toarray())
    else:
        turned = deviations.T
        gram = LinearOperator(
            (statements, statements), lambda x: turned @ (deviations @ x), dtype=np.float64
        )
        variances, vectors = eigsh(gram, k=2, v0=start, tol=tolerance, ncv=LANCZOS_VECTORS)
    is_spread = variances[::-1][:2] > NOTHING * variances[-1]
    axes[: len(is_spread)] = np.where(is_spread[:, np.newaxis], vectors.T[::-1][:2], 0)
    # A vector is as good as its opposite; agreement shall mostly lie on the positive side.
    return axes * np.where(axes.sum(axis=1) < 0, -1, 1)[:, np.newaxis]
