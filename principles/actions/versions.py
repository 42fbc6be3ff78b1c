"""Versions move from draft to published to superseded or final, and only here."""

from collections.abc import Mapping

from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.events import announce
from accounts.models import User
from accounts.record.append import record
from accounts.verdicts import Refused, require
from principles.events import VersionPublished
from principles.models import Document, PrincipleText, Version, hash_text, hash_version
from principles.permissions import may_decide, may_moderate
from principles.states import VERSION_MOVES, Stage, VersionStatus


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
    if document.stage == Stage.DRAFT:
        require(may_moderate(by, document))
    else:
        require(may_decide(by, document))
    old = document.current_version
    if old is None:
        raise ValueError("a document has its first version from its import")
    texts, changed = _copied(old, changes)
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


def _copied(
    version: Version, changes: Mapping[int, tuple[str, str]]
) -> tuple[list[PrincipleText], list[int]]:
    """The version's texts as unsaved rows with the changes made, and the keys that changed."""
    texts = list(version.texts.select_related("principle"))
    if unknown := changes.keys() - {text.principle_id for text in texts}:
        raise ValueError(f"no such principles in version {version.number}: {sorted(unknown)}")
    changed = []
    for text in texts:
        text.pk = None
        text._state.adding = True  # noqa: SLF001  # Django's documented way to copy a row
        title, body = changes.get(text.principle_id, (text.title, text.body))
        if (title, body) != (text.title, text.body):
            changed.append(text.principle.key)
        text.title, text.body = title, body
    return texts, changed


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
