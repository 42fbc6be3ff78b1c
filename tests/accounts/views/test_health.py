"""What a load balancer is told."""

from datetime import timedelta

import pytest
from django.db import DatabaseError
from django.db.models.functions import Now
from django.test import Client

from accounts.models.heartbeat import Heartbeat
from accounts.models.job import Job, JobStatus

SECOND = timedelta(seconds=1)


@pytest.fixture
def worker_alive(db: None) -> None:
    Heartbeat.objects.create(name="worker", beaten_at=Now() - 50 * SECOND)


def test_live_answers_without_the_database(client: Client) -> None:
    response = client.get("/health/live")
    assert (response.status_code, response.content) == (200, b"ok")
    assert not response.cookies
    assert "no-store" in response["Cache-Control"]


@pytest.mark.usefixtures("worker_alive")
def test_ready_when_database_outbox_and_worker_are(client: Client) -> None:
    Job.objects.create(task="tests.nothing", due_at=Now() - 100 * SECOND)
    response = client.get("/health/ready")
    assert response.status_code == 200
    assert response.json() == {"ready": True, "database": "ok", "outbox": "ok", "worker": "ok"}
    assert not response.cookies
    assert "no-store" in response["Cache-Control"]


@pytest.mark.usefixtures("worker_alive")
def test_ready_says_when_nobody_empties_the_outbox(client: Client) -> None:
    Job.objects.create(task="tests.nothing", due_at=Now() - 130 * SECOND)
    response = client.get("/health/ready")
    assert response.status_code == 503
    assert response.json()["outbox"] == "failing"


@pytest.mark.usefixtures("worker_alive")
def test_ready_does_not_mind_a_job_that_is_not_due_or_already_with_a_worker(
    client: Client,
) -> None:
    Job.objects.create(task="tests.nothing", due_at=Now() + 60 * SECOND)
    for status in (JobStatus.SENT, JobStatus.RUNNING, JobStatus.DONE, JobStatus.FAILED):
        Job.objects.create(task="tests.nothing", status=status, due_at=Now() - 3600 * SECOND)
    assert client.get("/health/ready").status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize("silent_for", [None, 70])
def test_ready_says_when_the_worker_is_silent(client: Client, silent_for: int | None) -> None:
    if silent_for:
        Heartbeat.objects.create(name="worker", beaten_at=Now() - silent_for * SECOND)
    response = client.get("/health/ready")
    assert response.status_code == 503
    assert response.json() == {
        "ready": False,
        "database": "ok",
        "outbox": "ok",
        "worker": "failing",
    }


def test_ready_says_when_the_database_is_gone(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*args: object, **kwargs: object) -> None:
        raise DatabaseError("connection refused")

    monkeypatch.setattr(Job.objects, "filter", refuse)
    response = client.get("/health/ready")
    assert response.status_code == 503
    assert response.json()["database"] == "failing"


@pytest.mark.parametrize("address", ["/health/live", "/health/ready"])
def test_health_pages_are_read_only(client: Client, address: str) -> None:
    assert client.post(address).status_code == 405
