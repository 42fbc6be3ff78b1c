"""Lists of consultations, and what the page of one says."""

from datetime import timedelta
from typing import Any

import pytest
from django.http import Http404
from django.utils import timezone

from consultations.models import Consultation, Report
from consultations.queries import overview
from consultations.states import ReportStatus
from principles.actions.comments import post_comment
from principles.actions.votes import cast_vote
from principles.states import ResultsShown, Role, Stage, Visibility
from tests.factories.accounts import StaffFactory, UserFactory, individual
from tests.factories.amendments import AmendmentFactory, DraftFactory
from tests.factories.consultations import DAY, WEEK, ConsultationFactory, run_by, running
from tests.factories.principles import joined, principle_of, text_of

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


def titles(page: overview.ListPage) -> list[str]:
    return [item.title for item in page.items]


def published(consultation: Consultation, number: int = 1) -> Report:
    return Report.objects.create(
        consultation=consultation,
        number=number,
        contents={},
        hash="0" * 64,
        status=ReportStatus.PUBLISHED,
        published_at=timezone.now(),
    )


# --- The list -------------------------------------------------------------------------------------


def test_list_shows_everyone_what_is_public_and_announced() -> None:
    running(Stage.COMMENT, title="Public")
    running(Stage.COMMENT, title="By link", visibility=Visibility.LINK)
    running(Stage.COMMENT, title="By invitation", visibility=Visibility.INVITED)
    ConsultationFactory.create(title="Draft")

    assert titles(overview.consultation_page(None)) == ["Public"]
    assert titles(overview.consultation_page(UserFactory.create())) == ["Public"]
    assert len(overview.consultation_page(StaffFactory.create()).items) == 4


def test_list_shows_its_team_a_draft() -> None:
    draft = ConsultationFactory.create(title="Draft")
    moderator = run_by(draft, Role.MODERATOR)

    assert titles(overview.consultation_page(moderator)) == ["Draft"]
    assert overview.has_drafts(moderator)
    assert not overview.has_drafts(UserFactory.create())
    assert not overview.has_drafts(None)


@pytest.mark.parametrize(
    ("state", "stages"),
    [
        ("open", {"comment", "amend", "vote"}),
        ("upcoming", {"paused"}),
        ("closed", {"closed"}),
        ("concluded", {"concluded", "cancelled"}),
        ("draft", {"draft"}),
        ("", {stage.value for stage in Stage}),
    ],
)
def test_list_is_filtered_by_state(state: str, stages: set[str]) -> None:
    for stage in Stage:
        running(stage, title=stage.value)

    page = overview.consultation_page(StaffFactory.create(), state=state)

    assert {item.stage.value for item in page.items} == stages


def test_list_is_searched_in_title_and_sentence() -> None:
    running(Stage.COMMENT, title="A charter for ports")
    running(Stage.COMMENT, title="Other", summary="On ports and cables.")
    running(Stage.COMMENT, title="Third")

    assert titles(overview.consultation_page(None, words="PORTS")) == [
        "Other",
        "A charter for ports",
    ]


def test_list_pages_by_key_in_both_directions(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(overview, "PAGE", 2)
    for n in range(5):
        running(Stage.COMMENT, title=str(n))

    first = overview.consultation_page(None)
    second = overview.consultation_page(None, before=first.before or 0)
    third = overview.consultation_page(None, before=second.before or 0)
    back = overview.consultation_page(None, after=third.after or 0)
    start = overview.consultation_page(None, after=back.after or 0)

    assert [titles(page) for page in (first, second, third, back, start)] == [
        ["4", "3"],
        ["2", "1"],
        ["0"],
        ["2", "1"],
        ["4", "3"],
    ]
    assert (first.after, third.before, start.after) == (None, None, None)


def test_list_of_nothing_is_one_empty_page() -> None:
    page = overview.consultation_page(None)

    assert (list(page.items), page.before, page.after) == ([], None, None)


def taken_part(consultation: Consultation) -> None:
    person = individual()
    joined(person, consultation.document)
    principle = principle_of(consultation.document)
    post_comment(principle=principle, body="Why?", stance="question", by=person)
    text = text_of(principle)
    cast_vote(principle=principle, choice="support", text_hash=text.hash, by=person)


def test_list_counts_groups_comments_and_voters() -> None:
    consultation = running(Stage.VOTE)
    for _ in range(2):
        taken_part(consultation)

    (item,) = overview.consultation_page(None).items

    assert (item.groups_taking_part, item.comments, item.voters) == (1, 2, 2)
    assert (item.tone, item.stage_label) == ("now", "Voting")


def test_list_says_nothing_of_voters_before_results_may_be_known() -> None:
    """Invariant 14: no result leaves by any door."""
    consultation = running(Stage.VOTE, results_shown=ResultsShown.CLOSED)
    taken_part(consultation)

    (item,) = overview.consultation_page(None).items

    assert item.voters is None


def test_list_says_when_the_next_window_opens_and_not_when_a_missed_one_would_have() -> None:
    consultation = running(Stage.PAUSED)
    missed = consultation.windows.get(stage=Stage.COMMENT)
    consultation.windows.filter(pk=missed.pk).update(
        opens_at=timezone.now() - 2 * DAY, closes_at=timezone.now() - DAY
    )

    (item,) = overview.consultation_page(None).items

    assert item.opens_at == consultation.windows.get(stage=Stage.AMEND).opens_at


def test_list_links_a_published_report_only() -> None:
    consultation = running(Stage.CONCLUDED)
    Report.objects.create(consultation=consultation, number=1, contents={}, hash="0" * 64)
    assert overview.consultation_page(None).items[0].report_url == ""

    published(consultation, 2)

    slug = consultation.document.slug
    assert overview.consultation_page(None).items[0].report_url == f"/consultations/{slug}/report/"


@pytest.mark.parametrize("count", [1, 3])
def test_list_and_home_ask_the_same_queries_for_one_as_for_many(
    count: int, django_assert_num_queries: Any
) -> None:
    for stage in (Stage.COMMENT, Stage.PAUSED, Stage.CONCLUDED):
        for _ in range(count):
            running(stage)
    person = UserFactory.create()

    with django_assert_num_queries(1):
        overview.consultation_page(person)
    with django_assert_num_queries(3):
        overview.home_lists(person)


# --- Home -----------------------------------------------------------------------------------------


def test_home_shows_what_closes_first_first() -> None:
    running(Stage.COMMENT, title="Later", closes_in=WEEK)
    running(Stage.VOTE, title="Soon", closes_in=DAY)
    running(Stage.PAUSED, title="Coming")
    running(Stage.CONCLUDED, title="Over")
    running(Stage.CLOSED, title="Closed")
    ConsultationFactory.create(title="Draft")

    lists = overview.home_lists(None)

    assert {name: [item.title for item in items] for name, items in lists.items()} == {
        "open_consultations": ["Soon", "Later"],
        "upcoming": ["Coming"],
        "concluded": ["Over"],
    }


# --- One consultation -----------------------------------------------------------------------------


def test_visible_consultation_is_404_for_whoever_may_not_see_it() -> None:
    draft = ConsultationFactory.create()

    with pytest.raises(Http404):
        overview.visible_consultation(UserFactory.create(), draft.document.slug)
    with pytest.raises(Http404):
        overview.visible_consultation(None, "no-such-thing")
    assert overview.visible_consultation(run_by(draft), draft.document.slug) == draft


def test_timeline_shows_what_really_happened_in_the_consultations_own_zone() -> None:
    consultation = running(Stage.AMEND, timezone="Asia/Tokyo")
    comment = consultation.windows.get(stage=Stage.COMMENT)
    comment.closed_at = comment.closes_at - DAY
    comment.save()

    line = overview.timeline(consultation)

    assert [(window.label, window.state, window.note) for window in line] == [
        ("Open for comment", "past", ""),
        ("Amendments", "now", ""),
        ("Voting", "next", ""),
    ]
    assert line[0].closes_at == comment.closed_at
    assert line[0].closes_at.utcoffset() == timedelta(hours=9)
    assert [window.is_over for window in line] == [True, False, False]


def test_timeline_says_that_a_window_did_not_open() -> None:
    consultation = running(Stage.VOTE)
    consultation.windows.filter(stage=Stage.AMEND).update(opened_at=None, closed_at=None)

    states = [(window.state, window.note) for window in overview.timeline(consultation)]

    assert states == [("past", ""), ("past", "Did not open."), ("now", "")]


def test_timeline_of_a_draft_is_a_plan() -> None:
    consultation = ConsultationFactory.create()
    consultation.windows.update(opens_at=timezone.now() - 2 * HOUR, closes_at=timezone.now() - HOUR)

    assert {window.state for window in overview.timeline(consultation)} == {"next"}


def test_news_are_what_was_said_since() -> None:
    consultation = running(Stage.AMEND)
    before = timezone.now() - HOUR
    taken = individual()
    joined(taken, consultation.document)
    principle = principle_of(consultation.document)
    post_comment(principle=principle, body="Why?", stance="question", by=taken)
    AmendmentFactory.create(principle=principle)

    assert overview.news_since(consultation.document, before) == overview.News(before, 1, 1)
    later = timezone.now() + HOUR
    assert overview.news_since(consultation.document, later) == overview.News(later, 0, 0)


def test_a_draft_is_no_news() -> None:
    consultation = running(Stage.AMEND)
    before = timezone.now() - HOUR
    DraftFactory.create(principle=principle_of(consultation.document))

    assert overview.news_since(consultation.document, before) == overview.News(before, 0, 0)


def test_team_of_names_those_who_run_it() -> None:
    consultation = running(Stage.COMMENT)
    owner = run_by(consultation)
    moderator = run_by(consultation, Role.MODERATOR)
    run_by(consultation, Role.OBSERVER)

    assert [seat.user for seat in overview.team_of(consultation)] == [owner, moderator]


def test_published_reports_are_the_newest_of_each_listed_consultation() -> None:
    first, second = running(Stage.CONCLUDED), running(Stage.CONCLUDED)
    hidden = running(Stage.CONCLUDED, visibility=Visibility.LINK)
    published(first)
    newest = published(first, 2)
    other = published(second)
    published(hidden)

    assert overview.published_reports(None) == [other, newest]
    assert overview.newest_report(first) == newest
    assert overview.newest_report(running(Stage.CLOSED)) is None
