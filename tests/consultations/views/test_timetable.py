"""Planning in the browser, without a script."""

from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from consultations.actions.timetable import set_timetable
from consultations.localtime import local_of
from consultations.models import Consultation, Window
from principles.models import Document
from principles.states import Role, Stage
from tests.consultations.record import acts
from tests.consultations.views.pages import at, forms_of, signed_in, words_of
from tests.factories.consultations import DAY, WEEK, ConsultationFactory, run_by, running

pytestmark = pytest.mark.django_db


def as_shown(consultation: Consultation, client: Any) -> dict[str, str]:
    """The form as the page gives it, unchanged."""
    page = client.get(at(consultation, "desk-timetable"))
    zone = ZoneInfo(consultation.timezone)
    windows = page.context["windows"]
    sent = {
        "windows-TOTAL_FORMS": str(len(windows.forms)),
        "windows-INITIAL_FORMS": str(windows.initial_form_count()),
        "base": page.context["form"].initial["base"],
    }
    for row in windows:
        for name in ("stage", "opens_at", "closes_at"):
            value = row.initial.get(name, "")
            text = value if isinstance(value, str) else f"{local_of(value, zone):%Y-%m-%dT%H:%M}"
            sent[row.add_prefix(name)] = text
    return sent


def test_timetable_sent_back_unchanged_changes_nothing() -> None:
    """Not even the seconds, which a browser does not send."""
    consultation = ConsultationFactory.create(timezone="Europe/Paris")
    client = signed_in(run_by(consultation))
    before = list(consultation.windows.values_list("opens_at", "closes_at"))

    answer = client.post(at(consultation, "desk-timetable"), as_shown(consultation, client))

    assert answer.status_code == 302
    assert list(consultation.windows.values_list("opens_at", "closes_at")) == before
    assert acts(consultation.document) == []


def test_timetable_of_an_announced_consultation_is_changed_with_a_reason() -> None:
    consultation = running(Stage.COMMENT, timezone="Europe/Paris")
    client = signed_in(run_by(consultation, Role.MODERATOR))
    vote = consultation.windows.get(stage=Stage.VOTE)
    sent = as_shown(consultation, client)
    later = local_of(vote.closes_at + DAY, ZoneInfo("Europe/Paris"))
    sent |= {"windows-1-closes_at": f"{later:%Y-%m-%dT%H:%M}", "reason": "A holiday."}

    answer = client.post(at(consultation, "desk-timetable"), sent)

    assert answer["Location"] == at(consultation, "desk")
    moved = consultation.windows.get(stage=Stage.VOTE)
    assert moved.closes_at == (vote.closes_at + DAY).replace(second=0, microsecond=0)
    assert acts(consultation.document, "timetable.changed")[0]["reason"] == "A holiday."


def test_timetable_rows_are_added_and_removed() -> None:
    consultation = ConsultationFactory.create()
    client = signed_in(run_by(consultation))
    sent = as_shown(consultation, client)
    sent |= {
        "windows-0-DELETE": "on",
        "windows-3-stage": "comment",
        "windows-3-opens_at": f"{timezone.now() + 40 * DAY:%Y-%m-%dT%H:%M}",
        "windows-3-closes_at": f"{timezone.now() + 50 * DAY:%Y-%m-%dT%H:%M}",
    }

    client.post(at(consultation, "desk-timetable"), sent)

    assert [window.stage for window in consultation.windows.all()] == ["amend", "vote", "comment"]


def test_timetable_without_a_reason_gives_everything_back() -> None:
    consultation = running(Stage.COMMENT)
    client = signed_in(run_by(consultation))
    sent = as_shown(consultation, client) | {"windows-0-stage": "vote", "reason": ""}

    answer = client.post(at(consultation, "desk-timetable"), sent)

    assert answer.status_code == 400
    assert '<option value="vote" selected>' in answer.content.decode()
    assert "Why : This field is required." in words_of(answer).replace("Why:", "Why :")


def test_timetable_with_a_wrong_row_says_which() -> None:
    consultation = running(Stage.COMMENT)
    client = signed_in(run_by(consultation))
    sent = as_shown(consultation, client) | {"windows-1-opens_at": "soon", "reason": "More time."}

    answer = client.post(at(consultation, "desk-timetable"), sent)

    assert answer.status_code == 400
    said = words_of(answer)
    assert "There is a problem with window 2" in said
    assert "More time." in answer.content.decode()


def test_timetable_edited_by_two_at_once_is_a_conflict_that_loses_nothing() -> None:
    """Abuse 66."""
    consultation = ConsultationFactory.create()
    client = signed_in(run_by(consultation))
    sent = as_shown(consultation, client) | {"windows-0-stage": "vote"}
    set_timetable(consultation=consultation, windows=[], by=run_by(consultation))

    answer = client.post(at(consultation, "desk-timetable"), sent)

    assert answer.status_code == 409
    assert "The timetable was changed since you opened this page." in words_of(answer)
    assert sent["windows-0-opens_at"] in answer.content.decode()
    assert not Window.objects.exists()


@pytest.mark.parametrize("stage", [Stage.CLOSED, Stage.CONCLUDED, Stage.CANCELLED])
def test_timetable_is_only_read_when_nothing_can_be_planned(stage: Stage) -> None:
    consultation = running(stage)
    page = signed_in(run_by(consultation)).get(at(consultation, "desk-timetable"))

    assert page.status_code == 200
    assert forms_of(page) == []


def test_window_is_extended_with_a_reason() -> None:
    consultation = running(Stage.VOTE)
    window = consultation.windows.get(stage=Stage.VOTE)
    later = window.closes_at + WEEK

    answer = signed_in(run_by(consultation, Role.MODERATOR)).post(
        at(consultation, "desk-window", window.pk),
        {"closes_at": f"{later:%Y-%m-%dT%H:%M}", "reason": "A holiday."},
    )

    assert answer["Location"] == at(consultation, "desk")
    document = Document.objects.get(pk=consultation.document_id)
    assert document.closes_at == later.replace(second=0, microsecond=0)


def test_window_page_says_what_an_action_refuses() -> None:
    consultation = running(Stage.AMEND)
    window = consultation.windows.get(stage=Stage.AMEND)

    answer = signed_in(run_by(consultation)).post(
        at(consultation, "desk-window", window.pk),
        {"closes_at": f"{window.closes_at + DAY:%Y-%m-%dT%H:%M}", "reason": "My good reason."},
    )

    assert answer.status_code == 400
    assert "The next window opens before that. Move it first." in words_of(answer)
    assert "My good reason." in answer.content.decode()


def test_window_page_ignores_what_is_not_asked_for() -> None:
    """Abuse 11."""
    consultation = running(Stage.VOTE)
    window = consultation.windows.get(stage=Stage.VOTE)
    later = window.closes_at + timedelta(hours=1)

    signed_in(run_by(consultation)).post(
        at(consultation, "desk-window", window.pk),
        {
            "closes_at": f"{later:%Y-%m-%dT%H:%M}",
            "reason": "More time.",
            "stage": "comment",
            "opened_at": "2020-01-01T00:00",
        },
    )

    after = Window.objects.get(pk=window.pk)
    assert (after.stage, after.opened_at) == (window.stage, window.opened_at)
