"""What lists and the page of a consultation show; each with a fixed number of queries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, Now
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext

from accounts.models import User
from consultations.models import Consultation, Report, StageChange, Window
from consultations.permissions import may_view_consultation
from consultations.states import ReportStatus
from principles.models import Amendment, Comment, Document, Participation, Seat, Vote
from principles.queries.outline import tone_of
from principles.queries.tallies import results_hidden
from principles.states import MODERATING_ROLES, OPEN_STAGES, CommentStatus, Stage

PAGE = 20
STATES = {
    "open": [*OPEN_STAGES],
    "upcoming": [Stage.PAUSED],
    "closed": [Stage.CLOSED],
    "concluded": [Stage.CONCLUDED, Stage.CANCELLED],
    "draft": [Stage.DRAFT],
}


@dataclass(frozen=True, slots=True)
class Listed:
    """A consultation in a list (the contract of components/consultation_entry.html)."""

    pk: int
    slug: str
    title: str
    url: str
    summary: str
    stage: Stage
    stage_label: str
    tone: str
    opens_at: datetime | None
    closes_at: datetime | None
    concluded_at: datetime | None
    report_url: str
    groups_taking_part: int
    comments: int
    voters: int | None
    outcome: str = ""


@dataclass(frozen=True, slots=True)
class ListPage:
    items: Sequence[Listed]
    before: int | None
    after: int | None


def _count(queryset: QuerySet[Any], what: Any) -> Coalesce:
    """A correlated count, so that joins do not multiply one another."""
    counted = queryset.order_by().values("document").annotate(n=what).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), Value(0))


def listed_consultations(user: User | None) -> QuerySet[Any]:
    """Those in this person's lists, with the figures lists show."""
    of_document = {"document": OuterRef("document")}
    windows = Window.objects.filter(
        consultation=OuterRef("pk"), opened_at__isnull=True, closes_at__gt=Now()
    )
    ended = StageChange.objects.filter(consultation=OuterRef("pk"), new=Stage.CONCLUDED)
    report = Report.objects.filter(consultation=OuterRef("pk"), status=ReportStatus.PUBLISHED)
    votes = Vote.objects.filter(principle__document=OuterRef("document")).order_by()
    voters = (
        votes.values("principle__document").annotate(n=Count("holder", distinct=True)).values("n")
    )
    return (
        Consultation.objects.filter(document__in=Document.objects.listed_for(user))
        .select_related("document")
        .annotate(
            groups=_count(
                Participation.objects.filter(**of_document), Count("group", distinct=True)
            ),
            comments=_count(
                Comment.objects.filter(**of_document, status=CommentStatus.PUBLISHED), Count("pk")
            ),
            voters=Coalesce(Subquery(voters, output_field=IntegerField()), Value(0)),
            next_opens_at=Subquery(windows.values("opens_at")[:1]),
            ended_at=Subquery(ended.values("changed_at")[:1]),
            report_number=Subquery(report.order_by("-number").values("number")[:1]),
        )
    )


def _listed(consultation: Any) -> Listed:
    document = consultation.document
    stage = Stage(document.stage)
    url = reverse("consultations:consultation-detail", args=[document.slug])
    return Listed(
        pk=consultation.pk,
        slug=document.slug,
        title=document.title,
        url=url,
        summary=consultation.summary,
        stage=stage,
        stage_label=str(stage.label),
        tone=tone_of(document),
        opens_at=consultation.next_opens_at,
        closes_at=document.closes_at,
        concluded_at=consultation.ended_at,
        report_url=(
            reverse("consultations:report-detail", args=[document.slug])
            if consultation.report_number
            else ""
        ),
        groups_taking_part=consultation.groups,
        comments=consultation.comments,
        voters=None if results_hidden(document) else consultation.voters,
    )


def has_drafts(user: User | None) -> bool:
    """Whether the person's lists hold drafts."""
    if user is None:
        return False
    drafts = Document.objects.listed_for(user).filter(stage=Stage.DRAFT)
    return Consultation.objects.filter(document__in=drafts).exists()


def consultation_page(
    user: User | None, *, state: str = "", words: str = "", before: int = 0, after: int = 0
) -> ListPage:
    """Newest first, by key: `before` and `after` are the ids at the ends of the page shown."""
    found = listed_consultations(user)
    if state in STATES:
        found = found.filter(document__stage__in=STATES[state])
    if words:
        found = found.filter(Q(document__title__icontains=words) | Q(summary__icontains=words))
    if after:
        rows = list(found.filter(pk__gt=after).order_by("pk")[: PAGE + 1])
        more_after, rows = len(rows) > PAGE, rows[:PAGE][::-1]
        more_before = True
    else:
        older = found.filter(pk__lt=before) if before else found
        rows = list(older.order_by("-pk")[: PAGE + 1])
        more_before, rows = len(rows) > PAGE, rows[:PAGE]
        more_after = bool(before)
    items = [_listed(row) for row in rows]
    return ListPage(
        items=items,
        before=items[-1].pk if items and more_before else None,
        after=items[0].pk if items and more_after else None,
    )


def home_lists(user: User | None) -> dict[str, list[Listed]]:
    """A handful of each, the most urgent first."""
    found = listed_consultations(user)
    is_open = found.filter(document__stage__in=OPEN_STAGES)
    upcoming = found.filter(document__stage=Stage.PAUSED, next_opens_at__isnull=False)
    concluded = found.filter(document__stage=Stage.CONCLUDED)
    return {
        "open_consultations": [
            _listed(row)
            for row in is_open.order_by(F("document__closes_at").asc(nulls_last=True))[:6]
        ],
        "upcoming": [_listed(row) for row in upcoming.order_by("next_opens_at")[:6]],
        "concluded": [_listed(row) for row in concluded.order_by("-ended_at")[:6]],
    }


def published_reports(user: User | None) -> list[Report]:
    """The newest published report of each listed consultation, newest first."""
    newest = (
        Report.objects.filter(consultation=OuterRef("consultation"), status=ReportStatus.PUBLISHED)
        .order_by("-number")
        .values("pk")[:1]
    )
    return list(
        Report.objects.filter(
            consultation__document__in=Document.objects.listed_for(user), pk=Subquery(newest)
        )
        .select_related("consultation__document")
        .order_by("-published_at")
        .defer("contents")[:100]
    )


def visible_consultation(user: User | None, slug: str) -> Consultation:
    """404 for whoever may not see it."""
    consultation = get_object_or_404(
        Consultation.objects.select_related("document__current_version"), document__slug=slug
    )
    if not may_view_consultation(user, consultation):
        raise Http404
    return consultation


@dataclass(frozen=True, slots=True)
class TimelineWindow:
    """The contract of components/timeline.html, and which window it is."""

    pk: int
    label: str
    opens_at: datetime
    closes_at: datetime
    state: str
    note: str = ""

    @property
    def is_over(self) -> bool:
        return self.state == "past"


def timeline(consultation: Consultation) -> list[TimelineWindow]:
    """Instants in the consultation's own time zone; real ones where they have happened."""
    zone = ZoneInfo(consultation.timezone)
    return [
        TimelineWindow(
            pk=window.pk,
            label=window.get_stage_display(),
            opens_at=(window.opened_at or window.opens_at).astimezone(zone),
            closes_at=(window.closed_at or window.closes_at).astimezone(zone),
            **_state(consultation, window),
        )
        for window in consultation.windows.annotate(now=Now())
    ]


def _state(consultation: Consultation, window: Window) -> dict[str, str]:
    if window.opened_at is not None:
        return {"state": "past" if window.closed_at else "now"}
    if consultation.announced_at is None or window.closes_at > vars(window)["now"]:
        return {"state": "next"}
    return {"state": "past", "note": gettext("Did not open.")}


@dataclass(frozen=True, slots=True)
class News:
    """What was said since someone was here last."""

    since: datetime
    comments: int
    amendments: int


def news_since(document: Document, since: datetime) -> News:
    """Two queries."""
    new = {"document": document, "created_at__gt": since}
    return News(
        since=since,
        comments=Comment.objects.filter(**new, status=CommentStatus.PUBLISHED).count(),
        amendments=Amendment.objects.visible_to(None).filter(**new).count(),
    )


def team_of(consultation: Consultation) -> list[Seat]:
    """Whoever runs it, by name: a process has faces."""
    return list(
        Seat.objects.filter(document=consultation.document, role__in=MODERATING_ROLES)
        .select_related("user")
        .order_by("id")
    )


def newest_report(consultation: Consultation) -> Report | None:
    return (
        consultation.reports.filter(status=ReportStatus.PUBLISHED)
        .defer("contents")
        .order_by("-number")
        .first()
    )
