"""Whether the parts a page cannot see are at work, by the database's own clock."""

from dataclasses import dataclass
from datetime import timedelta

from django.db import Error
from django.db.models.functions import Now

from accounts.models.heartbeat import Heartbeat
from accounts.models.job import Job, JobStatus

# The sweeper hands over what is due every few seconds; two minutes mean that nobody does.
OUTBOX_LATE_AFTER = timedelta(minutes=2)
# Beat sends a sign of life through the broker to a worker every 15 seconds.
WORKER_SILENT_AFTER = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class Readiness:
    database: bool
    outbox: bool
    worker: bool

    @property
    def ready(self) -> bool:
        return self.database and self.outbox and self.worker


def readiness() -> Readiness:
    try:
        late = Job.objects.filter(
            status=JobStatus.WAITING, due_at__lt=Now() - OUTBOX_LATE_AFTER
        ).exists()
        alive = Heartbeat.objects.filter(
            name="worker", beaten_at__gt=Now() - WORKER_SILENT_AFTER
        ).exists()
    except Error:
        return Readiness(database=False, outbox=False, worker=False)
    return Readiness(database=True, outbox=not late, worker=alive)
