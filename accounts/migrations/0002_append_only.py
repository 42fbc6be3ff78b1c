"""The database itself refuses to change or drop an entry of the record."""

from django.db import migrations

POSTGRESQL = """
CREATE FUNCTION accounts_entry_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the record is append-only' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER accounts_entry_append_only BEFORE UPDATE OR DELETE ON accounts_entry
  FOR EACH ROW EXECUTE FUNCTION accounts_entry_refuse();
"""
SQLITE = [
    """CREATE TRIGGER accounts_entry_no_update BEFORE UPDATE ON accounts_entry
    BEGIN SELECT RAISE(ABORT, 'the record is append-only'); END""",
    """CREATE TRIGGER accounts_entry_no_delete BEFORE DELETE ON accounts_entry
    BEGIN SELECT RAISE(ABORT, 'the record is append-only'); END""",
]


def create(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(POSTGRESQL)
    else:
        for statement in SQLITE:
            schema_editor.execute(statement)


def drop(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP TRIGGER accounts_entry_append_only ON accounts_entry")
        schema_editor.execute("DROP FUNCTION accounts_entry_refuse()")
    else:
        schema_editor.execute("DROP TRIGGER accounts_entry_no_update")
        schema_editor.execute("DROP TRIGGER accounts_entry_no_delete")


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]
    operations = [migrations.RunPython(create, drop)]
