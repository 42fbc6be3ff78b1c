"""What amendments to one document dispute, and which of them shut each other out."""

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from principles.text.collisions import Collision, CollisionKind
from principles.text.readings import Reading

type Part = Literal["title", "body", "whole", "place"]


@dataclass(frozen=True, slots=True)
class Clash:
    """One contested part of a principle, or one contested place.

    `principle` is the one whose words, end or place is in dispute, or the one behind which the
    place is; None for the first place of a section. `collision` is there for a title or a body.
    `base` and `readings` are the words that stand there; of a principle moved to two places, the
    words it would stand behind.
    """

    between: tuple[int, ...]
    kind: CollisionKind
    principle: int | None
    part: Part
    collision: Collision | None = None
    base: str = ""
    readings: tuple[Reading, ...] = ()
    why: str = ""


@dataclass(frozen=True, slots=True)
class Clashes:
    """`conflicts` has every amendment, with those that cannot stand beside it."""

    conflicts: Mapping[int, frozenset[int]]
    clashes: tuple[Clash, ...]


@dataclass(frozen=True, slots=True)
class Findings:
    """Clashes as they are found."""

    blocked: defaultdict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    clashes: list[Clash] = field(default_factory=list)

    def block(self, some: Iterable[int], others: Iterable[int]) -> None:
        """Each of `some` against each of `others` but itself."""
        some, others = set(some), set(others)
        for one in some:
            self.blocked[one] |= others - {one}
        for one in others:
            self.blocked[one] |= some - {one}

    def of(self, amendments: Iterable[int]) -> Clashes:
        conflicts = {one: frozenset(self.blocked[one]) for one in sorted(amendments)}
        return Clashes(conflicts, tuple(self.clashes))


def readings_of(texts: Mapping[int, str]) -> tuple[Reading, ...]:
    """The distinct texts (NFC) with the amendments behind each, as the lowest of them has it."""
    grouped: dict[str, list[int]] = {}
    for amendment in sorted(texts):
        composed = unicodedata.normalize("NFC", texts[amendment])
        grouped.setdefault(composed, []).append(amendment)
    return tuple(Reading(texts[group[0]], tuple(group)) for group in grouped.values())
