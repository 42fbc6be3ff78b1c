"""Minority statements: one a holder, after the close and before the end, hidden with a reason."""

import pytest

from accounts.verdicts import Conflict, Denied, Refused
from consultations.actions.minority_statements import (
    hide_minority_statement,
    show_minority_statement,
    withdraw_minority_statement,
    write_minority_statement,
)
from consultations.models import Consultation, MinorityStatement
from consultations.queries.designations import MinorityStatementShown, principle_agreement
from principles.states import Role, Stage
from tests.consultations.record import acts
from tests.factories.accounts import OrganisationFactory, RepresentativeFactory
from tests.factories.consultations import run_by, running
from tests.factories.designations import participant
from tests.factories.principles import joined, principle_of

pytestmark = pytest.mark.django_db
KINDS = tuple(f"minority_statement.{act}" for act in ("made", "edited", "withdrawn", "hidden"))


@pytest.fixture
def consultation() -> Consultation:
    return running(Stage.CLOSED)


def shown(
    consultation: Consultation, user: object = None, *, moderates: bool = False
) -> list[MinorityStatementShown]:
    page = principle_agreement(consultation, 1, user, moderates=moderates)  # type: ignore[arg-type]
    return list(page.minority_statements)


def test_a_statement_is_made_changed_and_taken_back(consultation: Consultation) -> None:
    person, principle = participant(consultation), principle_of(consultation.document)

    made = write_minority_statement(principle=principle, body="We **differ**.", by=person)
    (first,) = shown(consultation, person)
    for _ in range(2):
        write_minority_statement(
            principle=principle, body="We differ.", by=person, base_hash=first.hash
        )
    (second,) = shown(consultation)
    withdraw_minority_statement(statement=made, by=person)

    assert (first.html, first.edited_at, first.is_mine) == (
        "<p>We <strong>differ</strong>.</p>",
        None,
        True,
    )
    assert (second.html, second.is_mine) == ("<p>We differ.</p>", False)
    assert second.edited_at is not None
    assert shown(consultation) == []
    assert len(acts(consultation.document, *KINDS)) == 3
    again = write_minority_statement(principle=principle, body="Still.", by=person)
    assert (again.pk, again.edited_at) == (made.pk, None)


def test_of_two_who_speak_for_one_organisation_neither_writes_over_the_other_unread(
    consultation: Consultation,
) -> None:
    organisation, principle = OrganisationFactory.create(), principle_of(consultation.document)
    first, second = (RepresentativeFactory.create(organisation=organisation).user for _ in range(2))
    for person in (first, second):
        joined(person, consultation.document)
    stood = write_minority_statement(principle=principle, body="We differ.", by=first)

    with pytest.raises(Conflict):
        write_minority_statement(principle=principle, body="We object.", by=second)
    changed = write_minority_statement(
        principle=principle, body="We still differ.", by=first, base_hash=stood.hash
    )
    with pytest.raises(Conflict):
        write_minority_statement(
            principle=principle, body="We object.", by=second, base_hash=stood.hash
        )

    assert shown(consultation)[0].body == "We still differ."
    write_minority_statement(
        principle=principle, body="We object.", by=second, base_hash=changed.hash
    )
    assert shown(consultation)[0].body == "We object."


def test_markup_in_a_statement_is_words(consultation: Consultation) -> None:
    write_minority_statement(
        principle=principle_of(consultation.document),
        body="<script>alert(1)</script> [x](javascript:alert(1))",
        by=participant(consultation),
    )

    (statement,) = shown(consultation)

    assert "<script" not in statement.html
    assert "href" not in statement.html


@pytest.mark.parametrize("stage", [s for s in Stage if s != Stage.CLOSED])
def test_statements_are_written_between_the_close_and_the_end_only(stage: Stage) -> None:
    consultation = running(stage)

    with pytest.raises(Denied):
        write_minority_statement(
            principle=principle_of(consultation.document),
            body="We differ.",
            by=participant(consultation),
        )


@pytest.mark.parametrize(("body", "code"), [(" \n", "empty"), ("x" * 10_001, "too_long")])
def test_what_is_no_statement_leaves_nothing(
    consultation: Consultation, body: str, code: str
) -> None:
    with pytest.raises(Refused) as refused:
        write_minority_statement(
            principle=principle_of(consultation.document), body=body, by=participant(consultation)
        )

    assert refused.value.code == code
    assert MinorityStatement.objects.count() == 0


def test_a_hidden_statement_is_read_by_its_holder_and_moderators_only(
    consultation: Consultation,
) -> None:
    person, chair = participant(consultation), run_by(consultation, Role.MODERATOR)
    principle = principle_of(consultation.document)
    statement = write_minority_statement(principle=principle, body="An insult.", by=person)

    hide_minority_statement(statement=statement, reason="It insults.", by=chair)

    (public,) = shown(consultation)
    assert (public.html, public.body, public.hidden_because) == ("", "", "It insults.")
    assert shown(consultation, person)[0].body == "An insult."
    assert shown(consultation, chair, moderates=True)[0].body == "An insult."
    with pytest.raises(Refused):
        write_minority_statement(principle=principle, body="Another insult.", by=person)
    show_minority_statement(statement=statement, by=chair)
    assert shown(consultation)[0].body == "An insult."


def test_taking_a_hidden_statement_back_does_not_unhide_it(consultation: Consultation) -> None:
    person, principle = participant(consultation), principle_of(consultation.document)
    statement = write_minority_statement(principle=principle, body="An insult.", by=person)
    hide_minority_statement(statement=statement, reason="It insults.", by=run_by(consultation))
    withdraw_minority_statement(statement=statement, by=person)

    with pytest.raises(Refused):
        write_minority_statement(principle=principle, body="An insult.", by=person)


def test_others_take_nothing_back_and_hide_nothing(consultation: Consultation) -> None:
    statement = write_minority_statement(
        principle=principle_of(consultation.document), body="Ours.", by=participant(consultation)
    )
    strangers = (
        participant(consultation),
        run_by(consultation, Role.OBSERVER),
        run_by(running(Stage.CLOSED)),
    )

    for person in strangers:
        with pytest.raises(Denied):
            withdraw_minority_statement(statement=statement, by=person)
        with pytest.raises(Denied):
            hide_minority_statement(statement=statement, reason="Mine.", by=person)
        with pytest.raises(Denied):
            show_minority_statement(statement=statement, by=person)
    for person in (run_by(consultation), strangers[1]):
        with pytest.raises(Denied):
            write_minority_statement(principle=statement.principle, body="The team's.", by=person)
