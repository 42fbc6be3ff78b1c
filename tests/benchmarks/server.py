"""Through gunicorn, as the image starts it: requests a second, memory, weight over the wire."""

import http.client
import os
import re
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse

from accounts.models import User
from tests.benchmarks.figures import Figure, calibrate
from tests.benchmarks.pages import client_of, comment_data, principle_url, vote_data
from tests.benchmarks.seed import Seeded, Sized
from tests.benchmarks.subresources import subresources

ROOT = Path(__file__).parents[2]
WORKERS = 2
CLIENTS = 4
START_SECONDS = 60
# A rate is taken over so many requests, or as many as were answered in this time.
RATE_SECONDS = 20
_CSRF = "b" * 32


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def web_server(log: Path, broker_url: str) -> Iterator[tuple[int, int]]:
    """gunicorn with two workers; gives its process id and its port."""
    port = free_port()
    options = ["--worker-class", "gthread", "--threads", "4", "--no-control-socket"]
    with log.open("wb") as output:
        process = subprocess.Popen(
            [
                *(sys.executable, "-m", "gunicorn", "config.wsgi", "--workers", str(WORKERS)),
                *("--bind", f"127.0.0.1:{port}", *options),
            ],
            cwd=ROOT,
            # Jobs go to a broker, as they do in production; nobody works on them.
            env={
                **os.environ,
                "OUTBOX_RELAY": "thread",
                "CELERY_BROKER_URL": broker_url,
                "LOG_LEVEL": "INFO",
            },
            stdout=output,
            stderr=output,
        )
    try:
        _wait_until_it_answers(process, port, log)
        yield process.pid, port
    finally:
        process.terminate()
        process.wait()


def _wait_until_it_answers(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    ends = time.monotonic() + START_SECONDS
    while process.poll() is None and time.monotonic() < ends:
        try:
            if fetch(port, "/health/live")[0] == 200:
                return
        except OSError:
            time.sleep(0.1)
    raise SystemExit("gunicorn does not answer; it said:\n" + log.read_text(errors="replace"))


def fetch(
    port: int, path: str, headers: dict[str, str] | None = None
) -> tuple[int, dict[str, str], bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request("GET", path, headers=headers or {})
        response = connection.getresponse()
        names = {name.lower(): value for name, value in response.getheaders()}
        return response.status, names, response.read()
    finally:
        connection.close()


def end_to_end(seeded: Seeded, pid: int, port: int, requests: int) -> Iterator[Figure]:
    """`requests` of each kind, shared by four clients, each a person of their own."""
    smallest = seeded.sized[min(seeded.sized)]
    some = seeded.sized[min(size for size in seeded.sized if size >= 50)]
    yield from weight(smallest, port)
    nobody: list[str | None] = [None] * CLIENTS
    for who, people in (("anonymous", nobody), ("signed in", _clients(some))):
        yield _rate(
            f"GET principle page, {who}, {CLIENTS} clients",
            port,
            people,
            requests,
            lambda _n: (200, "GET", principle_url(some), None),
        )
    votes = reverse("principles:vote-cast", args=[some.slug, some.principle.key])
    yield _rate(
        f"POST vote, {CLIENTS} clients",
        port,
        _clients(some),
        requests,
        lambda n: (302, "POST", votes, vote_data(some, n)),
        least=250,
    )
    comments = reverse("principles:comment-list", args=[some.slug, some.principle.key])
    yield _rate(
        f"POST comment, {CLIENTS} clients",
        port,
        _clients(some),
        requests,
        lambda n: (302, "POST", comments, comment_data(100_000 + n)),
    )
    yield memory(pid)


# --- Weight -------------------------------------------------------------------------------------


def weight(sized: Sized, port: int) -> Iterator[Figure]:
    """A first visit of the anonymous page, everything included, as it goes over the wire."""
    compressed = {"Accept-Encoding": "gzip"}
    status, headers, page = fetch(port, principle_url(sized), compressed)
    if status != 200 or headers.get("content-encoding") != "gzip":
        raise SystemExit(f"{principle_url(sized)} answers {status}, not compressed.")
    html = fetch(port, principle_url(sized), {"Accept-Encoding": "identity"})[2].decode()
    parts = {"page": len(page)}
    for path in subresources(html):
        status, _, body = fetch(port, path, compressed)
        if status != 200:
            raise SystemExit(f"{path} answers {status}.")
        kind = path.rsplit(".", 1)[-1]
        parts[kind] = parts.get(kind, 0) + len(body)
    said = ", ".join(f"{kind} {size / 1000:.1f}" for kind, size in parts.items())
    name = f"first visit, anonymous, {sized.comments} comments, gzip, everything"
    total = sum(parts.values())
    yield Figure(name, total / 1000, calibrate(), "kB", most=60, size=total, note=said)
    scripts = parts.get("js", 0)
    yield Figure("  its JavaScript", scripts / 1000, calibrate(), "kB", most=40, size=scripts)


# --- Rate ---------------------------------------------------------------------------------------

type Asked = tuple[int, str, str, dict[str, str] | None]


def _clients(sized: Sized) -> list[str | None]:
    """A cookie header for each of four people."""
    return [_cookies(user) for user in sized.voters[2 : 2 + CLIENTS]]


def _cookies(user: User) -> str:
    session = client_of(user).cookies[settings.SESSION_COOKIE_NAME].value
    names = {settings.SESSION_COOKIE_NAME: session, settings.CSRF_COOKIE_NAME: _CSRF}
    return "; ".join(f"{name}={value}" for name, value in names.items())


class _Tally:
    def __init__(self) -> None:
        self.milliseconds: list[float] = []
        self.errors = 0


def _rate(
    name: str,
    port: int,
    cookies: list[str | None],
    requests: int,
    asked: Callable[[int], Asked],
    *,
    least: float | None = None,
) -> Figure:
    each = requests // len(cookies)
    tallies = [_Tally() for _ in cookies]
    threads = [
        threading.Thread(
            target=_work,
            args=(port, cookie, range(n * each, n * each + each)),
            kwargs={"asked": asked, "tally": tally},
        )
        for n, (cookie, tally) in enumerate(zip(cookies, tallies, strict=True))
    ]
    loop = calibrate(time.perf_counter)
    started = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seconds = time.perf_counter() - started
    loop = (loop + calibrate(time.perf_counter)) / 2
    waited = sorted(ms for tally in tallies for ms in tally.milliseconds)
    errors = sum(tally.errors for tally in tallies)
    note = f"{len(waited)} requests, {errors} errors"
    if waited:
        middle, late = waited[len(waited) // 2], waited[len(waited) * 95 // 100]
        note += f", median {middle:.0f} ms, 95 % {late:.0f} ms"
    return Figure(name, len(waited) / seconds, loop, "/s", least=least, note=note)


def _work(
    port: int, cookie: str | None, numbers: range, *, asked: Callable[[int], Asked], tally: _Tally
) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    headers = {"Cookie": cookie, "X-CSRFToken": _CSRF} if cookie else {}
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    ends = time.perf_counter() + RATE_SECONDS
    for number in numbers:
        if time.perf_counter() > ends:
            break
        expected, method, path, data = asked(number)
        body = urlencode(data) if data else None
        started = time.perf_counter()
        try:
            connection.request(method, path, body, {**headers, **(form if body else {})})
            response = connection.getresponse()
            response.read()
        except (OSError, http.client.HTTPException):
            connection.close()
            tally.errors += 1
            continue
        if response.status == expected:
            tally.milliseconds.append((time.perf_counter() - started) * 1000)
        else:
            tally.errors += 1
    connection.close()


# --- Memory -------------------------------------------------------------------------------------


def memory(pid: int) -> Figure:
    """Of the workers, after all they served: what they share counted once."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    workers = sum(_pss(int(child)) for child in children)
    name = f"memory of {len(children)} web workers (PSS)"
    note = f"and {_pss(pid):.0f} MB of their master"
    return Figure(name, workers, calibrate(), "MB", most=200, note=note)


def _pss(pid: int) -> float:
    rolled = Path(f"/proc/{pid}/smaps_rollup").read_text()
    found = re.search(r"^Pss:\s+(\d+) kB", rolled, re.MULTILINE)
    if found is None:
        raise SystemExit("This kernel does not say how memory is shared.")
    return int(found[1]) / 1024
