"""The one place where a document's stage moves: under its lock, along the table, on the record."""

import hashlib
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from accounts.events import announce
from accounts.models import User
from accounts.record import record
from accounts.verdicts import Refused
from consultations.events import StageChanged
from consultations.models import Consultation, StageChange, Window
from consultations.timetable import due_at
from principles.actions.locking import lock_stage_to_move
from principles.models import Document, Vote
from principles.states import ENDED_STAGES, OPEN_STAGES, STAGE_MOVES, Stage
from principles.text.wording import is_storable, name_invisible, normalise_lines

REASON_LENGTH = 2000


def hold(consultation: Consultation) -> Document:
    """Lock the document to move it; both are then as they are now, and so is every standing."""
    document = lock_stage_to_move(consultation.document_id)
    consultation.refresh_from_db()
    consultation.document = document
    return document


def follow_timetable(consultation: Consultation, document: Document) -> bool:
    """Do what the timetable says is due, and say whether anything was. Nobody's act.

    Every move by hand begins with it, so that nobody acts on a window that is over.
    """
    if not (document.is_open or document.stage == Stage.PAUSED):
        return False
    due = due_at(list(consultation.windows.all()), document.now)
    if due.close is not None:
        close_window(due.close, document)
    if due.open is not None:
        open_window(consultation, document, due.open, by=None)
    elif due.close is not None and due.more:
        change_stage(consultation, document, Stage.PAUSED, by=None)
    elif not due.more and not open_windows(consultation):
        change_stage(consultation, document, Stage.CLOSED, by=None)
    else:
        return False
    return True


def open_windows(consultation: Consultation) -> list[Window]:
    """One at most, by the database's own constraint."""
    return list(consultation.windows.filter(opened_at__isnull=False, closed_at__isnull=True))


def close_window(window: Window, document: Document) -> None:
    window.closed_at = document.now
    window.save(update_fields=["closed_at"])


def open_window(
    consultation: Consultation,
    document: Document,
    window: Window,
    *,
    by: User | None,
    reason: str = "",
) -> None:
    """The window before it is closed by now. One of the same stage moves no stage, only its end."""
    window.opened_at = document.now
    window.opens_at = min(window.opens_at, document.now)
    window.save()
    stage = Stage(window.stage)
    if document.stage != stage:
        change_stage(
            consultation, document, stage, by=by, reason=reason, closes_at=window.closes_at
        )
        return
    document.closes_at = window.closes_at
    document.save(update_fields=["closes_at"])
    record(
        stream=document.stream,
        kind="window.opened",
        by=by,
        stage=stage.value,
        closes_at=window.closes_at.isoformat(),
        reason=reason,
    )


def change_stage(
    consultation: Consultation,
    document: Document,
    to: Stage,
    *,
    by: User | None,
    reason: str = "",
    closes_at: datetime | None = None,
) -> None:
    """Move `document`, held by `hold`; `by` is None when the timetable moves it."""
    old = Stage(document.stage)
    if to not in STAGE_MOVES[old]:
        raise Refused("not_a_move", _("The consultation cannot go there from where it is now."))
    document.stage = to
    document.closes_at = closes_at if to in OPEN_STAGES else None
    document.save(update_fields=["stage", "closes_at"])
    StageChange.objects.create(
        consultation=consultation,
        old=old,
        new=to,
        by=by,
        reason=reason,
        changed_at=document.now,
    )
    frozen = votes_digest(document) if to == Stage.CLOSED else {}
    record(
        stream=document.stream,
        kind="stage.changed",
        by=by,
        old=old.value,
        new=to.value,
        reason=reason,
        closes_at=closes_at.isoformat() if closes_at else None,
        **frozen,
    )
    announce(StageChanged(consultation_id=consultation.pk, old=old.value, new=to.value))


def votes_digest(document: Document) -> dict[str, object]:
    """How many votes stand, and SHA-256 over "principle holder choice text_hash" a line, sorted:
    whoever recounts the stored votes after the close must come to the same."""
    rows = Vote.objects.filter(principle__document=document).values_list(
        "principle__key", "holder", "choice", "text_hash"
    )
    lines = sorted(" ".join(map(str, row)) for row in rows)
    digest = hashlib.sha256("\n".join(lines).encode()).hexdigest()
    return {"votes": len(lines), "votes_sha256": digest}


def require_not_ended(document: Document) -> None:
    if document.stage in ENDED_STAGES:
        raise Refused("ended", _("This consultation has ended."))


def checked_reason(reason: str) -> str:
    """What will be published as the reason of an act."""
    reason = name_invisible(normalise_lines(reason))
    if not reason:
        raise Refused("reason_needed", _("Say why: the reason is published."))
    if len(reason) > REASON_LENGTH:
        raise Refused("reason_too_long", _("The reason is longer than 2000 characters."))
    if not is_storable(reason):
        raise Refused("unreadable", _("This text has characters that cannot be kept."))
    return reason
