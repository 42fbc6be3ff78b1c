"""Editorial corrections: shown before they are published, by moderators alone."""

import pytest
from django.test import Client
from django.urls import reverse

from principles.models import Amendment, Document, Principle
from principles.states import AmendmentKind, AmendmentStatus, Stage
from tests.factories.accounts import individual
from tests.factories.principles import joined, open_document, principle_of, seated, text_of
from tests.principles.views.test_amendment_forms import reword, words_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def document() -> Document:
    return open_document(Stage.AMEND)


@pytest.fixture
def principle(document: Document) -> Principle:
    return principle_of(document)


@pytest.fixture
def moderating(document: Document) -> Client:
    client = Client()
    client.force_login(seated(individual(), document))
    return client


@pytest.fixture
def address(document: Document) -> str:
    return reverse("principles:principle-correct", args=[document.slug, 1])


def sent(principle: Principle, **fields: str) -> dict[str, str]:
    text = text_of(principle)
    body = text.body.replace("whoever", "whosoever")
    reason = "A slip of the pen."
    return {"title": text.title, "body": body, "reason": reason, "base_hash": text.hash, **fields}


def test_it_is_shown_first_and_published_then(
    moderating: Client, principle: Principle, address: str
) -> None:
    page = moderating.get(address).content.decode()
    assert "Publish the correction" not in words_of(page)
    page = moderating.post(address, sent(principle)).content.decode()
    said = words_of(page)
    assert "Removed: whoever" in said
    assert "Inserted: whosoever" in said
    assert "Publish the correction" in said
    assert Amendment.objects.count() == 0
    response = moderating.post(address, sent(principle, way="publish"), follow=True)
    correction = Amendment.objects.get()
    assert "The correction is published as A-1." in words_of(response.content.decode())
    assert (correction.kind, correction.status, correction.rationale) == (
        AmendmentKind.EDITORIAL,
        AmendmentStatus.ADOPTED,
        "A slip of the pen.",
    )
    assert "whosoever" in text_of(principle).body


@pytest.mark.parametrize(
    ("fields", "field", "message"),
    [
        ({"reason": " "}, "reason", "Say what is corrected."),
        ({"title": ""}, "title", "Write the title"),
        ({"body": "Something else altogether."}, "body", "changes more than a correction may"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(
    moderating: Client,
    principle: Principle,
    address: str,
    fields: dict[str, str],
    field: str,
    message: str,
) -> None:
    response = moderating.post(address, sent(principle, way="publish", **fields))
    page = response.content.decode()
    assert response.status_code == 400
    assert f'id="correction_{field}_error"' in page
    assert message in words_of(page)
    assert Amendment.objects.count() == 0


def test_a_text_that_changed_meanwhile_gets_409(
    moderating: Client, principle: Principle, address: str
) -> None:
    values = sent(principle, way="publish")
    reword(principle, "Published meanwhile.")
    response = moderating.post(address, values)
    page = response.content.decode()
    assert response.status_code == 409
    assert "Inserted: Published meanwhile" in words_of(page)
    assert "whosoever" in page
    assert "Publish the correction" not in words_of(page)


def test_only_moderators_correct_and_only_while_decisions_are_made(
    client: Client, moderating: Client, document: Document, principle: Principle, address: str
) -> None:
    link = f'href="{address}"'
    here = reverse("principles:principle-detail", args=[document.slug, 1])
    assert link in moderating.get(here).content.decode()
    assert client.get(address).status_code == 302
    client.force_login(joined(individual(), document).user)
    assert link not in client.get(here).content.decode()
    assert client.post(address, sent(principle, way="publish")).status_code == 403
    Document.objects.update(stage=Stage.CLOSED)
    assert moderating.get(address).status_code == 403
    assert link not in moderating.get(here).content.decode()
