"""The team may answer, and is no voice of a group."""

import pytest
from django.urls import reverse

from accounts.models import User
from consultations.models import Analysis, Consultation, Summary
from consultations.queries.group_comments import comments_by_group
from consultations.queries.own_points import own_comments
from consultations.queries.positions import positions_of, summaries_of_principle
from consultations.queries.remarks import parts_to_read, remarks_of
from consultations.queries.residual import residual_page
from principles.actions.comments import post_comment
from principles.models import Comment, Principle
from principles.states import Role, Stage
from tests.consultations.views.pages import signed_in
from tests.factories.accounts import UserFactory
from tests.factories.analysis import ENGINE, analysed, by_first_word
from tests.factories.consultations import run_by, running
from tests.factories.principles import joined, principle_of, seated

pytestmark = pytest.mark.django_db


@pytest.fixture
def consultation(monkeypatch: pytest.MonkeyPatch) -> Consultation:
    monkeypatch.setattr(ENGINE, by_first_word)
    return running(Stage.COMMENT)


@pytest.fixture
def principle(consultation: Consultation) -> Principle:
    return principle_of(consultation.document)


def said(principle: Principle, words: str, by: User, parent: Comment | None = None) -> Comment:
    return post_comment(principle=principle, body=words, stance="concern", by=by, parent=parent)


@pytest.mark.parametrize("role", [Role.OWNER, Role.MODERATOR])
def test_replies_of_the_team_are_no_voice_of_a_group(
    consultation: Consultation, principle: Principle, role: Role
) -> None:
    person, member = UserFactory.create(), run_by(consultation, role)
    for each in (person, member):
        joined(each, consultation.document)
    asked = said(principle, "Costs rise.", person)
    analysed(consultation)
    said(principle, "Thank you, noted.", member, asked)

    assert parts_to_read(consultation) == []
    assert [each.id for each in remarks_of(consultation, principle.pk).remarks] == [asked.pk]
    [counted] = comments_by_group(consultation.document).values()
    assert (counted.comments, counted.voices, counted.voices_against) == (1, 1, 1)
    assert [each.out_of_date for each in summaries_of_principle(principle)] == [False]
    assert residual_page(consultation, positions_of(consultation)).total == 0
    Analysis.objects.update(fingerprint="", input_hash="")
    analysed(consultation)
    assert Analysis.objects.get().residual == []
    assert Summary.objects.get().comment_count == 1


def test_what_one_said_before_running_it_and_replies_of_others_are(
    consultation: Consultation, principle: Principle
) -> None:
    person, observer = UserFactory.create(), UserFactory.create()
    for each in (person, observer):
        joined(each, consultation.document)
    asked = said(principle, "Costs rise.", person)
    reply = said(principle, "They fall.", observer, asked)
    seated(person, consultation.document, Role.MODERATOR)
    seated(observer, consultation.document, Role.OBSERVER)
    elsewhere = running(Stage.COMMENT).document
    seated(observer, elsewhere, Role.OWNER)
    found = [each.id for each in remarks_of(consultation, principle.pk).remarks]
    assert found == [asked.pk, reply.pk]


def test_nobody_is_told_that_no_point_carries_a_reply_of_the_team(
    consultation: Consultation, principle: Principle
) -> None:
    person, member = UserFactory.create(), run_by(consultation, Role.MODERATOR)
    for each in (person, member):
        joined(each, consultation.document)
    asked = said(principle, "Costs rise.", person)
    reply = said(principle, "Thank you, noted.", member, asked)
    for comment, is_told in ((asked, True), (reply, False)):
        url = reverse(
            "principles:comment-detail", args=[consultation.document.slug, comment.number]
        )
        html = signed_in(comment.author).get(url).content.decode()
        assert ("No point carries this comment" in html) == is_told
    assert own_comments(member, consultation.document, principle) == []
