"""A language model's wording beside the points: labelled, cited, gone when it is not wanted."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from unittest.mock import patch

import pytest
from django.db.models import QuerySet
from django.db.models.functions import Now
from django.test import Client, override_settings

from accounts.models import Job, JobStatus
from consultations.actions.wording import word_summary
from consultations.models import ModelCall, Summary
from consultations.queries.wording import AWAY_FOR, DAY, MOST_AWAY
from consultations.summaries.client import TRIES
from consultations.tasks import word_all, word_one
from principles.states import Stage
from tests.consultations.views.pages import at
from tests.factories.cache import empty_cache
from tests.factories.consultations import running
from tests.factories.language_model import Answered, FakeModel, fake_model, sentence, sentences
from tests.factories.points import point
from tests.factories.principles import principle_of

pytestmark = pytest.mark.django_db
ONE = "consultations.word_summary"
MINUTE = timedelta(minutes=1)
SAID = "Yearly audits cost small operators too much."


@pytest.fixture
def summary() -> Summary:
    consultation = running(Stage.COMMENT)
    consultation.uses_language_model = True
    consultation.save()
    made = point(principle_of(consultation.document), "academia", SAID, side="against")
    return Summary.objects.select_related("consultation__document").get(pk=made.summary_id)


def answer(summary: Summary, text: str) -> str:
    cited = summary.points.get().citations.select_related("comment").get()
    number = summary.points.get().number
    return sentences(sentence(number, text, cited.comment.number, "audits cost small operators"))


def pages(summary: Summary) -> list[str]:
    empty_cache()
    slug = summary.consultation.document.slug
    addresses = (
        at(summary.consultation, "position-detail", 1),
        f"/documents/{slug}/principles/1/",
    )
    return [" ".join(Client().get(each).content.decode().split()) for each in addresses]


def test_a_worded_point_is_labelled_and_names_its_comment(summary: Summary) -> None:
    with fake_model(Answered(answer(summary, "Audits burden small operators."))) as fake:
        word_summary(summary=summary, model=fake.client())

    for html in pages(summary):
        assert "Audits burden small operators." in html
        assert "Worded by a language model (fake-1 at 127.0.0.1)" in html
        assert SAID in html


def test_a_consultation_without_it_shows_the_points_alone(summary: Summary) -> None:
    with fake_model(Answered(answer(summary, "Audits burden small operators."))) as fake:
        word_summary(summary=summary, model=fake.client())
    summary.consultation.uses_language_model = False
    summary.consultation.save()

    for html in pages(summary):
        assert "Audits burden" not in html
        assert "Worded by a language model" not in html
        assert SAID in html


def test_what_looks_like_markup_is_not_taken_from_a_model(summary: Summary) -> None:
    with fake_model(Answered(answer(summary, "<b>Audits</b> burden operators."))) as fake:
        word_summary(summary=summary, model=fake.client())

    for html in pages(summary):
        assert "burden operators" not in html


def test_nothing_is_sent_for_a_consultation_that_did_not_ask(summary: Summary) -> None:
    summary.consultation.uses_language_model = False
    summary.consultation.save()
    with (
        fake_model(Answered("{}")) as fake,
        override_settings(LANGUAGE_MODEL_URL=fake.url, LANGUAGE_MODEL_NAME="fake-1"),
    ):
        _run_job(summary)
    assert fake.asked == []


def test_the_job_words_all_summaries_of_one_that_did(summary: Summary) -> None:
    with (
        fake_model(Answered(answer(summary, "Audits burden small operators."))) as fake,
        override_settings(LANGUAGE_MODEL_URL=fake.url, LANGUAGE_MODEL_NAME="fake-1"),
    ):
        _run_job(summary)
    assert len(fake.asked) == 1
    assert "Audits burden small operators." in pages(summary)[0]


def test_one_that_fails_keeps_no_other_from_being_worded(summary: Summary) -> None:
    others(summary)
    with fake_model(Answered(status=401)) as fake, site_model(fake):
        _run_job(summary)
    assert len(fake.asked) == 4
    assert statuses() == {JobStatus.WAITING: 4}
    assert Job.objects.filter(attempts=1, error__startswith="ModelFailed").count() == 4


def test_a_model_that_is_away_is_asked_by_no_more_than_two_summaries(summary: Summary) -> None:
    others(summary)
    with fake_model(Answered(status=503)) as fake, site_model(fake):
        _run_job(summary)
        assert len(fake.asked) == MOST_AWAY * TRIES
        assert statuses() == {JobStatus.DONE: 4, JobStatus.WAITING: 4}
        assert not put_off_for_less_than(AWAY_FOR - MINUTE).exists()
        ModelCall.objects.update(asked_at=Now() - AWAY_FOR)
        fake.answers = (Answered("{}"),)
        make_due()
    assert len(fake.asked) == MOST_AWAY * TRIES + 4


@override_settings(LANGUAGE_MODEL_DAILY_TOKENS=7_000)
def test_what_the_day_does_not_reach_is_worded_when_it_is_renewed(summary: Summary) -> None:
    others(summary)
    good = answer(summary, "Audits burden small operators.")
    with fake_model(Answered(good, tokens=4_000)) as fake, site_model(fake):
        _run_job(summary)
        assert len(fake.asked) == 2
        assert statuses() == {JobStatus.DONE: 4, JobStatus.WAITING: 2}
        assert not put_off_for_less_than(DAY - MINUTE).exists()
        make_due()
        assert len(fake.asked) == 2
        ModelCall.objects.update(asked_at=Now() - DAY)
        make_due()
    assert len(fake.asked) == 4


def test_a_summary_that_has_its_words_needs_no_job(summary: Summary) -> None:
    with (
        fake_model(Answered(answer(summary, "Audits burden small operators."))) as fake,
        site_model(fake),
    ):
        _run_job(summary)
        _run_job(summary)
    assert statuses() == {JobStatus.DONE: 1}


def others(summary: Summary) -> None:
    """Three more, of other groups."""
    for code in ("governments", "civil-society", "private-sector"):
        point(principle_of(summary.consultation.document), code, SAID)


@contextmanager
def site_model(fake: FakeModel) -> Iterator[None]:
    with (
        override_settings(LANGUAGE_MODEL_URL=fake.url, LANGUAGE_MODEL_NAME="fake-1"),
        patch("consultations.tasks.language_model", fake.client),
    ):
        yield


def statuses() -> dict[str, int]:
    return dict(Counter(Job.objects.filter(task=ONE).values_list("status", flat=True)))


def put_off_for_less_than(delay: timedelta) -> QuerySet[Job]:
    return Job.objects.filter(task=ONE, status=JobStatus.WAITING, due_at__lt=Now() + delay)


def make_due() -> None:
    for pk in list(
        Job.objects.filter(task=ONE, status=JobStatus.WAITING).values_list("pk", flat=True)
    ):
        word_one(pk)


def _run_job(summary: Summary) -> None:
    """That of the consultation, and those that it leads to, once each."""
    row = Job.objects.create(
        task="consultations.word_summaries",
        arguments={"consultation_id": summary.consultation_id},
    )
    word_all(row.pk)
    make_due()
