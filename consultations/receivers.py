"""When X happened, put job Y in the outbox; nothing else."""

from datetime import timedelta

from django.dispatch import receiver

from accounts.events import AccountErased, happened
from accounts.jobs import enqueue
from consultations.events import InvitationSent, SummariesRequested
from consultations.queries.invitations import invitations_of
from principles.events import CommentChanged, CommentPosted

# A burst of comments is read once.
GATHER = timedelta(seconds=5)


@receiver(happened, sender=CommentPosted)
@receiver(happened, sender=CommentChanged)
def summarise_again(event: CommentPosted | CommentChanged, **_: object) -> None:
    if event.principle_id is None:
        return
    enqueue(
        "consultations.summarise_principle",
        key=f"summarise-principle-{event.principle_id}",
        delay=GATHER,
        principle_id=event.principle_id,
    )


@receiver(happened, sender=SummariesRequested)
def summarise_all(event: SummariesRequested, **_: object) -> None:
    enqueue(
        "consultations.summarise_consultation",
        key=f"summarise-consultation-{event.consultation_id}",
        consultation_id=event.consultation_id,
    )


@receiver(happened, sender=InvitationSent)
def mail_invitation(event: InvitationSent, **_: object) -> None:
    enqueue(
        "consultations.send_invitation",
        key=f"send-invitation-{event.invitation_id}",
        invitation_id=event.invitation_id,
    )


@receiver(happened, sender=AccountErased)
def forget_invitations(event: AccountErased, **_: object) -> None:
    """Which they are is known only as long as the address is."""
    for invitation_id in invitations_of(event.user_id).values_list("pk", flat=True):
        enqueue("consultations.forget_invitation", invitation_id=invitation_id)
