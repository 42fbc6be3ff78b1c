"""The database itself refuses to change a principle's words, or a published version's content.

A later migration that rebuilds one of these tables on SQLite must create its triggers again.
"""

from django.db import migrations

POSTGRESQL = """
CREATE FUNCTION principles_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'a published text never changes'
    USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER principles_text_immutable BEFORE UPDATE ON principles_principletext
  FOR EACH ROW EXECUTE FUNCTION principles_refuse();
CREATE TRIGGER principles_version_immutable BEFORE UPDATE ON principles_version
  FOR EACH ROW WHEN (
    OLD.published_at IS NOT NULL AND (
      NEW.number, NEW.title, NEW.preamble, NEW.hash, NEW.document_id, NEW.published_at
    ) IS DISTINCT FROM (
      OLD.number, OLD.title, OLD.preamble, OLD.hash, OLD.document_id, OLD.published_at
    )
  ) EXECUTE FUNCTION principles_refuse();
"""
SQLITE = [
    """CREATE TRIGGER principles_text_immutable BEFORE UPDATE ON principles_principletext
    BEGIN SELECT RAISE(ABORT, 'a published text never changes'); END""",
    """CREATE TRIGGER principles_version_immutable BEFORE UPDATE ON principles_version
    WHEN OLD.published_at IS NOT NULL AND (
      NEW.number IS NOT OLD.number OR NEW.title IS NOT OLD.title
      OR NEW.preamble IS NOT OLD.preamble OR NEW.hash IS NOT OLD.hash
      OR NEW.document_id IS NOT OLD.document_id OR NEW.published_at IS NOT OLD.published_at
    )
    BEGIN SELECT RAISE(ABORT, 'a published text never changes'); END""",
]


def create(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(POSTGRESQL)
    else:
        for statement in SQLITE:
            schema_editor.execute(statement)


def drop(apps, schema_editor):
    postgresql = schema_editor.connection.vendor == "postgresql"
    for trigger, table in (
        ("principles_text_immutable", "principles_principletext"),
        ("principles_version_immutable", "principles_version"),
    ):
        schema_editor.execute(f"DROP TRIGGER {trigger}" + (f" ON {table}" if postgresql else ""))
    if postgresql:
        schema_editor.execute("DROP FUNCTION principles_refuse()")


class Migration(migrations.Migration):
    dependencies = [("principles", "0001_initial")]
    operations = [migrations.RunPython(create, drop)]
