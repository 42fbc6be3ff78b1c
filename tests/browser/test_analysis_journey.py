"""Where groups stand, from end to end in real windows: statements are answered on cards and make
opinion groups, comments become points that people and moderators correct, agreement is named."""

import csv
import random
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db.models.functions import Now
from playwright.sync_api import Locator, Page, ViewportSize, expect

from accounts.jobs.relay import relay_due_jobs
from accounts.models import Job
from accounts.models.job import JobStatus
from consultations.models import Consultation, StatementVote
from principles.actions.comments import post_comment
from principles.models import Principle
from principles.states import Role, Stage
from tests.browser.windows import SignIn, follow, join, press, sign_in, speaker
from tests.factories.accounts import individual
from tests.factories.consultations import run_by, running
from tests.factories.designations import voted
from tests.factories.principles import joined, principle_of
from tests.services.conftest import StartWorker, broker, start_worker
from tests.services.processes import wait_until

__all__ = ["broker", "sign_in", "start_worker"]

pytestmark = [
    pytest.mark.browser,
    pytest.mark.services,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]

PEOPLE, STATEMENTS = 40, 14
ACADEMIA = (
    "Open measurements let everybody repeat our studies.",
    "Students need a network in their rooms at night.",
    "Libraries should lend devices to those without any.",
    "Teaching materials ought to be free of fees.",
)
REWORDED = "Villages fear the costs that this puts on them."
PHONE: ViewportSize = {"width": 390, "height": 844}
UNDER_WAY = (JobStatus.WAITING, JobStatus.SENT, JobStatus.RUNNING)


def write_conversation(folder: Path) -> Path:
    """Two camps that answer the first twelve statements oppositely, and the last two alike."""
    chance = random.Random(7)
    with (folder / "comments.csv").open("w", newline="") as file:
        rows = csv.writer(file)
        columns = "timestamp,datetime,comment-id,author-id,agrees,disagrees,moderated,comment-body"
        rows.writerow(columns.split(","))
        rows.writerows(
            [0, "", number, 0, 0, 0, 1, f"Harbour rule number {number} should stay as it is."]
            for number in range(STATEMENTS)
        )
    with (folder / "participants-votes.csv").open("w", newline="") as file:
        rows = csv.writer(file)
        columns = "participant,group-id,n-comments,n-votes,n-agree,n-disagree"
        rows.writerow([*columns.split(","), *map(str, range(STATEMENTS))])
        for person in range(PEOPLE):
            camp = 1 if person % 2 else -1
            usual = [camp if number % 2 else -camp for number in range(STATEMENTS - 2)] + [1, 1]
            given = [chance.choices((each, 0, -each), (16, 2, 1))[0] for each in usual]
            counts = [len(given), given.count(1), given.count(-1)]
            rows.writerow([person, "", 0, *counts, *given])
    return folder


def run_jobs() -> None:
    """Everything that waits, at once and not when more is gathered; and what that puts in line."""

    def is_idle() -> bool:
        Job.objects.filter(status=JobStatus.WAITING).update(due_at=Now())
        relay_due_jobs()
        return not Job.objects.filter(status__in=UNDER_WAY).exists()

    wait_until(is_idle)
    assert not Job.objects.filter(status=JobStatus.FAILED).exists()


def address(consultation: Consultation) -> str:
    return f"/consultations/{consultation.document.slug}/"


def card_of(page: Page) -> str:
    return page.locator("#card .panel .meta").first.inner_text()


def progress_of(page: Page) -> Locator:
    return page.locator("#card").get_by_role("status")


def answer_by_key(page: Page, key: str) -> str:
    """The name of the card that was answered; the next one is on the page."""
    shown = card_of(page)
    page.keyboard.press(key)
    expect(page.locator("#card .panel .meta").first).not_to_have_text(shown)
    return shown


def test_conversation_from_polis_is_grouped_and_gone_on_with(
    sign_in: SignIn, start_worker: StartWorker, tmp_path: Path
) -> None:
    start_worker()
    consultation = running(Stage.COMMENT, results_shown="live")
    slug, opinions = consultation.document.slug, address(consultation) + "opinions/"
    folder = tmp_path / "export"
    folder.mkdir()
    call_command("import_polis", str(write_conversation(folder)), "--consultation", slug)
    run_jobs()

    # What came of it, for anybody.
    visitor = sign_in(None)
    visitor.goto(f"{opinions}results/")
    expect(visitor.get_by_text("40 people answered; they form 2 groups")).to_be_visible()
    expect(visitor.get_by_role("img", name="Map of opinions")).to_be_visible()
    assert visitor.locator(".opinion-map path[class^=dot]").count() > 10
    for letter in "AB":
        expect(
            visitor.get_by_role("heading", name=f"Group {letter}: 20 people, 50%")
        ).to_be_visible()

    # One by one, by keys; skipped cards come back when asked for.
    ana = sign_in(speaker("civil-society", "Ana Pier", "Friends of Harbours"))
    join(ana, f"/documents/{slug}/")
    ana.goto(opinions)
    expect(progress_of(ana)).to_have_text("0 of 14 answered")
    answered = [answer_by_key(ana, key) for key in "adpsada"]
    assert len(set(answered)) == len(answered)
    expect(progress_of(ana)).to_have_text("6 of 14 answered")
    expect(ana.get_by_text(f"You agreed with {answered[-1]}.")).to_be_visible()
    follow(ana, "Take up the 1 card you skipped")
    assert card_of(ana) == answered[3]
    ana.keyboard.press("a")
    expect(ana.get_by_text("There is nothing left that you skipped.")).to_be_visible()
    ana.goto(f"{opinions}statements/{answered[0].removeprefix('S-')}/")
    expect(ana.get_by_text("Your answer: Agree.")).to_be_visible()
    press(ana, "Take my answer back")
    ana.goto(opinions)
    expect(progress_of(ana)).to_have_text("6 of 14 answered")

    # On a phone without scripts, with buttons that a thumb finds.
    ben = sign_in(speaker("academia", "Ben Quay", "College of Tides"), scripts=False)
    ben.set_viewport_size(PHONE)
    join(ben, f"/documents/{slug}/")
    ben.goto(opinions)
    seen = []
    for button in ("Agree", "Disagree", "Pass, or not sure", "Skip for now", "Agree"):
        seen.append(card_of(ben))
        box = ben.get_by_role("button", name="Agree", exact=True).bounding_box()
        assert box is not None
        assert (box["height"] >= 48, box["width"] >= 300) == (True, True)
        assert ben.evaluate("document.scrollingElement.scrollWidth") == PHONE["width"]
        press(ben, button)
    assert len({*seen, card_of(ben)}) == 6
    expect(progress_of(ben)).to_have_text("4 of 14 answered")
    follow(ben, "Propose a statement of your own")
    ben.locator("[name=text]").fill("Night ferries should be cheaper.")
    press(ben, "Propose it")

    # Moderators open theirs at once, and let in what people propose.
    desk = sign_in(run_by(consultation, Role.MODERATOR, address=True))
    desk.goto(f"{address(consultation)}desk/statements/")
    expect(desk.get_by_text("Night ferries should be cheaper.")).to_be_visible()
    press(desk, "Let it in S-15")
    expect(desk.get_by_text("No proposal waits.")).to_be_visible()
    desk.locator("[name=texts]").fill("Cranes rest on Sundays.\nGulls are fed by nobody.")
    press(desk, "Open them for opinions")
    ben.goto(opinions)
    expect(progress_of(ben)).to_have_text("4 of 17 answered")
    assert StatementVote.objects.filter(participation__isnull=False).count() == 12


def say(principle: Principle, code: str, stance: str, *bodies: str) -> None:
    """A new individual of the group for each."""
    for body in bodies:
        person = individual(code)
        joined(person, principle.document)
        post_comment(principle=principle, body=body, stance=stance, by=person)


def write_comment(page: Page, body: str, stance: str) -> None:
    page.get_by_text("Write a comment").click()
    page.locator("[name=stance]").select_option(stance)
    page.locator("#comment-form [name=body]").fill(body)
    press(page, "Post comment")
    expect(page.locator("#threads").get_by_text(body)).to_be_visible()


def change_point(desk: Page, summary: str, words: str) -> None:
    """To the page of the point that begins with these words."""
    desk.goto(summary)
    desk.locator("article").filter(has_text=words).get_by_text("Change P-").first.click()


def decide(desk: Page, act: str, reason: str, **values: str) -> None:
    for name, value in values.items():
        desk.locator(f"#{act}_{name}").fill(value)
    desk.locator(f"#{act}_reason").fill(reason)
    with desk.expect_navigation():
        desk.locator(f"button[name=act][value={act}]").click()
    expect(desk.get_by_text("It is done, and everyone can read that it was.")).to_be_visible()


def test_points_are_found_objected_to_corrected_published_and_kept(
    sign_in: SignIn, start_worker: StartWorker
) -> None:
    start_worker()
    consultation = running(Stage.COMMENT, results_shown="live")
    found = principle_of(consultation.document)
    principle = f"/documents/{consultation.document.slug}/principles/{found.key}/"
    positions = address(consultation) + "positions/"
    say(found, "academia", "support", *ACADEMIA)
    cleo = sign_in(speaker("civil-society", "Cleo Net", "Friends of the Net"))
    join(cleo, f"/documents/{consultation.document.slug}/")
    cleo.goto(principle)
    write_comment(cleo, "Small villages cannot pay for the masts that this asks of them.", "oppose")
    run_jobs()

    visitor = sign_in(None)
    visitor.goto(positions)
    glance = visitor.locator("table.matrix")
    expect(glance.get_by_role("columnheader", name="Civil society")).to_be_visible()
    glance.locator("tbody tr").first.get_by_role("link", name="Civil society").click()
    expect(
        visitor.get_by_text("Small villages cannot pay").filter(visible=True).first
    ).to_be_visible()

    # Who wrote a comment sees what was made of it, and may say that it is not that.
    cleo.goto(principle)
    cleo.get_by_text("Your comment, and the point that carries it").click()
    follow(cleo, "This is not what I said")
    cleo.locator("[name=note]").fill("It is about who pays, not about masts.")
    press(cleo, "Tell the moderators")
    expect(cleo.get_by_text("Moderators will read it, and answer you here.")).to_be_visible()

    desk = sign_in(run_by(consultation, Role.MODERATOR, address=True))
    summaries = address(consultation) + "desk/summaries/"
    desk.goto(summaries)
    desk.get_by_role("link", name="Answer on P-").click()
    desk.locator("textarea[name=answer]").fill("We say it so now.")
    with desk.expect_navigation():
        press(desk, "Answer")
    decide(desk, "reword", "Its author asked for it.", wording=REWORDED)
    cleo.goto(principle)
    expect(cleo.get_by_text("We say it so now.").first).to_be_attached()

    # Points of another group: one dropped, one merged, the rest reviewed and published.
    row = desk.locator("tr").filter(has_text="Academia")
    desk.goto(summaries)
    row.get_by_role("link", name="Review").click()
    summary = desk.url
    change_point(desk, summary, ACADEMIA[0])
    decide(desk, "drop", "It is about another text.")
    change_point(desk, summary, ACADEMIA[1])
    desk.locator("#merge_into").select_option(index=0)
    decide(desk, "merge", "Both ask for the same.")
    desk.goto(summary)
    press(desk, "Mark as reviewed")
    press(desk, "Publish")
    expect(desk.get_by_role("button", name="Take back its publication")).to_be_visible()

    # What is said later marks it; a new run keeps what was decided.
    cleo.goto(principle)
    write_comment(cleo, "Who repairs a broken cable in the mountains?", "question")
    say(found, "academia", "support", "Weather stations would profit from it every day.")
    visitor.goto(f"{positions}{found.key}/")
    expect(visitor.get_by_text("Out of date: people have said more since").first).to_be_visible()
    run_jobs()
    desk.goto(summaries)
    press(desk, "Make what is missing or out of date")
    run_jobs()
    visitor.goto(f"{positions}{found.key}/")
    expect(visitor.get_by_text("Out of date")).to_have_count(0)
    expect(visitor.get_by_text(REWORDED).filter(visible=True).first).to_be_visible()
    expect(
        visitor.get_by_text("Who repairs a broken cable").filter(visible=True).first
    ).to_be_visible()
    # What was dropped stands apart, with the reason.
    expect(visitor.get_by_text(ACADEMIA[0]).filter(visible=True)).to_have_count(0)
    visitor.locator("summary").filter(has_text="set aside by moderators").first.click()
    expect(
        visitor.get_by_text("It is about another text.").filter(visible=True).first
    ).to_be_visible()
    visitor.goto(f"{positions}residual/")
    expect(visitor.get_by_text(ACADEMIA[0])).to_be_visible()


def test_chair_names_the_agreement_and_those_who_differ_are_heard(sign_in: SignIn) -> None:
    consultation = voted()
    document = consultation.document
    cleo_user = speaker("civil-society", "Cleo Net", "Friends of the Net")
    joined(cleo_user, document)
    page_of_it = f"{address(consultation)}agreement/{principle_of(document).key}/"
    desk, cleo = sign_in(run_by(consultation, address=True)), sign_in(cleo_user)

    desk.goto(page_of_it)
    desk.get_by_role("radio", name="Strong support but significant opposition").check()
    desk.locator("[name=rationale]").fill("All but a ministry can live with it.")
    press(desk, "Decide and publish")
    expect(desk.get_by_text("All but a ministry can live with it.")).to_be_visible()

    cleo.goto(page_of_it)
    cleo.locator("form").filter(has=cleo.get_by_role("button", name="Object")).locator(
        "[name=reason]"
    ).fill("Villages were not asked.")
    press(cleo, "Object")
    cleo.get_by_text("Write a minority statement").click()
    cleo.locator("[name=body]").fill("We would leave out **masts**.")
    press(cleo, "Publish it")
    expect(cleo.locator("#minority ~ article strong")).to_have_text("masts")

    desk.goto(page_of_it)
    desk.locator("[id^=objection-] summary").click()
    desk.locator("[id^=objection-] [name=answer]").fill("They were, in May.")
    press(desk, "Publish the answer")
    visitor = sign_in(None, scripts=False)
    visitor.goto(page_of_it)
    for words in ("Villages were not asked.", "They were, in May.", "We would leave out"):
        expect(visitor.get_by_text(words)).to_be_visible()
    for words in ("Ministry of Posts", "It costs too much."):
        expect(visitor.get_by_text(words).first).to_be_visible()
