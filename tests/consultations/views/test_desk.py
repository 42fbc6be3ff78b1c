"""The first page of the desk, and the record."""

from typing import Any

import pytest
from django.db import transaction

from accounts.models import Job, JobStatus
from accounts.record import record
from consultations.actions.lifecycle import cancel, move_stage
from consultations.models import Consultation, Report
from consultations.queries import journal
from principles.actions.comments import post_comment
from principles.states import Role, Stage
from tests.consultations.views.pages import at, forms_of, signed_in, words_of
from tests.factories.accounts import individual
from tests.factories.amendments import AmendmentFactory
from tests.factories.consultations import ConsultationFactory, run_by, running
from tests.factories.principles import joined, principle_of

pytestmark = pytest.mark.django_db


def busy(times: int) -> Consultation:
    """With so many of everything the desk lists."""
    consultation = running(Stage.AMEND)
    owner = run_by(consultation)
    move_stage(consultation=consultation, to=Stage.PAUSED, reason="Rest.", by=owner)
    move_stage(consultation=consultation, to=Stage.VOTE, reason="Go on.", by=owner)
    principle = principle_of(consultation.document)
    for n in range(times):
        voice = joined(individual(), consultation.document)
        AmendmentFactory.create(principle=principle, participation=voice)
        post_comment(principle=principle, body=f"Comment {n}", stance="concern", by=voice.user)
        Report.objects.create(consultation=consultation, number=n + 1, contents={}, hash="0" * 64)
    for key in (f"analyse-{consultation.pk}", f"opinion-{consultation.pk}")[:times]:
        Job.objects.create(task="consultations.any", dedupe_key=key, status=JobStatus.FAILED)
    return consultation


def test_desk_shows_what_is_next_and_what_waits() -> None:
    consultation = busy(1)

    said = words_of(signed_in(run_by(consultation)).get(at(consultation, "desk")))

    assert "Next Decide on amendments" in said
    assert "1 amendment waits for a decision" in said
    assert "A-1 : Say who answers" in said or "A-1: Say who answers" in said
    assert "Comment 0" in said
    assert "A job failed Reading the comments" in said
    assert "Paused until the next window." in said
    assert "“Rest.”" in said or "Rest." in said


@pytest.mark.parametrize(
    ("stage", "button"),
    [
        (Stage.DRAFT, "Announce"),
        (Stage.CLOSED, "Conclude"),
        (Stage.CONCLUDED, "Make the report"),
    ],
)
def test_desk_leads_to_the_next_step(stage: Stage, button: str) -> None:
    consultation = running(stage)
    page = signed_in(run_by(consultation)).get(at(consultation, "desk"))

    assert page.context["next_task"].action == button
    assert page.context["next_task"].url in page.content.decode()


def test_desk_of_a_cancelled_consultation_asks_for_nothing() -> None:
    consultation = running(Stage.CANCELLED)
    said = words_of(signed_in(run_by(consultation)).get(at(consultation, "desk")))

    assert "This consultation was cancelled. There is nothing left to do." in said


def test_desk_makes_reports_once_they_can_be_made() -> None:
    closed, running_one = running(Stage.CLOSED), running(Stage.COMMENT)
    make = at(closed, "report-make")

    assert make in forms_of(signed_in(run_by(closed)).get(at(closed, "desk")))
    assert forms_of(signed_in(run_by(running_one)).get(at(running_one, "desk"))) == []


def test_desk_shows_times_in_the_consultations_own_zone() -> None:
    consultation = running(Stage.COMMENT, timezone="Asia/Tokyo")

    said = words_of(signed_in(run_by(consultation)).get(at(consultation, "desk")))

    assert "JST" in said
    assert "Times are in Asia/Tokyo." in said


def test_desk_offers_moderators_no_page_they_may_not_see() -> None:
    consultation = running(Stage.COMMENT)
    moderator = signed_in(run_by(consultation, Role.MODERATOR)).get(at(consultation, "desk"))
    owner = signed_in(run_by(consultation)).get(at(consultation, "desk"))

    for name in ("desk-settings", "desk-cancel"):
        assert at(consultation, name) not in moderator.content.decode()
        assert at(consultation, name) in owner.content.decode()


def _queries(consultation: Consultation, user: Any, name: str, count: Any) -> int:
    client = signed_in(user)
    client.get(at(consultation, name))  # what is asked once a process is not counted
    with count as captured:
        assert client.get(at(consultation, name)).status_code == 200
    return len(captured)


@pytest.mark.parametrize("name", ["desk", "desk-comments", "desk-team", "desk-record"])
def test_pages_of_the_desk_ask_the_same_queries_for_one_as_for_three(
    name: str, django_assert_max_num_queries: Any
) -> None:
    few, many = (busy(times) for times in (1, 3))

    asked = [
        _queries(each, run_by(each), name, django_assert_max_num_queries(40))
        for each in (few, many)
    ]

    assert asked[0] == asked[1]
    assert asked[0] <= {"desk": 31}.get(name, 14)


# --- The record -----------------------------------------------------------------------------------


def test_record_is_read_page_by_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(journal.journal, "__kwdefaults__", {"before": 0, "limit": 2})
    consultation = ConsultationFactory.create()
    owner = run_by(consultation)
    with transaction.atomic():
        for number in (1, 2, 3):
            record(stream=consultation.document.stream, kind="report.made", by=owner, report=number)
    client, url = signed_in(owner), at(consultation, "desk-record")

    first = client.get(url)
    second = client.get(url + first.context["older_url"])

    assert [act.words for act in first.context["page"].acts] == [
        "Report 3 was drafted.",
        "Report 2 was drafted.",
    ]
    assert [act.words for act in second.context["page"].acts] == ["Report 1 was drafted."]
    assert (first.context["newest_url"], second.context["older_url"]) == ("", "")


@pytest.mark.parametrize("before", ["x", "-1", "0", "9" * 30, "1 OR 1=1", "<script>"])
def test_record_answers_404_to_a_page_there_cannot_be(before: str) -> None:
    """Abuse 31 and 35."""
    consultation = ConsultationFactory.create()

    answer = signed_in(run_by(consultation)).get(
        at(consultation, "desk-record"), {"before": before}
    )

    assert answer.status_code == 404
    assert b"<script>" not in answer.content


def test_desk_of_what_is_over_lists_no_amendments_to_decide() -> None:
    consultation = running(Stage.AMEND)
    owner = run_by(consultation)
    assert "0 amendments wait" in words_of(signed_in(owner).get(at(consultation, "desk")))

    cancel(consultation=consultation, reason="Nobody came.", by=owner)

    assert "0 amendments wait" not in words_of(signed_in(owner).get(at(consultation, "desk")))


def test_record_of_nothing_says_so() -> None:
    consultation = ConsultationFactory.create()

    said = words_of(signed_in(run_by(consultation)).get(at(consultation, "desk-record")))

    assert "Nothing was done yet." in said
