"""When a person was here before, kept in their session: nothing is kept of who has none."""

from datetime import datetime, timedelta

from django.utils import timezone

from accounts.http import Request, actor
from consultations.models import Consultation

KEY = "visits"
# Pages looked at within this time are one visit.
VISIT = timedelta(minutes=30)
REMEMBERED = 50


def previous_visit(request: Request, consultation: Consultation) -> datetime | None:
    """When the visit before this one was; None for a first one and for who has not signed in."""
    if actor(request) is None:
        return None
    visits: dict[str, list[str]] = request.session.get(KEY, {})
    key, now = str(consultation.pk), timezone.now()
    # The end of the visit before, and the last look of this one.
    before, last = visits.pop(key, ["", ""])
    if last and now - datetime.fromisoformat(last) > VISIT:
        before = last
    newest = list({**visits, key: [before, now.isoformat()]}.items())[-REMEMBERED:]
    request.session[KEY] = dict(newest)
    return datetime.fromisoformat(before) if before else None
