"""From a text someone uploads, by way of a draft under their eyes, to a document."""

import json
from datetime import timedelta
from itertools import count
from secrets import token_hex

from django.db import IntegrityError, transaction
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.events import announce
from accounts.models import User
from accounts.record.append import record
from accounts.verdicts import Conflict, Refused, denied, require
from principles.actions.locking import lock_stage_to_move
from principles.actions.versions import add_version
from principles.events import DocumentImported
from principles.importers import Imported
from principles.models import Document, ImportDraft, Principle, PrincipleText, Seat, Section
from principles.permissions import NOT_YOURS, may_convene, may_own
from principles.scripts import slug_of
from principles.states import Role, Visibility
from principles.text.outline import Outline, as_json, from_json

MAX_PRINCIPLES = 1000
KEEP_DRAFTS = timedelta(days=30)
# Undo reaches back this far: so many edits, and so many characters of outlines.
UNDO_STEPS = 50
UNDO_SIZE = 4_000_000
# Addresses under /documents/ and /consultations/ that are neither.
_RESERVED = frozenset({"import", "invitations", "new", "reports"})


@transaction.atomic
def start_import(*, source: str, imported: Imported, by: User) -> ImportDraft:
    """Keep what was read, for its uploader's eyes only, until it is confirmed or discarded."""
    require(may_convene(by))
    ImportDraft.objects.filter(user=by, created_at__lt=Now() - KEEP_DRAFTS).delete()
    return ImportDraft.objects.create(
        user=by,
        source=source[:200],
        outline=as_json(imported.outline),
        notices=list(imported.notices),
    )


@transaction.atomic
def edit_import(*, draft: ImportDraft, outline: Outline, base: str, by: User) -> ImportDraft:
    """Replace the outline made from revision `base`; Conflict when the draft has another by now."""
    draft = _lock_draft(draft, base, by)
    new = as_json(outline)
    if new != draft.outline:
        draft.history = _within_undo([*draft.history, draft.outline])
        draft.outline = new
        draft.save(update_fields=["outline", "history"])
    return draft


@transaction.atomic
def undo_import(*, draft: ImportDraft, base: str, by: User) -> ImportDraft:
    """Take the last edit back."""
    draft = _lock_draft(draft, base, by)
    if not draft.history:
        raise Refused("nothing_to_undo", _("There is nothing to undo."))
    *draft.history, draft.outline = draft.history
    draft.save(update_fields=["outline", "history"])
    return draft


@transaction.atomic
def discard_import(*, draft: ImportDraft, by: User) -> None:
    """Forget the text; a draft that became a document stays with it."""
    if draft.user_id != by.pk:
        require(denied(NOT_YOURS))
    ImportDraft.objects.filter(pk=draft.pk, document__isnull=True).delete()


def forget_imports(*, user_id: int) -> None:
    """Of someone who was erased: texts they uploaded and never made a document."""
    ImportDraft.objects.filter(user_id=user_id, document__isnull=True).delete()


@transaction.atomic
def confirm_import(
    *, draft: ImportDraft, base: str, title: str, language: str, by: User
) -> Document:
    """Make the draft a document; doing it twice gives the same one."""
    draft = _lock_draft(draft, None, by)
    if draft.document is not None:
        return draft.document
    _require_revision(draft, base)
    draft.document = create_document(
        outline=from_json(draft.outline),
        source=draft.source,
        language=language,
        title=title,
        by=by,
    )
    draft.outline, draft.history, draft.notices = {}, [], []
    draft.save()
    return draft.document


def _lock_draft(draft: ImportDraft, base: str | None, by: User) -> ImportDraft:
    locked = ImportDraft.objects.select_for_update().get(pk=draft.pk)
    require(may_convene(by))
    if locked.user_id != by.pk:
        require(denied(NOT_YOURS))
    if base is not None:
        _require_revision(locked, base)
    return locked


def _require_revision(draft: ImportDraft, base: str) -> None:
    if draft.document_id is not None or draft.revision != base:
        raise Conflict(
            "import_changed",
            _("This text was changed in another window since this page was shown."),
        )


def _within_undo(history: list[object]) -> list[object]:
    kept = history[-UNDO_STEPS:]
    sizes = [len(json.dumps(outline)) for outline in kept]
    while len(kept) > 1 and sum(sizes) > UNDO_SIZE:
        kept, sizes = kept[1:], sizes[1:]
    return kept


@transaction.atomic
def create_document(
    *,
    outline: Outline,
    source: str,
    language: str,
    by: User,
    title: str = "",
    visibility: Visibility = Visibility.PUBLIC,
) -> Document:
    """A draft document of which `by` is the owner, with the outline as its version 1."""
    require(may_convene(by))
    document = _create(outline, source, language, title or outline.title, visibility, by)
    Seat.objects.create(document=document, user=by, role=Role.OWNER)
    return document


@transaction.atomic
def create_ownerless_document(*, outline: Outline, source: str, language: str) -> Document:
    """For the operator at the command line; the site's staff find it and appoint its team."""
    return _create(outline, source, language, outline.title, Visibility.PUBLIC, None)


def _create(
    outline: Outline,
    source: str,
    language: str,
    title: str,
    visibility: Visibility,
    by: User | None,
) -> Document:
    title = " ".join(title.split())
    _require_fit(outline, title)
    document = _insert(
        Document(
            title=title,
            language=language,
            source=source[:200],
            visibility=visibility,
            created_by=by,
        )
    )
    texts = _first_texts(document, outline)
    version = add_version(
        document=document, number=1, texts=texts, note="", preamble=outline.preamble, created_by=by
    )
    record(
        stream=document.stream,
        kind="document.imported",
        by=by,
        title=title,
        source=document.source,
        version=version.number,
        hash=version.hash,
        principles=len(texts),
    )
    announce(DocumentImported(document_id=document.pk))
    return document


def _require_fit(outline: Outline, title: str) -> None:
    """The limits of the columns, said in words; nothing is ever cut off silently."""
    principles = outline.principles
    if not title:
        raise Refused("no_title", _("Give the document a title."))
    if len(title) > 200:
        raise Refused("title_too_long", _("The document's title is longer than 200 characters."))
    if not principles:
        raise Refused("no_principles", _("There is no principle in this text."))
    if len(principles) > MAX_PRINCIPLES:
        raise Refused(
            "too_many_principles",
            _("A document holds at most %(limit)s principles; this text has %(count)s.")
            % {"limit": MAX_PRINCIPLES, "count": len(principles)},
        )
    for section in outline.sections:
        if len(section.heading) > 300:
            raise Refused(
                "heading_too_long",
                _("The heading “%(opening)s…” is longer than 300 characters.")
                % {"opening": section.heading[:40]},
            )
    for principle in principles:
        if not principle.title.strip() or len(principle.title) > 300:
            raise Refused(
                "principle_title",
                _("The title of principle %(number)s must have between 1 and 300 characters.")
                % {"number": principle.number},
            )


def _first_texts(document: Document, outline: Outline) -> list[PrincipleText]:
    """Insert sections and principles; their words come back as unsaved rows."""
    sections = Section.objects.bulk_create(
        Section(document=document, position=position, heading=each.heading, intro=each.intro)
        for position, each in enumerate(outline.sections, 1)
    )
    principles = Principle.objects.bulk_create(
        Principle(document=document, key=key) for key in range(1, len(outline.principles) + 1)
    )
    placed = (
        (section, principle)
        for section, each in zip(sections, outline.sections, strict=True)
        for principle in each.principles
    )
    return [
        PrincipleText(
            principle=principle,
            section=section,
            position=principle.key,
            number=str(each.number)[:12],
            title=each.title,
            body=each.text,
        )
        for principle, (section, each) in zip(principles, placed, strict=True)
    ]


def _insert(document: Document, attempts: int = 5) -> Document:
    """Again with another address when someone else took this one in between."""
    document.slug = _free_slug(document.title, Visibility(document.visibility))
    try:
        with transaction.atomic():
            document.save()
    except IntegrityError:
        if attempts == 1:
            raise
        return _insert(document, attempts - 1)
    return document


def _free_slug(title: str, visibility: Visibility) -> str:
    """From the title; for a document "by link" with an end that nobody guesses."""
    base = slug_of(title) or "document"
    if visibility == Visibility.LINK:
        return f"{base}-{token_hex(10)}"
    taken = set(Document.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    taken |= _RESERVED
    candidates = (base if n == 1 else f"{base}-{n}" for n in count(1))
    return next(slug for slug in candidates if slug not in taken)


@transaction.atomic
def change_visibility(*, document: Document, visibility: Visibility, by: User) -> Document:
    """Say who may read. A document that comes to be "by link" gets an address nobody guesses."""
    document = lock_stage_to_move(document.pk)
    require(may_own(by, document))
    old = Visibility(document.visibility)
    if old == visibility:
        return document
    document.visibility = visibility
    if visibility == Visibility.LINK:
        document.slug = _free_slug(document.title, visibility)
    document.save(update_fields=["visibility", "slug"])
    record(
        stream=document.stream,
        kind="document.visibility_changed",
        by=by,
        old=old.value,
        new=visibility.value,
    )
    return document
