"""What is withheld counts, and cannot be computed back from what is published."""

import json
from dataclasses import replace

from hypothesis import assume, given
from hypothesis import strategies as st

from principles.rules import PRESETS, GroupCount, Inputs, Outcome, RuleSet, evaluate
from tests.principles.rules.strategies import (
    CODES,
    counts,
    group,
    group_counts,
    inputs,
    rule_sets,
)

MAJORITY = PRESETS["simple_majority"]


def withheld(code: str, in_favour: int = 0, against: int = 0) -> GroupCount:
    return replace(group(code, in_favour, against), withheld=True)


def published(rules: RuleSet, *groups: GroupCount) -> str:
    return json.dumps(evaluate(rules, counts(*groups)).public_json(), sort_keys=True)


@given(rule_sets(), inputs(), st.data())
def test_what_is_published_depends_on_what_is_shown_and_the_outcome_alone(
    rules: RuleSet, given_counts: Inputs, data: st.DataObject
) -> None:
    assume(given_counts.has_withheld)
    other_counts = replace(
        given_counts,
        groups=tuple(
            replace(data.draw(group_counts(each.code)), label=each.label, withheld=True)
            if each.withheld
            else each
            for each in given_counts.groups
        ),
    )
    one, other = evaluate(rules, given_counts), evaluate(rules, other_counts)
    assume(one.outcome == other.outcome)
    assert one.public_json() == other.public_json()


@given(rule_sets(), inputs())
def test_no_share_is_published_that_covers_what_is_withheld(
    rules: RuleSet, given_counts: Inputs
) -> None:
    evaluation = evaluate(rules, given_counts)
    public, stored = evaluation.public_json(), evaluation.as_json()
    if not given_counts.has_withheld:
        assert public == stored
        return
    assert {public["overall_share"], public["least_share"], public["geometric_mean"]} == {None}
    assert {name: public[name] for name in ("rules", "outcome", "sentence")} == {
        name: stored[name] for name in ("rules", "outcome", "sentence")
    }


def test_withheld_group_is_published_by_name_only() -> None:
    public = evaluate(MAJORITY, counts(group("a", 5, 2), withheld("b", 2, 1))).public_json()
    assert json.loads(json.dumps(public))["inputs"]["groups"][1] == {
        "code": "b",
        "label": "B",
        "withheld": True,
    }
    assert json.loads(json.dumps(public))["groups"][1] == {
        "code": "b",
        "label": "B",
        "why": "Its votes are counted in the decision and not shown.",
        "withheld": True,
    }


def test_withheld_votes_count_in_the_decision() -> None:
    tie = group("a", 5, 5)
    assert evaluate(MAJORITY, counts(tie, withheld("b", 1))).outcome == Outcome.PASSED
    assert evaluate(MAJORITY, counts(tie, withheld("b", 0, 1))).outcome == Outcome.NOT_PASSED
    vetoed = evaluate(
        replace(MAJORITY, veto_groups=("b",)), counts(group("a", 9), withheld("b", 0, 3))
    )
    assert vetoed.outcome == Outcome.NOT_PASSED


def test_a_lone_vote_shows_neither_as_block_nor_as_veto_nor_as_missing() -> None:
    rules = replace(PRESETS["rough_consensus"], quorum_members=1)
    against = group("a", 2, 5)
    blocks = GroupCount(code="b", label="B", block=1, members=1, withheld=True)
    assert (
        published(rules, against, blocks)
        == published(rules, against, withheld("b", 1))
        == published(rules, against, withheld("b"))
    )


@given(st.sampled_from(CODES), rule_sets())
def test_reasons_of_a_withheld_group_are_those_of_every_withheld_group(
    code: str, rules: RuleSet
) -> None:
    reasons = {
        evaluate(rules, counts(withheld(code, *votes))).groups[0].why
        for votes in ((0, 0), (1, 0), (0, 4), (3, 1))
    }
    assert reasons == {"Its votes are counted in the decision and not shown."}
