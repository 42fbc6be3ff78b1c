"""A version of a text as the engine takes it, and what an amendment does to it by now."""

from collections.abc import Iterable, Sequence
from itertools import groupby

from principles.models import Amendment, Document, PrincipleText
from principles.text.operation_json import operations_from_json
from principles.text.operations import Clause, Operation, Words
from principles.text.operations_rebase import RebasedOperations, rebase_operations
from principles.text.rebase import Applicability


def clauses_of(version_id: int | None) -> tuple[Clause, ...]:
    """The principles of a version in order; a section goes by its position, 0 where there is none.
    One query."""
    return _versions({version_id})[version_id]


def sections_of(document: Document) -> tuple[int, ...]:
    """0, for what stands before any heading, and the sections in order."""
    return (0, *document.sections.order_by("position").values_list("position", flat=True))


def sections_in(
    clauses: Iterable[Clause], amendments: Iterable[Sequence[Operation]]
) -> tuple[int, ...]:
    """As far as they matter to these, in order, also those that stand empty: a section goes by its
    position, and none ever ends. No query."""
    named = {each.section for operations in amendments for each in operations}
    return tuple(sorted({0, *named, *(clause.section for clause in clauses)}))


def operations_of(amendment: Amendment) -> tuple[Operation, ...]:
    return operations_from_json(amendment.operations)


class TextOfToday:
    """The present version, and how amendments written on it or on earlier ones apply to it.

    One query for the versions of the amendments it is made for; of others, one each.
    """

    def __init__(self, document: Document, amendments: Iterable[Amendment] = ()) -> None:
        self.version_id = document.current_version_id
        wanted = {self.version_id, *(each.base.version_id for each in amendments)}
        self._read = _versions(wanted)
        self.clauses = self._read[self.version_id]

    def clause(self, key: int) -> Clause | None:
        return next((clause for clause in self.clauses if clause.key == key), None)

    def base_of(self, amendment: Amendment) -> tuple[Clause, ...]:
        """The version it was written on; needs `base`."""
        version_id = amendment.base.version_id
        if version_id not in self._read:
            self._read |= _versions({version_id})
        return self._read[version_id]

    def rebased(self, amendment: Amendment) -> RebasedOperations:
        operations = operations_of(amendment)
        if amendment.base.version_id == self.version_id:
            return RebasedOperations(Applicability.CLEAN, operations, ())
        sections = sections_in(self.clauses, [operations])
        return rebase_operations(self.base_of(amendment), operations, self.clauses, sections)

    def applicable(self, amendments: Iterable[Amendment]) -> dict[int, tuple[Operation, ...]]:
        """By number, of those that still can be: what they do to the text of today."""
        found = {each.number: self.rebased(each) for each in amendments}
        return {
            number: rebased.operations
            for number, rebased in found.items()
            if rebased.operations is not None
            and rebased.state in {Applicability.CLEAN, Applicability.AUTO_REBASED}
        }


def _versions(ids: set[int | None]) -> dict[int | None, tuple[Clause, ...]]:
    rows = (
        PrincipleText.objects.filter(version__in=[pk for pk in ids if pk is not None])
        .order_by("version_id", "position")
        .values_list("version_id", "principle__key", "section__position", "title", "body")
    )
    found: dict[int | None, tuple[Clause, ...]] = {
        version_id: tuple(
            Clause(key, section or 0, Words(title, body)) for _, key, section, title, body in group
        )
        for version_id, group in groupby(rows, key=lambda row: row[0])
    }
    return {pk: found.get(pk, ()) for pk in ids}
