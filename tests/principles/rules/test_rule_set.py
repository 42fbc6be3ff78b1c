"""Rule sets and counts are checked when made and when read, and survive being stored."""

import json
from dataclasses import FrozenInstanceError, replace
from datetime import datetime, timedelta, timezone
from fractions import Fraction
from typing import Any, cast

import pytest
from hypothesis import given

from principles.rules import (
    CUSTOM,
    EVERY_GROUP,
    PRESET_EXPLANATIONS,
    PRESET_LABELS,
    PRESETS,
    BadInputs,
    BadRules,
    GroupCount,
    Inputs,
    RuleSet,
    evaluate,
    label_of,
)
from principles.rules.rule_set import PRESET_CODES
from tests.principles.rules.strategies import group, inputs, rule_sets

TWO_THIRDS = {
    "preset": "two_thirds_each_group",
    "threshold": "2/3",
    "strict": False,
    "scope": "groups",
    "groups_needed": None,
    "veto_groups": [],
    "abstentions_count": False,
    "blocks_stop": False,
    "quorum_votes": 0,
    "quorum_members": 3,
    "silence_hours": 0,
}


@given(rule_sets())
def test_rule_set_survives_being_stored(rules: RuleSet) -> None:
    assert RuleSet.from_json(json.loads(json.dumps(rules.as_json()))) == rules


@given(inputs())
def test_counts_survive_being_stored(given_counts: Inputs) -> None:
    assert Inputs.from_json(json.loads(json.dumps(given_counts.as_json()))) == given_counts


@given(rule_sets(), inputs())
def test_stored_evaluation_gives_the_same_again(rules: RuleSet, given_counts: Inputs) -> None:
    first = evaluate(rules, given_counts)
    stored = json.loads(json.dumps(first.as_json()))
    again = evaluate(RuleSet.from_json(stored["rules"]), Inputs.from_json(stored["inputs"]))
    assert again == first
    assert json.loads(json.dumps(again.as_json())) == stored


def test_rule_set_is_stored_as_this() -> None:
    assert json.dumps(PRESETS["two_thirds_each_group"].as_json()) == json.dumps(TWO_THIRDS)


def test_rule_set_has_one_form_whatever_order_it_came_in() -> None:
    shuffled = dict(reversed(TWO_THIRDS.items())) | {"threshold": "4/6", "veto_groups": ["b", "a"]}
    ordered = TWO_THIRDS | {"veto_groups": ["a", "b"]}
    assert RuleSet.from_json(shuffled) == RuleSet.from_json(ordered)
    assert json.dumps(RuleSet.from_json(shuffled).as_json()) == json.dumps(ordered)


@pytest.mark.parametrize(
    ("change", "field", "code"),
    [
        ({"preset": "majority"}, "preset", "unknown"),
        ({"preset": None}, "preset", "wrong_type"),
        ({"scope": "all"}, "scope", "unknown"),
        ({"threshold": 0.5}, "threshold", "wrong_type"),
        ({"threshold": "0.5"}, "threshold", "wrong_type"),
        ({"threshold": "-1/2"}, "threshold", "wrong_type"),
        ({"threshold": "١/٢"}, "threshold", "wrong_type"),
        ({"threshold": "1/" + 7 * "9"}, "threshold", "wrong_type"),
        ({"threshold": "1/0"}, "threshold", "out_of_range"),
        ({"threshold": "0/1"}, "threshold", "out_of_range"),
        ({"threshold": "3/2"}, "threshold", "out_of_range"),
        ({"threshold": "1/1", "strict": True}, "threshold", "unreachable"),
        ({"strict": 1}, "strict", "wrong_type"),
        ({"groups_needed": 0}, "groups_needed", "out_of_range"),
        ({"groups_needed": "2"}, "groups_needed", "wrong_type"),
        ({"groups_needed": 2, "scope": "overall"}, "groups_needed", "not_with_overall"),
        ({"groups_needed": 2, "silence_hours": 72}, "groups_needed", "not_with_silence"),
        ({"veto_groups": "a"}, "veto_groups", "wrong_type"),
        ({"veto_groups": ["a", 1]}, "veto_groups", "wrong_type"),
        ({"veto_groups": ["a", "a"]}, "veto_groups", "duplicate"),
        ({"veto_groups": ["a"], "silence_hours": 72}, "veto_groups", "not_with_silence"),
        ({"quorum_votes": -1}, "quorum_votes", "out_of_range"),
        ({"quorum_votes": True}, "quorum_votes", "wrong_type"),
        ({"quorum_votes": 5, "silence_hours": 72}, "quorum_votes", "not_with_silence"),
        ({"quorum_members": -1}, "quorum_members", "out_of_range"),
        ({"quorum_members": 2.0}, "quorum_members", "wrong_type"),
        ({"silence_hours": -72}, "silence_hours", "out_of_range"),
        ({"silence_hours": 10**9}, "silence_hours", "out_of_range"),
        ({"quorum": 3}, "quorum", "unknown"),
    ],
)
def test_bad_rule_is_refused_by_field_and_code(
    change: dict[str, object], field: str, code: str
) -> None:
    with pytest.raises(BadRules) as refused:
        RuleSet.from_json(TWO_THIRDS | change)
    assert (refused.value.field, refused.value.code) == (field, code)


@pytest.mark.parametrize("field", TWO_THIRDS)
def test_rule_without_one_of_its_fields_is_refused(field: str) -> None:
    with pytest.raises(BadRules) as refused:
        RuleSet.from_json({name: value for name, value in TWO_THIRDS.items() if name != field})
    assert (refused.value.field, refused.value.code) == (field, "missing")


@pytest.mark.parametrize("data", [None, [], "simple_majority", 3])
def test_what_is_no_object_is_refused(data: object) -> None:
    with pytest.raises(BadRules):
        RuleSet.from_json(data)
    with pytest.raises(BadInputs):
        Inputs.from_json(data)


def test_rule_made_in_code_is_held_to_the_same() -> None:
    with pytest.raises(BadRules, match="threshold: wrong_type"):
        RuleSet(threshold=cast("Fraction", 0.5))
    with pytest.raises(BadRules, match="threshold: out_of_range"):
        replace(PRESETS["simple_majority"], threshold=Fraction(2))
    with pytest.raises(FrozenInstanceError):
        cast("Any", PRESETS["silence"]).silence_hours = 1


@pytest.mark.parametrize(
    ("change", "field", "code"),
    [
        ({"oppose": -1}, "groups.1.oppose", "out_of_range"),
        ({"oppose": 1.0}, "groups.1.oppose", "wrong_type"),
        ({"label": 1}, "groups.1.label", "wrong_type"),
        ({"withheld": 0}, "groups.1.withheld", "wrong_type"),
        ({"votes": 1}, "groups.1.votes", "unknown"),
        ({"code": "a"}, "groups", "duplicate"),
    ],
)
def test_bad_counts_are_refused_by_field_and_code(
    change: dict[str, object], field: str, code: str
) -> None:
    stored: dict[str, Any] = Inputs(groups=(group("a", 1), group("b", 2))).as_json()
    stored["groups"][1] |= change
    with pytest.raises(BadInputs) as refused:
        Inputs.from_json(stored)
    assert (refused.value.field, refused.value.code) == (field, code)


@pytest.mark.parametrize("moment", ["soon", 3, "2026-01-01T00:00:00"])
def test_time_that_is_none_or_of_no_zone_is_refused(moment: object) -> None:
    with pytest.raises(BadInputs) as refused:
        Inputs.from_json({"groups": [], "silence_until": None, "now": moment})
    assert (refused.value.field, refused.value.code) == ("now", "wrong_type")


def test_counts_below_nothing_are_refused() -> None:
    with pytest.raises(BadInputs, match="members: out_of_range"):
        GroupCount(code="a", label="A", members=-1)


def test_time_is_kept_in_utc() -> None:
    moment = datetime(2026, 3, 1, 12, tzinfo=timezone(timedelta(hours=2)))
    assert Inputs(now=moment).as_json()["now"] == "2026-03-01T10:00:00+00:00"


# --- Presets --------------------------------------------------------------------------------------


def test_every_preset_is_itself_and_has_a_label_and_an_explanation() -> None:
    assert tuple(PRESETS) == PRESET_CODES
    assert {code: rules.preset for code, rules in PRESETS.items()} == {
        code: code for code in PRESET_CODES
    }
    assert set(PRESET_LABELS) == set(PRESET_EXPLANATIONS) == {*PRESET_CODES, CUSTOM}


def test_preset_keeps_its_name_until_it_is_changed() -> None:
    rules = PRESETS["two_thirds_each_group"]
    assert label_of(rules) == "Two thirds in every group"
    assert label_of(replace(rules, quorum_members=1)) == "A rule of its own"
    assert label_of(RuleSet(veto_groups=(EVERY_GROUP,))) == "A rule of its own"
