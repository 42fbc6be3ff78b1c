"""Redis and Celery processes that a test may stop, flush and kill."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

import redis
from django.conf import settings
from django.db import connection

ROOT = Path(__file__).parents[2]
PATIENCE_SECONDS = 60


def wait_until(condition: Callable[[], bool], seconds: float = PATIENCE_SECONDS) -> None:
    ends = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < ends, "It did not happen in time."
        time.sleep(0.02)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class Redis:
    """A Redis of one's own, which keeps nothing on the disk."""

    def __init__(self) -> None:
        self.port = _free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self.client = redis.Redis(port=self.port)
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self._process = subprocess.Popen(
            ["redis-server", "--port", str(self.port), "--save", "", "--bind", "127.0.0.1"],
            stdout=subprocess.DEVNULL,
        )
        wait_until(self._answers, 10)

    def _answers(self) -> bool:
        try:
            return bool(self.client.ping())
        except redis.ConnectionError:
            return False

    def stop(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None


class Worker:
    """A Celery worker in a process group of its own, on the test's database and broker."""

    def __init__(self, broker_url: str, folder: Path) -> None:
        ready = folder / f"ready-{uuid4()}"
        database = connection.settings_dict
        url = "postgres://{USER}:{PASSWORD}@{HOST}:{PORT}/{NAME}".format_map(database)
        command = "-m celery -A config worker --pool prefork --concurrency 1"
        quiet = "--without-gossip --without-mingle --include tests.services.worker"
        with (folder / "worker.log").open("ab") as output:
            self.process = subprocess.Popen(
                [sys.executable, *command.split(), *quiet.split()],
                cwd=ROOT,
                env={
                    **os.environ,
                    "DJANGO_SETTINGS_MODULE": "config.settings_test",
                    "SECRET_KEY": settings.SECRET_KEY,
                    "DATABASE_URL": url,
                    "CELERY_BROKER_URL": broker_url,
                    "CELERY_SKIP_CHECKS": "1",
                    "TELL_WHEN_READY": str(ready),
                },
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        wait_until(lambda: ready.exists() or self.process.poll() is not None)
        assert self.process.poll() is None, "The worker does not start."

    def kill(self) -> None:
        """`kill -9` of the worker and its child at once."""
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def kill_child(self) -> None:
        """`kill -9` of the child that runs the job; the worker itself lives on."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text()
        for child in children.split():
            os.kill(int(child), signal.SIGKILL)
