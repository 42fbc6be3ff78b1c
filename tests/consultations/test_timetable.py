"""What is due when: laws of the pure timetable."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consultations.localtime import instant_of, local_of
from consultations.timetable import due_at, overlapping, suggested_spans

START = datetime(2026, 6, 1, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class W:
    """A window of hours after START; `opened`, `closed` as hours, or None."""

    opens: float
    closes: float
    opened: float | None = None
    closed: float | None = None

    @property
    def opens_at(self) -> datetime:
        return START + self.opens * HOUR

    @property
    def closes_at(self) -> datetime:
        return START + self.closes * HOUR

    @property
    def opened_at(self) -> datetime | None:
        return None if self.opened is None else START + self.opened * HOUR

    @property
    def closed_at(self) -> datetime | None:
        return None if self.closed is None else START + self.closed * HOUR


def at(hours: float) -> datetime:
    return START + hours * HOUR


def test_due_before_the_first_window_is_nothing_with_more_to_come() -> None:
    due = due_at([W(1, 2), W(2, 3)], at(0))

    assert (due.close, due.open, due.more) == (None, None, True)


def test_due_opens_a_window_at_its_very_instant() -> None:
    window = W(1, 2)

    assert due_at([window], at(1)).open == window


def test_due_closes_a_window_at_its_very_instant() -> None:
    window = W(1, 2, opened=1)

    due = due_at([window], at(2))

    assert (due.close, due.open, due.more) == (window, None, False)


def test_due_closes_one_and_opens_the_next_where_they_touch() -> None:
    comment, vote = W(1, 2, opened=1), W(2, 3)

    due = due_at([comment, vote], at(2))

    assert (due.close, due.open) == (comment, vote)


def test_due_leaves_a_pause_between_windows_that_do_not_touch() -> None:
    comment, vote = W(1, 2, opened=1), W(4, 5)

    due = due_at([comment, vote], at(2))

    assert (due.close, due.open, due.more) == (comment, None, True)


def test_due_skips_a_window_for_the_whole_of_which_nobody_was_there() -> None:
    """Beat was down: what is over is over, and the window of now opens."""
    missed, current = W(1, 2), W(2, 3)

    due = due_at([missed, current], at(2.5))

    assert (due.close, due.open) == (None, current)


def test_due_after_a_missed_last_window_is_the_end() -> None:
    due = due_at([W(1, 2)], at(3))

    assert (due.close, due.open, due.more) == (None, None, False)


def test_due_closes_late_what_should_have_closed_long_ago() -> None:
    window = W(1, 2, opened=1)

    assert due_at([window, W(3, 4)], at(2.9)).close == window


def test_due_does_not_reopen_what_was_closed_by_hand() -> None:
    due = due_at([W(1, 5, opened=1, closed=2), W(6, 7)], at(3))

    assert (due.close, due.open, due.more) == (None, None, True)


@given(
    bounds=st.lists(st.integers(0, 40), min_size=2, max_size=10, unique=True).map(sorted),
    ticks=st.lists(st.floats(0, 45, allow_nan=False), min_size=1, max_size=30).map(sorted),
)
def test_due_however_often_and_late_it_is_asked_leaves_the_window_of_now_open(
    bounds: list[int], ticks: list[float]
) -> None:
    """Whatever beat missed before, right after any tick the open window is the planned one."""
    windows = [W(*pair) for pair in zip(bounds[::2], bounds[1::2], strict=False)]
    for tick in ticks:
        for _ in range(2):  # asked twice, it acts once
            due = due_at(windows, at(tick))
            windows = [_after(window, due.close, due.open, tick) for window in windows]
        running = [w for w in windows if w.opened is not None and w.closed is None]
        planned = [w for w in windows if w.opens <= tick < w.closes]
        assert [(w.opens, w.closes) for w in running] == [(w.opens, w.closes) for w in planned]
        assert all(w.opened is None or w.opens <= w.opened < w.closes for w in windows)


def _after(window: W, close: W | None, opened: W | None, tick: float) -> W:
    if window == close:
        return W(window.opens, window.closes, window.opened, tick)
    if window == opened:
        return W(window.opens, window.closes, tick)
    return window


def test_overlapping_names_the_first_two_in_time() -> None:
    early, late = W(1, 3), W(2.5, 4)

    assert overlapping([late, W(5, 6), early]) == (early, late)


def test_overlapping_lets_ends_touch() -> None:
    assert overlapping([W(2, 3), W(1, 2)]) is None


def test_overlapping_of_nothing_is_nothing() -> None:
    assert overlapping([]) is None


@pytest.mark.parametrize("zone", ["UTC", "Europe/Paris", "America/Los_Angeles", "Asia/Tokyo"])
@given(now=st.datetimes(datetime(2024, 1, 1), datetime(2040, 1, 1)))
def test_suggested_spans_are_in_working_hours_and_follow_each_other(
    zone: str, now: datetime
) -> None:
    place = ZoneInfo(zone)
    spans = suggested_spans(now.replace(tzinfo=UTC), place)

    shown = [(local_of(opens, place), local_of(closes, place)) for opens, closes in spans]
    assert {(o.weekday(), o.hour, o.minute) for o, _ in shown} == {(0, 9, 0)}
    assert {(c.weekday(), c.hour, c.minute) for _, c in shown} == {(4, 18, 0)}
    assert spans[0][0] > now.replace(tzinfo=UTC) + timedelta(days=1)
    assert spans[0][1] - spans[0][0] >= timedelta(days=40)
    assert spans == sorted(spans)
    assert all(a[1] < b[0] for a, b in pairwise(spans))


def test_a_window_over_the_change_of_clocks_lasts_as_long_as_its_instants() -> None:
    """Clocks go back on 25 October: from Saturday noon to Sunday noon are 25 hours."""
    paris = ZoneInfo("Europe/Paris")
    opens = instant_of(datetime(2026, 10, 24, 12), paris)
    closes = instant_of(datetime(2026, 10, 25, 12), paris)

    assert closes - opens == timedelta(hours=25)
