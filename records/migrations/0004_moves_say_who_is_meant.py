from django.db import migrations, models

COLUMNS = ["kind", "state", "reason", "authority", "attachment_id", "moved_to_id"] + [
    "asked_by_id",
    "asked_at",
    "answered_by_id",
    "answered_at",
    "answer_reason",
]


def fixed(columns: list[str]) -> str:
    """Return the trigger that fixes an answered request in these columns."""
    return f"""
    DROP TRIGGER what_was_said_is_never_changed ON records_removal;
    CREATE TRIGGER what_was_said_is_never_changed BEFORE UPDATE ON records_removal
        FOR EACH ROW WHEN (OLD.state <> 'ASKED' AND
            ({", ".join(f"OLD.{name}" for name in columns)}) IS DISTINCT FROM
            ({", ".join(f"NEW.{name}" for name in columns)}))
        EXECUTE FUNCTION audit_refuse_change();
    """


class Migration(migrations.Migration):
    """Keep who is meant where a moved entry names the person whose record it stood on."""

    dependencies = [("records", "0003_files_of_signed_entries_are_fixed")]
    operations = [
        migrations.AddField(
            "removal",
            "meant",
            models.CharField(
                blank=True,
                choices=[
                    ("RIGHT", "The person it is moved to: the wrong record was open"),
                    ("WRITTEN", "The person whose name stands there: they keep it, as a name"),
                ],
                help_text=(
                    "Who is meant where a moved entry names the person on whose record it stood."
                ),
                max_length=10,
                default="",
            ),
            preserve_default=False,
        ),
        migrations.RunSQL(fixed([*COLUMNS, "meant"]), fixed(COLUMNS)),
    ]
