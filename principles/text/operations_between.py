"""The operations that turn one version of a document into another."""

from bisect import bisect_left
from collections.abc import Sequence

from principles.text.operations import Clause, Code, Operation


def changes_between(old: Sequence[Clause], new: Sequence[Clause]) -> tuple[Operation, ...]:
    """What `apply_operations` makes the principles of `new` of those of `old` with, in order.

    A key in both is the same principle. As few as possible are said to have moved; keys that only
    `new` has are added. Splits and joinings show as changed words with what is new or gone. Words
    that are only encoded otherwise are not changed.
    """
    before = {clause.key: clause for clause in old}
    kept = {clause.key for clause in new}
    staying = _staying(old, new)
    changes = [Operation(Code.SUP, clause.key) for clause in old if clause.key not in kept]
    behind: dict[int, int] = {}
    for clause in new:
        after = behind.get(clause.section)
        section = clause.section if after is None else 0
        if clause.key not in before:
            changes.append(Operation(Code.ADD, words=clause.words, after=after, section=section))
            continue
        if clause.words.composed != before[clause.key].words.composed:
            changes.append(Operation(Code.MOD, clause.key, clause.words))
        if clause.key not in staying:
            changes.append(Operation(Code.MOVE, clause.key, after=after, section=section))
        behind[clause.section] = clause.key
    return tuple(changes)


def _staying(old: Sequence[Clause], new: Sequence[Clause]) -> set[int]:
    """The most principles that keep their section and their order."""
    places = {clause.key: (place, clause.section) for place, clause in enumerate(old)}
    staying: set[int] = set()
    for section in dict.fromkeys(clause.section for clause in new):
        same = [
            (places[clause.key][0], clause.key)
            for clause in new
            if clause.section == section and places.get(clause.key, (0, None))[1] == section
        ]
        staying |= _longest_rising(same)
    return staying


def _longest_rising(items: Sequence[tuple[int, int]]) -> set[int]:
    """The keys of a longest subsequence of (place, key) whose places rise (patience sorting)."""
    ends: list[int] = []
    last: list[int] = []
    before: list[int | None] = []
    for index, (place, _) in enumerate(items):
        length = bisect_left(ends, place)
        before.append(last[length - 1] if length else None)
        ends[length : length + 1] = [place]
        last[length : length + 1] = [index]
    rising = set()
    at = last[-1] if last else None
    while at is not None:
        rising.add(items[at][1])
        at = before[at]
    return rising
