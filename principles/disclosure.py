"""Which counts of people tell what single people answered: the standard library only."""

from collections.abc import Collection

FEWEST = 5


def tells_of_one(counts: Collection[int], *, fewest: int = FEWEST) -> bool:
    """Whether counts by answer, of one group, would say how single people answered: fewer than
    `fewest` did (OECD threshold rule), or all gave the same answer."""
    people = sum(counts)
    return 0 < people < fewest or (people > 0 and max(counts) == people)
