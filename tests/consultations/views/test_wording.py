"""A language model's wording beside the points: labelled, cited, gone when it is not wanted."""

import pytest
from django.test import Client, override_settings

from consultations.actions.wording import word_summary
from consultations.models import Summary
from consultations.summaries.client import ModelAway, ModelFailed
from consultations.tasks import word_all
from principles.states import Stage
from tests.consultations.views.pages import at
from tests.factories.cache import empty_cache
from tests.factories.consultations import running
from tests.factories.language_model import Answered, fake_model, sentence, sentences
from tests.factories.points import point
from tests.factories.principles import principle_of

pytestmark = pytest.mark.django_db
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


@pytest.mark.parametrize(("failure", "asked"), [(ModelAway, 2), (ModelFailed, 4)])
def test_the_job_asks_no_further_while_the_model_is_away(
    summary: Summary,
    monkeypatch: pytest.MonkeyPatch,
    failure: type[ModelFailed],
    asked: int,
) -> None:
    for code in ("governments", "civil-society", "private-sector"):
        point(principle_of(summary.consultation.document), code, SAID)
    tried: list[Summary] = []

    def refused(*, summary: Summary, model: object) -> None:
        tried.append(summary)
        raise failure

    monkeypatch.setattr("consultations.tasks.word_summary", refused)
    with override_settings(LANGUAGE_MODEL_URL="https://model.example"):
        _run_job(summary, status="waiting")
    assert len(tried) == asked


def _run_job(summary: Summary, status: str = "done") -> None:
    from accounts.models import Job

    row = Job.objects.create(
        task="consultations.word_summaries",
        arguments={"consultation_id": summary.consultation_id},
    )
    word_all(row.pk)
    row.refresh_from_db()
    assert row.status == status
