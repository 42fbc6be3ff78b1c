"""The state of a document: every act shows in it, whenever it was committed."""

import pytest
from django.db import transaction

from accounts.models import Entry
from accounts.record import ACCOUNTS, record
from principles.models import Document
from principles.queries.freshness import etag_of, state_of
from principles.queries.outline import visible_document
from tests.factories.principles import open_document

pytestmark = pytest.mark.django_db


def act(stream: str) -> Entry:
    with transaction.atomic():
        return record(stream=stream, kind="tested", by=None)


@pytest.fixture
def document() -> Document:
    return open_document()


def seen(document: Document) -> tuple[int, int, int]:
    return state_of(visible_document(None, document.slug))


def test_every_act_on_the_document_or_on_people_changes_the_state(document: Document) -> None:
    states = [seen(document)]
    for stream in [document.stream, ACCOUNTS] * 70:
        act(stream)
        states.append(seen(document))
    assert len(set(states)) == len(states)


def test_an_act_elsewhere_does_not(document: Document) -> None:
    before = seen(document)
    act(open_document().stream)
    assert seen(document) == before


def test_an_act_committed_late_changes_the_state(document: Document) -> None:
    """Its entry has a lower number than those that others committed meanwhile."""
    late = act(document.stream).pk + 1
    Entry.objects.bulk_create(
        Entry(pk=late + n, stream=document.stream, kind="tested", digest="") for n in range(1, 9)
    )
    before = seen(document)
    Entry.objects.bulk_create([Entry(pk=late, stream=document.stream, kind="tested", digest="")])
    assert seen(document) != before


def test_state_is_of_when_the_document_was_fetched(document: Document) -> None:
    fetched = visible_document(None, document.slug)
    before = state_of(fetched)
    act(document.stream)
    assert state_of(fetched) == before
    assert state_of(Document.objects.get(pk=document.pk)) != before


def test_the_etag_tells_languages_apart(document: Document) -> None:
    assert etag_of(document, "en") != etag_of(document, "ar")
