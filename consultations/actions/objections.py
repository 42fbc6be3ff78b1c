"""Objections to a designation: raised in time, taken back, answered in public."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.record import record
from accounts.verdicts import Conflict, Refused, require
from consultations.actions.words import checked_words, hash_of_words
from consultations.models import Designation, Objection
from consultations.permissions import may_answer_objection, may_object, may_withdraw_objection
from principles.actions.locking import lock_stage
from principles.models import Document, standing_of

OBJECTION_LENGTH = 4000


@transaction.atomic
def raise_objection(*, designation: Designation, reason: str, by: User) -> Objection:
    """One a holder. The same again is the one that stands; whoever took theirs back may object
    anew."""
    document = lock_stage(designation.consultation.document_id)
    designation = _lock_designation(designation, document)
    require(may_object(by, designation.consultation))
    if designation.replaced_at is not None:
        raise Refused("replaced", _("Another designation has taken the place of this one."))
    if document.now >= designation.objections_until:
        raise Refused("window_closed", _("The time to object has ended. Nothing was sent."))
    voice = standing_of(by, document).participation
    if voice is None:
        raise ValueError("may_object allows nobody without a voice")
    reason = checked_words(
        reason, limit=OBJECTION_LENGTH, empty=_("Say why you object: it must be answered.")
    )
    objection = Objection.objects.filter(designation=designation, holder=voice.holder).first()
    if objection is not None and objection.withdrawn_at is None:
        if objection.reason == reason:
            return objection
        raise Refused(
            "objected", _("You have objected already. Take that back first to object anew.")
        )
    objection = objection or Objection(designation=designation, holder=voice.holder)
    objection.participation = voice
    objection.reason = reason
    objection.raised_at = document.now
    objection.withdrawn_at = None
    objection.answer, objection.answered_by, objection.answered_at = "", None, None
    objection.save()
    _record(objection, document, "objection.raised", by, reason_hash=hash_of_words(reason))
    return objection


@transaction.atomic
def withdraw_objection(*, objection: Objection, by: User) -> Objection:
    """Also after the time to object, until the end."""
    document = lock_stage(objection.designation.consultation.document_id)
    objection = _lock_objection(objection, document)
    require(may_withdraw_objection(by, objection))
    if objection.withdrawn_at is not None:
        return objection
    objection.withdrawn_at = document.now
    objection.save(update_fields=["withdrawn_at"])
    _record(objection, document, "objection.withdrawn", by)
    return objection


@transaction.atomic
def answer_objection(*, objection: Objection, answer: str, base_hash: str, by: User) -> Objection:
    """The chair's; a later one takes the place of the first, and the record keeps that it did.

    `base_hash` is the objection's when the chair read it: Conflict if it was raised anew, or
    answered, since. The same answer again is the one that stands.
    """
    document = lock_stage(objection.designation.consultation.document_id)
    objection = _lock_objection(objection, document)
    require(may_answer_objection(by, objection.designation.consultation))
    if objection.withdrawn_at is not None:
        raise Refused("withdrawn", _("This objection was taken back: it needs no answer."))
    answer = checked_words(answer, limit=OBJECTION_LENGTH, empty=_("Write your answer."))
    if answer == objection.answer:
        return objection
    if objection.hash != base_hash:
        raise Conflict(
            "objection_changed",
            _("The objection or its answer changed since you opened the page. Read it first."),
        )
    objection.answer, objection.answered_by, objection.answered_at = answer, by, document.now
    objection.save(update_fields=["answer", "answered_by", "answered_at"])
    _record(objection, document, "objection.answered", by, answer_hash=hash_of_words(answer))
    return objection


def _lock_designation(designation: Designation, document: Document) -> Designation:
    """What is done about one designation is done one after the other."""
    locked = (
        Designation.objects.select_related("consultation", "principle")
        .select_for_update(of=("self",))
        .get(pk=designation.pk)
    )
    locked.consultation.document = document
    return locked


def _lock_objection(objection: Objection, document: Document) -> Objection:
    designation = _lock_designation(objection.designation, document)
    locked = Objection.objects.get(pk=objection.pk)
    locked.designation = designation
    return locked


def _record(objection: Objection, document: Document, kind: str, by: User, **more: str) -> None:
    record(
        stream=document.stream,
        kind=kind,
        by=by,
        objection=objection.pk,
        designation=objection.designation_id,
        principle=objection.designation.principle.key,
        participation=objection.participation_id,
        **more,
    )
