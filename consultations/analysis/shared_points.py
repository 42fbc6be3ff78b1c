"""What groups share, what divides them, what only one of them says. Standard library only.

Nothing is claimed for a group of fewer than FEWEST_VOICES, nor against it: it is described. With
many themes and groups some differences are chance, so that of the differences told a tenth at most
is expected to be (Benjamini and Hochberg 1995).
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import permutations
from statistics import fmean

from consultations.analysis.findings import (
    AGAINST,
    CONTESTED,
    DISTINCTIVE,
    NO_KIND,
    SHARED,
    SUPPORT,
    GroupShare,
)
from consultations.analysis.statistics import (
    discoveries,
    two_proportion_z,
    upper_tail,
    wilson_interval,
)

FEWEST_VOICES = 5
# Of each group, for a theme to be called shared: one voice in each is no common ground.
LEAST_SHARED = 0.25
FEWEST_SHARED = 2


@dataclass(frozen=True, slots=True)
class Kind:
    """`groups_apart` as in findings.Theme."""

    kind: str = NO_KIND
    groups_apart: tuple[str, ...] = ()


def group_shares(
    said: Mapping[str, Mapping[str, set[int]]], sizes: Mapping[str, int]
) -> tuple[GroupShare, ...]:
    """Of one theme: `said` has the entities by group and side, `sizes` all entities of a group."""
    shares = []
    for group, of in sorted(sizes.items()):
        sides = said.get(group, {})
        voices = len(set().union(*sides.values())) if sides else 0
        low, high = wilson_interval(voices, of)
        stances = {side: len(entities) for side, entities in sorted(sides.items())}
        share = voices / of if of else 0.0
        is_tiny = of < FEWEST_VOICES
        shares.append(GroupShare(group, voices, of, share, low, high, stances, is_tiny))
    return tuple(shares)


def kinds_of(themes: Sequence[Sequence[GroupShare]]) -> list[Kind]:
    """One a theme: contested where it is, else shared, else distinctive, else nothing."""
    large = [[share for share in shares if not share.is_tiny] for shares in themes]
    contested, distinctive = _contested(large), _distinctive(large)
    shared = _shared(large)
    return [
        Kind(CONTESTED, contested[n])
        if n in contested
        else Kind(SHARED)
        if n in shared
        else Kind(DISTINCTIVE, distinctive[n])
        if n in distinctive
        else Kind()
        for n in range(len(themes))
    ]


def _shared(themes: Sequence[Sequence[GroupShare]]) -> set[int]:
    """Where the least share over the groups is a quarter or more, two voices at least, and as high
    as an average theme's share over all."""
    overall = [
        sum(s.voices for s in shares) / max(1, sum(s.of for s in shares)) for shares in themes
    ]
    usual = fmean(overall) if overall else 0.0
    return {
        n
        for n, shares in enumerate(themes)
        if len(shares) > 1
        and min(s.share for s in shares) >= max(usual, LEAST_SHARED)
        and min(s.voices for s in shares) >= FEWEST_SHARED
    }


def _contested(themes: Sequence[Sequence[GroupShare]]) -> dict[int, tuple[str, ...]]:
    """Where most of one group who take a side are for it, and most of another against it."""
    tests: list[tuple[int, tuple[str, ...], float]] = []
    for n, shares in enumerate(themes):
        sides = {s.group: Counter(s.stances) for s in shares}
        stated = {group: c[SUPPORT] + c[AGAINST] for group, c in sides.items()}
        tests += [
            (n, (one, other), _z(sides[one][SUPPORT], stated[one], sides[other], stated[other]))
            for one, other in permutations(sides, 2)
            if min(stated[one], stated[other]) >= FEWEST_VOICES
            and sides[one][SUPPORT] > sides[one][AGAINST]
            and sides[other][AGAINST] > sides[other][SUPPORT]
        ]
    return _clearest(tests)


def _z(in_favour: int, stated: int, other: Counter[str], other_stated: int) -> float:
    return two_proportion_z(in_favour, stated, other[SUPPORT], other_stated)


def _distinctive(themes: Sequence[Sequence[GroupShare]]) -> dict[int, tuple[str, ...]]:
    """Where one group speaks of it more than all the others together."""
    tests: list[tuple[int, tuple[str, ...], float]] = []
    for n, shares in enumerate(themes):
        for share in shares if len(shares) > 1 else ():
            others = [s for s in shares if s is not share]
            rest, of = sum(s.voices for s in others), sum(s.of for s in others)
            z = two_proportion_z(share.voices, share.of, rest, of)
            if share.voices >= FEWEST_VOICES:
                tests.append((n, (share.group,), z))
    return _clearest(tests)


def _clearest(tests: Sequence[tuple[int, tuple[str, ...], float]]) -> dict[int, tuple[str, ...]]:
    found = discoveries([upper_tail(z) for *_, z in tests])
    best: dict[int, tuple[float, tuple[str, ...]]] = {}
    for (n, groups, z), is_found in zip(tests, found, strict=True):
        if is_found and (n not in best or z > best[n][0]):
            best[n] = z, groups
    return {n: groups for n, (_, groups) in best.items()}
