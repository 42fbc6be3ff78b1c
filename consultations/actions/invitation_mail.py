"""The mail that carries an invitation's link. Only the job that sends it knows the link."""

from collections.abc import Callable
from zoneinfo import ZoneInfo

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import transaction
from django.db.models.functions import Now
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation

from accounts.mail import absolute_url, deliver
from accounts.models.api_token import hash_of
from consultations.models import Invitation
from consultations.states import InvitationStatus
from principles.states import ENDED_STAGES

MAIL = "consultations/mail/invitation"


def send_invitation(*, invitation_id: int, finish: Callable[[], None]) -> None:
    """Mail the link unless that is done or no longer wanted; `finish` is called in the
    transaction that notes it as sent."""
    invitation = (
        Invitation.objects.select_related("consultation__document", "invited_by")
        .annotate(now=Now())
        .get(pk=invitation_id)
    )
    if not _is_wanted(invitation):
        return
    secret = invitation.secret
    language = _language(invitation)
    subject, text = _rendered(invitation, secret, language)
    deliver(to=invitation.email, subject=subject, text=text, language=language, unsubscribe_url="")
    with transaction.atomic():
        # The hash again: the site's key may have changed since the invitation was issued.
        Invitation.objects.filter(pk=invitation_id, salt=invitation.salt).update(
            sent_at=Now(), secret_hash=hash_of(secret)
        )
        finish()


def _is_wanted(invitation: Invitation) -> bool:
    return (
        invitation.sent_at is None
        and invitation.status_at(vars(invitation)["now"]) == InvitationStatus.OPEN
        and invitation.consultation.document.stage not in ENDED_STAGES
    )


def _language(invitation: Invitation) -> str:
    """The one the person chose here, else that of the text, as far as the site speaks it."""
    known = EmailAddress.objects.filter(email__iexact=invitation.email, verified=True)
    chosen = known.values_list("user__language", flat=True).first()
    wanted = (chosen, invitation.consultation.document.language)
    spoken = dict(settings.LANGUAGES)
    return next((code for code in wanted if code in spoken), settings.LANGUAGE_CODE)


def _rendered(invitation: Invitation, secret: str, language: str) -> tuple[str, str]:
    """Subject and text."""
    zone = ZoneInfo(invitation.consultation.timezone)
    with translation.override(language), timezone.override(zone):
        values = {
            "invitation": invitation,
            "document": invitation.consultation.document,
            "consultation": invitation.consultation,
            "inviter": invitation.invited_by.public_name if invitation.invited_by else "",
            "accept_url": absolute_url(reverse("consultations:invitation-accept", args=[secret])),
            "decline_url": absolute_url(reverse("consultations:invitation-decline", args=[secret])),
        }
        subject = render_to_string(f"{MAIL}_subject.txt", values)
        return " ".join(subject.split()), render_to_string(f"{MAIL}_message.txt", values).strip()
