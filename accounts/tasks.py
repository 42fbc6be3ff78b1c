"""Tasks of the machinery itself, which beat repeats and so need no outbox row; and the mail."""

from contextlib import suppress

from celery import shared_task
from django.db import transaction
from django.db.models.functions import Now

from accounts import mail
from accounts.jobs import Progress, job
from accounts.jobs.relay import BrokerDown, relay_due_jobs
from accounts.jobs.sweeper import MAX_ATTEMPTS, prune, sweep
from accounts.models.heartbeat import Heartbeat


@shared_task(name="accounts.sweep_outbox")
def sweep_outbox() -> None:
    sweep()
    with suppress(BrokerDown):  # logged; the next tick tries again
        relay_due_jobs()


@shared_task(name="accounts.prune_outbox")
def prune_outbox() -> None:
    prune()


@shared_task(name="accounts.beat")
def beat() -> None:
    """Reaching here proves beat, broker and worker."""
    Heartbeat.objects.update_or_create(name="worker", defaults={"beaten_at": Now()})


@job(mail.TASK)
def send_mail(
    progress: Progress, *, to: str, subject: str, text: str, language: str, unsubscribe_url: str
) -> None:
    """Send, then forget: a mail that is out or given up leaves neither words nor address."""
    try:
        mail.deliver(
            to=to, subject=subject, text=text, language=language, unsubscribe_url=unsubscribe_url
        )
    except Exception:
        progress.claim().filter(attempts__gte=MAX_ATTEMPTS).update(arguments={})
        raise
    with transaction.atomic():
        progress.claim().update(arguments={})
        progress.finish()
