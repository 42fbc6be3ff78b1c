"""What is to be done next, and what waits."""

from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import Job, JobStatus
from consultations.models import Consultation, Report, Summary
from consultations.queries.desk import (
    WAITING_SHOWN,
    facts_of,
    failed_jobs,
    tasks_of,
)
from consultations.queries.desk_amendments import waiting_amendments
from consultations.states import ReportStatus, SummaryStatus
from principles.actions.decisions import adopt_amendment
from principles.models import Amendment
from principles.states import Role, Stage
from tests.factories.accounts import group, representative
from tests.factories.amendments import AmendmentFactory, SupportFactory
from tests.factories.consultations import (
    DAY,
    ConsultationFactory,
    InvitationFactory,
    run_by,
    running,
)
from tests.factories.principles import joined, principle_of

pytestmark = pytest.mark.django_db


def tasks(consultation: Consultation) -> dict[str, tuple[str, str]]:
    """State and tone of each, by label."""
    return {
        task.label: (task.status, task.tone)
        for task in tasks_of(consultation, facts_of(consultation))
    }


def next_of(consultation: Consultation) -> str | None:
    found = tasks_of(consultation, facts_of(consultation))
    return next((task.label for task in found if task.is_next), None)


def summary(consultation: Consultation, status: SummaryStatus, code: str = "academia") -> Summary:
    version = consultation.document.current_version
    assert version is not None
    return Summary.objects.create(
        consultation=consultation,
        principle=principle_of(consultation.document),
        group=group(code),
        version=version,
        comment_count=1,
        people_count=1,
        input_hash="0" * 64,
        engine="tests",
        status=status,
        reviewed_at=timezone.now() if status == SummaryStatus.REVIEWED else None,
    )


def test_tasks_of_a_new_draft_begin_with_the_timetable() -> None:
    consultation = ConsultationFactory.create(windows=[])
    run_by(consultation)

    assert tasks(consultation) == {
        "Import the text": ("Done", "done"),
        "Plan the timetable": ("To do", "now"),
        "Invite the team and readers": ("Any time", "draft"),
        "Announce the consultation": ("Later", "draft"),
        "Decide on amendments": ("Later", "draft"),
        "Review summaries": ("None yet", "draft"),
        "Close": ("Later", "draft"),
        "Decide how much agreement there is": ("Later", "draft"),
        "Conclude": ("Later", "draft"),
        "Publish the outcome report": ("Later", "draft"),
    }


def amendment_waits() -> Consultation:
    consultation = running(Stage.AMEND)
    AmendmentFactory.create(principle=principle_of(consultation.document))
    return consultation


def summaries_wait() -> Consultation:
    consultation = running(Stage.CLOSED)
    summary(consultation, SummaryStatus.MACHINE)
    return consultation


def over_before_announced() -> Consultation:
    consultation = ConsultationFactory.create()
    consultation.windows.filter(stage=Stage.COMMENT).update(
        opens_at=timezone.now() - 2 * DAY, closes_at=timezone.now() - DAY
    )
    return consultation


def reported() -> Consultation:
    consultation = running(Stage.CONCLUDED)
    Report.objects.create(
        consultation=consultation,
        number=1,
        contents={},
        hash="0" * 64,
        status=ReportStatus.PUBLISHED,
        published_at=timezone.now(),
    )
    return consultation


@pytest.mark.parametrize(
    ("make", "expected"),
    [
        (lambda: ConsultationFactory.create(windows=[]), "Plan the timetable"),
        (over_before_announced, "Plan the timetable"),
        (ConsultationFactory.create, "Announce the consultation"),
        (lambda: running(Stage.COMMENT), None),
        (amendment_waits, "Decide on amendments"),
        (summaries_wait, "Review summaries"),
        (lambda: running(Stage.CLOSED), "Conclude"),
        (lambda: running(Stage.CONCLUDED), "Publish the outcome report"),
        (reported, None),
        (lambda: running(Stage.CANCELLED), None),
    ],
)
def test_next_task_follows_the_course_of_a_consultation(
    make: Callable[[], Consultation], expected: str | None
) -> None:
    assert next_of(make()) == expected


def test_tasks_of_a_cancelled_consultation_are_none() -> None:
    assert tasks(running(Stage.CANCELLED)) == {}


def test_tasks_say_how_many_wait() -> None:
    consultation = amendment_waits()
    summary(consultation, SummaryStatus.MACHINE)
    summary(consultation, SummaryStatus.REVIEWED, "governments")
    InvitationFactory.create(consultation=consultation)

    found = tasks(consultation)

    assert found["Decide on amendments"] == ("1 open", "now")
    assert found["Review summaries"] == ("1 of 2 to review", "next")
    assert found["Invite the team and readers"] == ("1 not answered", "next")
    assert found["Close"] == ("By the timetable", "next")


def test_tasks_after_the_end_ask_for_no_review() -> None:
    consultation = reported()
    summary(consultation, SummaryStatus.MACHINE)

    assert tasks(consultation)["Review summaries"] == ("1 of 1 to review", "draft")
    assert next_of(consultation) is None


def test_tasks_are_done_when_everything_is() -> None:
    consultation = reported()
    summary(consultation, SummaryStatus.REVIEWED)

    assert {tone for _, tone in tasks(consultation).values()} == {"done"}


def test_every_task_leads_to_a_page_where_there_is_something_to_do() -> None:
    for stage in Stage:
        consultation = running(stage)
        for task in tasks_of(consultation, facts_of(consultation)):
            assert bool(task.url) or not task.is_next


def test_tasks_lead_nobody_to_a_page_that_is_closed_to_them() -> None:
    draft = ConsultationFactory.create()
    facts = facts_of(draft)

    observed = tasks_of(draft, facts, runs=False, announces=False)
    moderated = next(task for task in tasks_of(draft, facts, announces=False) if task.is_next)

    assert {task.url for task in observed} == {""}
    assert (moderated.label, moderated.url, moderated.hint) == (
        "Announce the consultation",
        "",
        "Its owner announces it.",
    )


# --- What waits -----------------------------------------------------------------------------------


def test_open_amendments_wait_the_oldest_first_with_who_backs_them() -> None:
    consultation = running(Stage.AMEND)
    speaker = representative()
    voice = joined(speaker, consultation.document)
    principle = principle_of(consultation.document)
    first = AmendmentFactory.create(principle=principle, participation=voice)
    second = AmendmentFactory.create(principle=principle)
    SupportFactory.create(amendment=second)

    found = waiting_amendments(consultation).to_decide

    assert [(each.name, each.backers) for each in found] == [(str(first), 0), (str(second), 1)]
    assert voice.organisation is not None
    assert (found[0].organisation, found[1].organisation) == (voice.organisation.name, "")


def test_open_amendments_are_shown_up_to_a_number() -> None:
    consultation = running(Stage.AMEND)
    principle = principle_of(consultation.document)
    for _ in range(WAITING_SHOWN + 1):
        AmendmentFactory.create(principle=principle)

    assert len(waiting_amendments(consultation).to_decide) == WAITING_SHOWN
    assert facts_of(consultation).amendments_open == WAITING_SHOWN + 1


def test_amendments_are_listed_by_what_they_wait_for() -> None:
    consultation = running(Stage.AMEND)
    principle = principle_of(consultation.document)
    submitted, screening, opened, under_vote = (
        AmendmentFactory.create(principle=principle, status=status)
        for status in ("submitted", "screening", "open", "voting")
    )
    for status in ("draft", "collecting", "rejected"):
        AmendmentFactory.create(principle=principle, status=status)

    found = waiting_amendments(consultation)

    assert [each.number for each in found.to_check] == [submitted.number, screening.number]
    assert [each.number for each in found.to_decide] == [opened.number]
    assert [each.number for each in found.under_vote] == [under_vote.number]
    assert (found.for_proposer, found.shown) == ([], 2)


def test_amendments_on_words_that_changed_wait_for_their_proposers() -> None:
    consultation = running(Stage.AMEND)
    ana = run_by(consultation)
    principle = principle_of(consultation.document)
    first = AmendmentFactory.create(principle=principle, body="Words of the first kind only.")
    stale = AmendmentFactory.create(
        principle=principle, body=first.base.body.replace("wherever they are", "at any place")
    )
    elsewhere = AmendmentFactory.create(principle=principle_of(consultation.document, 2))
    adopt_amendment(amendment=first, base_hash=first.base.hash, by=ana)
    Amendment.objects.filter(pk=stale.pk).update(status="open", closed_at=None)

    found = waiting_amendments(Consultation.objects.get(pk=consultation.pk))

    assert [each.number for each in found.for_proposer] == [stale.number]
    assert [each.number for each in found.to_decide] == [elsewhere.number]


def test_checking_is_a_task_as_long_as_amendments_wait_for_it() -> None:
    consultation = running(Stage.AMEND)
    for _ in range(3):
        AmendmentFactory.create(principle=principle_of(consultation.document), status="submitted")

    assert tasks(consultation)["Check amendments"] == (
        "3 amendments wait to be checked",
        "now",
    )
    assert next_of(consultation) == "Check amendments"
    assert facts_of(consultation).amendments_proposed == 3


def failed(key: str, status: JobStatus = JobStatus.FAILED) -> Job:
    return Job.objects.create(
        task="tests.fails", dedupe_key=key, status=status, finished_at=timezone.now()
    )


def test_failed_jobs_are_told_in_words() -> None:
    consultation = running(Stage.COMMENT)
    invitation = InvitationFactory.create(consultation=consultation, email="guest@example.org")
    failed(f"analyse-{consultation.pk}")
    failed(f"send-invitation-{invitation.pk}")

    assert [job.words for job in failed_jobs(consultation)] == [
        "Sending the invitation to guest@example.org",
        "Reading the comments",
    ]


def test_failed_jobs_that_a_later_one_made_up_for_are_not_told() -> None:
    consultation = running(Stage.COMMENT)
    key = f"analyse-{consultation.pk}"
    failed(key)
    failed(key, JobStatus.DONE)

    assert failed_jobs(consultation) == []


def test_failed_jobs_of_another_consultation_are_not_told() -> None:
    """Abuse 12."""
    other = running(Stage.COMMENT)
    failed(f"analyse-{other.pk}")

    assert failed_jobs(running(Stage.COMMENT)) == []


@pytest.mark.parametrize("count", [1, 3])
def test_the_desk_asks_the_same_queries_for_one_as_for_many(
    count: int, django_assert_num_queries: Any
) -> None:
    consultation = running(Stage.AMEND)
    for _ in range(count):
        AmendmentFactory.create(principle=principle_of(consultation.document))
        InvitationFactory.create(consultation=consultation)
        run_by(consultation, Role.MODERATOR)

    with django_assert_num_queries(10):
        tasks_of(consultation, facts_of(consultation))
    with django_assert_num_queries(3):
        waiting_amendments(consultation)
    with django_assert_num_queries(2):
        failed_jobs(consultation)


def test_facts_count_votes_and_readers() -> None:
    consultation = running(Stage.VOTE)
    run_by(consultation, Role.INVITED)

    facts = facts_of(consultation)

    assert (facts.readers, facts.moderators, facts.votes) == (1, 0, 0)
