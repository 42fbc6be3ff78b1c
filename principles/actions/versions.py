"""Versions move from draft to published to superseded or final, and only here."""

from collections.abc import Mapping, Sequence

from django.db import transaction
from django.db.models import Max
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.events import announce
from accounts.models import User
from accounts.record.append import record
from accounts.verdicts import Refused, require
from principles.events import VersionPublished
from principles.models import (
    Document,
    Principle,
    PrincipleText,
    Version,
    hash_text,
    hash_version,
)
from principles.permissions import may_decide, may_moderate
from principles.states import VERSION_MOVES, Stage, VersionStatus
from principles.text.operations_merge import Placed
from principles.text.renumbering import renumbered


def move_version(version: Version, to: VersionStatus, **fields: object) -> None:
    """Move one step along `VERSION_MOVES`, setting `fields` with it; any other step is an error."""
    old = VersionStatus(version.status)
    if to not in VERSION_MOVES[old]:
        raise ValueError(f"a {old} version does not become {to}")
    # The filter holds against a copy of the row read before someone else moved it.
    if not Version.objects.filter(pk=version.pk, status=old).update(status=to, **fields):
        raise ValueError(f"version {version.number} is no longer {old}")
    version.refresh_from_db()


def add_version(
    *, document: Document, number: int, texts: list[PrincipleText], note: str, **fields: object
) -> Version:
    """Insert and publish a version made of `texts`, unsaved rows in order of position whose
    principles are loaded; the caller holds the document and records."""
    content = {"title": document.title, "preamble": "", **fields}
    version = Version.objects.create(document=document, number=number, note=note, **content)
    for text in texts:
        text.version = version
        text.hash = hash_text(text.title, text.body)
    PrincipleText.objects.bulk_create(texts)
    keys_and_hashes = [(text.principle.key, text.hash) for text in texts]
    move_version(
        version,
        VersionStatus.PUBLISHED,
        published_at=Now(),
        hash=hash_version(version.title, version.preamble, keys_and_hashes),
    )
    Document.objects.filter(pk=document.pk).update(current_version=version)
    document.current_version = version
    return version


@transaction.atomic
def publish_version(
    *, document: Document, changes: Mapping[int, tuple[str, str]], note: str, by: User
) -> Version:
    """The next version, in which `changes` gives some principles (by id) a new title and body.

    `document` is held by the caller (`lock_stage_to_move`), whose rules said why the text changes.
    """
    texts = _copied(document)
    if unknown := changes.keys() - {text.principle_id for text in texts}:
        raise ValueError(f"no such principles in the present version: {sorted(unknown)}")
    for text in texts:
        text.title, text.body = changes.get(text.principle_id, (text.title, text.body))
    return _publish(document, texts, note, by)


@transaction.atomic
def publish_text(*, document: Document, placed: Sequence[Placed], note: str, by: User) -> Version:
    """The next version, made of principles old and new in their order; held as above.

    Keys of those left out are not given again.
    """
    old = {text.principle.key: text for text in _copied(document)}
    sections = {section.position: section for section in document.sections.all()}
    newest = document.principles.aggregate(newest=Max("key"))["newest"] or 0
    texts = []
    for each in placed:
        if each.key is None:
            newest += 1
            principle = Principle.objects.create(document=document, key=newest)
            text = PrincipleText(principle=principle, number="")
        else:
            text = old[each.key]
        text.section = sections.get(each.section)
        text.title, text.body = each.words.title, each.words.body
        texts.append(text)
    numbers = renumbered(
        [(text.section_id, text.number) for text in old.values()],
        [(text.section_id, text.number) for text in texts],
    )
    for position, (text, number) in enumerate(zip(texts, numbers, strict=True), 1):
        text.position, text.number = position, number
    return _publish(document, texts, note, by)


def _publish(document: Document, texts: list[PrincipleText], note: str, by: User) -> Version:
    if document.stage == Stage.DRAFT:
        require(may_moderate(by, document))
    else:
        require(may_decide(by, document))
    old = _present(document)
    changed = _changed(old, texts)
    if not changed:
        raise Refused("nothing_changed", _("These are the words of the present version already."))
    move_version(old, VersionStatus.SUPERSEDED)
    version = add_version(
        document=document,
        number=old.number + 1,
        texts=texts,
        note=note,
        title=old.title,
        preamble=old.preamble,
        created_by=by,
    )
    record(
        stream=document.stream,
        kind="version.published",
        by=by,
        version=version.number,
        hash=version.hash,
        supersedes=old.number,
        principles=changed,
        note=note,
    )
    announce(VersionPublished(document_id=document.pk, version_id=version.pk))
    return version


def _present(document: Document) -> Version:
    if document.current_version is None:
        raise ValueError("a document has its first version from its import")
    return document.current_version


def _copied(document: Document) -> list[PrincipleText]:
    """The texts of the present version as unsaved rows."""
    texts = list(_present(document).texts.select_related("principle", "section"))
    for text in texts:
        text.pk = None
        text._state.adding = True  # noqa: SLF001  # Django's documented way to copy a row
    return texts


def _changed(old: Version, texts: Sequence[PrincipleText]) -> list[int]:
    """Keys of the principles with other words, in another place, added or gone."""
    before = {
        key: (title, body, section)
        for key, title, body, section in old.texts.values_list(
            "principle__key", "title", "body", "section_id"
        )
    }
    after = {text.principle.key: (text.title, text.body, text.section_id) for text in texts}
    stayed = [key for key in before if key in after]
    order = [text.principle.key for text in texts if text.principle.key in before]
    moved = {key for was, key in zip(stayed, order, strict=True) if was != key}
    return sorted(
        key
        for key in before.keys() | after.keys()
        if before.get(key) != after.get(key) or key in moved
    )


@transaction.atomic
def final_version(*, document: Document, by: User) -> Version:
    """Make the present version the final one, when the document concludes.

    `document` is held by the caller (`lock_stage_to_move`). Doing it again changes nothing.
    """
    require(may_moderate(by, document))
    version = document.current_version
    if version is None:
        raise ValueError("a document has its first version from its import")
    if version.status == VersionStatus.FINAL:
        return version
    move_version(version, VersionStatus.FINAL)
    record(
        stream=document.stream,
        kind="version.final",
        by=by,
        version=version.number,
        hash=version.hash,
        old=VersionStatus.PUBLISHED.value,
        new=VersionStatus.FINAL.value,
    )
    return version
