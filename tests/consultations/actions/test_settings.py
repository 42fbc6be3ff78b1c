"""What may be changed when, and by whom."""

from typing import Any

import pytest

from accounts.verdicts import Denied, Refused
from consultations.actions.settings import Rules, change_settings, rules_of
from consultations.models import Consultation
from principles.models import Document
from principles.states import ResultsShown, Role, Stage, Visibility
from tests.consultations.record import acts
from tests.factories.consultations import ConsultationFactory, run_by, running

pytestmark = pytest.mark.django_db

OTHER_RULES = Rules(
    allows_block=False, early_voting=True, results_shown=ResultsShown.CLOSED, verified_only=True
)


def changed(consultation: Consultation, **fields: Any) -> Consultation:
    change_settings(consultation=consultation, by=run_by(consultation), **fields)
    return Consultation.objects.select_related("document").get(pk=consultation.pk)


def refusal(consultation: Consultation, **fields: Any) -> str:
    with pytest.raises(Refused) as caught:
        change_settings(consultation=consultation, by=run_by(consultation), **fields)
    return caught.value.code


def test_change_settings_of_a_draft_changes_everything() -> None:
    after = changed(
        ConsultationFactory.create(),
        summary=" Another\n sentence. ",
        brief="Line\r\nline",
        timezone="Asia/Tokyo",
        visibility=Visibility.INVITED,
        rules=OTHER_RULES,
    )

    assert (after.summary, after.brief, after.timezone) == (
        "Another sentence.",
        "Line\nline",
        "Asia/Tokyo",
    )
    assert rules_of(after.document) == OTHER_RULES
    assert after.document.visibility == Visibility.INVITED


def test_change_settings_records_old_and_new_of_what_changed_only() -> None:
    before = ConsultationFactory.create()
    old = before.summary

    after = changed(
        before, summary="Another sentence.", brief=before.brief, rules=Rules(allows_block=False)
    )

    assert acts(after.document) == [
        {
            "changes": {
                "summary": [old, "Another sentence."],
                "allows_block": [True, False],
            }
        }
    ]


def test_change_settings_that_change_nothing_record_nothing() -> None:
    before = ConsultationFactory.create()

    after = changed(before, summary=before.summary, visibility=Visibility.PUBLIC, rules=Rules())

    assert acts(after.document) == []


def test_change_settings_of_a_draft_to_by_link_gives_another_address() -> None:
    before = ConsultationFactory.create(slug="charter")

    after = changed(before, visibility=Visibility.LINK)

    assert after.document.slug != "charter"
    assert len(after.document.slug.rpartition("-")[2]) == 20


def test_change_settings_once_announced_still_changes_words_and_readers() -> None:
    after = changed(
        running(Stage.COMMENT),
        summary="Another sentence.",
        brief="",
        visibility=Visibility.INVITED,
        rules=Rules(),
        timezone="UTC",
    )

    assert (after.summary, after.brief) == ("Another sentence.", "")
    assert after.document.visibility == Visibility.INVITED


@pytest.mark.parametrize(
    "rules",
    [
        Rules(allows_block=False),
        Rules(early_voting=True),
        Rules(results_shown=ResultsShown.CLOSED),
        Rules(verified_only=True),
    ],
)
def test_change_settings_once_announced_keeps_the_rules(rules: Rules) -> None:
    consultation = running(Stage.COMMENT)

    assert refusal(consultation, summary="Another sentence.", rules=rules) == "rules_announced"

    after = Consultation.objects.get(pk=consultation.pk)
    assert rules_of(after.document) == Rules()
    assert after.summary == consultation.summary


def test_change_settings_once_announced_keeps_the_time_zone() -> None:
    assert refusal(running(Stage.COMMENT), timezone="Asia/Tokyo") == "timezone_announced"


def test_change_settings_once_announced_makes_no_known_address_secret() -> None:
    consultation = running(Stage.COMMENT)

    assert refusal(consultation, visibility=Visibility.LINK) == "address_known"
    assert Document.objects.get(pk=consultation.document_id).slug == consultation.document.slug


def test_change_settings_once_announced_lets_what_is_by_link_stay_so() -> None:
    consultation = running(Stage.COMMENT, visibility=Visibility.LINK, slug="charter-0123456789")

    after = changed(consultation, visibility=Visibility.LINK)

    assert after.document.slug == "charter-0123456789"


@pytest.mark.parametrize("stage", [Stage.CONCLUDED, Stage.CANCELLED])
def test_change_settings_after_the_end_is_refused(stage: Stage) -> None:
    assert refusal(running(stage), summary="Another sentence.") == "ended"


def test_change_settings_refuses_what_cannot_be_kept() -> None:
    assert refusal(ConsultationFactory.create(), brief="a\ud800b") == "unreadable"


@pytest.mark.parametrize("role", [Role.MODERATOR, Role.OBSERVER, Role.INVITED])
def test_change_settings_is_the_owners(role: Role) -> None:
    consultation = ConsultationFactory.create()

    with pytest.raises(Denied):
        change_settings(consultation=consultation, summary="x", by=run_by(consultation, role))
