"""What groups say: summaries as pages show them, every sentence with its comments."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import BigIntegerField, OuterRef, QuerySet, Subquery
from django.urls import reverse

from accounts.models import Job, JobStatus
from accounts.queries.jobs import latest_job
from consultations.models import Consultation, Summary
from consultations.states import SummaryStatus
from principles.models import Comment, Principle, PrincipleText
from principles.states import CommentStatus, Stance

# Links shown beside a claim; the rest are counted.
CITATIONS_SHOWN = 5


@dataclass(frozen=True, slots=True)
class CitationShown:
    number: int
    url: str


@dataclass(frozen=True, slots=True)
class ClaimShown:
    stance: str
    stance_label: str
    text: str
    citations: Sequence[CitationShown]

    @property
    def first(self) -> Sequence[CitationShown]:
        return self.citations[:CITATIONS_SHOWN]

    @property
    def rest(self) -> Sequence[CitationShown]:
        return self.citations[CITATIONS_SHOWN:]


@dataclass(frozen=True, slots=True)
class SummaryShown:
    """`on_version` is the version of the text it was made on; `out_of_date` when people have said
    more, or something else, since, or when the words they spoke of changed (`words_changed`)."""

    pk: int
    principle_key: int
    group: str
    claims: Sequence[ClaimShown]
    comments: int
    voices: int
    on_version: int
    out_of_date: bool
    is_reviewed: bool
    status_label: str
    made_at: datetime
    reviewed_by: str
    reviewed_at: datetime | None
    input_hash: str
    words_changed: bool


def summaries_of_principle(principle: Principle) -> list[SummaryShown]:
    """In the order of the groups; one query, however many comments there are."""
    return _shown(Summary.objects.filter(principle=principle))


def summaries_of_consultation(consultation: Consultation) -> list[SummaryShown]:
    """By principle, then group; one query."""
    return _shown(Summary.objects.filter(consultation=consultation))


def summary_shown(consultation: Consultation, pk: int) -> SummaryShown | None:
    found = _shown(Summary.objects.filter(consultation=consultation, pk=pk))
    return found[0] if found else None


def _shown(summaries: QuerySet[Summary]) -> list[SummaryShown]:
    newest = Comment.objects.filter(
        principle=OuterRef("principle"), group=OuterRef("group"), status=CommentStatus.PUBLISHED
    ).order_by("-id")
    words = PrincipleText.objects.filter(principle=OuterRef("principle"))
    then = words.filter(version=OuterRef("version"))
    today = words.filter(version=OuterRef("consultation__document__current_version"))
    rows = (
        summaries.select_related(
            "group", "version", "reviewed_by", "principle", "consultation__document"
        )
        .annotate(
            newest=Subquery(newest.values("id")[:1], output_field=BigIntegerField()),
            words_then=Subquery(then.values("hash")[:1]),
            words_today=Subquery(today.values("hash")[:1]),
        )
        .order_by("principle__key", "group__position", "group__name")
    )
    return [
        _one(
            row,
            newer=(row.newest or 0) > row.last_comment_id,
            words_changed=row.words_then != row.words_today,
        )
        for row in rows
    ]


def _one(summary: Summary, *, newer: bool, words_changed: bool) -> SummaryShown:
    slug = summary.consultation.document.slug
    return SummaryShown(
        pk=summary.pk,
        principle_key=summary.principle.key,
        group=summary.group.label,
        claims=[
            ClaimShown(
                stance=claim["stance"],
                stance_label=str(Stance(claim["stance"]).label),
                text=claim["text"],
                citations=[
                    CitationShown(
                        number=cited["number"],
                        url=reverse("principles:comment-detail", args=[slug, cited["number"]]),
                    )
                    for cited in claim["citations"]
                ],
            )
            for claim in summary.claims
        ],
        comments=summary.comment_count,
        voices=summary.people_count,
        on_version=summary.version.number,
        out_of_date=summary.out_of_date or newer or words_changed,
        is_reviewed=summary.status == SummaryStatus.REVIEWED,
        status_label=summary.get_status_display(),
        made_at=summary.made_at,
        reviewed_by=summary.reviewed_by.public_name if summary.reviewed_by else "",
        reviewed_at=summary.reviewed_at,
        input_hash=summary.input_hash,
        words_changed=words_changed,
    )


@dataclass(frozen=True, slots=True)
class Making:
    """How far the asked-for summaries are: principles done, of how many."""

    status: JobStatus
    done: int
    total: int

    @property
    def is_under_way(self) -> bool:
        return self.status in {JobStatus.WAITING, JobStatus.SENT, JobStatus.RUNNING}

    @property
    def failed(self) -> bool:
        return self.status == JobStatus.FAILED


def making_of_summaries(consultation: Consultation) -> Making | None:
    """Of the newest request; None if there was none."""
    job: Job | None = latest_job(f"summarise-consultation-{consultation.pk}")
    if job is None:
        return None
    return Making(JobStatus(job.status), job.steps_done, job.steps_total)
