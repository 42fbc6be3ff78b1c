"""What the timetable asks for at an instant. Pure: plain values in, a plan out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from itertools import pairwise
from typing import Protocol
from zoneinfo import ZoneInfo

from consultations.localtime import instant_of

# A public comment runs for at least 40 days (ICANN); those who read then need less to act.
SUGGESTED_WEEKS = (7, 3, 2)
NOTICE = timedelta(days=3)


class PlannedWindow(Protocol):
    """A window as planned, and as it was really opened and closed."""

    @property
    def opens_at(self) -> datetime: ...
    @property
    def closes_at(self) -> datetime: ...
    @property
    def opened_at(self) -> datetime | None: ...
    @property
    def closed_at(self) -> datetime | None: ...


@dataclass(frozen=True, slots=True)
class Due[W: PlannedWindow]:
    """`close` the one, then `open` the other; with neither, `more` says whether one is to come."""

    close: W | None
    open: W | None
    more: bool


def due_at[W: PlannedWindow](windows: Sequence[W], now: datetime) -> Due[W]:
    """The next window's opening ends the open one; a window nobody opened in its time is skipped.

    Instants are compared as instants: daylight saving moves no deadline.
    """
    running = next((w for w in windows if w.opened_at and not w.closed_at), None)
    unopened = [w for w in windows if w.opened_at is None]
    ready = [w for w in unopened if w.opens_at <= now < w.closes_at]
    to_open = max(ready, key=lambda w: w.opens_at, default=None)
    over = running is not None and (running.closes_at <= now or to_open is not None)
    return Due(
        close=running if over else None,
        open=to_open,
        more=any(w.opens_at > now for w in unopened),
    )


def overlapping[W: PlannedWindow](windows: Sequence[W]) -> tuple[W, W] | None:
    """The first two windows that are open at one time, by plan; touching ends are fine."""
    ordered = sorted(windows, key=lambda w: w.opens_at)
    for earlier, later in pairwise(ordered):
        if later.opens_at < earlier.closes_at:
            return earlier, later
    return None


def suggested_spans(now: datetime, zone: ZoneInfo) -> list[tuple[datetime, datetime]]:
    """Three spans in working hours of `zone`: each from a Monday 9:00 to a Friday 18:00, the next
    from the Monday after; the first in some days' time."""
    day = (now + NOTICE).astimezone(zone).date()
    monday = day + timedelta(days=-day.weekday() % 7)
    spans = []
    for weeks in SUGGESTED_WEEKS:
        friday = monday + timedelta(weeks=weeks, days=-3)
        spans.append(
            (
                instant_of(datetime.combine(monday, time(9)), zone),
                instant_of(datetime.combine(friday, time(18)), zone),
            )
        )
        monday += timedelta(weeks=weeks)
    return spans
