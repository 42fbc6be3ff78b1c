"""The migrations make the models, from one line of descent."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader


@pytest.mark.django_db
def test_migrations_are_up_to_date() -> None:
    call_command("makemigrations", check=True, dry_run=True, stdout=StringIO())


@pytest.mark.django_db
def test_migrations_do_not_fork() -> None:
    assert MigrationLoader(connection).detect_conflicts() == {}


@pytest.mark.django_db
def test_triggers_that_guard_the_record_and_the_texts_are_there() -> None:
    """On SQLite a migration that rebuilds a table drops its triggers without a word."""
    tables = {"accounts_entry": 1, "principles_principletext": 1, "principles_version": 1}
    sql = (
        "SELECT tbl_name, count(*) FROM sqlite_master WHERE type = 'trigger' GROUP BY 1"
        if connection.vendor == "sqlite"
        else "SELECT tgrelid::regclass::text, count(*) FROM pg_trigger"
        " WHERE NOT tgisinternal GROUP BY 1"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql)
        found = dict(cursor.fetchall())
    assert {table for table, least in tables.items() if found.get(table, 0) >= least} == set(tables)
