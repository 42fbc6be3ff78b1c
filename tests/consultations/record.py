"""What the record of a document says, for assertions."""

from typing import Any

from accounts.models import EntryPayload
from principles.models import Document


def acts(document: Document, *kinds: str) -> list[dict[str, Any]]:
    """Payloads of entries of these kinds (all kinds if none), oldest first, without the actor."""
    payloads = EntryPayload.objects.filter(entry__stream=document.stream).order_by("entry_id")
    if kinds:
        payloads = payloads.filter(entry__kind__in=kinds)
    return [
        {name: value for name, value in payload.data.items() if name != "actor"}
        for payload in payloads
    ]


def actor_of(document: Document, kind: str) -> int | None:
    """Who did the newest act of this kind."""
    payload = EntryPayload.objects.filter(entry__stream=document.stream, entry__kind=kind)
    return payload.order_by("-entry_id")[0].actor_id
