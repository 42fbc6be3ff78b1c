"""What a report says of votes on amendments, and that earlier reports still read."""

import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.html import strip_tags

from consultations.actions.lifecycle import conclude, move_stage
from consultations.actions.reports import make_report, publish_report
from consultations.models import Consultation, Report
from consultations.queries.report_page import report_page
from principles.actions.amendment_votes import close_amendment_vote, open_amendment_votes
from principles.models import Document
from principles.rules import PRESETS
from principles.states import Stage
from tests.factories.amendments import AmendmentFactory
from tests.factories.ballots import individuals_vote
from tests.factories.consultations import run_by, running
from tests.factories.principles import principle_of

pytestmark = pytest.mark.django_db


def reported() -> Report:
    """One amendment adopted by vote, with a group too small to be shown; one that fell for it."""
    consultation = running(Stage.AMEND)
    Document.objects.filter(pk=consultation.document_id).update(
        decision_rule=PRESETS["rough_consensus"].as_json(), support_needed=2
    )
    owner = run_by(consultation)
    principle = principle_of(Document.objects.get(pk=consultation.document_id))
    far = AmendmentFactory.create(principle=principle, body="Nobody is kept out of anything.")
    AmendmentFactory.create(principle=principle, body="All of it is open to all of us.")
    open_amendment_votes(principle=principle, by=owner)
    individuals_vote(far, "academia", *["support"] * 6)
    individuals_vote(far, "governments", "support", "oppose", "accept")
    close_amendment_vote(amendment=far, by=owner)
    move_stage(consultation=consultation, to=Stage.CLOSED, reason="Time is up.", by=owner)
    conclude(consultation=consultation, reason="All was said.", by=owner)
    fresh = Consultation.objects.select_related("document__current_version").get(pk=consultation.pk)
    report = make_report(consultation=fresh, by=owner)
    publish_report(report=report, by=owner)
    return Report.objects.select_related("consultation__document").get(pk=report.pk)


def page_of(report: Report) -> str:
    slug = report.consultation.document.slug
    page = Client().get(reverse("consultations:report-detail", args=[slug]))
    assert page.status_code == 200
    return " ".join(strip_tags(page.content.decode()).split())


def test_a_report_says_the_rule_and_how_it_decided() -> None:
    report = reported()
    page = page_of(report)

    assert "An amendment needs 2 people or organisations behind it." in page
    assert "no group has a majority against; no block stands" in page
    assert "because A-1 was adopted" in page
    assert "Adopted: among the votes shown," in page


def test_a_report_holds_operations_and_what_may_be_published_of_the_rules_verdict() -> None:
    adopted, fallen = reported().contents["amendments"]

    assert (adopted["kind"], adopted["operations"][0]["code"]) == ("ordinary", "mod")
    assert (fallen["because"], fallen["evaluation"]) == (1, None)
    evaluation: Any = adopted["evaluation"]
    assert evaluation["outcome"] == "passed"
    governments = next(each for each in evaluation["groups"] if each["code"] == "governments")
    assert governments.keys() == {"code", "label", "why", "withheld"}
    assert evaluation["overall_share"] is None
    assert json.loads(json.dumps(adopted["proposed_decision"])) is None


def test_a_report_made_before_there_were_rules_still_reads() -> None:
    report = reported()
    old = report.contents
    rules = old["process"]["rules"]
    for name in ("decision_rule", "support_needed", "support_unit", "screens_amendments"):
        del rules[name]
    del old["process"]["group_names"]
    for amendment in old["amendments"]:
        for name in ("kind", "operations", "because", "evaluation", "proposed_decision"):
            del amendment[name]
    Report.objects.filter(pk=report.pk).update(contents=old)

    fresh = Report.objects.select_related("consultation__document").get(pk=report.pk)

    assert len(report_page(fresh).rules) == 4
    assert "What became of the amendments" in page_of(fresh)
