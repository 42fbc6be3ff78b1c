"""Whatever happens, no process that was started is left."""

import os
import signal
import time
from pathlib import Path

import pytest

from consultations.demo import supervisor as module
from consultations.demo.supervisor import ProcessFailed, Stopped, Supervisor

SLEEP = "import time; time.sleep(60)"
# Tells its own id and that of a child that it leaves behind.
PARENT = (
    "import os, pathlib, subprocess, sys, time;"
    f"child = subprocess.Popen([sys.executable, '-c', {SLEEP!r}]);"
    "pathlib.Path('pids').write_text(f'{os.getpid()} {child.pid}');"
    "time.sleep(60)"
)
STUBBORN = (
    "import pathlib, signal, time;"
    "signal.signal(signal.SIGTERM, signal.SIG_IGN);"
    "pathlib.Path('ready').touch();"
    "time.sleep(60)"
)


@pytest.fixture
def supervisor(tmp_path: Path) -> Supervisor:
    (tmp_path / "log").mkdir()
    return Supervisor({"GREETING": "hello"}, tmp_path, tmp_path / "log")


def lives(pid: int) -> bool:
    """Whether the process runs; one that ended and waits to be collected does not."""
    try:
        return "Z" not in Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False


def test_run_waits_for_the_end_and_keeps_the_output(supervisor: Supervisor) -> None:
    with supervisor:
        supervisor.run("greeting", "-c", "import os; print(os.environ['GREETING'])")
    assert supervisor.log_of("greeting").read_text() == "hello\n"


def test_run_shows_the_output_where_it_is_wanted(
    supervisor: Supervisor, capfd: pytest.CaptureFixture[str]
) -> None:
    with supervisor:
        supervisor.run("greeting", "-c", "print('hello')", show=True)
    assert capfd.readouterr().out == "hello\n"


@pytest.mark.parametrize("show", [True, False])
def test_run_that_fails_says_so(supervisor: Supervisor, show: bool) -> None:
    with supervisor, pytest.raises(ProcessFailed) as failed:
        supervisor.run("seed", "-c", "import sys; print('no seeds'); sys.exit(3)", show=show)
    assert str(failed.value).startswith("The seed ended with status 3.")
    assert str(failed.value).endswith("no seeds") is not show


def test_watch_tells_which_process_ended_and_its_last_words(supervisor: Supervisor) -> None:
    with supervisor:
        supervisor.start("web server", "-c", SLEEP)
        supervisor.start("worker", "-c", "print('a'); print('b'); raise SystemExit(1)")
        with pytest.raises(ProcessFailed) as failed:
            supervisor.watch()
    assert str(failed.value).splitlines() == [
        f"The worker ended with status 1. Its log, {supervisor.log_of('worker')}, ends:",
        "a",
        "b",
    ]


def test_leaving_ends_the_processes_and_what_they_started(
    supervisor: Supervisor, tmp_path: Path
) -> None:
    with supervisor:
        supervisor.start("parent", "-c", PARENT)
        assert supervisor.wait_until((tmp_path / "pids").exists, 30)
        time.sleep(0.1)
        pids = [int(pid) for pid in (tmp_path / "pids").read_text().split()]
        assert all(lives(pid) for pid in pids)
    time.sleep(0.1)
    assert not any(lives(pid) for pid in pids)


def test_leaving_ends_a_process_that_will_not(
    supervisor: Supervisor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "GRACE_SECONDS", 0.2)
    with supervisor:
        supervisor.start("stubborn", "-c", STUBBORN)
        assert supervisor.wait_until((tmp_path / "ready").exists, 30)
        started = time.monotonic()
    assert time.monotonic() - started < 5


@pytest.mark.parametrize("number", module.STOPS)
def test_signal_stops_whatever_is_under_way(supervisor: Supervisor, number: int) -> None:
    before = [signal.getsignal(each) for each in module.STOPS]
    with supervisor:
        supervisor.start("web server", "-c", SLEEP)
        os.kill(os.getpid(), number)
        with pytest.raises(Stopped):
            supervisor.watch()
        with pytest.raises(Stopped):
            supervisor.start("worker", "-c", SLEEP)
    assert [signal.getsignal(each) for each in module.STOPS] == before


def test_wait_until_gives_up_in_time(supervisor: Supervisor) -> None:
    with supervisor:
        assert supervisor.wait_until(lambda: False, 0.05) is False
        assert supervisor.wait_until(lambda: True, 0.05) is True
