"""The stakeholder groups a new site starts with; staff may change them."""

from django.db import migrations

from accounts.models.group import DEFAULT_GROUPS


def create(apps, schema_editor):
    group = apps.get_model("accounts", "StakeholderGroup")
    group.objects.bulk_create(
        group(code=code, name=name, description=description, position=position)
        for position, (code, name, description) in enumerate(DEFAULT_GROUPS, start=1)
    )


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_append_only")]
    operations = [migrations.RunPython(create, migrations.RunPython.noop)]
