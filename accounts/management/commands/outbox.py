"""Look into the outbox, and give failed jobs another chance."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.db.models import Count

from accounts.jobs.sweeper import retry_failed
from accounts.models.job import Job, JobStatus


class Command(BaseCommand):
    help = "Count the jobs of the outbox and list the failed ones; --retry makes those wait again."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--retry", action="store_true", help="give failed jobs five attempts")

    def handle(self, *_: object, **options: Any) -> None:
        if options["retry"]:
            self.stdout.write(f"{retry_failed()} failed jobs wait again.")
        counts = Job.objects.values_list("status").annotate(Count("pk")).order_by("status")
        for status, count in counts:
            self.stdout.write(f"{status:8} {count}")
        for job in Job.objects.filter(status=JobStatus.FAILED).order_by("id"):
            self.stdout.write(f"  {job.pk} {job.task} {job.finished_at:%Y-%m-%d %H:%M} {job.error}")
