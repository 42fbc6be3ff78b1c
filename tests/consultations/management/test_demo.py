"""`manage.py demo`: one command serves, one key stops, and nothing of it is left."""

import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, Request, build_opener

import pytest
from django.core.management import CommandError, call_command

from consultations.demo.cast import PASSWORD
from consultations.demo.logins import logins
from consultations.management.commands.demo import (
    answers,
    demo_environment,
    forget,
    is_seeded,
    sole_demo,
)

ROOT = Path(__file__).parents[3]


@pytest.fixture
def taken_port() -> Iterator[int]:
    with closing(socket.create_server(("127.0.0.1", 0))) as server:
        port: int = server.getsockname()[1]
        yield port


def free_port() -> int:
    with closing(socket.create_server(("127.0.0.1", 0))) as server:
        port: int = server.getsockname()[1]
        return port


def test_taken_port_is_said_before_anything_is_done(tmp_path: Path, taken_port: int) -> None:
    with pytest.raises(CommandError) as refused:
        call_command("demo", port=taken_port, folder=tmp_path / "var")
    assert str(refused.value) == (
        f"Port {taken_port} is taken. Choose another: make demo PORT={taken_port + 1}"
    )
    assert list(tmp_path.iterdir()) == []


def test_impossible_port_is_said(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="Port 99999 cannot be used"):
        call_command("demo", port=99999, folder=tmp_path / "var")


def test_second_demo_on_the_same_data_is_refused(tmp_path: Path) -> None:
    (tmp_path / "log").mkdir()
    with sole_demo(tmp_path), pytest.raises(CommandError, match="is already running"):
        call_command("demo", port=free_port(), folder=tmp_path)


def test_reset_forgets_what_a_demo_made_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "mail").mkdir()
    (tmp_path / "broker" / "queue").mkdir(parents=True)
    for name in ("demo.sqlite3", "demo.sqlite3-wal", "demo.sqlite3-shm", "mail/1.log"):
        (tmp_path / name).touch()
    for name in ("polylogue.sqlite3", "secret_key"):
        (tmp_path / name).touch()
    forget(tmp_path)
    forget(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["polylogue.sqlite3", "secret_key"]


def test_demo_sends_no_mail_and_trusts_no_proxy_whatever_this_machine_is_set_to() -> None:
    environment = demo_environment("127.0.0.1", 8123, Path("data"))
    assert environment["EMAIL_HOST"] == ""
    assert environment["DEBUG"] == "False"
    assert environment["SITE_URL"] == "http://localhost:8123"
    assert environment["DATABASE_URL"] == "sqlite:///data/demo.sqlite3"


def test_nobody_answers_on_a_free_port() -> None:
    assert answers("127.0.0.1", free_port()) is False


def test_each_login_has_an_address_a_label_and_a_note() -> None:
    assert len(logins()) >= 6
    for login in logins():
        assert login.email.endswith("@example.org")
        assert login.label
        assert login.note


class Demo:
    """A running `manage.py demo`, and what it has said so far."""

    def __init__(self, folder: Path, *arguments: str) -> None:
        self.port = free_port()
        command = [sys.executable, "manage.py", "demo"]
        self._said = folder.parent / f"said-{self.port}"
        with self._said.open("wb") as output:
            self.process = subprocess.Popen(
                [*command, "--port", str(self.port), "--folder", str(folder), *arguments],
                cwd=ROOT,
                env={**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings"},
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def said(self) -> str:
        return self._said.read_text()

    def wait_until_said(self, words: str) -> None:
        ends = time.monotonic() + 240
        while words not in self.said():
            assert self.process.poll() is None, self.said()
            assert time.monotonic() < ends, self.said()
            time.sleep(0.1)

    def get(self, path: str) -> int:
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)) as connection:
            connection.request("GET", path)
            return connection.getresponse().status

    def sign_in(self, email: str) -> str:
        """Fill in the form as a browser would; returns the address one ends at."""
        site = f"http://localhost:{self.port}"
        opener = build_opener(HTTPCookieProcessor())
        with opener.open(f"{site}/accounts/login/", timeout=20) as page:
            (token,) = set(
                re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', page.read().decode())
            )
        form = {"csrfmiddlewaretoken": token, "login": email, "password": PASSWORD}
        data = urlencode(form).encode()
        answer = Request(f"{site}/accounts/login/?next=/me/", data)  # noqa: S310  # our own site
        with opener.open(answer, timeout=20) as page:
            return str(page.url).removeprefix(site)

    def processes(self) -> dict[int, str]:
        """Those it started, by id, with their command lines."""
        found = {}
        for entry in Path("/proc").iterdir():
            if entry.name.isdigit() and int(entry.name) != self.process.pid:
                try:
                    environment = (entry / "environ").read_bytes()
                    command = (entry / "cmdline").read_bytes()
                except OSError:  # ended just now, or not ours to see
                    continue
                if f"SITE_URL=http://localhost:{self.port}".encode() in environment:
                    found[int(entry.name)] = command.replace(b"\0", b" ").decode()
        return {pid: command for pid, command in found.items() if command}

    def end(self, number: signal.Signals = signal.SIGINT) -> int:
        self.process.send_signal(number)
        return self.process.wait(30)


@pytest.mark.services
def test_demo_serves_keeps_its_data_and_leaves_nothing_behind(tmp_path: Path) -> None:
    folder = tmp_path / "var"

    first = Demo(folder)
    first.wait_until_said("Ctrl-C stops everything.")
    assert f"http://localhost:{first.port}/" in first.said()
    for login in logins():
        assert login.email in first.said()
        assert first.sign_in(login.email) == "/me/"
    assert (first.get("/"), first.get("/health/ready")) == (200, 200)
    commands = " ".join(first.processes().values())
    assert all(part in commands for part in ("gunicorn", "worker", "beat"))
    assert first.end() == 0
    assert first.processes() == {}
    assert is_seeded(folder)

    second = Demo(folder)
    second.wait_until_said("Ctrl-C stops everything.")
    assert "Filling it" not in second.said()
    workers = [pid for pid, command in second.processes().items() if " worker " in command]
    os.kill(min(workers), signal.SIGKILL)  # the parent; its child runs the jobs
    assert second.process.wait(30) == 1
    assert "The worker ended with status -9." in second.said()
    assert second.processes() == {}
