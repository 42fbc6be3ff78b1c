from typing import Any

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def take_authors_for_those_who_flagged(apps: Any, _schema_editor: Any) -> None:
    """Nobody else could until now."""
    flags = apps.get_model("consultations", "PointFlag")
    comments = apps.get_model("principles", "Comment")
    author = comments.objects.filter(pk=models.OuterRef("comment")).values("author")
    flags.objects.update(by=models.Subquery(author))


class Migration(migrations.Migration):

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("consultations", "0010_consultation_polis_conversation"),
    ]

    operations = [
        migrations.AddField(
            model_name="pointflag",
            name="by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.RunPython(take_authors_for_those_who_flagged, migrations.RunPython.noop),
    ]
