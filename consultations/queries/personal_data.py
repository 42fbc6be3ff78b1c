"""What this app holds on a person, for the person (see `accounts.queries.personal_data`)."""

from accounts.models import User
from accounts.queries.personal_data import Json
from consultations.models import Invitation
from consultations.queries.invitations import invitations_of


def invitation_data(user: User) -> Json:
    """Invitations to the person; of those the person sent, whom to is the other's own data."""
    received = invitations_of(user.pk).select_related("consultation__document")
    sent = Invitation.objects.filter(invited_by=user).select_related("consultation__document")
    return {
        "received": [
            {**_row(invitation), "email": invitation.email, "answer": _answer(invitation)}
            for invitation in received
        ],
        "sent": [_row(invitation) for invitation in sent.order_by("pk")],
    }


def _row(invitation: Invitation) -> dict[str, Json]:
    return {
        "consultation": invitation.consultation.document.title,
        "role": invitation.role,
        "invited_at": invitation.created_at.isoformat(),
    }


def _answer(invitation: Invitation) -> Json:
    """When the person accepted or declined, if they did."""
    answers = {"accepted": invitation.accepted_at, "declined": invitation.declined_at}
    return next(({name: at.isoformat()} for name, at in answers.items() if at is not None), None)
