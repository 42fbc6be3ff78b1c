"""Statements: proposed by participants, seeded by moderators, let in or not, withdrawn."""

import hashlib
from collections.abc import Mapping, Sequence

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.events import announce
from accounts.models import User
from accounts.record.append import record
from accounts.verdicts import Refused, require
from consultations.events import StatementsChanged
from consultations.models import Consultation, Statement
from consultations.models.statement import STATEMENT_LENGTH
from consultations.permissions import (
    may_moderate_statement,
    may_propose_statement,
    may_seed_statements,
    may_withdraw_statement,
)
from consultations.states import STATEMENT_MOVES, StatementStatus
from principles.actions.locking import lock_stage, next_number, require_before_close
from principles.models import Comment, Document, Participation, Principle, standing_of
from principles.scripts import likely_language
from principles.states import CommentStatus
from principles.text.wording import is_storable, name_invisible, normalise_title

REASON_LENGTH = 300
# Of one person or organisation at a time, so that nobody fills the moderators' queue.
MOST_WAITING = 10
MOST_SEEDED = 200


class Duplicate(Refused):
    """`statement` says the same already."""

    def __init__(self, statement: Statement) -> None:
        words = {
            StatementStatus.OPEN: _("This statement is there already: %(statement)s."),
            StatementStatus.WAITING: _("This statement was proposed already, and waits."),
        }.get(
            StatementStatus(statement.status),
            _("The moderators did not let this statement in. Their reason: %(reason)s"),
        )
        super().__init__(
            "duplicate", words % {"statement": statement, "reason": statement.status_reason}
        )
        self.statement = statement
        if statement.status == StatementStatus.OPEN:
            self.members: Mapping[str, object] = {"statement": statement.number}


@transaction.atomic
def propose_statement(
    *,
    consultation: Consultation,
    text: str,
    by: User,
    principle: Principle | None = None,
    comment: Comment | None = None,
    language: str = "",
) -> Statement:
    """In one's own words, or taken from `comment`; moderators let it in before others see it."""
    document = _lock(consultation)
    require(may_propose_statement(by, consultation))
    require_before_close(document)
    voice = _voice(by, document)
    text = _checked_text(text)
    source = _source(document, principle, comment)
    # The number's lock also makes the second of two equal requests wait for the first.
    number = next_number(document, "statement")
    if (mine := _waiting(consultation, by, text)) is not None:
        # Sent twice, by a double click or a browser's retry.
        return mine
    _require_new(consultation, text)
    _require_few_waiting(consultation, voice)
    statement = Statement.objects.create(
        consultation=consultation,
        number=number,
        text=text,
        language=language or _language(text, comment, document),
        author=by,
        participation=voice,
        **source,
    )
    record(
        stream=document.stream,
        kind="statement.proposed",
        by=by,
        statement=statement.pk,
        number=number,
        participation=voice.pk,
        principle=statement.principle_id,
        comment=statement.comment_id,
        text_hash=_hash(text),
    )
    return statement


@transaction.atomic
def seed_statements(
    *,
    consultation: Consultation,
    texts: Sequence[str],
    by: User,
    principle: Principle | None = None,
    comment: Comment | None = None,
) -> list[Statement]:
    """Open at once, in nobody's name: all of them, or none if one cannot be kept."""
    document = _lock(consultation)
    require(may_seed_statements(by, consultation))
    by_words = {(text := _checked_text(each)).casefold(): text for each in texts if each.strip()}
    checked = list(by_words.values())
    if not checked:
        raise Refused("empty", _("Write a statement."))
    if len(checked) > MOST_SEEDED:
        raise Refused(
            "too_many",
            _("At most %(limit)s statements can be added at once.") % {"limit": MOST_SEEDED},
        )
    source = _source(document, principle, comment)
    seeded = []
    for text in checked:
        number = next_number(document, "statement")
        _require_new(consultation, text)
        seeded.append(
            Statement.objects.create(
                consultation=consultation,
                number=number,
                text=text,
                language=_language(text, comment, document),
                is_seed=True,
                status=StatementStatus.OPEN,
                **source,
            )
        )
    record(
        stream=document.stream,
        kind="statements.seeded",
        by=by,
        numbers=[statement.number for statement in seeded],
        text_hashes=[_hash(statement.text) for statement in seeded],
    )
    announce(StatementsChanged(consultation_id=consultation.pk))
    return seeded


@transaction.atomic
def admit_statement(*, statement: Statement, by: User) -> Statement:
    """Open it for opinions; also one that was not let in before."""
    statement = _held(statement)
    require(may_moderate_statement(by, statement))
    require(may_seed_statements(by, statement.consultation))
    return _move(statement, StatementStatus.OPEN, "statement.admitted", by)


@transaction.atomic
def refuse_statement(*, statement: Statement, reason: str, by: User) -> Statement:
    """Do not let it in, or take it away again, for a reason that its author reads."""
    statement = _held(statement)
    require(may_moderate_statement(by, statement))
    reason = name_invisible(normalise_title(reason))
    if not reason:
        raise Refused("reason_required", _("Say why: its author reads the reason."))
    if len(reason) > REASON_LENGTH or not is_storable(reason):
        raise Refused("too_long", _("This reason is too long."))
    return _move(statement, StatementStatus.REFUSED, "statement.refused", by, reason)


@transaction.atomic
def withdraw_statement(*, statement: Statement, by: User) -> Statement:
    statement = _held(statement)
    require(may_withdraw_statement(by, statement))
    return _move(statement, StatementStatus.WITHDRAWN, "statement.withdrawn", by)


def _move(
    statement: Statement, to: StatementStatus, kind: str, by: User, reason: str = ""
) -> Statement:
    """Along `STATEMENT_MOVES`; where it already is, nothing happens."""
    old = StatementStatus(statement.status)
    if old == to:
        return statement
    if to not in STATEMENT_MOVES[old]:
        raise Refused("not_possible", _("This statement was withdrawn by its author."))
    statement.status, statement.status_reason = to, reason
    statement.save(update_fields=["status", "status_reason"])
    record(
        stream=statement.consultation.document.stream,
        kind=kind,
        by=by,
        statement=statement.pk,
        number=statement.number,
        old=old.value,
        new=to.value,
        reason=reason,
    )
    if StatementStatus.OPEN in (old, to):
        announce(StatementsChanged(consultation_id=statement.consultation_id))
    return statement


def _lock(consultation: Consultation) -> Document:
    """Hold the stage; the consultation then speaks of its document as it is now."""
    document = lock_stage(consultation.document_id)
    consultation.document = document
    return document


def _held(statement: Statement) -> Statement:
    _lock(statement.consultation)
    held = Statement.objects.select_for_update().get(pk=statement.pk)
    held.consultation = statement.consultation
    return held


def _voice(user: User, document: Document) -> Participation:
    voice = standing_of(user, document).participation
    if voice is None:
        raise ValueError("may_propose_statement allows nobody without a voice")
    return voice


def _checked_text(text: str) -> str:
    """On one line: a card is read at a glance."""
    if not is_storable(text):
        raise Refused("unreadable", _("This text has characters that cannot be kept."))
    # Measured after: naming what is invisible makes a text longer.
    text = name_invisible(normalise_title(text[: STATEMENT_LENGTH * 20]))
    if not text:
        raise Refused("empty", _("Write a statement."))
    if len(text) > STATEMENT_LENGTH:
        raise Refused(
            "too_long",
            _("A statement has at most %(limit)s characters; this one has %(length)s: %(text)s")
            % {"limit": STATEMENT_LENGTH, "length": len(text), "text": text[:40] + "…"},
        )
    return text


def _source(
    document: Document, principle: Principle | None, comment: Comment | None
) -> dict[str, Principle | Comment | None]:
    """What it is about; a comment must still be there for everyone to read."""
    if comment is None:
        if principle is not None and principle.document_id != document.pk:
            raise ValueError("a principle of another document")
        return {"principle": principle, "comment": None}
    found = (
        Comment.objects.select_related("principle")
        .filter(pk=comment.pk, document=document, status=CommentStatus.PUBLISHED)
        .first()
    )
    if found is None:
        raise Refused("comment_gone", _("The comment it is from was withdrawn or hidden."))
    return {"principle": found.principle, "comment": found}


def _waiting(consultation: Consultation, user: User, text: str) -> Statement | None:
    mine = consultation.statements.filter(author=user, status=StatementStatus.WAITING)
    return mine.filter(text=text).first()


def _language(text: str, comment: Comment | None, document: Document) -> str:
    return likely_language(text, (comment.language if comment else "") or document.language)


def _require_new(consultation: Consultation, text: str) -> None:
    """What its author took back may be proposed again."""
    same = consultation.statements.filter(text__iexact=text)
    if (earlier := same.exclude(status=StatementStatus.WITHDRAWN).first()) is not None:
        raise Duplicate(earlier)


def _require_few_waiting(consultation: Consultation, voice: Participation) -> None:
    waiting = consultation.statements.filter(status=StatementStatus.WAITING)
    mine = (
        waiting.filter(participation__organisation=voice.organisation_id)
        if voice.organisation_id
        else waiting.filter(author=voice.user_id)
    )
    if mine.count() >= MOST_WAITING:
        raise Refused(
            "too_many_waiting",
            _("%(limit)s statements of yours wait for a moderator already.")
            % {"limit": MOST_WAITING},
        )


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
