"""What a broker or a worker lost is found, and what merely takes long is left alone."""

from datetime import timedelta

import pytest
from django.db.models.functions import Now

from accounts.jobs.lease import LEASE
from accounts.jobs.sweeper import KEEP_DONE, MAX_ATTEMPTS, RESEND_AFTER, backoff, prune, sweep
from accounts.models.job import Job, JobStatus
from accounts.tasks import prune_outbox

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)


def made(status: JobStatus, **fields: object) -> Job:
    return Job.objects.create(**{"task": "tests.nothing", "status": status, **fields})


def status_of(job: Job) -> str:
    return Job.objects.values_list("status", flat=True).get(pk=job.pk)


def test_sweep_resends_what_no_worker_took_up() -> None:
    lost = made(JobStatus.SENT, sent_at=Now() - RESEND_AFTER - SECOND)
    fresh = made(JobStatus.SENT, sent_at=Now())
    assert sweep() == 1
    assert (status_of(lost), status_of(fresh)) == (JobStatus.WAITING, JobStatus.SENT)


def test_sweep_revives_what_a_dead_worker_left() -> None:
    dead = made(JobStatus.RUNNING, attempts=1, renewed_at=Now() - LEASE - SECOND)
    alive = made(
        JobStatus.RUNNING, attempts=1, started_at=Now() - timedelta(hours=1), renewed_at=Now()
    )
    assert sweep() == 1
    assert (status_of(dead), status_of(alive)) == (JobStatus.WAITING, JobStatus.RUNNING)


def test_sweep_gives_up_what_killed_its_worker_five_times() -> None:
    deadly = made(JobStatus.RUNNING, attempts=MAX_ATTEMPTS, renewed_at=Now() - LEASE - SECOND)
    assert sweep() == 0
    assert status_of(deadly) == JobStatus.FAILED


def test_sweep_leaves_the_work_of_a_dead_job_to_a_later_one_and_goes_on() -> None:
    old = Now() - LEASE - SECOND
    superseded = made(JobStatus.RUNNING, attempts=1, renewed_at=old, dedupe_key="k")
    later = made(JobStatus.WAITING, dedupe_key="k")
    other = made(JobStatus.RUNNING, attempts=1, renewed_at=old, dedupe_key="other")
    assert sweep() == 1
    assert [status_of(job) for job in (superseded, later, other)] == [
        JobStatus.FAILED,
        JobStatus.WAITING,
        JobStatus.WAITING,
    ]


def test_backoff_doubles() -> None:
    assert [backoff(n).total_seconds() for n in (1, 2, 3, 4)] == [10, 20, 40, 80]


def test_prune_drops_what_was_done_a_week_ago_and_keeps_what_failed() -> None:
    long_ago = Now() - KEEP_DONE - SECOND
    made(JobStatus.DONE, finished_at=long_ago)
    kept = [made(JobStatus.DONE, finished_at=Now()), made(JobStatus.FAILED, finished_at=long_ago)]
    assert prune() == 1
    assert list(Job.objects.order_by("id")) == kept


def test_prune_outbox_prunes() -> None:
    made(JobStatus.DONE, finished_at=Now() - KEEP_DONE - SECOND)
    prune_outbox()
    assert Job.objects.count() == 0
