"""An amendment to an earlier version of a document, on the present one."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from principles.text.clashes import Clash, Part
from principles.text.collisions import CollisionKind
from principles.text.operations import (
    Clause,
    Code,
    Operation,
    Position,
    Words,
    place_of,
    places_of,
    section_order,
)
from principles.text.operations_between import changes_between
from principles.text.operations_compare import compare_operations
from principles.text.operations_merge import Placed, apply_operations
from principles.text.rebase import CURRENT, PROPOSAL, Applicability, Rebased, rebase
from principles.text.tokens import same

_SATISFIED = Applicability.ALREADY_SATISFIED


@dataclass(frozen=True, slots=True)
class RebasedOperations:
    """`operations` are on the present version, None where a person must write them.

    They leave out what the present version has already. `lost` is between CURRENT and
    PROPOSAL.
    """

    state: Applicability
    operations: tuple[Operation, ...] | None
    lost: tuple[Clash, ...]


def rebase_operations(
    old: Sequence[Clause],
    operations: Sequence[Operation],
    new: Sequence[Clause],
    sections: Sequence[int] = (),
) -> RebasedOperations:
    """The amendment to `old` on `new`, whose principles are those of `old` with the same keys.

    The worst state of its operations is its own; if some are satisfied already and others are not,
    it is auto-rebased, for its proposer to look at. `sections` names those of `new`, as long as
    they are not all among its principles'. Raises BadOperation and TextTooLong.
    """
    present = section_order(new, sections)
    # A section may have ended since.
    named = (operation.section for operation in operations)
    known = tuple(dict.fromkeys([*present, *section_order(old), *named]))
    versions = _Versions(old, new)
    if versions.new_one_is(apply_operations(old, operations, PROPOSAL, known)):
        return RebasedOperations(_SATISFIED, (), ())
    texts = _rebase_words(versions, operations)
    done = {index for index, text in texts.items() if text.state == _SATISFIED}
    done |= {index for index, operation in enumerate(operations) if versions.has(operation)}
    still = _still_to_do(operations, done)
    if not still:
        return RebasedOperations(_SATISFIED, (), ())
    lost = (
        *(clash for text in texts.values() for clash in text.lost),
        *_lost_sections([operations[index] for index in still], present),
        *_lost_otherwise(versions, _with_moves_before(operations, still), known),
    )
    if lost:
        is_gone = any(versions.lacks(operations[index]) for index in still)
        state = Applicability.TARGET_DELETED if is_gone else Applicability.NEEDS_REBASE
        return RebasedOperations(state, None, lost)
    is_clean = len(still) == len(operations) and all(
        text.state == Applicability.CLEAN for text in texts.values()
    )
    rebased = tuple(
        replace(operations[index], words=texts[index].words)
        if index in texts
        else operations[index]
        for index in still
    )
    state = Applicability.CLEAN if is_clean else Applicability.AUTO_REBASED
    return RebasedOperations(state, rebased, ())


class _Versions:
    """Two versions by their principles' keys."""

    def __init__(self, old: Sequence[Clause], new: Sequence[Clause]) -> None:
        self.before = {clause.key: clause for clause in old}
        self.after = {clause.key: clause for clause in new}
        self._places = places_of([clause for clause in new if clause.key in self.before])
        self._added: defaultdict[Position, list[tuple[str, str]]] = defaultdict(list)
        behind: dict[int, int] = {}
        for clause in new:
            if clause.key in self.before:
                behind[clause.section] = clause.key
            else:
                after = behind.get(clause.section)
                place = Position(after, clause.section if after is None else 0)
                self._added[place].append(clause.words.composed)

    def new_one_is(self, applied: Sequence[Placed]) -> bool:
        """Whether it is what was to be made of the old one."""
        return [(each.key, each.section, each.words.composed) for each in applied] == [
            (key if key in self.before else None, each.section, each.words.composed)
            for key, each in self.after.items()
        ]

    def lacks(self, operation: Operation) -> bool:
        """Whether a principle that it changes is not there any more."""
        if operation.code in {Code.ADD, Code.SUP}:
            return False
        return any(key not in self.after for key in (operation.principle, *operation.others))

    def has(self, operation: Operation) -> bool:
        """Whether it is done already; not for MOD."""
        match operation:
            case Operation(Code.SUP, principle):
                return principle not in self.after
            case Operation(Code.MOVE, int(principle)):
                return self._places.get(principle) == place_of(operation)
            case Operation(Code.ADD, words=Words() as words):
                return words.composed in self._added[place_of(operation)]
            case Operation(Code.SPLIT, int(principle), parts=(first, *others)):
                added = self._added[Position(principle, 0)]
                rest = [part.composed for part in others]
                return self._reads(principle, first) and added[: len(rest)] == rest
            case Operation(Code.JOIN, int(principle), Words() as words, others=others):
                return self._reads(principle, words) and not self.after.keys() & set(others)
        return False

    def _reads(self, key: int, words: Words) -> bool:
        return key in self.after and self.after[key].words.composed == words.composed


def _still_to_do(operations: Sequence[Operation], done: Collection[int]) -> list[int]:
    """The indices; a move behind a principle that has yet to move itself is among them."""
    waiting: defaultdict[int, list[int]] = defaultdict(list)
    moves = _moves(operations)
    for index in moves.values():
        if (first := moves.get(operations[index].after)) is not None:
            waiting[first].append(index)
    still = dict.fromkeys(index for index in range(len(operations)) if index not in done)
    found = list(still)
    while found:
        more = [index for index in waiting[found.pop()] if index not in still]
        still |= dict.fromkeys(more)
        found += more
    return sorted(still)


def _with_moves_before(operations: Sequence[Operation], still: Sequence[int]) -> list[Operation]:
    """With the moves, done or not, of the principles that something is put behind.

    Who moves a principle may put something behind it in its new place.
    """
    moves = _moves(operations)
    needed = set(still)
    for index in still:
        move = moves.get(operations[index].after)
        while move is not None and move not in needed:
            needed.add(move)
            move = moves.get(operations[move].after)
    return [operations[index] for index in sorted(needed)]


def _moves(operations: Sequence[Operation]) -> dict[int | None, int]:
    return {each.principle: at for at, each in enumerate(operations) if each.code == Code.MOVE}


@dataclass(frozen=True, slots=True)
class _RebasedWords:
    state: Applicability
    words: Words
    lost: tuple[Clash, ...]


def _rebase_words(versions: _Versions, operations: Sequence[Operation]) -> dict[int, _RebasedWords]:
    """Each MOD whose principle is still there, by its index."""
    texts = {}
    for index, operation in enumerate(operations):
        match operation:
            case Operation(Code.MOD, int(key), Words() as proposed) if key in versions.after:
                old, new = versions.before[key].words, versions.after[key].words
                title = _rebase_part(old.title, proposed.title, new.title)
                body = _rebase_part(old.body, proposed.body, new.body)
                texts[index] = _both(key, new, title, body)
    return texts


def _both(key: int, new: Words, title: Rebased | None, body: Rebased | None) -> _RebasedWords:
    words = Words(
        new.title if title is None or title.text is None else title.text,
        new.body if body is None or body.text is None else body.text,
    )
    parts: tuple[tuple[Part, Rebased | None], ...] = (("title", title), ("body", body))
    lost = tuple(
        Clash((CURRENT, PROPOSAL), each.kind, key, part, each, each.base, each.readings)
        for part, rebased in parts
        for each in (rebased.lost if rebased else ())
    )
    states = {rebased.state for _, rebased in parts if rebased}
    state = states.pop() if len(states) == 1 else Applicability.AUTO_REBASED
    return _RebasedWords(state, words, lost)


def _rebase_part(old: str, proposed: str, new: str) -> Rebased | None:
    """None where the amendment leaves the title or body as it is."""
    return None if same(old, proposed) else rebase(old, proposed, new)


def _lost_sections(operations: Sequence[Operation], present: Sequence[int]) -> Iterator[Clash]:
    """First places of sections that are not there any more."""
    for operation in operations:
        is_placed = operation.code in {Code.ADD, Code.MOVE}
        if is_placed and operation.after is None and operation.section not in present:
            yield Clash((CURRENT, PROPOSAL), CollisionKind.INSERTED_IN_DELETED, None, "place")


def _lost_otherwise(
    versions: _Versions, operations: Sequence[Operation], known: Sequence[int]
) -> Iterator[Clash]:
    """What collides of all but the words of titles and bodies."""
    old, new = tuple(versions.before.values()), tuple(versions.after.values())
    changes = changes_between(old, new)
    if changes and operations:
        found = compare_operations(old, {CURRENT: changes, PROPOSAL: operations}, known)
        for clash in found.clashes:
            if clash.kind.blocks and clash.part in {"whole", "place"}:
                yield clash
