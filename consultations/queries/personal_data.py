"""What this app holds on a person, for the person (see `accounts.queries.personal_data`)."""

from accounts.models import User
from accounts.queries.personal_data import Json
from consultations.models import (
    Invitation,
    MinorityStatement,
    Objection,
    PointFlag,
    Statement,
    StatementVote,
)
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


def objection_data(user: User) -> Json:
    """Also those taken back, in the person's own name or an organisation's."""
    objections = Objection.objects.filter(participation__user=user).select_related(
        "designation__consultation__document", "designation__principle"
    )
    return [
        {
            "consultation": each.designation.consultation.document.title,
            "principle": each.designation.principle.key,
            "reason": each.reason,
            "raised_at": each.raised_at.isoformat(),
            "withdrawn_at": each.withdrawn_at.isoformat() if each.withdrawn_at else None,
            "answer": each.answer,
        }
        for each in objections.order_by("pk")
    ]


def minority_statement_data(user: User) -> Json:
    statements = MinorityStatement.objects.filter(participation__user=user).select_related(
        "consultation__document", "principle"
    )
    return [
        {
            "consultation": each.consultation.document.title,
            "principle": each.principle.key,
            "body": each.body,
            "made_at": each.made_at.isoformat(),
            "edited_at": each.edited_at.isoformat() if each.edited_at else None,
            "withdrawn_at": each.withdrawn_at.isoformat() if each.withdrawn_at else None,
        }
        for each in statements.order_by("pk")
    ]


def point_flag_data(user: User) -> Json:
    """Where the person said of a point: this is not what I said."""
    flags = PointFlag.objects.filter(by=user).select_related("comment__document", "point")
    return [
        {
            "consultation": flag.comment.document.title,
            "comment": flag.comment.number,
            "point": flag.point.number,
            "note": flag.note,
            "flagged_at": flag.flagged_at.isoformat(),
            "answer": flag.answer,
        }
        for flag in flags.order_by("pk")
    ]


def statement_data(user: User) -> Json:
    """Statements the person proposed, and the opinions they gave, for whomever they spoke."""
    proposed = Statement.objects.filter(author=user).select_related("consultation__document")
    given = StatementVote.objects.filter(participation__user=user).select_related(
        "statement__consultation__document", "participation__organisation"
    )
    return {
        "proposed": [
            {
                "consultation": statement.consultation.document.title,
                "number": statement.number,
                "text": statement.text,
                "status": statement.status,
                "reason": statement.status_reason,
                "proposed_at": statement.created_at.isoformat(),
            }
            for statement in proposed.order_by("pk")
        ],
        "opinions": [
            {
                "consultation": vote.statement.consultation.document.title,
                "statement": vote.statement.number,
                "text": vote.statement.text,
                "opinion": vote.opinion,
                "organisation": _organisation(vote),
                "given_at": vote.cast_at.isoformat(),
            }
            for vote in given.order_by("pk")
        ],
    }


def _organisation(vote: StatementVote) -> Json:
    voice = vote.participation
    return voice.organisation.name if voice and voice.organisation else None
