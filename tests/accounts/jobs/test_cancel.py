"""A job that is stopped stores nothing more, and nobody takes it up again."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.db.models.functions import Now

from accounts.jobs import cancel, enqueue
from accounts.jobs.claim import ClaimLost, Progress
from accounts.jobs.relay import relay_due_jobs
from accounts.jobs.sweeper import retry_failed, sweep
from accounts.models import Job, JobStatus

pytestmark = pytest.mark.django_db


def put(key: str = "here") -> Job:
    with transaction.atomic():
        enqueue("some.task", key=key)
    return Job.objects.latest("id")


def status_of(job: Job) -> str:
    return Job.objects.get(pk=job.pk).status


@pytest.mark.parametrize("status", [JobStatus.WAITING, JobStatus.SENT, JobStatus.RUNNING])
def test_what_has_not_ended_is_stopped(status: JobStatus) -> None:
    job, other = put(), put("there")
    Job.objects.filter(pk=job.pk).update(status=status)
    assert cancel("here") == 1
    assert (status_of(job), status_of(other)) == (JobStatus.CANCELLED, JobStatus.WAITING)


@pytest.mark.parametrize("status", [JobStatus.DONE, JobStatus.FAILED, JobStatus.CANCELLED])
def test_what_has_ended_stays_as_it_ended(status: JobStatus) -> None:
    job = put()
    Job.objects.filter(pk=job.pk).update(status=status)
    assert cancel("here") == 0
    assert status_of(job) == status


def test_a_run_that_was_stopped_can_take_no_step_and_not_finish() -> None:
    job = put()
    Job.objects.filter(pk=job.pk).update(status=JobStatus.RUNNING, attempts=1)
    progress = Progress(job.pk, 1)
    progress.step(1, 3)
    cancel("here")
    with pytest.raises(ClaimLost):
        progress.step(2, 3)
    with pytest.raises(ClaimLost):
        progress.finish()
    assert Job.objects.get(pk=job.pk).steps_done == 1


def test_nobody_takes_up_a_stopped_job() -> None:
    job = put()
    Job.objects.filter(pk=job.pk).update(
        sent_at=Now() - timedelta(hours=1), renewed_at=Now() - timedelta(hours=1)
    )
    cancel("here")
    assert (sweep(), retry_failed(), relay_due_jobs()) == (0, 0, 0)
    assert status_of(job) == JobStatus.CANCELLED


def test_after_a_stop_the_next_cause_puts_a_new_job() -> None:
    stopped = put()
    cancel("here")
    assert put().pk != stopped.pk
