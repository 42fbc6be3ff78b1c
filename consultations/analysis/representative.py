"""Statements that set a group apart, and those that all agree on.

Counts are smoothed by one imagined agreement and one disagreement. Polis takes everything above
z = 1.2816; as an unvoted statement then scores 1.0 and many are tested at once, here a statement
must be seen by a few people at least, and the rate of false discoveries is held.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from consultations.analysis.opinion_result import AGREE, DISAGREE, Consensus, Representative
from consultations.analysis.votes import AGREES, DISAGREES, Floats, Ints, VoteMatrix

SIGNIFICANT = 1.2816
FEWEST_SEEN = 5
FALSE_DISCOVERIES = 0.1
MOST = 5


@dataclass(frozen=True, eq=False, slots=True)
class GroupCounts:
    """Votes by group and statement, (k, m) each."""

    agree: Ints
    disagree: Ints
    seen: Ints


def count_votes(votes: VoteMatrix, groups: Ints, k: int) -> tuple[GroupCounts, GroupCounts]:
    """By group; and of everybody, as of one group.

    `groups` (n,) holds 0 to k - 1, and -1 for who is in none.
    """
    statements = len(votes.statements)
    cells = np.repeat((groups + 1) * statements, np.diff(votes.starts))
    cells += votes.columns
    cells *= 3
    cells += votes.values - DISAGREES
    counts = np.bincount(cells, minlength=(k + 1) * statements * 3).reshape(k + 1, statements, 3)
    return _counts(counts[1:]), _counts(counts.sum(axis=0, keepdims=True))


def _counts(counts: Ints) -> GroupCounts:
    return GroupCounts(
        counts[:, :, AGREES - DISAGREES], counts[:, :, 0], np.asarray(counts.sum(axis=2))
    )


@dataclass(frozen=True, eq=False, slots=True)
class Strength:
    """One direction: smoothed share, its z against one half, ratio to the rest, its z; (k, m)."""

    share: Floats
    p_test: Floats
    ratio: Floats
    r_test: Floats

    @property
    def metric(self) -> Floats:
        return np.asarray(self.ratio * self.r_test * self.share * self.p_test)


def strength_of(successes: Ints, seen: Ints) -> Strength:
    """Each group against all the others together."""
    others, seen_by_others = successes.sum(axis=0) - successes, seen.sum(axis=0) - seen
    share = (successes + 1) / (seen + 2)
    p_test = 2 * np.sqrt(seen + 1) * ((successes + 1) / (seen + 1) - 0.5)
    ratio = share / ((others + 1) / (seen_by_others + 2))
    n, n_others = seen + 1, seen_by_others + 1
    pooled = (successes + others + 2) / (n + n_others)
    spread = np.sqrt(pooled * (1 - pooled) * (1 / n + 1 / n_others))
    apart = (successes + 1) / n - (others + 1) / n_others
    r_test = np.divide(apart, spread, out=np.zeros_like(apart), where=spread > 0)
    return Strength(share, p_test, ratio, r_test)


def representative(
    counts: GroupCounts, statements: Sequence[int], *, polis_compatible: bool = False
) -> tuple[tuple[Representative, ...], ...]:
    """The five strongest of a group, the agreements before the disagreements.

    The statement most agreed to is among them and first.

    A group of which nothing stands the test has none; Polis names one all the same.
    """
    agree, disagree = (
        strength_of(successes, counts.seen) for successes in (counts.agree, counts.disagree)
    )
    stood = tuple(
        _stands(np.minimum(strength.r_test, strength.p_test), counts.seen, polis_compatible)
        for strength in (agree, disagree)
    )
    # Of a statement that is both, the direction that sets the group apart the more.
    is_agree = np.where(stood[0] == stood[1], agree.r_test > disagree.r_test, stood[0])
    metric = np.where(is_agree, agree.metric, disagree.metric)
    chosen = []
    for group in range(len(counts.seen)):
        candidates = np.flatnonzero(stood[0][group] | stood[1][group])
        ranked = sorted(candidates.tolist(), key=lambda j: (-metric[group, j], j))
        first = _most_agreed(agree.metric[group], stood[0][group])
        if first is None and not ranked and polis_compatible:
            first = int(np.argmax(metric[group]))
        if first is not None:
            ranked = [first, *(j for j in ranked if j != first)]
        named = [
            _found(counts, (agree, disagree), statements, group, j, bool(is_agree[group, j]))
            for j in ranked[:MOST]
        ]
        chosen.append(tuple(sorted(named, key=lambda found: found.direction)))
    return tuple(chosen)


def consensus(
    everybody: GroupCounts, statements: Sequence[int], *, polis_compatible: bool = False
) -> tuple[Consensus, ...]:
    """What more than half of all agree to, at most five, then what they disagree with."""
    found: list[Consensus] = []
    for direction, successes in ((AGREE, everybody.agree), (DISAGREE, everybody.disagree)):
        strength = strength_of(successes, everybody.seen)
        stands = _stands(strength.p_test, everybody.seen, polis_compatible)[0]
        metric = (strength.share * strength.p_test)[0]
        ranked = sorted(
            np.flatnonzero(stands & (strength.share[0] > 0.5)).tolist(),
            key=lambda j: (-metric[j], j),
        )
        found += [
            Consensus(
                statement=statements[j],
                direction=direction,
                share=int(successes[0, j]) / int(everybody.seen[0, j]),
                n=int(everybody.seen[0, j]),
                successes=int(successes[0, j]),
                p_test=float(strength.p_test[0, j]),
            )
            for j in ranked[:MOST]
        ]
    return tuple(found)


def _stands(z: Floats, seen: Ints, polis_compatible: bool) -> NDArray[np.bool_]:
    """Which cells are significant; false discoveries are counted over all cells seen enough."""
    if polis_compatible:
        return np.asarray(z > SIGNIFICANT)
    stands = np.zeros(z.shape, bool)
    is_tested = seen >= FEWEST_SEEN
    chances = ndtr(-z[is_tested])
    ranked = np.sort(chances)
    limits = FALSE_DISCOVERIES * np.arange(1, len(ranked) + 1) / max(len(ranked), 1)
    below = np.flatnonzero(ranked <= limits)
    if below.size:
        stands[is_tested] = chances <= ranked[below[-1]]
    return stands


def _most_agreed(metric: Floats, stood: NDArray[np.bool_]) -> int | None:
    """Of the statements that stand for their agreement, the strongest."""
    candidates = np.flatnonzero(stood)
    return int(candidates[np.argmax(metric[candidates])]) if candidates.size else None


def _found(
    counts: GroupCounts,
    strengths: tuple[Strength, Strength],
    statements: Sequence[int],
    group: int,
    j: int,
    is_agree: bool,
) -> Representative:
    of = strengths[0] if is_agree else strengths[1]
    successes = int((counts.agree if is_agree else counts.disagree)[group, j])
    n = int(counts.seen[group, j])
    return Representative(
        statement=statements[j],
        direction=AGREE if is_agree else DISAGREE,
        share=successes / max(n, 1),
        n=n,
        successes=successes,
        p_test=float(of.p_test[group, j]),
        r_test=float(of.r_test[group, j]),
        ratio=float(of.ratio[group, j]),
    )
