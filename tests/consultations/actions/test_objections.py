"""Objections: in time by the database's clock, one a holder, answered by the chair."""

import pytest

from accounts.verdicts import Conflict, Denied, Refused
from consultations.actions.objections import answer_objection, raise_objection, withdraw_objection
from consultations.models import Designation, Objection
from consultations.queries.designations import open_matters, principle_agreement
from principles.states import Role, Stage
from tests.consultations.record import acts
from tests.factories.accounts import OrganisationFactory, RepresentativeFactory
from tests.factories.consultations import run_by, running
from tests.factories.designations import decided, lapsed, participant, voted
from tests.factories.principles import joined

pytestmark = pytest.mark.django_db


@pytest.fixture
def designation() -> Designation:
    return decided(voted())


def test_an_objection_is_raised_answered_and_shown(designation: Designation) -> None:
    consultation = designation.consultation
    objector = participant(consultation, "governments")

    objection = raise_objection(designation=designation, reason=" We said no.\r\n", by=objector)
    before = principle_agreement(consultation, 1).designation
    answer_objection(
        objection=objection,
        answer="It was heard.",
        base_hash=objection.hash,
        by=run_by(consultation),
    )
    after = principle_agreement(consultation, 1, objector).designation

    assert before is not None
    assert after is not None
    assert (before.unanswered, after.unanswered) == (1, 0)
    assert before.objections_sentence == "There is 1 objection. Not answered yet: 1."
    assert after.objections_sentence == "There is 1 objection. All is answered."
    (said,) = after.objections
    assert (said.reason, said.answer, said.by.name, said.by.group, said.is_mine) == (
        "We said no.",
        "It was heard.",
        objector.name,
        "Governments",
        True,
    )


def test_an_objection_after_the_time_is_refused_by_the_databases_clock(
    designation: Designation,
) -> None:
    objector = participant(designation.consultation)
    stale = Designation.objects.get(pk=designation.pk)
    lapsed(designation)

    with pytest.raises(Refused) as refused:
        raise_objection(designation=stale, reason="Late.", by=objector)

    assert refused.value.code == "window_closed"
    standing = principle_agreement(designation.consultation, 1).designation
    assert standing is not None
    assert (standing.state, standing.objections_sentence) == ("Stands", "Nobody has objected.")


def test_the_same_objection_again_is_the_one_that_stands(designation: Designation) -> None:
    objector = participant(designation.consultation)

    first = raise_objection(designation=designation, reason="No.", by=objector)
    again = raise_objection(designation=designation, reason="No.", by=objector)

    assert (first.pk, Objection.objects.count()) == (again.pk, 1)
    with pytest.raises(Refused):
        raise_objection(designation=designation, reason="No, never.", by=objector)


def test_an_organisation_objects_once_however_many_speak_for_it(designation: Designation) -> None:
    organisation = OrganisationFactory.create()
    first, second = (RepresentativeFactory.create(organisation=organisation).user for _ in range(2))
    for person in (first, second):
        joined(person, designation.consultation.document)
    objection = raise_objection(designation=designation, reason="No.", by=first)

    with pytest.raises(Refused):
        raise_objection(designation=designation, reason="Nor I.", by=second)
    withdraw_objection(objection=objection, by=second)

    assert not principle_agreement(designation.consultation, 1).designation.objections  # type: ignore[union-attr]


def test_who_took_an_objection_back_may_object_anew_without_the_old_answer(
    designation: Designation,
) -> None:
    consultation = designation.consultation
    objector = participant(consultation)
    objection = raise_objection(designation=designation, reason="No.", by=objector)
    answered = answer_objection(
        objection=objection, answer="Yes.", base_hash=objection.hash, by=run_by(consultation)
    )
    withdraw_objection(objection=objection, by=objector)
    with pytest.raises(Refused):
        answer_objection(
            objection=objection, answer="Yes!", base_hash=answered.hash, by=run_by(consultation)
        )

    again = raise_objection(designation=designation, reason="Still no.", by=objector)

    assert (again.pk, again.answer, again.withdrawn_at) == (objection.pk, "", None)
    assert [act["objection"] for act in acts(consultation.document, "objection.raised")] == [
        again.pk
    ] * 2


def test_what_was_raised_anew_is_not_answered_with_what_was_written_to_the_old(
    designation: Designation,
) -> None:
    consultation = designation.consultation
    objector, chair = participant(consultation), run_by(consultation)
    old = raise_objection(designation=designation, reason="No.", by=objector)
    withdraw_objection(objection=old, by=objector)
    new = raise_objection(designation=designation, reason="It costs lives.", by=objector)

    with pytest.raises(Conflict):
        answer_objection(objection=new, answer="It is noted.", base_hash=old.hash, by=chair)

    assert Objection.objects.get().answer == ""
    answer_objection(objection=new, answer="We agree.", base_hash=new.hash, by=chair)
    assert Objection.objects.get().answer == "We agree."


def test_of_two_who_answer_at_once_the_second_is_asked_to_read_the_first(
    designation: Designation,
) -> None:
    consultation = designation.consultation
    read = raise_objection(designation=designation, reason="No.", by=participant(consultation))
    first, second = run_by(consultation), run_by(consultation)
    for _ in range(2):
        answer_objection(objection=read, answer="Noted.", base_hash=read.hash, by=first)

    with pytest.raises(Conflict):
        answer_objection(objection=read, answer="Heard.", base_hash=read.hash, by=second)

    assert Objection.objects.get().answer == "Noted."


def test_only_those_who_take_part_object_and_only_the_chair_answers(
    designation: Designation,
) -> None:
    consultation = designation.consultation
    objection = raise_objection(designation=designation, reason="No.", by=participant(consultation))
    another = participant(consultation)
    others = [
        run_by(consultation, Role.OBSERVER),
        run_by(consultation, Role.MODERATOR),
        participant(running(Stage.CLOSED)),
    ]

    for person in others:
        with pytest.raises(Denied):
            raise_objection(designation=designation, reason="No.", by=person)
    for person in (another, others[0]):
        with pytest.raises(Denied):
            answer_objection(
                objection=objection, answer="Yes.", base_hash=objection.hash, by=person
            )
    with pytest.raises(Denied):
        withdraw_objection(objection=objection, by=another)


def test_nobody_objects_to_what_was_replaced_or_after_the_end(designation: Designation) -> None:
    consultation = designation.consultation
    objector = participant(consultation)
    newer = decided(consultation, replaces=designation.pk)
    with pytest.raises(Refused) as refused:
        raise_objection(designation=designation, reason="No.", by=objector)
    consultation.document.stage = Stage.CONCLUDED
    consultation.document.save(update_fields=["stage"])

    assert refused.value.code == "replaced"
    with pytest.raises(Denied):
        raise_objection(designation=newer, reason="No.", by=objector)


def test_what_is_not_settled_is_counted_for_the_chair(designation: Designation) -> None:
    consultation = designation.consultation
    for _ in range(2):
        raise_objection(designation=designation, reason="No.", by=participant(consultation))
    decided(consultation, key=2)
    lapsed(decided(consultation, key=3))

    matters = open_matters(consultation)

    assert (matters.principles, matters.designated, matters.undesignated) == (3, 3, 0)
    assert (matters.objections_unanswered, matters.still_open) == (2, 2)
