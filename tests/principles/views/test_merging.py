"""The page that compares a principle's amendments, tries them together, and adopts them."""

from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import strip_tags

from accounts.models import User
from principles.actions.amendment_votes import close_amendment_vote
from principles.actions.amendments import revise_amendment
from principles.actions.proposals import wording
from principles.actions.versions import publish_version
from principles.models import Amendment, Document, Principle
from principles.rules import RuleSet
from principles.states import AmendmentKind, AmendmentStatus, ResultsShown, Stage, Visibility
from tests.factories.accounts import individual
from tests.factories.amendments import AmendmentFactory
from tests.factories.cache import empty_cache
from tests.factories.principles import joined, open_document, principle_of, seated, text_of

pytestmark = pytest.mark.django_db

BODY = "States should protect privacy. Everyone may appeal against decisions. Data is kept in the open."


@pytest.fixture
def document() -> Document:
    return open_document(Stage.AMEND, texts=[("Privacy", BODY), ("Access", "Give it.")])


@pytest.fixture
def principle(document: Document) -> Principle:
    return principle_of(document)


@pytest.fixture
def moderator(document: Document) -> User:
    return seated(individual(name="Mona Moderator"), document)


def replacing(principle: Principle, old: str, new: str, **fields: object) -> Amendment:
    """An amendment that puts one phrase for another."""
    return AmendmentFactory.create(principle=principle, body=BODY.replace(old, new), **fields)


def url(principle: Principle, *picks: Amendment) -> str:
    query = "&".join(f"pick={each.number}" for each in picks)
    address = reverse("principles:amendment-merging", args=[principle.document.slug, principle.key])
    return f"{address}?{query}" if query else address


def adopting(principle: Principle) -> str:
    return url(principle) + "adopt"


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def words_of(response: Any) -> str:
    """What the page says, without its markup."""
    return " ".join(unescape(strip_tags(response.content.decode())).split())


def decision(*seen: Amendment, version: int = 1, reason: str = "") -> dict[str, object]:
    return {
        "version": version,
        "seen": [f"{each.number}:{each.text_hash}" for each in seen],
        "reason": reason,
    }


# Reading ---------------------------------------------------------------------------------------


def test_anyone_reads_both_readings_of_what_cannot_be_fused(
    client: Client, principle: Principle
) -> None:
    replacing(principle, "States should", "Governments should", label="Name who governs")
    replacing(principle, "States should", "States and companies should")
    said = words_of(client.get(url(principle)))
    assert "2 amendments: A-1, A-2" in said
    assert "A-1: Name who governs" in said
    assert "States and companies" in said
    assert "Governments and companies" not in said


def test_from_what_collides_a_way_leads_to_a_compromise(
    client: Client, principle: Principle
) -> None:
    replacing(principle, "States", "Governments")
    replacing(principle, "States", "Countries")
    page = unescape(client.get(url(principle)).content.decode())
    start = reverse("principles:compromise-propose", args=[principle.document.slug, principle.key])
    assert f'href="{start}?of=1&of=2"' in page


def test_colliding_amendments_that_are_ticked_give_no_text(
    client: Client, principle: Principle
) -> None:
    one = replacing(principle, "States", "Governments")
    other = replacing(principle, "States", "States and companies")
    said = words_of(client.get(url(principle, one, other)))
    assert "These do not go together" in said
    assert "The text they make together" not in said


def test_ticked_amendments_stay_ticked_and_those_that_fall_are_named(
    client: Client, principle: Principle
) -> None:
    one = replacing(principle, "States", "Governments")
    replacing(principle, "States", "Countries", label="Another name")
    page = client.get(url(principle, one))
    said = words_of(page)
    assert "A-2: Another name falls: A-1 excludes it." in said
    html = " ".join(page.content.decode().split())
    assert 'id="pick-1" checked' in html
    assert 'id="pick-2" checked' not in html


def test_nothing_ticked_and_nothing_known_is_said(client: Client, principle: Principle) -> None:
    replacing(principle, "States", "Governments")
    assert "Nothing is ticked." in words_of(client.get(url(principle)))
    said = words_of(client.get(url(principle) + "?pick=77&pick=zero"))
    assert "No longer open on this principle: A-77" in said


def test_without_amendments_the_page_says_so(client: Client, principle: Principle) -> None:
    said = words_of(client.get(url(principle)))
    assert "No amendment to this principle is open." in said
    assert "goes together" not in said


def test_drafts_are_on_nobodys_page(principle: Principle) -> None:
    draft = replacing(principle, "States", "Governments", status=AmendmentStatus.DRAFT)
    said = words_of(client_of(draft.author).get(url(principle, draft)))
    assert "Governments" not in said
    assert "No amendment to this principle is open." in said


def test_hostile_words_are_shown_as_words(client: Client, principle: Principle) -> None:
    hostile = "<script>alert(1)</script>\u202e"
    one = replacing(principle, "States", hostile, label="<img src=x onerror=alert(2)>")
    replacing(principle, "States", "<b>Countries</b>")
    html = client.get(url(principle, one)).content.decode()
    assert "<script>alert" not in html
    assert "<img src=x" not in html
    assert "<b>Countries" not in html
    assert "\u202e" not in html
    assert "[U+202E]" in html


def test_marks_keep_the_direction_of_an_arabic_text(client: Client) -> None:
    body = "الدول تحمي الخصوصية."
    document = open_document(Stage.AMEND, texts=[("الخصوصية", body)], language="ar")
    principle = principle_of(document)
    AmendmentFactory.create(principle=principle, body="كل " + body)
    html = client.get(url(principle)).content.decode()
    text = html[html.index('<div class="text diff marked" lang="ar" dir="auto"><mark') :]
    before_the_words = text[: text.index("الدول")]
    # What has a direction of its own does not decide on that of the text.
    assert 'class="sources" dir="ltr"' in before_the_words


def test_while_results_are_hidden_the_page_says_when_they_are_shown(
    client: Client, principle: Principle
) -> None:
    Document.objects.update(results_shown=ResultsShown.CLOSED)
    one = replacing(principle, "States", "Governments", status=AmendmentStatus.VOTING)
    said = words_of(client.get(url(principle, one)))
    assert "Votes on A-1 so far" in said
    assert "Results are shown to everyone at once" in said
    assert "If the vote ended now" not in said
    assert "Adopted when more than half of the votes for or against are in favour." in said


def test_htmx_gets_the_result_alone_and_a_page_that_is_gone_back_to_is_whole(
    principle: Principle,
) -> None:
    one = replacing(principle, "States", "Governments")
    client = client_of(joined(individual(), principle.document).user)
    part = client.get(url(principle, one), headers={"HX-Request": "true"}).content.decode()
    assert part.lstrip().startswith('<div id="result"')
    assert "Governments" in part
    whole = client.get(
        url(principle, one),
        headers={"HX-Request": "true", "HX-History-Restore-Request": "true"},
    )
    assert "<!DOCTYPE html>" in whole.content.decode()


def test_who_may_not_read_the_document_finds_nothing(client: Client, principle: Principle) -> None:
    Document.objects.update(visibility=Visibility.INVITED)
    assert client.get(url(principle)).status_code == 404
    assert client.get(adopting(principle)).status_code == 404


def test_a_principle_and_an_amendment_lead_to_the_comparison(
    client: Client, principle: Principle
) -> None:
    slug, key = principle.document.slug, principle.key
    home = reverse("principles:principle-detail", args=[slug, key])
    assert url(principle) not in client.get(home).content.decode()
    one = replacing(principle, "States", "Governments")
    empty_cache()
    own = reverse("principles:amendment-detail", args=[slug, one.number])
    assert f'href="{url(principle)}"' in client.get(home).content.decode()
    assert f'href="{url(principle, one)}"' in client.get(own).content.decode()


def test_more_amendments_take_no_more_queries(client: Client, principle: Principle) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get(url(principle) + "?pick=1")
        return len(captured)

    replacing(principle, "States", "Governments")
    replacing(principle, "Everyone", "All")
    # The second time: what the first keeps is asked for once.
    queries()
    few = queries()
    for word in ("Countries", "Nations", "Parliaments"):
        replacing(principle, "States", word)
    assert queries() == few


# Adopting together -----------------------------------------------------------------------------


def test_only_moderators_are_offered_to_adopt(principle: Principle, moderator: User) -> None:
    one = replacing(principle, "States", "Governments")
    reader = joined(individual(), principle.document).user
    assert "Adopt these together" not in words_of(client_of(reader).get(url(principle, one)))
    assert "Adopt these together" in words_of(client_of(moderator).get(url(principle, one)))
    assert client_of(reader).post(adopting(principle), decision(one)).status_code == 403


def test_a_moderator_adopts_several_in_one_version(principle: Principle, moderator: User) -> None:
    one = replacing(principle, "States", "Governments")
    two = replacing(principle, "in the open", "in secret")
    falls = replacing(principle, "States", "Countries")
    response = client_of(moderator).post(
        adopting(principle), decision(one, two, reason="Both were agreed.")
    )
    assert response.status_code == 302
    assert text_of(principle).body == (
        "Governments should protect privacy. Everyone may appeal against decisions. "
        "Data is kept in secret."
    )
    statuses = Amendment.objects.order_by("number").values_list("status", flat=True)
    assert list(statuses) == ["adopted", "adopted", "fallen"]
    falls.refresh_from_db()
    assert falls.decision.because == one


def test_a_text_that_changed_meanwhile_is_shown_and_nothing_is_adopted(
    principle: Principle, moderator: User
) -> None:
    one = replacing(principle, "in the open", "in secret")
    publish_version(
        document=Document.objects.get(pk=principle.document_id),
        changes={principle_of(principle.document, 2).pk: ("Access", "Give it to all.")},
        note="",
        by=moderator,
    )
    response = client_of(moderator).post(adopting(principle), decision(one, reason="As we agreed."))
    assert response.status_code == 409
    said = words_of(response)
    assert "The text changed meanwhile. Nothing was changed." in said
    assert "As we agreed." in said
    compared = reverse("principles:version-compare", args=[principle.document.slug, 1, 2])
    assert f'href="{compared}"' in response.content.decode()
    one.refresh_from_db()
    assert one.status == AmendmentStatus.OPEN


def test_a_wording_revised_meanwhile_is_named(principle: Principle, moderator: User) -> None:
    author = joined(individual(), principle.document)
    one = replacing(principle, "States", "Governments", participation=author)
    seen = decision(one)
    revise_amendment(
        amendment=one,
        operations=wording(principle.key, "Privacy", BODY.replace("States", "Countries")),
        rationale="Better.",
        base_hash=text_of(principle).hash,
        by=author.user,
    )
    response = client_of(moderator).post(adopting(principle), seen)
    assert response.status_code == 409
    assert "Revised since you looked: A-1" in words_of(response)


def test_those_that_exclude_one_another_are_refused_with_the_place(
    principle: Principle, moderator: User
) -> None:
    one = replacing(principle, "States", "Governments")
    other = replacing(principle, "States", "Countries")
    response = client_of(moderator).post(adopting(principle), decision(one, other))
    assert response.status_code == 409
    assert "These do not go together" in words_of(response)


def test_a_rival_text_is_adopted_alone(principle: Principle, moderator: User) -> None:
    rival = AmendmentFactory.create(
        principle=principle, body=BODY + " Courts decide.", kind=AmendmentKind.RIVAL
    )
    other = replacing(principle, "States", "Governments")
    response = client_of(moderator).post(adopting(principle), decision(rival, other))
    assert response.status_code == 409
    assert "A-1 is a rival text" in words_of(response)
    assert text_of(principle).body == BODY


def test_what_is_under_vote_is_not_adopted_without_a_reason(
    principle: Principle, moderator: User
) -> None:
    principle.document.decision_rule = RuleSet(quorum_votes=9).as_json()
    principle.document.save()
    one = replacing(principle, "States", "Governments", status=AmendmentStatus.VOTING)
    assert client_of(moderator).post(adopting(principle), decision(one)).status_code == 409
    close_amendment_vote(amendment=one, by=moderator)
    response = client_of(moderator).post(adopting(principle), decision(one))
    assert response.status_code == 400
    assert 'id="adopt_reason_error"' in response.content.decode()
    assert text_of(principle).body == BODY


def test_a_broken_form_adopts_nothing(principle: Principle, moderator: User) -> None:
    replacing(principle, "States", "Governments")
    client = client_of(moderator)
    assert client.post(adopting(principle), {"version": 1, "seen": ["x:y"]}).status_code == 400
    assert client.post(adopting(principle), decision()).status_code == 400
    assert client.get(adopting(principle)).headers["Location"] == url(principle)
