"""Keep a running job's claim fresh, so that a dead worker's job is told from a long one."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import structlog
from django.db import DatabaseError, connection
from django.db.models import QuerySet
from django.db.models.functions import Now

from accounts.models.job import Job

log = structlog.get_logger()
# A running job whose lease was not renewed for so long lost its worker.
LEASE = timedelta(seconds=60)
RENEW_SECONDS = 15.0


@contextmanager
def renewed_lease(claim: QuerySet[Job]) -> Iterator[None]:
    """Renew the lease of `claim`, one running row, from a thread, while the block runs.

    A killed worker takes the thread with it, and the sweeper finds the row a lease later. What
    hangs is not kept alive for ever: Celery's hard time limit ends the process.
    """
    ended = threading.Event()
    thread = threading.Thread(target=_renew, args=(claim, ended), name="job-lease", daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


def _renew(claim: QuerySet[Job], ended: threading.Event) -> None:
    while not ended.wait(RENEW_SECONDS):
        try:
            claim.update(renewed_at=Now())
        except DatabaseError:
            log.warning("job.lease_not_renewed", exc_info=True)
        finally:
            connection.close()
