"""Pages of points: what moderators do to one, and what its authors say of it."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from consultations.actions.point_flags import flag_point
from consultations.models import Consultation, Point, PointFlag, Summary
from consultations.states import PointStatus
from principles.actions.comments import post_comment
from principles.models import Comment
from principles.states import Role, Stage
from tests.factories.accounts import UserFactory
from tests.factories.analysis import ENGINE, analysed, by_first_word
from tests.factories.consultations import run_by, running
from tests.factories.points import point as make_point
from tests.factories.principles import joined, principle_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def consultation(monkeypatch: pytest.MonkeyPatch) -> Consultation:
    """P-1 of two comments, P-2 of one; both against."""
    monkeypatch.setattr(ENGINE, by_first_word)
    consultation = running(Stage.COMMENT)
    for words in ("Costs <b>rise</b>.", "Costs fall.", "Clinics wait."):
        person = UserFactory.create()
        joined(person, consultation.document)
        post_comment(
            principle=principle_of(consultation.document), body=words, stance="concern", by=person
        )
    analysed(consultation)
    return consultation


@pytest.fixture
def moderator(consultation: Consultation) -> Client:
    return opened_by(run_by(consultation, Role.MODERATOR))


def opened_by(person: Any) -> Client:
    client = Client()
    client.force_login(person)
    return client


def address(consultation: Consultation, number: int) -> str:
    pk = Summary.objects.filter(consultation=consultation).values_list("pk", flat=True).get()
    # A request leaves its language behind in the thread.
    with translation.override("en"):
        slug = consultation.document.slug
        return reverse("consultations:point-detail", args=[slug, pk, number])


def flag_address(comment: Comment, point: Point) -> str:
    with translation.override("en"):
        slug = comment.document.slug
        return reverse("consultations:point-flag", args=[slug, comment.number, point.pk])


@pytest.mark.parametrize("language", ["", "/ar"])
def test_the_team_reads_a_point_and_observers_find_no_form(
    consultation: Consultation, language: str
) -> None:
    for role, forms in ((Role.MODERATOR, True), (Role.OBSERVER, False)):
        page = opened_by(run_by(consultation, role)).get(language + address(consultation, 1))
        assert page.status_code == 200
        assert "Costs &lt;b&gt;rise&lt;/b&gt;." in page.text
        assert ('value="drop"' in page.text) == forms


def test_a_moderator_rewords_and_everyone_of_the_team_sees_what_changed(
    consultation: Consultation, moderator: Client
) -> None:
    sent = {"act": "reword", "run": 1, "wording": "Costs.", "reason": "Shorter."}
    page = moderator.post(address(consultation, 1), sent, follow=True)
    assert ("Reworded by" in page.text, "Shorter." in page.text) == (True, True)
    assert Point.objects.get(number=1).wording == "Costs."


def test_each_form_of_the_page_does_its_act(consultation: Consultation, moderator: Client) -> None:
    fall = Comment.objects.get(body="Costs fall.").number
    for number, sent in (
        (1, {"act": "pin"}),
        (1, {"act": "unpin"}),
        (1, {"act": "split", "comments": [fall], "reason": "Another."}),
        (3, {"act": "merge", "into": 1, "reason": "The same."}),
        (3, {"act": "restore"}),
        (2, {"act": "drop", "reason": "A slogan."}),
    ):
        response = moderator.post(address(consultation, number), {"run": 1, **sent})
        assert response.status_code == 302, sent
    states = Point.objects.order_by("number").values_list("status", flat=True)
    assert list(states) == [PointStatus.SHOWN, PointStatus.DROPPED, PointStatus.SHOWN]


def test_what_is_wrong_is_said_at_the_field_and_what_was_written_stays(
    consultation: Consultation, moderator: Client
) -> None:
    url = address(consultation, 1)
    without_reason = moderator.post(url, {"act": "drop", "run": 1, "reason": ""})
    assert (without_reason.status_code, 'id="drop_reason_error"' in without_reason.text) == (
        400,
        True,
    )
    sent = {"act": "reword", "run": 7, "wording": "My own words.", "reason": ""}
    stale = moderator.post(url, sent)
    assert stale.status_code == 409
    assert ("made anew meanwhile" in stale.text, "My own words." in stale.text) == (True, True)
    assert 'name="run" value="1"' in stale.text


def test_an_act_that_is_not_offered_is_not_found(
    consultation: Consultation, moderator: Client
) -> None:
    for act in ("restore", "settle-1", "", "explode"):
        sent = {"act": act, "run": 1}
        assert moderator.post(address(consultation, 1), sent).status_code == 404


def test_an_author_objects_and_reads_the_answer(
    consultation: Consultation, moderator: Client
) -> None:
    comment, point = Comment.objects.get(body="Costs fall."), Point.objects.get(number=1)
    author = opened_by(comment.author)
    url = flag_address(comment, point)
    asked = author.get(url)
    assert ("Costs fall." in asked.text, "&lt;b&gt;rise" in asked.text) == (True, True)
    assert author.post(url, {"note": "They <i>fall</i>."}).status_code == 302
    with translation.override("en"):
        slug = consultation.document.slug
        desk = moderator.get(reverse("consultations:summary-list", args=[slug]))
    assert "Answer on P-1" in desk.text
    page = moderator.get(address(consultation, 1))
    assert "They &lt;i&gt;fall&lt;/i&gt;." in page.text
    flag = PointFlag.objects.get()
    sent = {"act": f"settle-{flag.pk}", "answer": "Right.", "take_out_comment": "on"}
    assert moderator.post(address(consultation, 1), sent).status_code == 302
    flag.refresh_from_db()
    assert (flag.answer, point.citations.count()) == ("Right.", 1)


def test_only_the_author_reaches_the_form(consultation: Consultation) -> None:
    comment, point = Comment.objects.get(body="Costs fall."), Point.objects.get(number=1)
    url = flag_address(comment, point)
    assert Client().get(url).status_code == 302
    assert opened_by(UserFactory.create()).get(url).status_code == 403
    elsewhere = make_point(principle_of(running(Stage.COMMENT).document))
    assert opened_by(comment.author).get(flag_address(comment, elsewhere)).status_code == 404


def test_an_author_does_not_read_here_what_is_shown_no_more(
    consultation: Consultation, moderator: Client
) -> None:
    comment, point = Comment.objects.get(body="Costs fall."), Point.objects.get(number=1)
    author, other = opened_by(comment.author), Point.objects.get(number=2)
    assert author.get(flag_address(comment, other)).status_code == 404
    sent = {"act": "drop", "run": 1, "reason": "A slogan."}
    assert moderator.post(address(consultation, 1), sent).status_code == 302
    url = flag_address(comment, point)

    late = author.post(url, {"note": "Mine."})

    assert author.get(url).status_code == 404
    assert (late.status_code, "Mine." in late.text, "&lt;b&gt;rise" in late.text) == (
        400,
        True,
        False,
    )


def test_an_objection_to_a_point_that_cites_one_no_more_is_refused(
    consultation: Consultation,
) -> None:
    comment, point = Comment.objects.get(body="Costs fall."), Point.objects.get(number=1)
    point.citations.filter(comment=comment).delete()
    response = opened_by(comment.author).post(flag_address(comment, point), {"note": "Mine."})
    assert (response.status_code, "Mine." in response.text) == (400, True)


def test_runs_tell_what_changed(consultation: Consultation, moderator: Client) -> None:
    person = UserFactory.create()
    joined(person, consultation.document)
    post_comment(
        principle=principle_of(consultation.document),
        body="Costs again.",
        stance="concern",
        by=person,
    )
    analysed(consultation)
    with translation.override("en"):
        slug, pk = consultation.document.slug, Summary.objects.get().pk
        page = moderator.get(reverse("consultations:summary-runs", args=[slug, pk]))
    assert ("1 comment joined P-1." in page.text, "The present one" in page.text) == (True, True)


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("name", ["summary-list", "summary-review"])
def test_the_desk_asks_the_same_queries_for_one_as_for_many(
    monkeypatch: pytest.MonkeyPatch,
    django_assert_num_queries: Callable[[int], Any],
    name: str,
    count: int,
) -> None:
    monkeypatch.setattr(ENGINE, by_first_word)
    consultation = running(Stage.COMMENT)
    principle = principle_of(consultation.document)
    for n in range(count):
        made = make_point(principle, words=f"Words {n}.", by=count)
        for cited in made.citations.select_related("comment__author"):
            flag_point(comment=cited.comment, point=made, by=cited.comment.author)
    client = opened_by(run_by(consultation, Role.MODERATOR))
    args = [Summary.objects.get().pk] if name == "summary-review" else []
    with translation.override("en"):
        url = reverse(f"consultations:{name}", args=[consultation.document.slug, *args])
    client.get(url)
    with django_assert_num_queries({"summary-list": 9, "summary-review": 10}[name]):
        client.get(url)
