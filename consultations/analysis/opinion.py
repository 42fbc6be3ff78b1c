"""Groups of people who vote alike, and what sets them apart and joins them.

The whole of it is `analyse`; it gives the same for the same votes in whatever order they come.
It does not promise the groups Polis would give, which depend on earlier runs and on chance.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import repeat
from math import prod

import numpy as np
from numpy.typing import NDArray

from consultations.analysis.clusters import Clusters, agreement, clusters_of, matched
from consultations.analysis.opinion_result import (
    NO_GROUP,
    Counts,
    GroupAware,
    OpinionResult,
    Point,
    StatementResult,
    as_json,
    from_json,
)
from consultations.analysis.plane import Plane, plane_of
from consultations.analysis.representative import (
    GroupCounts,
    consensus,
    count_votes,
    representative,
)
from consultations.analysis.slate import slate_of
from consultations.analysis.statistics import geometric_mean
from consultations.analysis.votes import Floats, Ints, VoteMatrix

__all__ = ["OpinionResult", "VoteMatrix", "analyse", "as_json", "from_json"]

ENOUGH_VOTES = 7
FEWEST_PEOPLE = 15
# Halves of the people are drawn, of many people samples: the larger, where votes are sparse, the
# better the directions are found, so that they are few and not small. In all about so many people.
RESAMPLES, FEWEST_RESAMPLES = 10, 3
RESAMPLED, LARGEST_RESAMPLE = 20_000, 10_000
STARTS_OF_RESAMPLE = 10
# Directions of a sample are off by far more than this.
ROUGHLY = 1e-3
# Votes shuffled within each statement, on real conversations, reach 0.15 to 0.55.
CLEAR = 0.6


def analyse(
    votes: Iterable[tuple[str, int, int]] | VoteMatrix,
    *,
    moderated: Collection[int] = (),
    meta: Collection[int] = (),
    previous: Mapping[str, int] | None = None,
    seed: int = 0,
    k: int | None = None,
    polis_compatible: bool = False,
) -> OpinionResult:
    """Of (participant, statement, vote), a vote being +1, 0 or -1; the last of one person counts.

    Votes of banned people and on `moderated` statements are not to be counted: leave the former
    out, name the latter. Statements in `meta` say who people are: they shape the groups, and stand
    for none. `previous` is `group_of()` of the last run: who was in a group stays in one, groups
    keep their numbers, and the number of groups changes only where that is clearly better.
    `polis_compatible` counts moderated statements in the scale, and takes everything above
    z = 1.2816 for significant. Raises ValueError for another vote.
    """
    everything = votes if isinstance(votes, VoteMatrix) else VoteMatrix.from_rows(votes)
    kept = everything.without_statements(frozenset(moderated))
    previous = previous or {}
    dropped = len(everything.statements) - len(kept.statements) if polis_compatible else 0
    inside = _taking_part(everything if polis_compatible else kept, previous)
    plane = plane_of(kept, passed_by_all=dropped)
    uniform = _is_uniform(kept)
    # Who agreed to everything, say, shall not make a group; unless that is what most people did.
    shaping = inside[~uniform[inside]]
    if polis_compatible or 2 * len(shaping) < len(inside):
        shaping = inside
    clusters = clusters_of(
        plane.positions[shaping], seed=seed, k=k, before=max(previous.values(), default=-1) + 1
    ).extended_to(plane.positions[inside])
    names = [kept.participants[place] for place in inside.tolist()]
    clusters = clusters.renumbered(matched(names, clusters, previous))
    groups = np.full(len(kept.participants), NO_GROUP, np.int64)
    groups[inside] = clusters.labels
    stability = _stability(kept, plane, inside, clusters, seed)
    counts, everybody = count_votes(kept, groups, clusters.k)
    wanted = kept.without_statements(frozenset(meta))
    of_groups, of_all = (
        (counts, everybody) if wanted is kept else count_votes(wanted, groups, clusters.k)
    )
    return OpinionResult(
        k=clusters.k,
        is_clear=clusters.k > 1 and stability >= CLEAR,
        stability=stability,
        silhouette=clusters.silhouette,
        sizes=_sizes(clusters.labels, clusters.k),
        uniform=_sizes(clusters.labels[uniform[inside]], clusters.k),
        centres=_points(clusters.centres),
        participants=tuple(kept.participants),
        groups=tuple(groups.tolist()),
        positions=_points(plane.positions),
        statements=_statement_results(kept.statements, plane, everybody, counts),
        representative=representative(
            of_groups, wanted.statements, polis_compatible=polis_compatible
        ),
        consensus=consensus(of_all, wanted.statements, polis_compatible=polis_compatible),
        slate=slate_of(wanted, groups, of_groups),
    )


def _taking_part(votes: VoteMatrix, previous: Mapping[str, int]) -> Ints:
    """Places of those with enough votes or in a group before; of few people the most active."""
    counts = votes.votes_by_participant
    enough = counts >= max(1, min(ENOUGH_VOTES, len(votes.statements)))
    if previous:
        enough |= [participant in previous for participant in votes.participants]
    missing = FEWEST_PEOPLE - int(enough.sum())
    if missing > 0:
        ranked = np.lexsort((np.arange(len(counts)), -counts, enough))
        others = [place for place in ranked.tolist() if not enough[place] and counts[place]]
        enough[others[:missing]] = True
    return np.flatnonzero(enough & (counts > 0))


def _is_uniform(votes: VoteMatrix) -> NDArray[np.bool_]:
    """Who voted on several statements, and on all of them the same (n,)."""
    counts = votes.votes_by_participant
    voted = counts > 0
    starts = votes.starts[:-1][voted]
    is_uniform = np.zeros(len(counts), bool)
    is_uniform[voted] = np.equal(
        np.minimum.reduceat(votes.values, starts), np.maximum.reduceat(votes.values, starts)
    )
    return is_uniform & (counts > 1)


def _stability(
    votes: VoteMatrix, plane: Plane, inside: Ints, clusters: Clusters, seed: int
) -> float:
    """How far the groups are found again in halves of the people, from their votes anew: the
    mean adjusted Rand index, 0 to 1.
    """
    size = min(len(inside) // 2, LARGEST_RESAMPLE)
    if clusters.k < 2 or size <= clusters.k:
        return 0.0
    # Drawn from the map, which knows no ids.
    order = np.lexsort(np.round(plane.positions[inside], 9).T)
    generator = np.random.default_rng(seed)
    found = []
    for _ in range(min(RESAMPLES, max(FEWEST_RESAMPLES, RESAMPLED // size))):
        drawn = order[generator.choice(len(order), size, replace=False)]
        half = votes.of_participants(inside[drawn])
        again = clusters_of(
            plane_of(half, tolerance=ROUGHLY).positions,
            seed=seed,
            k=clusters.k,
            starts=STARTS_OF_RESAMPLE,
        )
        found.append(agreement(clusters.labels[drawn], again.labels))
    return max(0.0, float(np.mean(found)))


def _sizes(labels: Ints, k: int) -> tuple[int, ...]:
    return tuple(np.bincount(labels, minlength=k).tolist())


def _points(places: Floats) -> tuple[Point, ...]:
    return tuple(zip(*places.T.tolist(), strict=True))


def _statement_results(
    statements: Sequence[int], plane: Plane, everybody: GroupCounts, counts: GroupCounts
) -> tuple[StatementResult, ...]:
    by_group = [_counts(counts, group) for group in range(len(counts.seen))]
    return tuple(
        StatementResult(
            id=statement,
            x=x,
            y=y,
            extremity=extremity,
            counts=of_all,
            groups=groups,
            group_aware=_group_aware(groups),
        )
        for statement, (x, y), extremity, of_all, groups in zip(
            statements,
            plane.statement_positions.tolist(),
            plane.extremity.tolist(),
            _counts(everybody, 0),
            # Without groups there is still a row for each statement.
            zip(*by_group, strict=True) if by_group else repeat(()),
            strict=False,
        )
    )


def _counts(counts: GroupCounts, group: int) -> list[Counts]:
    agree, disagree, seen = (
        part[group].tolist() for part in (counts.agree, counts.disagree, counts.seen)
    )
    return [Counts(a, d, s - a - d) for a, d, s in zip(agree, disagree, seen, strict=True)]


def _group_aware(groups: tuple[Counts, ...]) -> GroupAware:
    shares = [(counts.agree + 1) / (counts.seen + 2) for counts in groups]
    if not shares:
        return GroupAware(0.0, 0.0, 0.0)
    return GroupAware(min(shares), geometric_mean(shares), prod(shares))
