"""What an analysis of opinion groups found, and its plain JSON; the standard library only.

`as_json` gives this shape, `from_json` reads it back::

    {
      "k": 2,                    groups found, at most 5; 0 of nobody, 1 where all vote alike
      "is_clear": true,          false: "no clear groups"; nothing about groups is to be claimed
      "stability": 0.93,         0 to 1: how far samples of the participants give the same groups
      "silhouette": 0.41,        -1 to 1: how far the groups lie apart
      "sizes": [371, 72],        people by group
      "uniform": [3, 0],         of them, those who gave every statement the same vote
      "centres": [[x, y], ...],  of the groups, on the map
      "participants": ["4", ...],   everybody who voted, in order of id
      "groups": [0, 1, -1, ...],    one a participant; -1: too few votes to be in a group
      "positions": [[x, y], ...],   one a participant, on the map
      "statements": [{
        "id": 17, "x": 0.2, "y": -1.1, "extremity": 1.12,
        "agree": 300, "disagree": 20, "pass": 14, "seen": 334,
        "groups": [{"agree": 252, "disagree": 3, "pass": 20, "seen": 275}, ...],
        "group_aware": {"minimum": 0.41, "geometric_mean": 0.61, "product": 0.37}
      }, ...],                   in order of id; only those that were not moderated out
      "representative": [[{
        "statement": 17, "direction": "agree", "share": 0.92, "n": 275, "successes": 252,
        "p_test": 13.8, "r_test": 10.3, "ratio": 2.5
      }, ...], ...],             one list a group, best first
      "consensus": [{"statement": 81, "direction": "agree", "share": 0.97, "n": 295,
                     "successes": 286, "p_test": 16.2}, ...],
      "slate": {"statements": [81, 17, ...], "shares": [0.99, 1.0],
                "observed": [0.98, 1.0], "saw": [64, 275]}
    }

Counts by statement cover everybody who voted; counts by group the people in groups. `share` is
`successes / n`, the successes being agreements or disagreements by `direction`, and n those who
saw the statement. What of this may be shown is for the application to say.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

type Point = tuple[float, float]

AGREE = "agree"
DISAGREE = "disagree"
NO_GROUP = -1


@dataclass(frozen=True, slots=True)
class Counts:
    agree: int
    disagree: int
    passed: int

    @property
    def seen(self) -> int:
        return self.agree + self.disagree + self.passed


@dataclass(frozen=True, slots=True)
class GroupAware:
    """How far every group agrees to a statement, each by (agree + 1) / (seen + 2).

    The product is what Polis calls group-aware consensus; it falls with the number of groups.
    """

    minimum: float
    geometric_mean: float
    product: float


@dataclass(frozen=True, slots=True)
class StatementResult:
    """`groups` in the order of the groups; `extremity` is the distance from the origin."""

    id: int
    x: float
    y: float
    extremity: float
    counts: Counts
    groups: tuple[Counts, ...]
    group_aware: GroupAware


@dataclass(frozen=True, slots=True)
class Representative:
    """A statement that sets a group apart: `p_test` against one half, `r_test` against the rest.

    Both are z values; `ratio` is the smoothed share inside over the smoothed share outside.
    """

    statement: int
    direction: str
    share: float
    n: int
    successes: int
    p_test: float
    r_test: float
    ratio: float


@dataclass(frozen=True, slots=True)
class Consensus:
    statement: int
    direction: str
    share: float
    n: int
    successes: int
    p_test: float


@dataclass(frozen=True, slots=True)
class Slate:
    """A few statements that together represent everyone, the shares by group.

    `shares`: of the group, how many would agree to one statement of them at least; what a person
    did not see counts as probable as it is in the group. `observed`: the same of the `saw` people
    who really saw more than half of the statements, as they voted; 0 where there are none.
    """

    statements: tuple[int, ...]
    shares: tuple[float, ...]
    observed: tuple[float, ...]
    saw: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class OpinionResult:
    k: int
    is_clear: bool
    stability: float
    silhouette: float
    sizes: tuple[int, ...]
    uniform: tuple[int, ...]
    centres: tuple[Point, ...]
    participants: tuple[str, ...]
    groups: tuple[int, ...]
    positions: tuple[Point, ...]
    statements: tuple[StatementResult, ...]
    representative: tuple[tuple[Representative, ...], ...]
    consensus: tuple[Consensus, ...]
    slate: Slate

    def group_of(self) -> dict[str, int]:
        """Participant -> group, of those who are in one; what the next run takes as `previous`."""
        return {
            participant: group
            for participant, group in zip(self.participants, self.groups, strict=True)
            if group != NO_GROUP
        }


def as_json(result: OpinionResult) -> dict[str, Any]:
    """Plain values only; places are rounded to four decimals, other fractions to six."""
    return {
        "k": result.k,
        "is_clear": result.is_clear,
        "stability": round(result.stability, 6),
        "silhouette": round(result.silhouette, 6),
        "sizes": list(result.sizes),
        "uniform": list(result.uniform),
        "centres": [_point(place) for place in result.centres],
        "participants": list(result.participants),
        "groups": list(result.groups),
        "positions": [_point(place) for place in result.positions],
        "statements": [_statement(statement) for statement in result.statements],
        "representative": [[_rounded(found) for found in group] for group in result.representative],
        "consensus": [_rounded(found) for found in result.consensus],
        "slate": _rounded(result.slate),
    }


def from_json(data: Mapping[str, Any]) -> OpinionResult:
    """What `as_json` gave, to the precision it kept."""
    return OpinionResult(
        k=data["k"],
        is_clear=data["is_clear"],
        stability=data["stability"],
        silhouette=data["silhouette"],
        sizes=tuple(data["sizes"]),
        uniform=tuple(data["uniform"]),
        centres=_points(data["centres"]),
        participants=tuple(data["participants"]),
        groups=tuple(data["groups"]),
        positions=_points(data["positions"]),
        statements=tuple(_statement_from(statement) for statement in data["statements"]),
        representative=tuple(
            tuple(Representative(**found) for found in group) for group in data["representative"]
        ),
        consensus=tuple(Consensus(**found) for found in data["consensus"]),
        slate=Slate(**{name: tuple(values) for name, values in data["slate"].items()}),
    )


def _point(place: Point) -> list[float]:
    return [round(place[0], 4), round(place[1], 4)]


def _points(places: Sequence[Sequence[float]]) -> tuple[Point, ...]:
    return tuple((x, y) for x, y in places)


def _rounded(found: Representative | Consensus | Slate | GroupAware) -> dict[str, Any]:
    return {name: _plain(value) for name, value in asdict(found).items()}


def _plain(value: Any) -> Any:
    if isinstance(value, float):
        return round(value, 6)
    return [_plain(part) for part in value] if isinstance(value, tuple) else value


def _counts(counts: Counts) -> dict[str, int]:
    return {
        "agree": counts.agree,
        "disagree": counts.disagree,
        "pass": counts.passed,
        "seen": counts.seen,
    }


def _counts_from(data: Mapping[str, int]) -> Counts:
    return Counts(data["agree"], data["disagree"], data["pass"])


def _statement(statement: StatementResult) -> dict[str, Any]:
    return {
        "id": statement.id,
        "x": round(statement.x, 4),
        "y": round(statement.y, 4),
        "extremity": round(statement.extremity, 6),
        **_counts(statement.counts),
        "groups": [_counts(counts) for counts in statement.groups],
        "group_aware": _rounded(statement.group_aware),
    }


def _statement_from(data: Mapping[str, Any]) -> StatementResult:
    return StatementResult(
        id=data["id"],
        x=data["x"],
        y=data["y"],
        extremity=data["extremity"],
        counts=_counts_from(data),
        groups=tuple(_counts_from(counts) for counts in data["groups"]),
        group_aware=GroupAware(**data["group_aware"]),
    )
