from accounts.jobs.cancel import cancel
from accounts.jobs.claim import Progress, job
from accounts.jobs.outbox import enqueue

__all__ = ["Progress", "cancel", "enqueue", "job"]
