"""From a document that was just imported to a draft of a consultation."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from consultations.models import Consultation, Window
from principles.models import Document
from principles.states import Role, Visibility
from tests.consultations.views.pages import signed_in, words_of
from tests.factories.accounts import ConvenerFactory, UserFactory
from tests.factories.consultations import ConsultationFactory
from tests.factories.principles import DocumentFactory, seated

pytestmark = pytest.mark.django_db

YEAR = timezone.now().year + 1


@pytest.fixture
def document() -> Document:
    return DocumentFactory.create(owner=ConvenerFactory.create(), slug="charter")


def url(document: Document) -> str:
    return reverse("consultations:consultation-create", args=[document.slug])


def owner_of(document: Document) -> Client:
    assert document.created_by is not None
    return signed_in(document.created_by)


def filled_in(**changes: Any) -> dict[str, Any]:
    """The form as a browser sends it, with one window in summer time."""
    values = {
        "summary": "What holds the network together?",
        "brief": "Read **it**.",
        "visibility": "public",
        "results_shown": "live",
        "allows_block": "on",
        "timezone": "Europe/Paris",
        "windows-TOTAL_FORMS": "2",
        "windows-INITIAL_FORMS": "1",
        "windows-0-stage": "comment",
        "windows-0-opens_at": f"{YEAR}-07-01T09:00",
        "windows-0-closes_at": f"{YEAR}-08-01T18:00",
        "windows-1-stage": "",
        "windows-1-opens_at": "",
        "windows-1-closes_at": "",
        **changes,
    }
    return {name: value for name, value in values.items() if value is not None}


def test_creation_suggests_three_windows_and_keeps_them(document: Document) -> None:
    client = owner_of(document)
    page = client.get(url(document))
    form, windows = page.context["form"], page.context["windows"]
    sent = filled_in(timezone="UTC", **{"windows-TOTAL_FORMS": "5", "windows-INITIAL_FORMS": "3"})
    for row in windows:
        for name in ("stage", "opens_at", "closes_at"):
            value = row[name].value()
            text = value.strftime("%Y-%m-%dT%H:%M") if isinstance(value, datetime) else value
            sent[row.add_prefix(name)] = text or ""

    answer = client.post(url(document), sent)

    assert form.initial["timezone"] == "UTC"
    assert answer.status_code == 302
    assert [window.stage for window in Window.objects.all()] == ["comment", "amend", "vote"]


def test_creation_makes_a_draft_with_everything_chosen(document: Document) -> None:
    answer = owner_of(document).post(
        url(document),
        filled_in(
            visibility="invited",
            results_shown="closed",
            allows_block=None,
            early_voting="on",
            verified_only="on",
        ),
    )

    consultation = Consultation.objects.get()
    kept = consultation.document
    assert answer["Location"] == reverse("consultations:desk", args=["charter"])
    assert (consultation.summary, consultation.brief, consultation.timezone) == (
        "What holds the network together?",
        "Read **it**.",
        "Europe/Paris",
    )
    assert (
        kept.stage,
        kept.visibility,
        kept.results_shown,
        kept.allows_block,
        kept.early_voting,
        kept.verified_only,
    ) == ("draft", "invited", "closed", False, True, True)


def test_creation_reads_times_in_the_zone_chosen_on_the_same_page(document: Document) -> None:
    owner_of(document).post(url(document), filled_in(timezone="America/New_York"))

    window = Window.objects.get()
    assert window.opens_at == datetime(YEAR, 7, 1, 13, tzinfo=UTC)
    assert window.closes_at == datetime(YEAR, 8, 1, 22, tzinfo=UTC)


def test_creation_by_link_goes_on_at_the_new_address(document: Document) -> None:
    answer = owner_of(document).post(url(document), filled_in(visibility="link"))

    kept = Document.objects.get(pk=document.pk)
    assert kept.slug != "charter"
    assert kept.visibility == Visibility.LINK
    assert answer["Location"] == reverse("consultations:desk", args=[kept.slug])


def test_creation_without_any_window_is_fine(document: Document) -> None:
    owner_of(document).post(url(document), filled_in(**{"windows-0-DELETE": "on"}))

    assert Consultation.objects.count() == 1
    assert not Window.objects.exists()


def test_creation_gives_back_every_word_when_something_is_wrong(document: Document) -> None:
    answer = owner_of(document).post(
        url(document),
        filled_in(summary="", brief="My long brief.", **{"windows-0-closes_at": ""}),
    )

    assert answer.status_code == 400
    html = answer.content.decode()
    assert "My long brief." in html
    assert f'value="{YEAR}-07-01T09:00"' in html
    assert "There is a problem with window 1" in words_of(answer)
    assert not Consultation.objects.exists()


def test_creation_says_which_time_the_change_of_clocks_skips(document: Document) -> None:
    march = max(
        day for day in range(25, 32) if datetime(YEAR, 3, day).weekday() == 6
    )  # the last Sunday
    answer = owner_of(document).post(
        url(document), filled_in(**{"windows-0-opens_at": f"{YEAR}-03-{march}T02:30"})
    )

    assert answer.status_code == 400
    assert "Clocks go forward and skip this time" in words_of(answer)


def test_creation_shows_what_an_action_refuses_on_top(document: Document) -> None:
    overlapping = {
        "windows-1-stage": "vote",
        "windows-1-opens_at": f"{YEAR}-07-20T09:00",
        "windows-1-closes_at": f"{YEAR}-09-01T09:00",
    }
    answer = owner_of(document).post(url(document), filled_in(**overlapping))

    assert answer.status_code == 400
    assert "Two windows overlap." in words_of(answer)
    assert not Consultation.objects.exists()


def test_creation_with_a_time_zone_that_does_not_exist_is_refused(document: Document) -> None:
    answer = owner_of(document).post(url(document), filled_in(timezone="Europe/Atlantis"))

    assert answer.status_code == 400
    assert "Europe/Atlantis is not one of the available choices" in words_of(answer)


def test_creation_where_there_is_a_consultation_goes_to_its_desk(document: Document) -> None:
    ConsultationFactory.create(document=document)

    answer = owner_of(document).get(url(document))

    assert answer["Location"] == reverse("consultations:desk", args=["charter"])


def test_creation_begins_with_the_time_zone_used_last(document: Document) -> None:
    assert document.created_by is not None
    earlier = ConsultationFactory.create(timezone="Asia/Tokyo")
    seated(document.created_by, earlier.document, Role.MODERATOR)

    page = owner_of(document).get(url(document))

    assert page.context["form"].initial["timezone"] == "Asia/Tokyo"
    opens_at = page.context["windows"][0]["opens_at"].value()
    assert opens_at.hour == 9


def test_creation_is_the_owners(document: Document) -> None:
    moderator = seated(UserFactory.create(), document, Role.MODERATOR)

    assert signed_in(moderator).get(url(document)).status_code == 403
    assert signed_in(moderator).post(url(document), filled_in()).status_code == 403
    assert signed_in(UserFactory.create()).get(url(document)).status_code == 404
    assert signed_in(None).get(url(document)).status_code == 302
    assert not Consultation.objects.exists()


def test_creation_ignores_fields_that_are_not_asked_for(document: Document) -> None:
    """Abuse 11."""
    owner_of(document).post(
        url(document),
        filled_in(stage="vote", announced_at="2020-01-01", is_staff="on", closes_at="2030-01-01"),
    )

    consultation = Consultation.objects.get()
    assert (consultation.document.stage, consultation.announced_at) == ("draft", None)
    assert not consultation.document.seats.get().user.is_staff
