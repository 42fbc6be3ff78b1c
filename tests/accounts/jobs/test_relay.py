"""What waits is handed to the broker; what the broker refuses waits on."""

import threading
import time
from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest
from django.db.models.functions import Now
from kombu.exceptions import OperationalError
from pytest_django import Settings

from accounts.jobs import relay
from accounts.jobs.relay import BATCH, BrokerDown, relay_due_jobs
from accounts.models.heartbeat import Heartbeat
from accounts.models.job import Job, JobStatus
from accounts.tasks import beat, sweep_outbox
from config import celery_app


class Broker:
    """Takes `room` messages, then refuses."""

    def __init__(self, room: int = 1_000_000, error: Exception | None = None) -> None:
        self.room = room
        self.error = error or OperationalError("Connection refused.")
        self.taken: list[tuple[str, int]] = []

    def send_task(self, name: str, *, args: tuple[int], retry: bool) -> None:
        if len(self.taken) == self.room:
            raise self.error
        assert retry is False
        self.taken.append((name, *args))


@pytest.fixture
def broker(monkeypatch: pytest.MonkeyPatch) -> Broker:
    broker = Broker()
    monkeypatch.setattr(celery_app, "send_task", broker.send_task)
    return broker


def made(count: int, **fields: object) -> list[Job]:
    return [Job.objects.create(**{"task": "tests.nothing", **fields}) for _ in range(count)]


def statuses() -> list[str]:
    return list(Job.objects.order_by("id").values_list("status", flat=True))


@pytest.mark.django_db
def test_relay_sends_what_is_due_in_order(broker: Broker) -> None:
    jobs = made(3)
    made(1, due_at=Now() + timedelta(minutes=1))
    assert relay_due_jobs() == 3
    assert broker.taken == [("tests.nothing", job.pk) for job in jobs]
    assert statuses() == [JobStatus.SENT] * 3 + [JobStatus.WAITING]


@pytest.mark.django_db
def test_relay_sends_nothing_twice(broker: Broker) -> None:
    made(2)
    assert [relay_due_jobs(), relay_due_jobs()] == [2, 0]
    assert len(broker.taken) == 2


@pytest.mark.django_db
def test_relay_sends_more_than_one_batch(broker: Broker) -> None:
    Job.objects.bulk_create(Job(task="tests.nothing") for _ in range(BATCH + 1))
    assert relay_due_jobs() == BATCH + 1


@pytest.mark.django_db
@pytest.mark.parametrize("error", [OperationalError("Connection refused."), OSError("No route.")])
def test_relay_keeps_what_the_broker_did_not_take(broker: Broker, error: Exception) -> None:
    made(3)
    broker.room, broker.error = 1, error
    with pytest.raises(BrokerDown):
        relay_due_jobs()
    assert statuses() == [JobStatus.SENT, JobStatus.WAITING, JobStatus.WAITING]


@pytest.mark.django_db
def test_relay_keeps_what_an_unforeseen_error_stopped(broker: Broker) -> None:
    made(1)
    broker.room, broker.error = 0, ZeroDivisionError()
    with pytest.raises(ZeroDivisionError):
        relay_due_jobs()
    assert statuses() == [JobStatus.WAITING]


@pytest.mark.django_db
def test_relay_that_was_told_a_lie_leaves_a_job_already_running(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The broker took the message, a worker claimed it, and then the connection broke."""
    (job,) = made(1)

    def take_and_break(name: str, *, args: tuple[int], retry: bool) -> None:
        Job.objects.filter(pk=job.pk).update(status=JobStatus.RUNNING)
        raise OperationalError("Connection reset.")

    monkeypatch.setattr(celery_app, "send_task", take_and_break)
    with pytest.raises(BrokerDown):
        relay_due_jobs()
    assert statuses() == [JobStatus.RUNNING]


@pytest.mark.django_db
def test_sweep_outbox_sends_what_waits(broker: Broker) -> None:
    made(1)
    sweep_outbox()
    assert statuses() == [JobStatus.SENT]


@pytest.mark.django_db
def test_sweep_outbox_is_quiet_while_the_broker_is_down(broker: Broker) -> None:
    made(1)
    broker.room = 0
    sweep_outbox()
    assert statuses() == [JobStatus.WAITING]


@pytest.mark.django_db
def test_beat_leaves_a_sign_of_life() -> None:
    beat()
    beat()
    assert Heartbeat.objects.filter(name="worker", beaten_at__lte=Now()).count() == 1


def wait_until(condition: Callable[[], bool]) -> bool:
    ends = time.monotonic() + 5
    while not condition() and time.monotonic() < ends:
        time.sleep(0.005)
    return condition()


class Runs:
    """Stands for `relay_due_jobs`; each run may raise."""

    def __init__(self, *errors: Exception | None) -> None:
        self.errors = list(errors)
        self.threads: list[threading.Thread] = []

    def __call__(self) -> int:
        self.threads.append(threading.current_thread())
        if self.errors and (error := self.errors.pop(0)):
            raise error
        return 0


def test_wake_relays_in_a_thread_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    runs = Runs()
    monkeypatch.setattr(relay, "relay_due_jobs", runs)
    thread = relay._Relay()
    thread.wake()
    assert wait_until(lambda: len(runs.threads) == 1)
    assert runs.threads[0] is not threading.current_thread()


def test_relay_thread_outlives_a_broken_broker_and_an_error(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    runs = Runs(BrokerDown(), ZeroDivisionError(), None)
    monkeypatch.setattr(relay, "relay_due_jobs", runs)
    monkeypatch.setattr(relay, "PAUSE_SECONDS", 0)
    thread = relay._Relay()
    for _ in range(3):
        before = len(runs.threads)
        thread.wake()
        assert wait_until(partial(lambda seen: len(runs.threads) > seen, before))
    assert len(set(runs.threads)) == 1


def test_wake_starts_a_new_thread_where_the_old_one_did_not_survive_a_fork(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    runs = Runs()
    monkeypatch.setattr(relay, "relay_due_jobs", runs)
    forked = relay._Relay()
    forked._thread = threading.Thread()  # known, but not running
    forked.wake()
    assert wait_until(lambda: len(runs.threads) == 1)


def test_wake_obeys_the_setting(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> None:
    woken = []
    monkeypatch.setattr(relay._relay, "wake", lambda: woken.append("woken"))
    settings.OUTBOX_RELAY = "off"
    relay.wake()
    assert woken == []
    settings.OUTBOX_RELAY = "thread"
    relay.wake()
    assert woken == ["woken"]
