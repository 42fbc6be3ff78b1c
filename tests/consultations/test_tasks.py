"""What beat does every fifteen seconds, and what the outbox runs."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from structlog.testing import capture_logs

from config.celery import app
from consultations.actions.lifecycle import advance
from consultations.models import Consultation
from consultations.queries.timetable import consultations_due
from consultations.tasks import advance_timetables
from principles.models import Document
from principles.states import Stage
from tests.consultations.record import acts
from tests.factories.consultations import WEEK, ConsultationFactory, running

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


def stage_of(consultation: Consultation) -> str:
    return Document.objects.get(pk=consultation.document_id).stage


def test_beat_follows_the_timetables_every_fifteen_seconds() -> None:
    (entry,) = [
        each
        for each in app.conf.beat_schedule.values()
        if each["task"] == "consultations.advance_timetables"
    ]

    assert entry["schedule"] == 15.0
    assert settings.USE_TZ


def test_advance_timetables_moves_what_is_due_and_nothing_else() -> None:
    due = running(Stage.COMMENT, closes_in=-HOUR)
    not_yet = running(Stage.COMMENT)
    draft = ConsultationFactory.create()

    advance_timetables()

    assert [stage_of(each) for each in (due, not_yet, draft)] == ["amend", "comment", "draft"]


def test_advance_timetables_delivered_three_times_acts_once() -> None:
    """Abuse 62."""
    due = running(Stage.COMMENT, closes_in=-HOUR)

    for _ in range(3):
        advance_timetables()

    assert len(acts(due.document, "stage.changed")) == 1


def test_advance_timetables_goes_on_when_one_consultation_cannot_move(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    broken = running(Stage.COMMENT, closes_in=-HOUR)
    due = running(Stage.COMMENT, closes_in=-HOUR)

    def fail_on_the_first(*, consultation: Consultation) -> None:
        if consultation == broken:
            raise RuntimeError("The disk is full.")
        advance(consultation=consultation)

    monkeypatch.setattr("consultations.tasks.advance", fail_on_the_first)
    with capture_logs() as logs:
        advance_timetables()

    assert (stage_of(broken), stage_of(due)) == ("comment", "amend")
    assert [(line["event"], line["consultation"]) for line in logs] == [
        ("timetable.not_followed", broken.pk)
    ]


@pytest.mark.parametrize(
    ("consultation", "is_due"),
    [
        (lambda: running(Stage.COMMENT), False),
        (lambda: running(Stage.COMMENT, closes_in=-HOUR), True),
        (lambda: running(Stage.COMMENT, closes_in=-WEEK - HOUR), True),
        (lambda: running(Stage.VOTE, closes_in=-HOUR), True),
        (lambda: running(Stage.PAUSED), False),
        (lambda: running(Stage.CLOSED), False),
        (lambda: running(Stage.CONCLUDED), False),
        (ConsultationFactory.create, False),
    ],
)
def test_consultations_due_are_those_with_something_to_do(
    consultation: Callable[[], Consultation], is_due: bool
) -> None:
    made = consultation()

    assert list(consultations_due()) == ([made] if is_due else [])


def test_consultations_due_finds_a_pause_after_which_nothing_comes() -> None:
    paused = running(Stage.PAUSED)
    paused.windows.all().delete()

    assert list(consultations_due()) == [paused]


def test_consultations_due_is_one_query_however_many(
    django_assert_num_queries: Any,
) -> None:
    for _ in range(3):
        running(Stage.COMMENT, closes_in=-HOUR)

    with django_assert_num_queries(1):
        assert len(consultations_due()) == 3
