"""Pages of summaries and reports, by whoever opens them."""

import re
from collections.abc import Callable

import pytest
from django.db.models.functions import Now
from django.test import Client
from django.urls import reverse
from django.utils import translation

from accounts.models import User
from consultations.actions.lifecycle import conclude, move_stage
from consultations.actions.reports import make_report, publish_report
from consultations.models import Consultation, Report, Summary
from consultations.queries.report_page import report_page
from consultations.states import ReportStatus, SummaryStatus
from principles.actions.comments import post_comment
from principles.states import Role, Stage, Visibility
from tests.factories.accounts import UserFactory
from tests.factories.consultations import run_by, running
from tests.factories.principles import joined, principle_of

type RunJobs = Callable[[], list[str]]

pytestmark = pytest.mark.django_db
LANGUAGES = ("", "/ar")


def opened_by(person: User | None) -> Client:
    client = Client()
    if person is not None:
        client.force_login(person)
    return client


@pytest.fixture
def consultation(run_jobs: RunJobs) -> Consultation:
    consultation = running(Stage.COMMENT)
    person = UserFactory.create()
    joined(person, consultation.document)
    post_comment(
        principle=principle_of(consultation.document),
        body="Rules for storage raise the costs of small firms <b>everywhere</b>.",
        stance="concern",
        by=person,
    )
    run_jobs()
    return consultation


@pytest.fixture
def report(consultation: Consultation) -> Report:
    owner = run_by(consultation)
    move_stage(consultation=consultation, to=Stage.CLOSED, reason="Time is up.", by=owner)
    conclude(consultation=consultation, reason="All was said.", by=owner)
    return make_report(consultation=consultation, by=owner)


def address(name: str, consultation: Consultation, *args: int) -> str:
    # A request leaves its language behind in the thread.
    with translation.override("en"):
        return reverse(f"consultations:{name}", args=[consultation.document.slug, *args])


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["summary-list", "summary-review"])
def test_the_team_reads_summaries_on_the_desk(
    consultation: Consultation, name: str, language: str
) -> None:
    args = [Summary.objects.get().pk] if name == "summary-review" else []
    for role in (Role.OWNER, Role.MODERATOR, Role.OBSERVER):
        client = opened_by(run_by(consultation, role))
        response = client.get(language + address(name, consultation, *args))
        assert response.status_code == 200
    assert opened_by(UserFactory.create()).get(address(name, consultation, *args)).status_code == (
        403
    )
    assert opened_by(None).get(address(name, consultation, *args)).status_code == 302


def test_asking_for_summaries_shows_their_progress(
    consultation: Consultation, run_jobs: RunJobs
) -> None:
    client = opened_by(run_by(consultation))
    response = client.post(address("summary-make", consultation), follow=True)
    assert "Waiting for a worker to begin" in response.text
    part = client.get(address("summary-progress", consultation), headers={"HX-Request": "true"})
    assert ("hx-trigger" in part.text, "HX-Refresh" in part.headers) == (True, False)
    run_jobs()
    done = client.get(address("summary-progress", consultation), headers={"HX-Request": "true"})
    assert ("hx-trigger" in done.text, done.headers["HX-Refresh"]) == (False, "true")


def test_an_observer_sees_no_buttons_and_may_not_post(consultation: Consultation) -> None:
    client = opened_by(run_by(consultation, Role.OBSERVER))
    assert "Make what is missing" not in client.get(address("summary-list", consultation)).text
    assert client.post(address("summary-make", consultation)).status_code == 403


def test_a_moderator_takes_a_summary_to_its_publication_and_back(
    consultation: Consultation,
) -> None:
    summary = Summary.objects.get()
    client = opened_by(run_by(consultation, Role.MODERATOR))
    url = address("summary-review", consultation, summary.pk)
    assert "&lt;b&gt;everywhere" in client.get(url).text
    move = address("summary-move", consultation, summary.pk)
    for to, status in (
        ("reviewed", SummaryStatus.REVIEWED),
        ("published", SummaryStatus.PUBLISHED),
        ("back", SummaryStatus.REVIEWED),
    ):
        assert client.post(move, {"to": to, "run": 1}, follow=True).status_code == 200
        assert Summary.objects.get().status == status


@pytest.mark.parametrize(
    ("status", "is_out_of_date", "role", "act"),
    [
        (SummaryStatus.MACHINE, False, Role.MODERATOR, "Review"),
        (SummaryStatus.REVIEWED, False, Role.MODERATOR, "Publish"),
        (SummaryStatus.REVIEWED, True, Role.MODERATOR, "Read"),
        (SummaryStatus.PUBLISHED, False, Role.MODERATOR, "Read"),
        (SummaryStatus.REVIEWED, False, Role.OBSERVER, "Read"),
    ],
)
def test_the_list_says_what_is_to_be_done_next(
    consultation: Consultation, status: str, is_out_of_date: bool, role: Role, act: str
) -> None:
    Summary.objects.update(
        status=status,
        out_of_date=is_out_of_date,
        reviewed_at=None if status == SummaryStatus.MACHINE else Now(),
        published_at=Now() if status == SummaryStatus.PUBLISHED else None,
    )
    page = opened_by(run_by(consultation, role)).get(address("summary-list", consultation))
    url = address("summary-review", consultation, Summary.objects.get().pk)
    (link,) = re.findall(rf'<a href="{url}">(.*?)<span', page.text, re.DOTALL)
    assert link.strip() == act


def test_reviewing_what_was_made_anew_is_refused_with_409(consultation: Consultation) -> None:
    client = opened_by(run_by(consultation, Role.MODERATOR))
    url = address("summary-move", consultation, Summary.objects.get().pk)
    response = client.post(url, {"to": "reviewed", "run": 9})
    assert response.status_code == 409
    assert "made anew meanwhile" in response.text


def test_a_job_is_stopped_and_started_again(consultation: Consultation, run_jobs: RunJobs) -> None:
    client = opened_by(run_by(consultation, Role.MODERATOR))
    assert "Stop</button>" in client.post(address("summary-make", consultation), follow=True).text
    stopped = client.post(address("summary-stop", consultation), follow=True)
    assert ("Start again" in stopped.text, "It is stopped." in stopped.text) == (True, True)
    assert run_jobs() == []
    again = client.post(address("summary-stop", consultation), follow=True)
    assert "Nothing was being made any more." in again.text


def test_a_summary_of_another_consultation_is_not_found(consultation: Consultation) -> None:
    other = running(Stage.COMMENT)
    client = opened_by(run_by(other))
    assert client.get(address("summary-review", other, Summary.objects.get().pk)).status_code == 404


def test_the_principle_page_shows_what_each_group_says(consultation: Consultation) -> None:
    url = reverse("principles:principle-detail", args=[consultation.document.slug, 1])
    page = opened_by(None).get(url).text
    assert "What each group says" in page
    assert "Machine-made, not reviewed" in page
    assert "From 1 comment by one person or organisation." in page


def test_a_draft_report_is_for_the_team(consultation: Consultation, report: Report) -> None:
    url = address("report-draft", consultation, report.number)
    assert opened_by(None).get(url).status_code == 404
    assert opened_by(UserFactory.create()).get(url).status_code == 404
    assert opened_by(None).get(address("report-detail", consultation)).status_code == 404
    assert "Draft report" in opened_by(run_by(consultation)).get(url).text
    assert opened_by(run_by(consultation)).get(
        address("report-draft", consultation, 9)
    ).status_code == (404)


def test_a_moderator_makes_and_publishes_the_report(
    consultation: Consultation, report: Report
) -> None:
    client = opened_by(run_by(consultation, Role.MODERATOR))
    made = client.post(address("report-make", consultation), follow=True)
    assert "Publish this report" in made.text
    published = client.post(address("report-publish", consultation, 2), follow=True)
    assert "Outcome report" in published.text
    assert Report.objects.get(number=2).status == ReportStatus.PUBLISHED
    again = client.post(address("report-publish", consultation, 2), follow=True)
    assert "published already" in again.text


@pytest.mark.parametrize("language", LANGUAGES)
def test_everyone_reads_a_published_report_and_its_tables(
    consultation: Consultation, report: Report, language: str
) -> None:
    publish_report(report=report, by=run_by(consultation))
    client = opened_by(None)
    page = client.get(language + address("report-detail", consultation))
    assert (page.status_code, bool(page.cookies)) == (200, False)
    for name in ("report-comments", "report-votes", "report-amendments"):
        table = client.get(language + address(name, consultation, report.number))
        assert table.status_code == 200
        assert table.headers["Content-Type"] == "text/csv; charset=utf-8"
        assert table.getvalue().startswith(b"\xef\xbb\xbf")
    assert "Outcome" in client.get("/consultations/reports/").text


def test_a_report_and_its_table_say_what_was_said_of_the_text_as_a_whole(
    consultation: Consultation, run_jobs: RunJobs
) -> None:
    person = UserFactory.create()
    joined(person, consultation.document)
    post_comment(
        principle=None,
        document=consultation.document,
        body="Such a charter arrives too late for most harbours.",
        stance="oppose",
        by=person,
    )
    run_jobs()
    owner = run_by(consultation)
    move_stage(consultation=consultation, to=Stage.CLOSED, reason="Time is up.", by=owner)
    made = make_report(consultation=consultation, by=owner)
    client = opened_by(owner)
    html = client.get(address("report-draft", consultation, made.number)).text
    whole = html.partition('<h2 id="whole">')[2].partition("</section>")[0]
    assert "Oppose 1" in whole
    assert "Such a charter arrives too late for most harbours." in whole
    assert "From 1 comment by one person or organisation." in " ".join(whole.split())
    assert '<a href="#whole">' in html
    table = client.get(address("report-comments", consultation, made.number))
    assert "Such a charter arrives too late" in table.getvalue().decode()


def test_a_report_without_comments_on_the_whole_does_not_speak_of_them(
    consultation: Consultation, report: Report
) -> None:
    client = opened_by(run_by(consultation))
    assert (
        "The text as a whole"
        not in client.get(address("report-draft", consultation, report.number)).text
    )
    # As reports were before the text as a whole could be commented on.
    del report.contents["comments_on_the_whole"]
    del report.contents["summaries_of_the_whole"]
    assert report_page(report).whole.comments == []


def test_the_page_of_a_summary_leads_back_to_all(consultation: Consultation) -> None:
    client = opened_by(run_by(consultation))
    pk = Summary.objects.get().pk
    page = client.get(address("summary-review", consultation, pk)).text
    above = address("summary-list", consultation)
    assert f'<a href="{above}" aria-current="page">Summaries</a>' in page
    assert page.count(f'href="{above}"') == 2


def test_a_closed_circle_keeps_its_report(run_jobs: RunJobs) -> None:
    consultation = running(Stage.CLOSED, visibility=Visibility.INVITED)
    owner = run_by(consultation)
    conclude(consultation=consultation, reason="Done.", by=owner)
    report = make_report(consultation=consultation, by=owner)
    publish_report(report=report, by=owner)
    for name in ("report-comments", "report-votes", "report-amendments", "report-draft"):
        url = address(name, consultation, report.number)
        assert opened_by(UserFactory.create()).get(url).status_code == 404
    assert opened_by(owner).get(address("report-detail", consultation)).status_code == 200
