"""Jobs of the process: take ids, fetch, call one action."""

from datetime import timedelta
from functools import partial

import structlog
from celery import shared_task
from django.db import transaction

from accounts.jobs import Progress, enqueue, job
from consultations.actions.analysis import analyse
from consultations.actions.designation_mail import tell_of_designations
from consultations.actions.invitation_mail import send_invitation
from consultations.actions.invitations import forget
from consultations.actions.lifecycle import advance
from consultations.actions.opinion import find_opinion_groups
from consultations.actions.wording import lacks_words, language_model, word_summary
from consultations.models import Consultation, Invitation, Summary
from consultations.queries.making import wording_key
from consultations.queries.remarks import parts_to_read
from consultations.queries.timetable import consultations_due
from consultations.queries.wording import AWAY_FOR, budget_renewed_in, model_is_away
from consultations.summaries.client import BudgetSpent, ModelAway

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
def word_all(_progress: Progress, *, consultation_id: int) -> None:
    """A job for each that lacks its words: none waits for another, or for its failure."""
    model = language_model()
    if model is None:
        return
    summaries = Summary.objects.filter(
        consultation=consultation_id, consultation__uses_language_model=True
    ).select_related("consultation__document")
    for summary in summaries:
        if lacks_words(summary, model):
            _word_later(summary.pk, timedelta())


@job("consultations.word_summary")
def word_one(progress: Progress, *, summary_id: int) -> None:
    """Put off, not failed, while there is nobody to ask or nothing to pay with."""
    model = language_model()
    summary = (
        Summary.objects.filter(pk=summary_id, consultation__uses_language_model=True)
        .select_related("consultation__document")
        .first()
    )
    if model is None or summary is None:
        return
    if model_is_away():
        _word_later(summary_id, AWAY_FOR)
        return
    try:
        word_summary(summary=summary, model=model, finish=progress.finish)
    except BudgetSpent:
        _word_later(summary_id, budget_renewed_in(summary.consultation))
    except ModelAway:
        _word_later(summary_id, AWAY_FOR)


def _word_later(summary_id: int, delay: timedelta) -> None:
    with transaction.atomic():
        enqueue(
            "consultations.word_summary",
            key=wording_key(summary_id),
            delay=delay,
            summary_id=summary_id,
        )


@job("consultations.find_opinion_groups")
def find_groups(progress: Progress, *, consultation_id: int) -> None:
    consultation = Consultation.objects.select_related("document").get(pk=consultation_id)
    find_opinion_groups(consultation=consultation, step=progress.step, finish=progress.finish)
