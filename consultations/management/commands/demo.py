"""Serve the demonstration: an embedded database and broker, a web server, a worker and beat."""

import errno
import fcntl
import http.client
import shutil
import socket
import sqlite3
import time
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from consultations.demo.cast import PASSWORD
from consultations.demo.logins import logins
from consultations.demo.supervisor import ProcessFailed, Stopped, Supervisor

START_SECONDS = 120
THREADS = 8


class Command(BaseCommand):
    help = "Serve the demonstration on this machine, until Ctrl-C."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=8000, help="default: 8000")
        parser.add_argument("--host", default="127.0.0.1", help="default: 127.0.0.1")
        parser.add_argument("--reset", action="store_true", help="start over with fresh data")
        parser.add_argument(
            "--folder", type=Path, default=settings.VAR_DIR, help="where the data is kept"
        )

    def handle(self, *_: object, **options: Any) -> None:
        host, port, folder = options["host"], options["port"], options["folder"].resolve()
        require_free_port(host, port)
        (folder / "log").mkdir(parents=True, exist_ok=True)
        with sole_demo(folder):
            if options["reset"]:
                forget(folder)
            environment = demo_environment(host, port, folder)
            try:
                with Supervisor(environment, settings.BASE_DIR, folder / "log") as supervisor:
                    self.serve(supervisor, host, port, folder)
            except Stopped:
                self.stdout.write("\nStopped.")
            except ProcessFailed as error:
                raise CommandError(str(error)) from error

    def serve(self, supervisor: Supervisor, host: str, port: int, folder: Path) -> None:
        began = time.monotonic()
        self.stdout.write("Preparing the database ...")
        supervisor.run("migration", "manage.py", "migrate", "--no-input")
        if not is_seeded(folder):
            self.stdout.write("Filling it with the demonstration ...")
            try:
                supervisor.run("seed", "manage.py", "seed_demo", show=True)
            except (Stopped, ProcessFailed):
                forget(folder)  # half a demonstration would pass for a whole one
                raise
        self.stdout.write("Starting the web server, a worker and beat ...")
        for name, arguments in parts(host, port).items():
            supervisor.start(name, *arguments)
        if not supervisor.wait_until(
            lambda: supervisor.all_run() and answers(host, port), START_SECONDS
        ):
            raise CommandError(
                f"No page after {START_SECONDS} seconds; the logs are in {folder / 'log'}."
            )
        self.welcome(port, folder, time.monotonic() - began)
        supervisor.watch()

    def welcome(self, port: int, folder: Path, seconds: float) -> None:
        width = max(len(login.email) for login in logins())
        self.stdout.write(f"\nReady after {seconds:.0f} s:  http://localhost:{port}/\n")
        self.stdout.write(f'Sign in with the password "{PASSWORD}" as')
        for login in logins():
            self.stdout.write(f"  {login.email:{width}}  {login.label}: {login.note}")
        self.stdout.write(f"\nE-mails, with their sign-in codes, are written to {folder / 'mail'}")
        self.stdout.write(f"Logs are in {folder / 'log'}")
        self.stdout.write("Ctrl-C stops everything.\n")


def require_free_port(host: str, port: int) -> None:
    with closing(socket.socket()) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except (OSError, OverflowError) as error:
            taken = isinstance(error, OSError) and error.errno == errno.EADDRINUSE
            reason = "is taken" if taken else f"cannot be used ({error})"
            raise CommandError(
                f"Port {port} {reason}. Choose another: make demo PORT={port + 1}"
            ) from error


@contextmanager
def sole_demo(folder: Path) -> Iterator[None]:
    """Two demonstrations on one set of data would take each other's jobs."""
    with (folder / "demo.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise CommandError(
                f"A demonstration with its data in {folder} is already running."
            ) from error
        yield


def demo_environment(host: str, port: int, folder: Path) -> dict[str, str]:
    """Everything that an .env file of this machine might say otherwise."""
    return {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "PYTHONUNBUFFERED": "1",
        "VAR_DIR": str(folder),
        "DATABASE_URL": f"sqlite:///{database_of(folder)}",
        "CELERY_BROKER_URL": "filesystem://localhost/",  # kombu warns where no host is named
        "CELERY_BROKER_DIR": str(folder / "broker"),
        "CACHE_URL": "locmemcache://",
        "OUTBOX_RELAY": "thread",
        # Worker and beat would load every page only to check it; the web server does.
        "CELERY_SKIP_CHECKS": "1",
        "DEBUG": "False",
        "SITE_URL": f"http://localhost:{port}",
        "ALLOWED_HOSTS": f"localhost,127.0.0.1,[::1],{host}",
        "HTTPS": "False",
        "EMAIL_HOST": "",
        "OIDC_PROVIDERS": "[]",
        "LOG_JSON": "False",
    }


def parts(host: str, port: int) -> dict[str, list[str]]:
    """Name -> arguments of python. One process each: together they stay below 500 MB."""
    gunicorn = ["-m", "gunicorn", "config.wsgi", "--bind", f"{host}:{port}", "--no-control-socket"]
    celery = ["-m", "celery", "-A", "config"]
    quiet = ["--without-gossip", "--without-mingle", "--without-heartbeat"]
    return {
        "web server": [*gunicorn, "--worker-class", "gthread", "--threads", str(THREADS)],
        "worker": [*celery, "worker", "--pool", "prefork", "--concurrency", "1", *quiet],
        "beat": [*celery, "beat", "--pidfile", ""],
    }


def answers(host: str, port: int) -> bool:
    """The first page is there, and beat has reached the worker through the broker."""
    return all(_status(host, port, path) == http.HTTPStatus.OK for path in ("/", "/health/ready"))


def _status(host: str, port: int, path: str) -> int | None:
    connection = http.client.HTTPConnection(host, port, timeout=20)
    try:
        connection.request("GET", path)
        return connection.getresponse().status
    except OSError:
        return None
    finally:
        connection.close()


def database_of(folder: Path) -> Path:
    return folder / "demo.sqlite3"


def is_seeded(folder: Path) -> bool:
    with closing(sqlite3.connect(database_of(folder))) as database:
        (people,) = database.execute("SELECT count(*) FROM accounts_user").fetchone()
    return bool(people)


def forget(folder: Path) -> None:
    """Remove what an earlier demonstration made, and nothing else."""
    database = database_of(folder)
    for path in (
        database,
        *(database.with_name(f"{database.name}-{end}") for end in ("wal", "shm")),
    ):
        path.unlink(missing_ok=True)
    for name in ("broker", "mail"):
        shutil.rmtree(folder / name, ignore_errors=True)
