from django.db import migrations

LOCK = """
CREATE TRIGGER looks_are_never_changed BEFORE UPDATE OR DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION audit_refuse_change();
ALTER TABLE {table} ENABLE ALWAYS TRIGGER looks_are_never_changed;
"""
UNLOCK = "DROP TRIGGER looks_are_never_changed ON {table};"
TABLES = ("governance_signal", "governance_signallook")


class Migration(migrations.Migration):
    """A question and what was found about it stand as they were written."""

    dependencies = [
        ("governance", "0001_signals"),
        ("audit", "0002_events_are_append_only"),
    ]
    operations = [
        migrations.RunSQL(LOCK.format(table=table), UNLOCK.format(table=table)) for table in TABLES
    ]
