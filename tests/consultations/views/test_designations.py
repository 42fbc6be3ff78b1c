"""The agreement found, in the browser: read by all, decided, objected to, differed from."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from consultations.actions.lifecycle import conclude
from consultations.actions.minority_statements import write_minority_statement
from consultations.actions.objections import answer_objection, raise_objection, withdraw_objection
from consultations.actions.reports import make_report, publish_report
from consultations.models import Consultation, Designation, MinorityStatement, Objection
from consultations.queries.checks import check_conclusion
from consultations.queries.desk import facts_of, tasks_of
from consultations.queries.personal_data import minority_statement_data, objection_data
from consultations.queries.report_page import report_page
from principles.states import Role, Stage, Visibility
from tests.consultations.views.pages import at, signed_in, words_of
from tests.factories.accounts import OrganisationFactory, RepresentativeFactory
from tests.factories.consultations import run_by, running
from tests.factories.designations import decided, lapsed, participant, voted
from tests.factories.principles import joined, principle_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def consultation() -> Consultation:
    return voted()


def as_sent_back(answer: Any, words: str) -> dict[str, str]:
    """What the form on this page sends when its button is pressed once more."""
    form = answer.context["form"]
    return {words: form[words].value(), "base_hash": form["base_hash"].value()}


def fresh(consultation: Consultation) -> Consultation:
    return Consultation.objects.select_related("document__current_version").get(pk=consultation.pk)


def test_everyone_reads_what_is_proposed_and_what_was_decided(consultation: Consultation) -> None:
    decided(consultation, rationale="Ministries <b>may</b> live with it.")

    listing = Client().get(at(consultation, "agreement"))
    page = Client().get(at(consultation, "agreement-detail", 1))

    words = words_of(listing)
    assert "1 of 3 principles decided." in words
    assert "Strong support but significant opposition" in words
    assert "Governments: 1 of 1 against" in words
    assert "Not evaluable" in words
    detail = words_of(page)
    assert "1 block is not cleared, from: Governments." in detail
    assert "Ministry of Posts" in detail
    assert "Nobody has objected. They can be raised until" in detail
    assert "Ministries &lt;b&gt;may&lt;/b&gt; live with it." in page.content.decode()


@pytest.mark.parametrize("place", [("agreement",), ("agreement-detail", 1)])
def test_case_49_a_page_with_ones_own_words_is_kept_by_ones_own_browser_alone(
    consultation: Consultation, place: tuple[str, int]
) -> None:
    page = signed_in(participant(consultation)).get(at(consultation, *place))
    assert set(page["Cache-Control"].split(", ")) == {"private", "no-cache"}


def test_a_chair_decides_on_the_page(consultation: Consultation) -> None:
    chair = signed_in(run_by(consultation, Role.MODERATOR))
    sent = {"level": "divergence", "rationale": "It is too early.", "objection_days": "14"}

    answer = chair.post(at(consultation, "designation-make", 1), sent)

    made = Designation.objects.get()
    assert answer["Location"] == at(consultation, "agreement-detail", 1) + "#decided"
    assert (made.level, made.rationale) == ("divergence", "It is too early.")
    assert made.objections_until - made.decided_at == timedelta(days=14)


def test_a_chair_who_was_overtaken_gets_the_page_and_the_words_back(
    consultation: Consultation,
) -> None:
    chair = signed_in(run_by(consultation))
    decided(consultation)
    sent = {"level": "full", "rationale": "My reasons.", "objection_days": "7"}

    answer = chair.post(at(consultation, "designation-make", 1), sent)

    assert answer.status_code == 409
    assert "Somebody else decided on this principle" in words_of(answer)
    assert "My reasons." in answer.content.decode()
    assert Designation.objects.get().level == "consensus"


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({}, "Choose one of the levels."),
        (
            {"level": "full", "rationale": " ", "objection_days": "7"},
            "Say why: the reason is published.",
        ),
        ({"level": "unanimity"}, "Select a valid choice."),
        ({"objection_days": "0"}, "greater than or equal to 1"),
        ({"replaces": "x"}, "Enter a whole number."),
    ],
)
def test_a_designation_that_lacks_something_says_so(
    consultation: Consultation, sent: dict[str, str], said: str
) -> None:
    answer = signed_in(run_by(consultation)).post(at(consultation, "designation-make", 1), sent)

    assert answer.status_code == 400
    assert said in words_of(answer)


def test_what_the_form_does_not_ask_for_is_not_taken(consultation: Consultation) -> None:
    owner, other = run_by(consultation), run_by(consultation)

    signed_in(owner).post(
        at(consultation, "designation-make", 1),
        {
            "level": "full",
            "rationale": "Yes.",
            "objection_days": "7",
            "decided_by": other.pk,
            "proposed_level": "full",
            "objections_until": "2001-01-01",
        },
    )

    made = Designation.objects.get()
    assert (made.decided_by, made.proposed_level) == (owner, "strong_support")
    assert made.objections_until > made.decided_at


def test_a_participant_objects_takes_it_back_and_the_chair_answers(
    consultation: Consultation,
) -> None:
    made = decided(consultation)
    person = participant(consultation)
    page = at(consultation, "agreement-detail", 1)

    raised = signed_in(person).post(
        at(consultation, "objection-raise", 1), {"designation": made.pk, "reason": "We said no."}
    )
    objection = Objection.objects.get()
    empty = signed_in(run_by(consultation)).post(
        at(consultation, "objection-answer", 1, objection.pk), {"answer": ""}
    )
    signed_in(run_by(consultation)).post(
        at(consultation, "objection-answer", 1, objection.pk),
        {"answer": "It was heard.", "base_hash": objection.hash},
    )
    read = words_of(Client().get(page))
    signed_in(person).post(at(consultation, "objection-withdraw", 1, objection.pk))

    assert raised["Location"] == page + "#objections"
    assert (empty.status_code, "Write your answer." in words_of(empty)) == (400, True)
    assert "We said no." in read
    assert "It was heard." in read
    assert "There is 1 objection. All is answered." in read
    assert "We said no." not in words_of(Client().get(page))


def test_an_answer_to_what_was_raised_anew_comes_back_and_can_be_sent_again(
    consultation: Consultation,
) -> None:
    made, person = decided(consultation), participant(consultation)
    old = raise_objection(designation=made, reason="No.", by=person)
    withdraw_objection(objection=old, by=person)
    raise_objection(designation=made, reason="It costs lives.", by=person)
    chair, address = (
        signed_in(run_by(consultation)),
        at(consultation, "objection-answer", 1, old.pk),
    )

    overtaken = chair.post(address, {"answer": "It is noted.", "base_hash": old.hash})
    unanswered = Objection.objects.get().answer
    again = chair.post(address, as_sent_back(overtaken, "answer"))

    assert (overtaken.status_code, unanswered) == (409, "")
    words = words_of(overtaken)
    assert "The objection or its answer changed since you opened the page." in words
    assert "It costs lives." in words
    assert "It is noted." in words
    assert again.status_code == 302
    assert Objection.objects.get().answer == "It is noted."


def test_a_late_objection_is_refused_with_its_words(consultation: Consultation) -> None:
    made = lapsed(decided(consultation))

    answer = signed_in(participant(consultation)).post(
        at(consultation, "objection-raise", 1), {"designation": made.pk, "reason": "We said no."}
    )

    assert answer.status_code == 400
    assert "The time to object has ended. Nothing was sent." in words_of(answer)
    assert Objection.objects.count() == 0


def test_a_minority_statement_is_written_and_hidden_in_the_browser(
    consultation: Consultation,
) -> None:
    person, page = participant(consultation), at(consultation, "agreement-detail", 1)

    signed_in(person).post(at(consultation, "minority-write", 1), {"body": "We *differ*."})
    statement = MinorityStatement.objects.get()
    shown = Client().get(page).content.decode()
    unexplained = signed_in(run_by(consultation)).post(
        at(consultation, "minority-hide", 1, statement.pk), {"reason": ""}
    )
    signed_in(run_by(consultation)).post(
        at(consultation, "minority-hide", 1, statement.pk), {"reason": "It names a neighbour."}
    )
    hidden = words_of(Client().get(page))

    assert "<p>We <em>differ</em>.</p>" in shown
    assert unexplained.status_code == 400
    assert "We differ." not in hidden
    assert "Hidden by a moderator: It names a neighbour." in hidden


def test_two_who_speak_for_one_organisation_see_both_statements_and_choose(
    consultation: Consultation,
) -> None:
    organisation = OrganisationFactory.create()
    first, second = (RepresentativeFactory.create(organisation=organisation).user for _ in range(2))
    for person in (first, second):
        joined(person, consultation.document)
    address = at(consultation, "minority-write", 1)
    signed_in(first).post(address, {"body": "We differ."})

    overtaken = signed_in(second).post(address, {"body": "We object."})
    stood = MinorityStatement.objects.get().body
    again = signed_in(second).post(address, as_sent_back(overtaken, "body"))

    assert (overtaken.status_code, stood) == (409, "We differ.")
    words = words_of(overtaken)
    assert "Somebody else who speaks for you changed this statement" in words
    assert "We differ." in words
    assert "We object." in words
    assert again.status_code == 302
    assert MinorityStatement.objects.get().body == "We object."


def test_what_belongs_elsewhere_is_not_found_here(consultation: Consultation) -> None:
    other = running(Stage.CLOSED)
    made = decided(other)
    objection = raise_objection(designation=made, reason="No.", by=participant(other))
    statement = write_minority_statement(
        principle=principle_of(other.document), body="No.", by=participant(other)
    )
    person, chair = signed_in(participant(consultation)), signed_in(run_by(consultation))

    statuses = [
        person.post(
            at(consultation, "objection-raise", 1), {"designation": made.pk, "reason": "x"}
        ),
        chair.post(at(consultation, "objection-answer", 1, objection.pk), {"answer": "x"}),
        chair.post(at(other, "objection-answer", 2, objection.pk), {"answer": "x"}),
        chair.post(at(consultation, "minority-hide", 1, statement.pk), {"reason": "x"}),
        chair.post(at(consultation, "designation-make", 99), {"level": "full"}),
        Client().get(at(consultation, "agreement-detail", 99)),
    ]

    assert [each.status_code for each in statuses] == [404] * 6


def test_the_agreement_of_a_closed_circle_is_not_found_from_outside() -> None:
    consultation = running(Stage.CLOSED, visibility=Visibility.INVITED)

    for name, key in (("agreement", ()), ("agreement-detail", (1,))):
        assert Client().get(at(consultation, name, *key)).status_code == 404


def test_before_the_close_results_that_are_hidden_are_not_shown_here() -> None:
    consultation = running(Stage.VOTE, results_shown="closed")

    words = words_of(Client().get(at(consultation, "agreement-detail", 1)))

    assert "after the consultation has closed" in words
    assert "Proposed from the votes" not in words


def test_the_desk_says_what_is_left_to_decide(consultation: Consultation) -> None:
    made = decided(consultation)
    raise_objection(designation=made, reason="No.", by=participant(consultation))
    current = fresh(consultation)

    (task,) = [
        task
        for task in tasks_of(current, facts_of(current))
        if task.url == at(consultation, "agreement")
    ]
    effects = check_conclusion(current, facts_of(current)).effects

    assert (task.status, task.hint) == ("1 of 3 decided", "1 objection waits for an answer.")
    assert "Of 2 principles it stays undecided how much agreement they found." in effects
    assert "On 1 principle the time to object still runs: it ends now." in effects
    assert "1 objection stays unanswered." in effects


def test_a_report_has_the_decision_its_figures_objections_and_minority_statements(
    consultation: Consultation,
) -> None:
    owner, person = run_by(consultation), participant(consultation)
    made = decided(consultation, rationale="Most can live with it.")
    objection = raise_objection(designation=made, reason="We cannot.", by=person)
    answer_objection(objection=objection, answer="It is noted.", base_hash=objection.hash, by=owner)
    write_minority_statement(
        principle=principle_of(consultation.document), body="We **differ**.", by=person
    )
    conclude(consultation=consultation, reason="All was said.", by=owner)
    report = make_report(consultation=fresh(consultation), by=owner)
    publish_report(report=report, by=owner)

    User.objects.filter(pk=person.pk).update(name="A New Name")
    page = Client().get(at(consultation, "report-detail"))
    words = words_of(page)

    for said in (
        "Agreement found: Consensus",
        "Most can live with it.",
        "Proposed from the votes: Strong support but significant opposition.",
        "In favour overall 87%, in the lowest group 0% (Governments)",
        "We cannot.",
        "It is noted.",
        "Minority statement",
        "A New Name",
    ):
        assert said in words
    assert "We <strong>differ</strong>." in page.content.decode()
    del report.contents["sections"][0]["principles"][0]["agreement"]
    assert report_page(report).principles[0].agreement is None


def test_what_a_person_said_is_in_their_personal_data(consultation: Consultation) -> None:
    person = participant(consultation)
    raise_objection(designation=decided(consultation), reason="We cannot.", by=person)
    write_minority_statement(
        principle=principle_of(consultation.document), body="We differ.", by=person
    )

    (objection,) = objection_data(person)  # type: ignore[misc]  # one row
    (statement,) = minority_statement_data(person)  # type: ignore[misc]

    assert (objection["reason"], statement["body"]) == ("We cannot.", "We differ.")  # type: ignore[call-overload, index]
