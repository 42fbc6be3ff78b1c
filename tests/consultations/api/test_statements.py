"""Statements and opinions for programs: the same acts and the same reads as the pages."""

import pytest

from accounts.models import User
from consultations.models import Consultation, StatementVote
from principles.states import Role, Stage, Visibility
from tests.factories.accounts import UserFactory, individual
from tests.factories.api import api_of
from tests.factories.comments import CommentFactory
from tests.factories.consultations import run_by, running
from tests.factories.principles import joined, principle_of
from tests.factories.statements import StatementFactory, opinions, statements

pytestmark = pytest.mark.django_db


@pytest.fixture
def consultation() -> Consultation:
    return running(Stage.COMMENT)


@pytest.fixture
def ana(consultation: Consultation) -> User:
    return joined(individual(), consultation.document).user


def of(consultation: Consultation) -> str:
    return f"/api/v1/consultations/{consultation.document.slug}/statements/"


def test_a_program_answers_card_after_card(consultation: Consultation, ana: User) -> None:
    statements(consultation, 3)
    client, here = api_of(ana), of(consultation)

    seen = []
    while card := client.get(here + "next/").json()["card"]:
        given = client.put(f"{here}{card['number']}/opinion/", {"opinion": "disagree"})
        assert (given.status_code, given.json()["opinion"]) == (200, "disagree")
        seen.append(card["number"])

    assert sorted(seen) == [1, 2, 3]
    assert client.get(here + "next/").json() == {
        "card": None,
        "answered": 3,
        "skipped": 0,
        "total": 3,
    }


def test_a_statement_travels_from_proposal_to_refusal(
    consultation: Consultation, ana: User
) -> None:
    CommentFactory.create(principle=principle_of(consultation.document, 2), number=4)
    client, team, here = api_of(ana), api_of(run_by(consultation)), of(consultation)

    made = client.post(here, {"text": "Ports are ours.", "comment": 4})
    before = client.get(here).json()["results"]
    admitted = team.post(f"{here}1/admit/").json()["status"]
    after = api_of().get(here).json()["results"]
    refused = team.post(f"{here}1/refuse/", {"reason": "Two thoughts."}).json()

    assert (made.status_code, made.json()["status"], made.json()["principle"]) == (
        201,
        "waiting",
        2,
    )
    assert (before, admitted) == ([], "open")
    assert [(each["number"], each["text"], each["comment"]) for each in after] == [
        (1, "Ports are ours.", 4)
    ]
    assert (refused["status"], refused["reason"]) == ("refused", "Two thoughts.")


def test_the_team_seeds_and_sees_what_waits(consultation: Consultation, ana: User) -> None:
    team, here = api_of(run_by(consultation, Role.MODERATOR)), of(consultation)
    seeded = team.post(here + "seed/", {"texts": ["One.", "Two."], "principle": 1}, format="json")
    api_of(ana).post(here, {"text": "Mine."})

    assert (seeded.status_code, [each["number"] for each in seeded.json()]) == (201, [1, 2])
    assert [each["text"] for each in team.get(here + "?status=waiting").json()["results"]] == [
        "Mine."
    ]
    assert api_of(ana).get(here + "?status=waiting").status_code == 403
    assert api_of(ana).post(here + "seed/", {"texts": ["No."]}, format="json").status_code == 403
    assert api_of(ana).post(f"{here}3/withdraw/").json()["status"] == "withdrawn"


def test_what_is_wrong_is_a_problem_with_its_status(consultation: Consultation, ana: User) -> None:
    StatementFactory.create(consultation=consultation, text="There.")
    StatementFactory.create(consultation=consultation, status="waiting")
    client, here = api_of(ana), of(consultation)
    stranger, nobody = api_of(UserFactory.create()), api_of()

    duplicate = client.post(here, {"text": "there."})
    assert (duplicate.status_code, duplicate.json()["code"]) == (400, "duplicate")
    assert duplicate.json()["statement"] == 1
    assert [
        client.post(here, {"text": "x" * 281}).status_code,
        client.post(here, {"text": "So.", "principle": 99}).status_code,
        client.post(here, {"text": "So.", "author": "me"}).status_code,
        client.put(f"{here}1/opinion/", {"opinion": "block"}).status_code,
        client.put(f"{here}1/opinion/", {}).status_code,
        client.get(here + "?status=none").status_code,
        client.get(here + "?cursor=x").status_code,
    ] == [400] * 7
    assert [
        client.put(f"{here}2/opinion/", {"opinion": "agree"}).status_code,
        client.put(f"{here}9/opinion/", {"opinion": "agree"}).status_code,
        client.get(f"{here}2/").status_code,
        client.post(f"{here}2/admit/").status_code,
    ] == [404] * 4
    assert stranger.put(f"{here}1/opinion/", {"opinion": "agree"}).status_code == 403
    assert stranger.get(here + "next/").status_code == 403
    assert nobody.put(f"{here}1/opinion/", {"opinion": "agree"}).status_code == 401
    assert client.post(f"{here}1/admit/").status_code == 403
    assert not StatementVote.objects.exists()


def test_nothing_of_a_private_consultation_is_there_for_others() -> None:
    private = running(Stage.COMMENT, visibility=Visibility.INVITED)
    StatementFactory.create(consultation=private)
    client, here = api_of(UserFactory.create()), of(private)

    assert [
        client.get(here).status_code,
        client.get(here + "1/").status_code,
        client.get(here + "next/").status_code,
        client.put(here + "1/opinion/", {"opinion": "agree"}).status_code,
    ] == [404] * 4


def test_nobodys_opinions_are_in_any_answer(consultation: Consultation, ana: User) -> None:
    (statement,) = statements(consultation, 1)
    before = api_of(ana).get(of(consultation)).json()
    opinions(statement, "academia", "disagree", 7)

    assert api_of(ana).get(of(consultation)).json() == before
    assert api_of(ana).get(of(consultation) + "1/").json()["opinion"] == ""


def test_lists_are_paged(consultation: Consultation) -> None:
    statements(consultation, 51)

    first = api_of().get(of(consultation)).json()
    rest = api_of().get(first["next"]).json()

    assert (len(first["results"]), len(rest["results"]), rest["next"]) == (50, 1, None)
