"""A conversation held on Polis brought in: its statements, and its votes without their people."""

import hashlib
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import batched
from pathlib import Path

from django.db import connection, transaction
from django.utils.translation import gettext

from accounts.events import announce
from accounts.models import User
from accounts.record.append import record
from accounts.verdicts import Refused, require
from consultations.analysis.polis_export import NotAnExport, PolisExport, read_polis_export
from consultations.events import StatementsChanged
from consultations.models import Consultation, Statement, StatementVote
from consultations.permissions import may_seed_statements
from consultations.states import Opinion, StatementStatus
from principles.actions.locking import lock_stage, next_number
from principles.models import Document
from principles.scripts import likely_language
from principles.text.wording import is_storable, name_invisible, normalise_lines

# Held in memory at a time, whatever the size of the conversation.
BATCH = 5000
_OPINIONS = {1: Opinion.AGREE, 0: Opinion.PASS, -1: Opinion.DISAGREE}
# As `StatementVote.holder`; what does not fit is the id of no participant.
_ID_LENGTH = 40
# A vote that stands already stays as it is: nobody answered anew because a file was read again.
_STORE = """
INSERT INTO consultations_statementvote AS stands (statement_id, holder, opinion, cast_at)
VALUES (%s, %s, %s, %s)
ON CONFLICT (statement_id, holder)
DO UPDATE SET opinion = excluded.opinion, cast_at = excluded.cast_at
WHERE stands.opinion <> excluded.opinion
"""


@dataclass(frozen=True, slots=True)
class PolisImport:
    """What is there now that was not before; `left_out` are votes on statements without words, or
    on none of the export."""

    statements: int
    refused: int
    votes: int
    left_out: int


@transaction.atomic
def import_polis(
    *,
    consultation: Consultation,
    folder: Path,
    by: User | None = None,
    progress: Callable[[int], None] = lambda _votes: None,
) -> PolisImport:
    """Statements the moderators there rejected come in as not let in, with their votes; all others
    are open.

    Again, it adds nothing twice: the n-th statement of the same words is the n-th there is, and a
    holder is "x" and the participant's id there. So one consultation takes one conversation and
    refuses any other, in exports as many as one likes; of a later one the votes count that changed.
    """
    document = lock_stage(consultation.document_id)
    consultation.document = document
    if by is not None:
        require(may_seed_statements(by, consultation))
    try:
        export = read_polis_export(folder)
        _take_only(export.conversation, consultation)
        statements, opened, refused = _statements(consultation, export)
        before = _imported_votes(consultation)
        left_out = _votes(export, statements, document, progress)
    except NotAnExport as error:
        raise Refused("not_an_export", str(error)) from error
    result = PolisImport(
        statements=opened + refused,
        refused=refused,
        votes=_imported_votes(consultation) - before,
        left_out=left_out,
    )
    record(
        stream=document.stream,
        kind="statements.imported",
        by=by,
        statements=result.statements,
        refused=refused,
        votes=result.votes,
        left_out=left_out,
        files={path.name: _hash(path) for path in sorted(folder.glob("*.csv"))},
    )
    announce(StatementsChanged(consultation_id=consultation.pk))
    return result


def _take_only(conversation: str, consultation: Consultation) -> None:
    """The first to come in is the only one: another's participants have the same numbers."""
    held = Consultation.objects.filter(pk=consultation.pk)
    if held.filter(polis_conversation__in=("", conversation)).update(
        polis_conversation=conversation
    ):
        return
    raise Refused(
        "other_conversation",
        gettext(
            "Another conversation was imported into this consultation already, and it takes one. "
            "Nothing was imported."
        ),
    )


def _statements(consultation: Consultation, export: PolisExport) -> tuple[dict[int, int], int, int]:
    """Ids here by ids there, and how many were new: open, refused."""
    there: dict[str, list[int]] = defaultdict(list)
    known = consultation.statements.order_by("number").values_list("text", "pk")
    for text, pk in known.iterator():
        there[text].append(pk)
    found: dict[int, int] = {}
    new: dict[int, Statement] = {}
    for each in sorted(export.statements, key=lambda statement: statement.id):
        text = _words(each.text)
        if not text:
            continue
        if there[text]:
            found[each.id] = there[text].pop(0)
            continue
        rejected = each.moderated < 0
        new[each.id] = Statement(
            consultation=consultation,
            number=next_number(consultation.document, "statement"),
            text=text,
            language=likely_language(text, ""),
            is_seed=each.is_seed,
            status=StatementStatus.REFUSED if rejected else StatementStatus.OPEN,
            status_reason=_rejected() if rejected else "",
        )
    stored = Statement.objects.bulk_create(new.values(), batch_size=BATCH)
    found |= {there_id: here.pk for there_id, here in zip(new, stored, strict=True)}
    refused = sum(statement.status == StatementStatus.REFUSED for statement in stored)
    return found, len(stored) - refused, refused


def _rejected() -> str:
    return gettext("Not let in by the moderators of the conversation it was imported from.")


def _words(text: str) -> str:
    """As they were written, lines and all, whatever their length."""
    if not is_storable(text):
        raise Refused("unreadable", gettext("This text has characters that cannot be kept."))
    return name_invisible(normalise_lines(text))


def _votes(
    export: PolisExport,
    statements: Mapping[int, int],
    document: Document,
    progress: Callable[[int], None],
) -> int:
    """Stored, a batch at a time; returns how many were left out."""
    read = left_out = 0
    now = connection.ops.adapt_datetimefield_value(document.now)
    with connection.cursor() as cursor:
        for rows in batched(export.votes(), BATCH):
            votes = [
                (statements[number], f"x{participant}", _OPINIONS[vote], now)
                for participant, number, vote in rows
                if number in statements and vote in _OPINIONS and len(participant) < _ID_LENGTH
            ]
            cursor.executemany(_STORE, votes)
            left_out += len(rows) - len(votes)
            read += len(rows)
            progress(read)
    return left_out


def _imported_votes(consultation: Consultation) -> int:
    return StatementVote.objects.filter(
        statement__consultation=consultation, participation__isnull=True
    ).count()


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
