"""Minority statements: written, rewritten and taken back by those who disagree; hidden, with a
reason, by moderators."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.record import record
from accounts.verdicts import Conflict, Refused, require
from consultations.actions.words import checked_words, hash_of_words
from consultations.models import Consultation, MinorityStatement
from consultations.permissions import (
    may_hide_minority_statement,
    may_withdraw_minority_statement,
    may_write_minority_statement,
)
from principles.actions.locking import lock_stage
from principles.markdown import BODY_LENGTH, render
from principles.models import Document, Principle, standing_of
from principles.queries.lineage import is_part_of

REASON_LENGTH = 300


@transaction.atomic
def write_minority_statement(
    *, principle: Principle, body: str, by: User, base_hash: str = ""
) -> MinorityStatement:
    """One a holder and principle: writing again changes it, and writing after taking it back makes
    it anew.

    `base_hash` is of the words that stood when the writer read them: Conflict if another who
    speaks for the organisation changed them since. The same words again are those that stand.
    """
    document = lock_stage(principle.document_id)
    consultation = _consultation(document)
    require(may_write_minority_statement(by, consultation))
    voice = standing_of(by, document).participation
    if voice is None or document.current_version_id is None:
        raise ValueError("only those with a voice on a text that is published may write")
    if not is_part_of(principle.pk, document.current_version_id):
        raise Refused("principle_gone", _("This principle is no longer part of the text."))
    body = checked_words(body, limit=BODY_LENGTH, empty=_("Write your statement."))
    # Made by whoever comes first of two who speak for one organisation, and held by both.
    MinorityStatement.objects.bulk_create(
        [
            MinorityStatement(
                consultation=consultation,
                principle=principle,
                version_id=document.current_version_id,
                holder=voice.holder,
                participation=voice,
            )
        ],
        ignore_conflicts=True,
    )
    statement = _lock(
        MinorityStatement.objects.get(principle=principle, holder=voice.holder), document
    )
    if statement.hidden_because:
        raise Refused("hidden", _("A moderator has hidden this statement: it cannot be changed."))
    if statement.body == body and statement.withdrawn_at is None:
        return statement
    if statement.hash != base_hash:
        raise Conflict(
            "statement_changed",
            _(
                "Somebody else who speaks for you changed this statement since you opened the "
                "page. Read it first."
            ),
        )
    is_new = not statement.hash
    statement.body, statement.html = body, render(body)
    statement.version_id, statement.participation = document.current_version_id, voice
    if is_new:
        statement.made_at, statement.edited_at, statement.withdrawn_at = document.now, None, None
    else:
        statement.edited_at = document.now
    statement.save()
    kind = "minority_statement.made" if is_new else "minority_statement.edited"
    _record(statement, document, kind, by, body_hash=hash_of_words(body))
    return statement


@transaction.atomic
def withdraw_minority_statement(*, statement: MinorityStatement, by: User) -> MinorityStatement:
    document = lock_stage(statement.consultation.document_id)
    statement = _lock(statement, document)
    require(may_withdraw_minority_statement(by, statement))
    if statement.withdrawn_at is None:
        statement.withdrawn_at = document.now
        statement.save(update_fields=["withdrawn_at"])
        _record(statement, document, "minority_statement.withdrawn", by)
    return statement


@transaction.atomic
def hide_minority_statement(
    *, statement: MinorityStatement, reason: str, by: User
) -> MinorityStatement:
    """Show the reason in place of its words."""
    document = lock_stage(statement.consultation.document_id)
    statement = _lock(statement, document)
    require(may_hide_minority_statement(by, statement.consultation))
    reason = checked_words(
        reason,
        limit=REASON_LENGTH,
        empty=_("Say why: the reason is shown in place of the statement."),
    )
    if not statement.hidden_because:
        statement.hidden_because = reason
        statement.save(update_fields=["hidden_because"])
        _record(statement, document, "minority_statement.hidden", by, reason=reason)
    return statement


@transaction.atomic
def show_minority_statement(*, statement: MinorityStatement, by: User) -> MinorityStatement:
    document = lock_stage(statement.consultation.document_id)
    statement = _lock(statement, document)
    require(may_hide_minority_statement(by, statement.consultation))
    if statement.hidden_because:
        statement.hidden_because = ""
        statement.save(update_fields=["hidden_because"])
        _record(statement, document, "minority_statement.shown", by)
    return statement


def _consultation(document: Document) -> Consultation:
    consultation = Consultation.objects.get(document=document)
    consultation.document = document
    return consultation


def _lock(statement: MinorityStatement, document: Document) -> MinorityStatement:
    locked = (
        MinorityStatement.objects.select_related("consultation", "principle")
        .select_for_update(of=("self",))
        .get(pk=statement.pk)
    )
    locked.consultation.document = document
    return locked


def _record(
    statement: MinorityStatement, document: Document, kind: str, by: User, **more: str
) -> None:
    record(
        stream=document.stream,
        kind=kind,
        by=by,
        statement=statement.pk,
        principle=statement.principle.key,
        participation=statement.participation_id,
        **more,
    )
