"""Versions of a document, and what changed from one to another."""

from collections import defaultdict
from collections.abc import Iterable
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
from principles.queries.outline import Block, blocks_of
from principles.text.diff import Span, TextTooLong, diff, shorten
from principles.text.wording import name_invisible

# Words shown on each side of a change where what stays is left out.
_CONTEXT_WORDS = 12


@dataclass(frozen=True, slots=True)
class VersionRow:
    """A version in the list: which principles it changed, and the amendments that led to it."""

    version: Version
    changed: tuple[str, ...]
    amendments: tuple[int, ...]
    is_current: bool

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
        return tuple(change for change in self.changes if change.kind != "same")

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
    changed: dict[int, list[str]] = defaultdict(list)
    hashes: dict[int, str] = {}
    for version_id, principle_id, number, digest in texts.values_list(
        "version_id", "principle_id", "number", "hash"
    ):
        if hashes.get(principle_id, digest) != digest:
            changed[version_id].append(number)
        hashes[principle_id] = digest
    rows = [
        VersionRow(
            version=version,
            changed=tuple(changed[version.pk]),
            amendments=tuple(amendments[version.pk]),
            is_current=version.pk == document.current_version_id,
        )
        for version in versions
    ]
    return rows[::-1]


def diff_between(document: Document, old: int, new: int) -> DocumentDiff:
    """By the versions' numbers, in whatever order they came; Http404 for one that is not there.

    Three queries, however many principles there are.
    """
    versions = {each.number: each for each in document.versions.filter(number__in=(old, new))}
    if {old, new} - versions.keys():
        raise Http404
    before, after = versions[old], versions[new]
    texts: dict[int, dict[int, PrincipleText]] = {before.pk: {}, after.pk: {}}
    for text in PrincipleText.objects.filter(version__in=texts).select_related("principle"):
        texts[text.version_id][text.principle_id] = text
    return DocumentDiff(
        old=before,
        new=after,
        title=spans_between(before.title, after.title),
        preamble=spans_between(before.preamble, after.preamble),
        preamble_blocks=blocks_of(after.preamble),
        changes=tuple(_changes(texts[before.pk], texts[after.pk])),
    )


def _changes(before: dict[int, PrincipleText], after: dict[int, PrincipleText]) -> Iterable[Change]:
    """In the order of the newer version, what it has no more at the end."""
    places = sorted(
        {**before, **after},
        key=lambda pk: (
            pk not in after,
            after[pk].position if pk in after else before[pk].position,
        ),
    )
    for principle_id in places:
        old, new = before.get(principle_id), after.get(principle_id)
        yield _change(new or before[principle_id], old, new)


def _change(shown: PrincipleText, old: PrincipleText | None, new: PrincipleText | None) -> Change:
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
