"""The API of consultations: a whole one run by a program."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from consultations.models import Consultation, Report, Summary
from principles.actions.comments import post_comment
from principles.models import Document
from principles.states import Role, Stage
from tests.factories.accounts import UserFactory
from tests.factories.api import api_of
from tests.factories.consultations import run_by, running
from tests.factories.principles import DocumentFactory, joined, principle_of

pytestmark = pytest.mark.django_db
NOW = timezone.now


def window(stage: str, opens: int, closes: int) -> dict[str, str]:
    now = timezone.now()
    return {
        "stage": stage,
        "opens_at": (now + timedelta(days=opens)).isoformat(),
        "closes_at": (now + timedelta(days=closes)).isoformat(),
    }


def started(owner: User) -> tuple[Document, Any]:
    document = DocumentFactory.create(owner=owner)
    body = {
        "document": document.slug,
        "summary": "What should we promise?",
        "timezone": "Europe/Paris",
        "early_voting": True,
        "windows": [window("comment", -1, 5), window("amend", 5, 9)],
    }
    return document, api_of(owner).post("/api/v1/consultations/", body)


def test_a_consultation_is_run_from_start_to_end(run_jobs: Any) -> None:
    owner = UserFactory.create(is_convener=True)
    client = api_of(owner)
    document, made = started(owner)
    assert (made.status_code, made.json()["stage"]) == (201, "draft")
    one = f"/api/v1/consultations/{document.slug}/"
    assert api_of().get(one).status_code == 404
    assert client.post(one + "announce/").json()["stage"] == "comment"
    opened = api_of().get(one).json()["windows"][0]
    later = (NOW() + timedelta(days=4)).isoformat()
    extended = client.post(
        f"{one}windows/{opened['id']}/extend/", {"closes_at": later, "reason": "A holiday."}
    )
    assert extended.status_code == 200
    plan = {"windows": [window("vote", 5, 9)], "reason": "Votes come first."}
    assert [w["stage"] for w in client.put(one + "timetable/", plan).json()["windows"]] == [
        "comment",
        "vote",
    ]
    person = UserFactory.create()
    joined(person, document)
    post_comment(
        principle=principle_of(document),
        body="Rules for storage raise the costs of small firms.",
        stance="concern",
        by=person,
    )
    asked_for = client.post(one + "summaries/").json()
    assert asked_for["status"] == "waiting"
    run_jobs()
    assert client.get(one + "summaries/progress/").json()["status"] == "done"
    (summary,) = api_of().get(one + "summaries/?principle=1").json()
    words = "Rules for storage raise the costs of small firms."
    assert summary["points"][0]["citations"] == [{"number": 1, "words": words}]
    review = f"{one}summaries/{summary['id']}/review/"
    run = client.get(review).json()["run"]
    assert client.post(review, {"run": run}).json()["status"] == "reviewed"
    moved = client.post(one + "stage/", {"to": "closed", "reason": "All is said."})
    assert moved.json()["stage"] == "closed"
    assert client.post(one + "conclude/", {"reason": "Agreed."}).json()["stage"] == "concluded"
    report = client.post(one + "report/")
    assert (report.status_code, report.json()["status"]) == (201, "draft")
    assert api_of().get(one + "report/").status_code == 404
    client.post(one + "report/1/publish/")
    published = api_of().get(one + "report/").json()
    assert published["hash"] == Report.objects.get().hash
    page = Client().get(f"/consultations/{document.slug}/report/")
    assert published["hash"] in page.text


def test_consultations_are_listed_as_on_the_page() -> None:
    shown = running(Stage.COMMENT)
    running(Stage.CLOSED)
    found = api_of().get("/api/v1/consultations/?state=open").json()
    assert [each["slug"] for each in found["results"]] == [shown.document.slug]
    assert api_of().get("/api/v1/consultations/?owner=1").status_code == 400
    assert found["next"] is None


@pytest.mark.parametrize(
    ("act", "body"),
    [
        ("announce/", None),
        ("stage/", {"to": "closed", "reason": "Why not."}),
        ("timetable/", {"windows": [], "reason": "Why not."}),
        ("conclude/", {}),
        ("cancel/", {"reason": "Why not."}),
        ("summaries/", None),
        ("report/", None),
    ],
)
def test_abuse_5_and_6_who_does_not_run_it_changes_nothing(act: str, body: Any) -> None:
    consultation = running(Stage.COMMENT)
    elsewhere = run_by(running(Stage.COMMENT))
    url = f"/api/v1/consultations/{consultation.document.slug}/{act}"
    for stranger in (UserFactory.create(), elsewhere, run_by(consultation, Role.OBSERVER)):
        client = api_of(stranger)
        send = client.put if act == "timetable/" else client.post
        assert send(url, body).status_code == 403
    assert Document.objects.get(pk=consultation.document_id).stage == Stage.COMMENT
    assert api_of().post(url, body).status_code in {401, 405}


def test_the_owner_cancels_with_a_reason() -> None:
    consultation = running(Stage.COMMENT)
    client = api_of(run_by(consultation))
    url = f"/api/v1/consultations/{consultation.document.slug}/cancel/"
    assert client.post(url, {"reason": ""}).status_code == 400
    assert client.post(url, {"reason": "The law changed."}).json()["stage"] == "cancelled"


def test_a_move_that_needs_a_closing_time_says_so() -> None:
    consultation = running(Stage.CLOSED)
    client = api_of(run_by(consultation))
    url = f"/api/v1/consultations/{consultation.document.slug}/stage/"
    response = client.post(url, {"to": "vote", "reason": "Once more."})
    assert (response.status_code, "code" in response.json()) == (400, True)
    later = (NOW() + timedelta(days=4)).isoformat()
    again = client.post(url, {"to": "vote", "reason": "Once more.", "closes_at": later})
    assert again.json()["stage"] == "vote"


def test_what_belongs_to_another_consultation_is_not_found() -> None:
    mine, other = running(Stage.COMMENT), running(Stage.COMMENT)
    client = api_of(run_by(mine))
    window_elsewhere = other.windows.first()
    assert window_elsewhere is not None
    url = f"/api/v1/consultations/{mine.document.slug}/"
    body = {"closes_at": (NOW() + timedelta(days=30)).isoformat(), "reason": "x"}
    assert client.post(f"{url}windows/{window_elsewhere.pk}/extend/", body).status_code == 404
    assert client.post(f"{url}summaries/1/review/", {"run": 1}).status_code == 404
    assert client.post(f"{url}report/1/publish/").status_code == 404
    assert client.get(url + "summaries/progress/").status_code == 404
    assert api_of(UserFactory.create()).get(url + "summaries/progress/").status_code == 403
    assert not Summary.objects.exists()
    assert Consultation.objects.count() == 2
