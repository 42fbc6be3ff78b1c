"""Comments on the text as a whole: written, read, answered, and taken care of as all others."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import strip_tags

from accounts.models import Entry, User
from principles.actions.comments import hide_comment, post_comment
from principles.models import Comment, Document
from principles.queries.rows import comment_rows
from principles.queries.threads import THREADS_A_PAGE
from principles.states import Role, Stage, Stance, Visibility
from tests.factories.accounts import individual
from tests.factories.comments import CommentFactory
from tests.factories.principles import (
    ParticipationFactory,
    joined,
    open_document,
    principle_of,
    seated,
)

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def document() -> Document:
    return open_document(Stage.COMMENT)


@pytest.fixture
def author(document: Document) -> User:
    return joined(individual(name="Aud Author"), document).user


def client_of(user: User | None) -> Client:
    client = Client()
    if user is not None:
        client.force_login(user)
    return client


def address(document: Document) -> str:
    return reverse("principles:comment-list-whole", args=[document.slug])


def post(user: User | None, document: Document, *, htmx: bool = False, **data: str) -> Any:
    values = {"stance": "concern", "type": "general", "body": "It is too long.", **data}
    return client_of(user).post(address(document), values, headers=HTMX if htmx else None)


def on_whole(document: Document, **fields: Any) -> Comment:
    return CommentFactory.create(principle=None, document=document, **fields)


def words_of(response: Any) -> str:
    return " ".join(strip_tags(response.content.decode()).split())


def numbers_on(response: Any) -> list[int]:
    return [int(each) for each in re.findall(r'id="c-(\d+)"', response.content.decode())]


def queries(url: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert Client().get(url).status_code == 200
    return len(captured)


# --- Writing --------------------------------------------------------------------------------------


def test_comment_is_posted_and_leads_to_itself(author: User, document: Document) -> None:
    response = post(author, document)
    comment = Comment.objects.get()
    assert (comment.principle, comment.document, comment.stance) == (None, document, "concern")
    assert (response.status_code, response["Location"]) == (
        302,
        f"{address(document)}#c-{comment.number}",
    )
    assert numbers_on(client_of(None).get(address(document))) == [comment.number]


def test_comment_by_htmx_brings_itself_and_an_empty_form(author: User, document: Document) -> None:
    response = post(author, document, htmx=True)
    assert "<html" not in response.content.decode()
    assert numbers_on(response) == [Comment.objects.get().number]
    assert f'hx-post="{address(document)}"' in response.content.decode()


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({"body": ""}, "Write your comment."),
        ({"stance": ""}, "Say where you stand on the text."),
        ({"stance": "none"}, "Select a valid choice. none is not one of the available choices."),
    ],
)
@pytest.mark.parametrize("htmx", [False, True])
def test_what_is_no_comment_is_answered_with_the_words_kept(
    author: User, document: Document, data: dict[str, str], message: str, htmx: bool
) -> None:
    response = post(author, document, htmx=htmx, **{"body": "It is too long.", **data})
    assert response.status_code == 400
    assert message in words_of(response)
    assert (data.get("body", "It is too long.")) in response.content.decode()
    assert not Comment.objects.exists()


def test_nobody_without_a_voice_comments_abuse_1(document: Document) -> None:
    people = [individual(), seated(individual(), document, Role.OBSERVER)]
    assert [post(each, document).status_code for each in people] == [403, 403]
    assert post(None, document).status_code == 403
    assert not Comment.objects.exists()


def test_closed_stage_takes_no_comment(author: User, document: Document) -> None:
    Document.objects.update(stage=Stage.CLOSED)
    assert post(author, document).status_code == 403
    assert not Comment.objects.exists()


def test_same_words_on_two_texts_are_two_comments(author: User, document: Document) -> None:
    other = open_document(Stage.COMMENT)
    joined(author, other)
    post(author, document)
    post(author, document)
    post(author, other)
    assert Comment.objects.count() == 2


def test_comment_is_answered_edited_and_withdrawn(author: User, document: Document) -> None:
    client = client_of(author)
    first = post_comment(
        principle=None, document=document, body="Too long.", stance=Stance.CONCERN, by=author
    )
    detail = reverse("principles:comment-detail", args=[document.slug, first.number])
    reply = {"body": "By half.", "stance": "support"}
    for act, data in [("reply", reply), ("edit", {"body": "Far too long."}), ("withdraw", {})]:
        assert client.get(detail + act).status_code == 200
        assert client.post(detail + act, data).status_code == 302
    answer = Comment.objects.get(parent=first)
    assert (answer.principle, answer.root, answer.document) == (None, first, document)
    first.refresh_from_db()
    assert (first.body, first.status) == ("Far too long.", "withdrawn")
    history = reverse("principles:comment-history", args=[document.slug, answer.number])
    assert client.get(history).status_code == 200


def test_answer_by_htmx_comes_with_its_place(author: User, document: Document) -> None:
    post(author, document)
    first = Comment.objects.get()
    here = reverse("principles:comment-reply", args=[document.slug, first.number])
    reply = {"body": "By half.", "stance": "support"}
    response = client_of(author).post(here, reply, headers=HTMX)
    assert f'hx-swap-oob="beforeend:#replies-{first.number}"' in response.content.decode()


def test_moderators_hide_it(document: Document) -> None:
    comment = on_whole(document, body="Rude words.")
    hide_comment(comment=comment, reason="Rude.", by=seated(individual(), document))
    words = words_of(client_of(None).get(address(document)))
    assert "Hidden by a moderator: Rude." in words
    assert "Rude words." not in words


# --- Reading --------------------------------------------------------------------------------------


def test_page_of_a_comment_leads_back_to_the_text_as_a_whole(document: Document) -> None:
    comment = on_whole(document)
    page = client_of(None).get(
        reverse("principles:comment-detail", args=[document.slug, comment.number])
    )
    assert f'href="{address(document)}"' in page.content.decode()
    assert numbers_on(page) == [comment.number]


def test_comments_on_principles_are_not_here_and_these_not_there(document: Document) -> None:
    whole = on_whole(document)
    other = CommentFactory.create(principle=principle_of(document))
    on_whole(open_document(Stage.COMMENT))
    of_principle = reverse("principles:comment-list", args=[document.slug, 1])
    assert numbers_on(client_of(None).get(address(document))) == [whole.number]
    assert numbers_on(client_of(None).get(of_principle)) == [other.number]


def test_document_says_how_many_there_are(document: Document) -> None:
    client = Client()
    page = reverse("principles:document-detail", args=[document.slug])
    assert "0 comments on the text as a whole" in words_of(client.get(page))
    author = joined(individual(), document).user
    post(author, document)
    assert "1 comment on the text as a whole" in words_of(client.get(page))
    assert f'href="{address(document)}"' in client.get(page).content.decode()


def test_filters_and_pages_go_together(document: Document) -> None:
    for _ in range(THREADS_A_PAGE + 1):
        on_whole(document, stance=Stance.NONE)
    on_whole(document, stance=Stance.SUPPORT)
    first = client_of(None).get(address(document), {"stance": "none"})
    assert len(numbers_on(first)) == THREADS_A_PAGE
    (link,) = re.findall(r'href="(\?stance=none&amp;after=[^"]+)"', first.content.decode())
    rest = client_of(None).get(address(document) + link.replace("&amp;", "&"))
    assert len(numbers_on(rest)) == 1
    assert "No position stated" in words_of(rest)


@pytest.mark.parametrize(("query", "status"), [("?stance=x", 400), ("?after=zz", 404)])
def test_what_is_no_filter_or_place_is_refused_abuse_31(
    document: Document, query: str, status: int
) -> None:
    assert client_of(None).get(address(document) + query).status_code == status


def test_document_not_for_this_reader_is_not_found_abuse_2(document: Document) -> None:
    Document.objects.update(visibility=Visibility.INVITED)
    assert client_of(None).get(address(document)).status_code == 404
    assert post(individual(), document).status_code == 404


def test_unchanged_page_is_not_sent_again(author: User, document: Document) -> None:
    tag = client_of(None).get(address(document))["ETag"]
    again = {"If-None-Match": tag}
    assert client_of(None).get(address(document), headers=again).status_code == 304
    post(author, document)
    assert client_of(None).get(address(document), headers=again).status_code == 200


def test_page_asks_the_same_queries_for_three_comments_as_for_one(document: Document) -> None:
    on_whole(document)
    few = queries(address(document) + "?sort=newest")
    for _ in range(2):
        on_whole(document, participation=ParticipationFactory.create(document=document))
    assert queries(address(document) + "?sort=newest") == few


def test_rows_name_no_principle(document: Document) -> None:
    on_whole(document)
    (row,) = comment_rows(document)
    assert (row.principle_key, row.principle) == (None, "")


def test_record_keeps_it(author: User, document: Document) -> None:
    post(author, document)
    entry = Entry.objects.get(kind="comment.posted")
    assert entry.payload.data["principle"] is None
