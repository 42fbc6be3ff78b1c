"""The compromise builder: common ground, readings put in, proposed to those it would replace."""

import html
import re

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from principles.models import Amendment, Consent, Document, Principle
from principles.states import AmendmentKind, AmendmentStatus, Stage
from tests.factories.accounts import individual
from tests.factories.amendments import AmendmentFactory
from tests.factories.api import api_of
from tests.factories.principles import joined, open_document, principle_of, seated, text_of
from tests.principles.views.test_amendment_forms import reword, words_of

pytestmark = pytest.mark.django_db

BODY = "Governments should publish rules. Networks stay open. Reports come yearly."
COMMON = "Governments should publish rules. Networks stay open to all. Reports come monthly."


@pytest.fixture
def document() -> Document:
    return open_document(Stage.AMEND, principles=1, texts=[("Openness", BODY)])


@pytest.fixture
def principle(document: Document) -> Principle:
    return principle_of(document)


@pytest.fixture
def parents(principle: Principle) -> list[Amendment]:
    return [
        AmendmentFactory.create(
            principle=principle,
            body="Governments must publish rules. Networks stay open. Reports come monthly.",
        ),
        AmendmentFactory.create(
            principle=principle,
            body="Governments may publish rules. Networks stay open to all. Reports come yearly.",
        ),
    ]


@pytest.fixture
def participant(document: Document) -> User:
    return joined(individual(), document).user


@pytest.fixture
def signed_in(participant: User) -> Client:
    client = Client()
    client.force_login(participant)
    return client


@pytest.fixture
def address(document: Document, parents: list[Amendment]) -> str:
    return f"{builder(document)}?of=1&of=2"


def builder(document: Document) -> str:
    return reverse("principles:compromise-propose", args=[document.slug, 1])


def sent(principle: Principle, **fields: str) -> dict[str, str]:
    text = text_of(principle)
    return {
        "title": text.title,
        "body": COMMON.replace("should", "are to"),
        "rationale": "Both sides can read it.",
        "base_hash": text.hash,
        **fields,
    }


def body_in(page: str) -> str:
    found = re.search(r"<textarea[^>]*name=\"body\"[^>]*>(.*?)</textarea>", page, re.DOTALL)
    assert found
    return html.unescape(found[1]).strip()


def put_in(page: str) -> str:
    found = re.search(r'name="put" value="([^"]*)"', page)
    return html.unescape(found[1]) if found else ""


def test_it_starts_from_what_is_undisputed_and_names_who_stands_behind_each_reading(
    signed_in: Client, address: str, parents: list[Amendment]
) -> None:
    page = signed_in.get(address).content.decode()
    said = words_of(page)
    assert body_in(page) == COMMON
    for parent, word in zip(parents, ("must", "may"), strict=True):
        pattern = rf"“{word}” {parent}, {parent.author.name} \(Civil society\): 0 back it"
        assert re.search(pattern, said)


def test_readings_are_put_in_and_taken_out_again_around_what_was_written(
    signed_in: Client, address: str, principle: Principle
) -> None:
    written = COMMON.replace("monthly", "twice a year")
    chosen = {**sent(principle, body=written), "way": "put", "reading_body_0": "1"}
    page = signed_in.post(address, chosen).content.decode()
    assert body_in(page) == written.replace("should", "must")
    assert re.search(r'id="reading_body_0_1"\s+checked', page)
    back = {**sent(principle, body=body_in(page)), "put": put_in(page), "way": "put"}
    page = signed_in.post(address, {**back, "reading_body_0": "0"}).content.decode()
    assert body_in(page) == written
    assert Amendment.objects.count() == 2


def test_a_place_that_was_written_in_is_said_and_left_alone(
    signed_in: Client, address: str, principle: Principle
) -> None:
    values = {**sent(principle), "way": "put", "reading_body_0": "1"}
    page = signed_in.post(address, values).content.decode()
    assert "You wrote in this place yourself" in words_of(page)
    assert body_in(page) == values["body"]


@pytest.mark.parametrize("put", ["[]", "{", '{"body_0": 99}', '{"body_0": "x"}', '{"body_0": -1}'])
def test_a_forged_state_changes_nothing(
    signed_in: Client, address: str, principle: Principle, put: str
) -> None:
    values = {**sent(principle, body=COMMON), "way": "put", "put": put, "reading_body_0": "7777"}
    response = signed_in.post(address, values)
    assert response.status_code == 200
    assert body_in(response.content.decode()) == COMMON


@pytest.mark.parametrize("said", ["²", "1²", pytest.param("9" * 5_000, id="too long")])
def test_what_is_no_number_chooses_neither_reading_nor_amendment(
    signed_in: Client, address: str, principle: Principle, said: str
) -> None:
    values = {**sent(principle, body=COMMON), "way": "put", "reading_body_0": said}
    response = signed_in.post(f"{address}&of={said}", values)
    assert response.status_code == 200
    assert body_in(response.content.decode()) == COMMON


def test_proposing_asks_those_it_would_replace(
    signed_in: Client, address: str, principle: Principle, participant: User
) -> None:
    response = signed_in.post(address, sent(principle), follow=True)
    made = Amendment.objects.get(kind=AmendmentKind.COMPROMISE)
    assert response.redirect_chain[0][0].endswith(f"/amendments/{made.number}/")
    assert (made.author, made.body) == (participant, sent(principle)["body"])
    assert list(Consent.objects.values_list("parent__number", "is_given")) == [(1, None), (2, None)]


def test_moderators_may_and_strangers_may_not(
    client: Client, address: str, document: Document, principle: Principle
) -> None:
    assert client.get(address).status_code == 302
    client.force_login(seated(individual(), document))
    assert client.post(address, sent(principle)).status_code == 302
    made = Amendment.objects.get(kind=AmendmentKind.COMPROMISE)
    assert made.participation is None


def test_with_less_than_two_one_chooses_first(
    signed_in: Client, document: Document, parents: list[Amendment]
) -> None:
    said = words_of(signed_in.get(builder(document)).content.decode())
    assert "Between which amendments?" in said
    assert "A-2: Say who answers" in said
    Amendment.objects.filter(number=2).update(status=AmendmentStatus.WITHDRAWN)
    said = words_of(signed_in.get(f"{builder(document)}?of=1&of=2&of=x").content.decode())
    assert "Choose two amendments or more that can still be decided on." in said


def test_a_compromise_without_reasons_comes_back(
    signed_in: Client, address: str, principle: Principle
) -> None:
    response = signed_in.post(address, sent(principle, rationale=""))
    assert response.status_code == 400
    assert "Say why you propose this." in words_of(response.content.decode())
    assert body_in(response.content.decode()) == sent(principle)["body"]


def test_a_text_published_meanwhile_takes_the_words_along(
    signed_in: Client, address: str, principle: Principle
) -> None:
    values = sent(principle)
    reword(principle, f"{BODY} Nobody is left out.")
    response = signed_in.post(address, values)
    page = response.content.decode()
    assert response.status_code == 409
    assert "Inserted: Nobody is left out." in words_of(page)
    assert body_in(page) == f"{values['body']} Nobody is left out."
    assert f'value="{text_of(principle).hash}"' in page


def test_the_api_proposes_one_too(
    principle: Principle, participant: User, parents: list[Amendment]
) -> None:
    address = f"/api/v1/documents/{principle.document.slug}/principles/1/compromises/"
    values = {**sent(principle), "parents": [1, 2]}
    response = api_of(participant).post(address, values, format="json")
    assert (response.status_code, response.json()["kind"]) == (201, "compromise")
    again = api_of(participant).post(address, {**values, "parents": [1]}, format="json")
    assert (again.status_code, list(again.json()["errors"])) == (400, ["parents"])
    missing = api_of(participant).post(address, {**values, "parents": [1, 99]}, format="json")
    assert missing.status_code == 404
    huge = api_of(participant).post(address, {**values, "parents": [1, 10**30]}, format="json")
    assert (huge.status_code, list(huge.json()["errors"])) == (400, ["parents"])


@pytest.mark.parametrize("count", [2, 4])
def test_the_number_of_queries_does_not_depend_on_the_amendments(
    signed_in: Client,
    document: Document,
    principle: Principle,
    count: int,
    django_assert_max_num_queries: object,
) -> None:
    for n in range(count):
        AmendmentFactory.create(principle=principle, body=BODY.replace("should", f"should {n}"))
    numbers = "&".join(f"of={n}" for n in range(1, count + 1))
    with django_assert_max_num_queries(16):  # type: ignore[operator]
        signed_in.get(f"{builder(document)}?{numbers}")
