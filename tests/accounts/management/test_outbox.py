"""`manage.py outbox`: what waits, what failed, and once more."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.db.models.functions import Now

from accounts.models.job import Job, JobStatus

pytestmark = pytest.mark.django_db


def failed(**fields: str) -> Job:
    return Job.objects.create(
        **{
            "task": "tests.nothing",
            "status": JobStatus.FAILED,
            "attempts": 5,
            "finished_at": Now(),
            "error": "It broke.",
            **fields,
        }
    )


def told(**options: bool) -> list[str]:
    out = StringIO()
    call_command("outbox", stdout=out, **options)
    return out.getvalue().splitlines()


def test_outbox_counts_the_jobs_and_lists_the_failed() -> None:
    Job.objects.create(task="tests.nothing")
    job = failed()
    lines = told()
    assert lines[:2] == ["failed   1", "waiting  1"]
    assert lines[2].startswith(f"  {job.pk} tests.nothing 20")
    assert lines[2].endswith(" It broke.")


def test_outbox_gives_failed_jobs_another_chance() -> None:
    job = failed()
    assert told(retry=True) == ["1 failed jobs wait again.", "waiting  1"]
    job.refresh_from_db()
    assert (job.status, job.attempts, job.finished_at) == (JobStatus.WAITING, 0, None)


def test_outbox_leaves_a_failed_job_whose_work_a_later_one_does() -> None:
    job = failed(dedupe_key="k")
    Job.objects.create(task="tests.nothing", dedupe_key="k")
    assert told(retry=True)[0] == "0 failed jobs wait again."
    job.refresh_from_db()
    assert job.status == JobStatus.FAILED
