""" "This is not what I said": said by authors, answered by moderators, and it has an effect."""

import pytest

from accounts.models import Entry, User
from accounts.queries.personal_data import personal_data
from accounts.verdicts import Denied, Refused
from consultations.actions.point_flags import flag_point, settle_flag
from consultations.actions.points import drop_point, merge_points
from consultations.models import Analysis, Consultation, Point, PointFlag
from consultations.permissions import may_flag
from consultations.queries.own_points import FlagShown, own_comments
from consultations.queries.point_review import open_flags
from principles.actions.comments import edit_comment, post_comment, withdraw_comment
from principles.models import Comment
from principles.states import Role, Stage
from tests.factories.accounts import (
    OrganisationFactory,
    UserFactory,
    ended,
    representative,
)
from tests.factories.analysis import ENGINE, analysed, by_first_word
from tests.factories.consultations import run_by, running
from tests.factories.principles import joined, principle_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def consultation(monkeypatch: pytest.MonkeyPatch) -> Consultation:
    monkeypatch.setattr(ENGINE, by_first_word)
    consultation = running(Stage.COMMENT)
    for words in ("Costs rise.", "Costs fall."):
        person = UserFactory.create()
        joined(person, consultation.document)
        post_comment(
            principle=principle_of(consultation.document), body=words, stance="concern", by=person
        )
    analysed(consultation)
    return consultation


@pytest.fixture
def fall(consultation: Consultation) -> Comment:
    return Comment.objects.get(body="Costs fall.")


@pytest.fixture
def point(consultation: Consultation) -> Point:
    return Point.objects.get()


@pytest.fixture
def moderator(consultation: Consultation) -> User:
    return run_by(consultation, Role.MODERATOR)


def test_an_author_objects_once(fall: Comment, point: Point) -> None:
    first = flag_point(comment=fall, point=point, note="I said they fall.", by=fall.author)
    again = flag_point(comment=fall, point=point, note="Again.", by=fall.author)
    assert (first, first.note, PointFlag.objects.count()) == (again, "I said they fall.", 1)
    assert Entry.objects.filter(kind="point.flagged").count() == 1


def test_an_author_finds_it_among_their_data(fall: Comment, point: Point, moderator: User) -> None:
    flag = flag_point(comment=fall, point=point, note="I said they fall.", by=fall.author)
    settle_flag(flag=flag, answer="You did.", take_out_comment=False, by=moderator)
    held = {
        "consultation": fall.document.title,
        "comment": fall.number,
        "point": point.number,
        "note": "I said they fall.",
        "flagged_at": flag.flagged_at.isoformat(),
        "answer": "You did.",
    }
    assert personal_data(fall.author)["objections_to_points"] == [held]
    assert personal_data(moderator)["objections_to_points"] == []


def test_only_the_author_objects(
    consultation: Consultation, fall: Comment, point: Point, moderator: User
) -> None:
    other = Comment.objects.exclude(pk=fall.pk).get().author
    for person in (other, moderator, UserFactory.create()):
        with pytest.raises(Denied):
            flag_point(comment=fall, point=point, by=person)


def test_whoever_speaks_for_the_organisation_objects_in_its_name(
    consultation: Consultation, moderator: User
) -> None:
    document, union = consultation.document, OrganisationFactory.create()
    author, colleague = representative(union), representative(union)
    former, stranger = representative(union), representative()
    for person in (author, colleague, former, stranger):
        joined(person, document)
    ended(former.memberships.get())
    comment = post_comment(
        principle=principle_of(document), body="Costs vary.", stance="concern", by=author
    )
    analysed(consultation)
    point = Point.objects.get()
    for person in (former, stranger):
        assert not may_flag(person, comment)
        with pytest.raises(Denied):
            flag_point(comment=comment, point=point, by=person)
        assert own_comments(person, document, principle_of(document)) == []
    flag = flag_point(comment=comment, point=point, note="We said they vary.", by=colleague)
    assert (flag.by, personal_data(author)["objections_to_points"]) == (colleague, [])
    assert "We said they vary." in str(personal_data(colleague)["objections_to_points"])
    assert [each.by for each in open_flags(consultation)] == [colleague.public_name]
    for person in (author, colleague):
        [own] = own_comments(person, document, principle_of(document))
        assert own.number == comment.number
        assert [each.flag for each in own.carried_by] == [
            FlagShown(flag.note, "", is_settled=False)
        ]


def test_nobody_objects_to_a_point_that_does_not_cite_them(
    fall: Comment, point: Point, moderator: User
) -> None:
    edit_comment(comment=fall, body="It is all the same.", by=fall.author)
    with pytest.raises(Refused):
        flag_point(comment=fall, point=point, by=fall.author)
    other = Comment.objects.exclude(pk=fall.pk).get()
    drop_point(point=point, reason="A slogan.", run=1, by=moderator)
    with pytest.raises(Refused):
        flag_point(comment=other, point=point, by=other.author)


def test_a_comment_taken_out_stays_out_in_later_runs(
    consultation: Consultation, fall: Comment, point: Point, moderator: User
) -> None:
    flag = flag_point(comment=fall, point=point, by=fall.author)
    settled = settle_flag(flag=flag, answer="You are right.", take_out_comment=True, by=moderator)
    assert (settled.answer, settled.settled_by) == ("You are right.", moderator)
    cited = point.citations.values_list("comment__body", flat=True)
    assert list(cited) == ["Costs rise."]
    assert Analysis.objects.get().residual == [fall.pk]
    Analysis.objects.update(fingerprint="", input_hash="")
    analysed(consultation)
    assert list(cited.all()) == ["Costs rise."]
    point.refresh_from_db()
    assert point.voices == 1
    kinds = Entry.objects.filter(kind__startswith="point.").order_by("pk")
    assert list(kinds.values_list("kind", flat=True)) == [
        "point.flagged",
        "point.uncited",
        "point.settled",
    ]


def test_a_comment_taken_out_of_a_merged_point_leaves_the_one_it_became(
    consultation: Consultation, fall: Comment, point: Point, moderator: User
) -> None:
    person = UserFactory.create()
    joined(person, consultation.document)
    principle = principle_of(consultation.document)
    post_comment(principle=principle, body="Prices rise.", stance="concern", by=person)
    analysed(consultation)
    prices = Point.objects.exclude(pk=point.pk).get()
    flag = flag_point(comment=fall, point=point, by=fall.author)
    run = prices.summary.run
    merge_points(point=point, into=prices, reason="The same.", run=run, by=moderator)
    settle_flag(flag=flag, answer="You are right.", take_out_comment=True, by=moderator)
    cited = prices.citations.values_list("comment__body", flat=True)
    assert list(cited) == ["Prices rise.", "Costs rise."]
    Analysis.objects.update(fingerprint="", input_hash="")
    analysed(consultation)
    assert list(cited.all()) == ["Prices rise.", "Costs rise."]


def test_an_answer_alone_leaves_the_point_as_it_is(
    fall: Comment, point: Point, moderator: User
) -> None:
    flag = flag_point(comment=fall, point=point, by=fall.author)
    settle_flag(flag=flag, answer="It says so.", take_out_comment=False, by=moderator)
    assert point.citations.count() == 2


def test_an_objection_is_answered_once_with_words_by_those_who_run_it(
    consultation: Consultation, fall: Comment, point: Point, moderator: User
) -> None:
    flag = flag_point(comment=fall, point=point, by=fall.author)
    for person in (fall.author, run_by(consultation, Role.OBSERVER)):
        with pytest.raises(Denied):
            settle_flag(flag=flag, answer="No.", take_out_comment=False, by=person)
    with pytest.raises(Refused):
        settle_flag(flag=flag, answer=" ", take_out_comment=True, by=moderator)
    assert point.citations.count() == 2
    settle_flag(flag=flag, answer="No.", take_out_comment=False, by=moderator)
    with pytest.raises(Refused):
        settle_flag(flag=flag, answer="Yes.", take_out_comment=True, by=moderator)


def test_an_objection_waits_for_its_answer_though_the_comment_is_gone(
    consultation: Consultation, fall: Comment, point: Point
) -> None:
    flag_point(comment=fall, point=point, by=fall.author)
    for comment in Comment.objects.select_related("author", "document"):
        withdraw_comment(comment=comment, by=comment.author)
    analysed(consultation)
    assert (Point.objects.get(), point.citations.count()) == (point, 0)
    assert PointFlag.objects.get().settled_at is None
