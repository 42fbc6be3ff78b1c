"""The document under one amendment, or under any number that do not conflict."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from principles.text.attribution import carry_sources
from principles.text.clashes import Clashes
from principles.text.deeds import Deed, Deeds, amendments_of, deeds_of
from principles.text.merge import Run, merge
from principles.text.operations import (
    Clause,
    Code,
    Operation,
    Position,
    Words,
    check_operations,
    section_order,
)
from principles.text.operations_compare import compare_operations

_BREAK = "\n\n"


@dataclass(frozen=True, slots=True)
class Placed:
    """A principle of the document that results.

    `key` is its key in the base, None if it is new; then `made_by` is the amendment, the index of
    the operation and that of the part that made it. The runs say of all words whose they are.
    """

    key: int | None
    made_by: tuple[int, int, int] | None
    section: int
    words: Words
    title_runs: tuple[Run, ...]
    body_runs: tuple[Run, ...]


class Clashed(ValueError):
    """Some of the amendments conflict; nothing is merged."""

    def __init__(self, clashes: Clashes) -> None:
        conflicting = sum(map(bool, clashes.conflicts.values()))
        super().__init__(f"{conflicting} amendments conflict")
        self.clashes = clashes


def apply_operations(
    base: Sequence[Clause],
    operations: Sequence[Operation],
    number: int = 0,
    sections: Sequence[int] = (),
) -> tuple[Placed, ...]:
    """The document as the amendment has it, code point for code point.

    `number` stands for it in the runs. What it adds behind a principle that it splits comes after
    the last part. Raises BadOperation.
    """
    check_operations(base, operations, sections)
    return _document(base, deeds_of({number: operations}), sections)


def merge_operations(
    base: Sequence[Clause],
    amendments: Mapping[int, Sequence[Operation]],
    sections: Sequence[int] = (),
) -> tuple[Placed, ...]:
    """The document under all of the amendments, whatever the order of the mapping.

    What several do alike is done once, in the words of the one with the lowest number. Raises
    Clashed if any two conflict, BadOperation and TextTooLong.
    """
    clashes = compare_operations(base, amendments, sections)
    if any(clashes.conflicts.values()):
        raise Clashed(clashes)
    return _document(base, deeds_of(amendments), sections)


def _document(base: Sequence[Clause], deeds: Deeds, sections: Sequence[int]) -> tuple[Placed, ...]:
    """In reading order. Of moves that do not wait for each other: no principle is out of reach."""
    clauses = {clause.key: clause for clause in base}
    placed: list[Placed] = []
    for section in section_order(base, sections):
        staying = [
            clause.key
            for clause in base
            if clause.section == section and clause.key not in deeds.moved
        ]
        waiting: list[int | Position | Placed] = [*reversed(staying), Position(None, section)]
        while waiting:
            match waiting.pop():
                case Placed() as made:
                    placed.append(replace(made, section=section))
                case Position() as place:
                    waiting += reversed(_put(deeds.placed.get(place, {})))
                case key:
                    waiting += [Position(key, 0), *reversed(_rewritten(clauses, key, deeds))]
    return tuple(placed)


def _put(deeds_at_place: Mapping[int, Sequence[Deed]]) -> list[int | Placed]:
    """The keys of the principles moved to a place, and what is added there."""
    if not deeds_at_place:
        return []
    sources = tuple(sorted(deeds_at_place))
    put: list[int | Placed] = []
    for deed in deeds_at_place[sources[0]]:
        operation = deed.operation
        if operation.code == Code.MOVE and operation.principle is not None:
            put.append(operation.principle)
        elif operation.words is not None:
            title, body = operation.words.title, operation.words.body
            runs = _runs(title, sources), _runs(body, sources)
            put.append(Placed(None, _maker(deed), 0, operation.words, *runs))
    return put


def _rewritten(clauses: Mapping[int, Clause], key: int, deeds: Deeds) -> list[Placed]:
    """What becomes of a principle: nothing, itself, or its parts."""
    clause = clauses[key]
    rewriting = deeds.rewritten.get(key, [])
    if any(deed.ends(key) for deed in rewriting):
        return []
    if rewriting and rewriting[0].operation.code != Code.MOD:
        return _recast(clauses, key, rewriting)
    texts = {deed.amendment: deed.operation.words for deed in rewriting if deed.operation.words}
    old = clause.words
    title = _merged(old.title, {number: words.title for number, words in texts.items()})
    body = _merged(old.body, {number: words.body for number, words in texts.items()})
    words = Words(_joined(title), _joined(body))
    return [Placed(key, None, clause.section, words, title, body)]


def _merged(base: str, texts: Mapping[int, str]) -> tuple[Run, ...]:
    changed = {number: text for number, text in texts.items() if text != base}
    return merge(base, changed).runs if changed else _runs(base, ())


def _recast(clauses: Mapping[int, Clause], key: int, deeds: Sequence[Deed]) -> list[Placed]:
    """The parts a principle is split into, or the one that it is joined into."""
    operation = deeds[0].operation
    sources = amendments_of(deeds)
    recast = {key, *operation.others}
    old = [clause.words for clause in clauses.values() if clause.key in recast]
    new = operation.parts if operation.words is None else (operation.words,)
    titles = _carried([each.title for each in old], [each.title for each in new], sources)
    bodies = _carried([each.body for each in old], [each.body for each in new], sources)
    first, *others = (
        Placed(None, _maker(deeds[0], part), 0, words, title, body)
        for part, (words, title, body) in enumerate(zip(new, titles, bodies, strict=True))
    )
    return [replace(first, key=key, made_by=None), *others]


def _maker(deed: Deed, part: int = 0) -> tuple[int, int, int]:
    return deed.amendment, deed.index, part


def _carried(
    old: Sequence[str], new: Sequence[str], sources: tuple[int, ...]
) -> list[tuple[Run, ...]]:
    """The runs of each new text: of the base what the old texts have, each word of them once."""
    carried = carry_sources(_runs(_BREAK.join(old), ()), _BREAK.join(new), sources[0])
    whose = [(sources if run.sources else (), run.words) for run in carried]
    texts = []
    start = 0
    for text in new:
        texts.append(_cut(whose, start, start + len(text)))
        start += len(text) + len(_BREAK)
    return texts


def _cut(whose: Sequence[tuple[tuple[int, ...], str]], start: int, end: int) -> tuple[Run, ...]:
    """The runs of what stands at [start, end) of all words joined."""
    runs = []
    at = 0
    for sources, words in whose:
        part = words[max(0, start - at) : max(0, end - at)]
        if part:
            runs.append(Run(part, sources))
        at += len(words)
    return tuple(runs)


def _runs(text: str, sources: tuple[int, ...]) -> tuple[Run, ...]:
    return (Run(text, sources),) if text else ()


def _joined(runs: Sequence[Run]) -> str:
    return "".join(run.words for run in runs)
