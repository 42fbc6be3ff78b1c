"""Pages of comments: the list, posting, threads, and what is done with one comment."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import strip_tags

from accounts.models import Entry, User
from principles.actions.comments import edit_comment
from principles.models import Comment, Document, Principle
from principles.queries.threads import REPLIES_A_PAGE, REPLIES_SHOWN, THREADS_A_PAGE
from principles.states import CommentStatus, Role, Stage, Stance, Visibility
from tests.factories.accounts import UserFactory, individual
from tests.factories.comments import CommentFactory, anchored, thread
from tests.factories.principles import (
    DocumentFactory,
    ParticipationFactory,
    joined,
    open_document,
    principle_of,
    seated,
)

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
ACTS = ["reply", "edit", "withdraw", "hide", "show"]


@pytest.fixture
def document() -> Document:
    return open_document(Stage.COMMENT)


@pytest.fixture
def principle(document: Document) -> Principle:
    return principle_of(document)


@pytest.fixture
def author(document: Document) -> User:
    return joined(individual(name="Aud Author"), document).user


@pytest.fixture
def comment(principle: Principle, author: User) -> Comment:
    return CommentFactory.create(
        principle=principle, participation=author.participations.get(), body="Who *checks* this?"
    )


@pytest.fixture
def moderator(document: Document) -> User:
    return seated(individual(name="Mo Moderator"), document)


def client_of(user: User | None) -> Client:
    client = Client()
    if user is not None:
        client.force_login(user)
    return client


def list_url(principle: Principle) -> str:
    return reverse("principles:comment-list", args=[principle.document.slug, principle.key])


def url(comment: Comment, what: str = "detail") -> str:
    return reverse(f"principles:comment-{what}", args=[comment.document.slug, comment.number])


def post(user: User, principle: Principle, *, htmx: bool = False, **data: str) -> Any:
    values = {"stance": "question", "type": "general", "body": "Who checks?", **data}
    response: Any = client_of(user).post(
        list_url(principle), values, headers=HTMX if htmx else None
    )
    return response


def words_of(response: Any) -> str:
    return " ".join(strip_tags(response.content.decode()).split())


def numbers_on(response: Any) -> list[int]:
    return [int(each) for each in re.findall(r'id="c-(\d+)"', response.content.decode())]


# --- Posting --------------------------------------------------------------------------------------


def test_comment_is_posted_and_leads_to_itself(author: User, principle: Principle) -> None:
    response = post(author, principle, body="**Who** checks?")
    comment = Comment.objects.get()
    page = reverse("principles:principle-detail", args=[principle.document.slug, principle.key])
    assert (response.status_code, response["Location"]) == (302, f"{page}#c-{comment.number}")
    html = client_of(author).get(page).content.decode()
    assert f'id="c-{comment.number}"' in html
    assert "<p><strong>Who</strong> checks?</p>" in html


def test_success_is_said_on_the_next_page(author: User, principle: Principle) -> None:
    client = client_of(author)
    response = client.post(
        list_url(principle),
        {"stance": "question", "type": "general", "body": "Who checks?"},
        follow=True,
    )
    assert f"Your comment {Comment.objects.get()} is posted." in words_of(response)


def test_comment_by_htmx_brings_itself_and_an_empty_form(
    author: User, principle: Principle
) -> None:
    response = post(author, principle, htmx=True)
    html = response.content.decode()
    comment = Comment.objects.get()
    assert "<html" not in html
    assert numbers_on(response) == [comment.number]
    assert 'hx-swap-oob="afterbegin:#threads"' in html
    assert '<span id="comment-count" hx-swap-oob="true">' in html
    assert f"Your comment {comment} is posted." in words_of(response)
    assert "1 comment" in words_of(response)
    assert re.search(r"<textarea[^>]*>\s*</textarea>", html)


def test_comment_on_selected_words_is_anchored(author: User, principle: Principle) -> None:
    post(author, principle, anchor_exact="every part", anchor_prefix="may reach ")
    assert Comment.objects.get().anchor.exact == "every part"


@pytest.mark.parametrize("htmx", [False, True])
@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({"body": ""}, "Write your comment."),
        ({"body": "x" * 10_001}, "A comment has at most 10000 characters; this one has 10001."),
        ({"stance": ""}, "Say where you stand on the principle."),
        ({"stance": "angry"}, "Select a valid choice."),
        ({"type": "secret"}, "Select a valid choice."),
        ({"anchor_exact": "words nobody wrote"}, "These words are not in the text."),
        ({"anchor_exact": "everybody"}, "These words are not in the text."),
        ({"anchor_exact": "e"}, "These words stand in the text more than once."),
    ],
)
def test_what_is_no_comment_is_answered_at_its_field_with_the_words_kept(
    author: User, principle: Principle, data: dict[str, str], message: str, htmx: bool
) -> None:
    response = post(author, principle, htmx=htmx, **{"body": "Kept words.", **data})
    html = response.content.decode()
    assert response.status_code == 400
    assert message in words_of(response)
    assert 'aria-invalid="true"' in html
    assert ("<html" in html) is not htmx
    assert data.get("body", "Kept words.")[:20] in html
    assert data.get("anchor_exact", "") in html
    assert not Comment.objects.exists()


def test_double_click_posts_once_abuse_69(author: User, principle: Principle) -> None:
    first, second = post(author, principle), post(author, principle)
    assert first["Location"] == second["Location"]
    assert Comment.objects.count() == 1


def test_fields_nobody_may_set_are_ignored_abuse_11(author: User, principle: Principle) -> None:
    post(
        author,
        principle,
        status="hidden",
        group="governments",
        author="1",
        number="99",
        html="<script>alert(1)</script>",
        created_at="2001-01-01",
        version="9",
    )
    comment = Comment.objects.get()
    assert (comment.status, comment.number, comment.group.code) == (
        "published",
        1,
        "civil-society",
    )
    assert comment.author == author
    assert comment.html == "<p>Who checks?</p>"


def test_post_that_goes_round_the_editor_is_sanitised_abuse_32(
    author: User, principle: Principle
) -> None:
    post(author, principle, body='<a href="javascript:alert(1)" onclick="x()">[b](data:x)</a>')
    html = client_of(None).get(list_url(principle)).content.decode()
    assert "&lt;a href=" in html
    assert not re.search(r"<a [^>]*(javascript|data):", html)


def test_nobody_without_a_voice_comments_abuse_1(document: Document, principle: Principle) -> None:
    for user in (individual(), seated(individual(), document, Role.OBSERVER)):
        assert post(user, principle).status_code == 403
    values = {"stance": "question", "type": "general", "body": "Who?"}
    assert client_of(None).post(list_url(principle), values).status_code == 403
    assert not Comment.objects.exists()
    assert not Entry.objects.filter(kind="comment.posted").exists()


def test_comment_without_a_token_is_refused_abuse_50(author: User, principle: Principle) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(author)
    assert client.post(list_url(principle), {"body": "Who?"}).status_code == 403


# --- The list -------------------------------------------------------------------------------------


def test_list_goes_on_to_the_next_page_and_back_to_the_first(principle: Principle) -> None:
    made = [CommentFactory.create(principle=principle) for _ in range(THREADS_A_PAGE + 2)]
    client = client_of(None)
    first = client.get(list_url(principle))
    assert numbers_on(first) == [each.number for each in reversed(made)][:THREADS_A_PAGE]
    link = re.search(r'href="(\?[^"]*after=[^"]*)"', first.content.decode())
    assert link is not None
    second = client.get(list_url(principle) + link[1].replace("&amp;", "&"))
    assert numbers_on(second) == [made[1].number, made[0].number]
    assert "First page" in words_of(second)


def test_next_page_keeps_the_filters(principle: Principle) -> None:
    for _ in range(THREADS_A_PAGE + 1):
        CommentFactory.create(principle=principle, stance=Stance.SUPPORT)
        CommentFactory.create(principle=principle, stance=Stance.OPPOSE)
    response = client_of(None).get(list_url(principle) + "?stance=support&sort=oldest")
    link = re.search(r'href="(\?[^"]*after=[^"]*)"', response.content.decode())
    assert link is not None
    assert "stance=support&amp;sort=oldest&amp;after=o" in link[1]
    assert "21 of 42 comments" in words_of(response)


def test_list_without_a_match_offers_everything(principle: Principle, comment: Comment) -> None:
    response = client_of(None).get(list_url(principle) + "?q=nowhere")
    assert "No comment is like that." in words_of(response)
    assert f'href="{list_url(principle)}"' in response.content.decode()
    assert "0 of 1 comment" in words_of(response)


def test_empty_list_leads_back_to_the_principle(principle: Principle) -> None:
    assert "Nobody has commented yet." in words_of(client_of(None).get(list_url(principle)))


@pytest.mark.parametrize(
    "query",
    ["after=x", "after=o12", "after=n" + "9" * 40, "sort=oldest&after=n1", "after=n1%27--"],
)
def test_cursor_of_nothing_is_not_found_abuse_31(principle: Principle, query: str) -> None:
    assert client_of(None).get(f"{list_url(principle)}?{query}").status_code == 404


@pytest.mark.parametrize(
    "query",
    [
        "stance=angry",
        "group=nobody",
        "type=secret",
        "author=author__email__startswith",
        "words=all",
        "sort=author__email",
        "q=" + "x" * 101,
        "q=%00",
        "stance=<script>alert(1)</script>",
    ],
)
def test_filter_of_nothing_is_a_bad_request_abuse_4_31(
    principle: Principle, comment: Comment, query: str
) -> None:
    response = client_of(None).get(f"{list_url(principle)}?{query}")
    assert response.status_code == 400
    assert "There is a problem" in words_of(response)
    assert "<script>alert" not in response.content.decode()


@pytest.mark.parametrize(
    "query", ["author__email__startswith=a", "utm_source=x", "order_by=author__password"]
)
def test_undeclared_parameter_filters_nothing_abuse_4(
    principle: Principle, comment: Comment, query: str
) -> None:
    response = client_of(None).get(f"{list_url(principle)}?{query}")
    assert response.status_code == 200
    assert numbers_on(response) == [comment.number]
    assert query not in response.content.decode().split("hreflang")[0].split("<main")[-1]


@pytest.mark.parametrize("search", ["<script>alert(1)</script>", "\"'><img src=x onerror=a()>"])
def test_search_is_given_back_as_words_abuse_31(principle: Principle, search: str) -> None:
    html = client_of(None).get(list_url(principle), {"q": search}).content.decode()
    assert "<script>alert" not in html
    assert "<img src=x" not in html


# --- One comment in its thread --------------------------------------------------------------------


def test_link_to_a_comment_shows_its_thread(comment: Comment) -> None:
    reply = CommentFactory.create(principle=comment.principle, parent=comment)
    for each in (comment, reply):
        response = client_of(None).get(url(each))
        assert numbers_on(response) == [comment.number, reply.number]
        assert f"Comment {each}" in words_of(response)


def test_long_thread_leads_to_its_own_page(principle: Principle, comment: Comment) -> None:
    answers = thread(comment, REPLIES_SHOWN + 2)
    page = reverse("principles:principle-detail", args=[comment.document.slug, principle.key])
    response = client_of(None).get(page)
    assert len(numbers_on(response)) == 1 + REPLIES_SHOWN
    assert "Show the other 2 replies" in words_of(response)
    assert f'href="{url(comment)}"' in response.content.decode()
    assert numbers_on(client_of(None).get(url(comment)))[1:] == [each.number for each in answers]


def test_thread_of_many_pages_opens_where_the_comment_stands(comment: Comment) -> None:
    answers = thread(comment, 2 * REPLIES_A_PAGE + 1)
    middle = client_of(None).get(url(answers[REPLIES_A_PAGE + 1]))
    assert answers[REPLIES_A_PAGE + 1].number in numbers_on(middle)
    assert "Earlier replies" in words_of(middle)
    assert "Later replies" in words_of(middle)
    first, last = client_of(None).get(url(comment)), client_of(None).get(url(answers[-1]))
    assert "Earlier replies" not in words_of(first)
    assert "Later replies" not in words_of(last)
    assert client_of(None).get(url(comment) + "?after=x").status_code == 404


@pytest.mark.parametrize("what", ["detail", "history", *ACTS])
def test_comment_of_another_document_is_not_found_abuse_6_8(comment: Comment, what: str) -> None:
    elsewhere = open_document(Stage.COMMENT)
    moderator = seated(individual(), elsewhere)
    address = reverse(f"principles:comment-{what}", args=[elsewhere.slug, comment.number])
    assert client_of(moderator).get(address).status_code == 404
    assert client_of(moderator).post(address, {"reason": "No."}).status_code in {404, 405}


@pytest.mark.parametrize("what", ["detail", "history", *ACTS])
def test_comment_of_a_document_not_for_this_reader_is_not_found_abuse_2_3(what: str) -> None:
    secret = DocumentFactory.create(stage=Stage.COMMENT, visibility=Visibility.INVITED)
    comment = CommentFactory.create(principle=principle_of(secret))
    for stranger in (None, individual()):
        assert client_of(stranger).get(url(comment, what)).status_code == 404


@pytest.mark.parametrize("number", [0, 10**25])
def test_comment_that_does_not_exist_is_not_found(document: Document, number: int) -> None:
    address = reverse("principles:comment-detail", args=[document.slug, number])
    assert client_of(None).get(address).status_code == 404


# --- Replying -------------------------------------------------------------------------------------


def test_reply_is_posted_under_its_comment(document: Document, comment: Comment) -> None:
    user = joined(individual(), document).user
    client = client_of(user)
    asked = client.get(url(comment, "reply"))
    assert f"Reply to comment {comment}" in words_of(asked)
    assert "Who checks this?" in words_of(asked)
    response = client.post(url(comment, "reply"), {"stance": "support", "body": "Nobody yet."})
    reply = Comment.objects.get(body="Nobody yet.")
    assert reply.parent == comment
    assert response["Location"] == f"{url(reply)}#c-{reply.number}"


def test_reply_by_htmx_comes_with_its_place(document: Document, comment: Comment) -> None:
    client = client_of(joined(individual(), document).user)
    form = client.get(url(comment, "reply"), headers=HTMX)
    assert "<html" not in form.content.decode()
    assert f'hx-post="{url(comment, "reply")}"' in form.content.decode()
    wrong = client.post(url(comment, "reply"), {"body": "Kept."}, headers=HTMX)
    assert wrong.status_code == 400
    assert "Kept." in wrong.content.decode()
    right = client.post(
        url(comment, "reply"), {"stance": "support", "body": "Nobody yet."}, headers=HTMX
    )
    reply = Comment.objects.get(body="Nobody yet.")
    assert numbers_on(right) == [reply.number]
    assert f'hx-swap-oob="beforeend:#replies-{comment.number}"' in right.content.decode()


def test_reply_to_a_withdrawn_comment_keeps_its_words(document: Document, comment: Comment) -> None:
    client = client_of(joined(individual(), document).user)
    Comment.objects.update(status=CommentStatus.WITHDRAWN)
    response = client.post(url(comment, "reply"), {"stance": "support", "body": "Too late."})
    assert response.status_code == 400
    assert "was withdrawn or hidden" in words_of(response)
    assert "Too late." in response.content.decode()


# --- Editing, withdrawing, hiding -----------------------------------------------------------------


def test_edit_leaves_a_visible_history(author: User, comment: Comment) -> None:
    client = client_of(author)
    assert "Who *checks* this?" in client.get(url(comment, "edit")).content.decode()
    response = client.post(url(comment, "edit"), {"body": "Who **pays**?"})
    assert response["Location"] == f"{url(comment)}#c-{comment.number}"
    shown = client_of(None).get(url(comment)).content.decode()
    assert "<p>Who <strong>pays</strong>?</p>" in shown
    assert f'href="{url(comment, "history")}"' in shown
    history = client_of(None).get(url(comment, "history")).content.decode()
    assert "<p>Who <em>checks</em> this?</p>" in history
    assert "<p>Who <strong>pays</strong>?</p>" in history


def test_edit_gone_wrong_keeps_the_words(author: User, comment: Comment) -> None:
    response = client_of(author).post(url(comment, "edit"), {"body": "x" * 10_001})
    assert response.status_code == 400
    assert "x" * 10_001 in response.content.decode()


def test_comment_never_edited_says_so(comment: Comment) -> None:
    response = client_of(None).get(url(comment, "history"))
    assert "This comment was never edited." in words_of(response)


def test_withdrawing_is_asked_for_and_takes_the_words_off_every_page_abuse_13(
    author: User, principle: Principle, comment: Comment
) -> None:
    edit_comment(comment=comment, body="Second thoughts.", by=author)
    anchored(comment, "every part")
    client = client_of(author)
    assert "This cannot be undone." in words_of(client.get(url(comment, "withdraw")))
    assert Comment.objects.get().status == CommentStatus.PUBLISHED
    client.post(url(comment, "withdraw"))
    page = reverse("principles:principle-detail", args=[comment.document.slug, principle.key])
    for address in (url(comment), page, list_url(principle)):
        html = client.get(address).content.decode()
        assert "Withdrawn by its author" in html
        assert "Second thoughts" not in html
        assert "Who <em>checks" not in html
    assert client.get(url(comment, "history")).status_code == 404
    assert client.get(url(comment, "edit")).status_code == 403
    twice = client.post(url(comment, "withdraw"))
    assert twice.status_code == 302


def test_hiding_needs_a_reason_that_everyone_reads(moderator: User, comment: Comment) -> None:
    client = client_of(moderator)
    assert client.get(url(comment, "hide")).status_code == 200
    wrong = client.post(url(comment, "hide"), {"reason": ""})
    assert wrong.status_code == 400
    assert "the reason is shown in place of the comment" in words_of(wrong)
    client.post(url(comment, "hide"), {"reason": "Names a private person."})
    shown = client_of(None).get(url(comment))
    assert "Hidden by a moderator: Names a private person." in words_of(shown)
    assert "checks" not in words_of(shown)
    assert client_of(None).get(url(comment, "history")).status_code == 404


def test_moderator_reads_what_was_hidden_before_showing_it_again(
    moderator: User, comment: Comment
) -> None:
    Comment.objects.update(status=CommentStatus.HIDDEN, status_reason="Names someone.")
    client = client_of(moderator)
    assert "checks" in words_of(client.get(url(comment, "show")))
    assert f'href="{url(comment, "show")}"' in client.get(url(comment)).content.decode()
    client.post(url(comment, "show"))
    assert "checks" in words_of(client_of(None).get(url(comment)))


def test_withdrawn_comment_is_shown_again_by_nobody(moderator: User, comment: Comment) -> None:
    Comment.objects.update(status=CommentStatus.WITHDRAWN)
    client = client_of(moderator)
    assert "checks" not in words_of(client.get(url(comment, "show")))
    response = client.post(url(comment, "show"))
    assert response.status_code == 400
    assert Comment.objects.get().status == CommentStatus.WITHDRAWN


ALLOWED = {
    "reply": {"author", "speaker"},
    "edit": {"author"},
    "withdraw": {"author"},
    "hide": {"moderator", "staff"},
    "show": {"moderator", "staff"},
}


@pytest.mark.parametrize("who", ["author", "speaker", "newcomer", "moderator", "observer", "staff"])
@pytest.mark.parametrize("act", ACTS)
def test_act_on_a_comment_is_for_those_it_is_for_abuse_1_5(
    document: Document, author: User, moderator: User, comment: Comment, act: str, who: str
) -> None:
    users: dict[str, Callable[[], User]] = {
        "author": lambda: author,
        "speaker": lambda: joined(individual(), document).user,
        "newcomer": individual,
        "moderator": lambda: moderator,
        "observer": lambda: seated(individual(), document, Role.OBSERVER),
        "staff": lambda: UserFactory.create(is_staff=True),
    }
    client = client_of(users[who]())
    entries = Entry.objects.count()
    asked, answered = client.get(url(comment, act)), client.post(url(comment, act), {})
    if who in ALLOWED[act]:
        assert asked.status_code == 200
        assert answered.status_code in {302, 400}
    else:
        assert (asked.status_code, answered.status_code) == (403, 403)
        assert Entry.objects.count() == entries


@pytest.mark.parametrize("act", ACTS)
def test_anonymous_visitor_is_led_to_signing_in(comment: Comment, act: str) -> None:
    for response in (
        client_of(None).get(url(comment, act)),
        client_of(None).post(url(comment, act), {"body": "x", "reason": "x"}),
    ):
        assert response.status_code == 302
        assert response["Location"].startswith(reverse("account_login"))
    assert Comment.objects.get().status == CommentStatus.PUBLISHED


def test_buttons_are_there_for_whom_they_work(
    document: Document, author: User, moderator: User, comment: Comment
) -> None:
    speaker = joined(individual(), document).user
    wanted: dict[User | None, list[str]] = {
        None: [],
        author: ["reply", "edit", "withdraw"],
        speaker: ["reply"],
        moderator: ["hide"],
    }
    for user, acts in wanted.items():
        html = client_of(user).get(url(comment)).content.decode()
        assert [act for act in ACTS if f'href="{url(comment, act)}"' in html] == acts


def test_comment_takes_ten_statements_on_postgresql(author: User, principle: Principle) -> None:
    """Session, person, principle with document, locked stage, voice with seat, number, the same
    comment, the comment, entry, payload and job; besides the savepoints of the test."""
    client, address = client_of(author), list_url(principle)
    data = {"stance": "question", "type": "general", "body": "One more."}
    post(author, principle)
    with CaptureQueriesContext(connection) as captured:
        client.post(address, data)
    asked = [each["sql"] for each in captured if "SAVEPOINT" not in each["sql"]]
    # There an entry of the record and its payload are one.
    assert len(asked) == 11 - (connection.vendor == "postgresql"), asked


def test_thread_page_asks_the_same_queries_however_long(comment: Comment) -> None:
    client, address = client_of(None), url(comment)

    def asked() -> int:
        client.get(address)
        with CaptureQueriesContext(connection) as captured:
            client.get(address)
        return len(captured)

    CommentFactory.create(principle=comment.principle, parent=comment)
    few = asked()
    thread(comment, 60)
    assert asked() == few


def test_same_name_in_another_voice_is_another_person(
    document: Document, principle: Principle, comment: Comment
) -> None:
    voice = ParticipationFactory.create(document=document)
    CommentFactory.create(principle=comment.principle, participation=voice)
    response = client_of(None).get(list_url(principle))
    assert "Aud Author" in words_of(response)
    assert voice.user.name in words_of(response)
