"""Whether what someone holds of a document is still so: no act on it since, none on people."""

import hashlib
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from accounts.record import ACCOUNTS
from principles.models import Document


def with_state(documents: QuerySet[Document]) -> QuerySet[Document, Any]:
    """Each with what `state_of` needs."""
    # Of two acts at once the earlier entry may be committed last, so the newest id alone would not
    # tell of it. It is among the newest few, and their sum grows with every entry that comes among
    # them. As SQL: it is asked for with every page, and built by the ORM costs more than it takes.
    acts = RawSQL(
        """(
          SELECT SUM(newest.id) FROM (
            SELECT id FROM accounts_entry WHERE stream = 'document-' || principles_document.id
            ORDER BY id DESC LIMIT 64
          ) AS newest
        )""",
        (),
    )
    people = RawSQL(
        """(
          SELECT SUM(newest.id) FROM (
            SELECT id FROM accounts_entry WHERE stream = %s ORDER BY id DESC LIMIT 64
          ) AS newest
        )""",
        (ACCOUNTS,),
    )
    return documents.annotate(acts=acts, people=people)


def state_of(document: Document) -> tuple[int, int, int]:
    """Differs after every act on the document, and on people; one query, none for a document
    fetched `with_state`, whose state is that of then.

    Every act on the document is in its stream of the record, names and erasures in that of the
    accounts.
    """
    found = vars(document)
    if "acts" not in found:
        found = vars(with_state(Document.objects.filter(pk=document.pk)).only("pk").get())
    return document.pk, int(found["acts"] or 0), int(found["people"] or 0)


def etag_of(document: Document, language: str) -> str:
    """For what anyone may read; the text of pages changes with the release."""
    parts = (*state_of(document), language, settings.RELEASE)
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:32]
