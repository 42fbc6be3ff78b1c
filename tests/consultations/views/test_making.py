"""The search for groups of opinion, watched and stopped by the team."""

import pytest
from django.test import Client

from accounts.models import Entry, Job, JobStatus
from consultations.models import Consultation
from consultations.queries.making import opinion_key
from principles.states import Role, Stage
from tests.consultations.views.pages import at, signed_in, words_of
from tests.factories.consultations import run_by, running

pytestmark = pytest.mark.django_db


@pytest.fixture
def consultation() -> Consultation:
    return running(Stage.COMMENT)


def job_of(consultation: Consultation, status: JobStatus = JobStatus.RUNNING) -> Job:
    return Job.objects.create(
        task="consultations.find_opinion_groups",
        dedupe_key=opinion_key(consultation.pk),
        arguments={"consultation_id": consultation.pk},
        status=status,
        steps_done=1,
        steps_total=2,
    )


@pytest.mark.parametrize("page", ["desk-statements", "opinion-results"])
def test_the_team_sees_how_far_the_search_is_and_may_stop_it(
    consultation: Consultation, page: str
) -> None:
    job = job_of(consultation)
    client = signed_in(run_by(consultation, Role.MODERATOR))
    shown = client.get(at(consultation, page))
    assert "1 of 2 steps done" in words_of(shown)
    assert at(consultation, "opinion-progress") in shown.content.decode()
    client.post(at(consultation, "opinion-stop"))
    job.refresh_from_db()
    assert job.status == JobStatus.CANCELLED
    assert Entry.objects.filter(kind="opinions.stopped").count() == 1
    assert "Stopped at 1 of 2." in words_of(client.get(at(consultation, page)))


def test_others_see_nothing_of_it(consultation: Consultation) -> None:
    job_of(consultation)
    assert "steps done" not in words_of(Client().get(at(consultation, "opinion-results")))


def test_the_page_is_shown_anew_when_the_search_has_ended(consultation: Consultation) -> None:
    job = job_of(consultation)
    client = signed_in(run_by(consultation, Role.OBSERVER))
    under_way = client.get(at(consultation, "opinion-progress"))
    assert "HX-Refresh" not in under_way
    assert at(consultation, "opinion-stop") not in under_way.content.decode()
    Job.objects.filter(pk=job.pk).update(status=JobStatus.DONE)
    assert client.get(at(consultation, "opinion-progress"))["HX-Refresh"] == "true"


def test_groups_may_be_looked_for_again_after_a_stop(consultation: Consultation) -> None:
    job_of(consultation, JobStatus.CANCELLED)
    signed_in(run_by(consultation)).post(at(consultation, "opinion-find"))
    again = Job.objects.get(dedupe_key=opinion_key(consultation.pk), status=JobStatus.WAITING)
    assert again.task == "consultations.find_opinion_groups"
    assert Entry.objects.filter(kind="opinions.requested").count() == 1
