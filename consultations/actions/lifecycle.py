"""The life of a consultation: created, announced, moved by its timetable or a moderator, ended."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.record import record
from accounts.verdicts import Conflict, Refused, require
from consultations.actions.settings import Rules, rules_of, set_rules, set_texts
from consultations.actions.stages import (
    change_stage,
    checked_reason,
    close_window,
    follow_timetable,
    hold,
    open_window,
    open_windows,
    require_not_ended,
)
from consultations.actions.timetable import WindowPlan, replace_plan, require_sound_plan
from consultations.models import Consultation, Window
from consultations.permissions import (
    may_announce,
    may_cancel,
    may_conclude,
    may_create,
    may_run,
)
from consultations.queries.timetable import planned
from principles.actions.decisions import lapse_amendments
from principles.actions.documents import change_visibility
from principles.actions.locking import lock_stage_to_move
from principles.actions.versions import final_version
from principles.models import Document
from principles.states import OPEN_STAGES, Stage, Visibility


@transaction.atomic
def create_consultation(
    *,
    document: Document,
    summary: str,
    brief: str,
    timezone: str,
    windows: Sequence[WindowPlan] = (),
    visibility: Visibility | None = None,
    rules: Rules | None = None,
    by: User,
) -> Consultation:
    """A draft, seen by its team only; `windows` are its first timetable. What is not given stays
    as the document has it."""
    document = lock_stage_to_move(document.pk)
    require(may_create(by, document))
    if Consultation.objects.filter(document=document).exists():
        raise Refused("exists", _("There is a consultation on this document already."))
    consultation = Consultation(document=document)
    set_texts(consultation, summary=summary, brief=brief, timezone=timezone)
    consultation.save()
    if rules is not None:
        set_rules(document, rules)
    record(
        stream=document.stream,
        kind="consultation.created",
        by=by,
        timezone=timezone,
        **rules_of(document).as_plain(),
    )
    if visibility is not None:
        consultation.document = change_visibility(document=document, visibility=visibility, by=by)
    require_sound_plan(consultation, document, windows)
    replace_plan(consultation, document, windows, reason="", by=by)
    return consultation


@transaction.atomic
def announce_consultation(*, consultation: Consultation, by: User) -> None:
    """Make it public (as its visibility says); from now on the timetable runs by itself."""
    document = hold(consultation)
    require(may_announce(by, consultation))
    if document.stage != Stage.DRAFT:
        raise Refused("announced", _("This consultation is announced already."))
    windows = planned(consultation, document.now)
    if not windows:
        raise Refused("no_window", _("Plan at least one window first."))
    if any(window.closes_at <= document.now for window in windows):
        raise Refused("in_the_past", _("A window is over already: change the timetable first."))
    consultation.announced_at = document.now
    consultation.save(update_fields=["announced_at"])
    record(stream=document.stream, kind="consultation.announced", by=by)
    change_stage(consultation, document, Stage.PAUSED, by=by)
    follow_timetable(consultation, document)


@transaction.atomic
def advance(*, consultation: Consultation) -> None:
    """Do what the timetable says is due, if anything; nobody's act."""
    follow_timetable(consultation, hold(consultation))


@transaction.atomic
def move_stage(
    *,
    consultation: Consultation,
    to: Stage,
    reason: str,
    by: User,
    closes_at: datetime | None = None,
    seen: Stage | None = None,
) -> None:
    """Move by hand: open a stage now (also after the close), pause, or close.

    The open window ends now. Closing drops the windows still to come; opening takes the next
    planned window of that stage, until `closes_at` if given. `seen` is the stage the moderator
    saw: Conflict if someone moved it meanwhile.
    """
    document = hold(consultation)
    require(may_run(by, consultation))
    require_not_ended(document)
    if seen is not None and seen != document.stage:
        raise Conflict("moved", _("The consultation was moved since you opened this page."))
    reason = checked_reason(reason)
    if document.stage == Stage.DRAFT:
        raise Refused("not_announced", _("Announce the consultation first."))
    moved = follow_timetable(consultation, document)
    if to == document.stage:
        if moved:
            return
        raise Refused("there_already", _("The consultation is at this stage already."))
    for window in open_windows(consultation):
        close_window(window, document)
    if to in OPEN_STAGES:
        window = _window_to_open(consultation, document, to, closes_at)
        open_window(consultation, document, window, by=by, reason=reason)
        return
    if to == Stage.PAUSED:
        _require_window_to_come(consultation, document)
    elif to == Stage.CLOSED:
        replace_plan(consultation, document, (), reason=reason, by=by)
    else:
        raise Refused("not_a_move", _("The consultation cannot go there from where it is now."))
    change_stage(consultation, document, to, by=by, reason=reason)


def _require_window_to_come(consultation: Consultation, document: Document) -> None:
    if not planned(consultation, document.now):
        raise Refused("no_window", _("Plan the next window first, or close the consultation."))


def _window_to_open(
    consultation: Consultation, document: Document, stage: Stage, closes_at: datetime | None
) -> Window:
    """The next planned of that stage, or a new one; those of other stages must not overlap it."""
    to_come = planned(consultation, document.now)
    known = next((window for window in to_come if window.stage == stage), None)
    window = known or Window(consultation=consultation, stage=stage, opens_at=document.now)
    if closes_at is not None:
        window.closes_at = closes_at
    elif known is None:
        raise Refused("closing_time_needed", _("Say when this window closes."))
    if window.closes_at <= document.now:
        raise Refused("in_the_past", _("The window must close in the future."))
    if any(each.pk != window.pk and each.opens_at < window.closes_at for each in to_come):
        raise Refused(
            "overlap", _("Another window opens before this one would close: move that one first.")
        )
    return window


@transaction.atomic
def conclude(*, consultation: Consultation, reason: str, by: User) -> None:
    """End it: open amendments lapse, and the text as it stands is final."""
    document = hold(consultation)
    require(may_conclude(by, consultation))
    reason = checked_reason(reason)
    lapse_amendments(document=document, by=by)
    final_version(document=document, by=by)
    change_stage(consultation, document, Stage.CONCLUDED, by=by, reason=reason)


@transaction.atomic
def cancel(*, consultation: Consultation, reason: str, by: User) -> None:
    """End it without an outcome. What was never announced stays with those who were invited."""
    document = hold(consultation)
    require(may_cancel(by, consultation))
    require_not_ended(document)
    reason = checked_reason(reason)
    for window in open_windows(consultation):
        close_window(window, document)
    replace_plan(consultation, document, (), reason=reason, by=by)
    lapse_amendments(document=document, by=by)
    if consultation.announced_at is None:
        # Only drafts are hidden by their stage; a cancelled one is hidden by its visibility.
        document = change_visibility(document=document, visibility=Visibility.INVITED, by=by)
    change_stage(consultation, document, Stage.CANCELLED, by=by, reason=reason)
