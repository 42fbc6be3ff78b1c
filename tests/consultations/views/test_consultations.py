"""Home, the list, and the page of one consultation, as anyone reads them."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from consultations import urls
from consultations.actions.lifecycle import move_stage
from consultations.models import Consultation
from consultations.views.visits import KEY, REMEMBERED
from principles.actions import documents
from principles.actions.comments import hide_comment, post_comment
from principles.actions.votes import cast_vote
from principles.models import Document
from principles.states import ResultsShown, Role, Stage, Visibility
from tests.consultations.views.pages import at, signed_in, words_of
from tests.factories.accounts import UserFactory, individual
from tests.factories.consultations import ConsultationFactory, run_by, running
from tests.factories.principles import DocumentFactory, joined, principle_of, text_of

pytestmark = pytest.mark.django_db


# --- The page of one ------------------------------------------------------------------------------


def test_page_needs_no_account_and_sets_no_cookie() -> None:
    """Invariant 20."""
    page = signed_in(None).get(at(running(Stage.COMMENT), "consultation-detail"))

    assert page.status_code == 200
    assert page.cookies == {}
    assert "Reading needs no account." in words_of(page)


def test_page_tells_when_who_and_what_happened() -> None:
    consultation = running(Stage.COMMENT, timezone="Asia/Tokyo")
    moderator = run_by(consultation, Role.MODERATOR, name="Bo Karlsson")
    joined(individual("academia"), consultation.document)
    move_stage(consultation=consultation, to=Stage.AMEND, reason="All was said.", by=moderator)

    said = words_of(signed_in(None).get(at(consultation, "consultation-detail")))

    for words in (
        consultation.summary,
        "We ask all groups what they can sign.",
        "Times are in Asia/Tokyo.",
        "JST",
        "Academia 1 0 0",
        "Run by: Bo Karlsson",
        "Bo Karlsson “Amendments” opened, until ",
        "All was said.",
    ):
        assert words in said


def test_page_shows_a_brief_made_safe() -> None:
    """Abuse 34."""
    consultation = running(
        Stage.COMMENT,
        brief="<script>alert(1)</script> [x](javascript:alert(1)) ![y](http://e.org/p.png)",
    )

    html = signed_in(None).get(at(consultation, "consultation-detail")).content.decode()

    assert "<script>alert" not in html
    assert 'href="javascript:' not in html
    assert "<img" not in html


def test_page_shows_who_voted_only_once_votes_may_be_known() -> None:
    """Invariant 14."""
    shown = running(Stage.VOTE)
    hidden = running(Stage.VOTE, results_shown=ResultsShown.CLOSED)
    for consultation in (shown, hidden):
        person = individual()
        joined(person, consultation.document)
        principle = principle_of(consultation.document)
        text = text_of(principle)
        cast_vote(principle=principle, choice="support", text_hash=text.hash, by=person)

    pages = [
        words_of(signed_in(None).get(at(each, "consultation-detail"))) for each in (shown, hidden)
    ]

    assert ["1 of 1" in page for page in pages] == [True, False]
    assert ["Voted" in page for page in pages] == [True, False]


@pytest.mark.parametrize("visibility", list(Visibility))
def test_page_of_a_draft_is_its_teams(visibility: Visibility) -> None:
    """Abuse 2 and 10."""
    draft = ConsultationFactory.create(visibility=visibility)
    url = at(draft, "consultation-detail")

    assert signed_in(None).get(url).status_code == 404
    assert signed_in(UserFactory.create()).get(url).status_code == 404
    assert signed_in(run_by(draft, Role.OBSERVER)).get(url).status_code == 200


def test_page_by_link_is_read_by_whoever_has_it_and_listed_nowhere() -> None:
    consultation = running(Stage.COMMENT, visibility=Visibility.LINK, title="Quietly shared")

    assert signed_in(None).get(at(consultation, "consultation-detail")).status_code == 200
    assert "Quietly shared" not in words_of(signed_in(None).get("/consultations/"))
    assert "Quietly shared" not in words_of(signed_in(None).get("/"))


def test_page_of_a_document_without_a_consultation_is_not_found() -> None:
    document = DocumentFactory.create(stage=Stage.COMMENT)

    assert signed_in(None).get(f"/consultations/{document.slug}/").status_code == 404


def test_page_offers_the_desk_to_the_team_only() -> None:
    consultation = running(Stage.COMMENT)
    pages = [
        signed_in(user).get(at(consultation, "consultation-detail")).content.decode()
        for user in (None, UserFactory.create(), run_by(consultation, Role.OBSERVER))
    ]

    assert [at(consultation, "desk") in page for page in pages] == [False, False, True]


def test_page_says_for_whom_one_speaks() -> None:
    consultation = running(Stage.COMMENT)
    person = individual("academia", name="Ana Lima")
    joined(person, consultation.document)

    said = words_of(signed_in(person).get(at(consultation, "consultation-detail")))

    assert "You take part: Ana Lima Academia" in said


def test_page_is_revalidated_until_something_happens() -> None:
    consultation = running(Stage.COMMENT)
    url, client = at(consultation, "consultation-detail"), signed_in(None)
    etag = client.get(url)["ETag"]

    same = client.get(url, headers={"If-None-Match": etag})
    move_stage(consultation=consultation, to=Stage.AMEND, reason="On.", by=run_by(consultation))
    other = client.get(url, headers={"If-None-Match": etag})

    assert (same.status_code, other.status_code) == (304, 200)


def lively(times: int) -> Consultation:
    consultation = running(Stage.VOTE)
    for code in ("academia", "governments", "civil-society")[:times]:
        run_by(consultation, Role.MODERATOR)
        person = individual(code)
        joined(person, consultation.document)
        principle = principle_of(consultation.document)
        post_comment(principle=principle, body="Why?", stance="question", by=person)
        text = text_of(principle)
        cast_vote(principle=principle, choice="support", text_hash=text.hash, by=person)
    return consultation


@pytest.mark.parametrize(("signed", "limit"), [(False, 12), (True, 20)])
def test_page_asks_the_same_queries_for_one_as_for_three(
    signed: bool, limit: int, django_assert_max_num_queries: Any
) -> None:
    asked = []
    for consultation in (lively(1), lively(3)):
        client = signed_in(individual() if signed else None)
        client.get(at(consultation, "consultation-detail"))
        with django_assert_max_num_queries(limit) as captured:
            client.get(at(consultation, "consultation-detail"))
        asked.append(len(captured))

    assert asked[0] == asked[1]


# --- What is new since the last visit -------------------------------------------------------------


def visit(client: Any, consultation: Consultation, minutes: float = 0) -> Any:
    """Some minutes from now."""
    with time_machine.travel(timezone.now() + timedelta(minutes=minutes)):
        return client.get(at(consultation, "consultation-detail"))


def test_page_tells_a_returning_person_what_is_new() -> None:
    consultation = running(Stage.COMMENT)
    client = signed_in(UserFactory.create())
    first = visit(client, consultation, minutes=-120)
    speaker = individual()
    joined(speaker, consultation.document)
    principle = principle_of(consultation.document)
    post_comment(principle=principle, body="Why?", stance="question", by=speaker)
    move_stage(consultation=consultation, to=Stage.AMEND, reason="On.", by=run_by(consultation))

    again = visit(client, consultation)
    reloaded = visit(client, consultation, minutes=5)

    assert first.context["news"] is None
    for page in (again, reloaded):
        assert "Since you were here 1 new comment" in words_of(page)
        assert "New since your last visit" in words_of(page)


def test_page_tells_of_nothing_new_when_nothing_is() -> None:
    consultation = running(Stage.COMMENT)
    client = signed_in(UserFactory.create())
    visit(client, consultation, minutes=-120)

    assert "Since you were here" not in words_of(visit(client, consultation))


def test_visits_to_one_consultation_are_none_to_another() -> None:
    client = signed_in(UserFactory.create())
    visit(client, running(Stage.COMMENT), minutes=-120)

    assert visit(client, running(Stage.COMMENT)).context["news"] is None


def test_visits_are_remembered_up_to_a_number() -> None:
    client = signed_in(UserFactory.create())
    session = client.session
    now = timezone.now().isoformat()
    session[KEY] = {str(-n): ["", now] for n in range(REMEMBERED + 5)}
    session.save()
    consultation = running(Stage.COMMENT)

    visit(client, consultation)

    visits = client.session[KEY]
    assert len(visits) == REMEMBERED
    assert str(consultation.pk) in visits


# --- The list and home ----------------------------------------------------------------------------


def test_list_shows_what_there_is_and_says_what_to_do_when_nothing_is() -> None:
    nothing = words_of(signed_in(None).get("/consultations/"))
    running(Stage.COMMENT, title="A charter")

    found = words_of(signed_in(None).get("/consultations/", {"q": "charter"}))
    unmatched = words_of(signed_in(None).get("/consultations/", {"q": "ports"}))

    assert "There is no consultation yet." in nothing
    assert "A charter" in found
    assert "No consultation matches." in unmatched


def test_list_keeps_its_filters_from_page_to_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("consultations.queries.overview.PAGE", 1)
    for title in ("One port", "Two ports"):
        running(Stage.COMMENT, title=title)
    client = signed_in(None)

    first = client.get("/consultations/", {"q": "port", "state": "open"})
    second = client.get("/consultations/" + first.context["older_url"])

    assert "q=port" in first.context["older_url"]
    assert "One port" in words_of(second)
    assert "Two ports" not in words_of(second)
    assert first.context["newer_url"] == ""


@pytest.mark.parametrize(
    "query",
    [
        {"state": "secret"},
        {"state": "draft"},
        {"before": "x"},
        {"after": "9" * 30},
        {"q": "x" * 101},
        {"author__email__startswith": "a", "before": "-1"},
    ],
)
def test_list_answers_404_to_a_page_there_cannot_be(query: dict[str, str]) -> None:
    """Abuse 4 and 31."""
    assert signed_in(None).get("/consultations/", query).status_code == 404


def test_list_offers_drafts_to_those_who_have_some() -> None:
    draft = ConsultationFactory.create(title="Our draft")

    page = signed_in(run_by(draft)).get("/consultations/", {"state": "draft"})

    assert "Our draft" in words_of(page)
    assert "Draft: seen by its team only" in words_of(page)


def test_home_shows_what_is_open_now() -> None:
    running(Stage.VOTE, title="A charter")
    ConsultationFactory.create(title="Secret draft")

    said = words_of(signed_in(None).get("/"))

    assert "A charter" in said
    assert "Secret draft" not in said


@pytest.mark.parametrize("url", ["/", "/consultations/", "/consultations/reports/"])
def test_lists_ask_the_same_queries_for_one_as_for_three(
    url: str, django_assert_max_num_queries: Any
) -> None:
    asked = []
    for _ in range(2):
        running(Stage.COMMENT)
        running(Stage.CONCLUDED)
        running(Stage.PAUSED)
        with django_assert_max_num_queries(8) as captured:
            signed_in(None).get(url)
        asked.append(len(captured))

    assert asked[0] == asked[1]
    assert Document.objects.count() == 6


def test_pages_say_nothing_of_what_was_hidden() -> None:
    """Abuse 13: counts and excerpts of hidden things are absent."""
    consultation = running(Stage.COMMENT)
    speaker = individual()
    joined(speaker, consultation.document)
    comment = post_comment(
        principle=principle_of(consultation.document), body="Dirt.", stance="oppose", by=speaker
    )
    hide_comment(comment=comment, reason="Dirt.", by=run_by(consultation, name="Zed"))

    page = words_of(signed_in(None).get(at(consultation, "consultation-detail")))
    listed = words_of(signed_in(None).get("/consultations/"))

    assert "Civil society 1 0 0" in page
    assert "Dirt." not in page
    assert "0 comments" in listed


def test_no_document_takes_the_address_of_another_page() -> None:
    """A text called “Reports” would have no page of its own otherwise."""
    firsts = {str(each.pattern).split("/")[0] for each in urls.urlpatterns}

    assert {first for first in firsts if first and "<" not in first} <= documents._RESERVED
