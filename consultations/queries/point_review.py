"""Summaries and points as moderators review them: all of them, the dropped and merged too."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext

from consultations.analysis.quantities import percent_reached
from consultations.models import Consultation, Point, PointFlag, Summary
from consultations.queries.points import (
    ChangeShown,
    CitationShown,
    SummaryShown,
    as_shown,
    changes_by_point,
    citation_shown,
    cited_by_point,
    with_freshness,
)
from consultations.states import PointStatus

# Shown beside a point at once; the rest on demand.
CITATIONS_SHOWN = 5


@dataclass(frozen=True, slots=True)
class FlagReviewed:
    """Who made a comment objects: "This is not what I said." `number` is the comment's."""

    pk: int
    number: int
    url: str
    by: str
    note: str
    flagged_at: datetime
    answer: str
    settled_by: str
    settled_at: datetime | None
    summary: int
    point: int
    where: str

    @property
    def act(self) -> str:
        """The name of the form that answers it."""
        return f"settle-{self.pk}"


@dataclass(frozen=True, slots=True)
class PointReviewed:
    """`text` is the moderators' wording or the words of the first citation, "" where no comment
    stands behind it now; `wording` the former alone."""

    pk: int
    number: int
    side: str
    side_label: str
    text: str
    wording: str
    is_pinned: bool
    status: PointStatus
    status_label: str
    reason: str
    merged_into: int | None
    theme: str
    voices: int
    organisations: int
    same_text: int
    citations: Sequence[CitationShown]
    changes: Sequence[ChangeShown]
    flags: Sequence[FlagReviewed]

    @property
    def name(self) -> str:
        return f"P-{self.number}"

    @property
    def is_shown(self) -> bool:
        return self.status == PointStatus.SHOWN

    @property
    def first(self) -> Sequence[CitationShown]:
        return self.citations[:CITATIONS_SHOWN]

    @property
    def rest(self) -> Sequence[CitationShown]:
        return self.citations[CITATIONS_SHOWN:]

    @property
    def open_flags(self) -> int:
        return sum(flag.settled_at is None for flag in self.flags)


@dataclass(frozen=True, slots=True)
class SummaryLine:
    """A row of the desk's list; its summary comes without points."""

    summary: SummaryShown
    points: int
    flags: int

    @property
    def name(self) -> str:
        return part_name(self.summary.group, self.summary.principle_key)

    @property
    def percent(self) -> str:
        """Of its comments, those a point carries; rounded down."""
        share = self.summary.coverage
        if share is None:
            return ""
        return gettext("%(share)s%%") % {"share": percent_reached(share)}


@dataclass(frozen=True, slots=True)
class SummaryReview:
    summary: SummaryShown
    run: int
    points: Sequence[PointReviewed]

    @property
    def shown(self) -> Sequence[PointReviewed]:
        return [point for point in self.points if point.is_shown]

    @property
    def set_aside(self) -> Sequence[PointReviewed]:
        return [point for point in self.points if not point.is_shown]

    def point(self, number: int) -> PointReviewed | None:
        return next((point for point in self.points if point.number == number), None)

    def merges_with(self, point: PointReviewed) -> Sequence[PointReviewed]:
        """Those it could be merged into."""
        return [
            each for each in self.shown if each.side == point.side and each.number != point.number
        ]


def summary_lines(consultation: Consultation) -> list[SummaryLine]:
    """By principle, the text as a whole last, then group. Two queries."""
    summaries = with_freshness(Summary.objects.filter(consultation=consultation))
    counted = {
        row["summary_id"]: row
        for row in Point.objects.filter(summary__consultation=consultation)
        .order_by()
        .values("summary_id")
        .annotate(
            shown=Count("pk", filter=Q(status=PointStatus.SHOWN), distinct=True),
            objections=Count("flags", filter=Q(flags__settled_at__isnull=True), distinct=True),
        )
    }
    nothing = {"shown": 0, "objections": 0}
    return [
        SummaryLine(
            as_shown(row, ()),
            counted.get(row.pk, nothing)["shown"],
            counted.get(row.pk, nothing)["objections"],
        )
        for row in summaries
    ]


def summary_review(consultation: Consultation, pk: int) -> SummaryReview | None:
    """Six queries."""
    row: Any = with_freshness(Summary.objects.filter(consultation=consultation, pk=pk)).first()
    if row is None:
        return None
    points = list(
        Point.objects.filter(summary=row)
        .select_related("merged_into", "theme")
        .order_by("rank", "number")
    )
    slug = consultation.document.slug
    cited, changes = cited_by_point(points), changes_by_point(points)
    flags: dict[int, list[FlagReviewed]] = {}
    for flag in _flags(PointFlag.objects.filter(point__summary=row)):
        flags.setdefault(flag.point_id, []).append(_flag(flag, slug))
    return SummaryReview(
        summary=as_shown(row, ()),
        run=row.run,
        points=[
            _point(
                point,
                [citation_shown(each, slug) for each in cited.get(point.pk, ())],
                changes.get(point.pk, ()),
                flags.get(point.pk, ()),
            )
            for point in points
        ],
    )


def open_flags(consultation: Consultation) -> list[FlagReviewed]:
    """Those nobody answered yet, oldest first. One query."""
    found = PointFlag.objects.filter(
        point__summary__consultation=consultation, settled_at__isnull=True
    )
    return [_flag(flag, consultation.document.slug) for flag in _flags(found)]


def _flags(flags: QuerySet[PointFlag]) -> QuerySet[PointFlag]:
    return flags.select_related(
        "comment", "by", "settled_by", "point__summary__group", "point__summary__principle"
    ).order_by("id")


def _flag(flag: PointFlag, slug: str) -> FlagReviewed:
    summary = flag.point.summary
    return FlagReviewed(
        pk=flag.pk,
        number=flag.comment.number,
        url=reverse("principles:comment-detail", args=[slug, flag.comment.number]),
        by=flag.by.public_name if flag.by else "",
        note=flag.note,
        flagged_at=flag.flagged_at,
        answer=flag.answer,
        settled_by=flag.settled_by.public_name if flag.settled_by else "",
        settled_at=flag.settled_at,
        summary=summary.pk,
        point=flag.point.number,
        where=part_name(summary.group.label, summary.principle.key if summary.principle else None),
    )


def part_name(group: str, principle_key: int | None) -> str:
    """Whose summary, and of what."""
    if principle_key is None:
        return gettext("%(group)s on the text as a whole") % {"group": group}
    return gettext("%(group)s on principle %(key)s") % {"group": group, "key": principle_key}


def _point(
    point: Point,
    citations: Sequence[CitationShown],
    changes: Sequence[ChangeShown],
    flags: Sequence[FlagReviewed],
) -> PointReviewed:
    return PointReviewed(
        pk=point.pk,
        number=point.number,
        side=point.side,
        side_label=str(point.get_side_display()),
        text=point.wording or (citations[0].words if citations else ""),
        wording=point.wording,
        is_pinned=point.is_pinned,
        status=PointStatus(point.status),
        status_label=str(point.get_status_display()),
        reason=point.reason,
        merged_into=point.merged_into.number if point.merged_into else None,
        theme=point.theme.label if point.theme else "",
        voices=point.voices,
        organisations=point.organisations,
        same_text=point.same_text,
        citations=citations,
        changes=changes,
        flags=flags,
    )
