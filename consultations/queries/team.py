"""Who has a role at a consultation, by name."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from consultations.models import Consultation
from principles.models import Seat
from principles.states import TEAM_ROLES, Role

READERS_SHOWN = 200
_ORDER = (Role.OWNER, Role.MODERATOR, Role.OBSERVER)


@dataclass(frozen=True, slots=True)
class SeatRow:
    pk: int
    user_id: int
    name: str
    role: Role
    role_label: str
    since: datetime


def team_rows(consultation: Consultation) -> Sequence[SeatRow]:
    """Owners first; one query."""
    seats = _rows(consultation, [*TEAM_ROLES])
    return sorted(seats, key=lambda seat: _ORDER.index(seat.role))


def readers_of(consultation: Consultation) -> Sequence[SeatRow]:
    """Those who accepted an invitation to read, the newest first; one query."""
    return _rows(consultation, [Role.INVITED])[::-1][:READERS_SHOWN]


def _rows(consultation: Consultation, roles: Sequence[Role]) -> list[SeatRow]:
    seats = Seat.objects.filter(document=consultation.document, role__in=roles)
    return [
        SeatRow(
            pk=seat.pk,
            user_id=seat.user_id,
            name=seat.user.public_name,
            role=Role(seat.role),
            role_label=seat.get_role_display(),
            since=seat.created_at,
        )
        for seat in seats.select_related("user").order_by("pk")
    ]
