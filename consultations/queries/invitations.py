"""Invitations by their secret, and the addresses a person has confirmed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from allauth.account.models import EmailAddress
from django.db.models import Q, QuerySet
from django.db.models.functions import Now
from django.http import Http404

from accounts.models import User
from accounts.models.api_token import hash_of
from consultations.models import Consultation, Invitation
from consultations.states import INVITATION_MOVES, InvitationStatus
from principles.states import Role


def confirmed_addresses(user: User | None) -> list[str]:
    """In lower case."""
    if user is None:
        return []
    verified = EmailAddress.objects.filter(user=user, verified=True)
    return [address.lower() for address in verified.values_list("email", flat=True)]


def invitations_of(user_id: int) -> QuerySet[Invitation]:
    """Those a person accepted, and those to an address of theirs; confirmed ones only, or anyone
    could claim another's."""
    user = User.objects.get(pk=user_id)
    return Invitation.objects.filter(
        Q(accepted_by=user) | Q(email__in=confirmed_addresses(user))
    ).order_by("pk")


def invitation_by_secret(secret: str) -> tuple[Invitation, InvitationStatus]:
    """The invitation this link is for and its status by the database's clock; Http404 if none."""
    invitation = (
        Invitation.objects.filter(secret_hash=hash_of(secret))
        .select_related("consultation__document", "invited_by")
        .annotate(now=Now())
        .first()
    )
    if invitation is None:
        raise Http404
    return invitation, invitation.status_at(vars(invitation)["now"])


@dataclass(frozen=True, slots=True)
class InvitationRow:
    """On the desk; `by` is the name of whoever invited."""

    pk: int
    email: str
    role: Role
    role_label: str
    status: InvitationStatus
    by: str
    issued_at: datetime
    is_sent: bool
    expires_at: datetime

    @property
    def may_be_sent_again(self) -> bool:
        return self.status in {InvitationStatus.OPEN, InvitationStatus.EXPIRED}

    @property
    def may_be_revoked(self) -> bool:
        return InvitationStatus.REVOKED in INVITATION_MOVES[self.status]


ROWS = 200


def invitation_rows(consultation: Consultation) -> Sequence[InvitationRow]:
    """The newest; one query."""
    invitations = (
        consultation.invitations.select_related("invited_by")
        .annotate(now=Now())
        .order_by("-issued_at", "-pk")[:ROWS]
    )
    return [
        InvitationRow(
            pk=invitation.pk,
            email=invitation.email,
            role=Role(invitation.role),
            role_label=invitation.get_role_display(),
            status=invitation.status_at(vars(invitation)["now"]),
            by=invitation.invited_by.public_name if invitation.invited_by else "",
            issued_at=invitation.issued_at,
            is_sent=invitation.sent_at is not None,
            expires_at=invitation.expires_at,
        )
        for invitation in invitations
    ]
