"""Amendments in voting order, to take away."""

import csv
import io
import json
import sys
import time
import zipfile
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from consultations.actions.lifecycle import move_stage
from consultations.actions.reports import make_report
from consultations.models import Consultation
from consultations.queries.amendment_listing import AmendmentsInOrder
from principles.actions.amendments import propose_amendment
from principles.actions.decisions import adopt_amendment
from principles.actions.proposals import wording
from principles.models import Amendment, Document
from principles.states import AmendmentStatus, Stage, Visibility
from principles.text.operations import Code, Operation, Words
from tests.factories.accounts import RepresentativeFactory
from tests.factories.amendments import AmendmentFactory, SupportFactory
from tests.factories.consultations import run_by, running
from tests.factories.principles import ParticipationFactory, joined, principle_of, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def consultation() -> Consultation:
    return running(Stage.AMEND)


@pytest.fixture
def author(consultation: Consultation) -> User:
    representative = RepresentativeFactory.create()
    return joined(representative.user, consultation.document).user


def proposed(consultation: Consultation, author: User, *operations: Operation) -> Amendment:
    key = operations[0].principle or 1
    principle = principle_of(consultation.document, key)
    return propose_amendment(
        principle=principle,
        operations=operations,
        rationale="It is better so.",
        base_hash=text_of(principle).hash,
        by=author,
    )


def worded(consultation: Consultation, old: str, new: str) -> Operation:
    text = text_of(principle_of(consultation.document))
    assert old in text.body
    return wording(1, text.title, text.body.replace(old, new))[0]


def path(consultation: Consultation, suffix: str, query: str = "") -> str:
    return f"/consultations/{consultation.document.slug}/amendments.{suffix}{query}"


def listed(client: Client, consultation: Consultation, query: str = "") -> dict[str, Any]:
    answer = client.get(path(consultation, "json", query))
    assert answer.status_code == 200
    found: dict[str, Any] = json.loads(answer.content)
    return found


def word_text(content: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return archive.read("word/document.xml").decode()


def test_the_data_give_amendments_in_voting_order_with_what_they_exclude(
    client: Client, consultation: Consultation, author: User
) -> None:
    small = proposed(consultation, author, worded(consultation, "Everyone", "Everybody"))
    delete = proposed(consultation, author, Operation(Code.SUP, 1))
    SupportFactory.create(amendment=delete)
    found = listed(client, consultation)
    [principle] = found["principles"]
    first, second = principle["amendments"]
    assert [(each["number"], each["place"]) for each in (first, second)] == [
        (delete.number, 1),
        (small.number, 2),
    ]
    assert first["operations"] == [{"code": "sup", "principle": 1}]
    assert (first["collides_with"], second["collides_with"]) == ([1], [2])
    assert first["support"][0]["individuals"] == 1
    assert first["sponsor"]["organisation"]
    assert (found["format"], principle["key"]) == ("polylogue-amendments-1", 1)


def test_collisions_are_told_across_principles(
    client: Client, consultation: Consultation, author: User
) -> None:
    joining = Operation(Code.JOIN, 2, Words("Both", "All of both."), others=(1,))
    proposed(consultation, author, joining)
    proposed(consultation, author, worded(consultation, "Everyone", "Everybody"))
    [principle] = listed(client, consultation, "?principle=1")["principles"]
    assert [each["collides_with"] for each in principle["amendments"]] == [[1]]


def test_as_many_questions_are_asked_for_one_amendment_as_for_many(
    consultation: Consultation,
) -> None:
    counts = []
    for number in (1, 4):
        for _ in range(number):
            SupportFactory.create(
                amendment__principle=principle_of(consultation.document),
            )
        with CaptureQueriesContext(connection) as captured:
            AmendmentsInOrder(Document.objects.get(pk=consultation.document.pk)).as_json()
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_drafts_are_in_no_list(client: Client, consultation: Consultation, author: User) -> None:
    AmendmentFactory.create(
        principle=principle_of(consultation.document), status=AmendmentStatus.DRAFT
    )
    client.force_login(author)
    assert listed(client, consultation)["principles"] == []


def test_the_amendments_of_one_principle_are_asked_for_by_its_key(
    client: Client, consultation: Consultation, author: User
) -> None:
    proposed(consultation, author, Operation(Code.SUP, 1))
    proposed(consultation, author, Operation(Code.SUP, 2))
    [principle] = listed(client, consultation, "?principle=2")["principles"]
    assert principle["key"] == 2
    assert client.get(path(consultation, "json", "?principle=two")).status_code == 404


def test_decided_amendments_and_those_to_a_principle_that_is_gone_stay_listed(
    client: Client, consultation: Consultation, author: User
) -> None:
    amendment = proposed(consultation, author, Operation(Code.SUP, 1))
    owner = run_by(consultation)
    adopt_amendment(
        amendment=amendment, base_hash=text_of(amendment.principle).hash, reason="Yes.", by=owner
    )
    [principle] = listed(client, consultation)["principles"]
    [shown] = principle["amendments"]
    assert principle["is_gone"]
    assert (shown["place"], shown["decision"]["version"]) == (None, 2)
    assert client.get(path(consultation, "docx")).status_code == 200


def test_the_word_file_has_tracked_changes_by_number_and_group(
    client: Client, consultation: Consultation, author: User
) -> None:
    proposed(consultation, author, worded(consultation, "Everyone", "Everybody"))
    answer = client.get(path(consultation, "docx"))
    assert answer["Content-Disposition"].endswith('-amendments.docx"')
    text = word_text(answer.content)
    group = ParticipationFactory._meta.model.objects.get(user=author).group.label
    assert f'w:author="A-1, {group}"' in text
    assert "<w:ins " in text
    assert "<w:del " in text


def test_the_files_are_the_same_bytes_for_the_same_state(
    client: Client, consultation: Consultation, author: User
) -> None:
    proposed(consultation, author, worded(consultation, "Everyone", "Everybody"))
    for suffix in ("docx", "json"):
        once, again = (
            Client().get(path(consultation, suffix)),
            client.get(path(consultation, suffix)),
        )
        assert once.content == again.content


def test_the_word_file_is_in_the_language_of_the_reader(
    client: Client, consultation: Consultation, author: User
) -> None:
    proposed(consultation, author, worded(consultation, "Everyone", "Everybody"))
    english = word_text(client.get(path(consultation, "docx")).content)
    arabic = word_text(client.get("/ar" + path(consultation, "docx")).content)
    assert "Amendments to version 1, in voting order" in english
    assert "<w:rtl />" in arabic
    assert "<w:rtl />" not in english


def test_the_api_gives_what_the_file_has(
    client: Client, consultation: Consultation, author: User
) -> None:
    proposed(consultation, author, Operation(Code.SUP, 2))
    answer = client.get(f"/api/v1/consultations/{consultation.document.slug}/amendments/")
    assert answer.json() == listed(client, consultation)


def test_the_table_of_a_report_says_of_what_kind_an_amendment_is_and_what_it_does(
    client: Client, consultation: Consultation, author: User
) -> None:
    proposed(consultation, author, Operation(Code.SUP, 2))
    owner = run_by(consultation)
    move_stage(consultation=consultation, to=Stage.CLOSED, reason="Time is up.", by=owner)
    report = make_report(consultation=consultation, by=owner)
    client.force_login(owner)
    slug = consultation.document.slug
    table = client.get(f"/consultations/{slug}/report/{report.number}/amendments.csv")
    [row] = csv.DictReader(io.StringIO(table.getvalue().decode("utf-8-sig")))
    assert row["kind"] == "ordinary"
    assert json.loads(row["operations"]) == [{"code": "sup", "principle": 2}]


def test_a_closed_circle_keeps_its_amendments(client: Client) -> None:
    closed = running(Stage.AMEND, visibility=Visibility.INVITED)
    for suffix in ("docx", "json"):
        assert client.get(path(closed, suffix)).status_code == 404


def test_the_page_of_the_consultation_offers_both_files(
    client: Client, consultation: Consultation
) -> None:
    page = client.get(f"/consultations/{consultation.document.slug}/").text
    assert path(consultation, "docx") in page
    assert path(consultation, "json") in page


def test_two_hundred_amendments_are_written_within_a_request(
    client: Client, consultation: Consultation
) -> None:
    for number in range(200):
        key = 1 + number % 3
        AmendmentFactory.create(principle=principle_of(consultation.document, key))
    start = time.perf_counter()
    for suffix in ("docx", "json"):
        assert client.get(path(consultation, suffix)).status_code == 200
    taken = time.perf_counter() - start
    sys.stderr.write(f"{taken:.1f} s\n")
    assert taken < 30
