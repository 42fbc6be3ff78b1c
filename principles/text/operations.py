"""What an amendment does to a document of principles: its operations, and which cannot be.

A place is behind a principle or first in a section; it is the principle that counts, wherever it
stands by then, so the operations of one amendment have no order but that of what they put in the
same place.
"""

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal, NamedTuple


class Code(StrEnum):
    MOD = "mod"
    ADD = "add"
    SUP = "sup"
    MOVE = "move"
    SPLIT = "split"
    JOIN = "join"


@dataclass(frozen=True, slots=True)
class Words:
    title: str
    body: str

    def __str__(self) -> str:
        """Both as one text, as where a whole principle is shown."""
        return "\n\n".join(filter(None, (self.title, self.body)))

    @property
    def is_blank(self) -> bool:
        return not self.title.strip() and not self.body.strip()

    @property
    def composed(self) -> tuple[str, str]:
        """To compare by: NFC."""
        return unicodedata.normalize("NFC", self.title), unicodedata.normalize("NFC", self.body)


@dataclass(frozen=True, slots=True)
class Clause:
    """A principle of the text amended. `section` is its section's id, 0 for none."""

    key: int
    section: int
    words: Words


@dataclass(frozen=True, slots=True)
class Operation:
    """MOD and SUP say which `principle`; SPLIT its `parts`, the first of which keeps its key.

    MOVE says the `principle`, ADD the `words`, and both where it is to stand: behind `after`, in
    whatever section that is, or first in `section`. JOIN makes `words` of `principle`, which keeps
    its key and place, and the `others`, which end.
    """

    code: Code
    principle: int | None = None
    words: Words | None = None
    after: int | None = None
    section: int = 0
    parts: tuple[Words, ...] = ()
    others: tuple[int, ...] = ()


type Fault = Literal[
    "unknown_principle",
    "unknown_section",
    "contradicts",
    "after_itself",
    "too_few_parts",
    "too_few_joined",
    "no_change",
    "empty",
]


class BadOperation(ValueError):
    """`index` is the operation's in its amendment, from 0."""

    def __init__(self, code: Fault, index: int) -> None:
        super().__init__(f"{code} in operation {index}")
        self.code = code
        self.index = index


class Position(NamedTuple):
    """Behind a principle, or first in a section; `section` is 0 where `after` is given."""

    after: int | None
    section: int


def place_of(operation: Operation) -> Position:
    """Where an ADD or a MOVE puts its principle."""
    if operation.after is not None:
        return Position(operation.after, 0)
    return Position(None, operation.section)


def places_of(base: Sequence[Clause]) -> dict[int, Position]:
    """Where each principle stands: behind the one before it in its section, or first."""
    last: dict[int, int] = {}
    places = {}
    for clause in base:
        before = last.get(clause.section)
        places[clause.key] = Position(before, clause.section if before is None else 0)
        last[clause.section] = clause.key
    return places


def section_order(base: Sequence[Clause], sections: Sequence[int] = ()) -> tuple[int, ...]:
    """In reading order: those given, then others as they first occur; (0,) where there is none."""
    return tuple(dict.fromkeys([*sections, *(clause.section for clause in base)])) or (0,)


def check_operations(
    base: Sequence[Clause], operations: Sequence[Operation], sections: Sequence[int] = ()
) -> None:
    """Raise BadOperation for the first that cannot be applied to `base`.

    `sections` names them all, in order; without it those of the clauses are known. The words of a
    principle may be changed (MOD) and the principle moved; any other two operations on one
    principle contradict each other, as do a place behind a principle that the amendment ends and
    moves that wait for each other.
    """
    if not operations:
        raise BadOperation("empty", 0)
    clauses = {clause.key: clause for clause in base}
    known = frozenset(section_order(base, sections))
    for index, operation in enumerate(operations):
        fault = _fault_of_names(operation, clauses, known) or _fault_of_words(operation, clauses)
        if fault:
            raise BadOperation(fault, index)
    _check_together(operations)
    _check_moves(places_of(base), operations)


def _fault_of_names(
    operation: Operation, clauses: Mapping[int, Clause], sections: frozenset[int]
) -> Fault | None:
    named = [*operation.others, *([operation.after] if operation.after is not None else [])]
    if operation.code != Code.ADD and operation.principle not in clauses:
        return "unknown_principle"
    if any(key not in clauses for key in named):
        return "unknown_principle"
    if operation.code in {Code.ADD, Code.MOVE}:
        if operation.after is None and operation.section not in sections:
            return "unknown_section"
        if operation.code == Code.MOVE and operation.after == operation.principle:
            return "after_itself"
    return None


def _fault_of_words(operation: Operation, clauses: Mapping[int, Clause]) -> Fault | None:
    if operation.code in {Code.MOD, Code.ADD, Code.JOIN}:
        if operation.words is None or operation.words.is_blank:
            return "empty"
        if operation.code == Code.MOD and operation.principle is not None:
            old = clauses[operation.principle].words
            return "no_change" if old.composed == operation.words.composed else None
    if operation.code == Code.SPLIT:
        if len(operation.parts) < 2:
            return "too_few_parts"
        return "empty" if any(part.is_blank for part in operation.parts) else None
    if operation.code == Code.JOIN:
        joined = {operation.principle, *operation.others}
        return "too_few_joined" if len(joined) <= max(1, len(operation.others)) else None
    return None


def _check_together(operations: Sequence[Operation]) -> None:
    """Raise BadOperation for the first that one before it, or an end anywhere, contradicts."""
    done: dict[int, set[Code]] = {}
    for index, operation in enumerate(operations):
        touched = [] if operation.principle is None else [operation.principle, *operation.others]
        for key in touched if operation.code != Code.ADD else []:
            codes = done.setdefault(key, set())
            both = {operation.code, *codes}
            if codes and (operation.code in codes or both != {Code.MOD, Code.MOVE}):
                raise BadOperation("contradicts", index)
            codes.add(operation.code)
    ended = set(_ended(operations))
    for index, operation in enumerate(operations):
        if operation.code in {Code.ADD, Code.MOVE} and operation.after in ended:
            raise BadOperation("contradicts", index)


def _ended(operations: Sequence[Operation]) -> Iterator[int]:
    for operation in operations:
        if operation.code == Code.SUP and operation.principle is not None:
            yield operation.principle
        elif operation.code == Code.JOIN:
            yield from operation.others


def _check_moves(places: Mapping[int, Position], operations: Sequence[Operation]) -> None:
    moves = {
        operation.principle: index
        for index, operation in enumerate(operations)
        if operation.code == Code.MOVE and operation.principle is not None
    }
    for key, index in moves.items():
        behind = operations[index].after
        if place_of(operations[index]) == places[key] and behind not in moves:
            raise BadOperation("no_change", index)
        seen = {key}
        while behind in moves:
            if behind in seen:
                raise BadOperation("contradicts", index)
            seen.add(behind)
            behind = operations[moves[behind]].after
