"""Versions of a document, and what changed from one to another."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.http import Http404

from principles.models import (
    Decision,
    Document,
    Principle,
    PrincipleText,
    Version,
    hash_text,
    hash_version,
)
from principles.queries.lineage import Fate, fates_of
from principles.queries.outline import Block, blocks_of
from principles.text.diff import Span, TextTooLong, diff, shorten
from principles.text.operations import Clause, Code, Words
from principles.text.operations_between import changes_between
from principles.text.wording import name_invisible

# Words shown on each side of a change where what stays is left out.
_CONTEXT_WORDS = 12


@dataclass(frozen=True, slots=True)
class VersionRow:
    """A version in the list: which principles it changed, by number, and the amendments that led
    to it. Of those removed the numbers they had."""

    version: Version
    changed: tuple[str, ...]
    added: tuple[str, ...]
    removed: tuple[str, ...]
    moved: tuple[str, ...]
    amendments: tuple[int, ...]
    is_current: bool

    @property
    def is_different(self) -> bool:
        return bool(self.changed or self.added or self.removed or self.moved)

    @property
    def previous(self) -> int:
        """The number of the version before, or 0."""
        return self.version.number - 1


@dataclass(frozen=True, slots=True)
class Change:
    """One principle from a version to another; `spans` are empty where nothing changed."""

    key: int
    number: str
    title: str
    kind: str  # "same", "changed", "added" or "removed"
    # It stands elsewhere among those that both versions have; its number may change without.
    is_moved: bool
    old_number: str
    # Where it was added or removed between the two: of what it was split, into what it was joined.
    fate: Fate | None
    title_spans: tuple[Span, ...]
    body_spans: tuple[Span, ...]
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class DocumentDiff:
    """From `old` to `new`; which may be one and the same version."""

    old: Version
    new: Version
    title: tuple[Span, ...]
    preamble: tuple[Span, ...]
    preamble_blocks: tuple[Block, ...]
    changes: tuple[Change, ...]

    @property
    def is_one_version(self) -> bool:
        return self.old == self.new

    @property
    def changed(self) -> tuple[Change, ...]:
        return tuple(each for each in self.changes if each.kind != "same" or each.is_moved)

    @property
    def is_same(self) -> bool:
        return not (self.title or self.preamble or self.changed)


@dataclass(frozen=True, slots=True)
class Wording:
    """The words of a principle, from this version on until the next wording's."""

    text: PrincipleText
    is_current: bool

    @property
    def version(self) -> Version:
        return self.text.version


def check_version(version: Version) -> bool:
    """Whether its words are still the ones its hashes were made of."""
    texts = list(version.texts.select_related("principle").order_by("position"))
    if any(text.hash != hash_text(text.title, text.body) for text in texts):
        return False
    content = [(text.principle.key, text.hash) for text in texts]
    return version.hash == hash_version(version.title, version.preamble, content)


def versions_of(document: Document) -> list[VersionRow]:
    """Newest first; three queries."""
    versions = document.versions.select_related("created_by").order_by("number")
    texts = PrincipleText.objects.filter(version__document=document).order_by(
        "version__number", "position"
    )
    amendments = defaultdict(list)
    for version_id, amendment in (
        Decision.objects.filter(version__document=document)
        .order_by("amendment__number")
        .values_list("version_id", "amendment__number")
    ):
        amendments[version_id].append(amendment)
    rows: dict[int, list[_Row]] = defaultdict(list)
    for row in texts.values_list("version_id", "principle_id", "number", "hash", "section_id"):
        rows[row[0]].append(_Row(*row[1:]))
    found = []
    before: list[_Row] | None = None
    for version in versions:
        now = rows[version.pk]
        found.append(
            VersionRow(
                version=version,
                amendments=tuple(amendments[version.pk]),
                is_current=version.pk == document.current_version_id,
                **_numbers(now if before is None else before, now),
            )
        )
        before = now
    return found[::-1]


@dataclass(frozen=True, slots=True)
class _Row:
    principle_id: int
    number: str
    hash: str
    section_id: int | None


def _numbers(before: Sequence[_Row], after: Sequence[_Row]) -> dict[str, tuple[str, ...]]:
    """Of the principles changed, added, removed and moved from a version to the next."""
    old = {row.principle_id: row for row in before}
    now = {row.principle_id for row in after}
    moved = _moved(before, after)
    kept = [row for row in after if row.principle_id in old]
    return {
        "changed": tuple(row.number for row in kept if old[row.principle_id].hash != row.hash),
        "added": tuple(row.number for row in after if row.principle_id not in old),
        "removed": tuple(row.number for row in before if row.principle_id not in now),
        "moved": tuple(row.number for row in kept if row.principle_id in moved),
    }


def _moved(
    before: Iterable[_Row | PrincipleText], after: Iterable[_Row | PrincipleText]
) -> set[int]:
    """The ids of as few principles as can have moved."""
    old, new = (
        [Clause(row.principle_id, row.section_id or 0, Words("", "")) for row in rows]
        for rows in (before, after)
    )
    changes = changes_between(old, new)
    return {each.principle for each in changes if each.code == Code.MOVE and each.principle}


def diff_between(document: Document, old: int, new: int) -> DocumentDiff:
    """By the versions' numbers, in whatever order they came; Http404 for one that is not there.

    Three queries, however many principles there are; two more where some came or went.
    """
    versions = {each.number: each for each in document.versions.filter(number__in=(old, new))}
    if {old, new} - versions.keys():
        raise Http404
    before, after = versions[old], versions[new]
    texts: dict[int, dict[int, PrincipleText]] = {before.pk: {}, after.pk: {}}
    rows = PrincipleText.objects.filter(version__in=texts).select_related("principle")
    for text in rows.order_by("position"):
        texts[text.version_id][text.principle_id] = text
    fates: tuple[Fate, ...] = ()
    if texts[before.pk].keys() != texts[after.pk].keys():
        span = range(min(old, new) + 1, max(old, new) + 1)
        fates = tuple(fate for fate in fates_of(document) if fate.version in span)
    return DocumentDiff(
        old=before,
        new=after,
        title=spans_between(before.title, after.title),
        preamble=spans_between(before.preamble, after.preamble),
        preamble_blocks=blocks_of(after.preamble),
        changes=tuple(_changes(texts[before.pk], texts[after.pk], fates)),
    )


def _changes(
    before: dict[int, PrincipleText], after: dict[int, PrincipleText], fates: Sequence[Fate]
) -> Iterable[Change]:
    """In the order of the newer version, what it has no more at the end."""
    moved = _moved(before.values(), after.values())
    came = {fate.into: fate for fate in fates if fate.code == Code.SPLIT}
    went = {fate.principle: fate for fate in fates if fate.code != Code.SPLIT}
    places = sorted(
        {**before, **after},
        key=lambda pk: (
            pk not in after,
            after[pk].position if pk in after else before[pk].position,
        ),
    )
    for principle_id in places:
        old, new = before.get(principle_id), after.get(principle_id)
        shown = new or before[principle_id]
        key = shown.principle.key
        fate = None if old and new else came.get(key, went.get(key))
        yield _change(shown, old, new, is_moved=principle_id in moved, fate=fate)


def _change(
    shown: PrincipleText,
    old: PrincipleText | None,
    new: PrincipleText | None,
    *,
    is_moved: bool,
    fate: Fate | None,
) -> Change:
    title_spans = spans_between(old.title if old else "", new.title if new else "")
    body_spans = spans_between(old.body if old else "", new.body if new else "")
    if old is None or new is None:
        kind = "removed" if new is None else "added"
    else:
        kind = "changed" if title_spans or body_spans else "same"
    return Change(
        key=shown.principle.key,
        number=shown.number,
        title=shown.title,
        kind=kind,
        is_moved=is_moved,
        old_number=old.number if old else "",
        fate=fate,
        title_spans=title_spans,
        body_spans=body_spans,
        blocks=blocks_of(shown.body),
    )


def spans_between(old: str, new: str, *, whole: bool = True) -> tuple[Span, ...]:
    """The words that stay, go and come; none at all when nothing changes.

    What shows as nothing is named, so that no change is invisible. Not `whole`: long stretches
    without a change are left out. Texts too long to compare stand one after the other.
    """
    if old == new:
        return ()
    try:
        spans = diff(old, new)
    except TextTooLong:
        spans = [Span("delete", old), Span("insert", new)]
    return tuple(
        span if span.kind == "same" else Span(span.kind, name_invisible(span.text))
        for span in (spans if whole else shorten(spans, _CONTEXT_WORDS))
    )


def texts_of(principle: Principle) -> list[Wording]:
    """Each wording the principle has had, newest first, by the version that brought it; one
    query."""
    texts = (
        PrincipleText.objects.filter(principle=principle)
        .select_related("version")
        .order_by("version__number")
    )
    wordings: list[PrincipleText] = []
    for text in texts:
        if not wordings or wordings[-1].hash != text.hash:
            wordings.append(text)
    return [Wording(text, is_current=text is wordings[-1]) for text in reversed(wordings)]
