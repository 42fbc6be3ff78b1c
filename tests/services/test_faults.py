"""Workers killed, brokers gone, messages repeated: every job acts once (ABUSE 59 to 62).

Each fault is also done to a naive version, which it breaks.
"""

import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.db.models.functions import Now
from kombu.exceptions import OperationalError
from pytest_django import Settings

from accounts.jobs import enqueue
from accounts.jobs.relay import relay_due_jobs
from accounts.models.entry import Entry
from accounts.models.heartbeat import Heartbeat
from accounts.models.job import Job, JobStatus
from accounts.tasks import sweep_outbox
from config import celery_app
from tests.services.conftest import StartWorker
from tests.services.processes import Redis, wait_until
from tests.services.worker import act, careful, careless, naive

pytestmark = [
    pytest.mark.services,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]
LONG_AGO = Now() - timedelta(minutes=10)


def acts() -> int:
    return Entry.objects.filter(stream="here").count()


def put(task: str, **arguments: Any) -> Job:
    with transaction.atomic():
        enqueue(task, stream="here", **arguments)
    return Job.objects.latest("id")


def is_done(job: Job) -> bool:
    return Job.objects.filter(pk=job.pk, status=JobStatus.DONE).exists()


def let_time_pass() -> None:
    """What was sent or started by now was so ten minutes ago, and beat ticks."""
    Job.objects.filter(status=JobStatus.SENT).update(sent_at=LONG_AGO)
    Job.objects.filter(status=JobStatus.RUNNING).update(renewed_at=LONG_AGO)
    Job.objects.filter(status=JobStatus.WAITING).update(due_at=LONG_AGO)
    sweep_outbox()


@pytest.mark.parametrize("moment", ["before", "after"])
@pytest.mark.parametrize("victim", ["worker", "child"])
def test_job_whose_worker_is_killed_acts_exactly_once_abuse_59(
    start_worker: StartWorker, tmp_path: Path, moment: str, victim: str
) -> None:
    gate = tmp_path / "gate"
    job = put(careful.name, **{moment: str(gate)})
    relay_due_jobs()
    worker = start_worker()
    wait_until(Path(f"{gate}.reached").exists)
    if victim == "worker":
        worker.kill()
        worker = start_worker()
    else:
        worker.kill_child()
    gate.touch()
    let_time_pass()
    wait_until(lambda: is_done(job))
    marker = put(careful.name)  # behind whatever else is in the queue
    relay_due_jobs()
    wait_until(lambda: is_done(marker))
    assert acts() == 2


def test_job_that_leaves_a_moment_before_its_end_acts_twice_when_killed(
    start_worker: StartWorker, tmp_path: Path
) -> None:
    gate = tmp_path / "gate"
    job = put(careless.name, after=str(gate))
    relay_due_jobs()
    worker = start_worker()
    wait_until(Path(f"{gate}.reached").exists)
    worker.kill()
    gate.touch()
    start_worker()
    let_time_pass()
    wait_until(lambda: is_done(job))
    assert acts() == 2


def test_job_survives_a_flush_of_redis_abuse_60(broker: Redis, start_worker: StartWorker) -> None:
    job = put(careful.name)
    assert relay_due_jobs() == 1
    broker.client.flushall()
    start_worker()
    let_time_pass()
    wait_until(lambda: is_done(job))
    assert acts() == 1


def test_worker_takes_jobs_up_again_after_a_flush_beneath_it(
    broker: Redis, start_worker: StartWorker
) -> None:
    start_worker()
    first = put(careful.name)
    relay_due_jobs()
    wait_until(lambda: is_done(first))
    broker.client.flushall()
    second = put(careful.name)
    relay_due_jobs()
    wait_until(lambda: is_done(second))
    assert acts() == 2


def test_job_survives_a_restart_of_redis_beneath_its_worker_abuse_60(
    broker: Redis, start_worker: StartWorker
) -> None:
    start_worker()
    first = put(careful.name)
    relay_due_jobs()
    wait_until(lambda: is_done(first))
    second = put(careful.name)
    broker.stop()
    sweep_outbox()
    assert Job.objects.get(pk=second.pk).status == JobStatus.WAITING
    broker.start()
    let_time_pass()
    wait_until(lambda: is_done(second))
    assert acts() == 2


def test_task_sent_without_the_outbox_is_lost_in_a_flush(broker: Redis) -> None:
    naive.delay("here")
    assert broker.client.llen("celery") == 1
    broker.client.flushall()
    let_time_pass()
    assert broker.client.llen("celery") == 0


def test_act_succeeds_at_once_while_the_broker_is_down_and_its_job_runs_later_abuse_61(
    broker: Redis, start_worker: StartWorker, settings: Settings
) -> None:
    settings.OUTBOX_RELAY = "thread"
    broker.stop()
    started = time.monotonic()
    job = put(careful.name)
    assert time.monotonic() - started < 1
    given_back = Job.objects.filter(pk=job.pk, status=JobStatus.WAITING, sent_at__isnull=False)
    wait_until(given_back.exists)
    broker.start()
    start_worker()
    let_time_pass()
    wait_until(lambda: is_done(job))
    assert acts() == 1


def test_relay_thread_hands_a_job_over_after_its_commit(
    start_worker: StartWorker, settings: Settings
) -> None:
    settings.OUTBOX_RELAY = "thread"
    start_worker()
    job = put(careful.name)
    wait_until(lambda: is_done(job))


def act_and_send() -> None:
    with transaction.atomic():
        act("here")
        transaction.on_commit(lambda: naive.delay("here"))


def test_act_that_sends_its_own_task_fails_after_its_commit_while_the_broker_is_down(
    broker: Redis,
) -> None:
    broker.stop()
    with pytest.raises(OperationalError):
        act_and_send()
    assert acts() == 1  # the act is stored, its author sees an error, and its task never runs


def test_job_delivered_three_times_to_a_worker_acts_once_abuse_62(
    start_worker: StartWorker,
) -> None:
    job = put(careful.name)
    for _ in range(3):
        celery_app.send_task(careful.name, args=(job.pk,))
    start_worker()
    marker = put(careful.name)
    relay_due_jobs()
    wait_until(lambda: is_done(marker))
    assert acts() == 2


def test_task_without_a_claim_delivered_three_times_to_a_worker_acts_thrice(
    start_worker: StartWorker,
) -> None:
    for _ in range(3):
        naive.delay("here")
    start_worker()
    wait_until(lambda: acts() == 3)


def test_tick_does_not_wait_behind_the_jobs(start_worker: StartWorker, tmp_path: Path) -> None:
    gate = tmp_path / "gate"
    put(careful.name, before=str(gate))
    relay_due_jobs()
    start_worker()
    wait_until(Path(f"{gate}.reached").exists)
    jobs = [put(careful.name) for _ in range(20)]
    relay_due_jobs()
    tick = celery_app.conf.beat_schedule["beat-heartbeat"]
    celery_app.send_task(tick["task"], **tick["options"])
    gate.touch()
    wait_until(lambda: is_done(jobs[-1]))
    beaten_at = Heartbeat.objects.get().beaten_at
    assert Entry.objects.filter(stream="here", occurred_at__gt=beaten_at).count() >= 15
