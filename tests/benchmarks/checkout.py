"""From a fresh checkout to the first page of the demonstration."""

import os
import signal
import subprocess
import time
from pathlib import Path

from tests.benchmarks.figures import Figure, calibrate
from tests.benchmarks.server import ROOT, fetch, free_port

PATIENCE_SECONDS = 600


def checkout_to_first_page(folder: Path) -> Figure:
    """`git clone` of what is committed, `make demo`, and its first page. The packages come from
    wherever pip finds them here: its cache, most likely."""
    loop = calibrate()
    started = time.perf_counter()
    clone = folder / "checkout"
    subprocess.run(["git", "clone", "--quiet", str(ROOT), str(clone)], check=True)
    port = free_port()
    log = folder / "demo.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            ["make", "demo", f"PORT={port}"],
            cwd=clone,
            env=_plain_environment(),
            stdout=output,
            stderr=output,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
        )
    try:
        while not _answers(port):
            late = time.perf_counter() - started > PATIENCE_SECONDS
            if late or process.poll() is not None:
                raise SystemExit("make demo failed:\n" + log.read_text(errors="replace"))
            time.sleep(0.1)
        seconds = time.perf_counter() - started
    finally:
        # Make and the demonstration are of one group; the demonstration ends what it started.
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGTERM)
        process.wait()
    loop = (loop + calibrate()) / 2
    return Figure("checkout to first page (make demo)", seconds, loop, "s", most=60)


def _plain_environment() -> dict[str, str]:
    """Ours, without what was set for the benchmark."""
    ours = ("DATABASE_URL", "CACHE_URL", "CELERY_", "DJANGO_", "BENCH_", "VAR_DIR", "SECRET_KEY")
    more = ("OUTBOX_RELAY", "LOG_LEVEL", "API_RATE_", "MAKE", "MFLAGS", "VIRTUAL_ENV")
    return {name: value for name, value in os.environ.items() if not name.startswith(ours + more)}


def _answers(port: int) -> bool:
    try:
        return fetch(port, "/")[0] == 200
    except OSError:
        return False
