from django.db import migrations, models

LOCK = """
CREATE TRIGGER seals_are_append_only BEFORE UPDATE OR DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION audit_refuse_change();
CREATE TRIGGER seals_are_never_truncated BEFORE TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse_change();
ALTER TABLE {table} ENABLE ALWAYS TRIGGER seals_are_append_only;
ALTER TABLE {table} ENABLE ALWAYS TRIGGER seals_are_never_truncated;
"""
UNLOCK = """
DROP TRIGGER seals_are_never_truncated ON {table};
DROP TRIGGER seals_are_append_only ON {table};
"""
TABLES = ("audit_seal", "audit_changeleaf")


class Migration(migrations.Migration):
    """Signed statements of which events and field changes there were."""

    dependencies = [
        ("audit", "0003_events_by_month"),
    ]

    operations = [
        migrations.CreateModel(
            name="ChangeLeaf",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("change", models.BigIntegerField(unique=True)),
                ("subject", models.CharField(max_length=40)),
                ("leaf", models.BinaryField()),
            ],
        ),
        migrations.CreateModel(
            name="Seal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveBigIntegerField(unique=True)),
                ("sealed_at", models.DateTimeField()),
                (
                    "body",
                    models.TextField(
                        help_text="The signed text, which names the rows and their root."
                    ),
                ),
                ("signature", models.BinaryField()),
                (
                    "last_event",
                    models.BigIntegerField(help_text="The greatest event number in it, or 0."),
                ),
                (
                    "last_change",
                    models.BigIntegerField(
                        help_text="The greatest number of a field change, or 0."
                    ),
                ),
                (
                    "seen_events",
                    models.BigIntegerField(help_text="No later transaction has a smaller one."),
                ),
                ("seen_changes", models.BigIntegerField()),
                (
                    "next_transaction",
                    models.BigIntegerField(help_text="The first number not yet given then."),
                ),
                (
                    "whole_to_event",
                    models.BigIntegerField(help_text="Every event up to it is in a seal."),
                ),
                ("whole_to_change", models.BigIntegerField()),
            ],
        ),
        *(
            migrations.RunSQL(LOCK.format(table=table), UNLOCK.format(table=table))
            for table in TABLES
        ),
    ]
