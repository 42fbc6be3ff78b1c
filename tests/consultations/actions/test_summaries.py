"""Summaries: asked for, stopped, reviewed, published, taken back."""

from collections.abc import Callable

import pytest

from accounts.models import Entry, User
from accounts.verdicts import Conflict, Denied, Refused
from consultations.actions.making import stop_summaries
from consultations.actions.summaries import (
    publish_summary,
    reopen_summary,
    request_summaries,
    review_summary,
)
from consultations.models import Consultation, Summary
from consultations.queries.making import making_of_summaries
from consultations.states import SUMMARY_MOVES, SummaryStatus
from principles.states import Role, Stage
from tests.factories.accounts import UserFactory
from tests.factories.consultations import run_by, running
from tests.factories.points import point as make_point
from tests.factories.principles import principle_of

type RunJobs = Callable[[], list[str]]

pytestmark = pytest.mark.django_db
MACHINE, REVIEWED, PUBLISHED = SummaryStatus


@pytest.fixture
def consultation() -> Consultation:
    return running(Stage.COMMENT)


@pytest.fixture
def summary(consultation: Consultation) -> Summary:
    return make_point(principle_of(consultation.document)).summary


@pytest.fixture
def moderator(consultation: Consultation) -> User:
    return run_by(consultation, Role.MODERATOR)


def test_a_summary_is_reviewed_then_published_and_taken_back(
    summary: Summary, moderator: User
) -> None:
    reviewed = review_summary(summary=summary, run=1, by=moderator)
    assert (reviewed.status, reviewed.reviewed_by) == (REVIEWED, moderator)
    published = publish_summary(summary=summary, run=1, by=moderator)
    assert (published.status, published.published_at is not None) == (PUBLISHED, True)
    back = reopen_summary(summary=summary, run=1, by=moderator)
    assert (back.status, back.published_at, back.reviewed_by) == (REVIEWED, None, moderator)
    again = reopen_summary(summary=summary, run=1, by=moderator)
    assert (again.status, again.reviewed_at, again.reviewed_by) == (MACHINE, None, None)
    kinds = Entry.objects.filter(kind__startswith="summary.").order_by("pk")
    assert list(kinds.values_list("kind", flat=True)) == [
        "summary.reviewed",
        "summary.published",
        "summary.reopened",
        "summary.reopened",
    ]


@pytest.mark.parametrize(
    ("act", "steps"),
    [
        (review_summary, {MACHINE: REVIEWED}),
        (publish_summary, {REVIEWED: PUBLISHED}),
        (reopen_summary, {REVIEWED: MACHINE, PUBLISHED: REVIEWED}),
    ],
)
@pytest.mark.parametrize("status", SummaryStatus)
def test_every_act_makes_its_own_steps_and_no_other(
    summary: Summary,
    moderator: User,
    act: Callable[..., Summary],
    steps: dict[SummaryStatus, SummaryStatus],
    status: SummaryStatus,
) -> None:
    if status != MACHINE:
        review_summary(summary=summary, run=1, by=moderator)
    if status == PUBLISHED:
        publish_summary(summary=summary, run=1, by=moderator)
    if status in steps:
        assert act(summary=summary, run=1, by=moderator).status == steps[status]
        assert steps[status] in SUMMARY_MOVES[status]
    else:
        with pytest.raises(Refused):
            act(summary=summary, run=1, by=moderator)


@pytest.mark.parametrize("act", [review_summary, publish_summary, reopen_summary])
def test_a_review_of_what_was_made_anew_is_a_conflict(
    summary: Summary, moderator: User, act: Callable[..., Summary]
) -> None:
    Summary.objects.update(run=2)
    with pytest.raises(Conflict):
        act(summary=summary, run=1, by=moderator)


def test_only_those_who_run_it_act_on_summaries(
    consultation: Consultation, summary: Summary
) -> None:
    for stranger in (UserFactory.create(), run_by(consultation, Role.OBSERVER)):
        for act in (review_summary, publish_summary, reopen_summary):
            with pytest.raises(Denied):
                act(summary=summary, run=1, by=stranger)
        for ask in (request_summaries, stop_summaries):
            with pytest.raises(Denied):
                ask(consultation=consultation, by=stranger)


def test_progress_is_told_from_the_request_to_the_end(
    consultation: Consultation, moderator: User, run_jobs: RunJobs
) -> None:
    assert making_of_summaries(consultation) is None
    request_summaries(consultation=consultation, by=moderator)
    waiting = making_of_summaries(consultation)
    assert waiting is not None
    assert waiting.is_under_way
    run_jobs()
    done = making_of_summaries(consultation)
    assert done is not None
    assert (done.is_under_way, done.failed, done.was_stopped) == (False, False, False)


def test_a_stop_is_recorded_if_there_was_something_to_stop(
    consultation: Consultation, moderator: User
) -> None:
    assert stop_summaries(consultation=consultation, by=moderator) == 0
    assert not Entry.objects.filter(kind="summaries.stopped").exists()
    request_summaries(consultation=consultation, by=moderator)
    assert stop_summaries(consultation=consultation, by=moderator) == 1
    assert Entry.objects.filter(kind="summaries.stopped").count() == 1
    stopped = making_of_summaries(consultation)
    assert stopped is not None
    assert stopped.was_stopped
