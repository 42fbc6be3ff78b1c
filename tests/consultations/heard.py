"""Events announced while a test looks."""

from collections.abc import Iterator
from contextlib import contextmanager

from accounts.events import Event, happened


@contextmanager
def announced() -> Iterator[list[Event]]:
    events: list[Event] = []

    def listen(event: Event, **_: object) -> None:
        events.append(event)

    happened.connect(listen)
    try:
        yield events
    finally:
        happened.disconnect(listen)
