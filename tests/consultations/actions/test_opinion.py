"""Runs of the analysis: made by a job, once for the same answers, not for each answer."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction

from accounts.events import announce
from accounts.jobs.claim import ClaimLost
from accounts.models import Entry, Job, User
from consultations.actions.opinion import find_opinion_groups
from consultations.actions.statement_votes import give_opinion
from consultations.events import OpinionGiven, StatementsChanged
from consultations.models import Consultation, OpinionRun, Statement
from consultations.queries.opinion import opinion_of
from consultations.states import StatementStatus
from principles.states import Stage
from tests.factories.accounts import UserFactory
from tests.factories.consultations import running
from tests.factories.opinions import opinions, statements_of, two_camps
from tests.factories.principles import joined

type RunJobs = Callable[[], list[str]]

pytestmark = pytest.mark.django_db


@pytest.fixture
def consultation() -> Consultation:
    return running(Stage.COMMENT)


def find(consultation: Consultation) -> None:
    find_opinion_groups(
        consultation=consultation, step=lambda done, total: None, finish=lambda: None
    )


def runs(consultation: Consultation) -> list[OpinionRun]:
    return list(consultation.opinion_runs.all())


def person_of(consultation: Consultation) -> User:
    person = UserFactory.create()
    joined(person, consultation.document)
    return person


def answered(consultation: Consultation) -> None:
    with transaction.atomic():
        announce(OpinionGiven(consultation_id=consultation.pk))


def test_answers_lead_to_a_run_by_one_job(consultation: Consultation, run_jobs: RunJobs) -> None:
    opinions(consultation, two_camps())
    answered(consultation)
    answered(consultation)
    with transaction.atomic():
        announce(StatementsChanged(consultation_id=consultation.pk))
    assert run_jobs() == ["consultations.find_opinion_groups"]
    (run,) = runs(consultation)
    assert (run.number, run.participant_count, run.statement_count) == (1, 40, 10)
    assert run.vote_count == 400
    assert run.result["k"] == 2
    assert run.result["is_clear"]
    assert run.made_at


def test_a_run_stands_in_the_record_so_that_kept_pages_are_made_anew(
    consultation: Consultation,
) -> None:
    opinions(consultation, two_camps())
    find(consultation)
    (entry,) = Entry.objects.filter(kind="opinions.analysed")
    assert entry.stream == consultation.document.stream


def test_skipped_cards_and_refused_statements_are_not_counted(consultation: Consultation) -> None:
    voices = two_camps(people=40, statements=10)
    opinions(consultation, [(code, answers[:-1] + "s") for code, answers in voices])
    refused = statements_of(consultation, 10)[0]
    Statement.objects.filter(pk=refused.pk).update(
        status=StatementStatus.REFUSED, status_reason="Off topic."
    )
    find(consultation)
    (run,) = runs(consultation)
    assert (run.statement_count, run.vote_count) == (8, 320)


def test_stakeholder_groups_are_counted_with_the_same_answers(consultation: Consultation) -> None:
    opinions(consultation, [*two_camps(), *[(None, "aaaaaaaaaa")] * 3])
    find(consultation)
    (run,) = runs(consultation)
    found = run.result["stakeholders"]
    assert found["codes"] == ["civil-society", "academia"]
    of_people = dict(zip(run.result["participants"], found["participants"], strict=True))
    assert (of_people["u1"], of_people["u3"], of_people["u43"]) == (1, 0, -1)
    for statement in run.result["statements"]:
        rows = found["statements"][str(statement["id"])]
        assert sum(map(sum, rows)) == statement["seen"] - 3
        assert sum(row[0] for row in rows) == statement["agree"] - 3


def test_statements_learn_how_far_from_the_centre_they_lie(consultation: Consultation) -> None:
    opinions(consultation, two_camps())
    find(consultation)
    (run,) = runs(consultation)
    expected = {each["id"]: each["extremity"] for each in run.result["statements"]}
    stored = dict(consultation.statements.values_list("pk", "extremity"))
    assert stored == pytest.approx(expected, abs=1e-6)
    assert max(stored.values()) > 0


@pytest.mark.parametrize(("people", "statements"), [(14, 10), (40, 2)])
def test_too_few_people_or_statements_give_no_run(
    consultation: Consultation, people: int, statements: int
) -> None:
    opinions(consultation, [(c, a[:statements]) for c, a in two_camps(people)])
    find(consultation)
    assert runs(consultation) == []


def test_the_same_answers_give_no_second_run(consultation: Consultation) -> None:
    opinions(consultation, two_camps())
    find(consultation)
    find(consultation)
    opinions(consultation, two_camps())
    find(consultation)
    assert len(runs(consultation)) == 1


def test_case_55_answers_of_four_people_wait_for_a_fifth(consultation: Consultation) -> None:
    opinions(consultation, two_camps())
    find(consultation)
    opinions(consultation, two_camps(4, seed=2), prefix="new")
    opinions(consultation, [("academia", "ssssssssss")], prefix="reader")
    find(consultation)
    assert [run.participant_count for run in runs(consultation)] == [40]
    opinions(consultation, [("academia", "dddddddddd")])  # u1 changes their mind
    find(consultation)
    assert [(run.number, run.participant_count) for run in runs(consultation)] == [(1, 40), (2, 44)]


def test_case_55_skipping_a_card_hides_nobody_and_taking_an_answer_back_counts(
    consultation: Consultation,
) -> None:
    known = two_camps(people=40, statements=9)
    people = [person_of(consultation) for _ in range(6)]
    last = statements_of(consultation, 10)[9]
    opinions(consultation, [(code, f"{answers}.") for code, answers in known])
    for statement in statements_of(consultation, 9):
        for person in people:
            give_opinion(statement=statement, opinion="agree", by=person)
    find(consultation)
    for person in people[1:]:
        give_opinion(statement=last, opinion="skip", by=person)
    give_opinion(statement=last, opinion="disagree", by=people[0])
    find(consultation)
    assert len(runs(consultation)) == 1
    for person in people[1:5]:
        first = Statement.objects.get(consultation=consultation, number=1)
        give_opinion(statement=first, opinion="skip", by=person)
    find(consultation)
    assert len(runs(consultation)) == 2


def test_who_stood_where_is_kept_of_the_last_two_runs_only(consultation: Consultation) -> None:
    for seed in range(3):
        opinions(consultation, two_camps(seed=seed), prefix=f"of-{seed}-")
        find(consultation)
    first, second, third = runs(consultation)
    assert "of-0-1" not in json.dumps(first.result)
    assert (first.result["k"], len(first.result["statements"])) == (2, 10)
    for run, people in ((second, 80), (third, 120)):
        assert len(run.result["participants"]) == len(run.result["positions"]) == people
    assert [run.groups for run in opinion_of(consultation).runs] == [2, 2, 2]


def test_five_answers_of_one_person_are_one_person(consultation: Consultation) -> None:
    opinions(consultation, two_camps())
    find(consultation)
    for answers in ("dddddddddd", "aaaaaaaaaa", "pppppppppp"):
        opinions(consultation, [("academia", answers)])
        find(consultation)
    assert len(runs(consultation)) == 1


def test_runs_of_the_same_answers_are_the_same_whatever_the_order(
    consultation: Consultation,
) -> None:
    voices = two_camps()
    opinions(consultation, voices)
    other = running(Stage.COMMENT)
    opinions(other, voices)
    find(consultation)
    find(other)
    one, two = (runs(each)[0].result for each in (consultation, other))
    assert [one[name] for name in ("k", "groups", "positions", "stability")] == [
        two[name] for name in ("k", "groups", "positions", "stability")
    ]


def test_a_job_killed_before_its_end_leaves_nothing_and_twice_run_leaves_one(
    consultation: Consultation, run_jobs: RunJobs
) -> None:
    opinions(consultation, two_camps())

    def killed() -> None:
        raise ClaimLost

    with pytest.raises(ClaimLost):
        find_opinion_groups(consultation=consultation, step=lambda d, t: None, finish=killed)
    assert not OpinionRun.objects.exists()
    assert not Entry.objects.filter(kind="opinions.analysed").exists()
    assert set(consultation.statements.values_list("extremity", flat=True)) == {0.0}
    for _ in range(2):
        answered(consultation)
        run_jobs()
    assert len(runs(consultation)) == 1


def test_job_tells_how_far_it_is(consultation: Consultation, run_jobs: RunJobs) -> None:
    opinions(consultation, two_camps())
    answered(consultation)
    run_jobs()
    job = Job.objects.get(task="consultations.find_opinion_groups")
    assert (job.steps_done, job.steps_total) == (1, 2)


def test_reading_takes_the_same_queries_for_many_answers(
    consultation: Consultation, django_assert_max_num_queries: Any
) -> None:
    opinions(consultation, two_camps(people=80, statements=20))
    with django_assert_max_num_queries(12):
        find(consultation)
