"""The lock every act takes on its document's stage, and the numbers handed out under it."""

from django.db import connection
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.verdicts import Refused
from principles.models import Document, NumberSeries

# Row locks alone let a stream of sharers overtake whoever waits to hold the row alone, for as long
# as it lasts. Advisory locks queue: the row is taken after the document's place in that queue.
_SHARE = """
SELECT held.*, clock_timestamp() AS clock FROM (
  SELECT * FROM principles_document
  WHERE id = %s
    AND pg_advisory_xact_lock_shared(hashtextextended('principles.stage', id)) IS NOT NULL
  FOR SHARE
) AS held
"""
_HOLD_ALONE = """
SELECT 1 FROM principles_document
WHERE id = %s AND pg_advisory_xact_lock(hashtextextended('principles.stage', id)) IS NOT NULL
FOR UPDATE
"""


def lock_stage(document_id: int) -> Document:
    """Hold the stage until the transaction ends; returns it as it is now, with `now`, the
    database's clock.

    Shared: acts run side by side, and only `lock_stage_to_move` waits for them. On SQLite
    transactions are IMMEDIATE, so each already excludes every other.
    """
    if connection.vendor != "postgresql":
        return _with_clock(document_id)
    # The clock is read once the row is held: the outer query waits for the inner one.
    return _at(Document.objects.raw(_SHARE, [document_id])[0])


def lock_stage_to_move(document_id: int) -> Document:
    """Hold the document alone: waits for every act under way, and they for the move."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(_HOLD_ALONE, [document_id])
    return _with_clock(document_id)


def _with_clock(document_id: int) -> Document:
    return _at(Document.objects.annotate(clock=Now()).get(pk=document_id))


def _at(document: Document) -> Document:
    document.now = vars(document)["clock"]
    return document


def require_before_close(document: Document) -> None:
    """Refuse an act after the window's end, even if the timetable has not moved the stage yet."""
    if document.closes_at is not None and document.now >= document.closes_at:
        raise Refused(
            "window_closed", _("The time for this ended while you were writing. Nothing was sent.")
        )


def next_number(document: Document, kind: str) -> int:
    """The next number of "comment" or "amendment"; never reused, even after a deletion."""
    number = _advance(document, kind)
    if number is None:
        NumberSeries.objects.get_or_create(document=document, kind=kind)
        number = _advance(document, kind)
    if number is None:
        raise RuntimeError("a series of numbers vanished while it was held")
    return number


def _advance(document: Document, kind: str) -> int | None:
    """One statement: the row is the lock, and says its own new value."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE principles_numberseries SET last = last + 1"
            " WHERE document_id = %s AND kind = %s RETURNING last",
            [document.pk, kind],
        )
        row = cursor.fetchone()
    return row[0] if row else None
