"""Put a job in the outbox: nothing runs before commit, nothing is lost after it."""

import json
from datetime import timedelta

from django.db import connection, transaction

from accounts.jobs import relay

# One statement both inserts and, where a job with the key is pending, holds that job's row until
# our transaction ends: whoever claims it waits for our writes and so sees them. The condition that
# is never true locks the row without writing it. Without a key nothing can be in conflict.
_INSERT_OR_HOLD = """
INSERT INTO accounts_job
  (task, arguments, dedupe_key, status, due_at, attempts, steps_done, steps_total, error)
VALUES (%s, %s, %s, 'waiting', {due_at}, 0, 0, 0, '')
ON CONFLICT (dedupe_key) WHERE status IN ('waiting', 'sent') AND NOT dedupe_key = ''
DO UPDATE SET dedupe_key = excluded.dedupe_key WHERE 1 = 0
"""
_DUE_AT = {
    "postgresql": "STATEMENT_TIMESTAMP() + %s * INTERVAL '1 second'",
    "sqlite": "STRFTIME('%%Y-%%m-%%d %%H:%%M:%%f', 'NOW', %s || ' seconds')",
}


def enqueue(
    task: str, *, key: str = "", delay: timedelta = timedelta(), **arguments: int | str
) -> None:
    """Insert the job; with a `key`, only if none with that key is still waiting.

    `delay` gathers a burst of causes into one run. Call it inside the action's transaction.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("A job is put in the outbox in the transaction of its cause.")
    statement = _INSERT_OR_HOLD.format(due_at=_DUE_AT[connection.vendor])
    with connection.cursor() as cursor:
        cursor.execute(statement, [task, json.dumps(arguments), key, delay.total_seconds()])
    transaction.on_commit(relay.wake, robust=True)
