"""Amendments from collision to agreed text, in real windows: three that exclude one another, a
compromise, consent, votes in their order, a new version, and votes cast again."""

import pytest
from playwright.sync_api import Page, expect

from principles.models import PrincipleText
from principles.states import Role, Stage
from tests.browser.windows import SignIn, follow, join, press, sign_in, speaker, vote
from tests.factories.consultations import run_by, running
from tests.factories.principles import principle_of

__all__ = ["sign_in"]

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]

BODY = "Governments should keep the network open. Nobody is cut off without a reason."
PROPOSALS = ("States should", "Governments and companies should", "Everybody must")


@pytest.fixture
def people(sign_in: SignIn) -> list[Page]:
    return [
        sign_in(speaker("governments", "Gina Gov", "Ministry of Networks")),
        sign_in(speaker("private-sector", "Pat Cable", "Cable Union")),
        sign_in(speaker("civil-society", "Cleo Net", "Friends of the Net")),
    ]


def propose(page: Page, principle: str, words: str) -> None:
    page.goto(f"{principle}amendments/new")
    page.locator("[name=body]").fill(BODY.replace("Governments should", words))
    page.locator("[name=rationale]").fill("It says who is meant.")
    press(page, "Propose it")
    expect(page.get_by_role("heading", name="What it changes")).to_be_visible()


def on_amendment(page: Page, number: int, choice: str) -> None:
    ballot = page.locator(f"#a-{number}")
    ballot.get_by_role("radio", name=choice, exact=True).check()
    ballot.get_by_role("button", name="Cast vote").click()
    expect(page.locator(f"#a-{number}").get_by_text("Your vote:").first).to_be_visible()


def test_three_that_collide_become_one_text_by_compromise_and_vote(
    sign_in: SignIn, people: list[Page]
) -> None:
    consultation = running(Stage.AMEND, early_voting=True, texts=[("Open", BODY), ("Other", "So.")])
    document = f"/documents/{consultation.document.slug}/"
    principle = f"{document}principles/{principle_of(consultation.document).key}/"
    moderator = run_by(consultation, Role.MODERATOR, address=True)
    gina, pat, cleo = people
    for person, words, choice in zip(
        people, PROPOSALS, ("Support", "Accept", "Oppose"), strict=True
    ):
        join(person, document)
        person.goto(principle)
        vote(person, choice)
        propose(person, principle, words)

    # The component, and what some of them make.
    gina.goto(f"{principle}amendments/")
    expect(gina.get_by_role("heading", name="3 amendments: A-1, A-2, A-3")).to_be_visible()
    for words in PROPOSALS:
        expect(gina.get_by_text(words, exact=True).first).to_be_visible()
    gina.locator("#pick-1").check()
    expect(gina.get_by_text("A-2 falls: A-1 excludes it.")).to_be_visible()
    assert "pick=1" in gina.url
    gina.locator("#pick-2").check()
    expect(gina.get_by_text("States and companies")).to_have_count(0)

    # A compromise of all three, started from one reading.
    gina.locator("a", has_text="Write a compromise").first.click()
    gina.get_by_role("radio", name="“Governments and companies should”").check()
    press(gina, "Put these in")
    wording = gina.locator("[name=body]")
    expect(wording).to_have_value(BODY.replace("Governments should", PROPOSALS[1]))
    agreed = BODY.replace("Governments should", "States and companies should")
    wording.fill(agreed)
    gina.locator("[name=rationale]").fill("Both are meant.")
    press(gina, "Propose the compromise")
    expect(gina.get_by_role("heading", name="It would replace")).to_be_visible()

    for person, button, said in (
        (pat, "It may replace A-2", "Consent given"),
        (cleo, "Keep A-3 apart", "Consent declined"),
    ):
        person.goto(f"{document}amendments/4/")
        press(person, button)
        expect(person.get_by_text(said).last).to_be_visible()

    # Votes, in their order: the compromise first.
    desk = sign_in(moderator)
    desk.goto(f"{principle}amendments/vote/")
    follow(desk, "Open the votes")
    press(desk, "Open the votes")
    for person, choice in zip(people, ("Support", "Accept", "Oppose"), strict=True):
        person.goto(f"{principle}amendments/vote/")
        assert person.locator("article[id^=a-]").first.get_attribute("id") == "a-4"
        on_amendment(person, 4, choice)
    desk.goto(f"{principle}amendments/vote/")
    desk.locator("#a-4").get_by_role("link", name="Close the vote").click()
    press(desk, "Close the vote")

    # The new version, and what became of the others.
    desk.goto(f"{document}amendments/4/")
    expect(desk.get_by_text("Adopted: it is the text since version 2.")).to_be_visible()
    for number, words in ((1, "Taken into A-4"), (2, "Taken into A-4"), (3, "Fell because A-4")):
        desk.goto(f"{document}amendments/{number}/")
        expect(desk.get_by_text(words).first).to_be_visible()
    texts = PrincipleText.objects.filter(version__document=consultation.document, body=agreed)
    assert texts.get().version.number == 2

    # Those who voted on the earlier words are asked again.
    for person, choice in zip(people, ("Support", "Support", "Accept"), strict=True):
        person.goto(principle)
        expect(person.locator("#vote").get_by_text("on version 1. The words")).to_be_visible()
        vote(person, choice, "Confirm vote")
