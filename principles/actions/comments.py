"""Comments: posted, answered, edited, withdrawn, hidden and shown again; placed on new versions."""

import hashlib
import re
from collections.abc import Sequence
from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.events import announce
from accounts.models import User
from accounts.record.append import record
from accounts.verdicts import Refused, require
from principles.actions.anchors import anchor_comment
from principles.actions.locking import lock_stage, next_number, require_before_close
from principles.events import CommentChanged, CommentPosted
from principles.markdown import BODY_LENGTH, clean_source, render
from principles.models import (
    Comment,
    CommentRevision,
    Document,
    Participation,
    Principle,
    standing_of,
)
from principles.permissions import (
    may_comment,
    may_edit_comment,
    may_moderate,
    may_withdraw_comment,
)
from principles.queries.lineage import is_part_of
from principles.states import ASKED_STANCES, COMMENT_MOVES, CommentStatus, CommentType
from principles.text.anchors import Quote
from principles.text.wording import is_storable, name_invisible, normalise_title

REASON_LENGTH = 300
# A request sent twice, by a double click or a browser's retry, posts once.
REPEATED_WITHIN = timedelta(minutes=10)
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")


class _Repeated(Exception):
    """Undoes the second of two equal posts, its number included."""

    def __init__(self, comment: Comment) -> None:
        super().__init__(comment.number)
        self.comment = comment


def post_comment(
    *,
    principle: Principle | None,
    document: Document | None = None,
    body: str,
    stance: str,
    type: str = CommentType.GENERAL,  # noqa: A002  # the field's own name
    by: User,
    parent: Comment | None = None,
    quote: Quote | None = None,
    language: str = "",
) -> Comment:
    """Say something on the principle, on words quoted from it, or in answer to `parent`; without
    a principle, on the text of `document` as a whole.

    The same words again within ten minutes are the comment that was posted.
    """
    if principle is not None:
        document_id = principle.document_id
    elif document is not None:
        document_id = document.pk
    else:
        raise ValueError("a comment is on a principle or on the text of a document")
    try:
        return _post(document_id, principle, body, stance, type, by, parent, quote, language)
    except _Repeated as repeated:
        return repeated.comment


@transaction.atomic
def _post(
    document_id: int,
    principle: Principle | None,
    body: str,
    stance: str,
    type_: str,
    by: User,
    parent: Comment | None,
    quote: Quote | None,
    language: str,
) -> Comment:
    document = lock_stage(document_id)
    require(may_comment(by, document))
    require_before_close(document)
    voice = _voice(by, document)
    if document.current_version_id is None:
        raise ValueError("a document has its first version from its import")
    if principle and not is_part_of(principle.pk, document.current_version_id):
        raise Refused("principle_gone", _("This principle is no longer part of the text."))
    comment = Comment(
        document=document,
        # The number's lock also makes the second of two equal requests wait for the first.
        number=next_number(document, "comment"),
        principle=principle,
        version_id=document.current_version_id,
        author=by,
        participation=voice,
        group_id=voice.group_id,
        stance=_checked(stance, ASKED_STANCES),
        type=_checked(type_, CommentType.values),
        language=language if _LANGUAGE.fullmatch(language) and len(language) <= 12 else "",
        **_checked_body(body),
    )
    if parent is not None:
        comment.parent = _answerable(parent, comment)
        comment.root_id = comment.parent.root_id or comment.parent.pk
    if (earlier := _same_comment(comment, quote, document)) is not None:
        raise _Repeated(earlier)
    comment.save(force_insert=True)
    if quote is not None:
        anchor_comment(comment, quote)
    record(
        stream=document.stream,
        kind="comment.posted",
        by=by,
        comment=comment.pk,
        number=comment.number,
        principle=comment.principle_id,
        parent=comment.parent_id,
        participation=voice.pk,
        stance=comment.stance,
        type=comment.type,
        body_hash=_hash(comment.body),
        quote=quote.exact if quote else None,
    )
    announce(
        CommentPosted(
            document_id=document.pk, principle_id=comment.principle_id, comment_id=comment.pk
        )
    )
    return comment


def _voice(user: User, document: Document) -> Participation:
    voice = standing_of(user, document).participation
    if voice is None:
        raise ValueError("may_comment allows nobody without a voice")
    return voice


def _checked(code: str, allowed: Sequence[str]) -> str:
    if code not in allowed:
        raise Refused("unknown_choice", _("Choose one of the positions listed."))
    return code


def _checked_body(body: str) -> dict[str, str]:
    if not is_storable(body):
        raise Refused("unreadable", _("This text has characters that cannot be kept."))
    # Measured before and after: naming what is invisible makes a text longer.
    source = clean_source(body) if len(body) <= BODY_LENGTH * 2 else body
    if len(source) > BODY_LENGTH:
        raise Refused(
            "too_long",
            _("A comment has at most %(limit)s characters; this one has %(length)s.")
            % {"limit": BODY_LENGTH, "length": len(source)},
        )
    if not source:
        raise Refused("empty", _("Write your comment."))
    return {"body": source, "html": render(source)}


def _answerable(parent: Comment, answer: Comment) -> Comment:
    """As it stands now: it may have been withdrawn while the answer was written."""
    found = Comment.objects.filter(
        pk=parent.pk, document=answer.document, principle=answer.principle
    ).first()
    if found is None or found.status != CommentStatus.PUBLISHED:
        raise Refused("parent_gone", _("The comment you reply to was withdrawn or hidden."))
    return found


def _same_comment(comment: Comment, quote: Quote | None, document: Document) -> Comment | None:
    return Comment.objects.filter(
        document=document,
        principle=comment.principle,
        author=comment.author,
        parent=comment.parent,
        stance=comment.stance,
        type=comment.type,
        body=comment.body,
        status=CommentStatus.PUBLISHED,
        anchor__exact=quote.exact if quote else None,
        created_at__gt=document.now - REPEATED_WITHIN,
    ).first()


def _hash(body: str) -> str:
    return hashlib.sha256(body.encode()).hexdigest()


@transaction.atomic
def edit_comment(*, comment: Comment, body: str, by: User) -> Comment:
    """Change the words; the old ones stay readable in the comment's history."""
    document = lock_stage(comment.document_id)
    comment = _lock(comment, document)
    require(may_edit_comment(by, comment))
    require_before_close(document)
    changed = _checked_body(body)
    if changed["body"] == comment.body:
        return comment
    CommentRevision.objects.create(comment=comment, body=comment.body, html=comment.html)
    old = comment.body
    comment.body, comment.html, comment.edited_at = changed["body"], changed["html"], document.now
    comment.save(update_fields=["body", "html", "edited_at"])
    record(
        stream=document.stream,
        kind="comment.edited",
        by=by,
        comment=comment.pk,
        number=comment.number,
        old_hash=_hash(old),
        body_hash=_hash(comment.body),
    )
    _announce_changed(comment)
    return comment


@transaction.atomic
def withdraw_comment(*, comment: Comment, by: User) -> Comment:
    """Its words are shown nowhere from now on; the answers to it stay."""
    document = lock_stage(comment.document_id)
    comment = _lock(comment, document)
    require(may_withdraw_comment(by, comment))
    return _move(comment, CommentStatus.WITHDRAWN, "comment.withdrawn", by)


@transaction.atomic
def hide_comment(*, comment: Comment, reason: str, by: User) -> Comment:
    """Take its words off every page, for a reason that stands in their place."""
    document = lock_stage(comment.document_id)
    comment = _lock(comment, document)
    require(may_moderate(by, document))
    reason = name_invisible(normalise_title(reason))
    if not reason:
        raise Refused("reason_required", _("Say why: the reason is shown in place of the comment."))
    if len(reason) > REASON_LENGTH or not is_storable(reason):
        raise Refused("too_long", _("This reason is too long."))
    return _move(comment, CommentStatus.HIDDEN, "comment.hidden", by, reason)


@transaction.atomic
def show_comment(*, comment: Comment, by: User) -> Comment:
    """Show again what a moderator hid."""
    document = lock_stage(comment.document_id)
    comment = _lock(comment, document)
    require(may_moderate(by, document))
    return _move(comment, CommentStatus.PUBLISHED, "comment.shown", by)


def _lock(comment: Comment, document: Document) -> Comment:
    locked = Comment.objects.select_for_update().get(pk=comment.pk)
    locked.document = document
    return locked


def _move(comment: Comment, to: CommentStatus, kind: str, by: User, reason: str = "") -> Comment:
    """Along `COMMENT_MOVES`; where it already is, nothing happens."""
    old = CommentStatus(comment.status)
    if old == to:
        return comment
    if to not in COMMENT_MOVES[old]:
        raise Refused("not_possible", _("This comment was withdrawn or hidden."))
    comment.status, comment.status_reason = to, reason
    comment.save(update_fields=["status", "status_reason"])
    record(
        stream=comment.document.stream,
        kind=kind,
        by=by,
        comment=comment.pk,
        number=comment.number,
        old=old.value,
        new=to.value,
        reason=reason,
    )
    _announce_changed(comment)
    return comment


def _announce_changed(comment: Comment) -> None:
    announce(
        CommentChanged(
            document_id=comment.document_id,
            principle_id=comment.principle_id,
            comment_id=comment.pk,
        )
    )
