"""A chair says how much agreement there is: when, on what, and once at a time."""

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail

from accounts.jobs.claim import ClaimLost
from accounts.mail import TASK
from accounts.models import Job, User
from accounts.models.job import JobStatus
from accounts.verdicts import Conflict, Denied, Refused
from consultations.actions.designation_mail import tell_of_designations
from consultations.actions.designations import designate
from consultations.actions.lifecycle import move_stage
from consultations.models import Consultation, Designation
from consultations.queries.designations import agreement_page, principle_agreement
from principles.states import ResultsShown, Role, Stage
from tests.consultations.record import actor_of, acts
from tests.factories.accounts import StaffFactory, UserFactory
from tests.factories.comments import votes
from tests.factories.consultations import WEEK, run_by, running
from tests.factories.designations import decided, participant, voted
from tests.factories.principles import principle_of, text_of

pytestmark = pytest.mark.django_db


def fresh(consultation: Consultation) -> Consultation:
    return Consultation.objects.select_related("document__current_version").get(pk=consultation.pk)


def test_a_designation_keeps_its_evidence_and_binds_to_the_words() -> None:
    consultation = voted()
    chair = run_by(consultation, Role.MODERATOR)

    made = decided(consultation, "strong_support", by=chair)

    made.refresh_from_db()
    assert (made.level, made.proposed_level, made.decided_by) == (
        "strong_support",
        "strong_support",
        chair,
    )
    assert made.text_hash == text_of(made.principle).hash
    assert made.objections_until - made.decided_at == timedelta(days=7)
    assert made.evidence["blocks"] == [
        {
            "organisation": "Ministry of Posts",
            "group": "Governments",
            "reason": "It costs too much.",
        }
    ]
    assert [(g["code"], g["individuals"]) for g in made.evidence["votes"] if g["withheld"]] == [
        ("technical-community", {})
    ]


def test_a_designation_stands_in_the_record_without_its_words() -> None:
    consultation = voted()
    chair = run_by(consultation)

    made = decided(consultation, by=chair)

    (act,) = acts(consultation.document, "designation.made")
    assert act["principle"] == 1
    assert (act["level"], act["proposed_level"]) == ("consensus", "strong_support")
    assert made.rationale not in str(act)
    assert actor_of(consultation.document, "designation.made") == chair.pk


def test_a_new_designation_takes_the_place_of_the_one_it_was_made_against() -> None:
    consultation = voted()
    first = decided(consultation)

    second = decided(consultation, "divergence", replaces=first.pk)

    shown = principle_agreement(fresh(consultation), 1)
    assert shown.designation is not None
    assert shown.designation.pk == second.pk
    assert [each.pk for each in shown.earlier] == [first.pk]


@pytest.mark.parametrize("replaces", [None, 0])
def test_the_second_of_two_chairs_is_told_that_the_first_decided(replaces: int | None) -> None:
    consultation = voted()
    first = decided(consultation)

    with pytest.raises(Conflict):
        decided(consultation, "divergence", replaces=replaces)

    assert Designation.objects.get() == first


def test_a_designation_that_replaces_none_that_stands_is_a_conflict() -> None:
    consultation = voted()
    first = decided(consultation)
    decided(consultation, replaces=first.pk)

    with pytest.raises(Conflict):
        decided(consultation, replaces=first.pk)


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"rationale": " "}, "empty"),
        ({"rationale": "x" * 4001}, "too_long"),
        ({"rationale": "a\x00b"}, "unreadable"),
        ({"level": "unanimity"}, "unknown_choice"),
        ({"objection_days": 0}, "objection_days"),
        ({"objection_days": 91}, "objection_days"),
    ],
)
def test_what_is_no_designation_is_refused(given: dict[str, Any], code: str) -> None:
    consultation = voted()
    asked = {"level": "full", "rationale": "Yes.", "objection_days": 7, **given}

    with pytest.raises(Refused) as refused:
        designate(
            principle=principle_of(consultation.document),
            replaces=None,
            by=run_by(consultation),
            **asked,
        )

    assert refused.value.code == code
    assert Designation.objects.count() == 0


@pytest.mark.parametrize("stage", [s for s in Stage if s != Stage.CLOSED])
def test_a_level_is_designated_between_the_close_and_the_end_only(stage: Stage) -> None:
    with pytest.raises(Denied):
        decided(running(stage))


@pytest.mark.parametrize("who", ["stranger", "participant", "observer", "other chair"])
def test_only_the_chair_designates(who: str) -> None:
    consultation = voted()
    people: dict[str, User] = {
        "stranger": UserFactory.create(),
        "participant": participant(consultation),
        "observer": run_by(consultation, Role.OBSERVER),
        "other chair": run_by(running(Stage.CLOSED)),
    }

    with pytest.raises(Denied):
        decided(consultation, by=people[who])
    assert decided(consultation, by=StaffFactory.create()).pk


def test_what_was_decided_is_hidden_while_results_are() -> None:
    """Opened again, the votes are cast anew and shown to nobody: nor is what was made of them."""
    consultation = voted()
    document = consultation.document
    document.results_shown = ResultsShown.CLOSED
    document.save(update_fields=["results_shown"])
    made = decided(consultation)
    owner = run_by(consultation)
    move_stage(
        consultation=consultation,
        to=Stage.VOTE,
        reason="More time.",
        closes_at=made.decided_at + WEEK,
        by=owner,
    )

    page = agreement_page(fresh(consultation))
    one = principle_agreement(fresh(consultation), 1, owner, moderates=True)

    assert page.hidden
    assert [(row.evidence, row.designation) for row in page.rows] == [(None, None)] * 3
    assert (one.evidence, one.designation, list(one.earlier)) == (None, None, [])


def test_all_who_take_part_are_told_once_of_what_was_decided_together(run_jobs: Any) -> None:
    consultation = voted()
    votes(principle_of(consultation.document, 2), "academia", "support", 1)
    reader = participant(consultation)
    unwilling = participant(consultation)
    User.objects.filter(pk=unwilling.pk).update(wants_mail=False)
    User.objects.exclude(pk__in=[reader.pk, unwilling.pk]).update(wants_mail=False)

    for key in (1, 2):
        decided(consultation, key=key)
    assert Job.objects.filter(task="consultations.mail_of_designations").count() == 1
    run_jobs()

    (sent,) = mail.outbox
    assert sent.to == [reader.email]
    assert sent.body.count("Consensus. Objections until") == 2
    assert f"/consultations/{consultation.document.slug}/agreement/" in sent.body


def test_one_decided_while_the_mail_is_made_is_told_once(run_jobs: Any) -> None:
    consultation = voted()
    reader = participant(consultation)
    User.objects.exclude(pk=reader.pk).update(wants_mail=False)
    decided(consultation, key=1)
    Job.objects.update(status=JobStatus.RUNNING)
    decided(consultation, key=2)

    def finish() -> None:
        Job.objects.filter(status=JobStatus.RUNNING).update(status=JobStatus.DONE)

    tell_of_designations(consultation=consultation, finish=finish)
    run_jobs()

    (sent,) = mail.outbox
    assert sent.body.count("Objections until") == 2


def test_a_mail_cut_off_half_way_is_made_once(run_jobs: Any) -> None:
    consultation = voted()
    reader = participant(consultation)
    User.objects.exclude(pk=reader.pk).update(wants_mail=False)
    decided(consultation)

    def die() -> None:
        raise ClaimLost

    with pytest.raises(ClaimLost):
        tell_of_designations(consultation=consultation, finish=die)
    assert not Job.objects.filter(task=TASK).exists()
    for _ in range(2):
        tell_of_designations(consultation=consultation, finish=lambda: None)
    run_jobs()

    assert [sent.to for sent in mail.outbox] == [[reader.email]]


def test_an_earlier_mail_that_was_never_made_is_made_with_the_next(run_jobs: Any) -> None:
    consultation = voted()
    reader = participant(consultation)
    User.objects.exclude(pk=reader.pk).update(wants_mail=False)
    decided(consultation, key=1)
    Job.objects.update(status=JobStatus.FAILED)
    decided(consultation, key=2)

    run_jobs()

    (sent,) = mail.outbox
    assert sent.body.count("Objections until") == 2


def test_the_mail_tells_nothing_once_results_are_hidden_again(run_jobs: Any) -> None:
    consultation = voted()
    participant(consultation)
    decided(consultation)
    consultation.document.results_shown = ResultsShown.CLOSED
    consultation.document.stage = Stage.VOTE
    consultation.document.save(update_fields=["results_shown", "stage"])

    run_jobs()

    assert mail.outbox == []
