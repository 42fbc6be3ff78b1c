"""Find what was lost: messages a broker dropped, rows a dead worker left."""

from contextlib import suppress
from datetime import timedelta

import structlog
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.db.models.functions import Now

from accounts.jobs.lease import LEASE
from accounts.models.job import Job, JobStatus

log = structlog.get_logger()
MAX_ATTEMPTS = 5
# A message not taken up by now is taken for lost; sending it twice is harmless.
RESEND_AFTER = timedelta(minutes=2)
KEEP_DONE = timedelta(days=7)


def backoff(attempts: int) -> timedelta:
    """How long a job that failed `attempts` times waits: 10 s, 20 s, 40 s, ..."""
    return timedelta(seconds=10 * 2 ** (attempts - 1))


def sweep() -> int:
    """Make lost jobs wait again; returns how many. Give up those that failed too often."""
    unheard = Job.objects.filter(status=JobStatus.SENT, sent_at__lt=Now() - RESEND_AFTER)
    revived = unheard.update(status=JobStatus.WAITING)
    dead = Job.objects.filter(status=JobStatus.RUNNING, renewed_at__lt=Now() - LEASE)
    for pk, attempts in list(dead.values_list("pk", "attempts")):
        log.warning("job.lost", job=pk, attempt=attempts)
        # Narrows `dead`, which is asked anew: a job that renewed its lease just now is left alone.
        revived += put_back(
            dead.filter(pk=pk, attempts=attempts),
            attempts=attempts,
            error="Lost with its worker.",
            delay=timedelta(),
        )
    return revived


def put_back(row: QuerySet[Job], *, attempts: int, error: str, delay: timedelta) -> int:
    """Make one running job wait again; 1 if it does, 0 if it was given up or is no longer there.

    Where a later cause already waits with the same key, that job's run does the work of both.
    """
    if attempts < MAX_ATTEMPTS:
        try:
            with transaction.atomic():
                return row.update(status=JobStatus.WAITING, due_at=Now() + delay, error=error)
        except IntegrityError:
            error = f"{error} A later job with the same key does its work."
    if row.update(status=JobStatus.FAILED, finished_at=Now(), error=error):
        log.error("job.given_up", attempt=attempts, error=error)
    return 0


def retry_failed() -> int:
    """Give every failed job five more attempts; returns how many. A job whose key has a later one
    that waits stays as it is."""
    retried = 0
    for pk in list(Job.objects.filter(status=JobStatus.FAILED).values_list("pk", flat=True)):
        with suppress(IntegrityError), transaction.atomic():
            retried += Job.objects.filter(pk=pk, status=JobStatus.FAILED).update(
                status=JobStatus.WAITING, due_at=Now(), attempts=0, finished_at=None
            )
    return retried


def prune() -> int:
    """Delete jobs done or stopped a week ago; returns how many. Failed ones stay until someone
    looks."""
    ended = (JobStatus.DONE, JobStatus.CANCELLED)
    done = Job.objects.filter(status__in=ended, finished_at__lt=Now() - KEEP_DONE)
    return done.delete()[0]
