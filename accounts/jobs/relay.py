"""Hand waiting jobs to Celery, from a thread, so that no request waits for the broker."""

import threading
import time

import structlog
from celery import current_app
from django.conf import settings
from django.db import close_old_connections, connection, transaction
from django.db.models.functions import Now
from kombu.exceptions import KombuError

from accounts.models.job import Job, JobStatus

log = structlog.get_logger()
BATCH = 100
PAUSE_SECONDS = 1.0


class BrokerDown(Exception):
    """The broker took nothing; the jobs wait on."""


class _Relay:
    """One daemon thread a process, started by the first job and woken by each commit."""

    def __init__(self) -> None:
        self._wanted = threading.Event()
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None

    def wake(self) -> None:
        with self._lock:
            # A forked process inherits the object but not the running thread.
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._run, name="outbox-relay", daemon=True)
                self._thread.start()
        self._wanted.set()

    def _run(self) -> None:
        while True:
            self._wanted.wait()
            self._wanted.clear()
            try:
                relay_due_jobs()
            except BrokerDown:
                time.sleep(PAUSE_SECONDS)  # not one attempt for each commit meanwhile
            except Exception:
                # The sweeper will find the rows; a thread that dies would lose later wakes.
                log.exception("outbox.relay_failed")
            finally:
                close_old_connections()


_relay = _Relay()


def wake() -> None:
    if settings.OUTBOX_RELAY == "thread":
        _relay.wake()


def relay_due_jobs() -> int:
    """Send what is waiting and due; returns how many. Raises BrokerDown.

    A row is marked as sent before it is, for a lock held while the broker is spoken to would make
    requests wait for the broker. What a crash in between leaves, the sweeper finds.
    """
    sent = 0
    while jobs := _take_batch():
        _send(jobs)
        sent += len(jobs)
    return sent


def _take_batch() -> list[tuple[int, str]]:
    """Mark the next due jobs as sent; two relays never take the same. Ids and task names."""
    with transaction.atomic():
        due = Job.objects.filter(status=JobStatus.WAITING, due_at__lte=Now()).order_by("id")
        if connection.features.has_select_for_update_skip_locked:
            due = due.select_for_update(skip_locked=True)
        jobs = list(due.values_list("pk", "task")[:BATCH])
        Job.objects.filter(pk__in=[pk for pk, _ in jobs]).update(
            status=JobStatus.SENT, sent_at=Now()
        )
    return jobs


def _send(jobs: list[tuple[int, str]]) -> None:
    unsent = [pk for pk, _ in jobs]
    try:
        for pk, task in jobs:
            current_app.send_task(task, args=(pk,), retry=False)
            unsent.remove(pk)
    except (KombuError, OSError) as error:
        log.warning("outbox.broker_down", waiting=len(unsent), error=str(error))
        raise BrokerDown from error
    finally:
        if unsent:
            Job.objects.filter(pk__in=unsent, status=JobStatus.SENT).update(
                status=JobStatus.WAITING
            )
