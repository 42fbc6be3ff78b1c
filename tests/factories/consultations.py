"""Consultations at any point of their life, for tests.

`ConsultationFactory.create()` is a draft with three windows from tomorrow on; `running(stage)` one
that was announced and stands at `stage`, with the windows before it over and those after it to
come. `owner=` seats a person; other fields are the document's (`visibility=`, `principles=`, ...).
Instants are relative to now: the database's clock decides what is due, and is not to be moved.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from factory.declarations import LazyAttribute, LazyFunction, SubFactory
from factory.declarations import Sequence as Numbered
from factory.django import DjangoModelFactory

from accounts.models import User
from accounts.models.api_token import hash_of
from consultations.models import Consultation, Invitation, Window
from consultations.models.invitation import new_salt
from principles.states import OPEN_STAGES, Role, Stage
from tests.factories.accounts import UserFactory
from tests.factories.principles import DocumentFactory, seated

ORDER = (Stage.COMMENT, Stage.AMEND, Stage.VOTE)
DAY = timedelta(days=1)
WEEK = 7 * DAY

type Planned = tuple[Stage, datetime, datetime]


def three_windows(first_opens_at: datetime, each: timedelta = WEEK) -> list[Planned]:
    """Comment, amend and vote, one after the other without a gap."""
    return [
        (stage, first_opens_at + n * each, first_opens_at + (n + 1) * each)
        for n, stage in enumerate(ORDER)
    ]


class ConsultationFactory(DjangoModelFactory[Consultation]):
    """A draft. `windows` as (stage, opens_at, closes_at), by default a week each from tomorrow on;
    `document`, or the fields of a new one: `owner`, `visibility`, `principles`, ..."""

    class Meta:
        model = Consultation

    summary = "What should a network that serves everyone promise?"
    brief = "We ask **all groups** what they can sign."
    timezone = "UTC"

    @classmethod
    def _create(cls, model_class: type[Consultation], *args: Any, **fields: Any) -> Consultation:
        own = {field.name for field in Consultation._meta.fields}
        for_document = {name: fields.pop(name) for name in {*fields} - own - {"windows"}}
        windows: Sequence[Planned] | None = fields.pop("windows", None)
        if "document" not in fields:
            fields["document"] = DocumentFactory.create(**for_document)
        consultation: Consultation = super()._create(model_class, *args, **fields)  # type: ignore[no-untyped-call]
        if windows is None:
            windows = three_windows(timezone.now() + DAY)
        Window.objects.bulk_create(
            Window(consultation=consultation, stage=stage, opens_at=opens_at, closes_at=closes_at)
            for stage, opens_at, closes_at in windows
        )
        return consultation


def running(
    stage: Stage = Stage.COMMENT, *, closes_in: timedelta = WEEK, **fields: Any
) -> Consultation:
    """Announced, and at `stage`; an open stage closes in `closes_in` (negative: it is overdue)."""
    now = timezone.now()
    closes_at = now + closes_in if stage in OPEN_STAGES else None
    document = fields.pop("document", None) or DocumentFactory.create(
        stage=stage,
        closes_at=closes_at,
        **{name: fields.pop(name) for name in {*fields} - {"summary", "brief", "timezone"}},
    )
    windows = _windows_around(stage, now, closes_at)
    consultation = ConsultationFactory.create(
        document=document, windows=windows, announced_at=min(now, windows[0][1]) - DAY, **fields
    )
    for window in consultation.windows.filter(closes_at__lte=closes_at or now):
        window.opened_at = window.opens_at
        if window.stage != stage:
            window.closed_at = window.closes_at
        window.save()
    return consultation


def _windows_around(stage: Stage, now: datetime, closes_at: datetime | None) -> list[Planned]:
    """Three windows, of which the one of `stage` is open now; if none is, all are over or to come."""
    if closes_at is None:
        over = stage != Stage.PAUSED
        return three_windows(now - DAY - len(ORDER) * WEEK if over else now + DAY)
    opens_at = min(now, closes_at) - DAY
    before, after = ORDER[: ORDER.index(stage)], ORDER[ORDER.index(stage) + 1 :]
    return [
        *(
            (each, opens_at - (len(before) - n) * WEEK, opens_at - (len(before) - n - 1) * WEEK)
            for n, each in enumerate(before)
        ),
        (stage, opens_at, closes_at),
        *((each, closes_at + n * WEEK, closes_at + (n + 1) * WEEK) for n, each in enumerate(after)),
    ]


class InvitationFactory(DjangoModelFactory[Invitation]):
    """An open one to read, whose mail has not left yet."""

    class Meta:
        model = Invitation

    consultation = SubFactory(ConsultationFactory)
    email = Numbered(lambda n: f"guest{n}@example.org")
    role = Role.INVITED
    salt = LazyFunction(new_salt)
    secret_hash = LazyAttribute(lambda it: hash_of(Invitation(salt=it.salt).secret))
    invited_by: Any = SubFactory(UserFactory)
    expires_at = LazyFunction(lambda: timezone.now() + 14 * DAY)


def run_by(consultation: Consultation, role: Role = Role.OWNER, **person: Any) -> User:
    """A person with this role at the consultation."""
    return seated(UserFactory.create(**person), consultation.document, role)
