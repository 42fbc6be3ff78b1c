"""When X happened, put job Y in the outbox; nothing else."""

from django.dispatch import receiver

from accounts.events import AccountErased, happened
from accounts.jobs import enqueue
from principles.events import AmendmentMoved, ConsentAsked, DecisionProposed, VersionPublished
from principles.states import AMENDMENT_OUTCOMES


@receiver(happened, sender=VersionPublished)
def reanchor_comments(event: VersionPublished, **_: object) -> None:
    enqueue(
        "principles.reanchor_comments",
        key=f"reanchor-comments-{event.version_id}",
        version_id=event.version_id,
    )


@receiver(happened, sender=AccountErased)
def forget_imports(event: AccountErased, **_: object) -> None:
    enqueue("principles.forget_imports", user_id=event.user_id)


@receiver(happened, sender=AmendmentMoved)
def mail_of_decision(event: AmendmentMoved, **_: object) -> None:
    if event.status in AMENDMENT_OUTCOMES:
        enqueue("principles.mail_of_decision", amendment_id=event.amendment_id, status=event.status)


@receiver(happened, sender=DecisionProposed)
def mail_of_proposed_decision(event: DecisionProposed, **_: object) -> None:
    enqueue("principles.mail_of_proposed_decision", amendment_id=event.amendment_id)


@receiver(happened, sender=ConsentAsked)
def mail_of_consent(event: ConsentAsked, **_: object) -> None:
    enqueue(
        "principles.mail_of_consent",
        compromise_id=event.compromise_id,
        parent_id=event.parent_id,
    )


@receiver(happened, sender=VersionPublished)
def mail_of_version(event: VersionPublished, **_: object) -> None:
    enqueue("principles.mail_of_version", version_id=event.version_id)
