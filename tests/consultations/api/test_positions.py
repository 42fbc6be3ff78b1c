"""Where the groups stand, by the API: what the pages say."""

from typing import Any

import pytest
from django.test import Client

from consultations.models import Consultation
from consultations.queries.matrix import matrix_of
from consultations.queries.positions import positions_of
from principles.models import Principle
from principles.states import ResultsShown, Stage, Visibility
from tests.factories.comments import CommentFactory, organisation_vote, votes
from tests.factories.consultations import running
from tests.factories.points import point
from tests.factories.principles import principle_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def consultation() -> Consultation:
    return running(Stage.AMEND, early_voting=True)


@pytest.fixture
def principle(consultation: Consultation) -> Principle:
    return principle_of(consultation.document)


def got(consultation: Consultation, path: str = "", status: int = 200) -> Any:
    response = Client().get(f"/api/v1/consultations/{consultation.document.slug}/positions/{path}")
    assert response.status_code == status
    return response.json()


def test_a_group_is_told_with_its_votes_and_points(
    consultation: Consultation, principle: Principle
) -> None:
    votes(principle, "academia", "support", 5)
    votes(principle, "academia", "accept", 1)
    point(principle, "academia", "Publish the drafts.", by=("Open Lab",))

    [academia] = [each for each in got(consultation, "1/")["groups"] if each["code"] == "academia"]

    assert academia["vote"]["agreement"]["n"] == 6
    assert academia["leaning"] == "for"
    [told] = academia["points"]
    assert (told["text"], told["voices"], told["said_by"]) == (
        "Publish the drafts.",
        1,
        "The only voice",
    )
    assert told["citations"][0]["organisation"] == "Open Lab"


def test_all_principles_come_in_one_answer(consultation: Consultation) -> None:
    body = got(consultation)
    assert [each["key"] for each in body["principles"]] == [1, 2, 3]
    assert body["coverage"] is None


def test_the_matrix_is_that_of_the_page(consultation: Consultation, principle: Principle) -> None:
    votes(principle, "academia", "oppose", 5)
    votes(principle, "academia", "abstain", 1)
    matrix = matrix_of(positions_of(consultation))
    body = got(consultation, "matrix/")
    assert body["caption"] == matrix.caption
    assert [[cell["mark"] for cell in row["cells"]] for row in body["rows"]] == [
        [cell.mark for cell in row.cells] for row in matrix.rows
    ]
    assert len(got(consultation, "matrix/?group=academia")["rows"][0]["cells"]) == 1


def test_what_no_point_carries_is_listed(consultation: Consultation, principle: Principle) -> None:
    comment = CommentFactory.create(principle=principle)
    body = got(consultation, "residual/")
    assert (body["total"], body["after"]) == (1, 0)
    assert body["comments"][0]["number"] == comment.number
    assert got(consultation, f"residual/?after={comment.number}")["comments"] == []


@pytest.mark.parametrize("path", ["99/", "whole/"])
def test_what_is_not_there_is_not_found(consultation: Consultation, path: str) -> None:
    got(consultation, path, status=404)


@pytest.mark.parametrize("path", ["matrix/?group=a b", "residual/?after=-1"])
def test_a_bad_question_is_told_so(consultation: Consultation, path: str) -> None:
    got(consultation, path, status=400)


@pytest.mark.parametrize("path", ["", "1/", "matrix/", "residual/"])
def test_those_of_a_closed_circle_are_not_found_by_others(path: str) -> None:
    got(running(Stage.COMMENT, visibility=Visibility.INVITED), path, status=404)


def test_hidden_votes_are_in_no_answer() -> None:
    consultation = running(Stage.VOTE, results_shown=ResultsShown.CLOSED)
    principle = principle_of(consultation.document)
    votes(principle, "academia", "oppose", 6)
    votes(principle, "academia", "abstain", 1)
    organisation_vote(principle, "academia", "block", reason="It is not lawful.")
    body = got(consultation)
    assert body["votes_hidden"]
    assert {group["vote"] for each in body["principles"] for group in each["groups"]} == {None}
    assert {each["votes"] for each in body["principles"]} == {None}
    assert "lawful" not in str(body)
    cells = [cell for row in got(consultation, "matrix/")["rows"] for cell in row["cells"]]
    assert {(cell["mark"], cell["voted"]) for cell in cells} == {("silent", 0)}
