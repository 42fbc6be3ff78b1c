"""The API of amendments: everything the page of one shows and does."""

from typing import Any

import pytest

from accounts.models import User
from principles.models import Amendment, Document, Principle
from principles.states import AmendmentStatus, Stage
from tests.factories.accounts import individual
from tests.factories.amendments import AmendmentFactory
from tests.factories.api import api_of
from tests.factories.principles import joined, open_document, principle_of, seated, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def document() -> Document:
    return open_document(Stage.AMEND)


@pytest.fixture
def principle(document: Document) -> Principle:
    return principle_of(document)


@pytest.fixture
def moderator(document: Document) -> User:
    return seated(individual(), document)


def post(amendment: Amendment, act: str, by: User | None, **fields: object) -> Any:
    address = f"/api/v1/documents/{amendment.document.slug}/amendments/{amendment.number}/{act}/"
    return api_of(by).post(address, fields, format="json")


def seen(amendment: Amendment) -> dict[str, str]:
    return {"text_hash": amendment.text_hash}


def test_an_amendment_is_proposed_together_withdrawn_and_taken_over(principle: Principle) -> None:
    amendment = AmendmentFactory.create(principle=principle)
    other = joined(individual(name="Cora Sponsor"), principle.document).user
    assert post(amendment, "take-over", other).status_code == 403
    joined_it = post(amendment, "cosponsor", other, **seen(amendment)).json()
    assert [each["name"] for each in joined_it["cosponsors"]] == ["Cora Sponsor"]
    assert post(amendment, "uncosponsor", other).json()["cosponsors"] == []
    post(amendment, "cosponsor", other, **seen(amendment))
    assert post(amendment, "withdraw", amendment.author).json()["status"] == "withdrawn"
    taken = post(amendment, "take-over", other).json()
    assert (taken["sponsor"]["name"], taken["cosponsors"]) == ("Cora Sponsor", [])
    assert taken["status"] == "open"


@pytest.mark.parametrize(
    ("forged", "field"),
    [
        ({"operations": [{"code": []}]}, "operations"),
        ({"title": "Title", "body": "Words.", "parent": 10**30}, "parent"),
    ],
)
def test_what_no_amendment_can_be_is_refused(
    principle: Principle, forged: dict[str, object], field: str
) -> None:
    author = joined(individual(), principle.document).user
    address = f"/api/v1/documents/{principle.document.slug}/principles/1/amendments/"
    values = {"rationale": "Why.", "base_hash": text_of(principle).hash, **forged}
    response = api_of(author).post(address, values, format="json")
    assert (response.status_code, list(response.json()["errors"])) == (400, [field])


def test_a_decision_is_proposed_answered_and_made_with_its_changes(
    principle: Principle, moderator: User
) -> None:
    amendment = AmendmentFactory.create(principle=principle, body="Words proposed.")
    changed = [{"code": "mod", "principle": 1, "title": amendment.title, "body": "Words changed."}]
    proposed = post(
        amendment,
        "propose-decision",
        moderator,
        outcome="modify",
        explanation="Clearer.",
        operations=changed,
        **seen(amendment),
    ).json()["proposed_decision"]
    assert (proposed["outcome"], proposed["is_agreed"]) == ("modify", None)
    assert {"kind": "insert", "text": "changed"} in proposed["changes"]["body"]
    stale = post(amendment, "answer", amendment.author, agrees=True, proposed_at="2020-01-01")
    assert (stale.status_code, stale.json()["code"]) == (409, "proposed_anew")
    answered = post(
        amendment,
        "answer",
        amendment.author,
        agrees=True,
        answer="Better than mine.",
        proposed_at=proposed["proposed_at"],
    ).json()["proposed_decision"]
    assert (answered["is_agreed"], answered["answer"]) == (True, "Better than mine.")
    decided = post(
        amendment,
        "adopt",
        moderator,
        base_hash=amendment.base.hash,
        operations=changed,
        **seen(amendment),
    ).json()
    assert decided["status"] == "adopted_modified"
    assert decided["decision"]["sentence"] == (
        "Adopted with changes: the changed wording is the text since version 2."
    )
    assert text_of(principle).body == "Words changed."


def test_a_compromise_says_who_consented(principle: Principle) -> None:
    first, second = AmendmentFactory.create_batch(2, principle=principle)
    compromise = _compromise(first, second)
    assert post(compromise, "consent", second.author, **_consent(compromise, 1)).status_code == 403
    given = post(compromise, "consent", first.author, **_consent(compromise, 1)).json()
    assert [(each["parent"]["number"], each["is_given"]) for each in given["consents"]] == [
        (1, True),
        (2, None),
    ]
    address = f"/api/v1/documents/{principle.document.slug}/amendments/1/"
    parent = api_of().get(address).json()
    assert [each["compromise"]["number"] for each in parent["compromises"]] == [compromise.number]


def _consent(compromise: Amendment, parent: int) -> dict[str, object]:
    return {"parent": parent, "consents": True, **seen(compromise)}


def _compromise(*parents: Amendment) -> Amendment:
    compromise = AmendmentFactory.create(principle=parents[0].principle, kind="compromise")
    for parent in parents:
        compromise.consents.create(parent=parent)
    return compromise


def test_the_proposer_makes_the_wording_of_another_their_own(principle: Principle) -> None:
    parent = AmendmentFactory.create(principle=principle)
    child = AmendmentFactory.create(principle=principle, parent=parent, body="Better words.")
    shown = api_of().get(f"/api/v1/documents/{principle.document.slug}/amendments/1/").json()
    assert [each["number"] for each in shown["amendments"]] == [2]
    assert post(child, "accept", child.author, **seen(child)).status_code == 403
    taken = post(child, "accept", parent.author, **seen(child)).json()
    assert taken["decision"]["sentence"] == "Taken into A-1."
    assert Amendment.objects.get(pk=parent.pk).body == "Better words."


def test_what_changes_no_amendment_is_taken_into_none(principle: Principle) -> None:
    amendment = AmendmentFactory.create(principle=principle)
    refused = post(amendment, "accept", amendment.author, **seen(amendment))
    assert (refused.status_code, refused.json()["code"]) == (400, "no_parent")


def test_moderators_check_refer_and_refuse(principle: Principle, moderator: User) -> None:
    first, second, third = AmendmentFactory.create_batch(3, principle=principle)
    Amendment.objects.exclude(pk=third.pk).update(status=AmendmentStatus.SUBMITTED)
    assert post(first, "screen", first.author).status_code == 403
    assert post(first, "screen", moderator).json()["status"] == "screening"
    no_reason = post(first, "refuse", moderator, reason=" ", **seen(first))
    assert no_reason.status_code == 400
    refused = post(first, "refuse", moderator, reason="Not on this text.", **seen(first)).json()
    assert (refused["status"], refused["decision"]["reason"]) == (
        "inadmissible",
        "Not on this text.",
    )
    assert post(second, "admit", moderator, **seen(second)).json()["status"] == "open"
    left = post(third, "refer", moderator, reason="Next year.", **seen(third)).json()
    assert left["decision"]["sentence"] == "Left for a later round: the text stays as it is."
    assert left["history"][-1]["words"] == "Left for a later round"


def test_what_is_nested_too_deeply_is_refused(principle: Principle) -> None:
    person = joined(individual(), principle.document).user
    client = api_of(person)
    address = f"/api/v1/documents/{principle.document.slug}/principles/1/amendments/"
    answer = client.post(address, "[" * 200_000, content_type="application/json")
    assert (answer.status_code, answer.json()["status"]) == (400, 400)
