"""Summaries: made by a job, cited, kept when reviewed, out of date when people go on talking."""

from collections.abc import Callable

import pytest

from accounts.models import Entry
from accounts.verdicts import Conflict, Denied, Refused
from consultations.actions.summaries import request_summaries, review_summary
from consultations.models import Consultation, Summary
from consultations.queries.positions import making_of_summaries, summaries_of_principle
from consultations.states import SummaryStatus
from principles.actions.comments import edit_comment, hide_comment, post_comment, withdraw_comment
from principles.models import Comment, Document, Principle
from principles.states import Role, Stage
from tests.factories.accounts import UserFactory
from tests.factories.consultations import run_by, running
from tests.factories.principles import joined, open_document, principle_of

type RunJobs = Callable[[], list[str]]

pytestmark = pytest.mark.django_db


@pytest.fixture
def consultation() -> Consultation:
    return running(Stage.COMMENT)


@pytest.fixture
def principle(consultation: Consultation) -> Principle:
    return principle_of(consultation.document)


def say(principle: Principle, body: str, stance: str = "concern") -> Comment:
    person = UserFactory.create()
    document = Document.objects.get(pk=principle.document_id)
    joined(person, document)
    return post_comment(principle=principle, body=body, stance=stance, by=person)


def test_a_comment_leads_to_a_summary_by_a_job(principle: Principle, run_jobs: RunJobs) -> None:
    comment = say(principle, "Rules for storage raise the costs of small firms everywhere.")
    assert not Summary.objects.exists()
    assert run_jobs() == ["consultations.summarise_principle"]
    summary = Summary.objects.get()
    assert summary.status == SummaryStatus.MACHINE
    assert (summary.comment_count, summary.people_count) == (1, 1)
    assert summary.claims == [
        {
            "stance": "concern",
            "text": comment.body,
            "citations": [
                {
                    "comment": comment.pk,
                    "number": comment.number,
                    "start": 0,
                    "end": len(comment.body),
                }
            ],
        }
    ]


def test_a_burst_of_comments_is_read_once(principle: Principle, run_jobs: RunJobs) -> None:
    for n in range(4):
        say(principle, f"This is comment number {n} about the costs of storage.")
    assert run_jobs() == ["consultations.summarise_principle"]
    assert Summary.objects.get().comment_count == 4


def test_invariant_17_every_claim_cites_comments_that_exist(
    principle: Principle, run_jobs: RunJobs
) -> None:
    for n in range(6):
        say(principle, f"Small firms pay for storage rules. Case {n} shows it well enough.")
    run_jobs()
    for claim in Summary.objects.get().claims:
        for cited in claim["citations"]:
            body = Comment.objects.get(pk=cited["comment"], number=cited["number"]).body
            assert body[cited["start"] : cited["end"]].strip()
        first = claim["citations"][0]
        body = Comment.objects.get(pk=first["comment"]).body
        assert body[first["start"] : first["end"]] == claim["text"]


def test_invariant_17_a_newer_comment_makes_a_summary_out_of_date_at_once(
    principle: Principle, run_jobs: RunJobs
) -> None:
    say(principle, "Rules for storage raise the costs of small firms everywhere.")
    run_jobs()
    assert [each.out_of_date for each in summaries_of_principle(principle)] == [False]
    say(principle, "Clinics in remote places need the fast connection first of all.")
    assert [each.out_of_date for each in summaries_of_principle(principle)] == [True]
    run_jobs()
    assert [each.out_of_date for each in summaries_of_principle(principle)] == [False]


def test_words_taken_back_leave_the_summary(principle: Principle, run_jobs: RunJobs) -> None:
    comment = say(principle, "Rules for storage raise the costs of small firms everywhere.")
    say(principle, "Clinics in remote places need the fast connection first of all.")
    run_jobs()
    withdraw_comment(comment=comment, by=comment.author)
    run_jobs()
    texts = [claim["text"] for claim in Summary.objects.get().claims]
    assert texts == ["Clinics in remote places need the fast connection first of all."]


def test_a_summary_without_comments_goes(
    consultation: Consultation, principle: Principle, run_jobs: RunJobs
) -> None:
    comment = say(principle, "Rules for storage raise the costs of small firms everywhere.")
    run_jobs()
    moderator = run_by(consultation, Role.MODERATOR)
    hide_comment(comment=comment, reason="It names a private person.", by=moderator)
    run_jobs()
    assert not Summary.objects.exists()


def test_a_reviewed_summary_is_kept_and_marked_out_of_date(
    consultation: Consultation, principle: Principle, run_jobs: RunJobs
) -> None:
    comment = say(principle, "Rules for storage raise the costs of small firms everywhere.")
    run_jobs()
    moderator = run_by(consultation, Role.MODERATOR)
    summary = Summary.objects.get()
    reviewed = review_summary(
        summary=summary, keep=[0], input_hash=summary.input_hash, by=moderator
    )
    assert (reviewed.status, reviewed.reviewed_by) == (SummaryStatus.REVIEWED, moderator)
    edit_comment(comment=comment, body="I have changed my mind about the costs.", by=comment.author)
    run_jobs()
    kept = Summary.objects.get()
    assert (kept.status, kept.out_of_date) == (SummaryStatus.REVIEWED, True)
    assert kept.claims == summary.claims
    request_summaries(consultation=consultation, by=moderator)
    run_jobs()
    renewed = Summary.objects.get()
    assert (renewed.status, renewed.out_of_date) == (SummaryStatus.MACHINE, False)
    assert renewed.claims[0]["text"] == "I have changed my mind about the costs."


def test_a_review_drops_the_sentences_left_out_and_says_so_in_the_record(
    consultation: Consultation, principle: Principle, run_jobs: RunJobs
) -> None:
    say(principle, "Rules for storage raise the costs of small firms everywhere.")
    say(principle, "Clinics in remote places need the fast connection first of all.")
    run_jobs()
    summary = Summary.objects.get()
    dropped = summary.claims[1]["text"]
    moderator = run_by(consultation, Role.MODERATOR)
    review_summary(summary=summary, keep=[0], input_hash=summary.input_hash, by=moderator)
    assert [claim["text"] for claim in Summary.objects.get().claims] == [summary.claims[0]["text"]]
    entry = Entry.objects.filter(kind="summary.reviewed").get()
    assert entry.payload.data["dropped"] == [dropped]


def test_a_review_of_what_was_made_anew_is_a_conflict(
    consultation: Consultation, principle: Principle, run_jobs: RunJobs
) -> None:
    say(principle, "Rules for storage raise the costs of small firms everywhere.")
    run_jobs()
    seen = Summary.objects.get()
    say(principle, "Clinics in remote places need the fast connection first of all.")
    run_jobs()
    moderator = run_by(consultation, Role.MODERATOR)
    with pytest.raises(Conflict):
        review_summary(summary=seen, keep=[0], input_hash=seen.input_hash, by=moderator)
    assert Summary.objects.get().status == SummaryStatus.MACHINE


def test_a_summary_is_reviewed_once_and_by_moderators(
    consultation: Consultation, principle: Principle, run_jobs: RunJobs
) -> None:
    say(principle, "Rules for storage raise the costs of small firms everywhere.")
    run_jobs()
    summary = Summary.objects.get()
    for stranger in (UserFactory.create(), run_by(consultation, Role.OBSERVER)):
        with pytest.raises(Denied):
            review_summary(summary=summary, keep=[0], input_hash=summary.input_hash, by=stranger)
        with pytest.raises(Denied):
            request_summaries(consultation=consultation, by=stranger)
    moderator = run_by(consultation, Role.MODERATOR)
    review_summary(summary=summary, keep=[], input_hash=summary.input_hash, by=moderator)
    with pytest.raises(Refused):
        review_summary(summary=summary, keep=[], input_hash=summary.input_hash, by=moderator)


def test_progress_is_told_by_principles(
    consultation: Consultation, principle: Principle, run_jobs: RunJobs
) -> None:
    assert making_of_summaries(consultation) is None
    request_summaries(consultation=consultation, by=run_by(consultation))
    waiting = making_of_summaries(consultation)
    assert waiting is not None
    assert waiting.is_under_way
    run_jobs()
    done = making_of_summaries(consultation)
    assert done is not None
    assert (done.is_under_way, done.failed, done.done, done.total) == (False, False, 3, 3)


def test_comments_on_a_document_without_consultation_have_no_summaries(run_jobs: RunJobs) -> None:
    say(principle_of(open_document()), "Nobody runs a consultation on this text.")
    run_jobs()
    assert not Summary.objects.exists()


def test_summaries_of_a_principle_cost_one_query(
    principle: Principle,
    run_jobs: RunJobs,
    django_assert_num_queries: Callable[[int], object],
) -> None:
    for n in range(3):
        say(principle, f"This is comment number {n} about the costs of storage.")
    run_jobs()
    with django_assert_num_queries(1):  # type: ignore[attr-defined]
        summaries_of_principle(principle)
