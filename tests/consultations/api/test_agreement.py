"""The agreement found, by the API: the same actions and queries as the pages."""

from typing import Any

import pytest

from accounts.models import User
from consultations.models import Consultation, Designation
from principles.states import Role, Stage, Visibility
from tests.factories.api import api_of
from tests.factories.consultations import run_by, running
from tests.factories.designations import participant, voted

pytestmark = pytest.mark.django_db


def post(user: User | None, consultation: Consultation, path: str, body: Any = None) -> Any:
    return api_of(user).post(base(consultation) + path, body or {}, format="json")


def base(consultation: Consultation) -> str:
    return f"/api/v1/consultations/{consultation.document.slug}/agreement/"


def test_a_principle_is_designated_objected_to_and_differed_from_by_programs() -> None:
    consultation = voted()
    chair, person = run_by(consultation, Role.MODERATOR), participant(consultation)
    decision = {"level": "consensus", "rationale": "Most can.", "replaces": None}

    made = post(chair, consultation, "1/designations/", decision)
    again = post(chair, consultation, "1/designations/", decision)
    pk = made.json()["designation"]["id"]
    raised = post(person, consultation, "1/objections/", {"designation": pk, "reason": "No."})
    objection = raised.json()["designation"]["objections"][0]
    answer = {"answer": "Yes.", "base_hash": objection["hash"]}
    answered = post(chair, consultation, f"1/objections/{objection['id']}/answer/", answer)
    overtaken = post(
        chair, consultation, f"1/objections/{objection['id']}/answer/", answer | {"answer": "No."}
    )
    written, unread = (
        api_of(person).put(
            base(consultation) + "1/minority-statement/",
            {"body": body, "base_hash": ""},
            format="json",
        )
        for body in ("We *differ*.", "We object.")
    )
    statement = written.json()["minority_statements"][0]
    hidden = post(
        chair, consultation, f"1/minority-statements/{statement['id']}/hide/", {"reason": "Rude."}
    )
    public = api_of().get(base(consultation) + "1/").json()
    listed = api_of().get(base(consultation)).json()

    assert (made.status_code, again.status_code, raised.status_code) == (201, 409, 201)
    assert made.json()["evidence"] | {"groups": [], "blocks": []} == {
        "level": "strong_support",
        "reasons": ["1 block is not cleared, from: Governments."],
        "overall_percent": 87,
        "minimum_percent": 0,
        "geometric_mean_percent": 0,
        "groups": [],
        "withheld": ["Technical community"],
        "awaiting": 0,
        "blocks": [],
    }
    assert {group["code"]: group["against"] for group in made.json()["evidence"]["groups"]}[
        "technical-community"
    ] == 0
    assert (overtaken.status_code, unread.status_code) == (409, 409)
    assert answered.json()["designation"]["objections"][0]["answer"] == "Yes."
    assert statement["html"] == "<p>We <em>differ</em>.</p>"
    assert hidden.json()["minority_statements"][0]["body"] == "We *differ*."
    assert public["minority_statements"][0]["body"] == ""
    assert public["minority_statements"][0]["hash"] == ""
    assert [row["designation"] and row["designation"]["level"] for row in listed["principles"]] == [
        "consensus",
        None,
        None,
    ]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"level": "consensus", "replaces": None}, "rationale"),
        ({"level": "all", "rationale": "x", "replaces": None}, "level"),
        ({"level": "full", "rationale": "x"}, "replaces"),
        ({"level": "full", "rationale": "x", "replaces": None, "decided_by": 1}, "decided_by"),
        ({"level": "full", "rationale": "x", "replaces": None, "objection_days": 0}, "objection_days"),
    ],
)  # fmt: skip
def test_a_designation_that_is_not_whole_is_refused_at_its_field(
    body: dict[str, Any], field: str
) -> None:
    consultation = voted()

    answer = post(run_by(consultation), consultation, "1/designations/", body)

    assert (answer.status_code, list(answer.json()["errors"])) == (400, [field])
    assert Designation.objects.count() == 0


def test_the_api_keeps_out_whom_the_pages_keep_out() -> None:
    consultation = voted()
    closed = running(Stage.CLOSED, visibility=Visibility.INVITED)
    decision = {"level": "consensus", "rationale": "Most can.", "replaces": None}
    person = participant(consultation)

    assert post(person, consultation, "1/designations/", decision).status_code == 403
    assert post(None, consultation, "1/designations/", decision).status_code == 401
    assert post(run_by(consultation), consultation, "9/designations/", decision).status_code == 404
    assert post(person, closed, "1/designations/", decision).status_code == 404
    assert api_of(person).get(base(closed)).status_code == 404
