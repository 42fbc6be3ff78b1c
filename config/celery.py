"""The Celery application: an at-least-once queue behind the outbox."""

import os
from pathlib import Path
from typing import Any

from celery import Celery
from celery.signals import beat_init, setup_logging
from django.conf import settings
from kombu import Exchange, Queue
from kombu.transport import TRANSPORT_ALIASES

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
# Before anything imports NumPy: on few cores, threads of its own make the analysis much slower.
os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

JOBS, CLOCK = "celery", "clock"
TRANSPORT_ALIASES["filesystem"] = "config.broker:Transport"
app = Celery("polylogue")


def _transport_options(url: str, folder: Path, time_limit: int) -> dict[str, object]:
    # By default a sender tries for ever to reach a broker that is down.
    fail_soon = {"max_retries": 1, "interval_start": 0, "interval_step": 0.2, "interval_max": 0.2}
    if not url.startswith("filesystem"):
        return {
            **fail_soon,
            # Above the hard time limit, or a long job would start again beside itself.
            "visibility_timeout": time_limit * 2,
            "socket_timeout": 5,
            "socket_connect_timeout": 2,
        }
    queue, control = folder / "queue", folder / "control"
    queue.mkdir(parents=True, exist_ok=True)
    control.mkdir(parents=True, exist_ok=True)
    return {
        **fail_soon,
        "data_folder_in": str(queue),
        "data_folder_out": str(queue),
        "control_folder": str(control),
        "polling_interval": 0.1,
    }


def _every(seconds: int, task: str) -> dict[str, object]:
    """A tick that met no worker is dropped: the next one does its work. Ticks have a queue of
    their own, and workers take from the queues in turn: none waits behind a thousand jobs."""
    options = {"queue": CLOCK, "expires": max(seconds, 30)}
    return {"task": task, "schedule": float(seconds), "options": options}


app.conf.update(
    broker_url=settings.CELERY_BROKER_URL,
    broker_connection_retry_on_startup=True,
    broker_connection_max_retries=None,
    broker_transport_options=_transport_options(
        settings.CELERY_BROKER_URL, settings.CELERY_BROKER_DIR, settings.CELERY_TASK_TIME_LIMIT
    ),
    task_queues=[Queue(name, Exchange(name), routing_key=name) for name in (JOBS, CLOCK)],
    accept_content=["json"],
    task_serializer="json",
    task_ignore_result=True,
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    task_time_limit=settings.CELERY_TASK_TIME_LIMIT,
    task_soft_time_limit=settings.CELERY_TASK_TIME_LIMIT - 30,
    task_publish_retry=False,
    worker_prefetch_multiplier=1,
    timezone="UTC",
    # In memory: every interval is short, and each tick is sent when beat starts.
    beat_scheduler="celery.beat:Scheduler",
    beat_schedule={
        "sweep-outbox": _every(5, "accounts.sweep_outbox"),
        "beat-heartbeat": _every(15, "accounts.beat"),
        "advance-timetables": _every(15, "consultations.advance_timetables"),
        "prune-outbox": _every(3600, "accounts.prune_outbox"),
    },
)
app.autodiscover_tasks()


@setup_logging.connect
def _keep_the_logs_of_django(**_: Any) -> None:
    """Having a receiver at all keeps Celery from setting up its own logs."""


@beat_init.connect
def _tick_at_once(**_: Any) -> None:
    """A start does not wait for the first interval to pass."""
    for entry in app.conf.beat_schedule.values():
        app.send_task(entry["task"], **entry["options"])
