"""Principle by group at a glance: who agrees, who is concerned, who is silent.

Laid out from the positions; it asks nothing of the database.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from consultations.queries.group_votes import AGAINST_IT, DIVIDED, FOR
from consultations.queries.positions import Group, GroupPosition, Positions, PrinciplePosition
from consultations.states import PointSide
from principles.tally import Segment


class Mark(StrEnum):
    """What a cell says at a glance."""

    FOR = FOR
    AGAINST = AGAINST_IT
    DIVIDED = DIVIDED
    SPOKE = "spoke"
    FEW = "few"
    SILENT = "silent"


# Of shape, not colour: they stand in print and in any theme, each beside its word.
SYMBOLS = {
    Mark.FOR: "▲",
    Mark.AGAINST: "▼",
    Mark.DIVIDED: "◆",
    Mark.SPOKE: "●",
    Mark.FEW: "○",
    Mark.SILENT: "–",
}


@dataclass(frozen=True, slots=True)
class Cell:
    """One group on one principle. `agreement` and `voted` are of the votes that are shown; the
    rest is counted of points, comments and amendments."""

    group: str
    group_label: str
    mark: Mark
    by_votes: bool
    in_favour: int
    voted: int
    segments: Sequence[Segment]
    axis: float | None
    points_for: int
    points_against: int
    comments: int
    changes: int
    minority: bool

    @property
    def symbol(self) -> str:
        return SYMBOLS[self.mark]

    @property
    def word(self) -> str:
        words = {
            Mark.FOR: _("In favour"),
            Mark.AGAINST: _("Against"),
            Mark.DIVIDED: _("Divided"),
            Mark.SPOKE: _("Spoke, took no side"),
            Mark.FEW: _("Votes not shown"),
            Mark.SILENT: _("Silent"),
        }
        if self.mark in {Mark.FOR, Mark.AGAINST, Mark.DIVIDED} and not self.by_votes:
            words = {
                Mark.FOR: _("Speaks for it"),
                Mark.AGAINST: _("Speaks against it"),
                Mark.DIVIDED: _("Speaks for and against"),
            }
        return words[self.mark]

    @property
    def numbers(self) -> Sequence[str]:
        """What the word rests on, a phrase each."""
        phrases = []
        if self.voted:
            agree = ngettext(
                "%(n)s of %(of)s vote agrees", "%(n)s of %(of)s votes agree", self.voted
            )
            phrases.append(agree % {"n": self.in_favour, "of": self.voted})
        if self.points_against:
            against = ngettext("%(n)s point against", "%(n)s points against", self.points_against)
            phrases.append(against % {"n": self.points_against})
        if self.points_for:
            in_favour = ngettext("%(n)s point for", "%(n)s points for", self.points_for)
            phrases.append(in_favour % {"n": self.points_for})
        if self.comments and not (self.points_for or self.points_against):
            comments = ngettext("%(n)s comment", "%(n)s comments", self.comments)
            phrases.append(comments % {"n": self.comments})
        if self.changes:
            changes = ngettext("%(n)s amendment", "%(n)s amendments", self.changes)
            phrases.append(changes % {"n": self.changes})
        if self.minority:
            phrases.append(_("minority view"))
        return phrases


@dataclass(frozen=True, slots=True)
class Row:
    """`principle` in the words of its heading; the text as a whole has no key."""

    key: int | None
    number: str
    title: str
    cells: Sequence[Cell]


@dataclass(frozen=True, slots=True)
class Matrix:
    """`votes_hidden`: it is laid out by comments alone."""

    groups: Sequence[Group]
    rows: Sequence[Row]
    votes_hidden: bool

    @property
    def caption(self) -> str:
        """The finding first, then what it rests on."""
        cells = [cell for row in self.rows for cell in row.cells]
        finding = ngettext(
            "In %(against)s of %(cells)s cell a group is against, in %(divided)s divided, in "
            "%(silent)s silent.",
            "In %(against)s of %(cells)s cells a group is against, in %(divided)s divided, in "
            "%(silent)s silent.",
            len(cells),
        ) % {
            "cells": len(cells),
            "against": sum(cell.mark == Mark.AGAINST for cell in cells),
            "divided": sum(cell.mark == Mark.DIVIDED for cell in cells),
            "silent": sum(cell.mark == Mark.SILENT for cell in cells),
        }
        if self.votes_hidden:
            return f"{finding} {_('By the stances that comments declare.')}"
        by_votes = _(
            "By more than half of the votes; where those of individuals are too few to show, or "
            "there are none, by the stances that comments declare."
        )
        return f"{finding} {by_votes}"


def matrix_of(positions: Positions, code: str = "") -> Matrix:
    """Of the group with this code alone, if one is given."""
    rows = [
        Row(
            key=principle.key,
            number=principle.number,
            title=principle.title,
            cells=[cell_of(group) for group in _chosen(principle, code)],
        )
        for principle in positions.principles
    ]
    groups = [each for each in positions.groups if code in {"", each.code}]
    return Matrix(groups, rows, votes_hidden=bool(positions.votes_hidden))


def _chosen(principle: PrinciplePosition, code: str) -> list[GroupPosition]:
    return [group for group in principle.groups if code in {"", group.code}]


def cell_of(position: GroupPosition) -> Cell:
    vote = position.vote
    sides = [point.side for point in position.points]
    return Cell(
        group=position.code,
        group_label=position.label,
        mark=_mark(position),
        by_votes=vote is not None and vote.speaks,
        in_favour=vote.in_favour if vote else 0,
        voted=vote.voted if vote else 0,
        segments=vote.segments if vote else (),
        axis=vote.axis if vote else None,
        points_for=sides.count(PointSide.FOR),
        points_against=sides.count(PointSide.AGAINST),
        comments=position.said.comments,
        changes=len(position.changes),
        minority=position.minority is not None,
    )


def _mark(position: GroupPosition) -> Mark:
    if position.leaning:
        return Mark(position.leaning)
    if position.said.comments or position.changes:
        return Mark.SPOKE
    return Mark.SILENT if position.is_silent else Mark.FEW
