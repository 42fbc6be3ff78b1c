"""Fixtures of the tests that need real services."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings

from config import celery_app
from config.celery import _transport_options
from tests.services.processes import Redis, Worker

StartWorker = Callable[[], Worker]


def send_through(url: str) -> None:
    """Let this process, too, hand its jobs to the broker at `url`."""
    celery_app.conf.update(
        broker_url=url,
        broker_transport_options=_transport_options(url, settings.CELERY_BROKER_DIR, 600),
    )
    vars(celery_app.amqp)["_producer_pool"] = None  # made anew, for the new address


@pytest.fixture
def broker() -> Iterator[Redis]:
    url, server = celery_app.conf.broker_url, Redis()
    server.start()
    send_through(server.url)
    yield server
    server.stop()
    send_through(url)


@pytest.fixture
def start_worker(broker: Redis, tmp_path: Path) -> Iterator[StartWorker]:
    started: list[Worker] = []

    def start() -> Worker:
        started.append(Worker(broker.url, tmp_path))
        return started[-1]

    yield start
    for worker in started:
        worker.kill()
    for log in tmp_path.glob("worker.log"):
        print(log.read_text())  # noqa: T201  # shown where the test failed
