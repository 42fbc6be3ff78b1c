"""Domain events: what happened, in ids. Receivers run inside the action's transaction."""

from dataclasses import dataclass

from django.dispatch import Signal

happened = Signal()


@dataclass(frozen=True, slots=True)
class Event:
    """Base of all events: frozen dataclasses of ids, named in the past tense."""


def announce(event: Event) -> None:
    """Call every receiver now; an error in one undoes the action."""
    happened.send(sender=type(event), event=event)


@dataclass(frozen=True, slots=True)
class AccountErased(Event):
    user_id: int
