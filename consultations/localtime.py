"""Local times as people write them, and the instants they stand for. Pure."""

from datetime import UTC, datetime
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

EARLIEST, LATEST = 2000, 2200


class NotAnInstant(ValueError):
    """A local time that stands for no instant, or for two."""


class Skipped(NotAnInstant):
    """The clocks jump over it when they go forward; `instead` is what they then show."""

    def __init__(self, instead: datetime) -> None:
        super().__init__()
        self.instead = instead


class Repeated(NotAnInstant):
    """It comes twice, as the clocks go back."""


def instant_of(local: datetime, zone: ZoneInfo) -> datetime:
    """The instant, in UTC, at which clocks in `zone` show the naive time `local`.

    Raises Skipped or Repeated where daylight saving leaves none or two, and OverflowError for
    years outside those a timetable can have.
    """
    if not EARLIEST <= local.year <= LATEST:
        raise OverflowError(local.year)
    first = local.replace(tzinfo=zone, fold=0).astimezone(UTC)
    second = local.replace(tzinfo=zone, fold=1).astimezone(UTC)
    if first == second:
        return first
    shown = first.astimezone(zone).replace(tzinfo=None, fold=0)
    if shown != local.replace(fold=0):
        raise Skipped(shown)
    raise Repeated


def local_of(instant: datetime, zone: ZoneInfo) -> datetime:
    """What clocks in `zone` show at that instant: naive, to the minute, as browsers send it."""
    shown = instant.astimezone(zone)
    return shown.replace(tzinfo=None, fold=0, second=0, microsecond=0)


@cache
def zone_names() -> tuple[str, ...]:
    """Those people choose from: "Region/City", and UTC first."""
    regions = {
        "Africa", "America", "Antarctica", "Arctic", "Asia", "Atlantic", "Australia", "Europe",
        "Indian", "Pacific",
    }  # fmt: skip
    places = (name for name in available_timezones() if name.partition("/")[0] in regions)
    return ("UTC", *sorted(name for name in places if "/" in name))
