"""Stop a job that someone asked for and no longer wants."""

from django.db.models.functions import Now

from accounts.models.job import PENDING, Job, JobStatus


def cancel(key: str) -> int:
    """Stop what waits or runs with this dedupe key; returns how many.

    One that runs loses its claim: its next `Progress.step` or `finish` undoes the writes of the
    transaction it stands in, and what it stored before stays.
    """
    return Job.objects.filter(dedupe_key=key, status__in=(*PENDING, JobStatus.RUNNING)).update(
        status=JobStatus.CANCELLED, finished_at=Now()
    )
