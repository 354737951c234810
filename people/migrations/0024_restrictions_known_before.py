from django.db import migrations

from people.keys import new_key


def give_keys(apps, schema_editor):
    """Give each restriction that there is already the key by which pages name it."""
    rows = apps.get_model("people", "Restriction").objects.using(schema_editor.connection.alias)
    for row in rows.filter(key=None):
        row.key = new_key()
        row.save(update_fields=["key"])


class Migration(migrations.Migration):
    """Name the restrictions that there are already."""

    dependencies = [("people", "0023_how_a_restriction_stands")]
    operations = [migrations.RunPython(give_keys, migrations.RunPython.noop)]
