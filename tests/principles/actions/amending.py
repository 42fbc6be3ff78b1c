"""What tests of amendments do over and over: propose, adopt, read the record."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from accounts.models import EntryPayload, User
from accounts.verdicts import Conflict, Refused
from principles.actions.amendments import propose_amendment
from principles.actions.decisions import adopt_amendment
from principles.actions.proposals import wording
from principles.models import Amendment, Document, Principle, Version
from principles.text.operations import Operation
from tests.factories.principles import text_of

WHY = "Without it nobody answers."


def propose(
    principle: Principle,
    by: User,
    what: str | tuple[Operation, ...] = "Other words.",
    **fields: Any,
) -> Amendment:
    """Another body, or operations, on the words of today."""
    operations = (
        wording(principle.key, text_of(principle).title, what) if isinstance(what, str) else what
    )
    values = {"rationale": WHY, "base_hash": text_of(principle).hash, **fields}
    return propose_amendment(principle=principle, by=by, operations=operations, **values)


def adopt(amendment: Amendment, by: User, **fields: Any) -> Version:
    """On the words of today."""
    base_hash = text_of(amendment.principle).hash
    return adopt_amendment(amendment=amendment, base_hash=base_hash, by=by, **fields)


def moves(amendment: Amendment) -> list[tuple[str, str]]:
    """From and to which status the record says it moved."""
    payloads = EntryPayload.objects.filter(
        entry__stream=amendment.document.stream, entry__kind__startswith="amendment."
    ).exclude(entry__kind="amendment.revised")
    return [
        (payload.data["old"], payload.data["new"])
        for payload in payloads.order_by("entry_id")
        if payload.data.get("amendment") == amendment.pk and "new" in payload.data
    ]


def kinds(document: Document) -> list[str]:
    """What the record tells, in order."""
    found = EntryPayload.objects.filter(entry__stream=document.stream).order_by("entry_id")
    return list(found.values_list("entry__kind", flat=True))


def texts_of(version: Version) -> list[tuple[int, int, str, str, str]]:
    """Key, section, number, title and body of its principles, in order."""
    return [
        (
            text.principle.key,
            text.section.position if text.section else 0,
            text.number,
            text.title,
            text.body,
        )
        for text in version.texts.select_related("principle", "section").order_by("position")
    ]


@contextmanager
def refused(code: str) -> Iterator[None]:
    with pytest.raises(Refused) as told:
        yield
    assert told.value.code == code


@contextmanager
def conflict(code: str) -> Iterator[None]:
    with pytest.raises(Conflict) as told:
        yield
    assert told.value.code == code
