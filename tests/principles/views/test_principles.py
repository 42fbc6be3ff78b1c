"""The page of a principle: what it says, to whom, and what it costs."""

import gzip
import re
from collections.abc import Callable

import pytest
from django.contrib.staticfiles import finders
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.html import strip_tags

from accounts.models import User
from principles.models import Comment, Document, Participation, Principle, Vote, hash_text
from principles.states import CommentStatus, ResultsShown, Role, Stage, Visibility
from principles.views.access import _is_whole
from tests.factories.accounts import UserFactory, individual, representative
from tests.factories.cache import empty_cache
from tests.factories.comments import (
    CommentFactory,
    anchored,
    cast_by,
    organisation_vote,
    thread,
    votes,
)
from tests.factories.principles import (
    DocumentFactory,
    joined,
    open_document,
    principle_of,
    seated,
)

pytestmark = pytest.mark.django_db

XSS = "<script>alert(1)</script><img src=x onerror=alert(2)>\"'><svg/onload=alert(3)>"


@pytest.fixture
def document() -> Document:
    return open_document(Stage.VOTE)


@pytest.fixture
def principle(document: Document) -> Principle:
    return principle_of(document)


@pytest.fixture
def voter(document: Document) -> User:
    return joined(individual(name="Vera Voter"), document).user


def url(principle: Principle, name: str = "principle-detail") -> str:
    return reverse(f"principles:{name}", args=[principle.document.slug, principle.key])


def client_of(user: User | None) -> Client:
    client = Client()
    if user is not None:
        client.force_login(user)
    return client


def page(principle: Principle, user: User | None = None, name: str = "principle-detail") -> str:
    response = client_of(user).get(url(principle, name))
    assert response.status_code == 200
    return response.content.decode()


def words_of(html: str) -> str:
    return " ".join(strip_tags(html).split())


def queries(client: Client, address: str) -> int:
    """Where nobody was there since the last act."""
    client.get(address)
    empty_cache()
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


# --- What it says ---------------------------------------------------------------------------------


def test_page_shows_the_words_and_where_one_is(document: Document) -> None:
    html = page(principle_of(document, 2))
    words = words_of(html)
    assert "2. Principle 2 of the network" in words
    assert "Rules are made in the open, with those whom they bind." in words
    assert "Principle 2 of 3" in words
    assert "Version 1" in words
    for near in (1, 3):
        assert f'href="{url(principle_of(document, near))}"' in html


def test_page_of_a_list_shows_a_list(document: Document) -> None:
    assert "<ul><li>yearly;</li><li>by region.</li></ul>" in page(principle_of(document, 3))


def test_page_in_arabic_reads_from_right_to_left_and_its_text_does_not(
    principle: Principle,
) -> None:
    html = client_of(None).get(f"/ar{url(principle)}").content.decode()
    assert 'dir="rtl"' in html
    assert '<div class="text" id="text" data-anchor-text lang="en" dir="auto">' in html


def test_anchored_passages_lead_to_their_comments(principle: Principle) -> None:
    first = CommentFactory.create(principle=principle)
    anchored(first, "every part")
    anchored(CommentFactory.create(principle=principle), "every part")
    assert (
        f'<mark><a href="#c-{first.number}" title="2 comments on these words">every part</a></mark>'
        in page(principle)
    )


def test_passage_whose_comment_is_on_another_page_leads_to_its_own(principle: Principle) -> None:
    oldest = CommentFactory.create(principle=principle)
    anchored(oldest, "every part")
    for _ in range(20):
        CommentFactory.create(principle=principle)
    address = reverse("principles:comment-detail", args=[principle.document.slug, oldest.number])
    assert f'<a href="{address}" title="1 comment on these words">' in page(principle)


def test_orphans_are_counted_and_listed_invariant_7(principle: Principle) -> None:
    orphan = CommentFactory.create(principle=principle)
    anchored(orphan, "words long gone", is_orphan=True)
    html = page(principle)
    assert "1 comment is about words that are no longer in the text" in words_of(html)
    assert "words long gone" in words_of(html)
    assert "These words are no longer in the text." in words_of(html)
    listed = words_of(
        client_of(None).get(url(principle, "comment-list") + "?words=orphaned").content.decode()
    )
    assert "These comments are about words that are no longer in the text." in listed
    assert "words long gone" in listed


def test_positions_are_shown_by_group(principle: Principle) -> None:
    votes(principle, "academia", "support", 4)
    votes(principle, "academia", "accept", 1)
    organisation_vote(principle, "academia", "oppose")
    words = words_of(page(principle))
    assert "Academia" in words
    assert "In 1 of the 1 group shown that voted, more than half support or accept" in words
    assert "6 votes; the bars show shares within each group." in words


def test_few_individuals_are_not_shown_abuse_53(principle: Principle) -> None:
    votes(principle, "academia", "oppose", 3)
    words = words_of(page(principle))
    assert "Not shown: it would tell how single people voted." in words
    assert "Fewer than 5 individuals voted, or all voted alike, in: Academia." in words


def test_page_without_votes_comments_or_amendments_says_what_will_be_there(
    principle: Principle,
) -> None:
    words = words_of(page(principle))
    assert "Nobody has voted on these words yet." in words
    assert "Nobody has commented yet." in words
    assert "No amendment is open." in words
    assert "0 comments" in words


@pytest.mark.parametrize("user", [None, "voter", "moderator", "staff"])
def test_results_before_the_close_are_shown_to_nobody_invariant_14(
    document: Document, principle: Principle, user: str | None
) -> None:
    Document.objects.update(results_shown=ResultsShown.CLOSED)
    votes(principle, "academia", "support", 5)
    votes(principle, "academia", "accept", 1)
    organisation_vote(principle, "academia", "block", "Hidden Institute", reason="Unheard.")
    readers: dict[str | None, Callable[[], User | None]] = {
        None: lambda: None,
        "voter": lambda: joined(individual(), document).user,
        "moderator": lambda: seated(individual(), document),
        "staff": lambda: UserFactory.create(is_staff=True),
    }
    reader = readers[user]()
    for name in ("principle-detail", "vote-list"):
        html = page(principle, reader, name)
        assert "Results are shown to everyone at once" in words_of(html)
        for secret in ("Hidden Institute", "Unheard", "bars show", "earlier words", "<rect x"):
            assert secret not in html


# --- Votes of organisations -----------------------------------------------------------------------


def test_votes_of_organisations_are_public_and_those_of_people_are_not(
    principle: Principle, voter: User
) -> None:
    organisation_vote(principle, "academia", "block", "Alpha School", reason="It binds nobody.")
    organisation_vote(
        principle, "academia", "accept", "Zeta Institute", text_hash=hash_text("Older", "words")
    )
    voice = voter.participations.get()
    cast_by(voice, principle, "oppose")
    words = words_of(page(principle, name="vote-list"))
    assert "2 organisations voted" in words
    assert "Alpha School" in words
    assert "It binds nobody." in words
    assert "The words changed since: not counted until confirmed." in words
    assert "Vera Voter" not in words


def test_list_of_votes_without_any_leads_back(principle: Principle) -> None:
    html = page(principle, name="vote-list")
    assert "No organisation has voted on this principle yet." in words_of(html)
    assert f'href="{url(principle)}"' in html


# --- What the person can do -----------------------------------------------------------------------


def test_anonymous_reader_is_led_to_signing_in(principle: Principle) -> None:
    html = page(principle)
    assert "Sign in to take part." in words_of(html)
    assert f'href="{reverse("account_login")}?next={url(principle).replace("/", "%2F")}"' in html
    assert "<textarea" not in html


def test_newcomer_is_asked_for_whom_they_speak(principle: Principle) -> None:
    html = page(principle, individual())
    join = reverse("principles:participation-join", args=[principle.document.slug])
    assert "Say for whom you speak first." in words_of(html)
    assert f'href="{join}?next=' in html
    assert 'name="choice"' not in html


def test_voter_finds_the_ballot_bound_to_the_words(principle: Principle, voter: User) -> None:
    html = page(principle, voter)
    text_hash = principle.texts.get().hash
    assert f'<input type="hidden" name="text_hash" value="{text_hash}"' in html
    assert re.findall(r'name="choice" value="(\w+)"', html) == [
        "support",
        "accept",
        "abstain",
        "oppose",
        "block",
    ]
    assert "Recorded for you as an individual of: Civil society." in words_of(html)


def test_ballot_without_blocks_has_four_choices(principle: Principle, voter: User) -> None:
    Document.objects.update(allows_block=False)
    html = page(principle, voter)
    assert 'value="block"' not in html
    assert "Why you block" not in html


def test_representative_votes_in_the_organisations_name(
    document: Document, principle: Principle
) -> None:
    user = representative()
    voice = joined(user, document)
    words = words_of(page(principle, user))
    assert f"Recorded for {voice.organisation}, Civil society, as its one vote." in words


def test_vote_that_stands_is_one_folded_line(principle: Principle, voter: User) -> None:
    cast_by(voter.participations.get(), principle, "accept")
    html = page(principle, voter)
    assert "Your vote: Accept" in words_of(html)
    assert '<details class="fold">' in html
    assert "Change vote" in words_of(html)


def test_vote_on_earlier_words_asks_its_holder_again_invariant_10(
    principle: Principle, voter: User
) -> None:
    cast_by(voter.participations.get(), principle, "accept", text_hash=hash_text("Older", "words"))
    html = page(principle, voter)
    words = words_of(html)
    assert "Your vote on version 1: Accept" in words
    assert "your vote counts again once you confirm or change it" in words
    assert "Confirm vote" in words
    assert '<details class="fold" open>' in html


@pytest.mark.parametrize("stage", [Stage.COMMENT, Stage.CLOSED, Stage.CONCLUDED])
def test_page_says_why_there_is_no_ballot(principle: Principle, voter: User, stage: Stage) -> None:
    cast_by(voter.participations.get(), principle, "accept")
    Document.objects.update(stage=stage)
    words = words_of(page(principle, voter))
    assert "You voted: Accept." in words
    assert "Voting is not open at this stage." in words


def test_vote_not_confirmed_before_the_close_is_named_as_such(
    principle: Principle, voter: User
) -> None:
    cast_by(voter.participations.get(), principle, "accept", text_hash=hash_text("Older", "words"))
    Document.objects.update(stage=Stage.CLOSED)
    assert "The words have changed since, and your vote was not confirmed." in words_of(
        page(principle, voter)
    )


def test_moderator_sees_no_ballot_and_why(document: Document, principle: Principle) -> None:
    words = words_of(page(principle, seated(individual(), document)))
    assert "The team runs this consultation and takes no side in it." in words


# --- Who may read ---------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["principle-detail", "vote-list", "comment-list", "vote-cast"])
@pytest.mark.parametrize(
    "fields",
    [{"visibility": Visibility.INVITED}, {"stage": Stage.DRAFT}],
    ids=["by invitation", "draft"],
)
def test_principle_of_a_document_not_for_this_reader_is_not_found_abuse_2(
    name: str, fields: dict[str, object]
) -> None:
    secret = DocumentFactory.create(**{"stage": Stage.VOTE, **fields})
    address = url(principle_of(secret), name)
    for stranger in (None, individual()):
        assert client_of(stranger).get(address).status_code == 404
    owner = seated(individual(), secret, Role.OWNER)
    assert client_of(owner).get(address).status_code in {200, 302}


def test_draft_is_not_for_search_engines() -> None:
    draft = DocumentFactory.create(stage=Stage.DRAFT)
    html = page(principle_of(draft), seated(individual(), draft, Role.OWNER))
    assert '<meta name="robots" content="noindex">' in html


@pytest.mark.parametrize("key", [0, 99, 10**25])
def test_principle_that_does_not_exist_is_not_found(document: Document, key: int) -> None:
    address = reverse("principles:principle-detail", args=[document.slug, key])
    assert client_of(None).get(address).status_code == 404


# --- What many readers share ----------------------------------------------------------------------


def without_tokens(html: str) -> str:
    """Without what differs from one request of a reader to the next."""
    tokens = r'(csrfmiddlewaretoken" value=|X-CSRFToken": |nonce=)"[^"]+"'
    return re.sub(tokens, "", html)


def test_a_page_kept_for_others_is_the_page_one_would_get_alone(
    document: Document, principle: Principle, voter: User
) -> None:
    """Whoever comes first: links to edit and to hide, the vote, the name stay with their owner."""
    voice = Participation.objects.get(user=voter)
    CommentFactory.create(principle=principle, participation=voice)
    other, moderator = individual(name="Olga Other"), individual(name="Moses Moderator")
    joined(other, document)
    seated(moderator, document, Role.MODERATOR)
    readers = [voter, other, moderator, None]

    def seen(reader: User | None) -> str:
        return without_tokens(page(principle, reader))

    alone = []
    for reader in readers:
        empty_cache()
        alone.append(seen(reader))
    assert len(set(alone)) == len(readers)
    assert "nonce=" not in page(principle, None)
    assert ["/withdraw" in html for html in alone] == [True, False, False, False]
    assert ["/hide" in html for html in alone] == [False, False, True, False]
    for order in (range(4), reversed(range(4))):
        empty_cache()
        for n in [*order] * 2:
            assert seen(readers[n]) == alone[n]


def test_page_with_a_cookie_is_kept_for_nobody() -> None:
    plain, personal = HttpResponse("page"), HttpResponse("page")
    personal.set_cookie("sessionid", "secret")
    assert _is_whole(plain)
    assert not _is_whole(personal)
    assert not _is_whole(HttpResponse("gone", status=404))


# --- Abuse ----------------------------------------------------------------------------------------


def test_nothing_people_wrote_runs_on_the_page_abuse_30(document: Document) -> None:
    hostile = open_document(Stage.VOTE, texts=[(XSS, XSS)], title="Plain")
    principle = principle_of(hostile)
    user = individual(name=XSS[:120])
    voice = joined(user, hostile)
    comment = CommentFactory.create(principle=principle, participation=voice, body=XSS)
    anchored(comment, XSS[:20])
    hidden = CommentFactory.create(
        principle=principle, status=CommentStatus.HIDDEN, status_reason=XSS
    )
    organisation_vote(principle, "academia", "block", XSS[:160], reason=XSS)
    pages = [page(principle), page(principle, user), page(principle, name="vote-list")]
    for number in (comment.number, hidden.number):
        address = reverse("principles:comment-detail", args=[hostile.slug, number])
        pages.append(client_of(user).get(address).content.decode())
    for html in pages:
        for needle in ("<script>alert", "<img src=x", "<svg/onload"):
            assert needle not in html


def test_withdrawn_words_are_nowhere_on_the_page_abuse_13(
    principle: Principle, voter: User
) -> None:
    gone = CommentFactory.create(
        principle=principle, body="Unspeakable.", status=CommentStatus.WITHDRAWN
    )
    anchored(gone, "every part")
    CommentFactory.create(principle=principle, parent=gone, body="Why so?")
    for reader in (None, voter, UserFactory.create(is_staff=True)):
        html = page(principle, reader)
        assert "Unspeakable" not in html
        assert "Withdrawn by its author" in html
        assert "Why so?" in html
        assert 'class="quote"' not in html
        assert "1 comment" in words_of(html)


# --- Cost -----------------------------------------------------------------------------------------


def test_anonymous_page_sets_no_cookie_and_asks_no_other_host_invariant_20(
    principle: Principle,
) -> None:
    CommentFactory.create(principle=principle)
    response = client_of(None).get(url(principle))
    html = response.content.decode()
    assert not response.cookies
    assert "csrf" not in html
    loaded = re.findall(r'<(?:script|link|img|iframe)[^>]* (?:src|href)="([^"]*)"', html)
    assert not [each for each in loaded if "//" in each and "localhost" not in each]
    assert "style=" not in html
    assert not re.search(r"<script(?![^>]* src=)", html)


def test_anonymous_page_with_twenty_comments_weighs_little(principle: Principle) -> None:
    for _ in range(20):
        CommentFactory.create(principle=principle, body="Who checks this? " * 12)
    votes(principle, "academia", "support", 5)
    votes(principle, "academia", "accept", 1)
    html = client_of(None).get(url(principle)).content
    assets = set(re.findall(r'(?:src|href)="/?static/([^"]*)"', html.decode()))
    sizes = [len(gzip.compress(html))]
    for asset in assets:
        path = finders.find(asset)
        assert path, asset
        with open(path, "rb") as file:  # noqa: PTH123  # finders return strings
            sizes.append(len(gzip.compress(file.read())))
    assert sum(sizes) < 60 * 1024


def test_unchanged_page_is_not_sent_again(principle: Principle) -> None:
    client = client_of(None)
    etag = client.get(url(principle))["ETag"]
    again = client.get(url(principle), headers={"If-None-Match": etag})
    assert (again.status_code, again.content) == (304, b"")


def fill(principle: Principle, roots: int) -> None:
    """So many threads, with answers, anchors and votes."""
    made = [CommentFactory.create(principle=principle) for _ in range(roots)]
    for root in made[:25]:
        anchored(root, "every part")
        thread(root, 8)
    votes(principle, "academia", "support", 5)
    votes(principle, "academia", "accept", 1)
    organisation_vote(principle, "governments", "oppose")


def test_page_asks_the_same_queries_for_one_comment_as_for_two_hundred(
    principle: Principle, voter: User
) -> None:
    fill(principle, 1)
    clients = [client_of(None), client_of(voter)]
    few = [queries(client, url(principle)) for client in clients]
    fill(principle, 2)
    assert [queries(client, url(principle)) for client in clients] == few
    fill(principle, 25)
    assert Comment.objects.count() > 200
    assert [queries(client, url(principle)) for client in clients] == few
    assert few == [9, 14]


def test_pages_of_votes_and_comments_ask_the_same_queries_however_many(
    principle: Principle,
) -> None:
    addresses = [url(principle, name) for name in ("vote-list", "comment-list")]
    client = client_of(None)
    fill(principle, 1)
    few = [queries(client, address) for address in addresses]
    fill(principle, 22)
    assert [queries(client, address) for address in addresses] == few
    assert Vote.objects.filter(cast_at__lte=timezone.now()).exists()
