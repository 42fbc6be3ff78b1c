"""Laws of rules over votes, for whatever rule and whatever counts."""

import ast
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from random import Random

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from principles import rules as package
from principles.rules import GroupCount, Inputs, Outcome, RuleSet, evaluate
from tests.principles.rules.strategies import agreeing, counts, group, inputs, rule_sets

IN_FAVOUR = st.sampled_from(("support", "accept"))


def with_group(given_counts: Inputs, index: int, changed: GroupCount) -> Inputs:
    groups = list(given_counts.groups)
    groups[index] = changed
    return replace(given_counts, groups=tuple(groups))


def one_more(group: GroupCount, choice: str, by: int = 1) -> GroupCount:
    return replace(group, **{choice: getattr(group, choice) + by})


# --- More in favour -------------------------------------------------------------------------------


@given(rule_sets(), agreeing(), st.data(), IN_FAVOUR, st.booleans())
def test_vote_more_in_favour_never_undoes_what_passed(
    rules: RuleSet, before: Inputs, data: st.DataObject, choice: str, joins: bool
) -> None:
    """Unless it is the vote by which a group with a veto can be evaluated: see below."""
    index = data.draw(st.integers(0, len(before.groups) - 1))
    evaluation = evaluate(rules, before)
    assume(evaluation.outcome == Outcome.PASSED)
    chosen = before.groups[index]
    assume(not (rules.may_veto(chosen.code) and evaluation.groups[index].reached is None))
    changed = replace(one_more(chosen, choice), members=chosen.members + joins)
    assert evaluate(rules, with_group(before, index, changed)).outcome == Outcome.PASSED


def test_vote_in_favour_may_bring_a_veto_to_bear_by_making_its_group_large_enough() -> None:
    rules = RuleSet(veto_groups=("b",), quorum_members=3)
    assert evaluate(rules, counts(group("a", 9), group("b", 0, 2))).outcome == Outcome.PASSED
    assert evaluate(rules, counts(group("a", 9), group("b", 1, 2))).outcome == Outcome.NOT_PASSED


@given(rule_sets(), agreeing(), st.data(), IN_FAVOUR)
def test_change_of_mind_to_in_favour_never_undoes_what_passed(
    rules: RuleSet, before: Inputs, data: st.DataObject, choice: str
) -> None:
    """Without exception: as many vote as before."""
    moves = [
        (index, name)
        for index, each in enumerate(before.groups)
        for name in ("abstain", "oppose", "block")
        if getattr(each, name)
    ]
    assume(moves)
    assume(evaluate(rules, before).outcome == Outcome.PASSED)
    index, old_choice = data.draw(st.sampled_from(moves))
    changed = one_more(one_more(before.groups[index], old_choice, by=-1), choice)
    assert evaluate(rules, with_group(before, index, changed)).outcome == Outcome.PASSED


@given(rule_sets(), inputs(), st.data())
def test_vote_more_against_never_makes_anything_pass_where_quorums_are_met(
    rules: RuleSet, before: Inputs, data: st.DataObject
) -> None:
    assume(before.groups)
    index = data.draw(st.integers(0, len(before.groups) - 1))
    assume(before.voted >= max(1, rules.quorum_votes))
    assume(evaluate(rules, before).groups[index].reached is not None)
    assume(evaluate(rules, before).outcome != Outcome.PASSED)
    changed = one_more(before.groups[index], "oppose")
    assert evaluate(rules, with_group(before, index, changed)).outcome != Outcome.PASSED


# --- Too few --------------------------------------------------------------------------------------


@given(rule_sets(with_silence=False), agreeing())
def test_group_that_cannot_be_evaluated_never_helps_in_groups(
    rules: RuleSet, given_counts: Inputs
) -> None:
    """Where groups decide, what passed passes without the votes of groups that are too small."""
    rules = replace(rules, scope="groups", quorum_votes=0)
    evaluation = evaluate(rules, given_counts)
    assume(evaluation.outcome == Outcome.PASSED)
    emptied = tuple(
        GroupCount(each.code, each.label, members=each.members) if verdict.reached is None else each
        for each, verdict in zip(given_counts.groups, evaluation.groups, strict=True)
    )
    assert evaluate(rules, replace(given_counts, groups=emptied)).outcome == Outcome.PASSED


@given(rule_sets(), inputs())
def test_group_below_its_quorum_has_no_verdict(rules: RuleSet, given_counts: Inputs) -> None:
    for each, verdict in zip(
        given_counts.groups, evaluate(rules, given_counts).groups, strict=True
    ):
        sides = each.voted if rules.abstentions_count else each.in_favour + each.against
        assert (verdict.reached is None) == (each.voted < rules.quorum_members or not sides)
        assert (verdict.share is None) == (verdict.reached is None)


@given(rule_sets(with_silence=False), agreeing())
def test_what_passed_has_every_threshold_reached(rules: RuleSet, given_counts: Inputs) -> None:
    """Counted again in whole numbers, without a division."""
    evaluation = evaluate(rules, given_counts)
    assume(evaluation.outcome == Outcome.PASSED)
    assert given_counts.voted >= rules.quorum_votes

    def reaches(in_favour: int, counted: int) -> bool:
        left = in_favour * rules.threshold.denominator
        right = counted * rules.threshold.numerator
        return counted > 0 and (left > right if rules.strict else left >= right)

    counted = [
        each.voted - (0 if rules.abstentions_count else each.abstain)
        for each in given_counts.groups
    ]
    in_favour = [each.support + each.accept for each in given_counts.groups]
    if rules.scope != "groups":
        assert reaches(sum(in_favour), sum(counted))
    if rules.scope != "overall":
        reached = sum(
            reaches(*sides) and each.voted >= rules.quorum_members
            for each, *sides in zip(given_counts.groups, in_favour, counted, strict=True)
        )
        assert reached >= (rules.groups_needed or len(given_counts.groups)) > 0
    if rules.blocks_stop:
        assert not any(each.block for each in given_counts.groups)


@given(rule_sets(with_silence=False), inputs(), st.data())
def test_more_votes_of_small_groups_never_turn_what_groups_refused(
    rules: RuleSet, given_counts: Inputs, data: st.DataObject
) -> None:
    """Refused in groups is refused for good: groups that were not evaluable could not save it."""
    rules = replace(rules, scope="groups", quorum_votes=0, veto_groups=(), blocks_stop=False)
    evaluation = evaluate(rules, given_counts)
    assume(evaluation.outcome == Outcome.NOT_PASSED)
    more = tuple(
        one_more(each, "support", by=data.draw(st.integers(0, 9)))
        if verdict.reached is None
        else each
        for each, verdict in zip(given_counts.groups, evaluation.groups, strict=True)
    )
    assert evaluate(rules, replace(given_counts, groups=more)).outcome == Outcome.NOT_PASSED


# --- Order and exactness --------------------------------------------------------------------------


@given(rule_sets(), inputs(), st.randoms(use_true_random=False))
def test_order_of_groups_is_irrelevant(
    rules: RuleSet, given_counts: Inputs, random: Random
) -> None:
    shuffled = list(given_counts.groups)
    random.shuffle(shuffled)
    one = evaluate(rules, given_counts)
    other = evaluate(rules, replace(given_counts, groups=tuple(shuffled)))
    assert (other.outcome, other.sentence) == (one.outcome, one.sentence)
    assert (other.overall_share, other.least_share) == (one.overall_share, one.least_share)
    assert other.geometric_mean == one.geometric_mean
    assert {each.code: each for each in other.groups} == {each.code: each for each in one.groups}


@given(rule_sets(), inputs())
def test_shares_are_fractions(rules: RuleSet, given_counts: Inputs) -> None:
    evaluation = evaluate(rules, given_counts)
    shares = [evaluation.overall_share, evaluation.least_share]
    shares += [each.share for each in evaluation.groups]
    assert {type(share) for share in shares} <= {Fraction, type(None)}
    if evaluation.geometric_mean is not None and evaluation.least_share is not None:
        assert evaluation.geometric_mean >= float(evaluation.least_share) * (1 - 1e-12)


@pytest.mark.parametrize("module", ["rule_set", "inputs", "verdicts", "sentence", "wording"])
def test_nothing_that_decides_or_speaks_divides_or_knows_floats(module: str) -> None:
    source = Path(package.__path__[0], f"{module}.py").read_text(encoding="utf-8")
    nodes = list(ast.walk(ast.parse(source)))
    assert not [node for node in nodes if isinstance(node, ast.Div)]
    assert not [node for node in nodes if isinstance(node, ast.Name) and node.id == "float"]
    assert not [
        node for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, float)
    ]
