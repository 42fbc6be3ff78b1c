"""The document's page: what it shows, to whom, at what cost, and how caches may keep it."""

from datetime import UTC, datetime

import pytest
from django.db import transaction
from django.test import Client
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from accounts.models import User
from accounts.record import ACCOUNTS, record
from principles.models import Comment, Document, Vote
from principles.states import Choice, ResultsShown, Role, Stage, Stance, Visibility
from tests.factories.accounts import StaffFactory, UserFactory, individual, representative
from tests.factories.cache import empty_cache
from tests.factories.principles import (
    DocumentFactory,
    joined,
    open_document,
    principle_of,
    seated,
    text_of,
)

pytestmark = pytest.mark.django_db


def url_of(document: Document) -> str:
    return f"/documents/{document.slug}/"


def signed_in(client: Client, user: User) -> Client:
    client.force_login(user)
    return client


def page(client: Client, document: Document) -> str:
    response = client.get(url_of(document))
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def comment(document: Document, key: int = 1, number: int = 1) -> Comment:
    voice = joined(individual(), document)
    assert document.current_version is not None
    return Comment.objects.create(
        document=document,
        number=number,
        principle=principle_of(document, key),
        version=document.current_version,
        author=voice.user,
        participation=voice,
        group=voice.group,
        stance=Stance.SUPPORT,
        body="Yes.",
        html="<p>Yes.</p>",
    )


def vote(document: Document, key: int = 1, choice: Choice = Choice.SUPPORT) -> Vote:
    """Of an organisation, whose votes are shown however few they are."""
    voice = joined(representative(), document)
    text = text_of(principle_of(document, key))
    return Vote.objects.create(
        principle=text.principle,
        holder=voice.holder,
        text=text,
        text_hash=text.hash,
        choice=choice,
        participation=voice,
        group=voice.group,
        organisation=voice.organisation,
        cast_at=timezone.now(),
    )


# --- What it shows --------------------------------------------------------------------------------


def test_document_page_reads_like_the_text(client: Client) -> None:
    document = open_document(
        sections=2,
        preamble="We agree.\n\n- on this;\n- on that.",
        texts=[("Reach <b>all</b>", "First.\n\nSecond."), ("Price", "Fair.")],
    )
    html = page(client, document)
    assert "<p> We agree. </p> <ul> <li>on this;</li><li>on that.</li> </ul>" in html
    assert "Reach &lt;b&gt;all&lt;/b&gt;" in html
    assert "<p> First. </p> <p> Second. </p>" in html
    places = [html.index(f'id="{place}"') for place in ("s-1", "p-1", "s-2", "p-2")]
    assert places == sorted(places)


def test_document_page_links_each_principle_and_its_own_place(client: Client) -> None:
    document = open_document(principles=2)
    html = page(client, document)
    for key in (1, 2):
        assert f'<a href="#p-{key}" aria-label="Link to principle {key}">{key}</a>' in html
        assert f'<a href="/documents/{document.slug}/principles/{key}/">' in html


def test_document_page_says_what_is_open_and_until_when(client: Client) -> None:
    closes = datetime(2030, 5, 17, 18, 30, tzinfo=UTC)
    html = page(client, open_document(Stage.VOTE, closes_at=closes))
    assert '<span class="status status-now">Voting</span>' in html
    assert "Voting closes" in html
    assert '<time datetime="2030-05-17T18:30:00+00:00">' in html


@pytest.mark.parametrize(
    ("stage", "words"), [(Stage.COMMENT, "Comments close"), (Stage.AMEND, "Amendments close")]
)
def test_document_page_names_what_closes(client: Client, stage: Stage, words: str) -> None:
    assert words in page(client, open_document(stage, closes_at=timezone.now()))


def test_document_page_counts_comments_amendments_and_votes(client: Client) -> None:
    document = open_document(Stage.VOTE, principles=1)
    comment(document)
    vote(document)
    html = page(client, document)
    assert "1 comment </a>" in html
    assert "0 open amendments </a>" in html
    assert "<span> 1 vote </span>" in html


def test_document_page_says_where_each_group_stands(client: Client) -> None:
    document = open_document(Stage.VOTE, principles=1)
    vote(document, choice=Choice.OPPOSE)
    html = page(client, document)
    assert "Civil society, mostly against" in html
    assert '<ul class="key"' in html


def test_document_page_says_how_many_votes_are_on_earlier_words(client: Client) -> None:
    document = open_document(Stage.VOTE, principles=1)
    vote(document)
    Vote.objects.update(text_hash="other words")
    assert "1 vote was cast on earlier words" in page(client, document)


def test_document_page_without_votes_shows_no_key(client: Client) -> None:
    assert '<ul class="key"' not in page(client, open_document(Stage.VOTE))


def test_invariant_14_hidden_results_show_no_count_and_no_leaning(client: Client) -> None:
    document = open_document(Stage.VOTE, principles=1, results_shown=ResultsShown.CLOSED)
    vote(document)
    html = page(client, document)
    assert "Civil society" not in html
    assert "vote </span>" not in html
    assert html.count("after the consultation has closed") == 1


def test_document_page_is_marked_with_the_language_of_the_text(client: Client) -> None:
    document = open_document(language="ar")
    assert '<h1 lang="ar" dir="auto">' in page(client, document)


def test_document_page_stands_below_the_list_of_consultations(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = open_document()
    assert '<a href="/consultations/">Consultations</a>' in page(client, document)

    def without_list(name: str, args: object = None) -> str:
        if name == "consultations:consultation-list":
            raise NoReverseMatch(name)
        return reverse(name)

    monkeypatch.setattr("principles.views.crumbs.reverse", without_list)
    empty_cache()
    assert '<a href="/">Consultations</a>' in page(client, document)


# --- To whom ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("visibility", "stage", "expected"),
    [
        (Visibility.PUBLIC, Stage.COMMENT, 200),
        (Visibility.LINK, Stage.COMMENT, 200),
        (Visibility.INVITED, Stage.COMMENT, 404),
        (Visibility.PUBLIC, Stage.DRAFT, 404),
        (Visibility.LINK, Stage.DRAFT, 404),
        (Visibility.INVITED, Stage.CONCLUDED, 404),
    ],
)
def test_document_page_for_strangers(
    client: Client, visibility: Visibility, stage: Stage, expected: int
) -> None:
    document = DocumentFactory.create(visibility=visibility, stage=stage)
    assert client.get(url_of(document)).status_code == expected
    assert signed_in(client, individual()).get(url_of(document)).status_code == expected


@pytest.mark.parametrize(
    ("role", "stage", "expected"),
    [
        (Role.INVITED, Stage.COMMENT, 200),
        (Role.INVITED, Stage.DRAFT, 404),
        (Role.OBSERVER, Stage.DRAFT, 200),
        (Role.MODERATOR, Stage.DRAFT, 200),
        (Role.OWNER, Stage.DRAFT, 200),
    ],
)
def test_document_page_by_invitation(
    client: Client, role: Role, stage: Stage, expected: int
) -> None:
    document = DocumentFactory.create(visibility=Visibility.INVITED, stage=stage)
    user = seated(UserFactory.create(), document, role)
    assert signed_in(client, user).get(url_of(document)).status_code == expected


def test_document_page_of_no_document(client: Client) -> None:
    assert client.get("/documents/none/").status_code == 404


def test_document_page_takes_no_post(client: Client) -> None:
    assert client.post(url_of(open_document())).status_code == 405


@pytest.mark.parametrize(
    ("visibility", "indexed"), [(Visibility.PUBLIC, True), (Visibility.LINK, False)]
)
def test_document_page_by_link_is_kept_out_of_search_engines(
    client: Client, visibility: Visibility, indexed: bool
) -> None:
    html = page(client, open_document(visibility=visibility))
    assert ('content="noindex"' not in html) is indexed


def test_document_page_invites_to_take_part(client: Client) -> None:
    document = open_document()
    assert "Sign in to take part" in page(client, document)
    user = individual("academia")
    signed_in(client, user)
    join = f'href="/documents/{document.slug}/join/"'
    assert join in page(client, document)
    joined(user, document)
    html = page(client, document)
    assert "Change for whom you speak" in html
    assert "Academia" in html


def test_document_page_tells_the_team_its_role(client: Client) -> None:
    document = open_document()
    signed_in(client, seated(UserFactory.create(), document, Role.OBSERVER))
    assert "Your role here: Observer." in page(client, document)


def test_document_page_of_a_draft_leads_its_owner_to_the_consultation(client: Client) -> None:
    document = DocumentFactory.create(owner=UserFactory.create())
    seat = document.seats.get()
    html = page(signed_in(client, seat.user), document)
    assert f'href="/consultations/new/{document.slug}/"' in html
    moderator = seated(UserFactory.create(), document, Role.MODERATOR)
    html = page(signed_in(client, moderator), document)
    assert "only its team sees it" in html
    assert f'href="/consultations/new/{document.slug}/"' not in html


def test_document_page_shows_staff_everything(client: Client) -> None:
    document = DocumentFactory.create(visibility=Visibility.INVITED)
    assert "only its team sees it" in page(signed_in(client, StaffFactory.create()), document)


# --- At what cost ------------------------------------------------------------------------------------


@pytest.mark.parametrize("many", [1, 5])
def test_document_page_takes_the_same_queries_however_long(
    client: Client, many: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    document = open_document(Stage.VOTE, principles=many, sections=1)
    for key in range(1, many + 1):
        comment(document, key, number=key)
        vote(document, key)
    with django_assert_num_queries(9):
        page(client, document)
    with django_assert_num_queries(1):
        page(client, document)


def test_document_page_unchanged_takes_one_query(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    document = open_document()
    etag = client.get(url_of(document))["ETag"]
    with django_assert_num_queries(1):
        response = client.get(url_of(document), headers={"if-none-match": etag})
    assert (response.status_code, response.content) == (304, b"")


# --- Caches -------------------------------------------------------------------------------------------


def test_invariant_20_an_anonymous_page_sets_no_cookie_and_may_be_kept(client: Client) -> None:
    response = client.get(url_of(open_document()))
    assert not response.cookies
    assert response["Cache-Control"] == "public, no-cache"
    assert "Cookie" in response["Vary"]


def test_a_page_of_someone_signed_in_is_kept_by_no_shared_cache(client: Client) -> None:
    """ABUSE 49."""
    document = open_document()
    etag = client.get(url_of(document))["ETag"]
    signed_in(client, UserFactory.create())
    response = client.get(url_of(document), headers={"if-none-match": etag})
    assert (response.status_code, response["Cache-Control"]) == (200, "private, no-cache")
    assert "ETag" not in response


def test_a_page_with_a_message_waiting_is_kept_by_no_cache(client: Client) -> None:
    client.cookies["messages"] = "anything"
    response = client.get(url_of(open_document()))
    assert response["Cache-Control"] == "private, no-cache"


def test_the_etag_changes_with_every_act_on_the_document(client: Client) -> None:
    document, other = open_document(), open_document()
    before = client.get(url_of(document))["ETag"]
    with transaction.atomic():
        record(stream=other.stream, kind="vote.cast", by=None)
    assert client.get(url_of(document))["ETag"] == before
    with transaction.atomic():
        record(stream=document.stream, kind="vote.cast", by=None)
    assert client.get(url_of(document))["ETag"] != before


def test_the_etag_changes_when_someone_is_erased(client: Client) -> None:
    """ABUSE 56: no cache keeps a name."""
    document = open_document()
    before = client.get(url_of(document))["ETag"]
    with transaction.atomic():
        record(stream=ACCOUNTS, kind="account.erased", by=None)
    assert client.get(url_of(document))["ETag"] != before


def test_the_etag_differs_by_language_release_and_part(client: Client, settings: Settings) -> None:
    document = open_document()
    url = url_of(document)
    whole = client.get(url)["ETag"]
    assert client.get(f"/ar{url}")["ETag"] != whole
    assert client.get(url, headers={"hx-request": "true"})["ETag"] != whole
    settings.RELEASE = "other"
    assert client.get(url)["ETag"] != whole


def test_an_etag_opens_no_document_that_was_closed(client: Client) -> None:
    document = open_document()
    etag = client.get(url_of(document))["ETag"]
    Document.objects.update(visibility=Visibility.INVITED)
    response = client.get(url_of(document), headers={"if-none-match": etag})
    assert response.status_code == 404
