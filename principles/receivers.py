"""When X happened, put job Y in the outbox; nothing else."""

from django.dispatch import receiver

from accounts.events import AccountErased, happened
from accounts.jobs import enqueue
from principles.events import VersionPublished


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
