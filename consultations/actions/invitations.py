"""Invite people by e-mail to the team or to read; accept, decline, take back, send again."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parseaddr

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.events import announce
from accounts.models import User
from accounts.models.api_token import hash_of
from accounts.record import record
from accounts.verdicts import Refused, require
from consultations.actions.stages import hold, require_not_ended
from consultations.events import InvitationSent
from consultations.models import Consultation, Invitation
from consultations.models.invitation import OPEN, new_salt
from consultations.permissions import may_accept, may_invite_as
from consultations.queries.invitations import confirmed_addresses
from consultations.states import INVITATION_MOVES, InvitationStatus
from principles.actions.participation import give_seat
from principles.models import Document, Seat, standing_of
from principles.states import Role

VALID_FOR = timedelta(days=14)
# A mail is sent again at most this often, so that nobody is flooded in the site's name.
QUIET_FOR = timedelta(minutes=10)
MAX_OPEN = 1000
MAX_AT_ONCE = 200
_OVER = {
    InvitationStatus.EXPIRED: _("This invitation has expired. Ask for a new one."),
    InvitationStatus.ACCEPTED: _("This invitation was accepted already."),
    InvitationStatus.DECLINED: _("This invitation was declined."),
    InvitationStatus.REVOKED: _("This invitation was taken back."),
}
_RANKS = (Role.INVITED, Role.OBSERVER, Role.MODERATOR, Role.OWNER)


@transaction.atomic
def invite(*, consultation: Consultation, email: str, role: Role, by: User) -> Invitation:
    """Invite whoever confirms this address. Whether it has an account is not looked up."""
    document = hold(consultation)
    require(may_invite_as(by, consultation, role))
    require_not_ended(document)
    email = _checked_address(email)
    _require_welcome(consultation, email, document.now)
    invitation = Invitation(consultation=consultation, email=email, role=role, invited_by=by)
    _issue(invitation, document.now)
    _record(invitation, "invitation.issued", by)
    announce(InvitationSent(invitation_id=invitation.pk))
    return invitation


def _checked_address(email: str) -> str:
    email = email.strip().lower()
    try:
        validate_email(email)
    except ValidationError as error:
        raise Refused("no_address", _("This is not an e-mail address.")) from error
    if len(email) > 254:
        raise Refused("no_address", _("This is not an e-mail address."))
    return email


def _require_welcome(consultation: Consultation, email: str, now: datetime) -> None:
    """An expired one gives way to the new; who declined is not asked again."""
    earlier = Invitation.objects.filter(consultation=consultation, email=email)
    if earlier.filter(declined_at__isnull=False).exists():
        raise Refused("declined", _("This person declined and is not asked again."))
    earlier.filter(OPEN, expires_at__lte=now).update(revoked_at=now)
    if earlier.filter(OPEN).exists():
        raise Refused("invited_already", _("This address has an invitation that is not answered."))
    if Invitation.objects.filter(OPEN, consultation=consultation).count() >= MAX_OPEN:
        raise Refused("too_many", _("1,000 invitations are not answered yet: wait for some."))


def _issue(invitation: Invitation, now: datetime) -> None:
    """Give it a new link; an older one stops working."""
    invitation.salt = new_salt()
    invitation.secret_hash = hash_of(invitation.secret)
    invitation.issued_at = now
    invitation.sent_at = None
    invitation.expires_at = now + VALID_FOR
    invitation.save()


def _record(invitation: Invitation, kind: str, by: User | None) -> None:
    """The address is the person's and stands in no payload."""
    record(
        stream=invitation.consultation.document.stream,
        kind=kind,
        by=by,
        invitation=invitation.pk,
        role=str(invitation.role),
    )


@dataclass(frozen=True, slots=True)
class Unsent:
    """An address as it was typed, and why nobody was invited under it."""

    address: str
    reason: str | Promise


def invite_each(
    *, consultation: Consultation, addresses: str, role: Role, by: User
) -> tuple[list[Invitation], list[Unsent]]:
    """Invite everyone in a pasted list, by lines, commas or semicolons, also as "Name <address>".

    Each in a transaction of its own: one that is refused keeps none from being sent.
    """
    require(may_invite_as(by, consultation, role))
    sent, unsent = [], []
    typed = [part for part in re.split(r"[\n,;]+", addresses) if part.strip()]
    for part in typed[:MAX_AT_ONCE]:
        try:
            address = parseaddr(part.strip())[1] or part
            sent.append(invite(consultation=consultation, email=address, role=role, by=by))
        except Refused as refused:
            unsent.append(Unsent(part.strip(), refused.message))
    over = _("Only 200 addresses are invited at once: send again for these.")
    return sent, [*unsent, *(Unsent(part.strip(), over) for part in typed[MAX_AT_ONCE:])]


@transaction.atomic
def resend(*, invitation: Invitation, by: User) -> Invitation:
    """Send it again with a new link, valid for the whole time again."""
    invitation, document = _lock(invitation)
    require(may_invite_as(by, invitation.consultation, Role(invitation.role)))
    require_not_ended(document)
    _require_move(invitation, document.now, InvitationStatus.OPEN)
    if invitation.issued_at > document.now - QUIET_FOR:
        raise Refused("too_soon", _("It was sent a few minutes ago: wait before sending it again."))
    invitation.invited_by = by
    _issue(invitation, document.now)
    _record(invitation, "invitation.issued", by)
    announce(InvitationSent(invitation_id=invitation.pk))
    return invitation


@transaction.atomic
def forget(*, invitation: Invitation) -> None:
    """Drop the address, for the person was forgotten; an open one is taken back with it."""
    invitation, document = _lock(invitation)
    invitation.email = f"{invitation.pk}@erased.invalid"
    if invitation.status_at(document.now) in {InvitationStatus.OPEN, InvitationStatus.EXPIRED}:
        invitation.revoked_at = document.now
    invitation.save(update_fields=["email", "revoked_at"])


@transaction.atomic
def revoke(*, invitation: Invitation, by: User) -> Invitation:
    """Take it back: its link stops working."""
    invitation, document = _lock(invitation)
    require(may_invite_as(by, invitation.consultation, Role(invitation.role)))
    _require_move(invitation, document.now, InvitationStatus.REVOKED)
    invitation.revoked_at = document.now
    invitation.save(update_fields=["revoked_at"])
    _record(invitation, "invitation.revoked", by)
    return invitation


@transaction.atomic
def accept(*, secret: str, by: User) -> Seat:
    """Take the seat offered, in the name of whoever offered it: were they removed from the team
    since, it gives nothing. It never takes a higher role away."""
    invitation, document = _lock_by_secret(secret)
    require(may_accept(by, invitation, confirmed_addresses(by)))
    require_not_ended(document)
    _require_move(invitation, document.now, InvitationStatus.ACCEPTED)
    invitation.accepted_at = document.now
    invitation.accepted_by = by
    invitation.save(update_fields=["accepted_at", "accepted_by"])
    _record(invitation, "invitation.accepted", by)
    return _seat(invitation, document, by)


def _seat(invitation: Invitation, document: Document, user: User) -> Seat:
    role = Role(invitation.role)
    held = standing_of(user, document).role
    if held is not None and _RANKS.index(held) >= _RANKS.index(role):
        return Seat.objects.get(document=document, user=user)
    inviter = invitation.invited_by
    if (
        inviter is None
        or not inviter.is_active
        or not may_invite_as(inviter, invitation.consultation, role)
    ):
        raise Refused(
            "inviter_left",
            _("Whoever invited you may no longer do so. Ask the team for a new invitation."),
        )
    return give_seat(document=document, user=user, role=role, by=inviter)


@transaction.atomic
def decline(*, secret: str) -> Invitation:
    """By whoever has the link, signed in or not: no further mail about this consultation."""
    invitation, document = _lock_by_secret(secret)
    if invitation.declined_at is not None:
        return invitation
    _require_move(invitation, document.now, InvitationStatus.DECLINED)
    invitation.declined_at = document.now
    invitation.save(update_fields=["declined_at"])
    _record(invitation, "invitation.declined", None)
    return invitation


def _lock_by_secret(secret: str) -> tuple[Invitation, Document]:
    found = Invitation.objects.filter(secret_hash=hash_of(secret)).first()
    if found is None:
        raise Refused(
            "no_invitation", _("This invitation does not exist, or its link was renewed.")
        )
    return _lock(found)


def _lock(invitation: Invitation) -> tuple[Invitation, Document]:
    """As it is now; the lock of the document lets one act on its invitations at a time."""
    consultation = Consultation.objects.get(pk=invitation.consultation_id)
    document = hold(consultation)
    locked = Invitation.objects.select_related("invited_by").get(pk=invitation.pk)
    locked.consultation = consultation
    return locked, document


def _require_move(invitation: Invitation, now: datetime, to: InvitationStatus) -> None:
    status = invitation.status_at(now)
    if to in INVITATION_MOVES[status] or to == status == InvitationStatus.OPEN:
        return
    raise Refused(f"invitation_{status.value}", _OVER[status])
