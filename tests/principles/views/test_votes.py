"""Casting a vote on the page: with and without JavaScript, and when it goes wrong."""

import re
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.html import strip_tags

from accounts.models import Entry, User
from principles.actions.locking import lock_stage_to_move
from principles.actions.versions import publish_version
from principles.models import Document, Principle, Vote, hash_text
from principles.states import Stage
from tests.factories.accounts import UserFactory, individual
from tests.factories.principles import joined, open_document, principle_of, seated, text_of

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def owner() -> User:
    return UserFactory.create()


@pytest.fixture
def document(owner: User) -> Document:
    return open_document(Stage.VOTE, owner=owner)


@pytest.fixture
def principle(document: Document) -> Principle:
    return principle_of(document)


@pytest.fixture
def client(document: Document) -> Client:
    return client_of(joined(individual(), document).user)


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def vote_url(principle: Principle) -> str:
    return reverse("principles:vote-cast", args=[principle.document.slug, principle.key])


def page_url(principle: Principle) -> str:
    return reverse("principles:principle-detail", args=[principle.document.slug, principle.key])


def post(client: Client, principle: Principle, *, htmx: bool = False, **data: str) -> Any:
    values = {"choice": "accept", "text_hash": text_of(principle).hash, **data}
    response: Any = client.post(vote_url(principle), values, headers=HTMX if htmx else None)
    return response


def words_of(response: Any) -> str:
    return " ".join(strip_tags(response.content.decode()).split())


def change_text(principle: Principle, owner: User) -> None:
    with transaction.atomic():
        publish_version(
            document=lock_stage_to_move(principle.document_id),
            changes={principle.pk: (text_of(principle).title, "Nobody may close any part of it.")},
            note="",
            by=owner,
        )


def test_vote_is_cast_and_leads_back_to_the_page(client: Client, principle: Principle) -> None:
    response = post(client, principle)
    assert (response.status_code, response["Location"]) == (302, f"{page_url(principle)}#vote")
    assert Vote.objects.get().choice == "accept"
    followed = client.get(page_url(principle))
    assert "Your vote is recorded: Accept." in words_of(followed)


def test_vote_by_htmx_brings_ballot_and_results_up_to_date(
    client: Client, principle: Principle
) -> None:
    response = post(client, principle, htmx=True)
    html = response.content.decode()
    assert response.status_code == 200
    assert "<html" not in html
    assert "Your vote is recorded: Accept." in html
    assert '<div id="vote"' in html
    assert 'hx-swap-oob="true"' in html
    assert "Fewer than 5 individuals voted, or all voted alike, in: Civil society." in words_of(
        response
    )


def test_vote_is_changed(client: Client, principle: Principle) -> None:
    post(client, principle)
    post(client, principle, choice="block", reason="It binds nobody.")
    vote = Vote.objects.get()
    assert (vote.choice, vote.reason) == ("block", "It binds nobody.")


@pytest.mark.parametrize("htmx", [False, True])
@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({"choice": ""}, "Choose one of the positions."),
        ({"choice": "veto"}, "Choose one of the positions listed."),
        ({"choice": "block"}, "Say why you block: others must be able to answer."),
        ({"choice": "block", "reason": "x" * 2001}, "at most 2000 characters"),
        ({"text_hash": "", "choice": "support"}, "This page is out of date. Load it again."),
        ({"text_hash": "x" * 64}, "This page is out of date. Load it again."),
        ({"text_hash": "' OR 1=1 --"}, "This page is out of date. Load it again."),
    ],
)
def test_what_is_no_vote_is_answered_at_its_field_and_changes_nothing_abuse_52(
    client: Client, principle: Principle, data: dict[str, str], message: str, htmx: bool
) -> None:
    response = post(client, principle, htmx=htmx, **data)
    assert response.status_code == 400
    assert message in words_of(response)
    assert ("<html" in response.content.decode()) is not htmx
    assert not Vote.objects.exists()
    if data.get("choice"):
        assert data.get("reason", "") in response.content.decode()


def test_twice_the_same_choice_or_other_fields_change_nothing_else_abuse_11_52(
    client: Client, principle: Principle
) -> None:
    client.post(
        vote_url(principle),
        {
            "choice": ["accept", "oppose"],
            "text_hash": text_of(principle).hash,
            "group": "governments",
            "holder": "o1",
            "organisation": "1",
            "cast_at": "2001-01-01",
            "status": "final",
        },
    )
    vote = Vote.objects.get()
    assert vote.choice == "oppose"
    assert vote.group.code == "civil-society"
    assert vote.holder.startswith("u")
    assert vote.cast_at.year > 2001


@pytest.mark.parametrize("htmx", [False, True])
def test_words_that_changed_meanwhile_are_shown_with_the_form_kept_invariant_10(
    client: Client, principle: Principle, owner: User, htmx: bool
) -> None:
    read = text_of(principle)
    change_text(principle, owner)
    response = post(
        client,
        principle,
        htmx=htmx,
        text_hash=read.hash,
        choice="block",
        reason="It binds nobody.",
    )
    html = response.content.decode()
    words = words_of(response)
    assert response.status_code == 409
    assert "The text changed while you were reading. Your vote was not cast." in words
    assert "<del>" in html
    assert "<ins>" in html
    assert "It binds nobody." in html
    assert f'value="{text_of(principle).hash}"' in html
    assert re.search(r'value="block"[^>]* checked', html)
    assert not Vote.objects.exists()
    again = post(client, principle, choice="block", reason="It binds nobody.")
    assert again.status_code == 302


def test_words_that_never_were_are_a_conflict_too(client: Client, principle: Principle) -> None:
    response = post(client, principle, text_hash=hash_text("Never", "written"))
    assert response.status_code == 409
    assert "<del>" not in response.content.decode()


def test_vote_after_the_close_is_refused_with_the_form_kept_abuse_67(
    client: Client, principle: Principle
) -> None:
    Document.objects.update(closes_at=timezone.now())
    response = post(client, principle, choice="block", reason="It binds nobody.")
    assert response.status_code == 400
    assert "The time for this ended while you were writing." in words_of(response)
    assert "It binds nobody." in response.content.decode()
    assert not Vote.objects.exists()


def test_block_where_there_is_none_is_refused(client: Client, principle: Principle) -> None:
    Document.objects.update(allows_block=False)
    response = post(client, principle, choice="block", reason="It binds nobody.")
    assert response.status_code == 400
    assert not Vote.objects.exists()


def test_nobody_without_a_voice_votes_abuse_1(document: Document, principle: Principle) -> None:
    for user in (individual(), seated(individual(), document), UserFactory.create(is_staff=True)):
        response = post(client_of(user), principle)
        assert response.status_code == 403
    assert post(Client(), principle).status_code == 403
    assert not Vote.objects.exists()
    assert not Entry.objects.filter(kind="vote.cast").exists()


def test_refusal_says_why(document: Document, principle: Principle) -> None:
    response = post(client_of(individual()), principle)
    assert "Say for whom you speak first." in words_of(response)


def test_vote_without_a_token_is_refused_abuse_50(document: Document, principle: Principle) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(joined(individual(), document).user)
    assert post(client, principle).status_code == 403
    assert not Vote.objects.exists()


def test_address_of_the_form_leads_to_the_page(client: Client, principle: Principle) -> None:
    response = client.get(vote_url(principle))
    assert (response.status_code, response["Location"]) == (302, page_url(principle))


def test_vote_on_what_does_not_exist_is_not_found(client: Client, document: Document) -> None:
    address = reverse("principles:vote-cast", args=[document.slug, 99])
    assert client.post(address, {"choice": "accept"}).status_code == 404


def test_vote_takes_eight_statements_on_postgresql(client: Client, principle: Principle) -> None:
    """Session, person, principle with document, locked stage, voice with seat, words with the
    present vote, the vote, entry and payload; besides the savepoints of the test."""
    address, data = vote_url(principle), {"choice": "accept", "text_hash": text_of(principle).hash}
    with CaptureQueriesContext(connection) as captured:
        client.post(address, data)
    asked = [each["sql"] for each in captured if "SAVEPOINT" not in each["sql"]]
    # There an entry of the record and its payload are one.
    assert len(asked) == 9 - (connection.vendor == "postgresql"), asked
