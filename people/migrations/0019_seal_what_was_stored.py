from django.db import migrations

from people.sealed import unseal

_COLUMNS = {"Address": ("lines", "postcode", "description"), "KeptBack": ("value",)}


def _rows(apps, schema_editor):
    owner = schema_editor.connection.alias
    for name, columns in _COLUMNS.items():
        rows = apps.get_model("people", name).objects.using(owner)
        for row in rows.filter(kind="SAFE") if name == "Address" else rows.all():
            yield row, columns


def seal(apps, schema_editor):
    """Store again what was stored as it was typed: its fields seal it."""
    for row, columns in _rows(apps, schema_editor):
        row.save(update_fields=columns)


def open_again(apps, schema_editor):
    """Store as it was typed what was sealed, before the fields are what they were."""
    with schema_editor.connection.cursor() as cursor:
        for row, columns in _rows(apps, schema_editor):
            for column in columns:
                table = row._meta.db_table
                cursor.execute(
                    f'UPDATE "{table}" SET "{column}" = %s WHERE id = %s',  # noqa: S608 - our own
                    [unseal(getattr(row, column)), row.pk],
                )


class Migration(migrations.Migration):
    """Seal the safe addresses and codes that are there already."""

    dependencies = [("people", "0018_seal_what_could_endanger")]
    operations = [migrations.RunPython(seal, open_again)]
