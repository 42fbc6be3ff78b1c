"""Every verdict and every rule reads as one sentence, with the numbers it rests on."""

import re
from dataclasses import replace
from datetime import UTC, datetime
from fractions import Fraction

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from principles.rules import (
    PRESET_EXPLANATIONS,
    PRESETS,
    GroupCount,
    Inputs,
    RuleSet,
    describe,
    evaluate,
)
from principles.rules.wording import share_in_words
from tests.principles.rules.strategies import counts, group, inputs, rule_sets

FIVE_OF_SIX = RuleSet(threshold=Fraction(2, 3), strict=False, scope="groups", groups_needed=5)
SIX = (
    GroupCount("academia", "academia", support=1, oppose=1, members=9),
    group("civil", 6, 1),
    group("government", 3, 1),
    group("industry", 4, 2),
    group("media", 2, 4),
    group("technical", 5),
)
LANGUAGES = st.sampled_from(("en", "ar"))
UNFORMATTED = re.compile(r"%\(|%s|%%|\{|\}|None|Fraction")


def sentence(rules: RuleSet, *groups: GroupCount) -> str:
    return evaluate(rules, counts(*groups)).sentence


def assert_is_one_sentence(text: str) -> None:
    assert len(re.findall(r"[.!?؟۔]", text)) == 1, text
    assert text[-1] in ".۔", text
    assert UNFORMATTED.search(text) is None, text
    assert text == " ".join(text.split()), text
    assert re.search(r";;|,,|: ;|[;,:]\.", text) is None, text


@given(rule_sets(), inputs(), LANGUAGES)
def test_every_verdict_is_one_sentence(rules: RuleSet, given_counts: Inputs, language: str) -> None:
    with translation.override(language):
        evaluation = evaluate(rules, given_counts)
    assert_is_one_sentence(evaluation.sentence)
    for verdict in evaluation.groups:
        assert_is_one_sentence(verdict.why)


@given(rule_sets(), LANGUAGES)
def test_every_rule_is_one_sentence(rules: RuleSet, language: str) -> None:
    with translation.override(language):
        assert_is_one_sentence(describe(rules))


@pytest.mark.parametrize("language", ["en", "ar"])
def test_every_preset_is_explained_in_one_sentence(language: str) -> None:
    with translation.override(language):
        for explanation in PRESET_EXPLANATIONS.values():
            assert_is_one_sentence(str(explanation))


# --- Verdicts -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("needed", "expected"),
    [
        (
            5,
            (
                "Not adopted: 4 of 6 groups reached two thirds; 5 were needed; academia could not be "
                "evaluated, 2 of at least 3 members voted."
            ),
        ),
        (
            4,
            (
                "Adopted: 4 of 6 groups reached two thirds; 4 were needed; whatever the verdict in "
                "academia, where 2 of at least 3 members voted."
            ),
        ),
        (
            6,
            (
                "Not adopted: 4 of 6 groups reached two thirds; 6 were needed; whatever the verdict in "
                "academia, where 2 of at least 3 members voted."
            ),
        ),
    ],
)
def test_groups_that_reached_the_threshold_and_those_left_open(needed: int, expected: str) -> None:
    assert sentence(replace(FIVE_OF_SIX, groups_needed=needed), *SIX) == expected


@pytest.mark.parametrize(
    ("rules", "groups", "expected"),
    [
        (
            RuleSet(),
            (group("a", 5, 5, abstain=4),),
            (
                "Not adopted: 5 of 10 votes for or against were in favour, where more than half was "
                "needed."
            ),
        ),
        (
            RuleSet(),
            (group("a", 1),),
            "Adopted: 1 of 1 vote for or against was in favour, where more than half was needed.",
        ),
        (
            RuleSet(threshold=Fraction(3, 5), strict=False, abstentions_count=True),
            (group("a", 6, 1, abstain=3),),
            (
                "Adopted: 6 of 10 votes, abstentions included, were in favour, where at least three "
                "fifths was needed."
            ),
        ),
        (
            RuleSet(scope="both"),
            (group("a", 9, 1), group("b", 1, 2)),
            (
                "Not adopted: 10 of 13 votes for or against were in favour, where more than half was "
                "needed; 1 of 2 groups reached more than half; 2 were needed."
            ),
        ),
        (
            RuleSet(quorum_votes=10),
            (group("a", 3),),
            "Not adopted: too few votes were cast to evaluate it, 3 of at least 10.",
        ),
        (RuleSet(), (group("a"),), "Not adopted: nobody voted."),
        (RuleSet(), (group("a", abstain=4),), "Not adopted: nobody voted for or against."),
        (RuleSet(), (), "Not adopted: there is no group that could vote."),
        (
            RuleSet(scope="groups"),
            (group("a", 3), group("b"), replace(group("c"), members=4), group("d", abstain=3)),
            (
                "Not adopted: 1 of 4 groups reached more than half; 4 were needed; B could not be "
                "evaluated, nobody joined; C could not be evaluated, nobody voted; D could not be "
                "evaluated, all who voted abstained."
            ),
        ),
        (
            RuleSet(veto_groups=("b",)),
            (group("a", 9), group("b", 1, 2)),
            (
                "Not adopted: 10 of 12 votes for or against were in favour, where more than half was "
                "needed; B stopped it with 2 of 3 votes against."
            ),
        ),
        (
            RuleSet(veto_groups=("b",)),
            (group("a", 9), group("b", 0, 1)),
            (
                "Adopted: 9 of 10 votes for or against were in favour, where more than half was "
                "needed; no group that could stop it had a majority against; B could not be evaluated "
                "and so not stop it, 1 of at least 3 members voted."
            ),
        ),
        (
            RuleSet(veto_groups=("z",)),
            (group("a", 9),),
            (
                "Adopted: 9 of 9 votes for or against were in favour, where more than half was needed; "
                "no group that could stop it had a majority against; z has a veto and is not among the "
                "groups."
            ),
        ),
        (
            RuleSet(blocks_stop=True),
            (replace(group("a", 7), block=2),),
            (
                "Not adopted: 7 of 9 votes for or against were in favour, where more than half was "
                "needed; 2 blocks stand."
            ),
        ),
        (
            PRESETS["rough_consensus"],
            (group("a", 7, 2),),
            (
                "Adopted: 7 of 9 votes for or against were in favour, where at least half was needed; "
                "no group that could stop it had a majority against; no block stands."
            ),
        ),
        (
            RuleSet(scope="groups", groups_needed=2),
            (group("a", 7, 2), replace(group("b", 3), withheld=True)),
            (
                "Adopted: among the votes shown, 1 of 1 group reached more than half; 2 were needed; "
                "the votes of B are counted, not shown."
            ),
        ),
        (
            RuleSet(scope="both", quorum_members=1),
            (replace(group("a", 1), withheld=True), replace(group("b", 1), withheld=True)),
            "Adopted: more than half in favour was needed overall; 2 groups had to reach more than half; the votes of A, B are counted, not shown.",
        ),
    ],
)
def test_verdict_says_what_it_rests_on(
    rules: RuleSet, groups: tuple[GroupCount, ...], expected: str
) -> None:
    assert sentence(rules, *groups) == expected


def test_reason_of_a_group_is_a_sentence() -> None:
    verdicts = evaluate(FIVE_OF_SIX, counts(*SIX)).groups
    assert [verdicts[n].why for n in (0, 1, 4)] == [
        "Could not be evaluated: 2 of at least 3 members voted.",
        "Reached: 6 of 7 votes in favour, where at least two thirds was needed.",
        "Not reached: 2 of 6 votes in favour, where at least two thirds was needed.",
    ]


# --- Silence --------------------------------------------------------------------------------------

END = datetime(2026, 3, 4, 12, 30, tzinfo=UTC)
JOINED = replace(group("a"), members=4)


@pytest.mark.parametrize(
    ("given_counts", "expected"),
    [
        (Inputs((JOINED,), END, END), "Adopted: nobody objected within 72 hours."),
        (
            Inputs((JOINED,), END, END.replace(hour=1)),
            (
                "Not decided yet: nobody has objected so far, and anybody may until 2026-03-04 12:30 "
                "UTC."
            ),
        ),
        (Inputs((JOINED,)), "Not decided yet: the silence procedure has not begun."),
        (
            Inputs((group("a", 2, 1),), END, END),
            "Not adopted: the silence was broken by 1 objection.",
        ),
        (
            Inputs((group("a", 2, 2), replace(group("b", 0, 1), withheld=True)), END, END),
            (
                "Not adopted: the silence was broken by an objection; the votes of B are counted, not "
                "shown."
            ),
        ),
        (
            Inputs((group("a"),), END, END),
            "Not adopted: nobody has joined who could have objected.",
        ),
    ],
)
def test_silence_says_how_it_ended(given_counts: Inputs, expected: str) -> None:
    assert evaluate(PRESETS["silence"], given_counts).sentence == expected


# --- Rules ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        (
            PRESETS["simple_majority"],
            "Adopted when more than half of the votes for or against are in favour.",
        ),
        (
            PRESETS["two_thirds_each_group"],
            (
                "Adopted when at least two thirds of the votes for or against are in favour in every "
                "group; a group is evaluated once at least 3 of its members have voted."
            ),
        ),
        (
            PRESETS["rough_consensus"],
            (
                "Adopted when at least half of the votes for or against are in favour; no group has a "
                "majority against; no block stands; a group is evaluated once at least 3 of its "
                "members have voted."
            ),
        ),
        (PRESETS["silence"], "Adopted unless somebody opposes or blocks it within 72 hours."),
        (
            RuleSet(
                threshold=Fraction(3, 4),
                scope="both",
                groups_needed=1,
                veto_groups=("b", "a"),
                abstentions_count=True,
                quorum_votes=10,
                quorum_members=1,
            ),
            (
                "Adopted when more than three quarters of all votes, abstentions included, are in "
                "favour overall and in at least 1 group; there is no majority against in any of "
                "Academia, b, which have a veto; at least 10 votes were cast; a group is evaluated "
                "once at least 1 of its members has voted."
            ),
        ),
        (
            RuleSet(scope="both", quorum_members=0),
            (
                "Adopted when more than half of the votes for or against are in favour overall and in "
                "every group."
            ),
        ),
        (
            RuleSet(scope="groups", groups_needed=4, quorum_members=0),
            (
                "Adopted when more than half of the votes for or against are in favour in at least 4 "
                "groups."
            ),
        ),
    ],
)
def test_rule_is_described(rules: RuleSet, expected: str) -> None:
    assert describe(rules, {"a": "Academia"}) == expected


@pytest.mark.parametrize(
    ("share", "words"),
    [
        (Fraction(1, 2), "half"),
        (Fraction(2, 3), "two thirds"),
        (Fraction(3, 5), "three fifths"),
        (Fraction(3, 4), "three quarters"),
        (Fraction(11, 20), "55%"),
        (Fraction(1), "100%"),
        (Fraction(5, 8), "5/8"),
    ],
)
def test_share_is_said_exactly(share: Fraction, words: str) -> None:
    assert share_in_words(share) == words
