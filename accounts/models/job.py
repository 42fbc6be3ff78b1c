"""The outbox: jobs written in the action's transaction, handed to Celery after it."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class JobStatus(models.TextChoices):
    WAITING = "waiting", _("waiting")
    SENT = "sent", _("sent to a worker")
    RUNNING = "running", _("running")
    DONE = "done", _("done")
    FAILED = "failed", _("failed")
    CANCELLED = "cancelled", _("stopped")


PENDING = (JobStatus.WAITING, JobStatus.SENT)


class Job(models.Model):
    task = models.CharField(max_length=80)
    arguments = models.JSONField(default=dict)
    # Of two waiting jobs with one key, the second is not inserted: the first will see its effect.
    dedupe_key = models.CharField(max_length=120, blank=True)
    status = models.CharField(max_length=9, choices=JobStatus.choices, default=JobStatus.WAITING)
    created_at = models.DateTimeField(db_default=Now())
    due_at = models.DateTimeField(db_default=Now())
    sent_at = models.DateTimeField(null=True)
    started_at = models.DateTimeField(null=True)
    # Moved on while its worker lives; a running job whose lease is old lost its worker.
    renewed_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    steps_done = models.PositiveIntegerField(default=0)
    steps_total = models.PositiveIntegerField(default=0)
    error = models.TextField(blank=True)

    class Meta:
        verbose_name = _("job")
        verbose_name_plural = _("jobs")
        constraints = (
            models.UniqueConstraint(
                fields=("dedupe_key",),
                condition=Q(status__in=("waiting", "sent")) & ~Q(dedupe_key=""),
                name="job_one_pending_a_key",
            ),
            # Side by side, the one that started first could store its older result last.
            models.UniqueConstraint(
                fields=("dedupe_key",),
                condition=Q(status="running") & ~Q(dedupe_key=""),
                name="job_one_running_a_key",
            ),
        )
        indexes = (
            models.Index(
                fields=("due_at", "id"),
                condition=Q(status__in=("waiting", "sent", "running")),
                name="job_unfinished",
            ),
            models.Index(fields=("dedupe_key", "-id"), name="job_newest_a_key"),
        )

    def __str__(self) -> str:
        return f"{self.task} {self.status}"
