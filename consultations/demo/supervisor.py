"""Start processes, watch them, and stop every one that was started."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from types import FrameType, TracebackType
from typing import IO, Self

STOPS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
GRACE_SECONDS = 10.0
LAST_LINES = 15


class Stopped(Exception):
    """Somebody wants us to end."""


class ProcessFailed(Exception):
    """A process ended that should not have; the text says which, and its last words."""


class Supervisor:
    """A context: on leaving it, no process that it started is left.

    Each process is the head of a group of its own, so that Ctrl-C in the terminal reaches only
    us, and we end them in order, the last one started first.
    """

    def __init__(self, environment: Mapping[str, str], folder: Path, logs: Path) -> None:
        self._environment = {**os.environ, **environment}
        self._folder = folder
        self._logs = logs
        self._running: dict[str, subprocess.Popen[bytes]] = {}
        self._stop_wanted = threading.Event()
        self._handlers: dict[signal.Signals, object] = {}

    def __enter__(self) -> Self:
        def stop(_number: int, _frame: FrameType | None) -> None:
            self._stop_wanted.set()

        self._handlers = {each: signal.signal(each, stop) for each in STOPS}
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._end_all()
        for each, handler in self._handlers.items():
            signal.signal(each, handler)  # type: ignore[arg-type]  # what it gave us

    def run(self, name: str, *arguments: str, show: bool = False) -> None:
        """Run python with `arguments` to its end; its output goes to its log, or is shown."""
        process = self._start(name, arguments, show=show)
        self.wait_until(lambda: process.poll() is not None)
        del self._running[name]
        if process.returncode:
            raise ProcessFailed(self._last_words(name, process.returncode, show=show))

    def start(self, name: str, *arguments: str) -> None:
        """Start python with `arguments`; it is to run until we leave."""
        self._start(name, arguments, show=False)

    def wait_until(self, condition: Callable[[], bool], seconds: float | None = None) -> bool:
        """Whether `condition` came true in time. Raises Stopped."""
        ends = time.monotonic() + seconds if seconds is not None else None
        while not condition():
            if ends is not None and time.monotonic() > ends:
                return False
            if self._stop_wanted.wait(0.1):
                raise Stopped
        return True

    def all_run(self) -> bool:
        """True; raises ProcessFailed if a process that was started has ended."""
        for name, process in self._running.items():
            if process.poll() is not None:
                raise ProcessFailed(self._last_words(name, process.returncode, show=False))
        return True

    def watch(self) -> None:
        """Until somebody wants us to end (Stopped), or a process ends (ProcessFailed)."""
        self.wait_until(lambda: not self.all_run())

    def log_of(self, name: str) -> Path:
        return self._logs / f"{name.replace(' ', '-')}.log"

    def _start(
        self, name: str, arguments: tuple[str, ...], *, show: bool
    ) -> subprocess.Popen[bytes]:
        if self._stop_wanted.is_set():
            raise Stopped
        with self.log_of(name).open("wb") as log:
            output: IO[bytes] | None = None if show else log
            self._running[name] = subprocess.Popen(  # noqa: S603  # our own programs
                [sys.executable, *arguments],
                cwd=self._folder,
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )
        return self._running[name]

    def _last_words(self, name: str, status: int, *, show: bool) -> str:
        said = f"The {name} ended with status {status}."
        if show:
            return said
        lines = self.log_of(name).read_text(encoding="utf-8", errors="replace").splitlines()
        return "\n".join([f"{said} Its log, {self.log_of(name)}, ends:", *lines[-LAST_LINES:]])

    def _end_all(self) -> None:
        """Ask each to end, then make sure of it: what it left behind is in its group."""
        ends = time.monotonic() + GRACE_SECONDS
        for process in reversed(self._running.values()):
            process.terminate()
        for process in reversed(self._running.values()):
            try:
                process.wait(max(0.0, ends - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
            try:
                os.killpg(process.pid, signal.SIGKILL)
            except ProcessLookupError:
                continue  # nothing was left behind
        self._running.clear()
