"""What every act on an amendment shares: it is held, it is as it was seen, it moves one step."""

from typing import cast

from django.utils.translation import gettext_lazy as _

from accounts.events import announce
from accounts.models import User
from accounts.record.append import record
from accounts.verdicts import Conflict
from principles.events import AmendmentMoved
from principles.models import (
    Amendment,
    Decision,
    Document,
    Participation,
    Principle,
    Version,
    standing_of,
)
from principles.states import AMENDMENT_MOVES, LIVE_STATUSES, AmendmentStatus


def lock_wordings(principle_id: int) -> None:
    """One proposal at a time for a principle, so that two equal ones cannot pass side by side."""
    Principle.objects.select_for_update(no_key=True).get(pk=principle_id)


def lock_amendment(amendment: Amendment, document: Document) -> Amendment:
    """The amendment as it is now, held until the transaction ends."""
    return lock_amendments([amendment.pk], document)[0]


def lock_amendments(pks: list[int], document: Document) -> list[Amendment]:
    """As they are now, in the order of their numbers, held until the transaction ends.

    All of them are of the document and still there, or none is held.
    """
    rows = (
        Amendment.objects.select_for_update(of=("self",), no_key=True)
        .select_related("base", "participation", "principle")
        .filter(pk__in=pks, document=document)
        .order_by("number")
    )
    locked = list(rows)
    if len(locked) != len(set(pks)):
        raise Conflict("no_amendment", _("That amendment is not one of this text."))
    for amendment in locked:
        amendment.document = document
    return locked


def voice_of(by: User, document: Document) -> Participation:
    """For whom the person speaks, where a verdict saw that they do."""
    return cast("Participation", standing_of(by, document).participation)


def require_status(amendment: Amendment, *statuses: AmendmentStatus) -> None:
    if amendment.status not in statuses:
        raise Conflict("not_open", not_open(amendment))


def not_open(amendment: Amendment) -> str:
    if amendment.status in LIVE_STATUSES:
        return _("Amendment %(amendment)s is not ready for this. It now stands at: %(status)s.") % {
            "amendment": amendment,
            "status": amendment.get_status_display(),
        }
    return _("Amendment %(amendment)s is no longer open. It now stands at: %(status)s.") % {
        "amendment": amendment,
        "status": amendment.get_status_display(),
    }


def require_seen(amendment: Amendment, text_hash: str) -> None:
    if amendment.text_hash != text_hash:
        raise Conflict(
            "revised", _("Its author revised the wording since you opened the page: read it again.")
        )


def move_amendment(
    amendment: Amendment, to: AmendmentStatus, *, kind: str, by: User | None, **data: object
) -> None:
    """One step along `AMENDMENT_MOVES`, recorded under `kind` with `data`."""
    old = AmendmentStatus(amendment.status)
    if to not in AMENDMENT_MOVES[old]:
        raise Conflict("not_open", not_open(amendment))
    now = amendment.document.now
    amendment.status = to
    amendment.closed_at = None if to in LIVE_STATUSES else now
    if to == AmendmentStatus.OPEN and amendment.opened_at is None:
        amendment.opened_at = now
    amendment.voting_since = now if to == AmendmentStatus.VOTING else amendment.voting_since
    amendment.save(update_fields=["status", "closed_at", "opened_at", "voting_since"])
    record(
        stream=amendment.document.stream,
        kind=kind,
        by=by,
        amendment=amendment.pk,
        old=old.value,
        new=to.value,
        text_hash=amendment.text_hash,
        **data,
    )
    announce(
        AmendmentMoved(
            document_id=amendment.document_id, amendment_id=amendment.pk, status=to.value
        )
    )


def decide(
    amendment: Amendment,
    outcome: AmendmentStatus,
    reason: str,
    *,
    by: User | None,
    version: Version | None = None,
    because: Amendment | None = None,
) -> None:
    """Its last move, with the decision that says why."""
    Decision.objects.create(
        amendment=amendment, outcome=outcome, reason=reason, by=by, version=version, because=because
    )
    move_amendment(
        amendment,
        outcome,
        kind=f"amendment.{outcome.value}",
        by=by,
        reason=reason,
        version=version.pk if version else None,
        **({"because": because.number} if because else {}),
    )
