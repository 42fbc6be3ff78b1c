"""Groups of points in the plane: base clusters, weighted k-means on them, silhouette, agreement.

Nothing depends on the order of the points, and every draw comes from the seed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy.optimize import linear_sum_assignment
from scipy.spatial import KDTree
from scipy.spatial.distance import cdist

from consultations.analysis.votes import Floats, Ints

BASE_CLUSTERS = 100
MOST_GROUPS = 5
STARTS = 50
# All starts run for so many rounds; then the best, so many of them, to the end.
FIRST_ROUNDS, LAST_ROUNDS = 12, 100
FOLLOWED, FOLLOWED_OF_MANY = 8, 2
# Of no more points than this k-means also starts on the points themselves.
MANY = 1_500
# Ways to group whose sums of squares differ by less than this are as good as each other.
AS_GOOD = 1.005
# Base clusters are found on a sample of so many; then everybody goes to the nearest.
SAMPLE = 5_000
# A number of groups that was found before stays while another is no better than this.
MARGIN = 0.02


@dataclass(frozen=True, eq=False, slots=True)
class Clusters:
    """`labels` (n,) of n points, the largest cluster being 0; `centres` (k, 2)."""

    labels: Ints
    centres: Floats
    silhouette: float

    @property
    def k(self) -> int:
        return len(self.centres)

    def extended_to(self, points: Floats) -> "Clusters":
        """The same centres, with other points about them."""
        return _by_size(points, self.centres, self.silhouette) if self.k else self

    def renumbered(self, numbers: Ints) -> "Clusters":
        """`numbers` (k,) is a permutation: the new number of each cluster."""
        return replace(self, labels=numbers[self.labels], centres=self.centres[np.argsort(numbers)])


def clusters_of(
    points: Floats, *, seed: int = 0, k: int | None = None, before: int = 0, starts: int = STARTS
) -> Clusters:
    """Of n points (n, 2): k clusters, or as many as the silhouette speaks for, 2 to 5.

    `before` is how many there were in an earlier run, if any. Points that coincide are never apart.
    """
    if not len(points):
        return Clusters(np.zeros(0, np.int64), np.zeros((0, 2)), 0.0)
    ordered = points[np.lexsort(np.round(points, 9).T)]
    base, weights = _base(ordered)
    if len(base) < 2:
        return Clusters(np.zeros(len(points), np.int64), points.mean(axis=0, keepdims=True), 0.0)
    most = min(MOST_GROUPS, 2 + len(base) // 12, len(base))
    wanted = range(2, most + 1) if k is None else [min(k, len(base))]
    apart = cdist(base, base)
    found = [_from_starts(base, weights, number, seed, starts) for number in wanted]
    scores = [_silhouette(apart, base, weights, ways) for ways in found]
    best = int(np.argmax(scores))
    if before in wanted and scores[best] - scores[wanted.index(before)] < MARGIN:
        best = wanted.index(before)
    everybody = np.ones(len(points))
    candidates = found[best][:FOLLOWED_OF_MANY]
    if len(points) <= MANY:
        own = _from_starts(ordered, everybody, wanted[best], seed, starts)
        candidates = np.concatenate([found[best], own])
    settled = _ranked(ordered, everybody, _settled(ordered, everybody, candidates, LAST_ROUNDS))
    return _by_size(points, settled[0], scores[best])


def agreement(one: Ints, other: Ints) -> float:
    """The adjusted Rand index of two labellings (Hubert and Arabie 1985): 1 where they are the
    same but for names, about 0 where they have nothing in common.
    """
    table = np.zeros((int(one.max()) + 1, int(other.max()) + 1))
    np.add.at(table, (one, other), 1)
    together = _pairs(table).sum()
    in_one, in_other = _pairs(table.sum(axis=1)).sum(), _pairs(table.sum(axis=0)).sum()
    expected = in_one * in_other / max(float(_pairs(np.array(len(one)))), 1)
    highest = (in_one + in_other) / 2
    return 1.0 if highest == expected else float((together - expected) / (highest - expected))


def matched(participants: Sequence[str], clusters: Clusters, previous: Mapping[str, int]) -> Ints:
    """For each cluster its number in this run (k,): a permutation that keeps as many people as
    can be under the number they had before (Kuhn 1955, "the Hungarian method").
    """
    if not previous:
        return np.arange(clusters.k)
    kept = np.zeros((clusters.k, clusters.k))
    for participant, label in zip(participants, clusters.labels.tolist(), strict=True):
        before = previous.get(participant, -1)
        if 0 <= before < clusters.k:
            kept[label, before] += 1
    return np.asarray(linear_sum_assignment(kept, maximize=True)[1], np.int64)


def _base(points: Floats) -> tuple[Floats, Floats]:
    """At most a hundred places for the points, which are sorted, and how many each stands for."""
    rounded = np.round(points, 9)
    firsts = np.flatnonzero(np.append(True, (rounded[1:] != rounded[:-1]).any(axis=1)))
    if len(firsts) <= BASE_CLUSTERS:
        return points[firsts], np.diff(firsts, append=len(points)).astype(float)
    sample = points[:: max(1, len(points) // SAMPLE)]
    starts = sample[np.linspace(0, len(sample) - 1, BASE_CLUSTERS).astype(int)]
    centres = _settled(sample, np.ones(len(sample)), starts[np.newaxis], FIRST_ROUNDS)[0]
    nearest = KDTree(centres).query(points)[1]
    counts = np.bincount(nearest, minlength=BASE_CLUSTERS)
    sums = [np.bincount(nearest, axis, minlength=BASE_CLUSTERS) for axis in points.T]
    return (np.array(sums) / np.maximum(counts, 1)).T[counts > 0], counts[counts > 0].astype(float)


def _from_starts(points: Floats, weights: Floats, k: int, seed: int, starts: int) -> Floats:
    """The best that k-means comes to from several starts, the best first: (ways, k, 2)."""
    centres = _spread(points, weights, k, starts, np.random.default_rng((seed, k)))
    centres = _ranked(points, weights, _settled(points, weights, centres, FIRST_ROUNDS))
    return _ranked(points, weights, _settled(points, weights, centres[:FOLLOWED], LAST_ROUNDS))


def _spread(
    points: Floats, weights: Floats, k: int, starts: int, generator: np.random.Generator
) -> Floats:
    """k of the points for each start, each the likelier the farther from those before
    (k-means++, Arthur and Vassilvitskii 2007): (starts, k, 2).
    """
    chances = np.broadcast_to(weights, (starts, len(points)))
    nearest = np.full((starts, len(points)), np.inf)
    chosen: list[Floats] = []
    while len(chosen) < k:
        sums = np.cumsum(chances, axis=1)
        drawn = generator.random(starts) * sums[:, -1]
        chosen.append(points[(sums <= drawn[:, np.newaxis]).sum(axis=1)])
        nearest = np.minimum(nearest, cdist(chosen[-1], points, "sqeuclidean"))
        chances = weights * nearest
    return np.stack(chosen, axis=1)


def _ranked(points: Floats, weights: Floats, ways: Floats) -> Floats:
    """By the sum of squares, the least first; equal ones once."""
    squares = _squares(points, weights, ways)
    _, firsts = np.unique(np.round(squares / max(squares.min(), 1e-300), 9), return_index=True)
    return np.asarray(ways[firsts])


def _squares(points: Floats, weights: Floats, ways: Floats) -> Floats:
    return np.array([weights @ cdist(points, one, "sqeuclidean").min(axis=1) for one in ways])


def _settled(points: Floats, weights: Floats, centres: Floats, rounds: int) -> Floats:
    """Lloyd's rounds from several starts (s, k, 2) until no point changes its centre; a centre
    without points stays.
    """
    starts, k, _ = centres.shape
    shape = (starts, k, 1)
    repeated = [np.repeat(values, starts) for values in (weights, *(weights * points.T))]
    labels = _nearest(points, centres)
    for _ in range(rounds):
        cells = (labels + np.arange(starts) * k).ravel()
        counts, *sums = (np.bincount(cells, part, minlength=starts * k) for part in repeated)
        moved = np.stack(sums, axis=1).reshape(starts, k, 2)
        counts = counts.reshape(shape)
        centres = np.where(counts > 0, moved / np.maximum(counts, 1e-300), centres)
        before, labels = labels, _nearest(points, centres)
        if np.array_equal(before, labels):
            break
    return centres


def _nearest(points: Floats, centres: Floats) -> Ints:
    """Which of its k centres each of several ways (s, k, 2) has nearest to each point: (n, s)."""
    ways, k, _ = centres.shape
    apart = cdist(points, centres.reshape(ways * k, 2), "sqeuclidean")
    return np.asarray(apart.reshape(len(points), ways, k).argmin(axis=2), np.int64)


def _silhouette(apart: Floats, points: Floats, weights: Floats, ways: Floats) -> float:
    """The highest of the ways that are as good as the first; which of them came first is chance."""
    squares = _squares(points, weights, ways)
    as_good = ways[squares <= squares[0] * AS_GOOD]
    return max(_silhouette_of(apart, labels, weights) for labels in _nearest(points, as_good).T)


def _silhouette_of(apart: Floats, labels: Ints, weights: Floats) -> float:
    """The mean over the people the points stand for (Rousseeuw 1987); -1 to 1."""
    member = np.eye(int(labels.max()) + 1)[labels] * weights[:, np.newaxis]
    totals = member.sum(axis=0)
    if np.count_nonzero(totals) < 2:
        return -1.0
    sums = apart @ member
    rows = np.arange(len(labels))
    own = sums[rows, labels] / np.maximum(totals[labels] - 1, 1)
    others = sums / np.maximum(totals, 1e-300)
    others[:, totals == 0] = np.inf
    others[rows, labels] = np.inf
    nearest = others.min(axis=1)
    scores = (nearest - own) / np.maximum(np.maximum(nearest, own), 1e-300)
    scores[totals[labels] <= 1] = 0
    return float(weights @ scores / weights.sum())


def _by_size(points: Floats, centres: Floats, silhouette: float) -> Clusters:
    labels = _nearest(points, centres[np.newaxis])[:, 0]
    counts = np.bincount(labels, minlength=len(centres))
    order = np.lexsort((*np.round(centres, 9).T[::-1], -counts))
    order = order[counts[order] > 0]
    number = np.zeros(len(centres), np.int64)
    number[order] = np.arange(len(order))
    return Clusters(number[labels], centres[order], silhouette)


def _pairs(counts: Floats) -> Floats:
    return np.asarray(counts * (counts - 1) / 2)
