"""The demo's clock: replays the past through the real actions, at the instants of its story.

Only on SQLite, whose built-in functions a connection may replace: the database's own clock, which
decides deadlines and stamps the record, then stands where the story is. Never for real data.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from unittest import mock

from django.core.management.base import CommandError
from django.db import connection


class DemoClock:
    """`set(days)` puts the clock that many days from the reference instant."""

    def __init__(self, reference: datetime) -> None:
        self.reference = reference
        self.now = reference

    def at(self, days: float) -> datetime:
        # Whole milliseconds: what SQLite keeps.
        instant = self.reference + timedelta(milliseconds=round(days * 86_400_000))
        return instant.replace(microsecond=instant.microsecond // 1000 * 1000)

    def set(self, days: float) -> datetime:
        self.now = self.at(days)
        return self.now


@contextmanager
def demo_clock(reference: datetime) -> Iterator[DemoClock]:
    """For Python and for the database's connection, until the block ends."""
    if connection.vendor != "sqlite":
        raise CommandError("The demo lives in SQLite: leave DATABASE_URL out, or seed by hand.")
    clock = DemoClock(reference)

    def strftime(form: str, instant: str, *changes: str) -> str:
        """SQLite's, for the two ways in which the product asks for the time."""
        if instant.upper() != "NOW":
            raise CommandError(f"The demo's clock was asked to format {instant!r} as {form!r}.")
        moment = clock.now.astimezone(UTC)
        for change in changes:
            moment += timedelta(seconds=float(change.removesuffix(" seconds")))
        return f"{moment:%Y-%m-%d %H:%M:%S}.{moment.microsecond // 1000:03d}"

    connection.ensure_connection()
    with mock.patch("django.utils.timezone.now", side_effect=lambda: clock.now):
        connection.connection.create_function("strftime", -1, strftime)
        try:
            yield clock
        finally:
            # Taking ours away would leave none: SQLite's own is not found again.
            connection.connection.create_function("strftime", -1, _sqlites_own_strftime)


def _sqlites_own_strftime(*arguments: object) -> object:
    with closing(sqlite3.connect(":memory:")) as untouched:
        places = ", ".join("?" * len(arguments))
        (text,) = untouched.execute(f"SELECT strftime({places})", arguments).fetchone()
    return text
