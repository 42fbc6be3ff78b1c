"""Laws of the tally: shares add up, bars lie right, and what is withheld cannot be computed back."""

from collections import Counter
from dataclasses import replace
from itertools import pairwise

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from principles.disclosure import FEWEST
from principles.states import Choice
from principles.tally import (
    COLUMNS,
    GroupVotes,
    Tally,
    tally_from,
    whole_percents,
)

CODES = st.sampled_from([choice.value for choice in COLUMNS])
BALLOTS = st.lists(CODES, max_size=12)
OF_ONE_MIND = st.builds(lambda code, people: [code] * people, CODES, st.integers(5, 12))


def group_of(
    organisations: list[str], individuals: list[str], code: str = "a", joined: int = 0
) -> GroupVotes:
    return GroupVotes(
        code=code,
        label=code.title(),
        organisations=Counter(organisations),
        individuals=Counter(individuals),
        organisations_joined=len(organisations) + joined,
        individuals_joined=len(individuals) + joined,
    )


GROUPS = st.lists(st.tuples(BALLOTS, BALLOTS), min_size=1, max_size=6).map(
    lambda ballots: [
        group_of(organisations, individuals, f"group-{n}")
        for n, (organisations, individuals) in enumerate(ballots)
    ]
)


def tally(*groups: GroupVotes, allows_block: bool = True) -> Tally:
    return tally_from(groups, allows_block=allows_block)


def counts(groups: Tally, row: int = 0) -> dict[str, int]:
    return {each.code: each.count for each in groups.rows[row].counts if each.count}


# --- Shares and bars ------------------------------------------------------------------------------


@given(st.lists(st.integers(1, 500), min_size=1, max_size=5))
def test_shares_add_up_to_a_hundred_and_are_off_by_less_than_one(votes: list[int]) -> None:
    percents, lifted = whole_percents(votes), sum(100 * vote < sum(votes) for vote in votes)
    assert sum(percents) == 100
    assert all(
        abs(percent - 100 * vote / sum(votes)) < 1 + lifted * (vote == max(votes))
        for percent, vote in zip(percents, votes, strict=True)
    )


@given(st.lists(st.integers(0, 5000), min_size=2, max_size=7).filter(any))
def test_only_all_are_a_hundred_percent_and_only_none_are_zero(votes: list[int]) -> None:
    for percent, vote in zip(whole_percents(votes), votes, strict=True):
        assert (percent == 100) == (vote == sum(votes))
        assert (percent == 0) == (vote == 0)


@given(GROUPS)
def test_every_row_with_votes_shows_a_hundred_percent(groups: list[GroupVotes]) -> None:
    for row in tally(*groups).rows:
        assert sum(each.share_percent for each in row.segments) == (100 if row.total else 0)


@given(GROUPS, st.booleans())
def test_bars_join_up_stay_in_their_box_and_turn_on_the_axis(
    groups: list[GroupVotes], one_scale: bool
) -> None:
    laid_out = tally_from(groups, allows_block=True, one_scale=one_scale)
    for row in laid_out.rows:
        for left, right in pairwise(row.segments):
            assert right.x == pytest.approx(left.x + left.width)
        for each in row.segments:
            assert each.x >= -1e-9
            assert each.x + each.width <= 100 + 1e-9
            if each.code == Choice.ABSTAIN:
                assert each.x + each.width / 2 == pytest.approx(laid_out.axis)
            elif each.code in {Choice.SUPPORT, Choice.ACCEPT}:
                assert each.x >= (laid_out.axis or 0) - 1e-9
            else:
                assert each.x + each.width <= (laid_out.axis or 100) + 1e-9


def test_bar_is_drawn_from_against_to_for() -> None:
    row = tally(group_of([code.value for code in COLUMNS], [])).rows[0]
    assert [each.code for each in row.segments] == [
        "block",
        "oppose",
        "abstain",
        "accept",
        "support",
    ]
    assert [each.code for each in row.counts] == [
        "support",
        "accept",
        "abstain",
        "oppose",
        "block",
    ]


def test_one_scale_puts_the_axis_of_every_tally_in_the_middle() -> None:
    for_it = tally_from([group_of(["support"], [])], allows_block=True, one_scale=True)
    against = tally_from([group_of(["block"], [])], allows_block=True, one_scale=True)
    assert for_it.axis == against.axis == 50
    assert for_it.rows[0].segments[0].x == 50
    assert against.rows[0].segments[0].x == 0


def test_table_without_votes_has_no_axis() -> None:
    laid_out = tally(group_of([], []))
    assert laid_out.axis is None
    assert laid_out.is_empty
    assert laid_out.caption == "No votes to show yet."


def test_block_has_no_column_where_the_rules_have_none() -> None:
    laid_out = tally(group_of(["support"], []), allows_block=False)
    assert [column.code for column in laid_out.choices] == [
        "support",
        "accept",
        "abstain",
        "oppose",
    ]


def test_block_cast_before_the_rules_changed_is_still_shown() -> None:
    laid_out = tally(group_of(["block"], []), allows_block=False)
    assert counts(laid_out) == {"block": 1}


# --- Denominators ---------------------------------------------------------------------------------


def test_group_stands_against_its_own_members() -> None:
    small = group_of(["support"], [], "small", joined=1)
    large = group_of(["oppose"] * 20, [], "large", joined=10)
    laid_out = tally(small, large)
    assert [(row.total, row.members) for row in laid_out.groups] == [(1, 3), (20, 40)]
    assert [(row.total, row.members) for row in laid_out.rows if row.is_sum] == [(21, 43)]


def test_caption_says_in_how_many_groups_more_than_half_agree() -> None:
    agreeing = group_of(["support", "accept", "oppose"], [], "one")
    split = group_of(["support", "oppose"], [], "two")
    silent = group_of([], [], "three")
    assert tally(agreeing, split, silent).caption == (
        "In 1 of the 2 groups shown that voted, more than half support or accept these words. "
        "5 votes; the bars show shares within each group."
    )


def test_single_group_needs_no_sum() -> None:
    laid_out = tally(group_of(["support"], [], "one"), group_of([], [], "two"))
    assert [row.is_sum for row in laid_out.rows] == [False, False]


def test_votes_on_earlier_words_are_announced() -> None:
    assert tally_from([], allows_block=True).awaiting_sentence == ""
    assert tally_from([], allows_block=True, awaiting=1).awaiting_sentence == (
        "1 vote was cast on earlier words: it counts again once it is confirmed."
    )


# --- Invariant 14, abuse 53: small cells of individuals -------------------------------------------


@pytest.mark.parametrize("voters", range(1, FEWEST))
def test_one_to_four_individuals_are_withheld_abuse_53(voters: int) -> None:
    laid_out = tally(group_of([], ["oppose"] * voters))
    (row,) = laid_out.rows
    assert row.suppressed
    assert row.total == 0
    assert row.segments == ()
    assert counts(laid_out) == {}
    assert laid_out.withheld == ("A",)
    assert laid_out.withheld_sentence == (
        "Fewer than 5 individuals voted, or all voted alike, in: A. Their votes are counted in the "
        "decision and not shown."
    )


def test_groups_withheld_are_named_with_the_comma_of_the_language() -> None:
    small = group_of([], ["oppose"])
    laid_out = tally(small, replace(small, code="b", label="B"))
    assert " A, B." in laid_out.withheld_sentence
    with translation.override("ar"):
        assert " A، B." in laid_out.withheld_sentence


@pytest.mark.parametrize("choice", ["support", "oppose", "abstain"])
def test_individuals_of_one_mind_are_withheld_abuse_54(choice: str) -> None:
    alike = group_of(["support"], [choice] * 9)
    laid_out = tally(alike)
    (row,) = laid_out.rows
    assert (row.label, row.total, counts(laid_out)) == ("A: organisations", 1, {"support": 1})
    assert laid_out.withheld == ("A",)
    assert tally(replace(alike, organisations={})).rows[0].suppressed


def test_five_individuals_who_differ_are_shown() -> None:
    laid_out = tally(group_of([], ["oppose"] * 4 + ["support"]))
    assert counts(laid_out) == {"oppose": 4, "support": 1}
    assert laid_out.withheld == ()
    assert laid_out.withheld_sentence == ""


def test_organisations_are_shown_where_individuals_are_withheld() -> None:
    laid_out = tally(group_of(["support", "accept"], ["block"]))
    (row,) = laid_out.rows
    assert (row.label, row.total, row.members) == ("A: organisations", 2, 2)
    assert counts(laid_out) == {"support": 1, "accept": 1}


@given(GROUPS, st.data())
def test_what_is_withheld_leaves_no_trace_invariant_14(
    groups: list[GroupVotes], data: st.DataObject
) -> None:
    """Whatever the withheld individuals voted, and however few they were, the page is the same:
    nothing can be computed back from it, by subtraction or otherwise."""
    others = [
        replace(
            group,
            individuals=Counter(data.draw(st.lists(CODES, min_size=1, max_size=4) | OF_ONE_MIND)),
            individuals_joined=group.individuals_joined + data.draw(st.integers(0, 3)),
        )
        if group.individuals_withheld
        else group
        for group in groups
    ]
    assert tally(*others) == tally(*groups)
    assert [group.shown for group in others] == [group.shown for group in groups]


@given(GROUPS)
def test_sum_is_of_what_is_shown_and_of_nothing_else(groups: list[GroupVotes]) -> None:
    laid_out = tally(*groups)
    for total in (row for row in laid_out.rows if row.is_sum):
        for position, count in enumerate(total.counts):
            assert count.count == sum(row.counts[position].count for row in laid_out.groups)
        assert total.total == laid_out.total


@given(st.lists(st.tuples(st.booleans(), CODES), max_size=30), st.randoms())
def test_tally_does_not_depend_on_the_order_of_votes(
    votes: list[tuple[bool, str]], random: object
) -> None:
    def of(ballots: list[tuple[bool, str]]) -> Tally:
        return tally(
            group_of(
                [code for collective, code in ballots if collective],
                [code for collective, code in ballots if not collective],
            )
        )

    shuffled = votes[:]
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert of(shuffled) == of(votes)
