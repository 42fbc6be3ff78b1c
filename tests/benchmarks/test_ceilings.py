"""What pages and acts may cost at most: queries and bytes, which no busy machine changes.

Of a person who is signed in, two queries are for their session and their account.
"""

import gzip
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from principles.models import Comment, Principle
from principles.states import Stage
from tests.benchmarks.pages import client_of, comment_data, statements
from tests.benchmarks.subresources import subresources
from tests.factories.accounts import individual
from tests.factories.cache import empty_cache
from tests.factories.comments import CommentFactory, anchored, votes
from tests.factories.consultations import running
from tests.factories.principles import joined, open_document, principle_of, text_of

pytestmark = pytest.mark.django_db

PASSAGES = ("every part", "wherever they are", "whoever runs it")
SIGNED_IN = 2
KB = 1000


@dataclass(frozen=True, slots=True)
class Place:
    principle: Principle
    voter: User

    def url(self, name: str) -> str:
        return reverse(name, args=[self.principle.document.slug, self.principle.key])

    @property
    def page(self) -> str:
        return self.url("principles:principle-detail")


def place(comments: int) -> Place:
    """A principle with so many comments, two threads for every five, some on words, and votes."""
    document = open_document(Stage.VOTE)
    principle = principle_of(document)
    voter = individual(name="Vera Voter")
    voice = joined(voter, document)
    made: list[Comment] = []
    for n in range(comments):
        parent = made[-1] if n % 5 in {1, 3, 4} else None
        comment = CommentFactory.create(
            principle=principle, participation=voice, parent=parent, number=1000 + n
        )
        if n % 10 == 0:
            anchored(comment, PASSAGES[n // 10 % len(PASSAGES)])
        made.append(comment)
    votes(principle, "academia", "support", 5)
    votes(principle, "academia", "accept", 1)
    return Place(principle, voter)


def queries_of(client: Client, url: str) -> int:
    """Of the first to ask since the last act."""
    client.get(url)
    empty_cache()
    with CaptureQueriesContext(connection) as captured:
        response = client.get(url)
    assert response.status_code == 200
    return statements(captured)


def test_principle_page_asks_the_same_for_twenty_comments_as_for_three_hundred() -> None:
    few, many = place(20), place(300)
    asked = [
        [queries_of(client_of(reader), here.page) for reader in (None, here.voter)]
        for here in (few, many)
    ]
    assert asked[0] == asked[1]
    anonymous, signed_in = asked[0]
    assert anonymous <= 10
    # Some of them for the reader's own comments, and which points carry them.
    assert signed_in <= 14 + SIGNED_IN


def test_principle_page_that_was_made_before_asks_for_little() -> None:
    here = place(20)
    for reader, most in ((None, 1), (individual(), 4 + SIGNED_IN)):
        client = client_of(reader)
        client.get(here.page)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(here.page).status_code == 200
        assert statements(captured) <= most


def test_unchanged_page_costs_one_query() -> None:
    client, url = client_of(None), place(20).page
    etag = client.get(url)["ETag"]
    with CaptureQueriesContext(connection) as captured:
        response = client.get(url, headers={"if-none-match": etag})
    assert (response.status_code, statements(captured)) == (304, 1)


def test_comments_of_the_api_ask_the_same_for_twenty_as_for_three_hundred() -> None:
    few, many = place(20), place(300)
    asked = [queries_of(client_of(None), here.url("api:comments")) for here in (few, many)]
    assert asked[0] == asked[1] <= 6


def test_list_of_consultations_asks_few_queries() -> None:
    for _ in range(25):
        running(Stage.COMMENT)
    url = reverse("consultations:consultation-list")
    assert queries_of(client_of(None), url) <= 8
    assert queries_of(client_of(individual()), url) <= 8


def test_vote_with_its_record_asks_few_queries() -> None:
    here = place(20)
    client, url = client_of(here.voter), here.url("principles:vote-cast")
    words = text_of(here.principle).hash
    for choice in ("support", "oppose"):
        with CaptureQueriesContext(connection) as captured:
            response = client.post(url, {"choice": choice, "text_hash": words})
        assert response.status_code == 302
        assert statements(captured) <= 7 + SIGNED_IN


def test_comment_with_its_record_and_job_asks_few_queries() -> None:
    here = place(20)
    client, url = client_of(here.voter), here.url("principles:comment-list")
    client.post(url, comment_data(0))
    with CaptureQueriesContext(connection) as captured:
        response = client.post(url, comment_data(1))
    assert response.status_code == 302
    assert statements(captured) <= 9 + SIGNED_IN


def test_first_visit_weighs_little_with_everything_included() -> None:
    response = client_of(None).get(place(20).page, headers={"accept-encoding": "gzip"})
    assert response["Content-Encoding"] == "gzip"
    html = gzip.decompress(response.content).decode()
    files = {url: weight_of(url) for url in subresources(html)}
    assert {Path(url).suffix for url in files} == {".css", ".svg", ".js"}
    assert sum(size for url, size in files.items() if url.endswith(".js")) <= 40 * KB
    assert len(response.content) + sum(files.values()) <= 60 * KB


def test_scripts_of_a_person_who_is_signed_in_weigh_little() -> None:
    here = place(20)
    html = client_of(here.voter).get(here.page).content.decode()
    scripts = [url for url in subresources(html) if url.endswith(".js")]
    assert scripts
    assert sum(map(weight_of, scripts)) <= 40 * KB


def weight_of(url: str) -> int:
    """Bytes, compressed, of a file of ours; what is not ours is not found."""
    prefix = f"/{settings.STATIC_URL.strip('/')}/"
    assert url.startswith(prefix), f"{url} is not on this site"
    found = finders.find(url.removeprefix(prefix))
    assert isinstance(found, str), f"{url} is no file"
    return len(gzip.compress(Path(found).read_bytes()))


def test_first_visit_sets_no_cookie_and_asks_no_other_host() -> None:
    response = client_of(None).get(place(20).page)
    assert response.cookies == {}
    fetched = subresources(response.content.decode())
    assert fetched
    assert [url for url in fetched if "//" in url or not url.startswith("/")] == []
