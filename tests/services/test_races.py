"""Two of them at once, on PostgreSQL: what the outbox promises holds whoever comes first.

Each race is also run with the naive statement, which loses it.
"""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.db.models.functions import Now

from accounts.jobs import Progress, enqueue, job
from accounts.jobs.relay import relay_due_jobs
from accounts.jobs.sweeper import sweep
from accounts.models.heartbeat import Heartbeat
from accounts.models.job import Job, JobStatus
from config import celery_app

pytestmark = [
    pytest.mark.services,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]
Run = Callable[[Callable[[], object]], Future[object]]
seen: list[int] = []


@pytest.fixture
def aside() -> Iterator[Run]:
    """Run a function in a thread with a connection of its own."""
    seen.clear()
    with ThreadPoolExecutor(4) as pool:

        def run(function: Callable[[], object]) -> Future[object]:
            def closing() -> object:
                try:
                    return function()
                finally:
                    connection.close()

            return pool.submit(closing)

        yield run


@job("races.see")
def see(progress: Progress) -> None:
    """See how many causes are stored by now."""
    seen.append(Heartbeat.objects.count())


def cause(name: str) -> None:
    Heartbeat.objects.create(name=name, beaten_at=Now())


def run_pending() -> None:
    for pk in Job.objects.filter(status=JobStatus.WAITING).values_list("pk", flat=True):
        see(pk)


def blocked_sessions() -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity"
            " WHERE datname = current_database() AND wait_event_type = 'Lock'"
        )
        return int(cursor.fetchone()[0])


def wait_until_blocked(sessions: int = 1) -> None:
    ended = threading.Event()
    for _ in range(500):
        if blocked_sessions() >= sessions:
            return
        ended.wait(0.01)
    pytest.fail("Nobody waits.")


def test_job_claimed_while_a_second_cause_is_uncommitted_sees_both(aside: Run) -> None:
    with transaction.atomic():
        cause("first")
        enqueue("races.see", key="k")
    with transaction.atomic():
        cause("second")
        enqueue("races.see", key="k")
        ran = aside(run_pending)
        wait_until_blocked()
    ran.result(timeout=10)
    assert (Job.objects.count(), seen) == (1, [2])


def test_cause_that_skips_its_job_without_holding_it_is_missed(aside: Run) -> None:
    """The naive version: look whether a job waits, and leave it at that."""
    with transaction.atomic():
        cause("first")
        enqueue("races.see", key="k")
    with transaction.atomic():
        cause("second")
        assert Job.objects.filter(dedupe_key="k", status=JobStatus.WAITING).exists()
        aside(run_pending).result(timeout=10)
    assert (Job.objects.count(), seen) == (1, [1])


INSERT = (
    "INSERT INTO accounts_job (task, arguments, dedupe_key, status, attempts, steps_done,"
    " steps_total, error) VALUES ('races.see', '{}', 'k', 'waiting', 0, 0, 0, '')"
    " ON CONFLICT DO NOTHING"
)


def two_first_causes(aside: Run, put: Callable[[], None]) -> None:
    """The second puts its job while the first is uncommitted, and commits after the job ran."""
    put_by_second, ran = threading.Event(), threading.Event()

    def second() -> None:
        with transaction.atomic():
            cause("second")
            put()
            put_by_second.set()
            ran.wait(1)

    with transaction.atomic():
        cause("first")
        put()
        stored = aside(second)
        wait_until_blocked()
    assert put_by_second.wait(10)
    aside(run_pending).add_done_callback(lambda _: ran.set())
    stored.result(timeout=10)
    assert ran.wait(10)


def test_two_first_causes_at_once_are_both_seen(aside: Run) -> None:
    two_first_causes(aside, lambda: enqueue("races.see", key="k"))
    assert (Job.objects.count(), seen) == (1, [2])


def test_two_first_causes_at_once_with_a_plain_insert_miss_one(aside: Run) -> None:
    def put() -> None:
        with connection.cursor() as cursor:
            cursor.execute(INSERT)

    two_first_causes(aside, put)
    assert (Job.objects.count(), seen) == (1, [1])


def test_two_relays_at_once_send_nothing_twice(aside: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    Job.objects.bulk_create(Job(task="races.see") for _ in range(500))
    sent: list[int] = []
    monkeypatch.setattr(celery_app, "send_task", lambda _, *, args, **__: sent.extend(args))
    relays = [aside(relay_due_jobs) for _ in range(3)]
    assert sum(int(str(relay.result(timeout=20))) for relay in relays) == 500
    assert sorted(sent) == sorted(Job.objects.values_list("pk", flat=True))


def test_act_does_not_wait_for_a_broker_that_hangs(
    aside: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    reached, hang = threading.Event(), threading.Event()

    def send(*args: object, **options: object) -> None:
        reached.set()
        hang.wait(10)

    monkeypatch.setattr(celery_app, "send_task", send)
    with transaction.atomic():
        enqueue("races.see", key="k")
    relaying = aside(relay_due_jobs)
    assert reached.wait(10)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL lock_timeout = '2s'")
        enqueue("races.see", key="k")
    hang.set()
    assert relaying.result(timeout=10) == 1


def test_job_claimed_by_two_at_once_runs_once(aside: Run) -> None:
    for _ in range(20):
        seen.clear()
        row = Job.objects.create(task="races.see")
        for run in [aside(lambda pk=row.pk: see(pk)) for _ in range(4)]:  # type: ignore[misc]
            run.result(timeout=10)
        assert len(seen) == 1


def test_run_taken_for_dead_cannot_store_beside_the_one_that_replaced_it(aside: Run) -> None:
    inside, replaced = threading.Event(), threading.Event()

    @job("races.store")
    def store(progress: Progress) -> None:
        first = not inside.is_set()
        inside.set()
        if first:
            replaced.wait(10)
        with transaction.atomic():
            cause(f"stored by {'the first' if first else 'the second'}")
            progress.finish()

    row = Job.objects.create(task="races.store")
    slow = aside(lambda: store(row.pk))
    assert inside.wait(10)
    Job.objects.update(renewed_at=Now() - timedelta(minutes=10))
    assert sweep() == 1
    store(row.pk)
    replaced.set()
    slow.result(timeout=10)
    assert [beat.name for beat in Heartbeat.objects.all()] == ["stored by the second"]
