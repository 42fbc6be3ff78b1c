"""What decides on amendments: set in the settings, announced, and kept."""

from fractions import Fraction

import pytest
from django.test import Client
from django.urls import reverse

from accounts.verdicts import Refused
from consultations.actions.settings import Rules, change_settings, rules_of
from consultations.models import Consultation
from consultations.queries.checks import check_announcement
from principles.queries.amendment_tallies import rule_of
from principles.queries.decision_rules import amendment_sentences
from principles.rules import PRESETS, RuleSet
from principles.states import Stage, SupportUnit
from tests.consultations.record import acts
from tests.consultations.views.pages import at, signed_in
from tests.factories.accounts import ConvenerFactory
from tests.factories.api import api_of
from tests.factories.consultations import ConsultationFactory, run_by, running
from tests.factories.principles import DocumentFactory

pytestmark = pytest.mark.django_db

OWN = RuleSet(
    threshold=Fraction(3, 5),
    strict=False,
    scope="both",
    groups_needed=4,
    veto_groups=("academia",),
    abstentions_count=True,
    quorum_votes=10,
    quorum_members=2,
)
RULES = Rules(
    decision_rule=OWN,
    support_needed=3,
    support_unit=SupportUnit.ORGANISATIONS,
    screens_amendments=True,
)
SENT = {
    "summary": "Another sentence.",
    "brief": "",
    "visibility": "public",
    "results_shown": "live",
    "timezone": "UTC",
}


def fresh(consultation: Consultation) -> Consultation:
    return Consultation.objects.select_related("document").get(pk=consultation.pk)


def changed(consultation: Consultation, rules: Rules) -> Consultation:
    change_settings(consultation=consultation, rules=rules, by=run_by(consultation))
    return fresh(consultation)


def test_a_rule_of_its_own_is_kept_with_the_way_in() -> None:
    after = changed(ConsultationFactory.create(), RULES)

    assert rules_of(after.document) == RULES
    assert rule_of(after.document) == OWN


def test_a_rule_is_recorded_as_it_was_and_as_it_is() -> None:
    after = changed(ConsultationFactory.create(), Rules(decision_rule=PRESETS["silence"]))

    assert acts(after.document) == [
        {
            "changes": {
                "decision_rule": [
                    PRESETS["simple_majority"].as_json(),
                    PRESETS["silence"].as_json(),
                ]
            }
        }
    ]


@pytest.mark.parametrize(
    "rules",
    [
        Rules(decision_rule=PRESETS["silence"]),
        Rules(support_needed=1),
        Rules(support_unit=SupportUnit.GROUPS),
        Rules(screens_amendments=True),
    ],
)
def test_what_decides_on_amendments_stays_once_announced(rules: Rules) -> None:
    consultation = running(Stage.COMMENT)

    with pytest.raises(Refused) as caught:
        changed(consultation, rules)

    assert caught.value.code == "rules_announced"
    assert rules_of(fresh(consultation).document) == Rules()


@pytest.mark.parametrize(
    ("rules", "code"),
    [
        (Rules(decision_rule=RuleSet(veto_groups=("martians",))), "unknown_group"),
        (Rules(decision_rule=RuleSet(scope="groups", groups_needed=7)), "too_many_groups"),
        (Rules(support_needed=7, support_unit=SupportUnit.GROUPS), "too_many_groups"),
        (Rules(support_needed=1001), "support_out_of_range"),
    ],
)
def test_a_rule_that_cannot_be_fulfilled_is_refused(rules: Rules, code: str) -> None:
    with pytest.raises(Refused) as caught:
        changed(ConsultationFactory.create(), rules)

    assert caught.value.code == code


def test_the_rule_reads_as_sentences_with_the_groups_named() -> None:
    after = changed(ConsultationFactory.create(), RULES)

    assert amendment_sentences(after.document) == [
        "An amendment needs 3 organisations behind it.",
        "Moderators check an amendment before it is open.",
        (
            "Adopted when at least three fifths of all votes, abstentions included, are in favour "
            "overall and in at least 4 groups; there is no majority against in Academia, which has a "
            "veto; at least 10 votes were cast; a group is evaluated once at least 2 of its members "
            "have voted."
        ),
    ]


def test_the_announcement_says_the_rule_before_it_is_final() -> None:
    after = changed(ConsultationFactory.create(), Rules(decision_rule=PRESETS["silence"]))

    said = {answer.term: answer.value for answer in check_announcement(after).answers}

    assert "unless somebody opposes or blocks it within 72 hours." in said["Rules"]


def test_everyone_reads_the_rule_on_the_page_of_the_consultation() -> None:
    consultation = running(Stage.AMEND)
    page = Client().get(
        reverse("consultations:consultation-detail", args=[consultation.document.slug])
    )

    assert b"Adopted when more than half of the votes for or against are in favour." in page.content


def posted(consultation: Consultation, **sent: object) -> object:
    client = signed_in(run_by(consultation))
    return client.post(at(consultation, "desk-settings"), {**SENT, **sent})


@pytest.mark.parametrize("preset", list(PRESETS))
def test_settings_page_takes_a_rule_by_its_name(preset: str) -> None:
    consultation = ConsultationFactory.create()

    posted(consultation, preset=preset, threshold="1/4")

    assert rule_of(fresh(consultation).document) == PRESETS[preset]


def test_settings_page_takes_a_rule_put_together() -> None:
    consultation = ConsultationFactory.create()

    posted(
        consultation,
        preset="custom",
        threshold="60 %",
        strict="",
        scope="both",
        groups_needed="4",
        veto_groups=["academia"],
        abstentions_count="on",
        quorum_votes="10",
        quorum_members="2",
        silence_hours="0",
        support_needed="3",
        support_unit="organisations",
        screens_amendments="on",
    )

    after = rules_of(fresh(consultation).document)
    assert (after.decision_rule, after.support_needed, after.support_unit) == (
        OWN,
        3,
        SupportUnit.ORGANISATIONS,
    )
    assert after.screens_amendments


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"threshold": "two thirds"}, "threshold"),
        ({"threshold": "2/0"}, "threshold"),
        ({"threshold": "3/2"}, "threshold"),
        ({"threshold": "1/1", "strict": "on"}, "threshold"),
        ({"scope": "overall", "groups_needed": "3"}, "groups_needed"),
        ({"silence_hours": "72", "quorum_votes": "3"}, "quorum_votes"),
        ({"veto_groups": ["martians"]}, "veto_groups"),
    ],
)
def test_settings_page_says_at_the_field_what_is_no_rule(
    sent: dict[str, object], field: str
) -> None:
    consultation = ConsultationFactory.create()

    answer = posted(consultation, preset="custom", **sent)

    assert answer.status_code == 400  # type: ignore[attr-defined]
    assert list(answer.context["form"].errors) == [field]  # type: ignore[attr-defined]
    assert rule_of(fresh(consultation).document) == PRESETS["simple_majority"]


def test_settings_page_without_the_field_keeps_the_rule() -> None:
    consultation = changed(ConsultationFactory.create(), RULES)

    posted(consultation)

    assert rule_of(fresh(consultation).document) == OWN


def test_api_takes_and_shows_the_rule() -> None:
    owner = ConvenerFactory.create()
    document = DocumentFactory.create(owner=owner)
    sent = {
        "document": document.slug,
        "summary": "What is asked.",
        "decision_rule": {"threshold": "2/3", "strict": False, "scope": "groups"},
        "support_needed": 2,
        "screens_amendments": True,
    }

    answer = api_of(owner).post("/api/v1/consultations/", sent, format="json")

    assert answer.status_code == 201, answer.json()
    assert answer.json()["decision_rule_sentence"] == (
        "Adopted when at least two thirds of the votes for or against are in favour in every "
        "group; a group is evaluated once at least 3 of its members have voted."
    )
    assert (answer.json()["support_needed"], answer.json()["screens_amendments"]) == (2, True)


def test_api_refuses_what_is_no_rule() -> None:
    owner = ConvenerFactory.create()
    document = DocumentFactory.create(owner=owner)
    sent = {
        "document": document.slug,
        "summary": "What is asked.",
        "decision_rule": {"threshold": "5/3"},
    }

    answer = api_of(owner).post("/api/v1/consultations/", sent, format="json")

    assert answer.status_code == 400
    assert "threshold" in str(answer.json())
