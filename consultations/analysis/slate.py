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
from consultations.analysis.representative import GroupCounts
from consultations.analysis.votes import AGREES, Floats, Ints, VoteMatrix

LENGTH = 5
MOST_EXCHANGES = 50
IMAGINED_FOR, IMAGINED = 0.5, 2


@dataclass(frozen=True, eq=False, slots=True)
class Approvals:
    """How far n people in k groups are for m statements: their group's rate, and where they saw
    the statement the `difference` (n, m) of what they said.

    `member` (n, k) holds 1 and 0, `rates` (k, m) the share of a group that is for a statement.
    """

    difference: csr_array
    member: Floats
    rates: Floats

    def by_statement(self, weights: Floats) -> Floats:
        """How much weight (n,) of the people is for each statement (m,)."""
        return np.asarray(self.difference.T @ weights + self.rates.T @ (self.member.T @ weights))

    def of_statement(self, j: int) -> Floats:
        """How far each person is for it (n,)."""
        one = np.zeros(self.rates.shape[1])
        one[j] = 1
        return np.asarray(self.difference @ one + self.member @ self.rates[:, j])


def slate_of(votes: VoteMatrix, groups: Ints, counts: GroupCounts) -> Slate:
    """Of the people in groups 0 to k - 1; -1 in `groups` (n,) is who is in none.

    `counts` are the votes by group.
    """
    k = len(counts.seen)
    if not k:
        return Slate((), (), (), ())
    places = np.flatnonzero(groups >= 0)
    # Of many votes a copy costs as much as all the rest.
    inside = votes if len(places) == len(groups) else votes.of_participants(places)
    labels = groups[places]
    approvals = _approvals(inside, labels, counts)
    chosen = _improved(approvals, _chosen(approvals, min(LENGTH, len(votes.statements))))
    against = np.prod([1 - approvals.of_statement(j) for j in chosen], axis=0)
    is_on = np.isin(np.arange(len(votes.statements)), chosen)[inside.columns]
    rows, values = inside.row_of_each_vote()[is_on], inside.values[is_on]
    saw = np.bincount(rows, minlength=len(places)) > len(chosen) / 2
    is_for = np.bincount(rows, values == AGREES, minlength=len(places)) > 0
    saw_by_group = np.bincount(labels, saw, minlength=k)
    for_by_group = np.bincount(labels, saw & is_for, minlength=k)
    sizes = np.bincount(labels, minlength=k)
    return Slate(
        statements=tuple(votes.statements[j] for j in chosen),
        shares=tuple((1 - np.bincount(labels, against, minlength=k) / sizes).tolist()),
        observed=tuple((for_by_group / np.maximum(saw_by_group, 1)).tolist()),
        saw=tuple(saw_by_group.astype(int).tolist()),
    )


def _approvals(votes: VoteMatrix, labels: Ints, counts: GroupCounts) -> Approvals:
    rates = (counts.agree + IMAGINED_FOR) / (counts.seen + IMAGINED)
    expected = rates.ravel()[
        np.repeat(labels * len(votes.statements), np.diff(votes.starts)) + votes.columns
    ]
    difference = votes.sparse((votes.values == AGREES) - expected)
    return Approvals(difference, np.eye(len(rates))[labels], rates)


def _chosen(approvals: Approvals, length: int) -> list[int]:
    """Each statement where it adds most to those before it."""
    chosen: list[int] = []
    represented = np.zeros(len(approvals.member))
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
