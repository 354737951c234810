from django.db import migrations

TABLES = [
    "records_entryversion",
    "records_statement",
    "records_addition",
    "records_entrylink",
    "records_confirmation",
]

FORWARD = [
    f"""
    CREATE TRIGGER signed_rows_are_never_changed BEFORE UPDATE ON {table}
        FOR EACH ROW EXECUTE FUNCTION audit_refuse_change();
    ALTER TABLE {table} ENABLE ALWAYS TRIGGER signed_rows_are_never_changed;
    """
    for table in TABLES
]
REVERSE = [f"DROP TRIGGER signed_rows_are_never_changed ON {table};" for table in TABLES]


class Migration(migrations.Migration):
    """Make the database itself refuse to change what was signed.

    Removal is a matter of privileges: the application role has none, and destruction at the end
    of retention has a role of its own.
    """

    dependencies = [
        ("records", "0001_initial"),
        ("audit", "0002_events_are_append_only"),
    ]
    operations = [migrations.RunSQL("".join(FORWARD), "".join(REVERSE))]
