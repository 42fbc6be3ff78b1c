"""A chair says how much agreement a principle found, on evidence that is kept with it."""

from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.events import announce
from accounts.models import User
from accounts.record import record
from accounts.verdicts import Conflict, Refused, require
from consultations.actions.words import checked_words, hash_of_words
from consultations.events import DesignationMade
from consultations.models import Consultation, Designation
from consultations.permissions import may_designate
from consultations.queries.consensus import evidence_on
from consultations.states import ConsensusLevel
from principles.actions.locking import lock_stage_to_move
from principles.models import Document, Principle, PrincipleText

RATIONALE_LENGTH = 4000
OBJECTION_DAYS = 7
MOST_OBJECTION_DAYS = 90


@transaction.atomic
def designate(
    *,
    principle: Principle,
    level: str,
    rationale: str,
    replaces: int | None,
    by: User,
    objection_days: int = OBJECTION_DAYS,
) -> Designation:
    """Decide the level, and open the time for objections.

    `replaces` is the id of the designation that stood when the chair decided, None if there was
    none: Conflict if another stands by now. What is replaced stays in the history.
    """
    document = lock_stage_to_move(principle.document_id)
    consultation = Consultation.objects.get(document=document)
    consultation.document = document
    require(may_designate(by, consultation))
    text = _words_of_today(principle, document)
    if level not in ConsensusLevel.values:
        raise Refused("unknown_choice", _("Choose one of the positions listed."))
    if not 1 <= objection_days <= MOST_OBJECTION_DAYS:
        raise Refused("objection_days", _("Give between 1 and 90 days for objections."))
    rationale = checked_words(
        rationale, limit=RATIONALE_LENGTH, empty=_("Say why: the reason is published.")
    )
    _replace(principle, document, replaces)
    evidence = evidence_on(document, principle)
    designation = Designation.objects.create(
        consultation=consultation,
        principle=principle,
        version_id=text.version_id,
        text_hash=text.hash,
        level=level,
        rationale=rationale,
        proposed_level=evidence.level,
        evidence=evidence.as_plain(),
        decided_by=by,
        decided_at=document.now,
        objections_until=document.now + timedelta(days=objection_days),
    )
    record(
        stream=document.stream,
        kind="designation.made",
        by=by,
        designation=designation.pk,
        principle=principle.key,
        level=level,
        proposed_level=designation.proposed_level,
        text_hash=text.hash,
        rationale_hash=hash_of_words(rationale),
        objections_until=designation.objections_until.isoformat(),
        replaces=replaces,
    )
    announce(DesignationMade(consultation_id=consultation.pk, designation_id=designation.pk))
    return designation


def _words_of_today(principle: Principle, document: Document) -> PrincipleText:
    texts = PrincipleText.objects.filter(version=document.current_version_id, principle=principle)
    text = texts.first()
    if text is None:
        raise Refused("principle_gone", _("This principle is no longer part of the text."))
    return text


def _replace(principle: Principle, document: Document, replaces: int | None) -> None:
    standing = Designation.objects.filter(principle=principle, replaced_at__isnull=True)
    if standing.values_list("pk", flat=True).first() != replaces:
        raise Conflict(
            "designated",
            _("Somebody else decided on this principle since you opened the page. Read it first."),
        )
    standing.update(replaced_at=document.now)
