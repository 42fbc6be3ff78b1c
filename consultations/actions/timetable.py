"""Plan windows, and move the end of one that is open or to come."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.record import record
from accounts.verdicts import Conflict, Refused, require
from consultations.actions.stages import (
    checked_reason,
    follow_timetable,
    hold,
    open_windows,
    require_not_ended,
)
from consultations.models import Consultation, Window
from consultations.permissions import may_run
from consultations.queries.timetable import plan_code, plan_revision, planned
from consultations.timetable import PlannedWindow, overlapping
from principles.models import Document
from principles.states import OPEN_STAGES, Stage

MAX_WINDOWS = 30


@dataclass(frozen=True, slots=True)
class WindowPlan:
    """A window that is to come, as asked for."""

    stage: Stage
    opens_at: datetime
    closes_at: datetime
    opened_at: None = None
    closed_at: None = None


@transaction.atomic
def set_timetable(
    *,
    consultation: Consultation,
    windows: Sequence[WindowPlan],
    reason: str = "",
    by: User,
    base: str | None = None,
) -> None:
    """Put `windows` in the place of those that have not opened; the others stay as they are.

    `base` is the `plan_revision` that was edited: Conflict if the plan is another one by now.
    """
    document = hold(consultation)
    require(may_run(by, consultation))
    require_not_ended(document)
    if document.stage == Stage.CLOSED:
        raise Refused("closed", _("This consultation is closed: open a stage again first."))
    follow_timetable(consultation, document)
    if base is not None and base != plan_revision(planned(consultation, document.now)):
        raise Conflict(
            "timetable_changed", _("The timetable was changed since you opened this page.")
        )
    if consultation.announced_at is not None:
        reason = checked_reason(reason)
    require_sound_plan(consultation, document, windows)
    replace_plan(consultation, document, windows, reason=reason, by=by)


def replace_plan(
    consultation: Consultation,
    document: Document,
    windows: Sequence[WindowPlan],
    *,
    reason: str,
    by: User,
) -> None:
    """Of a document held by the caller, who has checked the plan; recorded if anything changes."""
    old = planned(consultation, document.now)
    windows = sorted(windows, key=lambda plan: plan.opens_at)
    if [_code(window) for window in old] == [_code(plan) for plan in windows]:
        return
    Window.objects.filter(pk__in=[window.pk for window in old]).delete()
    Window.objects.bulk_create(
        Window(
            consultation=consultation,
            stage=plan.stage,
            opens_at=plan.opens_at,
            closes_at=plan.closes_at,
        )
        for plan in windows
    )
    record(
        stream=document.stream,
        kind="timetable.changed",
        by=by,
        reason=reason,
        old=[_code(window) for window in old],
        new=[_code(plan) for plan in windows],
    )


def _code(window: Window | WindowPlan) -> list[str]:
    return plan_code(window.stage, window.opens_at, window.closes_at)


def require_sound_plan(
    consultation: Consultation, document: Document, plans: Sequence[WindowPlan]
) -> None:
    if len(plans) > MAX_WINDOWS:
        raise Refused("too_many", _("A timetable holds at most 30 windows that are to come."))
    if any(plan.stage not in OPEN_STAGES for plan in plans):
        raise Refused("not_a_stage", _("A window is for comments, amendments or votes."))
    if any(plan.closes_at <= plan.opens_at for plan in plans):
        raise Refused("ends_first", _("Each window must close after it opens."))
    if any(plan.closes_at <= document.now for plan in plans):
        raise Refused("in_the_past", _("A window that has not opened must close in the future."))
    if document.stage == Stage.PAUSED and not plans:
        raise Refused(
            "nothing_to_come",
            _("Without a window to come the consultation would close. Plan one, or close it."),
        )
    together: list[PlannedWindow] = [*open_windows(consultation), *plans]
    if overlapping(together):
        raise Refused("overlap", _("Two windows overlap. Let one close before the next opens."))


@transaction.atomic
def extend_window(*, window: Window, closes_at: datetime, reason: str, by: User) -> None:
    """Let a window that is open or to come close later, or sooner, than announced."""
    consultation = window.consultation
    document = hold(consultation)
    require(may_run(by, consultation))
    require_not_ended(document)
    follow_timetable(consultation, document)
    window = Window.objects.get(pk=window.pk)
    if window.closed_at is not None:
        raise Refused("window_closed", _("This window has closed. Open the stage again instead."))
    if window.opened_at is None and window.closes_at <= document.now:
        raise Refused("window_skipped", _("This window is over without having been opened."))
    reason = checked_reason(reason)
    if closes_at == window.closes_at:
        raise Refused("nothing_changed", _("It closes then already."))
    if closes_at <= max(document.now, window.opens_at):
        raise Refused("in_the_past", _("The window must close in the future, after it opens."))
    old = window.closes_at
    window.closes_at = closes_at
    others = consultation.windows.filter(closed_at__isnull=True, closes_at__gt=document.now)
    if overlapping([window, *others.exclude(pk=window.pk)]):
        raise Refused("overlap", _("The next window opens before that. Move it first."))
    window.save(update_fields=["closes_at"])
    if window.opened_at is not None:
        document.closes_at = closes_at
        document.save(update_fields=["closes_at"])
    record(
        stream=document.stream,
        kind="window.moved",
        by=by,
        stage=window.stage,
        old=old.isoformat(),
        new=closes_at.isoformat(),
        reason=reason,
    )
