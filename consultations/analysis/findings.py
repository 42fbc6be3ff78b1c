"""What people say: what goes into the analysis, and what comes out of it. Standard library only.

    from consultations.analysis.findings import Findings, Remark, as_json, from_json
    # Imports NumPy: workers only, inside the function that needs it.
    from consultations.analysis.key_points import find_points

    findings = find_points(
        remarks, embedder_tier="wordllama", points_per_group=None, previous=None, seed=0, step=show
    )

A *remark* is one comment. Remarks of all groups and stances (of one principle, say) go in together,
because a theme is shared or contested only across them. A *theme* is what sentences of several
remarks are about. A *point* is one cell of theme x group x side: the wording, verbatim, that stands
for what this group says on this theme from this side, with one passage of each remark that says
much the same. Points come group by group, the one with most voices first.

`as_json` gives plain JSON for storage; pages read it back with `from_json` and need no NumPy.
"""

import base64
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

SUPPORT, AGAINST, ASKING, UNSTATED = "support", "against", "asking", ""
# Sides of the stances a comment may declare; any other stance is a side of its own.
SIDE_OF_STANCE = {
    "support": SUPPORT,
    "concern": AGAINST,
    "oppose": AGAINST,
    "question": ASKING,
    "suggestion": ASKING,
}
# With its version: another name means other results from the same remarks.
ENGINE = "key-points-4"
SHARED, CONTESTED, DISTINCTIVE, NO_KIND = "shared", "contested", "distinctive", ""


@dataclass(frozen=True, slots=True)
class Remark:
    """`voice` is the person or organisation behind it, `language` an ISO 639-1 code or empty."""

    id: int
    voice: str
    group: str
    stance: str
    language: str
    text: str


@dataclass(frozen=True, slots=True)
class Span:
    """`text[start:end]` of the remark, in code points: the verbatim wording."""

    remark: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Point:
    """One cell's wording, and who carries it.

    `stance` is a side (SIDE_OF_STANCE). `support` has one span a remark, that of the wording first.
    `voices` are distinct people and organisations, where a campaign (the same text from several
    voices) counts as one; `duplicates` are the remarks sent as part of a campaign, 0 where none.
    """

    theme: int
    group: str
    stance: str
    span: Span
    support: tuple[Span, ...]
    voices: int
    duplicates: int


@dataclass(frozen=True, slots=True)
class GroupShare:
    """How much of a group speaks on a theme: `voices` of `of`, and Wilson's 95 % interval.

    `stances` are voices by side. `is_tiny`: fewer voices in the group than anything is claimed for.
    """

    group: str
    voices: int
    of: int
    share: float
    low: float
    high: float
    stances: Mapping[str, int]
    is_tiny: bool


@dataclass(frozen=True, slots=True)
class Theme:
    """`id` is kept from run to run as long as the theme lives; `words` are its own, best first.

    `kind`: SHARED, CONTESTED, DISTINCTIVE (then `groups_apart` names the groups) or nothing.
    For CONTESTED, `groups_apart` are the group most for and the group most against it.
    """

    id: int
    label: str
    words: tuple[str, ...]
    kind: str
    groups: tuple[GroupShare, ...]
    voices: int
    groups_apart: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Coverage:
    """Shares of remarks, between 0 and 1, that a point carries; 1 where there are none."""

    overall: float
    groups: Mapping[str, float]
    worst_group: str
    worst: float


@dataclass(frozen=True, slots=True)
class Findings:
    """`residual` are the remarks no point carries; `centroids` go back in as `previous`."""

    points: tuple[Point, ...]
    themes: tuple[Theme, ...]
    residual: tuple[int, ...]
    coverage: Coverage
    centroids: bytes
    engine: str


def as_json(findings: Findings) -> dict[str, Any]:
    """Plain lists, numbers and strings; `from_json` is its inverse."""
    plain = asdict(findings)
    plain["centroids"] = base64.b64encode(findings.centroids).decode("ascii")
    return plain


def from_json(stored: Mapping[str, Any]) -> Findings:
    return Findings(
        points=tuple(_point(point) for point in stored["points"]),
        themes=tuple(_theme(theme) for theme in stored["themes"]),
        residual=tuple(stored["residual"]),
        coverage=Coverage(**stored["coverage"]),
        centroids=base64.b64decode(stored["centroids"]),
        engine=stored["engine"],
    )


def _point(stored: Mapping[str, Any]) -> Point:
    spans: Sequence[Mapping[str, int]] = stored["support"]
    support = tuple(Span(**span) for span in spans)
    return Point(**{**stored, "span": Span(**stored["span"]), "support": support})


def _theme(stored: Mapping[str, Any]) -> Theme:
    return Theme(
        **{
            **stored,
            "words": tuple(stored["words"]),
            "groups": tuple(GroupShare(**share) for share in stored["groups"]),
            "groups_apart": tuple(stored["groups_apart"]),
        }
    )
