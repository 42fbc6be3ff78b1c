"""Every pair of every table of moves; what may be listed here may happen, and nothing else."""

from collections.abc import Mapping
from enum import StrEnum
from itertools import product

import pytest
from django.db.models import TextChoices

from principles.states import (
    AMENDMENT_MOVES,
    COMMENT_MOVES,
    DECIDE_STAGES,
    EARLY_VOTE_STAGES,
    ENDED_STAGES,
    MODERATING_ROLES,
    OPEN_IN,
    OPEN_STAGES,
    STAGE_MOVES,
    TEAM_ROLES,
    VERSION_MOVES,
    Activity,
    AmendmentStatus,
    CommentStatus,
    Role,
    Stage,
    VersionStatus,
)

STAGES = """
from \\ to   draft comment amend vote paused closed concluded cancelled
draft        .     yes     yes   yes  yes    .      .         yes
comment      .     .       yes   yes  yes    yes    .         yes
amend        .     yes     .     yes  yes    yes    .         yes
vote         .     yes     yes   .    yes    yes    .         yes
paused       .     yes     yes   yes  .      yes    .         yes
closed       .     yes     yes   yes  .      .      yes       yes
concluded    .     .       .     .    .      .      .         .
cancelled    .     .       .     .    .      .      .         .
"""
VERSIONS = """
from \\ to   draft published superseded final
draft        .     yes       .          .
published    .     .         yes        yes
superseded   .     .         .          .
final        .     .         .          .
"""
COMMENTS = """
from \\ to   published withdrawn hidden
published    .         yes       yes
withdrawn    .         .         .
hidden       yes       .         .
"""
AMENDMENTS = """
from \\ to           draft collecting submitted screening open voting inadmissible adopted adopted_modified rejected fallen subsumed referred withdrawn lapsed
draft               .     yes        yes       .         .    .      .            .       .                .        .      .        .        .         .
collecting          .     .          yes       .         .    .      .            .       .                .        .      .        .        yes       yes
submitted           .     .          .         yes       yes  .      .            .       .                .        .      .        .        yes       yes
screening           .     .          .         .         yes  .      yes          .       .                .        .      .        .        yes       yes
open                .     .          yes       .         .    yes    .            yes     yes              yes      yes    yes      yes      yes       yes
voting              .     .          .         .         .    .      .            yes     yes              yes      yes    yes      yes      .         yes
inadmissible        .     .          .         .         .    .      .            .       .                .        .      .        .        .         .
adopted             .     .          .         .         .    .      .            .       .                .        .      .        .        .         .
adopted_modified    .     .          .         .         .    .      .            .       .                .        .      .        .        .         .
rejected            .     .          .         .         .    .      .            .       .                .        .      .        .        .         .
fallen              .     .          .         .         .    .      .            .       .                .        .      .        .        .         .
subsumed            .     .          .         .         .    .      .            .       .                .        .      .        .        .         .
referred            .     .          .         .         .    .      .            .       .                .        .      .        .        .         .
withdrawn           .     yes        yes       .         yes  .      .            .       .                .        .      .        .        .         .
lapsed              .     .          .         .         .    .      .            .       .                .        .      .        .        .         .
"""
OPEN = """
activity \\ stage  draft comment amend vote paused closed concluded cancelled
comment            .     yes     yes   yes  .      .      .         .
amend              .     .       yes   .    .      .      .         .
support            .     .       yes   yes  .      .      .         .
decide             .     .       yes   yes  .      .      .         .
vote               .     .       .     yes  .      .      .         .
"""


def read(table: str) -> dict[tuple[str, str], bool]:
    """By row and column: whether the cell says yes."""
    head, *rows = (line.split() for line in table.strip().splitlines())
    columns = head[3:]
    return {
        (name, column): cell == "yes"
        for name, *cells in rows
        for column, cell in zip(columns, cells, strict=True)
    }


def pairs(
    states: type[TextChoices], table: str, moves: Mapping[TextChoices, frozenset[TextChoices]]
) -> list[tuple[TextChoices, TextChoices, bool, Mapping[TextChoices, frozenset[TextChoices]]]]:
    expected = read(table)
    return [(old, new, expected[old, new], moves) for old, new in product(states, repeat=2)]


EVERY_PAIR = [
    *pairs(Stage, STAGES, STAGE_MOVES),  # type: ignore[arg-type]
    *pairs(VersionStatus, VERSIONS, VERSION_MOVES),  # type: ignore[arg-type]
    *pairs(CommentStatus, COMMENTS, COMMENT_MOVES),  # type: ignore[arg-type]
    *pairs(AmendmentStatus, AMENDMENTS, AMENDMENT_MOVES),  # type: ignore[arg-type]
]


@pytest.mark.parametrize(
    ("old", "new", "allowed", "moves"),
    EVERY_PAIR,
    ids=[f"{type(old).__name__}-{old}-{new}" for old, new, *_ in EVERY_PAIR],
)
def test_invariant_15_a_state_moves_along_its_table_only(
    old: StrEnum, new: StrEnum, allowed: bool, moves: Mapping[StrEnum, frozenset[StrEnum]]
) -> None:
    assert (new in moves[old]) is allowed


@pytest.mark.parametrize(
    ("states", "moves"),
    [
        (Stage, STAGE_MOVES),
        (VersionStatus, VERSION_MOVES),
        (CommentStatus, COMMENT_MOVES),
        (AmendmentStatus, AMENDMENT_MOVES),
    ],
)
def test_every_state_has_its_row(
    states: type[TextChoices], moves: Mapping[TextChoices, frozenset[TextChoices]]
) -> None:
    assert set(moves) == set(states)


@pytest.mark.parametrize(("activity", "stage"), list(product(Activity, Stage)))
def test_an_activity_is_open_in_its_stages(activity: Activity, stage: Stage) -> None:
    assert (stage in OPEN_IN[activity]) is read(OPEN)[activity, stage]


def test_nothing_leaves_an_ended_stage() -> None:
    assert {stage for stage in Stage if not STAGE_MOVES[stage]} == ENDED_STAGES


def test_every_stage_is_reached() -> None:
    reached = frozenset[Stage]().union(*STAGE_MOVES.values())
    assert set(Stage) - reached == {Stage.DRAFT}


def test_early_votes_open_with_amendments() -> None:
    assert {*OPEN_IN[Activity.VOTE], Stage.AMEND} == EARLY_VOTE_STAGES


def test_the_text_changes_only_while_votes_on_it_can_still_follow() -> None:
    assert {Stage.AMEND, Stage.VOTE, Stage.PAUSED} == DECIDE_STAGES
    assert all(Stage.VOTE in {stage, *STAGE_MOVES[stage]} for stage in DECIDE_STAGES)


def test_open_stages_are_those_in_which_something_is_open() -> None:
    assert frozenset[Stage]().union(*OPEN_IN.values()) == OPEN_STAGES


def test_those_who_moderate_are_of_the_team_and_the_invited_are_not() -> None:
    assert MODERATING_ROLES < TEAM_ROLES
    assert set(Role) - TEAM_ROLES == {Role.INVITED}
