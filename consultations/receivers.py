"""When X happened, put job Y in the outbox; nothing else."""

from datetime import timedelta

from django.dispatch import receiver

from accounts.events import AccountErased, happened
from accounts.jobs import enqueue
from consultations.events import (
    DesignationMade,
    InvitationSent,
    OpinionGiven,
    OpinionGroupsRequested,
    StatementsChanged,
    SummariesMade,
    SummariesRequested,
)
from consultations.queries.invitations import invitations_of
from consultations.queries.making import analysis_key, consultation_on, opinion_key
from principles.events import CommentChanged, CommentPosted

# A burst of comments is read once.
GATHER = timedelta(seconds=5)
# Who decides on one principle decides on the next: all of them are told in one mail.
GATHER_NEWS = timedelta(minutes=15)
GATHER_OPINIONS = timedelta(seconds=10)


@receiver(happened, sender=CommentPosted)
@receiver(happened, sender=CommentChanged)
def analyse_again(event: CommentPosted | CommentChanged, **_: object) -> None:
    """A document that no consultation runs on has no summaries."""
    if (consultation_id := consultation_on(event.document_id)) is not None:
        _enqueue_analysis(consultation_id, GATHER)


@receiver(happened, sender=SummariesRequested)
def analyse_all(event: SummariesRequested, **_: object) -> None:
    _enqueue_analysis(event.consultation_id, timedelta())


def _enqueue_analysis(consultation_id: int, delay: timedelta) -> None:
    enqueue(
        "consultations.analyse",
        key=analysis_key(consultation_id),
        delay=delay,
        consultation_id=consultation_id,
    )


@receiver(happened, sender=SummariesMade)
def word_summaries(event: SummariesMade, **_: object) -> None:
    enqueue(
        "consultations.word_summaries",
        key=f"word-summaries-{event.consultation_id}",
        consultation_id=event.consultation_id,
    )


@receiver(happened, sender=OpinionGiven)
@receiver(happened, sender=StatementsChanged)
def find_opinion_groups_again(event: OpinionGiven | StatementsChanged, **_: object) -> None:
    _enqueue_opinion_groups(event.consultation_id, GATHER_OPINIONS)


@receiver(happened, sender=OpinionGroupsRequested)
def find_opinion_groups_now(event: OpinionGroupsRequested, **_: object) -> None:
    _enqueue_opinion_groups(event.consultation_id, timedelta())


def _enqueue_opinion_groups(consultation_id: int, delay: timedelta) -> None:
    enqueue(
        "consultations.find_opinion_groups",
        key=opinion_key(consultation_id),
        delay=delay,
        consultation_id=consultation_id,
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


@receiver(happened, sender=DesignationMade)
def mail_of_designations(event: DesignationMade, **_: object) -> None:
    enqueue(
        "consultations.mail_of_designations",
        key=f"mail-of-designations-{event.consultation_id}",
        delay=GATHER_NEWS,
        consultation_id=event.consultation_id,
    )
