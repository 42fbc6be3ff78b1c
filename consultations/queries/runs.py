"""What the runs of a summary said, and what changed from each to the next."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext, ngettext

from consultations.models import Summary
from consultations.states import PointSide, PointStatus


@dataclass(frozen=True, slots=True)
class RunShown:
    """`changes` are whole sentences, against the run before; none for the first."""

    number: int
    made_at: datetime
    engine: str
    comments: int
    points: int
    changes: Sequence[str]
    is_present: bool


def runs_of(summary: Summary) -> list[RunShown]:
    """The newest first. Three queries."""
    runs: list[tuple[Mapping[str, Any], Sequence[Mapping[str, Any]]]] = [
        (_heading(version.number, version), version.points) for version in summary.versions.all()
    ]
    runs.append((_heading(summary.run, summary), snapshot(summary)))
    shown: list[RunShown] = []
    before: Sequence[Mapping[str, Any]] | None = None
    for heading, points in runs:
        shown.append(
            RunShown(
                **heading,
                points=sum(point["status"] == PointStatus.SHOWN for point in points),
                changes=[] if before is None else _changes(before, points),
                is_present=heading["number"] == summary.run,
            )
        )
        before = points
    return shown[::-1]


def snapshot(summary: Summary) -> list[dict[str, Any]]:
    """Its points as `SummaryVersion.points` has them. Two queries."""
    return [
        {
            "number": point.number,
            "side": point.side,
            "status": point.status,
            "wording": point.wording,
            "voices": point.voices,
            "citations": [[c.comment_id, c.start, c.end] for c in point.citations.all()],
        }
        for point in summary.points.prefetch_related("citations").order_by("number")
    ]


def _heading(number: int, made: Any) -> dict[str, Any]:
    return {
        "number": number,
        "made_at": made.made_at,
        "engine": made.engine,
        "comments": made.comment_count,
    }


def _changes(before: Sequence[Mapping[str, Any]], after: Sequence[Mapping[str, Any]]) -> list[str]:
    then = {point["number"]: point for point in before}
    now = {point["number"]: point for point in after}
    sentences = []
    for number in sorted({*then, *now}):
        names = {"point": f"P-{number}"}
        if number not in then:
            side = PointSide(now[number]["side"]).label
            sentences.append(gettext("%(point)s is new: %(side)s.") % {**names, "side": side})
        elif number not in now:
            sentences.append(gettext("%(point)s is gone.") % names)
        else:
            sentences += _moved(names, _cited(then[number]), _cited(now[number]))
    return sentences or [
        gettext("The same comments stand behind the same points, in other places.")
    ]


def _moved(names: dict[str, str], then: set[int], now: set[int]) -> list[str]:
    sentences = []
    if more := len(now - then):
        words = ngettext(
            "%(count)s comment joined %(point)s.", "%(count)s comments joined %(point)s.", more
        )
        sentences.append(words % {**names, "count": more})
    if fewer := len(then - now):
        words = ngettext(
            "%(count)s comment left %(point)s.", "%(count)s comments left %(point)s.", fewer
        )
        sentences.append(words % {**names, "count": fewer})
    return sentences


def _cited(point: Mapping[str, Any]) -> set[int]:
    return {comment for comment, _, _ in point["citations"]}
