"""Who stands behind an amendment: its backers, those who propose it together, who takes it back."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.record.append import record
from accounts.verdicts import Refused, require
from principles.actions.amendment_moves import (
    lock_amendment,
    move_amendment,
    require_seen,
    require_status,
    voice_of,
)
from principles.actions.amendments import submit_if_supported
from principles.actions.locking import lock_stage, require_before_close
from principles.models import Amendment, Document, Sponsor, Support
from principles.permissions import (
    may_amend,
    may_leave_sponsors,
    may_support,
    may_take_over,
    may_withdraw_amendment,
)
from principles.states import BACKABLE_STATUSES, AmendmentStatus


@transaction.atomic
def back_amendment(*, amendment: Amendment, by: User, text_hash: str = "") -> Support:
    """Back the wording the person saw: the one of `amendment` as it was fetched, or `text_hash`.

    An organisation counts once. Backing twice changes nothing.
    """
    seen = text_hash or amendment.text_hash
    document = lock_stage(amendment.document_id)
    amendment = lock_amendment(amendment, document)
    require(may_support(by, document))
    require_before_close(document)
    require_status(amendment, *BACKABLE_STATUSES)
    require_seen(amendment, seen)
    voice = voice_of(by, document)
    _refuse_sponsor(amendment, voice.holder)
    support = Support.objects.filter(amendment=amendment, holder=voice.holder).first()
    if support is not None and support.text_hash == amendment.text_hash:
        return support
    support, _created = Support.objects.update_or_create(
        amendment=amendment,
        holder=voice.holder,
        defaults={
            "text_hash": amendment.text_hash,
            "participation": voice,
            "group": voice.group,
            "created_at": document.now,
        },
    )
    record(
        stream=document.stream,
        kind="amendment.backed",
        by=by,
        amendment=amendment.pk,
        holder=voice.holder,
        group=voice.group.code,
        text_hash=amendment.text_hash,
    )
    submit_if_supported(amendment, by=by)
    return support


@transaction.atomic
def unback_amendment(*, amendment: Amendment, by: User) -> None:
    """Take one's backing back; without any, nothing happens. What was submitted stays so."""
    document = lock_stage(amendment.document_id)
    amendment = lock_amendment(amendment, document)
    require(may_support(by, document))
    require_before_close(document)
    require_status(amendment, *BACKABLE_STATUSES)
    holder = voice_of(by, document).holder
    if Support.objects.filter(amendment=amendment, holder=holder).delete()[0]:
        record(
            stream=document.stream,
            kind="amendment.unbacked",
            by=by,
            amendment=amendment.pk,
            holder=holder,
        )


@transaction.atomic
def join_sponsors(*, amendment: Amendment, by: User, text_hash: str = "") -> Sponsor:
    """Propose it together with its author, in the wording the person saw."""
    seen = text_hash or amendment.text_hash
    document = lock_stage(amendment.document_id)
    amendment = lock_amendment(amendment, document)
    require(may_amend(by, document))
    require_before_close(document)
    require_status(amendment, *BACKABLE_STATUSES)
    require_seen(amendment, seen)
    voice = voice_of(by, document)
    _refuse_sponsor(amendment, voice.holder)
    Support.objects.filter(amendment=amendment, holder=voice.holder).delete()
    sponsor = Sponsor.objects.create(
        amendment=amendment, holder=voice.holder, participation=voice, joined_at=document.now
    )
    record(
        stream=document.stream,
        kind="amendment.sponsor_joined",
        by=by,
        amendment=amendment.pk,
        holder=voice.holder,
        text_hash=amendment.text_hash,
    )
    submit_if_supported(amendment, by=by)
    return sponsor


@transaction.atomic
def leave_sponsors(*, amendment: Amendment, by: User) -> None:
    """No longer propose it together; the author withdraws instead."""
    document = lock_stage(amendment.document_id)
    amendment = lock_amendment(amendment, document)
    require(may_leave_sponsors(by, amendment))
    holder = voice_of(by, document).holder
    Sponsor.objects.filter(amendment=amendment, holder=holder).delete()
    record(
        stream=document.stream,
        kind="amendment.sponsor_left",
        by=by,
        amendment=amendment.pk,
        holder=holder,
    )


@transaction.atomic
def withdraw_amendment(*, amendment: Amendment, by: User) -> Amendment:
    """Its author takes it back, until the vote on it opens; the wording and its backers stay
    readable, and who proposed it too may go on with it."""
    document = lock_stage(amendment.document_id)
    amendment = lock_amendment(amendment, document)
    require(may_withdraw_amendment(by, amendment))
    move_amendment(amendment, AmendmentStatus.WITHDRAWN, kind="amendment.withdrawn", by=by)
    return amendment


@transaction.atomic
def take_over_amendment(*, amendment: Amendment, by: User) -> Amendment:
    """One who proposed it too goes on with what its author withdrew, from where it stood."""
    document = lock_stage(amendment.document_id)
    amendment = lock_amendment(amendment, document)
    require(may_take_over(by, amendment))
    require_before_close(document)
    require_status(amendment, AmendmentStatus.WITHDRAWN)
    voice = voice_of(by, document)
    Sponsor.objects.filter(amendment=amendment, holder=voice.holder).delete()
    amendment.author = by
    amendment.participation = voice
    amendment.save(update_fields=["author", "participation"])
    move_amendment(
        amendment,
        _stage_before_withdrawal(amendment, document),
        kind="amendment.taken_over",
        by=by,
        holder=voice.holder,
    )
    submit_if_supported(amendment, by=by)
    return amendment


def _stage_before_withdrawal(amendment: Amendment, document: Document) -> AmendmentStatus:
    if amendment.opened_at is not None:
        return AmendmentStatus.OPEN
    return AmendmentStatus.COLLECTING if document.support_needed else AmendmentStatus.SUBMITTED


def _refuse_sponsor(amendment: Amendment, holder: str) -> None:
    if holder == amendment.holder or amendment.sponsors.filter(holder=holder).exists():
        raise Refused("own_amendment", _("You proposed this amendment: it has your name already."))
