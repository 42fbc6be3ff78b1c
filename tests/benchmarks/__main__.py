"""`make bench`: a database of its own, many comments and votes, and one table of figures.

Absolute times are those of the machine at that moment. Beside each stands how long a loop of known
work took ("loop ms") and the ratio to it: that compares between machines, and between runs. Times
of pages are processor time in one process; rates are through gunicorn with two workers, the
clients on the same machine. Queries are told apart from BEGIN and COMMIT ("+2"). It never fails
because something was slow.
"""

import argparse
import os
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from secrets import token_urlsafe

from tests.benchmarks.database import NAME, own_database
from tests.benchmarks.engine import engine_figures
from tests.benchmarks.figures import Figure, calibrate, table, write_json

SIZES = {20: 100, 50: 500, 1_000: 1_000, 10_000: 10_000}
FULL = {**SIZES, 10_000: 100_000}


def main() -> None:
    options = _options()
    if options.engine:
        print("\n" + table(list(_tell(iter(engine_figures())))))  # noqa: T201
        return
    if options.analysis:
        print("\n" + table(list(_tell(_analysis(full=options.full)))))  # noqa: T201
        return
    url = os.environ.get("DATABASE_URL", "")
    with (
        tempfile.TemporaryDirectory(prefix="polylogue-bench-") as temporary,
        own_database(url, keep=options.keep, name=options.database) as own_url,
    ):
        folder = Path(temporary)
        _set_environment(own_url, folder)
        figures = list(_tell(_measured(folder, options)))
    print("\n" + table(figures))  # noqa: T201
    print(f"\nQuickest loop of this machine now: {_quickest_loop():.1f} ms")  # noqa: T201
    if options.json:
        write_json(figures, options.json)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--times", type=int, default=15, help="runs of a page; default: 15")
    parser.add_argument(
        "--requests", type=int, default=200, help="requests of a rate; default: 200"
    )
    parser.add_argument(
        "--engine", action="store_true", help="only the text engine, beside other libraries"
    )
    parser.add_argument(
        "--analysis",
        action="store_true",
        help="only opinion groups beside red-dwarf, and key points beside LexRank and TextRank",
    )
    parser.add_argument(
        "--full",
        action="store_true",
        help="100,000 votes on a principle; red-dwarf on 5 million votes (minutes, 6 GB)",
    )
    parser.add_argument("--checkout", action="store_true", help="also from checkout to first page")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there too")
    parser.add_argument("--keep", action="store_true", help="keep the database")
    parser.add_argument("--database", default=NAME, help=f"its name; default: {NAME}")
    return parser.parse_args()


def _analysis(*, full: bool) -> Iterator[Figure]:
    # numpy and scipy: only where they are measured.
    from tests.benchmarks.key_points import points_figures
    from tests.benchmarks.opinion import opinion_figures

    yield from opinion_figures(full=full)
    yield from points_figures(full=full)


def _set_environment(url: str, folder: Path) -> None:
    """Before Django reads it: production, but for addresses and limits on how often one asks."""
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "tests.benchmarks.settings",
        "DATABASE_URL": url,
        "VAR_DIR": str(folder),
        "BENCH_STATIC_ROOT": str(folder / "static"),
        "SECRET_KEY": token_urlsafe(64),
        "SITE_URL": "http://localhost",
        "DEBUG": "False",
        "LOG_JSON": "True",
        "LOG_LEVEL": "ERROR",
        "OUTBOX_RELAY": "off",
        "API_RATE_ANONYMOUS": "1000000/min",
        "API_RATE_USER": "1000000/min",
    }


def _measured(folder: Path, options: argparse.Namespace) -> Iterator[Figure]:
    import django

    # Before the settings, which are made of its own: importing it reads them.
    import config  # noqa: F401

    django.setup()

    # These need the settings.

    from django.core.management import call_command
    from django.db import connection

    from tests.benchmarks.checkout import checkout_to_first_page
    from tests.benchmarks.pages import in_process
    from tests.benchmarks.seed import seed
    from tests.benchmarks.server import end_to_end, web_server
    from tests.services.processes import Redis

    started = time.perf_counter()
    call_command("migrate", verbosity=0, interactive=False)
    call_command("collectstatic", verbosity=0, interactive=False)
    seeded = seed(FULL if options.full else SIZES)
    _say(f"migrated, collected and seeded in {time.perf_counter() - started:.0f} s")
    yield from in_process(seeded, options.times)
    redis = Redis()
    redis.start()
    try:
        with web_server(folder / "gunicorn.log", redis.url) as (pid, port):
            yield from end_to_end(seeded, pid, port, options.requests)
    finally:
        redis.stop()
        connection.close()
    if options.checkout:
        yield checkout_to_first_page(folder)
    yield from _analysis(full=options.full)


def _tell(figures: Iterator[Figure]) -> Iterator[Figure]:
    """As they come: a run takes minutes."""
    for figure in figures:
        _say(f"{figure.operation}: {figure.value:,.1f} {figure.unit} {figure.note}")
        yield figure


def _say(text: str) -> None:
    print(text, flush=True)  # noqa: T201


def _quickest_loop() -> float:
    return min(calibrate() for _ in range(20))


if __name__ == "__main__":
    main()
