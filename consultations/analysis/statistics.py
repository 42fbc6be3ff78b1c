"""Shares with their uncertainty, and several tests at once; the standard library only."""

from collections.abc import Iterable, Sequence
from math import exp, fsum, log, sqrt
from statistics import NormalDist

NORMAL = NormalDist()


def wilson_interval(successes: float, n: float, z: float = 1.96) -> tuple[float, float]:
    """Where the share lies, 95 times in 100 (Wilson 1927); of nobody it may be anything, (0, 1).

    Raises ValueError where there are more successes than tries, or fewer than none.
    """
    if not 0 <= successes <= n:
        raise ValueError("successes lie between 0 and n")
    if n == 0:
        return 0.0, 1.0
    share, square = successes / n, z * z
    middle = (share + square / (2 * n)) / (1 + square / n)
    reach = z * sqrt(share * (1 - share) / n + square / (4 * n * n)) / (1 + square / n)
    # At the ends rounding would leave the interval without the share itself.
    low = 0.0 if successes == 0 else max(0.0, middle - reach)
    high = 1.0 if successes == n else min(1.0, middle + reach)
    return low, high


def proportion_z(successes: float, n: float, share: float = 0.5) -> float:
    """How far the observed share lies from `share`, in standard deviations; 0 of nobody."""
    if n == 0:
        return 0.0
    return (successes / n - share) * sqrt(n / (share * (1 - share)))


def two_proportion_z(successes: float, n: float, others: float, n_others: float) -> float:
    """The pooled test whether the first share is the higher; 0 where nothing can be compared."""
    if n == 0 or n_others == 0:
        return 0.0
    pooled = (successes + others) / (n + n_others)
    if pooled in {0.0, 1.0}:
        return 0.0
    spread = sqrt(pooled * (1 - pooled) * (1 / n + 1 / n_others))
    return (successes / n - others / n_others) / spread


def upper_tail(z: float) -> float:
    """How probable a value of z or more is by chance."""
    return NORMAL.cdf(-z)


def discoveries(p_values: Sequence[float], rate: float = 0.1) -> list[bool]:
    """Which of several tests found something, so that of those found at most `rate` are expected
    to be chance (Benjamini and Hochberg 1995).
    """
    ranked = sorted(range(len(p_values)), key=p_values.__getitem__)
    found = [False] * len(p_values)
    last = max(
        (rank for rank, i in enumerate(ranked, 1) if p_values[i] <= rate * rank / len(ranked)),
        default=0,
    )
    for i in ranked[:last]:
        found[i] = True
    return found


def geometric_mean(shares: Iterable[float]) -> float:
    """0 where a share is 0. Raises ValueError of none, or of one below 0."""
    values = list(shares)
    if not values or min(values) < 0:
        raise ValueError("a geometric mean is of one value or more, none below 0")
    return exp(fsum(map(log, values)) / len(values)) if min(values) > 0 else 0.0


def least_over_groups(counts: Iterable[tuple[int, int]]) -> float | None:
    """The lowest share of (successes, n) over the groups that said anything; None of none."""
    return min((successes / n for successes, n in counts if n), default=None)
