"""What moderators do to points, its inverse, and that later runs leave it so."""

from collections.abc import Callable

import pytest

from accounts.models import Entry, User
from accounts.verdicts import Conflict, Denied, Refused
from consultations.actions.points import (
    WORDING_LENGTH,
    drop_point,
    merge_points,
    pin_point,
    restore_point,
    reword_point,
    split_point,
    unpin_point,
)
from consultations.models import Analysis, Consultation, Point, PointChange, Summary
from consultations.states import PointChangeKind, PointStatus
from principles.actions.comments import post_comment, withdraw_comment
from principles.models import Comment, Document, Principle
from principles.states import Role, Stage
from tests.factories.accounts import UserFactory
from tests.factories.analysis import ENGINE, analysed, by_first_word
from tests.factories.consultations import run_by, running
from tests.factories.principles import joined, principle_of

pytestmark = pytest.mark.django_db
COSTS = "Costs of storage rise for small firms."
CLINICS = "Clinics in remote places need it first."


@pytest.fixture
def consultation(monkeypatch: pytest.MonkeyPatch) -> Consultation:
    monkeypatch.setattr(ENGINE, by_first_word)
    return running(Stage.COMMENT)


@pytest.fixture
def principle(consultation: Consultation) -> Principle:
    return principle_of(consultation.document)


@pytest.fixture
def moderator(consultation: Consultation) -> User:
    return run_by(consultation, Role.MODERATOR)


@pytest.fixture
def costs(consultation: Consultation, principle: Principle) -> Point:
    """P-1, against, of three comments; P-2, against, of one; P-3, for, of one."""
    for words in (COSTS, "Costs again.", "Costs, once more.", CLINICS):
        say(principle, words)
    say(principle, "Ships first.", "support")
    analysed(consultation)
    return named(1)


def say(principle: Principle, body: str, stance: str = "concern") -> Comment:
    person = UserFactory.create()
    joined(person, Document.objects.get(pk=principle.document_id))
    return post_comment(principle=principle, body=body, stance=stance, by=person)


def named(number: int) -> Point:
    return Point.objects.select_related("summary", "merged_into").get(number=number)


def said(number: int) -> list[str]:
    """What the comments behind the point say, in their order."""
    return [cited.comment.body for cited in named(number).citations.select_related("comment")]


def kinds(number: int) -> list[str]:
    return [change.kind for change in named(number).changes.all()]


def residual() -> list[str]:
    pks = Analysis.objects.get().residual
    return [Comment.objects.get(pk=pk).body for pk in pks]


def test_a_reworded_point_keeps_its_wording_in_later_runs(
    consultation: Consultation, principle: Principle, costs: Point, moderator: User
) -> None:
    reword_point(point=costs, wording=" Storage\n costs. ", reason="Shorter.", run=1, by=moderator)
    assert named(1).wording == "Storage costs."
    change = PointChange.objects.get()
    assert (change.kind, change.old, change.new, change.reason, change.by) == (
        PointChangeKind.RENAMED,
        {"wording": ""},
        {"wording": "Storage costs."},
        "Shorter.",
        moderator,
    )
    assert Entry.objects.get(kind="point.renamed").payload.data["point"] == 1
    say(principle, "Costs, for the fourth time.")
    analysed(consultation)
    assert (named(1).wording, len(said(1))) == ("Storage costs.", 4)
    reword_point(point=named(1), wording="", run=2, by=moderator)
    assert named(1).wording == ""


def test_the_same_wording_again_changes_nothing(costs: Point, moderator: User) -> None:
    reword_point(point=costs, wording="Storage costs.", run=1, by=moderator)
    reword_point(point=costs, wording="Storage costs.", run=1, by=moderator)
    assert PointChange.objects.count() == 1


@pytest.mark.parametrize("wording", ["x" * (WORDING_LENGTH + 1), "\ud800"])
def test_a_wording_that_cannot_be_kept_is_refused(
    costs: Point, moderator: User, wording: str
) -> None:
    with pytest.raises(Refused):
        reword_point(point=costs, wording=wording, run=1, by=moderator)


def test_invisible_characters_of_a_wording_are_named(costs: Point, moderator: User) -> None:
    reword_point(point=costs, wording="Cos\u202ets", run=1, by=moderator)
    assert named(1).wording == "Cos[U+202E]ts"


def test_a_dropped_point_stays_dropped_until_it_is_restored(
    consultation: Consultation, principle: Principle, costs: Point, moderator: User
) -> None:
    drop_point(point=costs, reason="A slogan.", run=1, by=moderator)
    assert (named(1).status, named(1).reason) == (PointStatus.DROPPED, "A slogan.")
    assert residual() == [COSTS, "Costs again.", "Costs, once more."]
    assert Summary.objects.get().coverage == pytest.approx(2 / 5)
    say(principle, "Costs, for the fourth time.")
    analysed(consultation)
    assert (named(1).status, len(residual())) == (PointStatus.DROPPED, 4)
    restore_point(point=named(1), run=2, by=moderator)
    assert (named(1).status, named(1).reason, residual()) == (PointStatus.SHOWN, "", [])
    assert kinds(1) == ["dropped", "restored"]


def test_merged_points_have_their_comments_together_until_they_are_parted(
    consultation: Consultation, principle: Principle, costs: Point, moderator: User
) -> None:
    merge_points(point=named(2), into=costs, reason="The same.", run=1, by=moderator)
    assert (named(2).status, named(2).merged_into) == (PointStatus.MERGED, costs)
    assert said(1) == [COSTS, "Costs again.", "Costs, once more.", CLINICS]
    assert (named(1).voices, residual()) == (4, [])
    assert (kinds(1), kinds(2)) == (["merged"], ["merged"])
    say(principle, "Clinics again.")
    analysed(consultation)
    assert said(1)[-2:] == [CLINICS, "Clinics again."]
    restore_point(point=named(2), run=2, by=moderator)
    assert said(1) == [COSTS, "Costs again.", "Costs, once more."]
    assert (said(2), named(2).merged_into) == ([CLINICS, "Clinics again."], None)


def test_a_point_restored_takes_its_comments_from_all_it_was_merged_into(
    consultation: Consultation, principle: Principle, costs: Point, moderator: User
) -> None:
    say(principle, "Cables first.")
    analysed(consultation)
    cables = named(Point.objects.get(citations__comment__body="Cables first.").number)
    merge_points(point=cables, into=named(2), reason="The same.", run=2, by=moderator)
    merge_points(point=named(2), into=named(1), reason="The same.", run=2, by=moderator)
    assert said(1)[-2:] == [CLINICS, "Cables first."]
    restore_point(point=cables, run=2, by=moderator)
    assert said(1) == [COSTS, "Costs again.", "Costs, once more.", CLINICS]
    assert (said(2), said(cables.number), named(1).voices) == ([CLINICS], ["Cables first."], 4)


def test_points_of_two_sides_are_not_merged_nor_a_point_with_itself(
    costs: Point, moderator: User
) -> None:
    for other in (named(3), named(1)):
        with pytest.raises(Refused):
            merge_points(point=costs, into=other, reason="The same.", run=1, by=moderator)


def test_points_of_two_summaries_are_not_merged(
    consultation: Consultation, costs: Point, moderator: User
) -> None:
    of = costs.summary.principle
    assert of is not None
    other = consultation.document.principles.exclude(pk=of.pk).first()
    assert other is not None
    say(other, COSTS)
    analysed(consultation)
    stranger = Point.objects.exclude(summary=costs.summary).get()
    with pytest.raises(Point.DoesNotExist):
        merge_points(point=costs, into=stranger, reason="The same.", run=1, by=moderator)


def test_a_split_point_keeps_its_comments_apart_in_later_runs(
    consultation: Consultation, principle: Principle, costs: Point, moderator: User
) -> None:
    number = Comment.objects.get(body="Costs again.").number
    part = split_point(point=costs, comments=[number], reason="Another.", run=1, by=moderator)
    assert (part.number, said(4)) == (4, ["Costs again."])
    assert (said(1), named(1).voices, named(4).voices) == ([COSTS, "Costs, once more."], 2, 1)
    say(principle, "Costs, for the fourth time.")
    analysed(consultation)
    assert said(1) == [COSTS, "Costs, once more.", "Costs, for the fourth time."]
    assert said(4) == ["Costs again."]
    merge_points(point=named(4), into=named(1), reason="One after all.", run=2, by=moderator)
    assert len(said(1)) == 4


def test_a_split_takes_some_comments_and_leaves_some(costs: Point, moderator: User) -> None:
    everything = [cited.comment.number for cited in costs.citations.select_related("comment")]
    for chosen in ([], [99], everything):
        with pytest.raises(Refused):
            split_point(point=costs, comments=chosen, reason="Another.", run=1, by=moderator)


def test_pinned_words_stay_first_while_someone_says_them(
    consultation: Consultation,
    principle: Principle,
    costs: Point,
    moderator: User,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    again = Comment.objects.get(body="Costs again.")
    costs.citations.filter(comment=again).update(rank=0)
    costs.citations.exclude(comment=again).update(rank=5)
    pin_point(point=costs, run=1, by=moderator)
    say(principle, "Costs, for the fourth time.")
    analysed(consultation)
    assert said(1)[0] == "Costs again."
    withdraw_comment(comment=again, by=again.author)
    analysed(consultation)
    assert said(1) == [COSTS, "Costs, once more.", "Costs, for the fourth time."]
    unpin_point(point=named(1), run=3, by=moderator)
    assert (named(1).is_pinned, kinds(1)) == (False, ["pinned", "unpinned"])


def test_a_point_that_moderators_touched_stays_when_nobody_says_it_any_more(
    consultation: Consultation, principle: Principle, costs: Point, moderator: User
) -> None:
    reword_point(point=named(2), wording="Clinics first.", run=1, by=moderator)
    comment = Comment.objects.get(body=CLINICS)
    withdraw_comment(comment=comment, by=comment.author)
    analysed(consultation)
    assert (named(2).wording, said(2), named(2).voices) == ("Clinics first.", [], 0)


ACTS: list[Callable[..., object]] = [
    lambda **who: reword_point(wording="Other words.", **who),
    pin_point,
    unpin_point,
    lambda **who: drop_point(reason="No.", **who),
    restore_point,
    lambda **who: merge_points(into=named(2), reason="No.", **who),
    lambda **who: split_point(comments=[1], reason="No.", **who),
]


@pytest.mark.parametrize("act", ACTS)
def test_acts_on_points_are_the_moderators(
    consultation: Consultation, costs: Point, act: Callable[..., object]
) -> None:
    for stranger in (UserFactory.create(), run_by(consultation, Role.OBSERVER)):
        with pytest.raises(Denied):
            act(point=costs, run=1, by=stranger)
    assert not PointChange.objects.exists()


@pytest.mark.parametrize("act", ACTS)
def test_acts_on_a_summary_that_was_made_anew_are_conflicts(
    costs: Point, moderator: User, act: Callable[..., object]
) -> None:
    Summary.objects.update(run=2)
    with pytest.raises(Conflict):
        act(point=costs, run=1, by=moderator)


@pytest.mark.parametrize(
    "act",
    [
        lambda **who: drop_point(reason=" ", **who),
        lambda **who: merge_points(into=named(2), reason="", **who),
        lambda **who: split_point(comments=[1], reason="", **who),
    ],
)
def test_dropping_merging_and_splitting_need_a_reason(
    costs: Point, moderator: User, act: Callable[..., object]
) -> None:
    with pytest.raises(Refused):
        act(point=costs, run=1, by=moderator)


@pytest.mark.parametrize("act", [act for act in ACTS if act is not ACTS[4]])
def test_what_is_not_shown_is_restored_before_anything_else(
    costs: Point, moderator: User, act: Callable[..., object]
) -> None:
    drop_point(point=costs, reason="A slogan.", run=1, by=moderator)
    with pytest.raises(Refused):
        act(point=costs, run=1, by=moderator)
    restore_point(point=costs, run=1, by=moderator)
    with pytest.raises(Refused):
        restore_point(point=costs, run=1, by=moderator)
