"""Votes on amendments in the API: as on the pages, and the same refusals."""

from typing import Any

import pytest

from accounts.models import User
from principles.models import Amendment, AmendmentVote, Document
from principles.states import ResultsShown, Stage
from tests.factories.accounts import UserFactory
from tests.factories.amendments import AmendmentFactory
from tests.factories.api import api_of
from tests.factories.principles import joined, open_document, principle_of, seated

pytestmark = pytest.mark.django_db


@pytest.fixture
def document() -> Document:
    return open_document(Stage.AMEND)


@pytest.fixture
def moderator(document: Document) -> User:
    return seated(UserFactory.create(name="Mo Chair"), document)


@pytest.fixture
def person(document: Document) -> User:
    person = UserFactory.create()
    joined(person, document)
    return person


@pytest.fixture
def amendments(document: Document) -> tuple[Amendment, Amendment]:
    principle = principle_of(document)
    near = "Everybody may reach every part of the network, whoever runs it and wherever they are."
    return (
        AmendmentFactory.create(principle=principle, body=near),
        AmendmentFactory.create(principle=principle, body="Nobody is kept out of anything."),
    )


def votes_at(document: Document, rest: str = "") -> str:
    return f"/api/v1/documents/{document.slug}/principles/1/amendments/votes/{rest}"


def at(amendment: Amendment, act: str) -> str:
    return f"/api/v1/documents/{amendment.document.slug}/amendments/{amendment.number}/{act}/"


def told(answer: Any) -> list[tuple[int, str, list[int]]]:
    return [
        (each["amendment"]["number"], each["amendment"]["status"], each["excludes"])
        for each in answer.json()["ballots"]
    ]


def test_everyone_reads_the_order_and_the_rule(
    document: Document, amendments: tuple[Amendment, ...]
) -> None:
    answer = api_of().get(votes_at(document))

    assert told(answer) == [(2, "open", [1]), (1, "open", [2])]
    assert answer.json()["rule"].startswith("Adopted when more than half")


def test_the_way_from_opening_to_adoption(
    document: Document, moderator: User, person: User, amendments: tuple[Amendment, ...]
) -> None:
    near, far = amendments
    chair, voter = api_of(moderator), api_of(person)

    ordered = chair.post(
        votes_at(document, "order/"), {"numbers": [1], "reason": "It settles most."}, format="json"
    )
    assert told(ordered) == [(1, "open", [2]), (2, "open", [1])]
    assert told(chair.post(votes_at(document, "open/"))) == [(1, "voting", [2]), (2, "voting", [1])]
    for choice in ("oppose", "support"):
        cast = voter.post(
            at(near, "vote"), {"choice": choice, "text_hash": near.text_hash}, format="json"
        )
        assert (cast.status_code, cast.json()["choice"]) == (200, choice)
    assert voter.get(votes_at(document)).json()["ballots"][0]["own_vote"] == {
        "choice": "support",
        "reason": "",
        "is_current": True,
    }
    early = chair.post(at(far, "close-vote"))
    assert (early.status_code, early.json()["code"]) == (409, "others_first")

    closed = chair.post(at(near, "close-vote")).json()

    assert closed["ballots"] == []
    assert {
        each["amendment"]["number"]: each["amendment"]["status"] for each in closed["decided"]
    } == {1: "adopted", 2: "fallen"}
    (evaluation,) = [each["evaluation"] for each in closed["decided"] if each["evaluation"]]
    assert evaluation["outcome"] == "passed"
    (withheld,) = [group for group in evaluation["groups"] if group["withheld"]]
    assert (withheld["in_favour"], withheld["counted"], withheld["percent"]) == (None, None, None)


def test_hidden_results_are_hidden_here_too(
    document: Document, moderator: User, amendments: tuple[Amendment, ...]
) -> None:
    Document.objects.update(results_shown=ResultsShown.CLOSED)
    chair = api_of(moderator)
    chair.post(votes_at(document, "open/"))

    answer = chair.post(at(amendments[1], "close-vote")).json()

    (first, _) = answer["ballots"]
    assert first["results"]["groups"] == []
    assert first["results"]["hidden"]
    assert (first["evaluation"]["outcome"], first["evaluation"]["sentence"]) == (
        "not_evaluable",
        "",
    )
    assert first["evaluation"]["groups"] == []


@pytest.mark.parametrize("act", ["open/", "order/"])
def test_participants_neither_open_nor_order(
    act: str, document: Document, person: User, amendments: tuple[Amendment, ...]
) -> None:
    body = {"numbers": [1], "reason": "Mine first."} if act == "order/" else {}

    assert api_of(person).post(votes_at(document, act), body, format="json").status_code == 403
    assert api_of().post(votes_at(document, act), body, format="json").status_code == 401


def test_a_vote_out_of_time_or_without_a_voice_is_refused(
    document: Document, person: User, moderator: User, amendments: tuple[Amendment, ...]
) -> None:
    near = amendments[0]
    body = {"choice": "support", "text_hash": near.text_hash}

    assert api_of(person).post(at(near, "vote"), body, format="json").status_code == 409
    assert api_of(moderator).post(at(near, "vote"), body, format="json").status_code == 403
    assert not AmendmentVote.objects.exists()
