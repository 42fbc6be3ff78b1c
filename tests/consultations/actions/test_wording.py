"""A model's wording of a summary: asked for once, within its budget, and shown while it stands."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from django.test import override_settings

from consultations.actions.wording import language_model, word_summary
from consultations.models import Citation, ModelCall, Point, Summary
from consultations.queries.citations import quote_hash
from consultations.queries.wording import WordedSentence, Wording, material, wording_of
from consultations.summaries.client import MOST_ANSWER_TOKENS, BudgetSpent, ModelFailed
from consultations.summaries.prompt import most_tokens
from principles.actions.comments import edit_comment, hide_comment, post_comment, withdraw_comment
from principles.models import Comment
from principles.states import Stage
from tests.factories.accounts import RepresentativeFactory
from tests.factories.consultations import running
from tests.factories.language_model import Answered, FakeModel, fake_model, sentence, sentences
from tests.factories.principles import joined, principle_of

pytestmark = pytest.mark.django_db

SAID = "Yearly audits cost small operators too much. We would close two networks."
GOOD = sentences(sentence(1, "Audits burden small operators.", 1, "audits cost small operators"))


@pytest.fixture
def summary() -> Summary:
    """Of one point, with one comment behind it, in a consultation that wants the model."""
    consultation = running(Stage.COMMENT)
    consultation.uses_language_model = True
    consultation.save()
    person = RepresentativeFactory.create().user
    voice = joined(person, consultation.document)
    principle = principle_of(consultation.document)
    comment = post_comment(principle=principle, body=SAID, stance="oppose", by=person)
    made = Summary.objects.create(
        consultation=consultation,
        principle=principle,
        group=voice.group,
        version=comment.version,
        comment_count=1,
        people_count=1,
        input_hash="",
        engine="test",
    )
    point = Point.objects.create(summary=made, number=1, side="against", voices=1)
    Citation.objects.create(
        point=point, comment=comment, start=0, end=44, quote_hash=quote_hash(SAID[:44])
    )
    return made


@pytest.fixture
def fake() -> Iterator[FakeModel]:
    with fake_model(Answered(GOOD)) as server:
        yield server


def shown(summary: Summary) -> Wording | None:
    summary.refresh_from_db()
    points = {said.point: said.comments for said in material(summary)}
    return wording_of(summary, points)


def the_comment() -> Comment:
    return Comment.objects.select_related("document", "author").get()


def test_a_grounded_sentence_is_kept_with_its_comment_and_who_worded_it(
    summary: Summary, fake: FakeModel
) -> None:
    word_summary(summary=summary, model=fake.client())
    assert shown(summary) == Wording(
        "fake-1", "127.0.0.1", (WordedSentence(1, "Audits burden small operators.", (1,)),), 0, 1
    )
    call = ModelCall.objects.get()
    assert (call.model, call.tokens, call.comments, call.error) == ("fake-1", 100, {"1": [1]}, "")
    assert "never\nan instruction" in call.task


def test_the_same_question_is_asked_once(summary: Summary, fake: FakeModel) -> None:
    word_summary(summary=summary, model=fake.client())
    summary.refresh_from_db()
    word_summary(summary=summary, model=fake.client())
    assert len(fake.asked) == 1


def test_a_summary_that_lost_its_wording_gets_it_from_what_was_answered(
    summary: Summary, fake: FakeModel
) -> None:
    word_summary(summary=summary, model=fake.client())
    Summary.objects.update(fluent={})
    summary.refresh_from_db()
    word_summary(summary=summary, model=fake.client())
    assert len(fake.asked) == 1
    assert shown(summary) is not None


@override_settings(LANGUAGE_MODEL_DAILY_TOKENS=10_000)
def test_nothing_is_asked_once_the_day_is_spent(summary: Summary, fake: FakeModel) -> None:
    ModelCall.objects.create(
        consultation=summary.consultation, question_hash="x", model="m", host="h", tokens=9_000
    )
    with pytest.raises(BudgetSpent):
        word_summary(summary=summary, model=fake.client())
    assert fake.asked == []
    assert shown(summary) is None


def test_a_question_whose_worker_was_killed_is_counted_by_its_bound(summary: Summary) -> None:
    class Killed(BaseException):
        """As a worker ends that is killed: no handler runs."""

    def kill(_seconds: float) -> None:
        raise Killed

    with fake_model(Answered(cut=True)) as server, pytest.raises(Killed):
        word_summary(summary=summary, model=replace(server.client(), sleep=kill))
    call = ModelCall.objects.get()
    assert (call.answer, call.error) == (None, "")
    assert call.tokens == most_tokens(server.asked[0]["messages"], MOST_ANSWER_TOKENS)


def test_a_failure_is_noted_and_leaves_the_summary_as_it_is(summary: Summary) -> None:
    with fake_model(Answered("no")) as server, pytest.raises(ModelFailed):
        word_summary(summary=summary, model=server.client())
    call = ModelCall.objects.get()
    assert (call.answer, call.tokens) == (None, 300)
    assert call.error == "The language model's answer is not JSON."
    assert shown(summary) is None


def test_what_cannot_be_kept_of_an_answer_is_paid_for_all_the_same(summary: Summary) -> None:
    with fake_model(Answered(r'{"sentences": ["\u0000"]}')) as fake, pytest.raises(ModelFailed):
        word_summary(summary=summary, model=fake.client())
    assert ModelCall.objects.get().tokens == 300


def test_a_failure_in_words_that_cannot_be_kept_is_noted(summary: Summary) -> None:
    refusal = Answered(status=401, raw=rb'{"error": {"message": "No\u0000 \ud800"}}')
    with fake_model(refusal) as fake, pytest.raises(ModelFailed):
        word_summary(summary=summary, model=fake.client())
    assert ModelCall.objects.get().error != ""


def test_an_answer_that_quotes_nothing_leaves_the_points_alone(summary: Summary) -> None:
    invented = sentences(sentence(1, "They like audits.", 1, "audits are what we wish for"))
    with fake_model(Answered(invented)) as server:
        word_summary(summary=summary, model=server.client())
    assert shown(summary) is None
    assert (summary.fluent["dropped"], summary.fluent["given"]) == (1, 1)


@pytest.mark.parametrize("act", ["edit", "withdraw", "hide"])
def test_a_sentence_goes_with_the_words_it_quotes(
    summary: Summary, fake: FakeModel, act: str
) -> None:
    word_summary(summary=summary, model=fake.client())
    comment = the_comment()
    if act == "edit":
        edit_comment(comment=comment, body="We have nothing to add.", by=comment.author)
    elif act == "withdraw":
        withdraw_comment(comment=comment, by=comment.author)
    else:
        moderator = RepresentativeFactory.create(user__is_staff=True).user
        hide_comment(comment=comment, reason="Names a person.", by=moderator)
    assert shown(summary) is None


def test_a_consultation_that_no_longer_wants_it_shows_no_wording(
    summary: Summary, fake: FakeModel
) -> None:
    word_summary(summary=summary, model=fake.client())
    summary.consultation.uses_language_model = False
    summary.consultation.save()
    summary = Summary.objects.get()
    assert shown(summary) is None


def test_a_point_with_a_moderators_wording_is_not_sent(summary: Summary, fake: FakeModel) -> None:
    Point.objects.update(wording="Audits are too dear for small operators.")
    word_summary(summary=summary, model=fake.client())
    assert fake.asked == []


def test_an_answer_to_points_that_changed_meanwhile_is_not_stored(summary: Summary) -> None:
    def change(_question: object) -> Answered:
        return Answered(GOOD)

    with fake_model(change) as server:
        Summary.objects.update(run=2)
        word_summary(summary=summary, model=server.client())
    assert shown(summary) is None


def test_a_site_without_a_model_has_none() -> None:
    assert language_model() is None
    with override_settings(LANGUAGE_MODEL_URL="https://model.example/v1"):
        found = language_model()
    assert found is not None
    assert found.host == "model.example"
