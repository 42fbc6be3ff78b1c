"""The amendments of a principle through the API: compared, tried together, adopted together."""

import pytest

from principles.models import Amendment, Document, Principle
from principles.states import Stage
from tests.factories.accounts import individual
from tests.factories.amendments import AmendmentFactory
from tests.factories.api import api_of
from tests.factories.principles import open_document, principle_of, seated, text_of

pytestmark = pytest.mark.django_db

BODY = "States should protect privacy. Everyone may appeal."


@pytest.fixture
def document() -> Document:
    return open_document(Stage.AMEND, texts=[("Privacy", BODY)])


@pytest.fixture
def principle(document: Document) -> Principle:
    return principle_of(document)


def path(document: Document, rest: str = "") -> str:
    return f"/api/v1/documents/{document.slug}/principles/1/amendments/{rest}"


def replacing(principle: Principle, old: str, new: str) -> Amendment:
    return AmendmentFactory.create(principle=principle, body=BODY.replace(old, new))


def test_the_state_has_contested_words_readings_and_the_merged_runs(
    document: Document, principle: Principle
) -> None:
    replacing(principle, "States should", "Governments should")
    replacing(principle, "States should", "States and companies should")
    replacing(principle, "appeal", "complain")
    body = api_of().get(path(document)).json()
    [component] = body["components"]
    assert component["numbers"] == [1, 2]
    [contest] = component["contests"]
    assert contest["place"]["kind"] == "adjacent"
    assert [
        [each["number"] for each in reading["amendments"]] for reading in contest["readings"]
    ] == [[1], [2]]
    assert body["compatible"] == [1, 3]
    assert body["merged"][0]["runs"] == [
        {"words": "Governments", "sources": [1]},
        {"words": " should protect privacy. Everyone may ", "sources": []},
        {"words": "complain", "sources": [3]},
        {"words": ".", "sources": []},
    ]
    assert body["what_if"] is None


def test_picked_amendments_are_tried_together(document: Document, principle: Principle) -> None:
    replacing(principle, "States", "Governments")
    replacing(principle, "States", "Countries")
    replacing(principle, "appeal", "complain")
    tried = api_of().get(path(document) + "?pick=1&pick=3").json()["what_if"]
    assert tried["picked"] == [1, 3]
    assert (
        tried["results"][0]["text"] == "Governments should protect privacy. Everyone may complain."
    )
    assert [(each["amendment"]["number"], each["because"]) for each in tried["consequences"]] == [
        (2, 1)
    ]
    collided = api_of().get(path(document) + "?pick=1&pick=2").json()["what_if"]
    assert (collided["collides"], collided["results"]) == (True, [])


def test_what_is_no_number_or_no_parameter_is_refused(document: Document) -> None:
    assert api_of().get(path(document) + "?pick=some").status_code == 400
    assert api_of().get(path(document) + "?picked=1").status_code == 400


def test_a_moderator_adopts_together_what_they_saw(
    document: Document, principle: Principle
) -> None:
    moderator = seated(individual(), document)
    one, two = (
        replacing(principle, "States", "Governments"),
        replacing(principle, "appeal", "complain"),
    )
    seen = [{"number": each.number, "text_hash": each.text_hash} for each in (one, two)]
    stale = api_of(moderator).post(
        path(document, "adopt/"), {"version": 7, "amendments": seen}, format="json"
    )
    assert (stale.status_code, stale.json()["code"]) == (409, "stale_version")
    done = api_of(moderator).post(
        path(document, "adopt/"), {"version": 1, "amendments": seen}, format="json"
    )
    assert (done.status_code, done.json()["number"]) == (201, 2)
    assert text_of(principle).body == "Governments should protect privacy. Everyone may complain."


def test_a_number_no_amendment_can_have_is_refused(document: Document) -> None:
    moderator = seated(individual(), document)
    sent = {"version": 1, "amendments": [{"number": 10**30, "text_hash": "0"}]}
    answer = api_of(moderator).post(path(document, "adopt/"), sent, format="json")
    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["amendments"])


def test_others_may_not_adopt(document: Document, principle: Principle) -> None:
    one = replacing(principle, "States", "Governments")
    sent = {"version": 1, "amendments": [{"number": 1, "text_hash": one.text_hash}]}
    answer = api_of(individual()).post(path(document, "adopt/"), sent, format="json")
    assert answer.status_code == 403
