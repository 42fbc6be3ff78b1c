"""The moderators' desk: what waits, and what is to be done next."""

from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import Count, Exists, OuterRef, Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext, ngettext

from accounts.models import Job, JobStatus
from consultations.models import Consultation, Invitation, Report, Summary, Window
from consultations.models.invitation import OPEN
from consultations.queries.designations import OpenMatters, open_matters
from consultations.queries.making import analysis_key, opinion_key, wording_key
from consultations.states import ReportStatus, SummaryStatus
from principles.models import Amendment, Comment, Seat, Vote
from principles.states import (
    DECIDABLE_STATUSES,
    ENDED_STAGES,
    LIVE_STATUSES,
    MODERATING_ROLES,
    AmendmentStatus,
    CommentStatus,
    Role,
    Stage,
)

WAITING_SHOWN = 25
CHECK_STATUSES = (AmendmentStatus.SUBMITTED, AmendmentStatus.SCREENING)


@dataclass(frozen=True, slots=True)
class Facts:
    """The numbers that say what is to be done."""

    windows: int
    windows_over: int
    moderators: int
    readers: int
    invitations_open: int
    amendments_to_check: int
    amendments_open: int
    # All that lapse when it ends: also what collects support or waits to be checked.
    amendments_proposed: int
    comments: int
    votes: int
    summaries: int
    summaries_to_review: int
    reports: int
    report_is_published: bool
    agreement: OpenMatters


def facts_of(consultation: Consultation) -> Facts:
    """Eight queries, however much was said."""
    document = consultation.document
    seats = dict(
        Seat.objects.filter(document=document).order_by().values_list("role").annotate(Count("pk"))
    )
    windows = Window.objects.filter(consultation=consultation).aggregate(
        all=Count("pk"), over=Count("pk", filter=Q(opened_at__isnull=True, closes_at__lte=Now()))
    )
    summaries = Summary.objects.filter(consultation=consultation).aggregate(
        all=Count("pk"), machine=Count("pk", filter=Q(status=SummaryStatus.MACHINE))
    )
    reports = Report.objects.filter(consultation=consultation).aggregate(
        all=Count("pk"), published=Count("pk", filter=Q(status=ReportStatus.PUBLISHED))
    )
    amendments = Amendment.objects.filter(document=document).aggregate(
        to_check=Count("pk", filter=Q(status__in=CHECK_STATUSES)),
        open=Count("pk", filter=Q(status__in=DECIDABLE_STATUSES)),
        proposed=Count("pk", filter=Q(status__in=set(LIVE_STATUSES) - {AmendmentStatus.DRAFT})),
    )
    return Facts(
        windows=windows["all"],
        windows_over=windows["over"],
        moderators=sum(seats.get(role, 0) for role in MODERATING_ROLES),
        readers=seats.get(Role.INVITED, 0),
        invitations_open=Invitation.objects.filter(OPEN, consultation=consultation).count(),
        amendments_to_check=amendments["to_check"],
        amendments_open=amendments["open"],
        amendments_proposed=amendments["proposed"],
        comments=Comment.objects.filter(document=document, status=CommentStatus.PUBLISHED).count(),
        votes=Vote.objects.filter(principle__document=document).count(),
        summaries=summaries["all"],
        summaries_to_review=summaries["machine"],
        reports=reports["all"],
        report_is_published=bool(reports["published"]),
        agreement=open_matters(consultation),
    )


@dataclass(frozen=True, slots=True)
class Task:
    """One line of what is to be done (the contract of components/task_list.html).

    `is_next` marks what to do now, with `action` the words of the button that leads there.
    """

    label: str
    status: str
    tone: str
    url: str = ""
    hint: str = ""
    action: str = ""

    @property
    def is_next(self) -> bool:
        return self.tone == "now"


def tasks_of(
    consultation: Consultation, facts: Facts, *, runs: bool = True, announces: bool = True
) -> list[Task]:
    """From the import to the report, in order; none for what was cancelled. Who does not run it,
    or may not announce it, reads how far it is and is led to no page that is closed to them."""
    stage = Stage(consultation.document.stage)
    if stage == Stage.CANCELLED:
        return []
    tasks = _tasks(consultation, facts, stage, announces)
    return tasks if runs else [replace(task, url="") for task in tasks]


def _tasks(consultation: Consultation, facts: Facts, stage: Stage, announces: bool) -> list[Task]:
    return [
        _imported(consultation),
        _timetable(consultation, facts, stage),
        _team(consultation, facts, stage),
        _announcement(consultation, facts, stage, announces),
        *_checking(consultation, facts, stage),
        _amendments(consultation, facts, stage),
        _summaries(consultation, facts, stage),
        _close(consultation, stage),
        _agreement(consultation, facts.agreement, stage),
        _conclusion(consultation, stage),
        _report(consultation, facts, stage),
    ]


def _desk(consultation: Consultation, name: str) -> str:
    return reverse(f"consultations:{name}", args=[consultation.document.slug])


def _done() -> str:
    return gettext("Done")


def _later() -> str:
    return gettext("Later")


def _now() -> str:
    return gettext("To do")


def _imported(consultation: Consultation) -> Task:
    url = reverse("principles:document-detail", args=[consultation.document.slug])
    return Task(gettext("Import the text"), _done(), "done", url)


def _timetable(consultation: Consultation, facts: Facts, stage: Stage) -> Task:
    label, url = gettext("Plan the timetable"), _desk(consultation, "desk-timetable")
    if stage == Stage.DRAFT and (not facts.windows or facts.windows_over):
        hint = gettext("A window is over already: move it.") if facts.windows_over else ""
        return Task(label, _now(), "now", url, hint, gettext("Plan the timetable"))
    return Task(label, _done(), "done", url)


def _team(consultation: Consultation, facts: Facts, stage: Stage) -> Task:
    label, url = gettext("Invite the team and readers"), _desk(consultation, "desk-team")
    hint = ""
    if stage == Stage.DRAFT and facts.moderators < 2:
        hint = gettext("Nobody can stand in for you yet.")
    if facts.invitations_open:
        status = gettext("%(count)s not answered") % {"count": facts.invitations_open}
        return Task(label, status, "next", url, hint)
    return Task(
        label, gettext("Any time") if hint else _done(), "draft" if hint else "done", url, hint
    )


def _announcement(consultation: Consultation, facts: Facts, stage: Stage, announces: bool) -> Task:
    label = gettext("Announce the consultation")
    if stage != Stage.DRAFT:
        return Task(label, _done(), "done")
    if not facts.windows or facts.windows_over:
        return Task(label, _later(), "draft")
    if not announces:
        return Task(label, _now(), "now", "", gettext("Its owner announces it."))
    return Task(label, _now(), "now", _desk(consultation, "desk-announce"), "", gettext("Announce"))


def _checking(consultation: Consultation, facts: Facts, stage: Stage) -> list[Task]:
    """Where moderators check amendments before they are open, and some wait for that."""
    if not facts.amendments_to_check or stage in ENDED_STAGES:
        return []
    count = facts.amendments_to_check
    status = ngettext(
        "%(count)s amendment waits to be checked",
        "%(count)s amendments wait to be checked",
        count,
    ) % {"count": count}
    url = _desk(consultation, "desk") + "#to-check"
    label = gettext("Check amendments")
    return [Task(label, status, "now", url, "", gettext("Go to the amendments"))]


def _amendments(consultation: Consultation, facts: Facts, stage: Stage) -> Task:
    label = gettext("Decide on amendments")
    if facts.amendments_open and stage not in ENDED_STAGES:
        status = gettext("%(count)s open") % {"count": facts.amendments_open}
        url = _desk(consultation, "desk") + "#amendments"
        hint = (
            gettext("After the close none is adopted; what is left lapses at the conclusion.")
            if stage == Stage.CLOSED
            else ""
        )
        return Task(label, status, "now", url, hint, gettext("Go to the amendments"))
    if stage in {Stage.DRAFT, Stage.COMMENT}:
        return Task(label, _later(), "draft")
    return Task(label, gettext("None is open"), "done")


def _summaries(consultation: Consultation, facts: Facts, stage: Stage) -> Task:
    label = gettext("Review summaries")
    if not facts.summaries:
        return Task(label, gettext("None yet"), "draft")
    url = _desk(consultation, "summary-list")
    if not facts.summaries_to_review:
        return Task(label, gettext("All reviewed"), "done", url)
    status = gettext("%(count)s of %(all)s to review") % {
        "count": facts.summaries_to_review,
        "all": facts.summaries,
    }
    if stage in ENDED_STAGES:
        return Task(label, status, "draft", url)
    # While comments come in, a reviewed summary would be out of date soon.
    tone = "now" if stage == Stage.CLOSED else "next"
    return Task(label, status, tone, url, "", gettext("Review summaries"))


def _close(consultation: Consultation, stage: Stage) -> Task:
    label = gettext("Close")
    if stage == Stage.DRAFT:
        return Task(label, _later(), "draft")
    if stage in {Stage.CLOSED, Stage.CONCLUDED}:
        return Task(label, _done(), "done")
    hint = gettext("By itself after the last window, or by hand.")
    return Task(label, gettext("By the timetable"), "next", _desk(consultation, "desk-close"), hint)


def _agreement(consultation: Consultation, matters: OpenMatters, stage: Stage) -> Task:
    label = gettext("Decide how much agreement there is")
    if stage not in {Stage.CLOSED, Stage.CONCLUDED}:
        return Task(label, _later(), "draft")
    url = _desk(consultation, "agreement")
    status = gettext("%(count)s of %(all)s decided") % {
        "count": matters.designated,
        "all": matters.principles,
    }
    if stage == Stage.CONCLUDED:
        return Task(label, status, "done", url)
    if count := matters.objections_unanswered:
        hint = ngettext(
            "%(count)s objection waits for an answer.",
            "%(count)s objections wait for an answer.",
            count,
        ) % {"count": count}
        return Task(label, status, "now", url, hint, gettext("Go to the objections"))
    return Task(label, status, "next" if matters.undesignated else "done", url)


def _conclusion(consultation: Consultation, stage: Stage) -> Task:
    label = gettext("Conclude")
    if stage == Stage.CONCLUDED:
        return Task(label, _done(), "done")
    if stage != Stage.CLOSED:
        return Task(label, _later(), "draft")
    hint = gettext("Makes the text final; open amendments lapse.")
    return Task(
        label, _now(), "now", _desk(consultation, "desk-conclude"), hint, gettext("Conclude")
    )


def _report(consultation: Consultation, facts: Facts, stage: Stage) -> Task:
    label = gettext("Publish the outcome report")
    url = _desk(consultation, "desk") + "#report"
    if facts.report_is_published:
        return Task(label, _done(), "done", url)
    if stage == Stage.CONCLUDED:
        return Task(label, _now(), "now", url, "", gettext("Make the report"))
    return Task(label, _later(), "draft")


# --- What waits -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class FailedJob:
    words: str
    at: datetime | None
    url: str = ""


def failed_jobs(consultation: Consultation) -> list[FailedJob]:
    """Jobs of this consultation that were given up and not done by a later one. Two queries."""
    words = _jobs_of(consultation)
    done_later = Job.objects.filter(
        dedupe_key=OuterRef("dedupe_key"), pk__gt=OuterRef("pk"), status=JobStatus.DONE
    )
    failed = Job.objects.filter(
        ~Exists(done_later), dedupe_key__in=words, status=JobStatus.FAILED
    ).order_by("-pk")
    return [
        FailedJob(words[job.dedupe_key][0], job.finished_at, words[job.dedupe_key][1])
        for job in failed[:WAITING_SHOWN]
    ]


def _jobs_of(consultation: Consultation) -> dict[str, tuple[str, str]]:
    """By dedupe key: what the job does in words, and the page that tells of it."""
    summaries = _desk(consultation, "summary-list")
    team = _desk(consultation, "desk-team")
    pk = consultation.pk
    jobs = {
        analysis_key(pk): (gettext("Reading the comments"), summaries),
        f"word-summaries-{pk}": (gettext("Asking the language model for its wording"), summaries),
        opinion_key(pk): (
            gettext("Finding groups of opinion"),
            _desk(consultation, "opinion-results"),
        ),
    }
    if consultation.uses_language_model:
        for summary in consultation.summaries.values_list("pk", flat=True):
            jobs[wording_key(summary)] = (
                gettext("Asking the language model for its wording"),
                reverse("consultations:summary-review", args=[consultation.document.slug, summary]),
            )
    for invitation, email in consultation.invitations.values_list("pk", "email"):
        words = gettext("Sending the invitation to %(email)s") % {"email": email}
        jobs[f"send-invitation-{invitation}"] = (words, team)
    return jobs
