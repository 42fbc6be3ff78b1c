"""Stop a job that makes something of a consultation, and ask for groups of opinion."""

from django.db import transaction

from accounts.events import announce
from accounts.jobs import cancel
from accounts.models import User
from accounts.record import record
from accounts.verdicts import require
from consultations.events import OpinionGroupsRequested
from consultations.models import Consultation
from consultations.permissions import may_run
from consultations.queries.making import analysis_key, opinion_key


@transaction.atomic
def request_opinion_groups(*, consultation: Consultation, by: User) -> None:
    """From the answers as they are, if enough people answered anew."""
    require(may_run(by, consultation))
    record(stream=consultation.document.stream, kind="opinions.requested", by=by)
    announce(OpinionGroupsRequested(consultation_id=consultation.pk))


def stop_summaries(*, consultation: Consultation, by: User) -> int:
    """Stop the job that makes them; what it stored stays. Returns how many were stopped."""
    return _stop(consultation, analysis_key(consultation.pk), "summaries.stopped", by)


def stop_opinion_groups(*, consultation: Consultation, by: User) -> int:
    """As above; the groups found before stay."""
    return _stop(consultation, opinion_key(consultation.pk), "opinions.stopped", by)


@transaction.atomic
def _stop(consultation: Consultation, key: str, kind: str, by: User) -> int:
    require(may_run(by, consultation))
    stopped = cancel(key)
    if stopped:
        record(stream=consultation.document.stream, kind=kind, by=by)
    return stopped
