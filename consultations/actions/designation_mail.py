"""Mail to those who take part: how much agreement was found, and until when they can object."""

from collections.abc import Callable, Sequence
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone, translation

from accounts import mail
from accounts.models import User
from consultations.models import Consultation, Designation
from principles.models import Document, PrincipleText
from principles.permissions import may_view
from principles.queries.tallies import results_hidden

MAIL = "consultations/mail/designations"


def tell_of_designations(*, consultation: Consultation, finish: Callable[[], None]) -> None:
    """One mail a person on those nobody was told of that still stand; the mails, and that they
    are told, are stored together."""
    document = consultation.document
    with transaction.atomic():
        # Opened again, a consultation may hide what was found until it is closed anew.
        made = [] if results_hidden(document) else _untold(consultation)
        for reader in _readers(document) if made else ():
            _send(reader, consultation, made)
        told = [designation.pk for _, designation in made]
        Designation.objects.filter(pk__in=told).update(told_at=Now())
        finish()


def _untold(consultation: Consultation) -> list[tuple[PrincipleText, Designation]]:
    """In order of reading; nobody else changes or tells them meanwhile."""
    untold = Designation.objects.filter(
        consultation=consultation, replaced_at__isnull=True, told_at__isnull=True
    ).select_for_update()
    by_principle = {each.principle_id: each for each in untold}
    texts = PrincipleText.objects.filter(
        version=consultation.document.current_version_id, principle__in=by_principle
    )
    return [(text, by_principle[text.principle_id]) for text in texts.order_by("position")]


def _readers(document: Document) -> list[User]:
    people = User.objects.filter(
        participations__document=document,
        participations__left_at__isnull=True,
        is_active=True,
        wants_mail=True,
    )
    return [person for person in people.order_by("pk") if may_view(person, document)]


def _send(
    reader: User, consultation: Consultation, made: Sequence[tuple[PrincipleText, Designation]]
) -> None:
    document = consultation.document
    language = _language(reader, document)
    with translation.override(language), timezone.override(ZoneInfo(consultation.timezone)):
        # Pages have an address in each language.
        address = reverse("consultations:agreement", args=[document.slug])
        stop_url = mail.stop_url(reader)
        mail.send(
            to=reader.email,
            template=MAIL,
            context={
                "document": document,
                "zone": consultation.timezone,
                "designations": made,
                "url": mail.absolute_url(address),
            },
            language=language,
            unsubscribe_url=stop_url,
        )


def _language(reader: User, document: Document) -> str:
    """The one the person chose, else that of the text, as far as the site speaks it."""
    spoken = dict(settings.LANGUAGES)
    wanted = (reader.language, document.language)
    return next((code for code in wanted if code in spoken), settings.LANGUAGE_CODE)
