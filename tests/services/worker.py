"""Jobs that a test can stop half-way and see to act. An act is an entry of the record.

The worker processes of these tests import this module beside our own tasks.
"""

import os
import time
from pathlib import Path
from typing import Any

from celery import shared_task
from celery.signals import worker_ready
from django.db import transaction

from accounts.jobs import Progress, job
from accounts.record import record


@worker_ready.connect
def tell_the_test(**_: Any) -> None:
    if "TELL_WHEN_READY" in os.environ:
        Path(os.environ["TELL_WHEN_READY"]).touch()


def act(stream: str) -> None:
    record(stream=stream, kind="tests.acted", by=None)


def pause(gate: str) -> None:
    """Tell that this point is reached, and wait here until the test opens the gate."""
    Path(f"{gate}.reached").touch()
    ends = time.monotonic() + 60
    while gate and not Path(gate).exists() and time.monotonic() < ends:
        time.sleep(0.02)


@job("services.careful")
def careful(progress: Progress, *, stream: str, before: str = "", after: str = "") -> None:
    """As our jobs are: the last write and the end of the job are one transaction."""
    if before:
        pause(before)
    with transaction.atomic():
        act(stream)
        progress.finish()
    if after:
        pause(after)


@job("services.careless")
def careless(progress: Progress, *, stream: str, after: str) -> None:
    """Leaves a moment between its write and its end."""
    with transaction.atomic():
        act(stream)
    pause(after)


@shared_task(name="services.naive")
def naive(stream: str) -> None:
    """A plain task, without outbox and claim."""
    with transaction.atomic():
        act(stream)
