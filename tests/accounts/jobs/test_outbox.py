"""What is put in the outbox, and what is not put there twice."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction

from accounts.jobs import enqueue, relay
from accounts.models.job import Job, JobStatus

pytestmark = pytest.mark.django_db

Capture = Callable[..., AbstractContextManager[list[Callable[[], Any]]]]


def test_enqueue_inserts_a_job_that_waits_and_is_due() -> None:
    enqueue("tests.nothing", principle_id=7, language="ar")
    job = Job.objects.get()
    assert job.task == "tests.nothing"
    assert job.arguments == {"principle_id": 7, "language": "ar"}
    assert job.status == JobStatus.WAITING
    assert job.attempts == 0
    assert job.due_at == job.created_at


def test_enqueue_with_a_delay_is_due_that_much_later() -> None:
    enqueue("tests.nothing", delay=timedelta(seconds=90))
    job = Job.objects.get()
    assert job.due_at - job.created_at == timedelta(seconds=90)


def test_enqueue_without_a_key_inserts_each_time() -> None:
    enqueue("tests.nothing")
    enqueue("tests.nothing")
    assert Job.objects.count() == 2


@pytest.mark.parametrize(
    ("status", "jobs"),
    [
        (JobStatus.WAITING, 1),
        (JobStatus.SENT, 1),
        (JobStatus.RUNNING, 2),
        (JobStatus.DONE, 2),
        (JobStatus.FAILED, 2),
    ],
)
def test_enqueue_with_a_key_inserts_unless_one_is_pending(status: JobStatus, jobs: int) -> None:
    enqueue("tests.nothing", key="summary:1")
    Job.objects.update(status=status)
    enqueue("tests.nothing", key="summary:1")
    assert Job.objects.count() == jobs


def test_enqueue_keeps_the_arguments_of_the_job_already_pending() -> None:
    enqueue("tests.nothing", key="summary:1", cause=1)
    enqueue("tests.nothing", key="summary:1", cause=2)
    assert Job.objects.get().arguments == {"cause": 1}


def test_enqueue_takes_one_query(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        enqueue("tests.nothing", key="summary:1")


def test_enqueue_outside_a_transaction_is_a_mistake(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "in_atomic_block", False)
    with pytest.raises(RuntimeError):
        enqueue("tests.nothing")


def test_enqueue_is_undone_with_its_cause() -> None:
    with transaction.atomic():
        enqueue("tests.nothing")
        transaction.set_rollback(True)
    assert Job.objects.count() == 0


def test_enqueue_wakes_the_relay_after_commit(
    monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Capture
) -> None:
    woken = []
    monkeypatch.setattr(relay, "wake", lambda: woken.append("woken"))
    with django_capture_on_commit_callbacks(execute=True):
        enqueue("tests.nothing")
        assert woken == []
    assert woken == ["woken"]
