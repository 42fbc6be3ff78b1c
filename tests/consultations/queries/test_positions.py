"""Where each group stands: points, votes, changes asked for, and what is against the majority."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from consultations.models import Consultation, Point, Summary
from consultations.queries.positions import (
    GroupPosition,
    PrinciplePosition,
    positions_of,
    summaries_of_consultation,
    summaries_of_principle,
)
from consultations.states import PointSide, PointStatus, SummaryStatus
from principles.actions.comments import edit_comment, withdraw_comment
from principles.actions.decisions import adopt_amendment
from principles.models import Comment, Principle
from principles.states import CommentStatus, ResultsShown, Stage
from tests.factories.accounts import MembershipFactory, group
from tests.factories.amendments import AmendmentFactory
from tests.factories.cache import empty_cache
from tests.factories.comments import CommentFactory, organisation_vote, votes
from tests.factories.consultations import run_by, running
from tests.factories.points import AnalysisFactory, SummaryFactory, ThemeFactory, cited, point
from tests.factories.principles import ParticipationFactory, principle_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def consultation() -> Consultation:
    return running(Stage.COMMENT)


@pytest.fixture
def principle(consultation: Consultation) -> Principle:
    return principle_of(consultation.document)


def read(principle: Principle) -> PrinciplePosition:
    empty_cache()
    consultation = Consultation.objects.get(document=principle.document_id)
    found = positions_of(consultation).on(principle.key)
    assert found is not None
    return found


def of_group(principle: Principle, code: str) -> GroupPosition:
    return next(group for group in read(principle).groups if group.code == code)


class TestPoints:
    def test_a_point_has_the_words_of_its_first_comment(self, principle: Principle) -> None:
        point(principle, words="Publish the drafts.", by=("Open Net", ""))

        [shown] = of_group(principle, "civil-society").points

        assert (shown.text, shown.voices, shown.organisations, shown.is_reworded) == (
            "Publish the drafts.",
            2,
            1,
            False,
        )
        assert shown.said_by == "Both voices"
        assert shown.citations[0].said_by == "Open Net"

    def test_a_point_whose_first_comment_is_gone_has_the_words_of_the_next(
        self, principle: Principle
    ) -> None:
        made = point(principle, words="Publish the drafts.", by=1)
        other = CommentFactory.create(principle=principle, body="Drafts should be public.")
        cited(made, other)
        first = made.citations.select_related("comment__author").order_by("rank")[0].comment
        withdraw_comment(comment=first, by=first.author)

        [shown] = of_group(principle, "civil-society").points

        assert (shown.text, shown.voices) == ("Drafts should be public.", 1)

    def test_a_point_that_lost_all_its_comments_is_not_shown(self, principle: Principle) -> None:
        point(principle)
        Comment.objects.update(status=CommentStatus.HIDDEN)
        assert of_group(principle, "civil-society").points == ()

    def test_a_wording_of_a_moderator_is_shown_only_while_a_comment_stands_behind_it(
        self, principle: Principle
    ) -> None:
        point(principle, words="Publish teh drafts.", wording="Publish the drafts.")
        [shown] = of_group(principle, "civil-society").points
        assert (shown.text, shown.is_reworded) == ("Publish the drafts.", True)
        Comment.objects.update(status=CommentStatus.HIDDEN)
        assert of_group(principle, "civil-society").points == ()

    @pytest.mark.parametrize("status", [PointStatus.DROPPED, PointStatus.MERGED])
    def test_a_point_that_was_dropped_or_merged_is_not_shown(
        self, principle: Principle, status: str
    ) -> None:
        point(principle, status=status, reason="It says what another says.")
        assert of_group(principle, "civil-society").points == ()

    def test_points_come_with_most_voices_first_then_most_organisations(
        self, principle: Principle
    ) -> None:
        point(principle, words="One person.", by=1)
        point(principle, words="Two people.", by=2)
        point(principle, words="Two organisations.", by=("A", "B"))

        shown = of_group(principle, "civil-society").points

        assert [each.text for each in shown] == ["Two organisations.", "Two people.", "One person."]

    def test_points_stand_by_side(self, principle: Principle) -> None:
        point(principle, words="No.", side=PointSide.AGAINST)
        point(principle, words="Yes.", side=PointSide.FOR)
        sides = of_group(principle, "civil-society").sides
        assert [(side.code, [each.text for each in side.points]) for side in sides] == [
            ("for", ["Yes."]),
            ("against", ["No."]),
        ]


@given(acts=st.lists(st.tuples(st.integers(0, 2), st.sampled_from("ewh")), max_size=6))
@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_becomes_of_comments_every_word_shown_is_of_one_published_now(
    acts: list[tuple[int, str]],
) -> None:
    principle = principle_of(running(Stage.COMMENT).document)
    point(principle, words="Publish the drafts in time.", by=2)
    point(principle, words="Rules need a reason.", side=PointSide.AGAINST)
    comments = list(Comment.objects.filter(principle=principle).order_by("number"))
    for which, act in acts:
        comment = Comment.objects.get(pk=comments[which].pk)
        if comment.status != CommentStatus.PUBLISHED:
            continue
        if act == "e":
            edit_comment(comment=comment, body=f"Well. {comment.body}"[::-1], by=comment.author)
        else:
            status = CommentStatus.HIDDEN if act == "h" else CommentStatus.WITHDRAWN
            Comment.objects.filter(pk=comment.pk).update(status=status)
    bodies = dict(
        Comment.objects.filter(status=CommentStatus.PUBLISHED).values_list("number", "body")
    )
    for shown in of_group(principle, "civil-society").points:
        assert shown.text in bodies[shown.citations[0].number]
        for each in shown.citations:
            assert each.words in bodies[each.number]


class TestSummaries:
    def test_a_summary_is_out_of_date_once_the_words_it_is_on_have_changed(self) -> None:
        consultation = running(Stage.AMEND)
        for key in (1, 2):
            SummaryFactory.create(principle=principle_of(consultation.document, key))
        shown = summaries_of_consultation(consultation)
        assert [each.out_of_date for each in shown] == [False, False]
        amendment = AmendmentFactory.create(principle=principle_of(consultation.document))

        adopt_amendment(amendment=amendment, base_hash=amendment.base.hash, by=run_by(consultation))

        shown = summaries_of_consultation(consultation)
        assert [(each.out_of_date, each.words_changed) for each in shown] == [
            (True, True),
            (False, False),
        ]

    def test_a_summary_is_out_of_date_once_its_group_says_more(self, principle: Principle) -> None:
        SummaryFactory.create(principle=principle, last_comment_id=0)
        SummaryFactory.create(principle=principle, group=group("academia"), last_comment_id=0)
        CommentFactory.create(principle=principle)
        shown = summaries_of_principle(principle)
        assert {each.group_code: each.out_of_date for each in shown} == {
            "civil-society": True,
            "academia": False,
        }

    def test_a_summary_of_the_whole_is_of_no_principle(self, consultation: Consultation) -> None:
        SummaryFactory.create(consultation=consultation, last_comment_id=0)
        CommentFactory.create(principle=principle_of(consultation.document))
        [shown] = summaries_of_consultation(consultation)
        assert (shown.principle_key, shown.out_of_date) == (None, False)

    def test_a_published_one_was_reviewed(self, principle: Principle) -> None:
        summary = SummaryFactory.create(principle=principle)
        moment = summary.made_at or summary.consultation.created_at
        Summary.objects.update(
            status=SummaryStatus.PUBLISHED, reviewed_at=moment, published_at=moment
        )
        [shown] = summaries_of_principle(principle)
        assert (shown.is_reviewed, shown.status) == (True, "published")


class TestVotes:
    def test_a_group_is_counted_against_its_own_number(self, principle: Principle) -> None:
        votes(principle, "academia", "support", 6)
        votes(principle, "academia", "oppose", 2)
        ParticipationFactory.create(
            document=principle.document,
            membership=MembershipFactory.create(group=group("academia")),
        )

        vote = of_group(principle, "academia").vote

        assert vote is not None
        assert vote.agreement is not None
        assert (vote.joined, vote.voted, vote.in_favour, vote.against) == (9, 8, 6, 2)
        assert vote.turnout_sentence == "8 of 9 that joined voted."
        assert (
            vote.agreement.sentence
            == "6 of 8 votes support or accept it: 75% (95% interval: 41% to 93%)."
        )

    def test_of_a_few_there_is_no_interval(self, principle: Principle) -> None:
        organisation_vote(principle, "governments", "accept")
        vote = of_group(principle, "governments").vote
        assert vote is not None
        assert vote.agreement is not None
        assert vote.agreement.sentence == "1 of 1 vote supports or accepts it."

    def test_individuals_who_are_few_are_in_no_figure(self, principle: Principle) -> None:
        organisation_vote(principle, "governments", "support")
        votes(principle, "governments", "oppose", 4)
        votes(principle, "academia", "oppose", 3)
        votes(principle, "civil-society", "support", 4)
        votes(principle, "civil-society", "accept", 1)

        read_now = read(principle)

        [governments, academia] = [
            next(each for each in read_now.groups if each.code == code).vote
            for code in ("governments", "academia")
        ]
        assert governments is not None
        assert academia is not None
        assert (governments.voted, governments.against, governments.joined) == (1, 0, 1)
        assert (academia.voted, academia.agreement, academia.joined) == (0, None, 0)
        assert read_now.votes is not None
        assert read_now.votes.overall is not None
        assert (read_now.votes.overall.n, read_now.votes.overall.of) == (6, 6)
        assert read_now.votes.left_out == ["Academia"]

    def test_individuals_of_one_mind_are_in_no_figure_abuse_54(self, principle: Principle) -> None:
        votes(principle, "academia", "oppose", 9)

        read_now = read(principle)

        academia = next(each for each in read_now.groups if each.code == "academia").vote
        assert academia is not None
        assert (academia.voted, academia.agreement, academia.joined) == (0, None, 0)
        assert read_now.votes is not None
        assert (read_now.votes.overall, read_now.votes.left_out) == (None, ["Academia"])

    def test_the_least_of_the_groups_stands_beside_all(self, principle: Principle) -> None:
        votes(principle, "academia", "support", 8)
        votes(principle, "academia", "accept", 1)
        votes(principle, "governments", "support", 2)
        votes(principle, "governments", "oppose", 6)

        across = read(principle).votes

        assert across is not None
        assert across.overall is not None
        assert across.least is not None
        assert (across.overall.percent, across.least_group, across.least.percent) == (
            65,
            "Governments",
            25,
        )
        assert across.mean_percent == 50

    def test_while_results_are_hidden_there_are_points_and_no_votes(self) -> None:
        consultation = running(Stage.VOTE, results_shown=ResultsShown.CLOSED, early_voting=True)
        principle = principle_of(consultation.document)
        organisation_vote(principle, "civil-society", "block", reason="It is not lawful.")
        votes(principle, "civil-society", "oppose", 7)
        votes(principle, "civil-society", "abstain", 1)
        point(principle, "civil-society")

        positions = positions_of(consultation)

        civil = next(
            each for each in positions.principles[0].groups if each.code == "civil-society"
        )
        assert positions.votes_hidden != ""
        assert positions.principles[0].votes is None
        assert (civil.vote, civil.reasons, civil.leaning) == (None, (), "for")
        assert len(civil.points) == 1


@given(hidden=st.lists(st.sampled_from(["support", "accept", "abstain", "oppose"]), max_size=4))
@settings(max_examples=10)
def test_positions_do_not_depend_on_how_withheld_individuals_voted(hidden: list[str]) -> None:
    principle = principle_of(running(Stage.VOTE).document)
    votes(principle, "academia", "support", 5)
    votes(principle, "academia", "accept", 1)
    organisation_vote(principle, "governments", "support")
    for choice in hidden:
        votes(principle, "governments", choice, 1)
    found = read(principle)
    governments = next(each for each in found.groups if each.code == "governments")
    assert found.votes is not None
    assert governments.vote is not None
    assert (found.votes.overall, found.votes.geometric_mean) == (found.votes.overall, 1.0)
    assert (governments.vote.voted, governments.vote.in_favour) == (1, 1)


class TestMinority:
    def test_votes_against_what_most_of_the_group_votes_are_named(
        self, principle: Principle
    ) -> None:
        votes(principle, "academia", "support", 6)
        votes(principle, "academia", "accept", 1)
        votes(principle, "academia", "oppose", 1)
        point(principle, "academia", "It costs too much.", side=PointSide.AGAINST)
        point(principle, "academia", "It is fair.", side=PointSide.FOR)
        organisation_vote(principle, "academia", "block", "Institute", reason="It is not lawful.")

        minority = of_group(principle, "academia").minority

        assert minority is not None
        assert minority.sentence == "Most of the votes are in favour; 2 of 9 are against."
        assert [each.text for each in minority.points] == ["It costs too much."]
        assert [(each.organisation, each.reason) for each in minority.reasons] == [
            ("Institute", "It is not lawful.")
        ]

    def test_without_votes_it_is_told_by_the_comments(self, principle: Principle) -> None:
        point(principle, "academia", "It is fair.", by=3)
        point(principle, "academia", "It costs.", side=PointSide.AGAINST)
        minority = of_group(principle, "academia").minority
        assert minority is not None
        assert minority.sentence == "Most comments are in favour; 1 voice of 4 is against."

    def test_a_group_of_one_mind_has_none(self, principle: Principle) -> None:
        point(principle, "academia", "It is fair.", by=3)
        assert of_group(principle, "academia").minority is None

    def test_a_divided_group_has_none(self, principle: Principle) -> None:
        votes(principle, "academia", "support", 3)
        votes(principle, "academia", "oppose", 3)
        assert of_group(principle, "academia").minority is None

    def test_a_reason_given_on_earlier_words_is_not_among_them(self, principle: Principle) -> None:
        votes(principle, "academia", "support", 6)
        votes(principle, "academia", "accept", 1)
        organisation_vote(principle, "academia", "block", reason="Old.", text_hash="0" * 64)
        assert of_group(principle, "academia").reasons == ()


def test_what_a_group_asks_to_change_is_its_amendments(principle: Principle) -> None:
    amendment = AmendmentFactory.create(principle=principle, label="Name the law")
    assert amendment.participation is not None
    [asked] = of_group(principle, amendment.participation.group.code).changes
    assert (asked.number, asked.label, asked.is_open, asked.is_adopted) == (
        amendment.number,
        "Name the law",
        True,
        False,
    )
    assert of_group(principle, "academia").changes == ()


def test_a_group_without_vote_comment_or_amendment_is_silent(principle: Principle) -> None:
    point(principle, "academia")
    votes(principle, "governments", "support", 2)
    silent = {each.code for each in read(principle).silent}
    assert silent == {"private-sector", "civil-society", "technical-community", "intergovernmental"}


class TestCoverage:
    def test_it_is_counted_of_what_is_shown(self, principle: Principle) -> None:
        point(principle, "academia", by=3)
        lonely = point(principle, "civil-society", "Alone.")
        CommentFactory.create(principle=principle)

        coverage = read(principle).coverage

        assert coverage is not None
        assert coverage.worst is not None
        assert (coverage.overall.percent, coverage.residual) == (80, 1)
        assert (coverage.worst.label, coverage.worst.percent) == ("Civil society", 50)
        Point.objects.filter(pk=lonely.pk).update(status=PointStatus.DROPPED, reason="Off topic.")
        coverage = read(principle).coverage
        assert coverage is not None
        assert (coverage.overall.carried, coverage.residual) == (3, 2)

    def test_before_anything_was_read_it_is_unknown(self, principle: Principle) -> None:
        CommentFactory.create(principle=principle)
        assert read(principle).coverage is None


class TestThemes:
    def test_themes_of_a_kind_come_with_the_points_of_all_groups(
        self, principle: Principle
    ) -> None:
        analysis = AnalysisFactory.create(principle=principle)
        counts = {"voices": 6, "share": 0.5, "low": 0.25, "high": 0.75, "for": 5, "against": 1}
        shared = ThemeFactory.create(
            analysis=analysis,
            kind="shared",
            groups={"academia": counts, "governments": {**counts, "low": None, "high": None}},
        )
        nothing = ThemeFactory.create(analysis=analysis, kind="")
        point(principle, "academia", "Publish the drafts.", by=2, theme=shared)
        point(principle, "governments", "Drafts are to be published.", theme=shared)
        point(principle, "governments", "Other.", theme=nothing)

        positions = positions_of(Consultation.objects.get(document=principle.document_id))

        [theme] = positions.shared
        assert (theme.kind_label, theme.principle_key, positions.contested) == ("Shared", 1, [])
        assert [(each.group, each.point.text) for each in theme.points] == [
            ("Academia", "Publish the drafts."),
            ("Governments", "Drafts are to be published."),
        ]
        assert [each.sentence for each in theme.groups] == [
            "Governments: 6 voices",
            "Academia: 6 voices, 50% of the group (95% interval: 25% to 75%)",
        ]

    def test_a_theme_of_which_no_point_is_shown_is_not_shown(self, principle: Principle) -> None:
        theme = ThemeFactory.create(
            analysis=AnalysisFactory.create(principle=principle), kind="contested"
        )
        point(principle, theme=theme, status=PointStatus.DROPPED, reason="Off topic.")
        assert read(principle).themes == []


def test_positions_take_as_many_queries_for_one_point_as_for_many(
    principle: Principle, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    consultation = Consultation.objects.select_related("document").get(
        document=principle.document_id
    )

    def queries() -> Any:
        empty_cache()
        with django_assert_num_queries(16) as asked:
            positions_of(consultation)
        return asked

    theme = ThemeFactory.create(analysis=AnalysisFactory.create(principle=principle))
    point(principle, theme=theme)
    AmendmentFactory.create(principle=principle)
    votes(principle, "academia", "support", 4)
    votes(principle, "academia", "accept", 1)
    queries()
    for key in (1, 2, 3):
        other = principle_of(consultation.document, key)
        point(other, by=3)
        point(other, "academia", side=PointSide.AGAINST)
        organisation_vote(other, "academia", "block", reason="No.")
        AmendmentFactory.create(principle=other)
    queries()


def test_positions_are_read_anew_after_an_act_and_not_before(
    principle: Principle, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    consultation = Consultation.objects.select_related("document").get(
        document=principle.document_id
    )
    point(principle)
    assert len(positions_of(consultation).principles[0].speaking) == 1
    with django_assert_num_queries(1):
        positions_of(consultation)
    [comment] = Comment.objects.all()
    withdraw_comment(comment=comment, by=comment.author)
    assert len(positions_of(consultation).principles[0].speaking) == 0
