"""Append to the record, inside the transaction of the act it tells of."""

import hashlib
import json
from collections.abc import Mapping
from secrets import token_hex

from django.db import connection

from accounts.models.entry import Entry, EntryPayload
from accounts.models.user import User

# The stream of acts that belong to no document.
ACCOUNTS = "accounts"


def digest_of(salt: str, data: Mapping[str, object]) -> str:
    """SHA-256, hexadecimal, of the salt and the payload as canonical JSON (RFC 8785 for our types:
    sorted keys, no spaces, UTF-8; payloads hold strings, integers, booleans, nulls only)."""
    text = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(f"{salt}\n{text}".encode()).hexdigest()


def record(*, stream: str, kind: str, by: User | None, **data: object) -> Entry:
    """`stream` names the log (one a document), `kind` is a code such as "vote.cast".

    `data` holds ids, codes, and texts; never names or addresses, which the actor's id stands for.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("An entry is written in the transaction of its act.")
    data = {"actor": str(by.public_id) if by else None, **data}
    salt = token_hex(16)
    entry = Entry(stream=stream, kind=kind, digest=digest_of(salt, data))
    payload = EntryPayload(entry=entry, salt=salt, actor=by, data=data)
    if connection.vendor == "postgresql":
        _insert_at_once(entry, payload)
    else:
        entry.save(force_insert=True)
        payload.save(force_insert=True)
    return entry


_INSERT = """
WITH entry AS (
  INSERT INTO accounts_entry (stream, kind, digest) VALUES (%s, %s, %s) RETURNING id, occurred_at
), payload AS (
  INSERT INTO accounts_entrypayload (entry_id, salt, actor_id, data)
  SELECT id, %s, %s, %s::jsonb FROM entry RETURNING id
)
SELECT entry.id, entry.occurred_at, payload.id FROM entry, payload
"""


def _insert_at_once(entry: Entry, payload: EntryPayload) -> None:
    """One statement for both: every act pays for it."""
    with connection.cursor() as cursor:
        cursor.execute(
            _INSERT,
            [
                *(entry.stream, entry.kind, entry.digest),
                *(payload.salt, payload.actor_id, json.dumps(payload.data)),
            ],
        )
        entry.pk, entry.occurred_at, payload.pk = cursor.fetchone()
    for stored in (entry, payload):
        stored._state.adding = False  # noqa: SLF001  # as `save` leaves them
    payload.entry = entry
