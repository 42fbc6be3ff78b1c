"""Public results of opinions laid out for their reader: words, labels in their language, bars."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext

from consultations.analysis.opinion_result import AGREE
from consultations.analysis.quantities import whole_percent
from consultations.queries.opinion import Plain
from consultations.states import Opinion, StatementOrder
from principles.states import Choice
from principles.tally import Column, Segment, whole_percents

PAGE = 25
# Opinions are drawn as votes are: for, neither, against.
_DRAWN_AS = {
    Opinion.AGREE: Choice.SUPPORT,
    Opinion.PASS: Choice.ABSTAIN,
    Opinion.DISAGREE: Choice.OPPOSE,
}
# Below these an analysis of a sample of the people finds other groups.
_STABLE = 0.8


@dataclass(frozen=True, slots=True)
class StatementShown:
    number: int
    text: str
    language: str


@dataclass(frozen=True, slots=True)
class Finding:
    """Of `n` people who answered, so many percent agree, or disagree; others in comparison."""

    statement: StatementShown
    agrees: bool
    percent: int
    n: int
    percent_outside: int = 0
    n_outside: int = 0


@dataclass(frozen=True, slots=True)
class GroupShown:
    label: str
    size: int
    percent: int
    is_uniform: bool
    left_out: int
    findings: Sequence[Finding]
    slate_percent: int | None


@dataclass(frozen=True, slots=True)
class Cell:
    """Answers of a group to a statement; neither counts nor segments where they are withheld."""

    counts: Sequence[int] | None
    segments: Sequence[Segment] = ()

    @property
    def people(self) -> int:
        return sum(self.counts or ())


@dataclass(frozen=True, slots=True)
class StatementRow:
    statement: StatementShown
    cells: Sequence[Cell]
    least: int | None


@dataclass(frozen=True, slots=True)
class StatementTable:
    """`groups` name the columns; `rows` are of one page."""

    groups: Sequence[str]
    rows: Sequence[StatementRow]
    order: StatementOrder
    first: int
    last: int
    total: int
    after: int | None
    before: int | None


@dataclass(frozen=True, slots=True)
class CrossRow:
    label: str
    counts: Sequence[int] | None


@dataclass(frozen=True, slots=True)
class CrossTable:
    columns: Sequence[str]
    rows: Sequence[CrossRow]
    total: Sequence[int]


@dataclass(frozen=True, slots=True)
class LegendEntry:
    code: str
    label: str
    shape: int


@dataclass(frozen=True, slots=True)
class OpinionPage:
    contents: Plain
    groups: Sequence[GroupShown]
    consensus: Sequence[Finding]
    slate: Sequence[StatementShown]
    cross: CrossTable | None
    legend: Sequence[LegendEntry]
    stability: str
    choices: Sequence[Column]

    @property
    def made_at(self) -> datetime:
        """When the answers were read."""
        return datetime.fromisoformat(self.contents["made_at"])


def opinion_page(contents: Plain) -> OpinionPage:
    words = _words(contents)
    people = sum(group["size"] for group in contents["groups"])
    shares = contents["slate"]["shares"] or [None] * len(contents["groups"])
    return OpinionPage(
        contents=contents,
        groups=[
            GroupShown(
                label=group["label"],
                size=group["size"],
                percent=whole_percent(group["size"] / people),
                is_uniform=group["is_uniform"],
                left_out=group["left_out"],
                findings=[_finding(each, words) for each in group["representative"]],
                slate_percent=None if share is None else whole_percent(share),
            )
            for group, share in zip(contents["groups"], shares, strict=True)
        ],
        consensus=[_finding(each, words) for each in contents["consensus"]],
        slate=[words[number] for number in contents["slate"]["statements"]],
        cross=_cross(contents) if contents["cross"] else None,
        legend=_legend(contents),
        stability=_stability(contents),
        choices=[Column(_DRAWN_AS[each].value, str(each.label)) for each in _DRAWN_AS],
    )


def statement_table(
    contents: Plain, order: StatementOrder, *, after: int = 0, before: int = 0
) -> StatementTable | None:
    """The rows after, or before, the statement of this number; None if it is not in the table."""
    ordered = sorted(contents["statements"], key=lambda each: _rank(each, order))
    numbers = [each["number"] for each in ordered]
    if (after or before) and (after or before) not in numbers:
        return None
    start = numbers.index(after) + 1 if after else 0
    if before:
        start = max(0, numbers.index(before) - PAGE)
    page = ordered[start : start + PAGE]
    end = start + len(page)
    return StatementTable(
        groups=[label for label, _ in _columns(contents)],
        rows=[_statement_row(each, contents) for each in page],
        order=order,
        first=start + 1,
        last=end,
        total=len(ordered),
        after=numbers[end - 1] if end < len(ordered) else None,
        before=numbers[start] if start else None,
    )


def segments_of(counts: Sequence[int]) -> list[Segment]:
    """A bar from agreement to disagreement."""
    x, total, segments = 0.0, sum(counts), []
    percents = whole_percents(counts)
    for opinion, count, percent in zip(_DRAWN_AS, counts, percents, strict=True):
        if count:
            width = 100 * count / total
            code = _DRAWN_AS[opinion].value
            segments.append(Segment(code, str(opinion.label), percent, x, width))
            x += width
    return segments


def group_label(label: str) -> str:
    return gettext("Group %(letter)s") % {"letter": label}


def stakeholder_label(contents: Plain, code: str) -> str:
    return gettext(contents["group_names"][code]) if code else gettext("Group not stated")


def columns_of(statement: Plain, contents: Plain) -> list[tuple[str, Sequence[int] | None]]:
    """The answers by whom: everybody, then opinion groups, then stakeholder groups."""
    return [(label, rows(statement)) for label, rows in _columns(contents)]


def _columns(contents: Plain) -> list[tuple[str, Any]]:
    """Label, and where the counts stand in a statement; without columns that are empty."""
    statements = contents["statements"]
    columns: list[tuple[str, Any]] = [(gettext("Everybody"), lambda each: each["total"])]
    for place, group in enumerate(contents["groups"]):
        label = group_label(group["label"])
        columns.append((label, lambda each, place=place: each["groups"][place]))
    if contents["groups"] and contents["ungrouped"]:
        columns.append((gettext("In no group"), lambda each: each["ungrouped"]))
    for code in statements[0]["stakeholders"] if statements else ():
        rows = [each["stakeholders"][code] for each in statements]
        if contents["group_names"] and any(row is None or sum(row) for row in rows):
            label = stakeholder_label(contents, code)
            columns.append((label, lambda each, code=code: each["stakeholders"][code]))
    return columns


def _statement_row(each: Plain, contents: Plain) -> StatementRow:
    cells = [
        Cell(counts, segments_of(counts) if counts and sum(counts) else ())
        for _, counts in columns_of(each, contents)
    ]
    aware = each["group_aware"]
    return StatementRow(_shown(each), cells, whole_percent(aware["minimum"]) if aware else None)


def _rank(each: Plain, order: StatementOrder) -> tuple[float, int]:
    """What is withheld comes last, by number."""
    counts, number = each["total"], each["number"]
    if order == StatementOrder.NUMBER or not counts or not sum(counts):
        return (0.0 if order == StatementOrder.NUMBER else 1.0), number
    agreed, _, disagreed = counts
    ranks = {
        StatementOrder.AGREED: agreed / sum(counts),
        StatementOrder.DISAGREED: disagreed / sum(counts),
        StatementOrder.DIVIDED: min(agreed, disagreed) / sum(counts),
        StatementOrder.ANSWERS: float(sum(counts)),
    }
    return -ranks[order], number


def _words(contents: Plain) -> dict[int, StatementShown]:
    return {each["number"]: _shown(each) for each in contents["statements"]}


def _shown(each: Plain) -> StatementShown:
    return StatementShown(each["number"], each["text"], each["language"])


def _finding(each: Plain, words: Mapping[int, StatementShown]) -> Finding:
    return Finding(
        statement=words[each["statement"]],
        agrees=each["direction"] == AGREE,
        percent=whole_percent(each["share"]),
        n=each["n"],
        percent_outside=whole_percent(each.get("share_outside", 0.0)),
        n_outside=each.get("n_outside", 0),
    )


def _cross(contents: Plain) -> CrossTable:
    labels = [group_label(group["label"]) for group in contents["groups"]]
    last = 1 if contents["ungrouped"] else 0
    width = len(labels) + last
    rows = [
        CrossRow(stakeholder_label(contents, code), row[:width] if row else row)
        for code, row in contents["cross"]["stakeholders"].items()
        if row is None or sum(row)
    ]
    return CrossTable(
        columns=[*labels, *[gettext("In no group")] * last],
        rows=rows,
        total=contents["cross"]["total"][:width],
    )


def _legend(contents: Plain) -> list[LegendEntry]:
    """Those on the map; whoever is not told apart is last."""
    drawn = {mark[2] for mark in contents["map"]["marks"]}
    entries = [
        LegendEntry(code, stakeholder_label(contents, code), shape)
        for shape, code in enumerate(contents["group_names"], 1)
        if code in drawn
    ]
    if "" in drawn:
        everybody = gettext("A person") if not entries else gettext("Another group, or not stated")
        entries.append(LegendEntry("", everybody, 0))
    return entries


def _stability(contents: Plain) -> str:
    if not contents["is_clear"]:
        return gettext(
            "There are no clear groups: samples of the people, analysed in the same way, fall into "
            "different ones. So none are shown."
        )
    if contents["stability"] >= _STABLE:
        return gettext(
            "The groups are stable: samples of the people, analysed in the same way, fall into "
            "nearly the same ones."
        )
    return gettext(
        "The groups are somewhat stable: samples of the people, analysed in the same way, fall "
        "into similar ones, with some people elsewhere."
    )
