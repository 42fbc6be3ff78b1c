"""What is planned, and which timetables ask for a move now."""

import hashlib
from collections.abc import Iterable
from datetime import UTC, datetime

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Now

from accounts.models import User
from consultations.models import Consultation, Window
from principles.states import OPEN_STAGES, Stage


def consultations_due() -> QuerySet[Consultation]:
    """A superset of those with something due, by the database's clock; `advance` looks closer."""
    own = Window.objects.filter(consultation=OuterRef("pk"))
    opening = own.filter(opened_at__isnull=True, opens_at__lte=Now(), closes_at__gt=Now())
    closing = own.filter(opened_at__isnull=False, closed_at__isnull=True, closes_at__lte=Now())
    nothing_to_come = ~Exists(own.filter(closed_at__isnull=True, closes_at__gt=Now()))
    return Consultation.objects.filter(
        Q(announced_at__isnull=False),
        Q(document__stage__in=[*OPEN_STAGES, Stage.PAUSED]),
        Exists(opening) | Exists(closing) | nothing_to_come,
    ).select_related("document")


def usual_timezone(user: User) -> str:
    """The one of the newest consultation the person has a role at, else UTC."""
    newest = Consultation.objects.filter(document__seats__user=user).order_by("-pk")
    return newest.values_list("timezone", flat=True).first() or "UTC"


def planned(consultation: Consultation, now: datetime | None = None) -> list[Window]:
    """The windows still to come, at `now` or by the database's clock. One that nobody opened in
    its time is history once it was announced, and to be replanned before."""
    unopened = consultation.windows.filter(opened_at__isnull=True)
    if consultation.announced_at is not None:
        unopened = unopened.filter(closes_at__gt=Now() if now is None else now)
    return list(unopened)


def plan_code(stage: str, opens_at: datetime, closes_at: datetime) -> list[str]:
    """A window as the record has it."""
    return [str(stage), *(instant.astimezone(UTC).isoformat() for instant in (opens_at, closes_at))]


def plan_revision(windows: Iterable[Window]) -> str:
    """Stands for what is planned; an edit names the one it was made on."""
    lines = [" ".join(plan_code(w.stage, w.opens_at, w.closes_at)) for w in windows]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:16]
