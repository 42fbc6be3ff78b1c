"""What changed in the text under words someone is writing, and their words on the new text."""

from collections.abc import Sequence
from dataclasses import dataclass

from principles.models import Document, PrincipleText
from principles.queries.amendment_changes import Changes, changes_between
from principles.queries.amendment_fit import Contested, contested_of
from principles.queries.clauses import TextOfToday, clauses_of, sections_of
from principles.queries.principles import Reading
from principles.text.diff import TextTooLong
from principles.text.operations import BadOperation, Clause, Operation
from principles.text.operations_rebase import RebasedOperations, rebase_operations
from principles.text.rebase import Applicability


@dataclass(frozen=True, slots=True)
class Since:
    """`changes` are the text's, of every principle written on; `adapted` are the person's
    operations on the new text, None where they must write them anew, empty where it has all."""

    base: PrincipleText
    changes: tuple[tuple[str, Changes], ...]
    adapted: tuple[Operation, ...] | None
    contested: tuple[Contested, ...]
    is_clean: bool


def since_of(
    document: Document,
    reading: Reading,
    operations: Sequence[Operation],
    base_hash: str,
    base_version: int | None = None,
) -> Since | None:
    """None where all the words it touches are still those it was written on, or nobody knows what
    it was written on. Two to five queries, none where the version is the present one."""
    if base_hash == reading.hash and base_version in {None, reading.version.number}:
        return None
    texts = PrincipleText.objects.filter(principle=reading.principle, hash=base_hash)
    found = list(texts.select_related("version").order_by("version__number"))
    base = next((each for each in found if each.version.number == base_version), None)
    base = base or (found[-1] if found else None)
    if base is None or base.version_id == document.current_version_id:
        return None
    today = TextOfToday(document)
    old, new = clauses_of(base.version_id), today.clauses
    changes = _changes(old, new, _touched(operations) | {reading.principle.key})
    if not changes:
        return None
    rebased = _rebased(old, operations, new, sections_of(document))
    return Since(
        base=base,
        changes=changes,
        adapted=rebased.operations if rebased else None,
        contested=contested_of(rebased, today) if rebased else (),
        is_clean=rebased is not None and rebased.state == Applicability.CLEAN,
    )


def _touched(operations: Sequence[Operation]) -> set[int]:
    return {key for each in operations for key in (each.principle, *each.others) if key is not None}


def _changes(
    old: Sequence[Clause], new: Sequence[Clause], keys: set[int]
) -> tuple[tuple[str, Changes], ...]:
    """By the title of today; a principle that is gone has lost all its words."""
    now = {clause.key: clause.words for clause in new}
    found = []
    for clause in old:
        today = now.get(clause.key)
        if clause.key not in keys or today == clause.words:
            continue
        title, body = (today.title, today.body) if today else ("", "")
        found.append((clause.words.title, changes_between(clause.words, title, body)))
    return tuple(found)


def _rebased(
    old: Sequence[Clause],
    operations: Sequence[Operation],
    new: Sequence[Clause],
    sections: Sequence[int],
) -> RebasedOperations | None:
    try:
        return rebase_operations(old, operations, new, sections)
    except (BadOperation, TextTooLong):
        return None
