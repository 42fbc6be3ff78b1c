"""Drafts through the API, and proposals that come too late."""

import pytest
from django.utils import timezone

from accounts.models import User
from principles.models import Amendment, Document, Principle
from principles.states import AmendmentKind, AmendmentStatus, Stage
from tests.factories.accounts import individual
from tests.factories.amendments import AmendmentFactory
from tests.factories.api import api_of
from tests.factories.principles import joined, open_document, principle_of, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def principle() -> Principle:
    return principle_of(open_document(Stage.AMEND))


@pytest.fixture
def author(principle: Principle) -> User:
    return joined(individual(), principle.document).user


def amendments(principle: Principle) -> str:
    return f"/api/v1/documents/{principle.document.slug}/principles/{principle.key}/amendments/"


def sent(principle: Principle, **fields: object) -> dict[str, object]:
    text = text_of(principle)
    body = text.body.replace("Everyone", "Each person")
    return {"title": text.title, "body": body, "base_hash": text.hash, **fields}


def test_a_draft_is_kept_then_submitted(principle: Principle, author: User) -> None:
    api = api_of(author)
    response = api.post(amendments(principle), sent(principle, draft=True), format="json")
    assert (response.status_code, response.json()["status"]) == (201, "draft")
    own = f"/api/v1/documents/{principle.document.slug}/amendments/1/"
    assert api_of(joined(individual(), principle.document).user).get(own).status_code == 404
    refused = api.post(f"{own}submit/")
    assert (refused.status_code, refused.json()["code"]) == (400, "rationale_required")
    api.put(own, sent(principle, rationale="It is clearer."), format="json")
    Amendment.objects.update(rationale="It is clearer.")
    submitted = api.post(f"{own}submit/")
    assert (submitted.status_code, submitted.json()["status"]) == (200, "open")
    assert api.delete(own).status_code == 409


def test_a_draft_is_deleted(principle: Principle, author: User) -> None:
    api = api_of(author)
    api.post(amendments(principle), sent(principle, draft=True), format="json")
    own = f"/api/v1/documents/{principle.document.slug}/amendments/1/"
    assert api_of(joined(individual(), principle.document).user).delete(own).status_code == 404
    assert api.delete(own).status_code == 204
    assert Amendment.objects.count() == 0


@pytest.mark.parametrize(
    ("change", "code"),
    [({"closes_at": timezone.now()}, "window_closed"), ({"stage": Stage.VOTE}, "not_open_now")],
)
def test_what_comes_too_late_is_refused_and_kept(
    principle: Principle, author: User, change: dict[str, object], code: str
) -> None:
    Document.objects.update(**change)
    response = api_of(author).post(
        amendments(principle), sent(principle, rationale="It is clearer."), format="json"
    )
    problem = response.json()
    assert (response.status_code, problem["code"]) == (400, code)
    assert Amendment.objects.get().status == AmendmentStatus.DRAFT
    kept = api_of(author).get(problem["draft"])
    assert kept.json()["body"] == sent(principle)["body"]


def test_a_proposal_needs_reasons(principle: Principle, author: User) -> None:
    response = api_of(author).post(amendments(principle), sent(principle), format="json")
    assert response.status_code == 400
    assert list(response.json()["errors"]) == ["rationale"]


def test_a_rival_text_and_a_change_to_an_amendment(principle: Principle, author: User) -> None:
    parent = AmendmentFactory.create(principle=principle, body="What the first one says.")
    rival = sent(principle, rationale="Anew.", body="Quite another text.", kind="rival")
    assert api_of(author).post(amendments(principle), rival, format="json").status_code == 201
    child = sent(principle, rationale="So.", body="What it should say.", parent=parent.number)
    response = api_of(author).post(amendments(principle), child, format="json")
    assert (response.status_code, response.json()["parent"]) == (201, parent.number)
    assert Amendment.objects.get(number=2).kind == AmendmentKind.RIVAL
