"""What passes, what does not, and what cannot be told."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from fractions import Fraction

import pytest

from principles.rules import (
    EVERY_GROUP,
    PRESETS,
    GroupCount,
    Inputs,
    Outcome,
    RuleSet,
    evaluate,
)
from tests.principles.rules.strategies import counts, group

PASSED, NOT_PASSED = Outcome.PASSED, Outcome.NOT_PASSED
NOT_EVALUABLE, PENDING = Outcome.NOT_EVALUABLE, Outcome.PENDING

MAJORITY = PRESETS["simple_majority"]
TWO_THIRDS_EACH = PRESETS["two_thirds_each_group"]
CONSENSUS = PRESETS["rough_consensus"]
SILENCE = PRESETS["silence"]
AT_LEAST_HALF = replace(MAJORITY, strict=False)
FIVE_GROUPS = replace(TWO_THIRDS_EACH, groups_needed=5)

END = datetime(2026, 3, 4, 12, tzinfo=UTC)
YES, NO, OPEN = (3, 0), (0, 3), (1, 1)


def outcome(rules: RuleSet, *groups: GroupCount) -> Outcome:
    return evaluate(rules, counts(*groups)).outcome


def groups_of(*votes: tuple[int, int]) -> list[GroupCount]:
    return [group(f"g{n}", *each) for n, each in enumerate(votes)]


# --- Thresholds -----------------------------------------------------------------------------------


def test_tie_is_no_majority_and_is_at_least_half() -> None:
    tie = group("a", 5, 5)
    assert outcome(MAJORITY, tie) == NOT_PASSED
    assert outcome(AT_LEAST_HALF, tie) == PASSED


def test_exactly_two_thirds_are_two_thirds_and_not_more() -> None:
    exactly = group("a", 4, 2)
    assert outcome(TWO_THIRDS_EACH, exactly) == PASSED
    assert outcome(replace(TWO_THIRDS_EACH, strict=True), exactly) == NOT_PASSED


@pytest.mark.parametrize(
    ("in_favour", "against", "expected"),
    [
        (10**18 + 1, 10**18, PASSED),
        (10**18, 10**18, NOT_PASSED),
        (10**18, 10**18 + 1, NOT_PASSED),
    ],
)
def test_one_vote_decides_where_floats_would_see_a_tie(
    in_favour: int, against: int, expected: Outcome
) -> None:
    assert in_favour / (in_favour + against) == 0.5
    assert outcome(MAJORITY, group("a", in_favour, against)) == expected


def test_third_of_three_thirds_is_exact() -> None:
    rules = RuleSet(threshold=Fraction(1, 3), strict=False)
    assert outcome(rules, group("a", 10**17, 2 * 10**17)) == PASSED
    assert outcome(rules, group("a", 10**17 - 1, 2 * 10**17 + 1)) == NOT_PASSED


def test_unanimity_can_be_asked_for() -> None:
    rules = RuleSet(threshold=Fraction(1), strict=False)
    assert outcome(rules, group("a", 9, 0, abstain=3)) == PASSED
    assert outcome(rules, group("a", 9, 1)) == NOT_PASSED


def test_who_can_live_with_it_is_in_favour_and_who_blocks_is_against() -> None:
    split = GroupCount(code="a", label="A", support=1, accept=2, oppose=1, block=1, members=5)
    assert evaluate(MAJORITY, counts(split)).overall_share == Fraction(3, 5)


# --- Abstentions ----------------------------------------------------------------------------------


def test_abstentions_weigh_only_where_they_count() -> None:
    most_abstain = group("a", 2, 1, abstain=5)
    assert outcome(MAJORITY, most_abstain) == PASSED
    assert outcome(replace(MAJORITY, abstentions_count=True), most_abstain) == NOT_PASSED


def test_all_abstain_is_not_evaluable_unless_abstentions_count() -> None:
    all_abstain = group("a", abstain=9)
    for rules in (MAJORITY, TWO_THIRDS_EACH, CONSENSUS, AT_LEAST_HALF):
        assert outcome(rules, all_abstain) == NOT_EVALUABLE
        assert outcome(replace(rules, abstentions_count=True), all_abstain) == NOT_PASSED


def test_abstentions_make_a_quorum() -> None:
    rules = replace(MAJORITY, quorum_votes=4)
    assert outcome(rules, group("a", 2, 1)) == NOT_EVALUABLE
    assert outcome(rules, group("a", 2, 1, abstain=1)) == PASSED
    assert outcome(TWO_THIRDS_EACH, group("a", 1, 0, abstain=2)) == PASSED


# --- Too few --------------------------------------------------------------------------------------


@pytest.mark.parametrize("rules", [MAJORITY, TWO_THIRDS_EACH, CONSENSUS, FIVE_GROUPS])
def test_nothing_passes_on_nothing(rules: RuleSet) -> None:
    nobody_joined = group("a")
    nobody_voted = replace(group("b"), members=12)
    assert outcome(rules) == NOT_EVALUABLE
    without_quorum = replace(rules, quorum_members=0, groups_needed=None)
    for one in (nobody_joined, nobody_voted):
        assert outcome(without_quorum, one) == NOT_EVALUABLE
        assert outcome(replace(rules, groups_needed=None), one) == NOT_EVALUABLE


def test_every_group_means_those_nobody_joined_as_well() -> None:
    agreeing = [group("a", 9), group("b", 9)]
    assert outcome(TWO_THIRDS_EACH, *agreeing) == PASSED
    assert outcome(TWO_THIRDS_EACH, *agreeing, group("c")) == NOT_EVALUABLE
    assert outcome(TWO_THIRDS_EACH, *agreeing, replace(group("c"), members=5)) == NOT_EVALUABLE
    assert outcome(TWO_THIRDS_EACH, *agreeing, group("c", 2)) == NOT_EVALUABLE


def test_votes_of_small_groups_count_overall() -> None:
    assert outcome(MAJORITY, group("a", 1), group("b", 2), group("c", 2, 2)) == PASSED


def test_missed_quorum_is_not_evaluable_whatever_was_voted() -> None:
    rules = replace(CONSENSUS, quorum_votes=10)
    assert outcome(rules, group("a", 9)) == NOT_EVALUABLE
    assert outcome(rules, group("a", 0, 9)) == NOT_EVALUABLE
    assert outcome(rules, group("a", 5), group("b", 5)) == PASSED


# --- N of M ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("votes", "expected"),
    [
        ((YES, YES, YES, YES, YES, NO), PASSED),
        ((YES, YES, YES, YES, YES, OPEN), PASSED),
        ((YES, YES, YES, YES, NO, OPEN), NOT_EVALUABLE),
        ((YES, YES, YES, OPEN, OPEN, OPEN), NOT_EVALUABLE),
        ((OPEN, OPEN, OPEN, OPEN, OPEN, OPEN), NOT_EVALUABLE),
        ((YES, YES, YES, NO, NO, OPEN), NOT_PASSED),
        ((YES, YES, YES, YES, NO, NO), NOT_PASSED),
        ((NO, NO, OPEN, OPEN, OPEN, OPEN), NOT_PASSED),
        ((YES, YES, YES, OPEN), NOT_PASSED),
    ],
)
def test_five_groups_needed(votes: tuple[tuple[int, int], ...], expected: Outcome) -> None:
    assert outcome(FIVE_GROUPS, *groups_of(*votes)) == expected


def test_group_below_the_threshold_decides_against_every_group_at_once() -> None:
    assert outcome(TWO_THIRDS_EACH, *groups_of(YES, NO, OPEN)) == NOT_PASSED


# --- Double majority ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("votes", "needed", "expected"),
    [
        (((9, 1), (2, 1)), 2, PASSED),
        # Overall 11 of 14, but one group is against.
        (((10, 1), (1, 2)), 2, NOT_PASSED),
        # Two of three groups, but overall 4 of 13.
        (((2, 1), (2, 1), (0, 7)), 2, NOT_PASSED),
        (((9, 1), (1, 1)), 2, NOT_EVALUABLE),
        # One group more could be reached, and overall it has failed already.
        (((3, 1), (0, 2), (0, 2)), 2, NOT_PASSED),
    ],
)
def test_double_majority_is_overall_and_in_groups(
    votes: tuple[tuple[int, int], ...], needed: int, expected: Outcome
) -> None:
    rules = RuleSet(scope="both", groups_needed=needed)
    assert outcome(rules, *groups_of(*votes)) == expected


# --- Vetoes and blocks ----------------------------------------------------------------------------


def test_majority_against_in_a_group_with_veto_stops_it() -> None:
    rules = replace(MAJORITY, veto_groups=("b",))
    many = group("a", 90)
    assert outcome(rules, many, group("b", 1, 2)) == NOT_PASSED
    assert outcome(rules, many, group("b", 2, 2)) == PASSED
    assert outcome(rules, many, group("c", 0, 9), group("b", 2, 1)) == PASSED


def test_group_of_one_vetoes_only_if_one_is_enough_to_be_evaluated() -> None:
    rules = replace(MAJORITY, veto_groups=("b",))
    groups = (group("a", 90), group("b", 0, 1))
    assert outcome(rules, *groups) == PASSED
    assert outcome(replace(rules, quorum_members=1), *groups) == NOT_PASSED


def test_abstentions_that_count_keep_a_group_from_a_majority_against() -> None:
    rules = replace(MAJORITY, veto_groups=("b",))
    groups = (group("a", 90), group("b", 1, 2, abstain=1))
    assert outcome(rules, *groups) == NOT_PASSED
    assert outcome(replace(rules, abstentions_count=True), *groups) == PASSED


def test_group_with_veto_that_is_not_there_stops_nothing() -> None:
    assert outcome(replace(MAJORITY, veto_groups=("z",)), group("a", 3)) == PASSED


def test_block_stops_until_it_is_cleared() -> None:
    blocked = replace(group("a", 8), block=1)
    cleared = replace(blocked, block=0, accept=1)
    rules = replace(MAJORITY, blocks_stop=True)
    assert outcome(rules, blocked) == NOT_PASSED
    assert outcome(rules, cleared) == PASSED
    assert outcome(MAJORITY, blocked) == PASSED


def test_block_stops_from_a_group_too_small_to_be_evaluated() -> None:
    lone = GroupCount(code="b", label="B", block=1, members=1)
    assert outcome(CONSENSUS, group("a", 90), lone) == NOT_PASSED


# --- Rough consensus ------------------------------------------------------------------------------


def test_rough_consensus_bears_opposition_that_is_no_majority_anywhere() -> None:
    assert outcome(CONSENSUS, group("a", 3, 2), group("b", 2, 2, abstain=7)) == PASSED


def test_rough_consensus_is_not_had_by_outvoting_a_group() -> None:
    assert outcome(CONSENSUS, group("a", 100), group("b", 2, 3)) == NOT_PASSED


def test_rough_consensus_needs_one_group_that_can_be_evaluated() -> None:
    assert outcome(CONSENSUS, group("a", 2), group("b", 2)) == NOT_EVALUABLE
    assert outcome(CONSENSUS, group("a", 3), group("b", 2)) == PASSED


def test_rough_consensus_is_not_had_against_many_groups_too_small_to_be_evaluated() -> None:
    small = [group(f"s{n}", 0, 2) for n in range(10)]
    assert outcome(CONSENSUS, group("a", 3), *small) == NOT_PASSED


# --- Silence --------------------------------------------------------------------------------------


def silence(now: datetime | None, *groups: GroupCount, until: datetime | None = END) -> Outcome:
    return evaluate(SILENCE, Inputs(groups=groups, silence_until=until, now=now)).outcome


def test_silence_runs_to_its_end_and_then_adopts() -> None:
    members = replace(group("a"), members=9)
    assert silence(END - timedelta(seconds=1), members) == PENDING
    assert silence(END, members) == PASSED
    assert silence(END + timedelta(days=1), members, group("b", 4, 0, abstain=2)) == PASSED


def test_silence_is_broken_at_once_by_an_objection() -> None:
    assert silence(END - timedelta(hours=70), group("a", 8, 1)) == NOT_PASSED
    assert silence(END, replace(group("a", 8), block=1)) == NOT_PASSED


def test_silence_that_has_not_begun_or_has_no_clock_adopts_nothing() -> None:
    members = replace(group("a"), members=9)
    assert silence(END, members, until=None) == PENDING
    assert silence(None, members) == PENDING


def test_silence_of_nobody_adopts_nothing() -> None:
    assert silence(END) == NOT_EVALUABLE
    assert silence(END, group("a"), group("b")) == NOT_EVALUABLE


# --- Shares ---------------------------------------------------------------------------------------


def test_shares_are_exact_and_cover_the_groups_that_could_be_evaluated() -> None:
    evaluation = evaluate(MAJORITY, counts(group("a", 1, 3), group("b", 4), group("c", 0, 2)))
    assert evaluation.overall_share == Fraction(5, 10)
    assert evaluation.least_share == Fraction(1, 4)
    assert evaluation.geometric_mean == 0.5
    assert [(each.share, each.reached) for each in evaluation.groups] == [
        (Fraction(1, 4), False),
        (Fraction(1), True),
        (None, None),
    ]


def test_shares_are_missing_where_there_is_nothing_to_share() -> None:
    evaluation = evaluate(MAJORITY, counts(group("a", 1), group("b", abstain=5)))
    assert (evaluation.least_share, evaluation.geometric_mean) == (None, None)
    assert evaluation.overall_share == 1
    assert evaluate(MAJORITY, counts(group("a"))).overall_share is None


def test_every_group_may_veto_by_a_star() -> None:
    rules = RuleSet(veto_groups=(EVERY_GROUP,))
    assert outcome(rules, group("a", 9), group("b", 0, 3)) == NOT_PASSED
