"""What may be published of an analysis of opinions: the one door through which it leaves.

`published` takes what a run stored and gives plain values in which nobody stands: no participant,
no row of a table that tells of single people (`disclosure`), no place finer than the cells of the
map. Page, API, tables and reports are made of this and of nothing else. The standard library only.

What a run stored is `opinion_result.as_json` with one member more, counted from the same votes::

    "stakeholders": {
      "codes": ["academia", ...],          those that occur, in order
      "participants": [0, -1, ...],        one a participant: a place in `codes`, or -1
      "statements": {"17": [[3, 0, 1], ...]}   agree, pass, disagree by place in `codes`
    }

In what comes out, rows of counts are [agree, pass, disagree] and None where withheld; statements
are named by id.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from consultations.analysis.disclosure import Row, Shown, shown_of, shown_of_both
from consultations.analysis.opinion_map import drawn
from consultations.analysis.opinion_result import (
    AGREE,
    Counts,
    OpinionResult,
    StatementResult,
    from_json,
)
from consultations.analysis.quantities import whole_percent
from principles.disclosure import FEWEST

# Of fewer people, or on fewer statements, an analysis says more of each of them than of all.
FEWEST_PARTICIPANTS = 15
FEWEST_STATEMENTS = 3
# A place on the map of fewer answers would give the answers away.
FEWEST_STATEMENTS_ON_MAP = 7

type Plain = dict[str, Any]


def letter(group: int) -> str:
    return "ABCDEFGH"[group]


def published(stored: Mapping[str, Any]) -> Plain:
    result = from_json(stored)
    stakeholders: Mapping[str, Any] = stored["stakeholders"]
    tables = {each.id: _tables(each, result, stakeholders) for each in result.statements}
    votes = sum(each.counts.seen for each in result.statements)
    return {
        "participants": len(result.participants),
        "statements_count": len(result.statements),
        "votes": votes,
        "votes_needed": min(7, len(result.statements)),
        "is_clear": result.is_clear,
        "stability": round(result.stability, 2),
        "groups": _groups(result, tables) if result.is_clear else [],
        "ungrouped": result.groups.count(-1),
        "statements": [{"id": pk, **table} for pk, table in tables.items()],
        "consensus": [
            {
                "statement": found.statement,
                "direction": found.direction,
                **_share(tables[found.statement]["total"], found.direction),
            }
            for found in result.consensus
            if tables[found.statement]["total"]
        ],
        "slate": _slate(result, tables),
        "cross": _cross(result, stakeholders),
        "map": _map(result, stakeholders),
    }


def _tables(
    statement: StatementResult, result: OpinionResult, stakeholders: Mapping[str, Any]
) -> Plain:
    """The answers to one statement, in total, by opinion group and by stakeholder group."""
    total = _row(statement.counts)
    codes = [*stakeholders["codes"], ""]
    nobody = [[0, 0, 0]] * len(stakeholders["codes"])
    declared = stakeholders["statements"].get(str(statement.id), nobody)
    by_declared = [*declared, _rest(total, declared)]
    if result.is_clear:
        found = [_row(counts) for counts in statement.groups]
        by_opinion, by_stakeholder = shown_of_both([*found, _rest(total, found)], by_declared)
    else:
        by_opinion, by_stakeholder = Shown(total, []), shown_of(by_declared)
    complete = result.is_clear and None not in by_opinion.rows
    return {
        "total": total if by_stakeholder.total else None,
        "groups": list(by_opinion.rows[:-1]),
        "ungrouped": by_opinion.rows[-1] if by_opinion.rows else None,
        "stakeholders": dict(zip(codes, by_stakeholder.rows, strict=True)),
        "group_aware": asdict(statement.group_aware) if complete else None,
    }


def _row(counts: Counts) -> list[int]:
    return [counts.agree, counts.passed, counts.disagree]


def _rest(total: Row, rows: Sequence[Row]) -> list[int]:
    return [everybody - sum(row[at] for row in rows) for at, everybody in enumerate(total)]


def _share(row: Row, direction: str) -> Plain:
    successes, people = row[0 if direction == AGREE else 2], sum(row)
    return {"share": round(successes / people, 4) if people else 0.0, "n": people}


def _groups(result: OpinionResult, tables: Mapping[int, Plain]) -> list[Plain]:
    groups = []
    for group, size in enumerate(result.sizes):
        found = result.representative[group]
        shown = [
            _representative(each.statement, each.direction, group, tables[each.statement])
            for each in found
            if tables[each.statement]["total"] and tables[each.statement]["groups"][group]
        ]
        # "All agree" and "all disagree" gather people who may share nothing else.
        is_uniform = size >= FEWEST and 2 * result.uniform[group] > size
        groups.append(
            {
                "label": letter(group),
                "size": size,
                "is_uniform": is_uniform,
                "representative": shown,
                "left_out": len(found) - len(shown),
            }
        )
    return groups


def _representative(statement: int, direction: str, group: int, table: Plain) -> Plain:
    inside = table["groups"][group]
    outside = _share(_rest(table["total"], [inside]), direction)
    return {
        "statement": statement,
        "direction": direction,
        **_share(inside, direction),
        "share_outside": outside["share"],
        "n_outside": outside["n"],
    }


def _slate(result: OpinionResult, tables: Mapping[int, Plain]) -> Plain:
    """Shares of the groups of which no answer on the slate is withheld; in whole percent, as they
    rest on what each person answered to all of it, which finer ones of a small group would tell."""
    slate = [tables[pk] for pk in result.slate.statements]
    return {
        "statements": list(result.slate.statements),
        "shares": [
            whole_percent(share) / 100 if all(each["groups"][group] for each in slate) else None
            for group, share in enumerate(result.slate.shares)
            if result.is_clear
        ],
    }


def _cross(result: OpinionResult, stakeholders: Mapping[str, Any]) -> Plain:
    """How many of each stakeholder group are in which opinion group; the last are in none."""
    if not result.is_clear:
        return {}
    shown = shown_of(_people(result.groups, len(result.sizes), stakeholders))
    codes = [*stakeholders["codes"], ""]
    return {
        "stakeholders": dict(zip(codes, shown.rows, strict=True)),
        "total": [*result.sizes, result.groups.count(-1)],
    }


def _people(
    places: Sequence[int], columns: int, stakeholders: Mapping[str, Any]
) -> list[list[int]]:
    """A row a stakeholder group and one for the others; a column a place, and one for -1."""
    counted = Counter(zip(stakeholders["participants"], places, strict=True))
    rows = [*range(len(stakeholders["codes"])), -1]
    return [[counted[row, at] for at in (*range(columns), -1)] for row in rows]


def _map(result: OpinionResult, stakeholders: Mapping[str, Any]) -> Plain:
    """Marks tell the stakeholder groups apart that have people in several parts of the map.
    `left_out` people are not drawn: where fewer than five stand together, a mark tells of one."""
    if result.is_clear:
        people = _people(result.groups, len(result.sizes), stakeholders)
    else:
        quarters = [2 * (x > 0) + (y > 0) for x, y in result.positions]
        people = _people(quarters, 4, stakeholders)
    codes = [*stakeholders["codes"], ""]
    shown = shown_of(people).rows
    kinds = [
        codes[place] if shown[place] is not None else "" for place in stakeholders["participants"]
    ]
    outlined = [result.is_clear and size >= FEWEST for size in result.sizes]
    together = Counter(result.groups)
    seen = [
        at
        for at, group in enumerate(result.groups)
        if not result.is_clear or together[group] >= FEWEST
    ]
    plane = drawn(
        [result.positions[at] for at in seen],
        [kinds[at] for at in seen],
        [result.groups[at] for at in seen],
        outlined,
    )
    has_marks = len(result.statements) >= FEWEST_STATEMENTS_ON_MAP
    return {
        "columns": plane.columns,
        "rows": plane.rows,
        "marks": [list(asdict(mark).values()) for mark in plane.marks] if has_marks else [],
        "outlines": [[list(corner) for corner in outline] for outline in plane.outlines],
        "left_out": len(result.groups) - len(seen) if has_marks else 0,
    }
