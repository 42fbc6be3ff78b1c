"""Whether a page someone holds is still the page: no act on its document since, none on people."""

import hashlib

from django.conf import settings
from django.db.models import QuerySet, Subquery

from accounts.models import Entry
from accounts.record import ACCOUNTS
from principles.models import Document


def etag_of(document: Document, language: str) -> str:
    """For what anyone may read; one query, however long the record.

    Every act on the document is in its stream of the record, names and erasures in that of the
    accounts; the text of pages changes with the release.
    """
    newest = (
        Document.objects.filter(pk=document.pk)
        .annotate(
            acts=Subquery(_newest(document.stream)),
            people=Subquery(_newest(ACCOUNTS)),
        )
        .values_list("acts", "people")
        .get()
    )
    parts = (document.pk, *newest, language, settings.RELEASE)
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:32]


def _newest(stream: str) -> "QuerySet[Entry, int]":
    return Entry.objects.filter(stream=stream).order_by("-pk").values_list("pk", flat=True)[:1]
