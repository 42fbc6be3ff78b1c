"""A job runs once, whatever is delivered, and its row tells how it went."""

from collections.abc import Callable

import pytest
from celery import shared_task
from django.db import transaction
from django.db.models import F
from django.db.models.functions import Now

from accounts.jobs import Progress, job
from accounts.jobs.claim import ASK_AGAIN, ClaimLost
from accounts.jobs.sweeper import backoff
from accounts.models.entry import Entry
from accounts.models.job import Job, JobStatus
from accounts.record import record

pytestmark = pytest.mark.django_db


@job("tests.record_once")
def record_once(progress: Progress, *, stream: str) -> None:
    with transaction.atomic():
        record(stream=stream, kind="tests.acted", by=None)
        progress.finish()


@job("tests.record_plainly")
def record_plainly(progress: Progress, *, stream: str) -> None:
    with transaction.atomic():
        record(stream=stream, kind="tests.acted", by=None)


@job("tests.fail")
def fail(progress: Progress) -> None:
    raise ValueError("The printer is on fire.")


@job("tests.lose_the_claim")
def lose_the_claim(progress: Progress, *, stream: str) -> None:
    Job.objects.update(status=JobStatus.WAITING)  # what the sweeper does to a job it takes for dead
    with transaction.atomic():
        record(stream=stream, kind="tests.acted", by=None)
        progress.finish()


@job("tests.take_steps")
def take_steps(progress: Progress) -> None:
    progress.step(2, 3)


@job("tests.step_without_claim")
def step_without_claim(progress: Progress) -> None:
    Job.objects.update(attempts=9)
    with pytest.raises(ClaimLost):
        progress.step(2, 3)


@shared_task(name="tests.record_naively")
def record_naively(job_id: int) -> None:
    with transaction.atomic():
        record(stream="here", kind="tests.acted", by=None)


def acts() -> int:
    return Entry.objects.filter(stream="here", kind="tests.acted").count()


def waiting(**fields: object) -> Job:
    return Job.objects.create(**{"task": "tests", "arguments": {"stream": "here"}, **fields})


@pytest.mark.parametrize("status", [JobStatus.WAITING, JobStatus.SENT])
@pytest.mark.parametrize("task", [record_once, record_plainly])
def test_job_runs_and_is_done(task: Callable[[int], None], status: JobStatus) -> None:
    row = waiting(status=status)
    task(row.pk)
    row.refresh_from_db()
    assert (row.status, row.attempts, acts()) == (JobStatus.DONE, 1, 1)
    assert row.started_at is not None
    assert row.finished_at is not None


@pytest.mark.parametrize("task", [record_once, record_plainly])
def test_job_delivered_three_times_acts_once_abuse_62(task: Callable[[int], None]) -> None:
    row = waiting()
    for _ in range(3):
        task(row.pk)
    assert acts() == 1


def test_task_without_a_claim_delivered_three_times_acts_thrice() -> None:
    """The positive control of the test above."""
    for _ in range(3):
        record_naively(waiting().pk)
    assert acts() == 3


@pytest.mark.parametrize("status", [JobStatus.RUNNING, JobStatus.DONE, JobStatus.FAILED])
def test_job_that_is_not_pending_does_not_run(status: JobStatus) -> None:
    row = waiting(status=status)
    record_once(row.pk)
    assert acts() == 0


def test_job_that_is_gone_does_not_run() -> None:
    record_once(4711)
    assert acts() == 0


def test_job_that_fails_waits_for_another_attempt() -> None:
    row = waiting(arguments={})
    fail(row.pk)
    row.refresh_from_db()
    assert (row.status, row.attempts) == (JobStatus.WAITING, 1)
    assert row.error == "ValueError: The printer is on fire."
    assert Job.objects.filter(due_at__gte=F("started_at") + backoff(1)).count() == 1


def test_job_that_fails_five_times_is_given_up() -> None:
    row = waiting(arguments={})
    for _ in range(6):
        fail(row.pk)
    row.refresh_from_db()
    assert (row.status, row.attempts) == (JobStatus.FAILED, 5)
    assert row.finished_at is not None


@job("tests.fail_beside_a_later_one")
def fail_beside_a_later_one(progress: Progress) -> None:
    Job.objects.create(task="tests", dedupe_key="k")
    raise ValueError("Too late.")


def test_job_that_fails_leaves_its_work_to_a_later_one_with_its_key() -> None:
    row = waiting(arguments={}, dedupe_key="k")
    fail_beside_a_later_one(row.pk)
    row.refresh_from_db()
    assert row.status == JobStatus.FAILED
    assert row.error == "ValueError: Too late. A later job with the same key does its work."
    assert Job.objects.get(status=JobStatus.WAITING).pk > row.pk


def test_job_that_lost_its_claim_undoes_what_it_wrote() -> None:
    row = waiting()
    lose_the_claim(row.pk)
    row.refresh_from_db()
    assert (row.status, acts()) == (JobStatus.WAITING, 0)


def test_job_waits_while_an_earlier_one_with_its_key_runs() -> None:
    waiting(dedupe_key="k", status=JobStatus.RUNNING)
    row = waiting(dedupe_key="k")
    record_once(row.pk)
    assert acts() == 0
    assert Job.objects.filter(
        pk=row.pk, status=JobStatus.WAITING, attempts=0, due_at__gt=Now() + ASK_AGAIN / 2
    ).exists()


def test_job_runs_when_the_earlier_one_with_its_key_has_ended() -> None:
    waiting(dedupe_key="k", status=JobStatus.DONE)
    record_once(waiting(dedupe_key="k").pk)
    assert acts() == 1


def test_step_is_seen_by_whoever_watches() -> None:
    row = waiting(arguments={})
    take_steps(row.pk)
    row.refresh_from_db()
    assert (row.steps_done, row.steps_total) == (2, 3)


def test_step_of_a_run_that_was_replaced_is_refused() -> None:
    row = waiting(arguments={})
    step_without_claim(row.pk)
    row.refresh_from_db()
    assert (row.steps_done, row.status) == (0, JobStatus.RUNNING)
