"""Run a job once: claim its row, act, and finish it in the transaction of the act's last write."""

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any

import structlog
from celery import shared_task
from django.db import IntegrityError, transaction
from django.db.models import F, QuerySet
from django.db.models.functions import Now

from accounts.jobs.lease import renewed_lease
from accounts.jobs.sweeper import backoff, put_back
from accounts.models.job import PENDING, Job, JobStatus

log = structlog.get_logger()
# How soon a job asks again whether the earlier one with its key has ended.
ASK_AGAIN = timedelta(seconds=3)


class ClaimLost(Exception):
    """Another run of the same job took over; what this one computed is dropped."""


class Progress:
    """What a job tells of itself while it runs."""

    def __init__(self, job_id: int, attempt: int) -> None:
        self.job_id = job_id
        self._attempt = attempt

    def claim(self) -> QuerySet[Job]:
        """The row, as long as it is this run's."""
        return Job.objects.filter(pk=self.job_id, status=JobStatus.RUNNING, attempts=self._attempt)

    def step(self, done: int, total: int) -> None:
        """Show "done of total" to whoever watches."""
        if not self.claim().update(steps_done=done, steps_total=total):
            raise ClaimLost

    def finish(self) -> None:
        """Mark the job done inside the caller's transaction, or undo the caller's writes."""
        if not self.claim().update(status=JobStatus.DONE, finished_at=Now()):
            raise ClaimLost


def job(name: str) -> Callable[[Callable[..., None]], Any]:
    """Make `function(progress, **arguments)` the Celery task `name`, run with an outbox row's id.

    Of one row, and of all rows with one key, one run at a time. A run that ends normally is done;
    one whose effect must not be repeated calls `progress.finish()` in the transaction of its last
    write, for a worker may die between the two. An error puts the row back, five attempts in all.
    """

    def decorate(function: Callable[..., None]) -> Any:
        @shared_task(name=name)
        @wraps(function)
        def task(job_id: int) -> None:
            claimed = _claim(job_id)
            if claimed is not None:
                with structlog.contextvars.bound_contextvars(job=claimed.pk, task=name):
                    _run(claimed, function)

        return task

    return decorate


def _claim(job_id: int) -> Job | None:
    """Move waiting or sent -> running; None when it runs, is done, or is gone."""
    pending = Job.objects.filter(pk=job_id, status__in=PENDING)
    try:
        with transaction.atomic():
            claimed = pending.update(
                status=JobStatus.RUNNING,
                started_at=Now(),
                renewed_at=Now(),
                attempts=F("attempts") + 1,
            )
    except IntegrityError:  # an earlier job with the same key still runs
        pending.update(status=JobStatus.WAITING, due_at=Now() + ASK_AGAIN)
        return None
    return Job.objects.get(pk=job_id) if claimed else None


def _run(claimed: Job, function: Callable[..., None]) -> None:
    progress = Progress(claimed.pk, claimed.attempts)
    try:
        with renewed_lease(progress.claim()):
            function(progress, **claimed.arguments)
        progress.claim().update(status=JobStatus.DONE, finished_at=Now())
        log.info("job.done", attempt=claimed.attempts)
    except ClaimLost:
        log.warning("job.claim_lost", attempt=claimed.attempts)
    except Exception as error:  # whatever a job raises, its row says so
        log.exception("job.failed", attempt=claimed.attempts)
        put_back(
            progress.claim(),
            attempts=claimed.attempts,
            error=f"{type(error).__name__}: {error}"[:2000],
            delay=backoff(claimed.attempts),
        )
