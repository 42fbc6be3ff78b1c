"""Levels of consensus proposed from votes by group: cases, and laws that hold for any votes."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consultations.analysis.consensus import (
    Ground,
    GroupVoices,
    Level,
    Reason,
    figures_of,
    propose,
    voices_in,
)
from consultations.states import ConsensusLevel
from principles.states import Choice

ORDER = [Level.DIVERGENCE, Level.STRONG_SUPPORT, Level.CONSENSUS, Level.FULL]


def votes(*sides: tuple[int, int], blocks: int = 0) -> list[GroupVoices]:
    """Groups "a", "b", ... with so many for and against; `blocks` are in the first."""
    groups = [
        GroupVoices(chr(ord("a") + n), in_favour, against)
        for n, (in_favour, against) in enumerate(sides)
    ]
    return [replace(groups[0], blocks=blocks), *groups[1:]]


@pytest.mark.parametrize(
    ("groups", "level", "reasons"),
    [
        (votes((4, 0)), None, [Reason.FEW_VOTES]),
        (votes((2, 0), (2, 0)), None, [Reason.FEW_VOTES]),
        (votes((40, 2)), None, [Reason.FEW_GROUPS]),
        (votes((40, 2), (0, 0)), None, [Reason.FEW_GROUPS]),
        (votes((3, 0), (2, 0)), Level.FULL, [Reason.NOBODY_AGAINST]),
        (votes((9, 1), (5, 0)), Level.CONSENSUS, [Reason.OVERALL]),
        # One voice is one voice, though it is all of its group.
        (votes((9, 0), (0, 1)), Level.CONSENSUS, [Reason.OVERALL]),
        (votes((90, 0), (1, 2)), Level.STRONG_SUPPORT, [Reason.GROUPS_BELOW]),
        (votes((90, 0), (4, 2)), Level.CONSENSUS, [Reason.OVERALL]),
        (votes((30, 1), (9, 0), blocks=1), Level.STRONG_SUPPORT, [Reason.BLOCKED]),
        (votes((7, 3), (7, 3)), Level.STRONG_SUPPORT, [Reason.OVERALL]),
        (votes((5, 5), (5, 4)), Level.DIVERGENCE, [Reason.OVERALL]),
        # Most votes are for it, and most groups against.
        (votes((90, 0), (1, 2), (0, 2)), Level.DIVERGENCE, [Reason.MORE_GROUPS_AGAINST]),
        (votes((90, 0), (1, 2), (1, 1)), Level.STRONG_SUPPORT, [Reason.GROUPS_BELOW]),
    ],
)
def test_a_level_follows_from_the_votes_of_groups(
    groups: list[GroupVoices], level: Level | None, reasons: list[Reason]
) -> None:
    proposal = propose(groups)

    assert proposal.level == level
    assert [ground.reason for ground in proposal.grounds] == reasons


def test_the_levels_are_those_that_are_decided() -> None:
    assert [level.value for level in Level] == ConsensusLevel.values


def test_a_ground_names_the_groups_it_is_about() -> None:
    grounds = propose(votes((4, 4), (60, 0), (5, 3), blocks=2)).grounds

    assert grounds == (
        Ground(Reason.BLOCKED, ("a",)),
        Ground(Reason.GROUPS_BELOW, ("a", "c")),
    )


def test_full_consensus_is_not_proposed_where_votes_are_withheld() -> None:
    proposal = propose(votes((5, 0), (5, 0)), withheld=("c", "b"))

    assert proposal.level == Level.CONSENSUS
    assert proposal.grounds[1] == Ground(Reason.WITHHELD, ("b", "c"))


def test_figures_weigh_votes_and_groups() -> None:
    figures = figures_of(votes((9, 1), (1, 1), (0, 0)))

    assert figures.overall == Fraction(10, 12)
    assert figures.minimum == Fraction(1, 2)
    assert figures.geometric_mean == pytest.approx((0.9 * 0.5) ** 0.5)
    assert figures.groups == 2


def test_one_group_that_agrees_to_nothing_makes_the_geometric_mean_nothing() -> None:
    assert figures_of(votes((9, 1), (0, 3))).geometric_mean == 0


def test_without_votes_there_are_no_shares() -> None:
    figures = figures_of(votes((0, 0)))

    assert (figures.overall, figures.minimum, figures.geometric_mean) == (None, None, None)


def test_abstentions_take_no_side() -> None:
    counts = {"support": 2, "accept": 1, "abstain": 7, "oppose": 1, "block": 1}

    assert set(counts) == set(Choice.values)
    assert voices_in("a", counts) == GroupVoices("a", in_favour=3, against=2, blocks=1)


# --- Laws -----------------------------------------------------------------------------------------


@st.composite
def some_groups(draw: st.DrawFn) -> list[GroupVoices]:
    sides = draw(
        st.lists(st.tuples(st.integers(0, 12), st.integers(0, 6), st.integers(0, 2)), max_size=6)
    )
    return [
        GroupVoices(f"g{n}", in_favour, oppose + blocks, blocks)
        for n, (in_favour, oppose, blocks) in enumerate(sides)
    ]


def rank(groups: list[GroupVoices], withheld: tuple[str, ...] = ()) -> int | None:
    level = propose(groups, withheld).level
    return None if level is None else ORDER.index(level)


@given(some_groups(), st.data())
def test_more_opposition_never_raises_the_level(
    groups: list[GroupVoices], data: st.DataObject
) -> None:
    before = rank(groups)
    if before is None:
        return
    at = data.draw(st.integers(0, len(groups) - 1))
    blocks = data.draw(st.integers(0, 1))
    changed = data.draw(st.integers(0, min(1, groups[at].in_favour)))
    group = groups[at]
    worse = replace(
        group,
        in_favour=group.in_favour - changed,
        against=group.against + 1,
        blocks=group.blocks + blocks,
    )

    after = rank([*groups[:at], worse, *groups[at + 1 :]])

    assert after is not None
    assert after <= before


@given(some_groups())
def test_opposition_of_a_group_not_heard_before_never_raises_the_level(
    groups: list[GroupVoices],
) -> None:
    before = rank(groups)
    after = rank([*groups, GroupVoices("new", 0, 1)])

    assert before is None or (after is not None and after <= before)


@given(some_groups(), st.integers(0, 6))
def test_more_support_never_lowers_the_level(groups: list[GroupVoices], at: int) -> None:
    more = [*groups, GroupVoices("new", 0, 0)]
    at %= len(more)
    more[at] = replace(more[at], in_favour=more[at].in_favour + 1)
    before, after = rank(groups), rank(more)

    assert before is None or (after is not None and after >= before)


@given(some_groups(), st.randoms(use_true_random=False), st.booleans())
def test_the_order_of_groups_changes_nothing(
    groups: list[GroupVoices], random: object, withheld: bool
) -> None:
    shuffled = list(groups)
    random.shuffle(shuffled)  # type: ignore[attr-defined]  # a random.Random
    hidden = ("h",) if withheld else ()

    assert propose(shuffled, hidden) == propose(groups, hidden)


@given(some_groups())
def test_renaming_groups_changes_only_the_names(groups: list[GroupVoices]) -> None:
    renamed = propose([replace(group, code=f"x{group.code}") for group in groups])
    plain = propose(groups)

    assert (renamed.level, renamed.figures) == (plain.level, plain.figures)
    assert [(g.reason, [code[1:] for code in g.groups]) for g in renamed.grounds] == [
        (g.reason, list(g.groups)) for g in plain.grounds
    ]


@given(some_groups(), st.integers(0, 6))
def test_a_group_that_took_no_side_changes_nothing(groups: list[GroupVoices], at: int) -> None:
    silent = GroupVoices("silent", 0, 0)

    assert propose([*groups[:at], silent, *groups[at:]]) == propose(groups)
