"""Jobs of the process: take ids, fetch, call one action."""

from functools import partial

import structlog
from celery import shared_task

from accounts.jobs import Progress, job
from consultations.actions.analysis import analyse
from consultations.actions.designation_mail import tell_of_designations
from consultations.actions.invitation_mail import send_invitation
from consultations.actions.invitations import forget
from consultations.actions.lifecycle import advance
from consultations.actions.opinion import find_opinion_groups
from consultations.actions.wording import language_model, word_summary
from consultations.models import Consultation, Invitation, Summary
from consultations.queries.remarks import parts_to_read
from consultations.queries.timetable import consultations_due
from consultations.summaries.client import BudgetSpent, ModelAway, ModelFailed

log = structlog.get_logger()
# So often the model is waited for in vain, minutes each time, before the job is put back for later.
MOST_AWAY = 2


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


@job("consultations.analyse")
def analyse_consultation(progress: Progress, *, consultation_id: int) -> None:
    """Each part of the text of which something was said, edited or taken back since it was last
    read. A run that dies is taken up where it was: what it stored is not read again."""
    consultation = Consultation.objects.select_related("document__current_version").get(
        pk=consultation_id
    )
    parts = parts_to_read(consultation)
    for done, part in enumerate(parts):
        progress.step(done, len(parts))
        analyse(
            consultation=consultation,
            principle_id=part.principle_id,
            fingerprint=part.fingerprint,
            step=partial(progress.step, done + 1, len(parts)),
            check=partial(progress.step, done, len(parts)),
        )


@job("consultations.mail_of_designations")
def mail_of_designations(progress: Progress, *, consultation_id: int) -> None:
    tell_of_designations(
        consultation=Consultation.objects.select_related("document").get(pk=consultation_id),
        finish=progress.finish,
    )


@job("consultations.word_summaries")
def word_all(progress: Progress, *, consultation_id: int) -> None:
    """One that fails keeps no other from being worded, unless the model is away; those that have
    their words ask nothing."""
    model = language_model()
    if model is None:
        return
    summaries = list(
        Summary.objects.filter(
            consultation=consultation_id, consultation__uses_language_model=True
        ).select_related("consultation__document")
    )
    failure: ModelFailed | None = None
    away = 0
    for done, summary in enumerate(summaries):
        progress.step(done, len(summaries))
        try:
            word_summary(summary=summary, model=model)
        except BudgetSpent:
            log.warning("language_model.budget_spent", consultation=consultation_id)
            return
        except ModelFailed as failed:
            failure = failed
            away += isinstance(failed, ModelAway)
            if away == MOST_AWAY:
                break
    if failure is not None:
        raise failure


@job("consultations.find_opinion_groups")
def find_groups(progress: Progress, *, consultation_id: int) -> None:
    consultation = Consultation.objects.select_related("document").get(pk=consultation_id)
    find_opinion_groups(consultation=consultation, step=progress.step, finish=progress.finish)
