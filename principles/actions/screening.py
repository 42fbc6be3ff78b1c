"""Moderators check an amendment before it is open: does it relate to the text, is it one."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.verdicts import require
from principles.actions.amendment_moves import (
    decide,
    lock_amendment,
    move_amendment,
    require_seen,
    require_status,
)
from principles.actions.locking import lock_stage
from principles.actions.proposals import required_reason
from principles.models import Amendment
from principles.permissions import may_judge, may_screen
from principles.states import AmendmentStatus


@transaction.atomic
def begin_screening(*, amendment: Amendment, by: User) -> Amendment:
    amendment = _held(amendment, by)
    move_amendment(amendment, AmendmentStatus.SCREENING, kind="amendment.screening", by=by)
    return amendment


@transaction.atomic
def admit_amendment(*, amendment: Amendment, text_hash: str, by: User) -> Amendment:
    """In the wording the moderator saw."""
    amendment = _held(amendment, by)
    # Others may become open too, but not by a moderator's leave.
    require_status(amendment, AmendmentStatus.SUBMITTED, AmendmentStatus.SCREENING)
    require_seen(amendment, text_hash)
    move_amendment(amendment, AmendmentStatus.OPEN, kind="amendment.opened", by=by)
    return amendment


@transaction.atomic
def refuse_amendment(*, amendment: Amendment, text_hash: str, reason: str, by: User) -> Amendment:
    """Not admissible, and why; for good."""
    amendment = _held(amendment, by)
    require_seen(amendment, text_hash)
    reason = required_reason(reason, _("Say why this amendment is not admissible."))
    decide(amendment, AmendmentStatus.INADMISSIBLE, reason, by=by)
    return amendment


def _held(amendment: Amendment, by: User) -> Amendment:
    document = lock_stage(amendment.document_id)
    amendment = lock_amendment(amendment, document)
    require(may_screen(by, document))
    require(may_judge(by, amendment))
    return amendment
