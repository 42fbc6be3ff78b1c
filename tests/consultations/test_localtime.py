"""Local times and instants, where clocks go forward, back, or stay."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consultations.localtime import (
    NotAnInstant,
    Repeated,
    Skipped,
    instant_of,
    local_of,
    zone_names,
)

PARIS = ZoneInfo("Europe/Paris")
ZONES = [
    ZoneInfo(name)
    for name in (
        "UTC", "Europe/Paris", "America/New_York", "America/Sao_Paulo", "Asia/Kathmandu",
        "Australia/Lord_Howe", "Pacific/Apia", "Africa/Casablanca",
    )
]  # fmt: skip


def test_instant_of_an_ordinary_time_is_the_one_its_clocks_show() -> None:
    assert instant_of(datetime(2026, 7, 1, 18, 0), PARIS) == datetime(2026, 7, 1, 16, tzinfo=UTC)
    assert instant_of(datetime(2026, 12, 1, 18, 0), PARIS) == datetime(2026, 12, 1, 17, tzinfo=UTC)


def test_instant_of_a_skipped_time_says_what_clocks_show_instead() -> None:
    with pytest.raises(Skipped) as caught:
        instant_of(datetime(2026, 3, 29, 2, 30), PARIS)

    assert caught.value.instead == datetime(2026, 3, 29, 3, 30)


def test_instant_of_a_repeated_time_is_refused() -> None:
    with pytest.raises(Repeated):
        instant_of(datetime(2026, 10, 25, 2, 30), PARIS)


@pytest.mark.parametrize(
    "edge",
    [datetime(2026, 3, 29, 1, 59), datetime(2026, 3, 29, 3, 0), datetime(2026, 10, 25, 3, 0)],
)
def test_instant_of_times_at_the_edges_of_a_change_exist_once(edge: datetime) -> None:
    assert local_of(instant_of(edge, PARIS), PARIS) == edge


def test_instant_of_a_day_that_a_country_left_out_is_skipped() -> None:
    with pytest.raises(Skipped):
        instant_of(datetime(2011, 12, 30, 12, 0), ZoneInfo("Pacific/Apia"))


@pytest.mark.parametrize("year", [1, 1999, 2201, 9999])
def test_instant_of_years_no_timetable_has_is_an_overflow(year: int) -> None:
    with pytest.raises(OverflowError):
        instant_of(datetime(year, 1, 1), PARIS)


@given(
    local=st.datetimes(datetime(2000, 1, 1), datetime(2099, 12, 31)), zone=st.sampled_from(ZONES)
)
def test_instant_of_is_undone_by_local_of_or_refused(local: datetime, zone: ZoneInfo) -> None:
    try:
        instant = instant_of(local, zone)
    except NotAnInstant:
        first, second = (local.replace(tzinfo=zone, fold=fold).utcoffset() for fold in (0, 1))
        changes_that_day = first != second
        assert changes_that_day
    else:
        assert local_of(instant, zone) == local.replace(second=0, microsecond=0)
        assert instant.utcoffset() == timedelta(0)


def test_zone_names_are_regions_and_cities_after_utc() -> None:
    names = zone_names()

    assert names[0] == "UTC"
    assert "Africa/Nairobi" in names
    assert [name for name in names if "/" not in name] == ["UTC"]
    assert list(names[1:]) == sorted(set(names[1:]))
