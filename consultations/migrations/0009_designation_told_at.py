from typing import Any

from django.db import migrations, models


def take_earlier_ones_for_told(apps: Any, _schema_editor: Any) -> None:
    """Their mails went out; the next one must not tell of them again."""
    designations = apps.get_model("consultations", "Designation")
    designations.objects.update(told_at=models.F("decided_at"))


class Migration(migrations.Migration):

    dependencies = [
        ("consultations", "0008_statement_text"),
    ]

    operations = [
        migrations.AddField(
            model_name="designation",
            name="told_at",
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
        migrations.RunPython(take_earlier_ones_for_told, migrations.RunPython.noop),
    ]
