"""Tallies from the database: which votes count, against whom, and when nobody sees them."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from principles.models import Document, Participation, Principle, Vote, hash_text
from principles.queries.tallies import (
    groups_of,
    organisation_votes,
    results_hidden,
    tallies_of,
    tally_by_group,
    votes_by_group,
)
from principles.states import ResultsShown, Stage
from principles.tally import Tally, TallyRow
from tests.factories.accounts import GroupFactory, MembershipFactory, group
from tests.factories.comments import cast_by, organisation_vote, votes
from tests.factories.principles import (
    ParticipationFactory,
    open_document,
    principle_of,
    text_of,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def document() -> Document:
    return open_document(Stage.VOTE)


@pytest.fixture
def principle(document: Document) -> Principle:
    return principle_of(document)


def tally(principle: Principle) -> Tally:
    fresh = Principle.objects.select_related("document").get(pk=principle.pk)
    return tally_by_group(fresh, text_of(principle).hash)


def row_of(shown: Tally, code: str) -> TallyRow:
    return next(row for row in shown.rows if row.code == code)


def counts(row: TallyRow) -> dict[str, int]:
    return {each.code: each.count for each in row.counts if each.count}


def queries(function: Callable[[], object]) -> int:
    with CaptureQueriesContext(connection) as captured:
        function()
    return len(captured)


def test_votes_are_counted_by_group_organisations_and_individuals_together(
    principle: Principle,
) -> None:
    votes(principle, "civil-society", "support", 6)
    votes(principle, "civil-society", "oppose", 1)
    organisation_vote(principle, "civil-society", "accept")
    organisation_vote(principle, "academia", "block", reason="It binds nobody.")
    shown = tally(principle)
    assert counts(row_of(shown, "civil-society")) == {"support": 6, "oppose": 1, "accept": 1}
    assert counts(row_of(shown, "academia")) == {"block": 1}
    assert counts(row_of(shown, "")) == {"support": 6, "oppose": 1, "accept": 1, "block": 1}
    assert shown.total == 9


def test_groups_come_in_their_order_the_silent_ones_too(principle: Principle) -> None:
    GroupFactory.create(code="late", position=90)
    GroupFactory.create(code="closed", position=80, is_active=False)
    assert [row.code for row in tally(principle).groups] == [
        "governments",
        "private-sector",
        "civil-society",
        "technical-community",
        "academia",
        "intergovernmental",
        "late",
    ]


def test_group_that_can_no_longer_be_chosen_keeps_its_votes_invariant_11(
    principle: Principle,
) -> None:
    organisation_vote(principle, "academia", "support")
    closed = group("academia")
    closed.is_active = False
    closed.save()
    assert counts(row_of(tally(principle), "academia")) == {"support": 1}


def test_denominator_is_who_joined_from_the_group(document: Document, principle: Principle) -> None:
    votes(principle, "academia", "support", 4)
    votes(principle, "academia", "accept", 1)
    for _ in range(3):
        ParticipationFactory.create(
            document=document, membership=MembershipFactory.create(group=group("academia"))
        )
    row = row_of(tally(principle), "academia")
    assert (row.total, row.members) == (5, 8)


def test_organisation_with_two_representatives_is_one_member(principle: Principle) -> None:
    vote = organisation_vote(principle, "academia", "support")
    membership = vote.participation.membership
    assert membership is not None
    other = MembershipFactory.create(
        group=None, organisation=vote.organisation, role="representative"
    )
    ParticipationFactory.create(document=principle.document, membership=other)
    row = row_of(tally(principle), "academia")
    assert (row.total, row.members) == (1, 1)


def test_more_never_voted_than_joined_even_after_some_left(principle: Principle) -> None:
    votes(principle, "academia", "support", 4)
    votes(principle, "academia", "accept", 1)
    Participation.objects.update(left_at=timezone.now())
    row = row_of(tally(principle), "academia")
    assert (row.total, row.members) == (5, 5)


def test_few_individuals_are_withheld_and_named_by_group_abuse_53(principle: Principle) -> None:
    votes(principle, "academia", "oppose", 4)
    shown = tally(principle)
    row = row_of(shown, "academia")
    assert (row.suppressed, row.total, counts(row)) == (True, 0, {})
    assert shown.withheld == ("Academia",)
    assert not shown.is_empty


@pytest.mark.parametrize("choice", ["support", "abstain", "oppose"])
def test_individuals_of_one_mind_are_withheld_abuse_54(principle: Principle, choice: str) -> None:
    votes(principle, "academia", choice, 8)
    shown = tally(principle)
    row = row_of(shown, "academia")
    assert (row.suppressed, row.total, counts(row)) == (True, 0, {})
    assert shown.withheld == ("Academia",)


def test_withheld_votes_make_no_difference_to_anything_shown_invariant_14(
    principle: Principle,
) -> None:
    votes(principle, "governments", "support", 6)
    votes(principle, "governments", "accept", 1)
    organisation_vote(principle, "academia", "accept")
    first, *others = votes(principle, "academia", "oppose", 3)
    before = tally(principle)
    Vote.objects.filter(pk=first.pk).update(choice="support")
    Vote.objects.filter(pk__in=[each.pk for each in others]).update(choice="abstain")
    assert tally(principle) == before


def test_votes_on_earlier_words_await_confirmation_invariant_10(principle: Principle) -> None:
    cast = votes(principle, "academia", "support", 6)
    stale = [vote.pk for vote in cast[:2]]
    Vote.objects.filter(pk__in=stale).update(text_hash=hash_text("Older", "words"))
    shown = tally(principle)
    assert shown.awaiting == 2
    assert shown.total == 0
    assert shown.withheld == ("Academia",)


def test_votes_of_another_principle_are_not_counted(
    document: Document, principle: Principle
) -> None:
    votes(principle_of(document, 2), "academia", "support", 5)
    assert tally(principle).is_empty


# --- Invariant 14: when results are shown ---------------------------------------------------------


@pytest.mark.parametrize("stage", Stage)
def test_results_kept_until_the_close_leave_by_no_door_before_it_invariant_14(
    document: Document, principle: Principle, stage: Stage
) -> None:
    votes(principle, "academia", "support", 5)
    votes(principle, "academia", "accept", 1)
    organisation_vote(principle, "academia", "oppose")
    Document.objects.update(stage=stage, results_shown=ResultsShown.CLOSED)
    document.refresh_from_db()
    shown = tally(principle)
    fresh = Principle.objects.select_related("document").get(pk=principle.pk)
    listed = organisation_votes(fresh, text_of(principle).hash)
    if stage in {Stage.CLOSED, Stage.CONCLUDED}:
        assert shown.hidden == results_hidden(document) == ""
        assert shown.total == 7
        assert len(listed) == 1
        assert len(votes_by_group(document)) == 3
    else:
        assert shown == Tally(hidden=results_hidden(document))
        assert shown.hidden
        assert set(tallies_of(document).values()) == {shown}
        assert listed == []
        assert votes_by_group(document) == {}


@pytest.mark.parametrize("stage", Stage)
def test_live_results_are_shown_at_every_stage(document: Document, stage: Stage) -> None:
    document.stage = stage
    assert results_hidden(document) == ""


# --- All principles at once -----------------------------------------------------------------------


def test_tallies_of_a_document_are_those_of_its_principles(document: Document) -> None:
    for key, choice in ((1, "support"), (2, "oppose")):
        votes(principle_of(document, key), "academia", choice, 5)
        votes(principle_of(document, key), "academia", "accept", 1)
    organisation_vote(principle_of(document, 2), "governments", "abstain")
    Vote.objects.filter(organisation__isnull=False).update(text_hash=hash_text("Older", "words"))
    all_of_them = tallies_of(document)
    assert list(all_of_them) == [principle_of(document, key).pk for key in (1, 2, 3)]
    for principle_id, shown in all_of_them.items():
        alone = tally(Principle.objects.get(pk=principle_id))
        assert [counts(row) for row in shown.rows] == [counts(row) for row in alone.rows]
        assert (shown.total, shown.awaiting) == (alone.total, alone.awaiting)
        assert shown.axis in {50, None}


def test_votes_by_group_of_a_document_withhold_too(document: Document) -> None:
    principle = principle_of(document)
    votes(principle, "academia", "support", 4)
    organisation_vote(principle, "academia", "accept")
    academia = next(
        each for each in votes_by_group(document)[principle.pk] if each.code == "academia"
    )
    assert academia.shown == {"accept": 1}
    assert academia.individuals_withheld


def test_tallies_ask_the_same_queries_for_one_vote_as_for_many(
    document: Document, principle: Principle
) -> None:
    fresh = Principle.objects.select_related("document").get(pk=principle.pk)
    text_hash = text_of(principle).hash

    def asked() -> list[int]:
        return [
            queries(lambda: tally_by_group(fresh, text_hash)),
            queries(lambda: tally_by_group(fresh, text_hash, groups_of(document))),
            queries(lambda: tallies_of(document)),
            queries(lambda: votes_by_group(document)),
            queries(lambda: organisation_votes(fresh, text_hash)),
        ]

    organisation_vote(principle, "academia", "accept")
    once = asked()
    for code in ("academia", "governments", "civil-society"):
        votes(principle, code, "support", 4)
        votes(principle, code, "accept", 1)
        votes(principle_of(document, 2), code, "oppose", 5)
        organisation_vote(principle, code, "oppose")
    assert asked() == once == [2, 2, 3, 3, 1]


# --- Organisations by name ------------------------------------------------------------------------


def test_votes_of_organisations_are_listed_by_group_and_name(principle: Principle) -> None:
    organisation_vote(principle, "academia", "support", "Zeta Institute")
    organisation_vote(principle, "academia", "block", "Alpha School", reason="It binds nobody.")
    organisation_vote(principle, "governments", "abstain", "Ministry of Works")
    votes(principle, "academia", "support", 5)
    votes(principle, "academia", "accept", 1)
    fresh = Principle.objects.select_related("document").get(pk=principle.pk)
    listed = organisation_votes(fresh, text_of(principle).hash)
    assert [(each.organisation, each.choice, each.reason) for each in listed] == [
        ("Ministry of Works", "abstain", ""),
        ("Alpha School", "block", "It binds nobody."),
        ("Zeta Institute", "support", ""),
    ]
    assert [each.is_current for each in listed] == [True, True, True]


def test_vote_of_an_organisation_says_on_which_version_it_was_cast(principle: Principle) -> None:
    organisation_vote(principle, "academia", "support", text_hash=hash_text("Older", "words"))
    fresh = Principle.objects.select_related("document").get(pk=principle.pk)
    (vote,) = organisation_votes(fresh, text_of(principle).hash)
    assert (vote.version, vote.is_current) == (1, False)


def test_individual_who_speaks_now_for_an_organisation_is_not_listed(
    principle: Principle,
) -> None:
    voice = ParticipationFactory.create(document=principle.document)
    cast_by(voice, principle, "oppose")
    fresh = Principle.objects.select_related("document").get(pk=principle.pk)
    assert organisation_votes(fresh, text_of(principle).hash) == []
