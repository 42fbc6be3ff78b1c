"""Amendments that dispute the words of a principle, or whether there is to be one."""

from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence
from itertools import combinations
from typing import NamedTuple

from principles.text.clashes import Clash, Findings, Part, readings_of
from principles.text.collisions import CollisionKind, compare
from principles.text.deeds import Deed, Deeds
from principles.text.operations import Clause, Code


class _Act(NamedTuple):
    """What is done to a principle; amendments that do the same to it have equal ones."""

    code: Code
    detail: Hashable = None
    ends: bool = False


def find_word_clashes(clause: Clause, deeds: Deeds, findings: Findings) -> None:
    """All that is disputed about one principle but its place. Raises TextTooLong."""
    rewritten = deeds.rewritten.get(clause.key, [])
    if not rewritten:
        return
    reworded = [deed for deed in rewritten if deed.operation.code == Code.MOD]
    _compare_part(clause, "title", _texts(reworded, "title"), findings)
    _compare_part(clause, "body", _texts(reworded, "body"), findings)
    _compare_whole(clause, rewritten, deeds.moved.get(clause.key, []), findings)


def _texts(deeds: Sequence[Deed], part: Part) -> dict[int, str]:
    return {
        deed.amendment: words.title if part == "title" else words.body
        for deed in deeds
        if (words := deed.operation.words) is not None
    }


def _compare_part(clause: Clause, part: Part, texts: Mapping[int, str], findings: Findings) -> None:
    base = clause.words.title if part == "title" else clause.words.body
    changed = {amendment: text for amendment, text in texts.items() if text != base}
    if len(changed) < 2:
        return
    comparison = compare(base, changed)
    for one, others in comparison.conflicts.items():
        findings.block([one], others)
    for each in comparison.collisions:
        findings.clashes.append(
            Clash(
                each.between, each.kind, clause.key, part, each, each.base, each.readings, each.why
            )
        )


def _compare_whole(
    clause: Clause, rewritten: Sequence[Deed], moved: Sequence[Deed], findings: Findings
) -> None:
    """What stands against the end, the split or the joining of a principle."""
    groups: defaultdict[_Act, set[int]] = defaultdict(set)
    for deed in (*rewritten, *moved):
        groups[_act(clause.key, deed)].add(deed.amendment)
    alike = [group for act, group in groups.items() if len(group) > 1 and _is_told(act)]
    kinds = {CollisionKind.IDENTICAL} if alike else set()
    between = set().union(*alike)
    for (one, some), (other, others) in combinations(groups.items(), 2):
        if kind := _kind_between(one, other):
            kinds.add(kind)
            between |= some | others
            findings.block(some, others)
    if not kinds:
        return
    told = {
        deed.amendment: _words_after(clause, deed)
        for deed in (*moved, *rewritten)
        if deed.amendment in between
    }
    findings.clashes.append(
        Clash(
            tuple(sorted(between)),
            min(kinds, key=list(CollisionKind).index),
            clause.key,
            "whole",
            base=str(clause.words),
            readings=readings_of(told),
        )
    )


def _act(key: int, deed: Deed) -> _Act:
    operation = deed.operation
    if operation.code == Code.SPLIT:
        return _Act(Code.SPLIT, tuple(part.composed for part in operation.parts))
    if operation.code == Code.JOIN and operation.words is not None:
        joined = (operation.principle, frozenset(operation.others), operation.words.composed)
        return _Act(Code.JOIN, joined, deed.ends(key))
    return _Act(operation.code, ends=deed.ends(key))


def _is_told(act: _Act) -> bool:
    """Whether amendments that do the same are listed: joinings once, at the principle kept."""
    if act.code == Code.JOIN:
        return not act.ends
    return act.code in {Code.SUP, Code.SPLIT}


def _kind_between(one: _Act, other: _Act) -> CollisionKind | None:
    """Of two different acts on one principle."""
    codes = {one.code, other.code}
    if Code.SUP in codes or (Code.MOVE in codes and (one.ends or other.ends)):
        return CollisionKind.DELETED_AND_EDITED
    return None if Code.MOVE in codes else CollisionKind.OVERLAPPING


def _words_after(clause: Clause, deed: Deed) -> str:
    """What the deed leaves in the place of the principle."""
    operation = deed.operation
    if operation.code == Code.SUP:
        return ""
    if operation.code == Code.SPLIT:
        return "\n\n".join(map(str, operation.parts))
    return str(clause.words if operation.words is None else operation.words)
