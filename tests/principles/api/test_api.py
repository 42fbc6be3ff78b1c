"""The API of documents: what the pages say and do, and the same refusals."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Entry, User
from principles.models import Amendment, Comment, Document, Vote
from principles.states import CommentStatus, Role, Stage, Visibility
from tests.factories.accounts import MembershipFactory, UserFactory
from tests.factories.api import api_of
from tests.factories.principles import (
    DocumentFactory,
    joined,
    open_document,
    principle_of,
    seated,
    text_of,
)

pytestmark = pytest.mark.django_db
TEXT = (
    "# A pledge\n\nWe agree.\n\n## 1. Open standards\n\nUse them.\n\n## 2. Fair access\n\nGive it."
)


@pytest.fixture
def document() -> Document:
    return open_document(Stage.AMEND, early_voting=True)


@pytest.fixture
def person(document: Document) -> User:
    person = UserFactory.create(name="Ada Speaker")
    joined(person, document)
    return person


def path(document: Document, rest: str = "") -> str:
    return f"/api/v1/documents/{document.slug}/{rest}"


def words_hash(document: Document) -> str:
    return text_of(principle_of(document)).hash


def problem(response: Any) -> tuple[int, str, str]:
    return response.status_code, response.headers["Content-Type"], response.json()["code"]


PROBLEM = "application/problem+json"


# --- Reading --------------------------------------------------------------------------------------


def test_documents_are_listed_by_key_for_whom_they_are_listed(document: Document) -> None:
    open_document(visibility=Visibility.LINK)
    DocumentFactory.create()
    found = api_of().get("/api/v1/documents/").json()
    assert [each["slug"] for each in found["results"]] == [document.slug]
    assert found["next"] is None


def test_a_long_list_goes_on_from_its_cursor() -> None:
    for _ in range(26):
        open_document(principles=1)
    first = api_of().get("/api/v1/documents/?stage=comment").json()
    second = api_of().get(first["next"]).json()
    assert (len(first["results"]), len(second["results"]), second["next"]) == (25, 1, None)


def test_a_document_has_its_words_and_rules(document: Document) -> None:
    found = api_of().get(path(document)).json()
    (section,) = found["sections"]
    assert [each["key"] for each in section["principles"]] == [1, 2, 3]
    assert section["principles"][0]["hash"] == words_hash(document)
    assert found["rules"]["early_voting"] is True
    assert found["version"]["number"] == 1


@pytest.mark.parametrize(
    "rest",
    [
        "",
        "versions/",
        "changes/?old=1&new=1",
        "principles/1/",
        "principles/1/results/",
        "principles/1/votes/",
        "principles/1/comments/",
        "amendments/",
    ],
)
def test_abuse_2_what_one_may_not_see_is_not_found(document: Document, rest: str) -> None:
    assert api_of().get(path(document, rest)).status_code == 200
    Document.objects.filter(pk=document.pk).update(visibility=Visibility.INVITED)
    assert problem(api_of().get(path(document, rest))) == (404, PROBLEM, "not_found")
    assert api_of(UserFactory.create()).get(path(document, rest)).status_code == 404
    assert (
        api_of(seated(UserFactory.create(), document)).get(path(document, rest)).status_code == 200
    )


@pytest.mark.parametrize(
    "rest",
    [
        "principles/1/comments/?author__email__startswith=a",
        "principles/1/comments/?ordering=author__password",
        "amendments/?author=1",
        "changes/?old=1&new=1&by=2",
    ],
)
def test_abuse_4_a_filter_that_is_not_declared_is_refused(document: Document, rest: str) -> None:
    response = api_of().get(path(document, rest))
    assert problem(response) == (400, PROBLEM, "invalid")
    assert len(response.json()["errors"]) == 1


def test_a_cursor_of_another_order_is_not_found(document: Document) -> None:
    assert api_of().get(path(document, "principles/1/comments/?cursor=zz")).status_code == 404


def test_two_versions_are_compared_word_by_word(document: Document) -> None:
    found = api_of().get(path(document, "changes/?old=1&new=1")).json()
    assert [change["kind"] for change in found["changes"]] == ["same", "same", "same"]


# --- Importing ------------------------------------------------------------------------------------


def test_a_text_is_read_into_an_outline_and_kept_as_a_document() -> None:
    convener = UserFactory.create(is_convener=True)
    client = api_of(convener)
    outline = client.post("/api/v1/outlines/", {"text": TEXT}).json()
    assert [p["title"] for p in outline["sections"][0]["principles"]] == [
        "Open standards",
        "Fair access",
    ]
    assert not Document.objects.exists()
    made = client.post("/api/v1/documents/", {"outline": outline, "source": "pledge.md"})
    assert made.status_code == 201
    assert (made.json()["title"], made.json()["stage"]) == ("A pledge", "draft")
    assert Document.objects.get().created_by == convener


def test_only_those_who_may_convene_import() -> None:
    client = api_of(UserFactory.create())
    assert problem(client.post("/api/v1/outlines/", {"text": TEXT}))[0] == 403
    outline = {"title": "T", "preamble": "", "sections": []}
    assert client.post("/api/v1/documents/", {"outline": outline}).status_code == 403
    assert problem(api_of().post("/api/v1/outlines/", {"text": TEXT}))[0] == 401


def test_a_text_that_cannot_be_read_is_refused_in_words() -> None:
    client = api_of(UserFactory.create(is_convener=True))
    response = client.post("/api/v1/outlines/", {"text": "   \n "})
    assert response.status_code == 400
    assert client.post("/api/v1/documents/", {"outline": {"title": "x"}}).status_code == 400


# --- Taking part ----------------------------------------------------------------------------------


def test_one_joins_by_a_membership_of_ones_own(document: Document) -> None:
    person, stranger = UserFactory.create(), UserFactory.create()
    mine, other = MembershipFactory.create(user=person), MembershipFactory.create(user=stranger)
    client = api_of(person)
    assert client.get(path(document, "participation/")).status_code == 404
    assert (
        client.post(path(document, "participation/"), {"membership": other.pk}).status_code == 404
    )
    joined_as = client.post(path(document, "participation/"), {"membership": mine.pk}).json()
    assert joined_as["capacity"] == "individual"
    assert client.get(path(document, "participation/")).json() == joined_as


def test_a_vote_is_cast_as_on_the_page(document: Document, person: User) -> None:
    client = api_of(person)
    body = {"choice": "accept", "text_hash": words_hash(document)}
    response = client.post(path(document, "principles/1/votes/"), body)
    assert (response.status_code, response.json()["choice"]) == (200, "accept")
    assert Vote.objects.get().participation.user == person
    own = client.get(path(document, "principles/1/")).json()["own_vote"]
    assert (own["choice"], own["is_current"]) == ("accept", True)
    other = Client()
    other.force_login(person)
    page = other.get(reverse("principles:principle-detail", args=[document.slug, 1]))
    assert page.context["reading"].own_vote.choice == "accept"


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"choice": "maybe"}, 400),
        ({"choice": ""}, 400),
        ({}, 400),
        ({"choice": "block"}, 400),
        ({"choice": "accept", "group": 1}, 400),
        ({"choice": "accept", "text_hash": "0" * 64}, 409),
        (["accept"], 400),
    ],
)
def test_abuse_52_a_wrong_vote_changes_nothing(
    document: Document, person: User, body: Any, status: int
) -> None:
    if isinstance(body, dict) and body:
        body = {"text_hash": words_hash(document), **body}
    response = api_of(person).post(path(document, "principles/1/votes/"), body)
    assert (response.status_code, response.headers["Content-Type"]) == (status, PROBLEM)
    assert not Vote.objects.exists()


def test_results_are_those_of_the_page(document: Document, person: User) -> None:
    api_of(person).post(
        path(document, "principles/1/votes/"),
        {"choice": "accept", "text_hash": words_hash(document)},
    )
    found = api_of().get(path(document, "principles/1/results/")).json()
    page = Client().get(reverse("principles:principle-detail", args=[document.slug, 1]))
    tally = page.context["tally"]
    assert [row["label"] for row in found["groups"]] == [row.label for row in tally.groups]
    assert found["withheld"] == list(tally.withheld) == ["Civil society"]
    assert all(count["count"] == 0 for row in found["groups"] for count in row["counts"])


# --- Comments -------------------------------------------------------------------------------------


def test_a_comment_is_posted_answered_edited_and_withdrawn(
    document: Document, person: User
) -> None:
    client = api_of(person)
    body = {"body": "Who **measures** it?", "stance": "question", "quote": {"exact": "Everyone"}}
    posted = client.post(path(document, "principles/1/comments/"), body)
    assert posted.status_code == 201
    assert (posted.json()["quote"], posted.json()["author"]) == ("Everyone", "Ada Speaker")
    answer = {"body": "The regulator.", "stance": "support", "reply_to": 1}
    assert client.post(path(document, "principles/1/comments/"), answer).json()["reply_to"] == 1
    page = client.get(path(document, "principles/1/comments/?sort=oldest")).json()
    assert (page["total"], [len(thread["comments"]) for thread in page["threads"]]) == (2, [2])
    edited = client.put(path(document, "comments/1/"), {"body": "Who counts?"}).json()
    assert edited["edited_at"] is not None
    withdrawn = client.post(path(document, "comments/1/withdraw/")).json()
    assert (withdrawn["status"], withdrawn["html"], withdrawn["quote"]) == ("withdrawn", "", "")
    assert "Who" not in api_of().get(path(document, "comments/1/")).content.decode()


def test_abuse_8_an_answer_to_a_comment_elsewhere_is_not_found(
    document: Document, person: User
) -> None:
    client = api_of(person)
    body = {"body": "Here.", "stance": "support"}
    client.post(path(document, "principles/2/comments/"), body)
    response = client.post(path(document, "principles/1/comments/"), {**body, "reply_to": 1})
    assert response.status_code == 404
    assert Comment.objects.count() == 1


def test_a_comment_on_the_text_as_a_whole_is_posted_and_listed(
    document: Document, person: User
) -> None:
    client, whole = api_of(person), path(document, "comments/")
    body = {"body": "It is too long.", "stance": "concern"}
    posted = client.post(whole, body)
    assert (posted.status_code, posted.json()["principle"]) == (201, None)
    answer = {"body": "By half.", "stance": "support", "reply_to": 1}
    assert client.post(whole, answer).json()["reply_to"] == 1
    assert api_of().get(whole).json()["total"] == 2
    assert api_of().get(path(document)).json()["comments_on_whole"] == 2
    assert client.get(path(document, "principles/1/comments/")).json()["total"] == 0
    elsewhere = client.post(path(document, "principles/1/comments/"), answer)
    assert elsewhere.status_code == 404


def test_nothing_is_quoted_in_a_comment_on_the_text_as_a_whole(
    document: Document, person: User
) -> None:
    body = {"body": "Who?", "stance": "question", "quote": {"exact": "Everyone"}}
    refused = api_of(person).post(path(document, "comments/"), body)
    assert problem(refused)[0] == 400
    assert not Comment.objects.exists()


def test_a_stance_that_is_not_asked_for_is_not_taken(document: Document, person: User) -> None:
    body = {"body": "Here.", "stance": "none"}
    response = api_of(person).post(path(document, "comments/"), body)
    assert sorted(response.json()["errors"]) == ["stance"]
    assert api_of().get(path(document, "comments/?stance=none")).status_code == 200


def test_abuse_11_fields_that_are_not_ones_own_are_refused(
    document: Document, person: User
) -> None:
    body = {"body": "Here.", "stance": "support", "status": "hidden", "author": 1}
    response = api_of(person).post(path(document, "principles/1/comments/"), body)
    assert sorted(response.json()["errors"]) == ["author", "status"]
    assert not Comment.objects.exists()


def test_moderators_hide_and_show_others_do_not(document: Document, person: User) -> None:
    api_of(person).post(
        path(document, "principles/1/comments/"), {"body": "Rude.", "stance": "oppose"}
    )
    refused = api_of(person).post(path(document, "comments/1/hide/"), {"reason": "Mine."})
    assert problem(refused) == (403, PROBLEM, "permission_denied")
    moderator = api_of(seated(UserFactory.create(), document))
    hidden = moderator.post(path(document, "comments/1/hide/"), {"reason": "It is rude."}).json()
    assert (hidden["status"], hidden["html"]) == ("hidden", "")
    assert moderator.post(path(document, "comments/1/show/")).json()["status"] == "published"
    assert Comment.objects.get().status == CommentStatus.PUBLISHED
    assert api_of(person).get(path(document, "comments/7/")).status_code == 404


# --- Amendments -----------------------------------------------------------------------------------


def proposal(document: Document, body: str = "Other words.") -> dict[str, str]:
    words = text_of(principle_of(document))
    return {"title": words.title, "body": body, "rationale": "Clearer.", "base_hash": words.hash}


def test_an_amendment_is_proposed_revised_backed_and_adopted(
    document: Document, person: User
) -> None:
    client = api_of(person)
    made = client.post(path(document, "principles/1/amendments/"), proposal(document))
    assert (made.status_code, made.json()["number"]) == (201, 1)
    revised = client.put(path(document, "amendments/1/"), proposal(document, "Better words."))
    wording = {"text_hash": revised.json()["text_hash"]}
    backer = UserFactory.create()
    joined(backer, document)
    backed = api_of(backer).post(path(document, "amendments/1/back/"), wording).json()
    assert (backed["backed"], backed["supporters"][0]["individuals"]) == (True, 1)
    assert api_of(backer).post(path(document, "amendments/1/unback/")).json()["backed"] is False
    moderator = api_of(seated(UserFactory.create(), document, Role.MODERATOR))
    decision = {**wording, "base_hash": words_hash(document)}
    adopted = moderator.post(path(document, "amendments/1/adopt/"), decision).json()
    assert (adopted["status"], adopted["decision"]["version"]) == ("adopted", 2)
    assert api_of().get(path(document, "principles/1/")).json()["body"] == "Better words."
    versions = api_of().get(path(document, "versions/")).json()
    assert [each["amendments"] for each in versions] == [[1], []]


def test_abuse_1_who_may_not_decide_leaves_no_trace(document: Document, person: User) -> None:
    client = api_of(person)
    made = client.post(path(document, "principles/1/amendments/"), proposal(document)).json()
    entries = Entry.objects.count()
    decision = {"text_hash": made["text_hash"], "base_hash": words_hash(document)}
    assert client.post(path(document, "amendments/1/adopt/"), decision).status_code == 403
    reject = {"text_hash": made["text_hash"], "reason": "No."}
    assert client.post(path(document, "amendments/1/reject/"), reject).status_code == 403
    assert Amendment.objects.get().status == "open"
    assert Entry.objects.count() == entries


def test_a_stale_base_is_a_conflict(document: Document, person: User) -> None:
    client = api_of(person)
    early = proposal(document, "Words of the second version.")
    made = client.post(path(document, "principles/1/amendments/"), early).json()
    moderator = api_of(seated(UserFactory.create(), document))
    decision = {"text_hash": made["text_hash"], "base_hash": early["base_hash"]}
    moderator.post(path(document, "amendments/1/adopt/"), decision)
    late = client.post(path(document, "principles/1/amendments/"), {**early, "body": "Late words."})
    assert problem(late)[:2] == (409, PROBLEM)
    assert Amendment.objects.count() == 1


def test_amendments_are_listed_rejected_and_withdrawn(document: Document, person: User) -> None:
    client = api_of(person)
    for body in ("One wording.", "Another wording."):
        client.post(path(document, "principles/1/amendments/"), proposal(document, body))
    moderator = api_of(seated(UserFactory.create(), document))
    text_hash = Amendment.objects.get(number=1).text_hash
    moderator.post(
        path(document, "amendments/1/reject/"), {"text_hash": text_hash, "reason": "Too long."}
    )
    assert client.post(path(document, "amendments/2/withdraw/")).json()["status"] == "withdrawn"
    found = api_of().get(path(document, "amendments/?status=rejected&principle=1")).json()
    assert [(each["number"], each["decision"]["reason"]) for each in found["results"]] == [
        (1, "Too long.")
    ]
    assert api_of().get(path(document, "amendments/9/")).status_code == 404


# --- Doors ----------------------------------------------------------------------------------------


def test_writing_needs_a_token_and_the_session_a_csrf_token(
    document: Document, person: User
) -> None:
    body = {"body": "Here.", "stance": "support"}
    assert problem(api_of().post(path(document, "principles/1/comments/"), body))[0] == 401
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(person)
    response = browser.post(
        path(document, "principles/1/comments/"), body, content_type="application/json"
    )
    assert response.status_code == 403
    assert not Comment.objects.exists()


def test_abuse_17_no_answer_holds_an_address_or_a_hash_of_a_password(
    document: Document, person: User
) -> None:
    api_of(person).post(
        path(document, "principles/1/comments/"), {"body": "Here.", "stance": "support"}
    )
    for rest in ("", "principles/1/comments/", "comments/1/", "amendments/", "versions/"):
        text = api_of().get(path(document, rest)).content.decode()
        assert person.email not in text
        assert person.password not in text


def test_me_and_groups() -> None:
    person = MembershipFactory.create().user
    me = api_of(person).get("/api/v1/me/").json()
    assert (me["email"], len(me["memberships"])) == (person.email, 1)
    assert problem(api_of().get("/api/v1/me/"))[0] == 401
    assert len(api_of().get("/api/v1/groups/").json()) == 6


def test_comments_cost_the_same_queries_for_few_and_for_many(
    document: Document, person: User, django_assert_max_num_queries: Any
) -> None:
    client = api_of(person)
    for n in range(30):
        body = {"body": f"Comment number {n}.", "stance": "support"}
        client.post(path(document, "principles/1/comments/"), body)
        if n in {0, 29}:
            with django_assert_max_num_queries(6):
                api_of().get(path(document, "principles/1/comments/"))
