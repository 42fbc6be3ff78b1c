"""Results of opinions by every door: the page, the API, the table, the report."""

import csv
import json
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext, override_settings

from consultations.actions.opinion import find_opinion_groups
from consultations.analysis.opinion_published import published
from consultations.models import Consultation, Statement
from consultations.queries.opinion import opinion_of
from consultations.queries.report import report_contents
from consultations.states import StatementStatus
from principles.models import Document
from principles.states import ResultsShown, Stage, Visibility
from tests.factories.cache import empty_cache
from tests.factories.consultations import running
from tests.factories.opinions import opinions, two_camps

pytestmark = pytest.mark.django_db
SMALL, OF_ONE_MIND = "intergovernmental", "governments"


@pytest.fixture
def consultation() -> Consultation:
    """Sixty people of two groups, three of another, six of one mind."""
    made = running(Stage.COMMENT)
    opinions(made, two_camps(60), prefix="secret-a")
    opinions(
        made,
        [(SMALL, "adpadpadpa"), (SMALL, "dadadadada"), (SMALL, "pppppaaaaa")],
        prefix="secret-b",
    )
    opinions(made, [(OF_ONE_MIND, "adadadadpp")] * 6, prefix="secret-c")
    find(made)
    return made


def find(consultation: Consultation) -> None:
    find_opinion_groups(consultation=consultation, step=lambda d, t: None, finish=lambda: None)


def page_url(consultation: Consultation) -> str:
    return f"/consultations/{consultation.document.slug}/opinions/results/"


def doors(consultation: Consultation) -> dict[str, str]:
    slug = consultation.document.slug
    return {
        "page": page_url(consultation),
        "table": f"/consultations/{slug}/opinions/results.csv",
        "api": f"/api/v1/consultations/{slug}/opinions/results/",
    }


def shown(consultation: Consultation) -> dict[str, Any]:
    return opinion_of(Consultation.objects.get(pk=consultation.pk)).contents


def test_page_shows_groups_map_and_statements(client: Client, consultation: Consultation) -> None:
    response = client.get(page_url(consultation))
    html = response.content.decode()
    assert response.status_code == 200
    assert 'id="group-A"' in html
    assert 'id="group-B"' in html
    assert '<svg class="opinion-map"' in html
    assert html.count("</tr>") > 10
    assert len(html) < 150_000


def test_page_says_who_is_not_drawn(
    client: Client, consultation: Consultation, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = "people are not drawn: fewer than five are together"
    assert words not in client.get(page_url(consultation)).content.decode()
    empty_cache()
    monkeypatch.setattr("consultations.analysis.opinion_published.FEWEST", 10**6)
    drawn = client.get(doors(consultation)["api"]).json()
    assert (drawn["map"]["marks"], drawn["map"]["left_out"]) == ([], drawn["participants"])
    html = client.get(page_url(consultation)).content.decode()
    assert f"{drawn['participants']} {words}" in html
    assert 'class="dot-' not in html


def test_nobody_who_answered_is_named_by_any_door(
    client: Client, consultation: Consultation
) -> None:
    bodies = [client.get(url).content.decode() for url in doors(consultation).values()]
    bodies.append(json.dumps(report_contents(consultation)))
    assert [body for body in bodies if "secret" in body] == []


def test_invariant_14_small_and_unanimous_groups_leave_by_no_door(
    client: Client, consultation: Consultation
) -> None:
    urls = doors(consultation)
    api = client.get(urls["api"]).json()
    for contents in (api, report_contents(consultation)["opinions"], shown(consultation)):
        for each in contents["statements"]:
            assert each["stakeholders"][SMALL] is None
            assert each["stakeholders"][OF_ONE_MIND] is None
            # Nor by subtraction
            kept = [row for row in each["stakeholders"].values() if row is not None]
            if each["total"] is not None:
                rest = [t - sum(row[at] for row in kept) for at, t in enumerate(each["total"])]
                assert sum(rest) >= 9
                assert max(rest) < sum(rest)
        assert contents["cross"]["stakeholders"][SMALL] is None
        assert {mark[2] for mark in contents["map"]["marks"]} & {SMALL, OF_ONE_MIND} == set()
    lines = client.get(urls["table"]).content.decode("utf-8-sig").splitlines()
    rows = [
        row
        for row in csv.DictReader(lines)
        if row["group"] in {"Governments", "Intergovernmental organisations"}
    ]
    assert len(rows) == 20
    assert {(row["agree"], row["pass"], row["disagree"], row["withheld"]) for row in rows} == {
        ("", "", "", "yes")
    }


def test_all_doors_say_the_same(client: Client, consultation: Consultation) -> None:
    urls, contents = doors(consultation), shown(consultation)
    api = client.get(urls["api"]).json()
    assert [each["total"] for each in api["statements"]] == [
        each["total"] for each in contents["statements"]
    ]
    lines = client.get(urls["table"]).content.decode("utf-8-sig").splitlines()
    everybody = [row for row in csv.DictReader(lines) if row["group"] == "Everybody"]
    assert [
        [int(row[name] or -1) for name in ("agree", "pass", "disagree")] for row in everybody
    ] == [each["total"] or [-1] * 3 for each in contents["statements"]]
    html = client.get(urls["page"]).content.decode()
    for each in contents["statements"]:
        if each["total"]:
            assert "{}&nbsp;/&nbsp;{}&nbsp;/&nbsp;{}".format(*each["total"]) in html


def test_invariant_14_while_results_are_hidden_no_door_says_anything(
    client: Client, consultation: Consultation
) -> None:
    Document.objects.filter(pk=consultation.document_id).update(results_shown=ResultsShown.CLOSED)
    urls = doors(consultation)
    html = client.get(urls["page"]).content.decode()
    assert "after the consultation has closed" in html
    assert "opinion-map" not in html
    assert [client.get(urls[door]).status_code for door in ("table", "api")] == [404, 404]


def test_too_few_people_are_told_how_many_are_needed(client: Client) -> None:
    consultation = running(Stage.COMMENT)
    opinions(consultation, two_camps(7))
    find(consultation)
    html = client.get(page_url(consultation)).content.decode()
    assert "Answers of 15 people are needed, and so far 7 people answered." in html
    assert client.get(doors(consultation)["api"]).status_code == 404


def test_results_of_a_refused_statement_are_gone(
    client: Client, consultation: Consultation
) -> None:
    Statement.objects.filter(consultation=consultation, number=3).update(
        status=StatementStatus.REFUSED, status_reason="Off topic."
    )
    contents = shown(consultation)
    assert [each["number"] for each in contents["statements"]] == [1, 2, 4, 5, 6, 7, 8, 9, 10]
    assert "Statement number 3 " not in client.get(page_url(consultation)).content.decode()


def test_what_an_earlier_release_made_of_a_run_is_not_shown(
    consultation: Consultation, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = shown(consultation)
    monkeypatch.setattr(
        "consultations.queries.opinion.published", lambda stored: published(stored) | {"votes": 0}
    )
    assert shown(consultation) == before
    with override_settings(RELEASE="other"):
        assert shown(consultation) == before | {"votes": 0}


def test_private_consultation_is_not_found(client: Client, consultation: Consultation) -> None:
    Document.objects.filter(pk=consultation.document_id).update(visibility=Visibility.INVITED)
    assert {client.get(url).status_code for url in doors(consultation).values()} == {404}


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("order=agreed", 200),
        ("order=divided", 200),
        ("order=answers&after=4", 200),
        ("order=secret", 400),
        ("after=999", 404),
        ("after=x", 400),
    ],
)
def test_only_declared_orders_and_pages_are_answered(
    client: Client, consultation: Consultation, query: str, status: int
) -> None:
    assert client.get(f"{page_url(consultation)}?{query}").status_code == status


def test_statements_are_paged_and_their_text_is_escaped(client: Client) -> None:
    consultation = running(Stage.COMMENT)
    opinions(consultation, two_camps(40, 30))
    Statement.objects.filter(consultation=consultation, number=30).update(
        text="=<script>alert(1)</script>"
    )
    find(consultation)
    first = client.get(page_url(consultation)).content.decode()
    assert "Statements 1 to 25 of 30" in first
    assert "?order=number&amp;after=25#statements" in first
    second = client.get(f"{page_url(consultation)}?after=25").content.decode()
    assert "Statements 26 to 30 of 30" in second
    assert "<script>alert" not in second
    table = client.get(doors(consultation)["table"]).content.decode()
    assert "'=<script>" in table


def test_page_asks_the_same_however_many_answer(client: Client) -> None:
    asked = []
    for people, statements in ((20, 5), (60, 40)):
        consultation = running(Stage.COMMENT)
        opinions(consultation, two_camps(people, statements))
        find(consultation)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(page_url(consultation)).status_code == 200
        asked.append(len(captured))
    assert asked[0] == asked[1] <= 8


def test_unchanged_page_is_not_sent_again(client: Client, consultation: Consultation) -> None:
    etag = client.get(page_url(consultation))["ETag"]
    again = client.get(page_url(consultation), headers={"if-none-match": etag})
    assert again.status_code == 304
    opinions(consultation, two_camps(6, seed=9), prefix="later")
    find(consultation)
    assert client.get(page_url(consultation), headers={"if-none-match": etag}).status_code == 200
