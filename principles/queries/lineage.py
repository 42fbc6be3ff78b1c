"""What became of principles that were deleted, split or joined, as the adopted amendments say."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Min

from accounts.caching import kept
from principles.models import Decision, Document, PrincipleText, hash_text
from principles.states import ADOPTED_STATUSES
from principles.text.operation_json import operations_from_json
from principles.text.operations import Code, Operation, Words

_STRUCTURAL = frozenset({Code.SUP, Code.SPLIT, Code.JOIN})


@dataclass(frozen=True, slots=True)
class Fate:
    """In a version, by number, the amendment with this number deleted a principle, or words of it
    went into another one: a part of it or the one it was joined into. By keys."""

    principle: int
    into: int | None
    code: Code
    version: int
    amendment: int


@dataclass(frozen=True, slots=True)
class _Row:
    """A principle in a version; `is_new`: it has it first."""

    key: int
    hash: str
    is_new: bool


def is_part_of(principle_id: int, version_id: int) -> bool:
    """Whether the version has the principle. A version never changes: one query for all of them, as
    long as the answer is kept."""
    texts = PrincipleText.objects.filter(version=version_id)
    ids = kept(("parts", version_id), lambda: list(texts.values_list("principle_id", flat=True)))
    return principle_id in ids


def fates_of(document: Document) -> tuple[Fate, ...]:
    """In order of the versions. One query, and one more where there are any."""
    done = [
        (version_id, version, amendment, operation)
        for version_id, version, amendment, plain in Decision.objects.filter(
            version__document=document, outcome__in=ADOPTED_STATUSES
        )
        .order_by("version__number", "amendment__number")
        .values_list("version_id", "version__number", "amendment__number", "amendment__operations")
        for operation in operations_from_json(plain)
        if operation.code in _STRUCTURAL
    ]
    rows = _rows({version_id for version_id, *_ in done})
    fates: list[Fate] = []
    taken: set[int] = set()
    for version_id, version, amendment, operation in done:
        for principle, into in _went(operation, rows[version_id], taken):
            fates.append(Fate(principle, into, operation.code, version, amendment))
    return tuple(fates)


def heirs_of(key: int, fates: Iterable[Fate], since: int = 0) -> tuple[int, ...]:
    """The principle, and all into which words of it went after the version with this number."""
    heirs = {key: 0}
    for fate in fates:
        if fate.version > since and fate.principle in heirs and fate.into is not None:
            heirs.setdefault(fate.into, fate.version)
    return tuple(heirs)


def _rows(version_ids: set[int | None]) -> dict[int | None, list[_Row]]:
    rows: dict[int | None, list[_Row]] = {pk: [] for pk in version_ids}
    if not version_ids:
        return rows
    texts = (
        PrincipleText.objects.filter(version__in=version_ids)
        .annotate(first=Min("principle__texts__version__number"))
        .order_by("position")
        .values_list("version_id", "version__number", "principle__key", "hash", "first")
    )
    for version_id, version, key, digest, first in texts:
        rows[version_id].append(_Row(key, digest, first == version))
    return rows


def _went(
    operation: Operation, rows: Sequence[_Row], taken: set[int]
) -> Iterable[tuple[int, int | None]]:
    """(from, to): what moderators changed while adopting is left out where it shows."""
    there = {row.key for row in rows}
    principle = operation.principle or 0
    match operation.code:
        case Code.SUP if principle not in there:
            yield principle, None
        case Code.JOIN:
            yield from ((other, principle) for other in operation.others if other not in there)
        case Code.SPLIT:
            for part in _parts(principle, operation.parts[1:], rows, taken):
                yield principle, part
        case _:
            return


def _parts(
    principle: int, parts: Sequence[Words], rows: Sequence[_Row], taken: set[int]
) -> list[int]:
    """The keys the other parts were given: those new ones with their words; where these were
    changed on adoption, as many as stand next behind the part that kept its key."""
    found = []
    behind = _behind(principle, rows)
    for part in parts:
        digest = hash_text(part.title, part.body)
        same = [row.key for row in rows if row.is_new and row.hash == digest]
        key = next((key for key in (*same, *behind) if key not in taken), None)
        if key is not None:
            taken.add(key)
            found.append(key)
    return found


def _behind(principle: int, rows: Sequence[_Row]) -> list[int]:
    found: list[int] = []
    places: Mapping[int, int] = {row.key: place for place, row in enumerate(rows)}
    for row in rows[places.get(principle, len(rows)) + 1 :]:
        if not row.is_new:
            break
        found.append(row.key)
    return found
