"""The main job from end to end, in real windows: a text comes in, its report goes out.

Every act is done on the pages; the background jobs by a worker process of their own.
"""

import csv
import io

import pytest
from playwright.sync_api import Page, expect

from accounts.jobs.relay import relay_due_jobs
from principles.models import Document
from principles.states import Stage
from tests.browser.windows import SignIn, follow, join, press, sign_in, speaker, vote
from tests.factories.accounts import (
    ConvenerFactory,
)
from tests.factories.consultations import running
from tests.factories.principles import principle_of
from tests.services.conftest import StartWorker, broker, start_worker
from tests.services.processes import wait_until

__all__ = ["broker", "sign_in", "start_worker"]

pytestmark = [
    pytest.mark.browser,
    pytest.mark.services,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]

TEXT = """A pledge on public libraries

1. Open doors
Every library lets anyone read without a card.

2. Quiet data
No library keeps a list of what a reader has borrowed.

3. Fair hours
Libraries open when working people can come.
"""
SELECT = """words => {
  const node = [...document.querySelectorAll("#text p")].map((paragraph) => paragraph.firstChild)
    .find((text) => text.data.includes(words));
  const range = document.createRange();
  range.setStart(node, node.data.indexOf(words));
  range.setEnd(node, node.data.indexOf(words) + words.length);
  getSelection().removeAllRanges();
  getSelection().addRange(range);
}"""


def import_pledge(page: Page) -> None:
    page.goto("/documents/import/")
    page.locator("textarea[name=text]").fill(TEXT)
    press(page, "Read the text")
    expect(page.get_by_text("3 principles were found.")).to_be_visible()
    page.locator("#p-0-1").get_by_role("link", name="Edit or split").click()
    page.locator("[name=principle_title]").fill("Quiet records")
    press(page, "Save the principle")
    expect(page.get_by_role("heading", name="Quiet records")).to_be_visible()
    press(page, "Looks right: create the document")


def start_consultation(page: Page) -> None:
    page.wait_for_url("**/consultations/new/**")
    page.get_by_label("In one sentence").fill("What should a library promise its readers?")
    page.get_by_label("Votes may be cast while amendments are open").check()
    page.locator("[name=results_shown][value=live]").check()
    press(page, "Keep the draft")
    page.wait_for_url("**/desk/")
    page.goto(f"{page.url}announce/")
    press(page, "Announce")
    expect(page.get_by_text("The consultation is announced.")).to_be_visible()


def move_to(page: Page, stage: Stage) -> None:
    follow(page, "Move to another stage now")
    page.get_by_label(str(stage.label), exact=True).check()
    page.get_by_label("Why").fill("All are ready for it.")
    press(page, "Move")
    expect(page.get_by_text("The stage is changed.")).to_be_visible()


def comment(page: Page, body: str, stance: str, words: str = "") -> None:
    if words:
        page.evaluate(SELECT, words)
        press(page, "Comment on these words")
        expect(page.locator("[name=anchor_exact]")).to_have_value(words)
    else:
        page.get_by_text("Write a comment").click()
    page.locator("[name=stance]").select_option(stance)
    page.locator("#comment-form [name=body]").fill(body)
    press(page, "Post comment")
    expect(page.locator("#threads").get_by_text(body)).to_be_visible()


def rows_of(page: Page, name: str) -> list[dict[str, str]]:
    with page.expect_download() as download:
        follow(page, name)
    text = download.value.path().read_text("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def cells(page: Page, selector: str) -> list[list[str]]:
    return [
        [" ".join(text.split()) for text in row.locator("th, td").all_inner_texts()]
        for row in page.locator(f"{selector} tbody tr").all()
    ]


def test_text_is_imported_deliberated_amended_voted_and_reported(
    sign_in: SignIn, start_worker: StartWorker
) -> None:
    start_worker()
    desk = sign_in(ConvenerFactory.create(name="Olive Convener", address=True))
    import_pledge(desk)
    start_consultation(desk)
    document = f"/documents/{Document.objects.get().slug}/"
    principle = f"{document}principles/1/"
    move_to(desk, Stage.COMMENT)

    people = [
        sign_in(speaker("civil-society", "Ana Reader", "Friends of Books")),
        sign_in(speaker("academia", "Bo Scholar", "College of Shelves")),
        sign_in(speaker("governments", "Cy Clerk", "Ministry of Reading")),
    ]
    ana, bo, cy = people
    for person in people:
        join(person, document)
        person.goto(principle)
    comment(ana, "Visitors from abroad need this most of all.", "support", "without a card")
    comment(bo, "Rare books must stay with a card.", "oppose")
    comment(cy, "Who pays for the desks of all these readers?", "question")

    move_to(desk, Stage.AMEND)
    for person, choice in zip(people, ("Support", "Oppose", "Accept"), strict=True):
        person.goto(principle)
        vote(person, choice)

    bo.goto(f"{principle}amendments/new")
    body = "Every library lets anyone read common books without a card."
    bo.locator("[name=body]").press("ControlOrMeta+a")
    bo.locator("[name=body]").press_sequentially(body)
    expect(bo.locator("#preview .diff ins").first).to_contain_text("common")  # before any button
    bo.locator("[name=rationale]").fill("Rare books cannot be lent to everyone.")
    press(bo, "Propose it")
    bo.wait_for_url("**/amendments/1/")

    def is_summarised() -> bool:
        relay_due_jobs()
        ana.goto(principle)
        return ana.get_by_role("heading", name="What each group says").count() == 1

    wait_until(is_summarised)

    desk.goto(f"{document}amendments/1/")
    press(desk, "Adopt this wording")
    expect(desk.get_by_text("Adopted: it is the text since version 2.")).to_be_visible()

    for person, choice in zip(people, ("Support", "Support", "Accept"), strict=True):
        person.goto(principle)
        expect(person.locator("#vote").get_by_text("” on version 1. The words")).to_be_visible()
        follow(person, "See what changed")
        expect(person.locator("#p-1 .diff ins").first).to_contain_text("common")
        person.goto(principle)
        vote(person, choice, "Confirm vote")

    desk.goto(f"/consultations{document.removeprefix('/documents')}desk/close/")
    desk.get_by_label("Why").fill("Everyone has voted.")
    press(desk, "Close")
    expect(desk.get_by_text("The consultation is closed.")).to_be_visible()
    desk.goto(f"{desk.url}conclude/")
    desk.get_by_label("Why").fill("The words are agreed.")
    press(desk, "Conclude")
    expect(desk.get_by_text("The consultation is concluded.")).to_be_visible()
    press(desk, "Make the report")
    press(desk, "Publish this report")
    expect(desk.get_by_role("button", name="Publish this report")).to_have_count(0)

    visitor = sign_in(None)
    visitor.goto(f"/consultations{document.removeprefix('/documents')}report/")
    visitor.get_by_text("3 people took part; organisations spoken for: 3.").wait_for()
    visitor.get_by_text("Of 1 amendment 1 was adopted.").wait_for()
    visitor.get_by_role("heading", name="2. Quiet records").wait_for()
    first = visitor.locator(".report-principle").first
    assert body in first.inner_text()

    comments = rows_of(visitor, "comments")
    assert sorted((row["group"], row["stance"], row["quote"]) for row in comments) == [
        ("Academia", "oppose", ""),
        ("Civil society", "support", "without a card"),
        ("Governments", "question", ""),
    ]
    votes = [row for row in rows_of(visitor, "votes by group") if row["principle"] == "1"]
    columns = ("support", "accept", "abstain", "oppose", "voted")
    shown = {row[0]: row for row in cells(visitor, ".report-principle >> nth=0 >> table")}
    heads = [" ".join(text.split()) for text in first.locator("thead th").all_inner_texts()]
    for row in votes:
        at = {name.lower(): n for n, name in enumerate(heads)}
        numbers = [shown[row["group"]][at[name]].split()[0] for name in columns]
        assert numbers == [row[name] for name in columns]
    assert sum(int(row["support"]) for row in votes) == 2
    assert sum(int(row["voted"]) for row in votes) == 3
    amendments = rows_of(visitor, "amendments")
    assert [(row["number"], row["status"], row["version"]) for row in amendments] == [
        ("A-1", "adopted", "2")
    ]
    line = " ".join(visitor.locator("#amendments ~ div tbody tr").inner_text().split())
    assert "Adopted in version 2" in line


def test_person_takes_part_without_javascript(sign_in: SignIn) -> None:
    consultation = running(Stage.AMEND, early_voting=True)
    found = principle_of(consultation.document)
    document = f"/documents/{consultation.document.slug}/"
    principle = f"{document}principles/{found.key}/"
    page = sign_in(speaker("academia", "Bo Scholar", "College of Shelves"), scripts=False)
    join(page, document)
    page.goto(principle)
    page.locator("#vote").get_by_role("radio", name="Accept", exact=True).check()
    press(page, "Cast vote")
    expect(page.locator("#vote").get_by_role("button", name="Change vote")).to_be_visible()

    page.get_by_text("Write a comment").click()
    page.locator("[name=stance]").select_option("question")
    page.locator("#comment-form [name=body]").fill("Who sees to it?")
    press(page, "Post comment")
    expect(page.locator("article.comment").get_by_text("Who sees to it?")).to_be_visible()

    page.goto(f"{principle}amendments/new")
    wording = page.locator("[name=body]")
    wording.fill(f"{wording.input_value().rstrip()} It is reported every year.")
    press(page, "Show what it changes")
    expect(page.locator("#preview .diff ins")).to_contain_text("It is reported every year.")
    page.locator("[name=rationale]").fill("What is reported is done.")
    press(page, "Propose it")
    page.wait_for_url("**/amendments/1/")
