"""A few statements that together represent everyone: proportional approval voting.

A slate with r of the statements a person is for is worth 1 + 1/2 + ... + 1/r to that person
(Thiele 1895), so that a second statement for the same people counts for less than a first for
others. It is chosen statement by statement, then improved by exchanging one at a time.

People see few of the statements: what a person did not see they are for with the probability
it has in their group, where two more people are imagined who saw it and hardly are.
"""

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array

from consultations.analysis.opinion_result import Slate
from consultations.analysis.votes import AGREES, Floats, Ints, VoteMatrix

LENGTH = 5
MOST_EXCHANGES = 50
IMAGINED_FOR, IMAGINED = 0.5, 2


@dataclass(frozen=True, eq=False, slots=True)
class Approvals:
    """Of n people in k groups on m statements; never (n, m) numbers at once."""

    agrees: csr_array
    seen: csr_array
    member: csr_array
    rates: Floats

    def by_statement(self, weights: Floats) -> Floats:
        """How much weight (n,) of the people is for each statement (m,)."""
        in_group = self.member.T @ weights
        unseen = in_group[:, np.newaxis] - self._by_group(weights)
        return np.asarray(self.agrees.T @ weights + (self.rates * unseen).sum(axis=0))

    def of_statement(self, j: int) -> Floats:
        """How far each person is for it (n,)."""
        one = np.zeros(self.agrees.shape[1])
        one[j] = 1
        return np.asarray(
            self.agrees @ one + (self.member @ self.rates[:, j]) * (1 - self.seen @ one)
        )

    def _by_group(self, weights: Floats) -> Floats:
        """How much weight of each group saw each statement (k, m)."""
        return np.asarray((self.seen.T @ self.member.multiply(weights[:, np.newaxis])).toarray().T)


def slate_of(votes: VoteMatrix, groups: Ints, k: int, *, length: int = LENGTH) -> Slate:
    """Of the people in groups 0 to k - 1; -1 in `groups` (n,) is who is in none."""
    places = np.flatnonzero(groups >= 0)
    inside, labels = votes.of_participants(places), groups[places]
    approvals = _approvals(inside, labels, k)
    chosen = _improved(approvals, _chosen(approvals, min(length, len(votes.statements))))
    against = np.ones(len(places))
    for j in chosen:
        against *= 1 - approvals.of_statement(j)
    columns = np.zeros(len(votes.statements))
    columns[chosen] = 1
    is_for = approvals.agrees @ columns > 0
    saw = approvals.seen @ columns > len(chosen) / 2
    sizes = np.maximum(np.bincount(labels, minlength=k), 1)
    saw_by_group = np.bincount(labels, saw, minlength=k)
    agreed = np.bincount(labels, saw & is_for, minlength=k)
    return Slate(
        statements=tuple(votes.statements[j] for j in chosen),
        shares=tuple((1 - np.bincount(labels, against, minlength=k) / sizes).tolist()),
        observed=tuple((agreed / np.maximum(saw_by_group, 1)).tolist()),
        saw=tuple(saw_by_group.astype(int).tolist()),
    )


def _approvals(votes: VoteMatrix, labels: Ints, k: int) -> Approvals:
    people = len(labels)
    agrees = votes.sparse((votes.values == AGREES).astype(np.float64))
    seen = votes.sparse(np.ones(votes.values.size))
    member = csr_array((np.ones(people), labels, np.arange(people + 1)), shape=(people, k))
    agreed, saw = ((member.T @ part).toarray() for part in (agrees, seen))
    return Approvals(agrees, seen, member, (agreed + IMAGINED_FOR) / (saw + IMAGINED))


def _chosen(approvals: Approvals, length: int) -> list[int]:
    """Each statement where it adds most to those before it."""
    chosen: list[int] = []
    represented = np.zeros(approvals.agrees.shape[0])
    for _ in range(length):
        j = _most(approvals.by_statement(1 / (1 + represented)), chosen)
        chosen.append(j)
        represented += approvals.of_statement(j)
    return chosen


def _improved(approvals: Approvals, chosen: list[int]) -> list[int]:
    """Exchanges of one statement, the first found to be worth it, until there is none."""
    columns = {j: approvals.of_statement(j) for j in chosen}
    represented = np.sum(list(columns.values()), axis=0)
    exchanges, kept = 0, 0
    while kept < len(chosen) and exchanges < MOST_EXCHANGES:
        old, *others = chosen
        without = represented - columns[old]
        worth = approvals.by_statement(1 / (1 + without))
        new = _most(worth, others)
        chosen = [*others, new]
        if worth[new] > worth[old] * (1 + 1e-9):
            columns[new] = approvals.of_statement(new)
            represented = without + columns[new]
            exchanges, kept = exchanges + 1, 0
        else:
            chosen[-1] = old
            kept += 1
    return chosen


def _most(worth: Floats, taken: list[int]) -> int:
    worth[taken] = -1
    return int(np.argmax(np.round(worth, 9)))
