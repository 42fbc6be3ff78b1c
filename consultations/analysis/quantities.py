"""Words for how many of how many: computed, never chosen by whoever writes. Standard library only.

A word claims something of a group, so there is none for fewer than `FEWEST_VOICES`: of those one
says the numbers. From there on, with `share = n / of`:

    none          n = 0
    one           n = 1, whatever the share: a single voice is never "some"
    few           share < 0.20
    some          share < 0.45
    about half    share <= 0.55
    most          share < 0.90
    nearly all    share < 1
    all           n = of
"""

from enum import StrEnum
from fractions import Fraction

FEWEST_VOICES = 5
SOME_FROM = 0.20
HALF_FROM, HALF_TO = 0.45, 0.55
NEARLY_ALL_FROM = 0.90


class Quantity(StrEnum):
    """From least to most."""

    NONE = "none"
    ONE = "one"
    FEW = "few"
    SOME = "some"
    HALF = "half"
    MOST = "most"
    NEARLY_ALL = "nearly_all"
    ALL = "all"


def quantity(n: int, of: int) -> Quantity | None:
    """The word for `n` of `of`; None where `of` is too small for any. ValueError unless
    0 <= n <= of."""
    if not 0 <= n <= of:
        message = f"{n} of {of}"
        raise ValueError(message)
    if of < FEWEST_VOICES:
        return None
    exact = {0: Quantity.NONE, 1: Quantity.ONE, of: Quantity.ALL}
    return exact[n] if n in exact else _by_share(n / of)


def _by_share(share: float) -> Quantity:
    if share < SOME_FROM:
        return Quantity.FEW
    if share < HALF_FROM:
        return Quantity.SOME
    if share <= HALF_TO:
        return Quantity.HALF
    return Quantity.MOST if share < NEARLY_ALL_FROM else Quantity.NEARLY_ALL


def whole_percent(share: float | Fraction) -> int:
    """The nearest; but 100 of all alone, and 0 of none."""
    return round(100 * share) if share in {0, 1} else min(max(round(100 * share), 1), 99)


def percent_reached(share: float | Fraction) -> int:
    """Downwards: what is shown as 80 is four fifths at least. 0 of none alone."""
    # 0.29 times 100 is a little less than 29.
    return int(100 * share + (0 if isinstance(share, Fraction) else 1e-9)) or int(share > 0)
