"""Reports: frozen, equal to what the pages say, forgetting those who are forgotten."""

import csv

import pytest

from accounts.actions.users import erase_account
from accounts.models import User
from accounts.verdicts import Denied, Refused
from consultations.actions.lifecycle import conclude, move_stage
from consultations.actions.reports import hash_contents, make_report, publish_report
from consultations.models import Consultation, Report
from consultations.queries.overview import published_reports
from consultations.queries.report_page import report_page
from consultations.queries.tables import amendment_table, comment_table, vote_table
from consultations.states import ReportStatus
from consultations.writers.csv import csv_lines
from principles.actions.amendments import propose_amendment
from principles.actions.comments import post_comment
from principles.actions.decisions import adopt_amendment, reject_amendment
from principles.actions.proposals import wording
from principles.actions.votes import cast_vote
from principles.models import Document, Principle
from principles.queries.tallies import tallies_of
from principles.states import Role, Stage
from tests.factories.accounts import RepresentativeFactory, UserFactory, group
from tests.factories.consultations import run_by, running
from tests.factories.principles import ParticipationFactory, joined, principle_of, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def consultation() -> Consultation:
    """In the vote, with two amendments decided, a comment, and votes of people and firms."""
    consultation = running(Stage.AMEND, early_voting=True)
    document = consultation.document
    principle = principle_of(document)
    words = text_of(principle)
    moderator = run_by(consultation, Role.MODERATOR)
    proposer = UserFactory.create(name="Ada Proposer")
    joined(proposer, document)
    for n, body in enumerate(("Other words.", "Words of a third kind.")):
        amendment = propose_amendment(
            principle=principle,
            operations=wording(principle.key, words.title, body),
            rationale="It is clearer.",
            base_hash=words.hash,
            by=proposer,
            label=f"Wording {n}",
        )
        if n == 0:
            first = amendment
        else:
            reject_amendment(amendment=amendment, reason="It is not clearer.", by=moderator)
    adopt_amendment(amendment=first, base_hash=words.hash, by=moderator)
    principle = principle_of(document)
    post_comment(principle=principle, body="=SUM(1) is no formula.", stance="concern", by=proposer)
    for choice in ("support", "support", "oppose"):
        voice = ParticipationFactory.create(
            document=document,
            membership=RepresentativeFactory.create(organisation__group=group("private-sector")),
        )
        cast_vote(
            principle=Principle.objects.get(pk=principle.pk),
            choice=choice,
            text_hash=text_of(principle).hash,
            by=voice.user,
        )
    cast_vote(
        principle=Principle.objects.get(pk=principle.pk),
        choice="support",
        text_hash=text_of(principle).hash,
        by=proposer,
    )
    return Consultation.objects.select_related("document").get(pk=consultation.pk)


def concluded(consultation: Consultation) -> Consultation:
    owner = run_by(consultation)
    move_stage(consultation=consultation, to=Stage.CLOSED, reason="Time is up.", by=owner)
    conclude(consultation=consultation, reason="All was said.", by=owner)
    return Consultation.objects.select_related("document__current_version").get(pk=consultation.pk)


def reported(consultation: Consultation) -> Report:
    return make_report(consultation=concluded(consultation), by=run_by(consultation))


def test_a_report_is_made_after_the_close_only(consultation: Consultation) -> None:
    with pytest.raises(Denied):
        make_report(consultation=consultation, by=run_by(consultation))
    assert reported(consultation).status == ReportStatus.DRAFT


def test_only_moderators_make_and_publish_reports(consultation: Consultation) -> None:
    report = reported(consultation)
    for stranger in (UserFactory.create(), run_by(consultation, Role.OBSERVER)):
        with pytest.raises(Denied):
            make_report(consultation=report.consultation, by=stranger)
        with pytest.raises(Denied):
            publish_report(report=report, by=stranger)
    assert Report.objects.get().status == ReportStatus.DRAFT


def test_a_report_is_published_once_and_then_listed(consultation: Consultation) -> None:
    report = reported(consultation)
    assert published_reports(None) == []
    moderator = run_by(consultation, Role.MODERATOR)
    published = publish_report(report=report, by=moderator)
    assert published.published_at is not None
    assert [each.pk for each in published_reports(None)] == [report.pk]
    with pytest.raises(Refused):
        publish_report(report=report, by=moderator)


def test_a_report_made_before_the_conclusion_is_not_published(consultation: Consultation) -> None:
    owner = run_by(consultation)
    move_stage(consultation=consultation, to=Stage.CLOSED, reason="Time is up.", by=owner)
    early = make_report(consultation=consultation, by=owner)
    conclude(consultation=consultation, reason="All was said.", by=owner)
    with pytest.raises(Refused):
        publish_report(report=early, by=owner)


def test_reports_are_numbered_and_hashed(consultation: Consultation) -> None:
    first = reported(consultation)
    second = make_report(consultation=first.consultation, by=run_by(consultation))
    assert (first.number, second.number) == (1, 2)
    assert first.hash == hash_contents(Report.objects.get(pk=first.pk).contents)


def test_invariant_18_the_report_says_what_the_pages_say(consultation: Consultation) -> None:
    report = reported(consultation)
    document = Document.objects.get(pk=consultation.document_id)
    page = report_page(report)
    tallies = tallies_of(document)
    for principle in page.principles:
        shown = tallies[principle_of(document, principle.key).pk]
        assert principle.tally.rows == shown.rows
        assert principle.tally.withheld == shown.withheld
    assert [(a.number, a.status) for a in page.amendments] == [(1, "adopted"), (2, "rejected")]
    assert (page.adopted, page.principles[0].changed, page.principles[1].changed) == (
        1,
        True,
        False,
    )
    assert page.moves[-1].label == "Concluded"
    assert page.moves[-1].reason == "All was said."


def test_the_votes_table_equals_the_report_and_withholds_what_it_withholds(
    consultation: Consultation,
) -> None:
    report = reported(consultation)
    rows = list(csv.DictReader("".join(csv_lines(*vote_table(report)))[1:].splitlines()))
    first = {row["group"]: row for row in rows if row["principle"] == "1"}
    private = next(row for name, row in first.items() if name.startswith("Private sector"))
    assert (private["support"], private["oppose"], private["voted"]) == ("2", "1", "3")
    civil = next(row for name, row in first.items() if name.startswith("Civil society"))
    assert (civil["voted"], civil["withheld"]) == ("0", "yes")


def test_the_amendments_table_says_who_backed_what_and_what_became_of_it(
    consultation: Consultation,
) -> None:
    rows = list(
        csv.DictReader(
            "".join(csv_lines(*amendment_table(reported(consultation))))[1:].splitlines()
        )
    )
    assert [(r["number"], r["author"], r["status"], r["version"]) for r in rows] == [
        ("A-1", "Ada Proposer", "adopted", "2"),
        ("A-2", "Ada Proposer", "rejected", ""),
    ]


def test_the_comments_table_runs_no_formula(consultation: Consultation) -> None:
    document = Document.objects.get(pk=consultation.document_id)
    (row,) = csv.DictReader("".join(csv_lines(*comment_table(document)))[1:].splitlines())
    assert (row["number"], row["author"], row["comment"]) == (
        "C-1",
        "Ada Proposer",
        "'=SUM(1) is no formula.",
    )


def test_abuse_56_a_forgotten_person_is_forgotten_in_frozen_reports(
    consultation: Consultation,
) -> None:
    report = reported(consultation)
    before = report.hash
    author = next(iter(report_page(report).amendments)).author
    assert author == "Ada Proposer"
    assert "Ada" not in str(report.contents)
    person = User.objects.get(name="Ada Proposer")
    erase_account(user=person, by=person)
    again = Report.objects.get(pk=report.pk)
    assert {a.author for a in report_page(again).amendments} == {"Former participant"}
    assert hash_contents(again.contents) == before
