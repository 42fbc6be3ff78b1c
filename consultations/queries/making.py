"""How far the jobs are that read the comments, and find the groups of opinion."""

from dataclasses import dataclass

from accounts.models import JobStatus
from accounts.queries.jobs import latest_job
from consultations.models import Consultation


def analysis_key(consultation_id: int) -> str:
    """One such job a consultation at a time."""
    return f"analyse-{consultation_id}"


def opinion_key(consultation_id: int) -> str:
    return f"opinion-{consultation_id}"


def wording_key(summary_id: int) -> str:
    return f"word-summary-{summary_id}"


def consultation_on(document_id: int) -> int | None:
    """The id of the consultation that runs on the document."""
    found = Consultation.objects.filter(document_id=document_id)
    return found.values_list("pk", flat=True).first()


@dataclass(frozen=True, slots=True)
class Making:
    """Parts of the text, or steps, done, of how many."""

    status: JobStatus
    done: int
    total: int

    @property
    def is_under_way(self) -> bool:
        return self.status in {JobStatus.WAITING, JobStatus.SENT, JobStatus.RUNNING}

    @property
    def failed(self) -> bool:
        return self.status == JobStatus.FAILED

    @property
    def was_stopped(self) -> bool:
        return self.status == JobStatus.CANCELLED


def making_of_summaries(consultation: Consultation) -> Making | None:
    return _making_of(analysis_key(consultation.pk))


def making_of_opinion_groups(consultation: Consultation) -> Making | None:
    return _making_of(opinion_key(consultation.pk))


def _making_of(key: str) -> Making | None:
    """Of the newest job; None if there was none."""
    job = latest_job(key)
    if job is None:
        return None
    return Making(JobStatus(job.status), job.steps_done, job.steps_total)
