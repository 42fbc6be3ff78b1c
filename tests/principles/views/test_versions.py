"""The list of versions, and the comparison of two."""

import pytest
from django.db import transaction
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from principles.actions.locking import lock_stage_to_move
from principles.actions.versions import final_version, publish_version
from principles.models import Document
from principles.states import Stage, Visibility
from tests.factories.accounts import UserFactory
from tests.factories.principles import DocumentFactory, open_document, principle_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner() -> User:
    return UserFactory.create(name="Mara Lind")


@pytest.fixture
def document(owner: User) -> Document:
    return open_document(
        Stage.AMEND,
        owner=owner,
        texts=[("Reach", "All reach all."), ("Price", "Fair prices."), ("Trust", "Safe.")],
        sections=1,
    )


def publish(document: Document, by: User, key: int, title: str, body: str) -> None:
    with transaction.atomic():
        publish_version(
            document=lock_stage_to_move(document.pk),
            changes={principle_of(document, key).pk: (title, body)},
            note=f"Change of {key}",
            by=by,
        )


def page(client: Client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def test_version_list_shows_each_with_date_note_hash_and_author(
    client: Client, document: Document, owner: User
) -> None:
    publish(document, owner, 2, "Price", "Just prices.")
    html = page(client, f"/documents/{document.slug}/versions/")
    for version in document.versions.all():
        assert version.published_at is not None
        assert f"<code>{version.hash}</code>" in html
        assert f'<time datetime="{version.published_at.isoformat()}">' in html
    assert html.index('id="v2"') < html.index('id="v1"')
    assert html.count("<bdi>Mara Lind</bdi>") == 2
    assert "Change of 2" in html
    assert "Principle 2 changed." in html
    assert f'<a href="/documents/{document.slug}/versions/1..2/">' in html
    assert [html.count("Present version"), html.count("Superseded")] == [1, 1]


def test_version_list_marks_the_final_version(
    client: Client, document: Document, owner: User
) -> None:
    final_version(document=document, by=owner)
    html = page(client, f"/documents/{document.slug}/versions/")
    assert '<span class="status status-done">Final</span>' in html


def test_version_list_of_one_version_offers_no_comparison(
    client: Client, document: Document
) -> None:
    assert "<form" not in page(client, f"/documents/{document.slug}/versions/")


def test_version_list_leads_to_the_comparison_chosen(
    client: Client, document: Document, owner: User
) -> None:
    publish(document, owner, 2, "Price", "Just prices.")
    url = f"/documents/{document.slug}/versions/"
    assert '<option value="1" selected>' in page(client, url)
    response = client.get(url, {"old": "1", "new": "2"})
    assert (response.status_code, response["Location"]) == (302, f"{url}1..2/")


@pytest.mark.parametrize("asked", [{"old": "1", "new": "9"}, {"old": "1"}, {"old": "<b>"}])
def test_version_list_refuses_to_compare_what_is_not_there(
    client: Client, document: Document, asked: dict[str, str]
) -> None:
    response = client.get(f"/documents/{document.slug}/versions/", asked)
    assert response.status_code == 400
    assert "<b>" not in response.content.decode().partition("<main")[2].partition("person")[0]


def test_version_compare_marks_what_was_removed_and_inserted(
    client: Client, document: Document, owner: User
) -> None:
    publish(document, owner, 2, "Cost", "Just prices.")
    html = page(client, f"/documents/{document.slug}/versions/1..2/")
    assert "1 principle changed." in html
    assert [html.count("<del>"), html.count("<ins>")] == [3, 3]  # the key, the title, the body
    assert html.count("<summary>Unchanged</summary>") == 3  # the preamble and two principles


def test_version_compare_works_in_both_directions(
    client: Client, document: Document, owner: User
) -> None:
    publish(document, owner, 3, "Trust", "Safe. Sound.")
    forth = page(client, f"/documents/{document.slug}/versions/1..2/")
    back = page(client, f"/documents/{document.slug}/versions/2..1/")
    assert ("<ins>" in forth, "<del><span" in forth) == (True, False)
    assert ("<del><span" in back, "<ins><span" in back) == (True, False)


def test_version_compare_with_itself_is_for_reading(client: Client, document: Document) -> None:
    html = page(client, f"/documents/{document.slug}/versions/1..1/")
    assert "<h1>Version 1</h1>" in html
    assert "<p> All reach all. </p>" in html
    assert "Unchanged" not in html


def test_version_compare_of_the_same_words_says_so(
    client: Client, document: Document, owner: User
) -> None:
    publish(document, owner, 2, "Cost", "Other.")
    publish(document, owner, 2, "Price", "Fair prices.")
    html = page(client, f"/documents/{document.slug}/versions/1..3/")
    assert "The words of these two versions are the same." in html


def test_version_compare_of_a_version_that_is_not_there(client: Client, document: Document) -> None:
    assert client.get(f"/documents/{document.slug}/versions/1..2/").status_code == 404


@pytest.mark.parametrize("path", ["versions/", "versions/1..1/"])
def test_versions_of_a_closed_document_are_not_found(client: Client, path: str) -> None:
    """ABUSE 3 and 10: no other view of a text shows more than its own page."""
    draft = DocumentFactory.create()
    invited = open_document(visibility=Visibility.INVITED)
    for hidden in (draft, invited):
        assert client.get(f"/documents/{hidden.slug}/{path}").status_code == 404


def test_a_version_of_another_document_is_not_found(
    client: Client, document: Document, owner: User
) -> None:
    """ABUSE 8: a parent of mine and a child of someone else's."""
    publish(document, owner, 1, "Reach", "Other.")
    other = open_document()
    assert client.get(f"/documents/{other.slug}/versions/1..2/").status_code == 404


@pytest.mark.parametrize("many", [1, 5])
def test_versions_take_the_same_queries_however_many(
    client: Client, owner: User, many: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    document = open_document(Stage.AMEND, owner=owner, principles=many)
    for number in range(many):
        publish(document, owner, 1, "Title", f"Words {number}.")
    with django_assert_num_queries(4):
        page(client, f"/documents/{document.slug}/versions/")
    with django_assert_num_queries(3):
        page(client, f"/documents/{document.slug}/versions/1..{many + 1}/")
