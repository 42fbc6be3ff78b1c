"""Which part of what people wrote the points carry: overall, and for the group served worst."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CoverageOfGroup:
    code: str
    label: str
    share: float
    comments: int

    @property
    def percent(self) -> int:
        return round(100 * self.share)


@dataclass(frozen=True, slots=True)
class Coverage:
    """`share` of the `comments` that were read; `groups` are those that commented."""

    share: float
    comments: int
    groups: Sequence[CoverageOfGroup]

    @property
    def percent(self) -> int:
        return round(100 * self.share)

    @property
    def worst(self) -> CoverageOfGroup | None:
        return min(self.groups, key=lambda group: group.share, default=None)


def coverage_of(
    stored: Mapping[str, float],
    comments: Mapping[str, int],
    overall: float,
    labels: Mapping[str, str],
) -> Coverage:
    """`stored` shares and numbers of `comments`, both by code of the group."""
    groups = [
        CoverageOfGroup(code, label, stored[code], comments.get(code, 0))
        for code, label in labels.items()
        if code in stored and comments.get(code)
    ]
    return Coverage(overall, sum(comments.values()), groups)


def together(parts: Iterable[Coverage], labels: Mapping[str, str]) -> Coverage | None:
    """Of several principles, each comment counted once; None where nothing was read."""
    parts = [part for part in parts if part.comments]
    if not parts:
        return None
    groups = []
    for code, label in labels.items():
        of_group = [each for part in parts for each in part.groups if each.code == code]
        if said := sum(each.comments for each in of_group):
            carried = sum(each.share * each.comments for each in of_group)
            groups.append(CoverageOfGroup(code, label, carried / said, said))
    comments = sum(part.comments for part in parts)
    return Coverage(sum(part.share * part.comments for part in parts) / comments, comments, groups)
