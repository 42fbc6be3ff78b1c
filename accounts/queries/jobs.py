"""What pages show of jobs."""

from accounts.models import Job


def latest_job(key: str) -> Job | None:
    """The newest job with this dedupe key, whatever became of it."""
    return Job.objects.filter(dedupe_key=key).order_by("-id").first()
