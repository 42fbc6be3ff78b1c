"""A compromise: one text in the place of amendments that exclude one another, if all consent."""

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.record.append import record
from accounts.verdicts import Conflict, Refused, require
from principles.actions.amendment_moves import (
    lock_amendments,
    lock_wordings,
    require_seen,
    require_status,
    voice_of,
)
from principles.actions.amendments import create_amendment, enter_amendment
from principles.actions.locking import lock_stage, require_before_close
from principles.actions.proposals import (
    base_of,
    checked_proposal,
    refuse_duplicate,
    refuse_stale,
)
from principles.models import Amendment, Consent, Principle, standing_of
from principles.permissions import may_compromise, may_consent
from principles.states import BEFORE_VOTE, DECIDABLE_STATUSES, AmendmentKind
from principles.text.operations import Operation


@transaction.atomic
def propose_compromise(
    *,
    principle: Principle,
    parents: Sequence[Amendment],
    operations: Sequence[Operation],
    rationale: str,
    base_hash: str,
    by: User,
    label: str = "",
    base_version: int | None = None,
) -> Amendment:
    """A text in the place of `parents`, two or more amendments that can be decided on; those who
    proposed them are asked for their consent."""
    document = lock_stage(principle.document_id)
    lock_wordings(principle.pk)
    require(may_compromise(by, document))
    require_before_close(document)
    held = lock_amendments([each.pk for each in parents], document)
    if len(held) < 2:
        raise Refused("too_few_parents", _("A compromise is between two amendments or more."))
    for parent in held:
        require_status(parent, *DECIDABLE_STATUSES)
    base = base_of(document, principle.pk, base_hash)
    proposal = checked_proposal(document, base, operations, rationale, label)
    refuse_stale(document, proposal, base_version)
    refuse_duplicate(proposal)
    compromise = create_amendment(
        document, proposal, kind=AmendmentKind.COMPROMISE, parent=None, by=by
    )
    for parent in held:
        Consent.objects.create(compromise=compromise, parent=parent)
    enter_amendment(compromise, by=by)
    _consent_to_own(compromise, by)
    return compromise


@transaction.atomic
def answer_consent(
    *, compromise: Amendment, parent: Amendment, consents: bool, text_hash: str, by: User
) -> Consent:
    """For those who proposed `parent`: whether the compromise, as they saw it, may replace it.

    The answer may change until the vote on the compromise opens.
    """
    document = lock_stage(compromise.document_id)
    held = {each.pk: each for each in lock_amendments([compromise.pk, parent.pk], document)}
    compromise, parent = held[compromise.pk], held[parent.pk]
    require(may_consent(by, parent))
    require_before_close(document)
    require_status(compromise, *BEFORE_VOTE)
    require_seen(compromise, text_hash)
    consent = Consent.objects.filter(compromise=compromise, parent=parent).first()
    if consent is None:
        raise Conflict("not_a_parent", _("The compromise does not replace that amendment."))
    _answer(consent, compromise, consents=consents, by=by)
    return consent


def _consent_to_own(compromise: Amendment, by: User) -> None:
    """Who writes a compromise consents for what they themselves proposed."""
    if standing_of(by, compromise.document).participation is None:
        return
    own = voice_of(by, compromise.document).holder
    for consent in compromise.consents.select_related("parent__participation"):
        if consent.parent.holder == own:
            _answer(consent, compromise, consents=True, by=by)


def _answer(consent: Consent, compromise: Amendment, *, consents: bool, by: User) -> None:
    consent.is_given = consents
    consent.text_hash = compromise.text_hash
    consent.by = by
    consent.answered_at = compromise.document.now
    consent.save()
    record(
        stream=compromise.document.stream,
        kind="amendment.consent_answered",
        by=by,
        amendment=compromise.pk,
        parent=consent.parent_id,
        consents=consents,
        text_hash=compromise.text_hash,
    )
