"""What leaves an analysis: no person, no small cell, nothing to compute one from."""

import json
import random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from consultations.analysis.opinion_published import published
from principles.disclosure import tells_of_one

CODES = ("civil-society", "governments", "academia")
ANSWERS = {"a": 0, "p": 1, "d": 2}


def voices(seed: int, count: int, most: str, votes: int) -> list[tuple[int, int, str]]:
    """Opinion group, place of the stakeholder group, and a letter a statement; a point for none.
    The more often a letter is in `most`, the more rows are of one mind."""
    chance = random.Random(seed)
    return [
        (
            chance.choice((-1, 0, 0, 1)),
            chance.choice((-1, 0, 0, 0, 1, 1, 2)),
            "".join(chance.choice(most + "." * votes) for _ in range(8)),
        )
        for _ in range(count)
    ]


people = st.builds(
    voices,
    st.integers(0, 10**6),
    st.integers(15, 60),
    st.sampled_from(["apd", "aaaad", "aaaaaaaaaaap", "ddda"]),
    st.integers(0, 3),
)


def counted(rows: list[str], at: int) -> dict[str, int]:
    found = [sum(row[at] == letter for row in rows) for letter in "apd"]
    return {"agree": found[0], "pass": found[1], "disagree": found[2], "seen": sum(found)}


def stored(found: list[tuple[int, int, str]], *, is_clear: bool = True) -> dict[str, Any]:
    """What a run would store of these people, everything being representative."""
    statements = range(len(found[0][2]))
    chance = random.Random(1)
    claims = {"share": 0.5, "n": 9, "successes": 5, "p_test": 2.0}
    by_group = [[row for at, _, row in found if at == group] for group in (0, 1)]
    return {
        "k": 2,
        "is_clear": is_clear,
        "stability": 0.9,
        "silhouette": 0.4,
        "sizes": [len(rows) for rows in by_group],
        "uniform": [0, 0],
        "centres": [[0, 0], [1, 1]],
        "participants": [f"someone-{n}" for n in range(len(found))],
        "groups": [group for group, _, _ in found],
        "positions": [[chance.gauss(), chance.gauss()] for _ in found],
        "statements": [
            {
                "id": 100 + at,
                "x": 0.0,
                "y": 0.0,
                "extremity": 0.0,
                **counted([row for _, _, row in found], at),
                "groups": [counted(rows, at) for rows in by_group],
                "group_aware": {"minimum": 0.4321, "geometric_mean": 0.5, "product": 0.3},
            }
            for at in statements
        ],
        "representative": [
            [
                {"statement": 100 + at, "direction": "agree", **claims, "r_test": 2.0, "ratio": 2.0}
                for at in statements
            ]
            for _ in (0, 1)
        ],
        "consensus": [{"statement": 100 + at, "direction": "agree", **claims} for at in statements],
        "slate": {
            "statements": [100, 101],
            "shares": [0.912345, 0.876543],
            "observed": [1, 1],
            "saw": [9, 9],
        },
        "stakeholders": {
            "codes": list(CODES),
            "participants": [place for _, place, _ in found],
            "statements": {
                str(100 + at): [
                    [
                        sum(row[at] == letter and mine == place for _, mine, row in found)
                        for letter in "apd"
                    ]
                    for place in range(len(CODES))
                ]
                for at in statements
            },
        },
    }


def withheld_together(total: list[int] | None, rows: list[list[int] | None]) -> list[int]:
    """What is left of the total when all that is shown is taken away."""
    shown = [row for row in rows if row is not None]
    return [all_of - sum(row[at] for row in shown) for at, all_of in enumerate(total or [0, 0, 0])]


@given(people)
def test_no_row_is_shown_or_left_over_that_tells_of_single_people(found: Any) -> None:
    out = published(stored(found))
    for each in out["statements"]:
        of_opinion = [*each["groups"], each["ungrouped"]]
        of_stakeholders = list(each["stakeholders"].values())
        for rows in (of_opinion, of_stakeholders):
            assert not any(row is not None and tells_of_one(row) for row in rows)
            if each["total"] is None:
                assert not any(row is not None and sum(row) for row in rows)
            else:
                assert not tells_of_one(withheld_together(each["total"], rows))
    for row in out["cross"]["stakeholders"].values():
        assert row is None or not tells_of_one(row)


@given(people)
def test_what_is_said_of_a_group_is_computed_from_shown_rows_only(found: Any) -> None:
    out = published(stored(found))
    tables = {each["id"]: each for each in out["statements"]}
    for place, group in enumerate(out["groups"]):
        assert len(group["representative"]) + group["left_out"] == len(tables)
        for claim in group["representative"]:
            table = tables[claim["statement"]]
            row, total = table["groups"][place], table["total"]
            assert claim["n"] == sum(row)
            assert claim["share"] == pytest.approx(row[0] / sum(row) if sum(row) else 0, abs=1e-4)
            assert claim["n_outside"] == sum(total) - sum(row)
    for each in out["statements"]:
        if each["group_aware"] is not None:
            assert None not in [*each["groups"], each["ungrouped"]]
    assert {claim["statement"] for claim in out["consensus"]} == {
        pk for pk, each in tables.items() if each["total"]
    }
    for place, share in enumerate(out["slate"]["shares"]):
        withheld = any(tables[pk]["groups"][place] is None for pk in (100, 101))
        assert (share is None) == withheld
        assert share is None or share == round(share, 2)


@given(people, st.booleans())
@settings(max_examples=40)
def test_nobody_stands_in_it_and_it_is_plain(found: Any, is_clear: bool) -> None:
    out = json.dumps(published(stored(found, is_clear=is_clear)))
    assert "someone" not in out


@given(people)
@settings(max_examples=40)
def test_map_tells_apart_only_groups_whose_people_are_in_several_opinion_groups(found: Any) -> None:
    out = published(stored(found))
    drawn = {mark[2] for mark in out["map"]["marks"]} - {""}
    for code in drawn:
        places = [group for group, place, _ in found if place == CODES.index(code)]
        assert len(places) >= 5
        assert len(set(places)) > 1
        assert out["cross"]["stakeholders"][code] is not None


def mixed(count: int, place: int, seed: int) -> list[tuple[int, int, str]]:
    chance = random.Random(seed)
    return [(n % 2, place, "".join(chance.choices("apd", (5, 2, 3), k=8))) for n in range(count)]


def test_groups_that_are_not_clear_are_not_said() -> None:
    out = published(stored([*mixed(30, 0, 1), *mixed(30, 1, 2)], is_clear=False))
    assert (out["groups"], out["cross"], out["map"]["outlines"]) == ([], {}, [[], []])
    assert all(each["groups"] == [] for each in out["statements"])
    assert all(each["group_aware"] is None for each in out["statements"])
    assert len(out["consensus"]) == 8


def test_group_of_three_and_one_of_six_of_one_mind_are_not_in_it() -> None:
    found = [
        *mixed(60, 0, 1),
        *[(0, 1, "adadpapa")] * 6,
        *mixed(3, 2, 5),
    ]
    out = published(stored(found))
    for each in out["statements"]:
        assert (each["stakeholders"]["governments"], each["stakeholders"]["academia"]) == (
            None,
            None,
        )
    assert out["cross"]["stakeholders"]["governments"] is None
    assert {mark[2] for mark in out["map"]["marks"]} <= {"", "civil-society"}


def test_people_of_a_group_of_fewer_than_five_are_not_drawn() -> None:
    rows = [row for _, _, row in mixed(44, 0, 1)]
    for fewest, drawn, outlined in ((5, 44, [True, True]), (4, 40, [True, False])):
        groups = [1] * fewest + [0] * 20 + [-1] * (24 - fewest)
        found = [(group, 0, row) for group, row in zip(groups, rows, strict=True)]
        plane = published(stored(found))["map"]
        assert sum(mark[3] for mark in plane["marks"]) == drawn
        assert plane["left_out"] == 44 - drawn
        assert [bool(outline) for outline in plane["outlines"]] == outlined


def test_few_in_no_group_are_not_drawn_and_all_are_where_there_are_no_groups() -> None:
    found = [*mixed(40, 0, 1), *[(-1, 0, "adadpapa")] * 4]
    for is_clear, left_out in ((True, 4), (False, 0)):
        plane = published(stored(found, is_clear=is_clear))["map"]
        assert plane["left_out"] == left_out
        assert sum(mark[3] for mark in plane["marks"]) == 44 - left_out


def test_where_all_groups_are_too_small_nobody_is_drawn() -> None:
    found = [(n % 4 if n % 4 < 2 else -1, 0, "adadpapa") for n in range(6)]
    plane = published(stored(found))["map"]
    assert (plane["marks"], plane["outlines"], plane["left_out"]) == ([], [[], []], 6)


def test_answers_to_few_statements_are_not_drawn() -> None:
    found = [(group, place, row[:6]) for group, place, row in mixed(40, 0, 1)]
    out = published(stored(found))
    assert out["map"]["marks"] == []
    assert all(len(outline) > 2 for outline in out["map"]["outlines"])
