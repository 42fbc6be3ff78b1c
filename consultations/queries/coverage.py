"""Which part of what people wrote the points carry: overall, and for the group served worst."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from consultations.analysis.quantities import percent_reached


@dataclass(frozen=True, slots=True)
class Carried:
    """`carried` of the `comments` published now stand behind a point that is shown."""

    code: str
    label: str
    carried: int
    comments: int

    @property
    def share(self) -> float:
        """Of none, all."""
        return self.carried / self.comments if self.comments else 1.0

    @property
    def percent(self) -> int:
        return percent_reached(self.share)


@dataclass(frozen=True, slots=True)
class Coverage:
    """`groups` are those that commented."""

    groups: Sequence[Carried]

    @property
    def overall(self) -> Carried:
        carried = sum(group.carried for group in self.groups)
        return Carried("", "", carried, sum(group.comments for group in self.groups))

    @property
    def worst(self) -> Carried | None:
        return min(self.groups, key=lambda group: group.share, default=None)

    @property
    def residual(self) -> int:
        """Comments that no point carries."""
        return self.overall.comments - self.overall.carried


def together(parts: Iterable[Coverage]) -> Coverage:
    """Of several principles, in the order in which the groups come."""
    sums: dict[tuple[str, str], list[int]] = {}
    for part in parts:
        for group in part.groups:
            counts = sums.setdefault((group.code, group.label), [0, 0])
            counts[0] += group.carried
            counts[1] += group.comments
    return Coverage([Carried(*names, *counts) for names, counts in sums.items()])
