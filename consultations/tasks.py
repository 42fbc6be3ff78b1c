"""Jobs of the process: take ids, fetch, call one action."""

import structlog
from celery import shared_task

from accounts.jobs import Progress, job
from consultations.actions.invitation_mail import send_invitation
from consultations.actions.invitations import forget
from consultations.actions.lifecycle import advance
from consultations.actions.summaries import summarise_principle
from consultations.models import Consultation, Invitation
from consultations.queries.timetable import consultations_due
from principles.models import Principle

log = structlog.get_logger()


@shared_task(name="consultations.advance_timetables")
def advance_timetables() -> None:
    """Repeated by beat, so it needs no outbox row; each moves in a transaction of its own, and one
    that cannot keeps no other from moving."""
    for consultation in list(consultations_due()):
        try:
            advance(consultation=consultation)
        except Exception:
            log.exception("timetable.not_followed", consultation=consultation.pk)


@job("consultations.send_invitation")
def send_one_invitation(progress: Progress, *, invitation_id: int) -> None:
    send_invitation(invitation_id=invitation_id, finish=progress.finish)


@job("consultations.forget_invitation")
def forget_one_invitation(_progress: Progress, *, invitation_id: int) -> None:
    forget(invitation=Invitation.objects.get(pk=invitation_id))


@job("consultations.summarise_principle")
def summarise_one(progress: Progress, *, principle_id: int) -> None:
    """A document that no consultation runs on has no summaries."""
    consultation = (
        Consultation.objects.select_related("document")
        .filter(document__principles=principle_id)
        .first()
    )
    if consultation is not None:
        principle = Principle.objects.get(pk=principle_id)
        summarise_principle(consultation=consultation, principle=principle, finish=progress.finish)


@job("consultations.summarise_consultation")
def summarise_all(progress: Progress, *, consultation_id: int) -> None:
    consultation = Consultation.objects.select_related("document").get(pk=consultation_id)
    principles = list(consultation.document.principles.all())
    for done, principle in enumerate(principles):
        progress.step(done, len(principles))
        summarise_principle(
            consultation=consultation,
            principle=principle,
            finish=lambda: progress.step(done + 1, len(principles)),  # noqa: B023  # called at once
            renew_reviewed=True,
        )
