"""Summaries: asked for, reviewed by a moderator, published, taken back."""

from collections.abc import Mapping

from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.events import announce
from accounts.models import User
from accounts.record import record
from accounts.verdicts import Conflict, Refused, require
from consultations.events import SummariesRequested
from consultations.models import Analysis, Consultation, Summary
from consultations.permissions import may_run
from consultations.queries.remarks import on_part
from consultations.states import SUMMARY_MOVES, SummaryStatus


@transaction.atomic
def request_summaries(*, consultation: Consultation, by: User) -> None:
    """Ask for every part of the text to be read again by a job; what was reviewed or published is
    made anew where it is out of date."""
    require(may_run(by, consultation))
    # Locked before its summaries, as the job that stores them does.
    analyses = Analysis.objects.select_for_update().filter(consultation=consultation)
    list(analyses.order_by("pk").values_list("pk", flat=True))
    Analysis.objects.filter(consultation=consultation).update(fingerprint="", input_hash="")
    reviewed = ~Q(status=SummaryStatus.MACHINE)
    Summary.objects.filter(reviewed, consultation=consultation).update(is_asked_anew=True)
    record(stream=consultation.document.stream, kind="summaries.requested", by=by)
    announce(SummariesRequested(consultation_id=consultation.pk))


@transaction.atomic
def review_summary(*, summary: Summary, run: int, by: User) -> Summary:
    """Say that its points speak for the group. `run` is that of the summary the reviewer read."""
    return _move(
        summary, {SummaryStatus.MACHINE: SummaryStatus.REVIEWED}, "summary.reviewed", run, by
    )


@transaction.atomic
def publish_summary(*, summary: Summary, run: int, by: User) -> Summary:
    """From now on it is kept as it is, marked as out of date when people say more."""
    return _move(
        summary, {SummaryStatus.REVIEWED: SummaryStatus.PUBLISHED}, "summary.published", run, by
    )


@transaction.atomic
def reopen_summary(*, summary: Summary, run: int, by: User) -> Summary:
    """Take back that it is published, or else that it is reviewed."""
    back = {
        SummaryStatus.PUBLISHED: SummaryStatus.REVIEWED,
        SummaryStatus.REVIEWED: SummaryStatus.MACHINE,
    }
    return _move(summary, back, "summary.reopened", run, by)


def lock_summary(summary: Summary, run: int | None, by: User) -> Summary:
    """As every act on it begins: its analysis first, in the order of the job that stores both;
    then the right to act, and that it is what the person read (None where that is no matter)."""
    Analysis.objects.select_for_update().filter(
        on_part(summary.principle_id), consultation_id=summary.consultation_id
    ).first()
    locked = (
        Summary.objects.select_for_update(of=("self",))
        .select_related("consultation__document", "principle", "group")
        .get(pk=summary.pk)
    )
    require(may_run(by, locked.consultation))
    if run is not None and locked.run != run:
        raise Conflict("made_anew", _("This summary was made anew meanwhile. Read it again."))
    return locked


def _move(
    summary: Summary,
    steps: Mapping[SummaryStatus, SummaryStatus],
    kind: str,
    run: int,
    by: User,
) -> Summary:
    """Along `SUMMARY_MOVES`; `steps` are those that this act is."""
    locked = lock_summary(summary, run, by)
    old = SummaryStatus(locked.status)
    to = steps.get(old)
    if to is None or to not in SUMMARY_MOVES[old]:
        raise Refused("not_possible", _("This summary is at another step of its review already."))
    locked.status, locked.is_asked_anew = to, False
    if to == SummaryStatus.MACHINE:
        locked.reviewed_by = locked.reviewed_at = None
    elif old == SummaryStatus.MACHINE:
        locked.reviewed_by, locked.reviewed_at = by, Now()
    locked.published_at = Now() if to == SummaryStatus.PUBLISHED else None
    locked.save(
        update_fields=["status", "is_asked_anew", "reviewed_by", "reviewed_at", "published_at"]
    )
    record(
        stream=locked.consultation.document.stream,
        kind=kind,
        by=by,
        summary=locked.pk,
        principle=locked.principle.key if locked.principle else None,
        group=locked.group.code,
        old=old.value,
        new=to.value,
    )
    locked.refresh_from_db()
    return locked
