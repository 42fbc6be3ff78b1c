"""The job that reads comments: what changed, once, and from where it was when it died."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext, override_settings

from accounts.jobs.claim import ClaimLost
from accounts.models import Job, JobStatus
from config import celery_app
from consultations.actions import analysis as analysis_actions
from consultations.actions.making import stop_summaries
from consultations.actions.summaries import request_summaries, review_summary
from consultations.analysis.findings import Findings
from consultations.models import Analysis, Citation, Consultation, Point, Summary, SummaryVersion
from consultations.queries.citations import quote_hash
from consultations.queries.making import making_of_summaries
from consultations.queries.remarks import Remarks, parts_to_read
from consultations.states import PointSide, SummaryStatus
from consultations.tasks import analyse_consultation
from principles.actions.comments import edit_comment, hide_comment, post_comment, withdraw_comment
from principles.models import Comment, Document, Principle
from principles.states import Role, Stage
from tests.factories.accounts import UserFactory
from tests.factories.analysis import ENGINE, analysed, by_first_word
from tests.factories.consultations import run_by, running
from tests.factories.principles import joined, open_document, principle_of

type RunJobs = Callable[[], list[str]]
type Check = Callable[[], None]

pytestmark = pytest.mark.django_db
COSTS = "Costs of storage rise for small firms."
CLINICS = "Clinics in remote places need it first."


@pytest.fixture
def consultation() -> Consultation:
    return running(Stage.COMMENT)


@pytest.fixture
def principle(consultation: Consultation) -> Principle:
    return principle_of(consultation.document)


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many comments the engine read, each time."""
    counts: list[int] = []

    def find(remarks: Remarks, previous: bytes, check: Check) -> Findings:
        counts.append(len(remarks.remarks))
        return by_first_word(remarks, previous, check)

    monkeypatch.setattr(ENGINE, find)
    return counts


def say(principle: Principle, body: str, stance: str = "concern") -> Comment:
    person = UserFactory.create()
    joined(person, Document.objects.get(pk=principle.document_id))
    return post_comment(principle=principle, body=body, stance=stance, by=person)


def points() -> list[tuple[int, str, list[str]]]:
    """Number, side and cited words of each."""
    return [
        (point.number, point.side, [c.comment.body[c.start : c.end] for c in point.citations.all()])
        for point in Point.objects.prefetch_related("citations__comment").order_by("number")
    ]


def test_comments_lead_to_points_by_one_job(
    principle: Principle, run_jobs: RunJobs, read: list[int]
) -> None:
    first = say(principle, COSTS)
    say(principle, "Costs again.")
    say(principle, CLINICS, "support")
    assert not Summary.objects.exists()
    assert run_jobs() == ["consultations.analyse"]
    assert read == [3]
    assert points() == [
        (1, PointSide.AGAINST, [COSTS, "Costs again."]),
        (2, PointSide.FOR, [CLINICS]),
    ]
    summary, analysis = Summary.objects.get(), Analysis.objects.get()
    assert (summary.status, summary.comment_count, summary.people_count, summary.coverage) == (
        SummaryStatus.MACHINE,
        3,
        3,
        1.0,
    )
    assert (analysis.comment_count, analysis.residual) == (3, [])
    cited = Citation.objects.get(comment=first)
    assert cited.quote_hash == quote_hash(COSTS)


def test_the_engine_of_the_site_makes_points_of_comments(
    principle: Principle, run_jobs: RunJobs
) -> None:
    for n in range(6):
        say(principle, f"Rules for storage raise the costs of small firms. Case {n} shows it.")
    run_jobs()
    assert Point.objects.exists()
    for cited in Citation.objects.select_related("comment"):
        assert quote_hash(cited.comment.body[cited.start : cited.end]) == cited.quote_hash


def test_only_the_principles_that_people_spoke_of_are_read_again(
    consultation: Consultation, principle: Principle, run_jobs: RunJobs, read: list[int]
) -> None:
    other = consultation.document.principles.exclude(pk=principle.pk).first()
    assert other is not None
    say(principle, COSTS)
    say(other, CLINICS)
    run_jobs()
    say(other, "Clinics again.")
    run_jobs()
    assert read == [1, 1, 2]
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert parts_to_read(consultation) == []
    assert len(queries) == 2


def test_the_same_comments_are_not_analysed_twice(
    principle: Principle, run_jobs: RunJobs, read: list[int]
) -> None:
    comment = say(principle, COSTS)
    run_jobs()
    edit_comment(comment=comment, body="Costs fall.", by=comment.author)
    edit_comment(comment=comment, body=COSTS, by=comment.author)
    run_jobs()
    assert read == [1]
    assert not SummaryVersion.objects.exists()


@pytest.mark.parametrize("act", ["edit", "withdraw", "hide"])
def test_whatever_changes_what_is_published_is_read(
    consultation: Consultation, principle: Principle, run_jobs: RunJobs, act: str
) -> None:
    comment = say(principle, COSTS)
    say(principle, CLINICS)
    run_jobs()
    before = parts_to_read(consultation)
    if act == "edit":
        edit_comment(comment=comment, body="Costs fall.", by=comment.author)
    elif act == "withdraw":
        withdraw_comment(comment=comment, by=comment.author)
    else:
        moderator = run_by(consultation, Role.MODERATOR)
        hide_comment(comment=comment, reason="It names someone.", by=moderator)
    after = [part.principle_id for part in parts_to_read(consultation)]
    assert (before, after) == ([], [principle.pk])


def test_another_engine_or_embedder_reads_everything_anew(
    consultation: Consultation,
    principle: Principle,
    run_jobs: RunJobs,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    say(principle, COSTS)
    run_jobs()
    assert parts_to_read(consultation) == []
    with monkeypatch.context() as release:
        release.setattr("consultations.queries.remarks.ENGINE", "another")
        assert len(parts_to_read(consultation)) == 1
    assert parts_to_read(consultation) == []
    with override_settings(ANALYSIS_EMBEDDER="wordllama"):
        assert len(parts_to_read(consultation)) == 1


def test_what_nobody_says_any_more_goes(
    principle: Principle, run_jobs: RunJobs, read: list[int]
) -> None:
    comment = say(principle, COSTS)
    run_jobs()
    withdraw_comment(comment=comment, by=comment.author)
    run_jobs()
    assert (Summary.objects.count(), Point.objects.count(), read) == (0, 0, [1, 0])


def test_points_keep_their_numbers_and_none_is_given_again(
    principle: Principle, run_jobs: RunJobs, read: list[int]
) -> None:
    costs = say(principle, COSTS)
    say(principle, CLINICS)
    run_jobs()
    withdraw_comment(comment=costs, by=costs.author)
    run_jobs()
    say(principle, "Ships too.")
    say(principle, "Clinics again.")
    run_jobs()
    assert [(number, words[0]) for number, _, words in points()] == [
        (2, CLINICS),
        (3, "Ships too."),
    ]


def test_each_run_that_changes_points_keeps_what_the_one_before_said(
    principle: Principle, run_jobs: RunJobs, read: list[int]
) -> None:
    first = say(principle, COSTS)
    run_jobs()
    say(principle, "Costs again.")
    run_jobs()
    version = SummaryVersion.objects.get()
    assert (version.number, version.comment_count, Summary.objects.get().run) == (1, 1, 2)
    assert version.points == [
        {
            "number": 1,
            "side": "against",
            "status": "shown",
            "wording": "",
            "voices": 1,
            "citations": [[first.pk, 0, len(COSTS)]],
        }
    ]


def test_a_reviewed_summary_is_kept_and_marked_out_of_date_until_asked_for(
    consultation: Consultation, principle: Principle, run_jobs: RunJobs, read: list[int]
) -> None:
    say(principle, COSTS)
    run_jobs()
    moderator = run_by(consultation, Role.MODERATOR)
    summary = Summary.objects.get()
    review_summary(summary=summary, run=summary.run, by=moderator)
    say(principle, CLINICS)
    run_jobs()
    summary.refresh_from_db()
    assert (summary.status, summary.out_of_date) == (SummaryStatus.REVIEWED, True)
    assert len(points()) == 1
    assert Analysis.objects.get().residual == [Comment.objects.latest("id").pk]
    request_summaries(consultation=consultation, by=moderator)
    run_jobs()
    summary.refresh_from_db()
    assert (summary.status, summary.out_of_date, summary.run) == (SummaryStatus.MACHINE, False, 2)
    assert len(points()) == 2


def test_a_comment_edited_under_a_reviewed_summary_is_carried_while_it_says_the_words_cited(
    consultation: Consultation, principle: Principle, run_jobs: RunJobs, read: list[int]
) -> None:
    for words in (COSTS, "Costs again.", "Costs once more."):
        say(principle, words)
    run_jobs()
    summary = Summary.objects.get()
    review_summary(summary=summary, run=summary.run, by=run_by(consultation, Role.MODERATOR))
    first, second, _ = Comment.objects.order_by("number").select_related("author")
    edit_comment(comment=first, body=f"{COSTS} For large ones too.", by=first.author)
    edit_comment(comment=second, body="Clinics, that is.", by=second.author)
    run_jobs()
    summary.refresh_from_db()
    assert summary.coverage == pytest.approx(2 / 3)
    assert Analysis.objects.get().residual == [second.pk]


def test_asking_makes_nothing_anew_that_would_be_the_same(
    consultation: Consultation, principle: Principle, run_jobs: RunJobs, read: list[int]
) -> None:
    say(principle, COSTS)
    run_jobs()
    moderator = run_by(consultation, Role.MODERATOR)
    summary = Summary.objects.get()
    review_summary(summary=summary, run=summary.run, by=moderator)
    request_summaries(consultation=consultation, by=moderator)
    run_jobs()
    summary.refresh_from_db()
    assert (summary.status, summary.run, summary.is_asked_anew) == (
        SummaryStatus.REVIEWED,
        1,
        False,
    )


def test_an_older_engine_is_replaced_when_asked_for(
    consultation: Consultation, principle: Principle, run_jobs: RunJobs, read: list[int]
) -> None:
    say(principle, COSTS)
    run_jobs()
    Summary.objects.update(engine="older")
    request_summaries(consultation=consultation, by=run_by(consultation))
    run_jobs()
    assert Summary.objects.get().engine == "by first word 1"


def test_a_document_without_consultation_is_not_read(run_jobs: RunJobs) -> None:
    say(principle_of(open_document()), COSTS)
    assert run_jobs() == []


# --- Faults ---------------------------------------------------------------------------------------


class Killed(BaseException):
    """As a worker ends that is killed: no handler runs."""


def test_a_run_that_died_is_taken_up_where_it_was(
    consultation: Consultation,
    principle: Principle,
    run_jobs: RunJobs,
    read: list[int],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    principles = list(consultation.document.principles.order_by("pk"))
    for each in principles:
        say(each, COSTS)
    find = analysis_actions._find  # the one the fixture put there

    def find_and_die(remarks: Remarks, previous: bytes, check: Check) -> Findings:
        if len(read) == 2:
            raise Killed
        return find(remarks, previous, check)

    monkeypatch.setattr(ENGINE, find_and_die)
    job = Job.objects.get()
    with pytest.raises(Killed):
        celery_app.tasks[job.task](job.pk)
    making = making_of_summaries(consultation)
    assert making is not None
    assert (making.done, making.total, making.is_under_way) == (2, 3, True)
    # The sweeper finds what the dead worker left.
    Job.objects.update(status=JobStatus.WAITING)
    monkeypatch.setattr(ENGINE, find)
    run_jobs()
    assert read == [1, 1, 1]
    assert Analysis.objects.count() == 3
    assert not SummaryVersion.objects.exists()


def test_a_job_delivered_three_times_acts_once(
    principle: Principle, run_jobs: RunJobs, read: list[int]
) -> None:
    say(principle, COSTS)
    job = Job.objects.get()
    for _ in range(3):
        celery_app.tasks[job.task](job.pk)
    assert read == [1]
    assert (Summary.objects.count(), Point.objects.count(), Summary.objects.get().run) == (1, 1, 1)


def test_a_run_that_lost_its_claim_stores_nothing(
    consultation: Consultation, principle: Principle, read: list[int]
) -> None:
    say(principle, COSTS)

    def lost() -> None:
        raise ClaimLost

    part = parts_to_read(consultation)[0]
    with pytest.raises(ClaimLost):
        analysis_actions.analyse(
            consultation=consultation,
            principle_id=part.principle_id,
            fingerprint=part.fingerprint,
            step=lost,
        )
    assert (Analysis.objects.count(), Summary.objects.count()) == (0, 0)


def test_a_run_overtaken_by_another_does_not_store_its_older_result(
    consultation: Consultation,
    principle: Principle,
    read: list[int],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    say(principle, COSTS)
    part = parts_to_read(consultation)[0]

    def find_slowly(remarks: Remarks, previous: bytes, check: Check) -> Findings:
        monkeypatch.setattr(ENGINE, by_first_word)
        say(principle, CLINICS)
        analysed(consultation)
        return by_first_word(remarks, previous, check)

    monkeypatch.setattr(ENGINE, find_slowly)
    analysis_actions.analyse(
        consultation=consultation,
        principle_id=part.principle_id,
        fingerprint=part.fingerprint,
        step=lambda: None,
    )
    assert Analysis.objects.get().comment_count == 2
    assert parts_to_read(consultation) == []


def test_a_stopped_run_keeps_the_principles_it_stored(
    consultation: Consultation,
    run_jobs: RunJobs,
    read: list[int],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for each in consultation.document.principles.order_by("pk"):
        say(each, COSTS)
    find = analysis_actions._find  # the one the fixture put there
    moderator = run_by(consultation, Role.MODERATOR)

    def find_and_stop(remarks: Remarks, previous: bytes, check: Check) -> Findings:
        if len(read) == 1:
            assert stop_summaries(consultation=consultation, by=moderator) == 1
        return find(remarks, previous, check)

    monkeypatch.setattr(ENGINE, find_and_stop)
    job = Job.objects.get()
    celery_app.tasks[job.task](job.pk)
    making = making_of_summaries(consultation)
    assert making is not None
    assert (making.was_stopped, making.done, making.total) == (True, 1, 3)
    assert Analysis.objects.count() == 1
    monkeypatch.setattr(ENGINE, find)
    request_summaries(consultation=consultation, by=moderator)
    run_jobs()
    assert Analysis.objects.count() == 3


def test_a_stop_is_noticed_while_points_are_looked_for(
    consultation: Consultation, principle: Principle, monkeypatch: pytest.MonkeyPatch
) -> None:
    say(principle, COSTS)
    reached: list[str] = []

    def embed_and_stop(*_: object) -> tuple[None, str]:
        reached.append("vectors")
        assert stop_summaries(consultation=consultation, by=run_by(consultation)) == 1
        return None, ""

    def find_themes(*_: object, **__: object) -> None:
        reached.append("themes")

    monkeypatch.setattr("consultations.analysis.key_points._embedded", embed_and_stop)
    monkeypatch.setattr("consultations.analysis.key_points.find_themes", find_themes)
    job = Job.objects.get()
    analyse_consultation(job.pk)
    job.refresh_from_db()
    assert (job.status, reached) == (JobStatus.CANCELLED, ["vectors"])
