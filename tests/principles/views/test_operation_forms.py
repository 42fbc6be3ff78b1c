"""Every kind of change in the form: add, delete, move, split, join, and several in one amendment."""

import html
import json
import re

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from principles.models import Amendment, Document, Participation, Principle
from principles.states import AmendmentKind, AmendmentStatus, Stage
from tests.factories.accounts import individual
from tests.factories.amendments import AmendmentFactory
from tests.factories.principles import joined, open_document, principle_of, text_of
from tests.principles.views.test_amendment_forms import reword, words_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def document() -> Document:
    return open_document(Stage.AMEND, principles=4, sections=2)


@pytest.fixture
def principle(document: Document) -> Principle:
    return principle_of(document)


@pytest.fixture
def author(document: Document) -> User:
    return joined(individual(), document).user


@pytest.fixture
def signed_in(author: User) -> Client:
    client = Client()
    client.force_login(author)
    return client


@pytest.fixture
def address(document: Document) -> str:
    return reverse("principles:amendment-propose", args=[document.slug, 1])


def sent(principle: Principle, kind: str, **fields: object) -> dict[str, object]:
    base = {"kind": kind, "rationale": "It reads better.", "base_hash": text_of(principle).hash}
    return {**base, **fields}


def hidden(page: str, name: str) -> str:
    found = re.search(rf'<input type="hidden" name="{name}" value="([^"]*)"', page)
    return html.unescape(found[1]) if found else ""


def typed(page: str, name: str) -> str:
    found = re.search(rf'<textarea[^>]*name="{name}"[^>]*>(.*?)</textarea>', page, re.DOTALL)
    assert found
    return html.unescape(found[1]).removeprefix("\n").strip()


OPERATIONS = [
    (
        "add",
        {"title": "A new one", "body": "New words.", "place": "first-2"},
        {"after": None, "body": "New words.", "section": 2, "title": "A new one"},
    ),
    ("sup", {}, {"principle": 1}),
    ("move", {"place": "after-3"}, {"after": 3, "principle": 1, "section": 0}),
    (
        "split",
        {
            "parts": 3,
            "part_1_title": "One",
            "part_1_body": "Words of one.",
            "part_2_title": "Two",
            "part_2_body": "Words of two.",
            "part_3_title": "",
            "part_3_body": "",
        },
        {
            "parts": [
                {"title": "One", "body": "Words of one."},
                {"title": "Two", "body": "Words of two."},
            ],
            "principle": 1,
        },
    ),
    (
        "join",
        {"others": ["2", "3"], "title": "All", "body": "All of it."},
        {"body": "All of it.", "others": [2, 3], "principle": 1, "title": "All"},
    ),
]


@pytest.mark.parametrize(("kind", "fields", "operation"), OPERATIONS)
def test_each_kind_of_change_is_proposed(
    signed_in: Client,
    principle: Principle,
    address: str,
    kind: str,
    fields: dict[str, object],
    operation: dict[str, object],
) -> None:
    page = signed_in.get(f"{address}?kind={kind}")
    assert page.status_code == 200
    response = signed_in.post(address, sent(principle, kind, **fields))
    assert response.status_code == 302, words_of(response.content.decode())
    amendment = Amendment.objects.get()
    assert amendment.operations == [{"code": kind, **operation}]
    # And it comes back into the form as it is.
    own = reverse("principles:amendment-revise", args=[amendment.document.slug, 1])
    again = signed_in.get(own).content.decode()
    assert hidden(again, "kind") == kind
    refused = signed_in.post(own, {**sent(principle, kind, **fields)})
    assert "You changed nothing." in words_of(refused.content.decode())


@pytest.mark.parametrize("said", ["²", pytest.param("9" * 5_000, id="too long")])
def test_what_is_no_number_is_passed_over(
    signed_in: Client, principle: Principle, address: str, said: str
) -> None:
    forged = {"key": said, "parts": said, "base_version": said, "next_key": said}
    values = sent(principle, "join", others=["2", said], title="All", body="", **forged)
    page = signed_in.post(address, {**values, "way": "gather"})
    assert page.status_code == 200
    own, other = (text_of(principle_of(principle.document, key)).body for key in (1, 2))
    assert typed(page.content.decode(), "body") == f"{own}\n\n{other}"
    assert signed_in.post(address, {**values, "way": "another"}).status_code == 200
    assert signed_in.post(address, values).status_code == 400


@pytest.mark.parametrize(
    "more",
    [
        "[" * 100_000,
        '[{"code": []}]',
        '[{"code": "mod", "principle": 2, "title": "T", "body": "\\ud800"}]',
    ],
    ids=["too deep", "no code", "half a character"],
)
def test_a_forged_list_of_further_changes_is_said_to_be_unreadable(
    signed_in: Client, principle: Principle, address: str, more: str
) -> None:
    response = signed_in.post(address, sent(principle, "sup", more=more))
    assert response.status_code == 400
    assert "The list of changes could not be read." in words_of(response.content.decode())


@pytest.mark.parametrize(
    ("kind", "fields", "field", "message"),
    [
        ("move", {"place": "after-1"}, "place", "A principle cannot stand behind itself."),
        ("move", {"place": "first-1"}, "place", "It stands there already: choose another place."),
        ("move", {"place": "after-99"}, "place", "Select a valid choice."),
        ("join", {"title": "All", "body": "All."}, "others", "Choose at least two principles"),
        ("add", {"title": "", "body": "Words.", "place": "after-1"}, "title", "Write the title"),
        ("split", {"part_1_title": "One"}, "part_2_title", "Write the title"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(
    signed_in: Client,
    principle: Principle,
    address: str,
    kind: str,
    fields: dict[str, object],
    field: str,
    message: str,
) -> None:
    response = signed_in.post(address, sent(principle, kind, **fields))
    page = response.content.decode()
    assert response.status_code == 400
    assert f'id="amendment_{field}_error"' in page
    assert message in words_of(page)
    assert "It reads better." in page


def test_a_part_is_added_without_losing_what_was_typed(
    signed_in: Client, principle: Principle, address: str
) -> None:
    values = sent(principle, "split", part_1_body="First half.", part_2_body="Second half.")
    page = signed_in.post(f"{address}/preview", {**values, "way": "part"}).content.decode()
    assert typed(page, "part_1_body") == "First half."
    assert typed(page, "part_2_body") == "Second half."
    assert typed(page, "part_3_body") == ""
    assert typed(page, "rationale") == "It reads better."


def test_a_split_starts_from_the_paragraphs(signed_in: Client, document: Document) -> None:
    address = reverse("principles:amendment-propose", args=[document.slug, 2])
    page = signed_in.get(f"{address}?kind=split").content.decode()
    assert "It becomes 2 principles." in words_of(page)
    first, second = text_of(principle_of(document, 2)).body.split("\n\n")
    assert (typed(page, "part_1_body"), typed(page, "part_2_body")) == (first, second)


def test_the_words_of_those_to_be_joined_are_put_together(
    signed_in: Client, principle: Principle, document: Document, address: str
) -> None:
    values = sent(principle, "join", others=["3"], title="Both", body="x", way="gather")
    page = signed_in.post(f"{address}/preview", values).content.decode()
    bodies = [text_of(principle_of(document, key)).body for key in (1, 3)]
    assert typed(page, "body") == "\n\n".join(bodies)
    assert re.search(r'name="others" value="3"[^>]*checked', page)


def test_another_kind_keeps_what_was_written_beside_the_form(
    signed_in: Client, principle: Principle, address: str
) -> None:
    values = sent(principle, "mod", title="T", body="My own words.", way="kind-sup")
    page = signed_in.post(f"{address}/preview", values).content.decode()
    said = words_of(page)
    assert hidden(page, "kind") == "sup"
    assert "The whole principle goes." in said
    assert "What you wrote before Take over what still fits. T My own words." in said
    assert typed(page, "rationale") == "It reads better."


def test_several_changes_go_into_one_amendment(
    signed_in: Client, principle: Principle, document: Document, address: str
) -> None:
    values = sent(principle, "mod", title="T", body="My own words.")
    more = {"way": "another", "next_key": "2", "next_kind": "sup"}
    page = signed_in.post(f"{address}/preview", {**values, **more}).content.decode()
    said = words_of(page)
    assert "Also in this amendment Words changed: Principle 1 of the network Take out" in said
    assert "What to do to “Principle 2 of the network”" in said
    listed = hidden(page, "more")
    second = sent(principle, "sup", key="2", more=listed)
    assert signed_in.post(address, second).status_code == 302
    amendment = Amendment.objects.get()
    assert [each["code"] for each in amendment.operations] == ["mod", "sup"]
    assert set(amendment.touched.values_list("key", flat=True)) == {1, 2}


def test_a_listed_change_is_taken_out(
    signed_in: Client, principle: Principle, address: str
) -> None:
    listed = json.dumps([{"code": "sup", "principle": 2}, {"code": "sup", "principle": 3}])
    values = sent(principle, "sup", more=listed, way="drop-0")
    page = signed_in.post(f"{address}/preview", values).content.decode()
    assert json.loads(hidden(page, "more")) == [{"code": "sup", "principle": 3}]


def test_one_of_the_changes_is_to_the_principle_it_is_filed_under(
    signed_in: Client, principle: Principle, address: str
) -> None:
    response = signed_in.post(address, sent(principle, "sup", key="2"))
    assert response.status_code == 400
    assert "One of the changes must be to principle 1." in words_of(response.content.decode())


def test_changes_that_cannot_both_be_are_refused(
    signed_in: Client, principle: Principle, address: str
) -> None:
    listed = json.dumps([{"code": "sup", "principle": 1}])
    response = signed_in.post(
        address, sent(principle, "mod", title="T", body="Words.", more=listed)
    )
    assert response.status_code == 400
    assert "Two of these changes cannot both be made" in words_of(response.content.decode())


@pytest.mark.parametrize("more", ["{", "[1]", '{"code": "sup"}'])
def test_a_forged_list_is_refused(
    signed_in: Client, principle: Principle, address: str, more: str
) -> None:
    response = signed_in.post(address, sent(principle, "sup", more=more))
    assert response.status_code == 400
    assert Amendment.objects.count() == 0


def test_words_of_another_principle_that_changed_meanwhile_are_not_overwritten(
    signed_in: Client, principle: Principle, document: Document, address: str
) -> None:
    listed = json.dumps([{"code": "mod", "principle": 2, "title": "T", "body": "Mine."}])
    values = sent(principle, "sup", more=listed, base_version="1")
    reword(principle_of(document, 2), "Words published meanwhile.")
    response = signed_in.post(address, values)
    said = words_of(response.content.decode())
    assert response.status_code == 409
    assert "Inserted: Words published meanwhile" in said
    assert Amendment.objects.count() == 0


# Rival texts, and changes to an amendment --------------------------------------------------------


def test_a_rival_text_is_an_amendment_of_its_own_kind(
    signed_in: Client, principle: Principle, address: str
) -> None:
    page = signed_in.get(f"{address}?kind=rival").content.decode()
    assert typed(page, "body") == text_of(principle).body
    values = sent(principle, "rival", title="Anew", body="Quite another text.")
    assert signed_in.post(address, values).status_code == 302
    assert Amendment.objects.get().kind == AmendmentKind.RIVAL


def test_a_rival_text_may_start_from_nothing(
    signed_in: Client, principle: Principle, address: str
) -> None:
    values = sent(principle, "rival", title="T", body="Words.", way="empty")
    page = signed_in.post(f"{address}/preview", values).content.decode()
    assert typed(page, "body") == ""
    assert "What you wrote before" in words_of(page)


def test_an_amendment_is_amended_from_its_own_words(
    signed_in: Client, principle: Principle
) -> None:
    parent = AmendmentFactory.create(principle=principle, body="What the first one says.")
    address = reverse("principles:amendment-amend", args=[parent.document.slug, parent.number])
    detail = reverse("principles:amendment-detail", args=[parent.document.slug, parent.number])
    assert f'href="{address}"' in signed_in.get(detail).content.decode()
    assert f'href="{address}"' not in Client().get(detail).content.decode()
    page = signed_in.get(address).content.decode()
    assert typed(page, "body") == "What the first one says."
    assert typed(page, "rationale") == ""
    unchanged = sent(principle, "mod", title=parent.title, body=parent.body)
    refused = signed_in.post(address, unchanged)
    assert "Propose it together with A-1, or back it" in words_of(refused.content.decode())
    values = {**unchanged, "body": "What it should say."}
    previewed = signed_in.post(address, {**values, "way": "preview"})
    assert "Inserted: What it should say" in words_of(previewed.content.decode())
    assert signed_in.post(address, values).status_code == 302
    assert Amendment.objects.get(number=2).parent == parent


def test_what_is_decided_is_not_amended(signed_in: Client, principle: Principle) -> None:
    parent = AmendmentFactory.create(principle=principle, status=AmendmentStatus.REJECTED)
    address = reverse("principles:amendment-amend", args=[parent.document.slug, parent.number])
    detail = reverse("principles:amendment-detail", args=[parent.document.slug, parent.number])
    assert signed_in.get(address)["Location"] == detail
    response = signed_in.post(address, sent(principle, "mod", title="T", body="Words."))
    assert response.status_code == 400
    assert "cannot be amended any more" in words_of(response.content.decode())


def test_a_draft_of_a_rival_text_keeps_its_kind(
    signed_in: Client, principle: Principle, address: str, author: User
) -> None:
    values = sent(principle, "rival", title="Anew", body="Quite another text.", way="draft")
    assert signed_in.post(address, values).status_code == 302
    draft = Amendment.objects.get()
    assert (draft.kind, draft.status) == (AmendmentKind.RIVAL, AmendmentStatus.DRAFT)
    assert draft.participation == Participation.objects.get(user=author)
    own = reverse("principles:amendment-revise", args=[draft.document.slug, 1])
    assert hidden(signed_in.get(own).content.decode(), "kind") == "rival"


@pytest.mark.parametrize("principles", [4, 12])
@pytest.mark.parametrize("kind", ["mod", "move", "join"])
def test_the_number_of_queries_does_not_depend_on_the_principles(
    author: User,
    signed_in: Client,
    principles: int,
    kind: str,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    document = open_document(Stage.AMEND, principles=principles, sections=2)
    joined(author, document)
    address = reverse("principles:amendment-propose", args=[document.slug, 1])
    with django_assert_max_num_queries(16):
        response = signed_in.get(f"{address}?kind={kind}")
    assert response.status_code == 200
