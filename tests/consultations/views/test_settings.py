"""What is about it, who reads, by which rules: in the browser."""

from typing import Any

import pytest
from django.test import override_settings

from accounts.models import Job
from consultations.actions.settings import rules_of
from consultations.models import Consultation
from principles.states import ResultsShown, Stage, Visibility
from tests.consultations.record import acts
from tests.consultations.views.pages import at, forms_of, signed_in, words_of
from tests.factories.consultations import ConsultationFactory, run_by, running

pytestmark = pytest.mark.django_db

SENT = {
    "summary": "Another sentence.",
    "brief": "Another brief.",
    "visibility": "invited",
    "results_shown": "closed",
    "early_voting": "on",
    "timezone": "Asia/Tokyo",
}


def post(consultation: Consultation, **sent: Any) -> Any:
    return signed_in(run_by(consultation)).post(at(consultation, "desk-settings"), sent)


def test_settings_of_a_draft_are_all_changed() -> None:
    consultation = ConsultationFactory.create()

    answer = post(consultation, **SENT)

    after = Consultation.objects.get(pk=consultation.pk)
    rules = rules_of(after.document)
    assert answer["Location"] == at(consultation, "desk")
    assert (after.summary, after.timezone) == ("Another sentence.", "Asia/Tokyo")
    assert (rules.results_shown, rules.early_voting, rules.allows_block) == (
        ResultsShown.CLOSED,
        True,
        False,
    )


def test_settings_page_begins_with_what_there_is() -> None:
    consultation = ConsultationFactory.create(timezone="Africa/Nairobi")
    page = signed_in(run_by(consultation)).get(at(consultation, "desk-settings"))

    html = page.content.decode()
    assert consultation.summary in html
    assert '<option value="Africa/Nairobi" selected>Africa/Nairobi</option>' in html


def test_settings_page_of_an_announced_one_asks_for_no_rules_and_ignores_them() -> None:
    """Abuse 11."""
    consultation = running(Stage.COMMENT)
    before = rules_of(consultation.document)

    page = signed_in(run_by(consultation)).get(at(consultation, "desk-settings"))
    answer = post(consultation, **SENT)

    after = Consultation.objects.get(pk=consultation.pk)
    assert "results_shown" not in page.context["form"].fields
    assert "its rules and its time zone stay as they are" in words_of(page)
    assert answer.status_code == 302
    assert (after.summary, after.timezone, rules_of(after.document)) == (
        "Another sentence.",
        "UTC",
        before,
    )
    assert after.document.visibility == Visibility.INVITED


def test_settings_page_of_an_announced_one_does_not_offer_by_link() -> None:
    consultation = running(Stage.COMMENT)

    answer = post(consultation, **{**SENT, "visibility": "link"})

    assert answer.status_code == 400
    assert "link is not one of the available choices" in words_of(answer)


def test_settings_page_leaves_what_is_by_link_as_it_is() -> None:
    consultation = running(Stage.COMMENT, visibility=Visibility.LINK)
    slug = consultation.document.slug

    post(consultation, **{**SENT, "visibility": "link"})

    assert Consultation.objects.get(pk=consultation.pk).document.slug == slug


def test_settings_page_gives_back_what_was_wrong() -> None:
    consultation = ConsultationFactory.create()

    answer = post(consultation, **{**SENT, "summary": "x" * 301, "brief": "My words."})

    assert answer.status_code == 400
    assert "My words." in answer.content.decode()


def test_settings_page_says_what_only_the_action_can_know() -> None:
    consultation = ConsultationFactory.create()

    answer = post(consultation, **{**SENT, "summary": "\u200b" * 40})

    assert answer.status_code == 400
    assert "The sentence is longer than 300 characters." in words_of(answer)


@pytest.mark.parametrize("stage", [Stage.CONCLUDED, Stage.CANCELLED])
def test_settings_page_after_the_end_has_nothing_to_change(stage: Stage) -> None:
    consultation = running(stage)
    page = signed_in(run_by(consultation)).get(at(consultation, "desk-settings"))

    assert forms_of(page) == []
    assert post(consultation, **SENT).status_code == 400


def test_settings_page_offers_a_language_model_where_the_site_has_one() -> None:
    consultation = running(Stage.COMMENT)
    client = signed_in(run_by(consultation))
    assert b"uses_language_model" not in client.get(at(consultation, "desk-settings")).content
    with override_settings(LANGUAGE_MODEL_URL="https://model.example/v1"):
        page = client.get(at(consultation, "desk-settings"))
    assert b"sent to model.example, without names" in page.content


@override_settings(LANGUAGE_MODEL_URL="https://model.example/v1")
def test_settings_page_lets_a_language_model_word_the_summaries_and_records_it() -> None:
    consultation = running(Stage.COMMENT)
    sent = {"summary": consultation.summary, "brief": consultation.brief, "visibility": "public"}
    answer = post(consultation, **sent, uses_language_model="on")
    assert answer.status_code == 302
    consultation.refresh_from_db()
    assert consultation.uses_language_model
    assert acts(consultation.document, "consultation.settings_changed") == [
        {"changes": {"uses_language_model": [False, True]}}
    ]
    assert Job.objects.filter(task="consultations.word_summaries").count() == 1
