from django.db import migrations

LOCK = """
CREATE TRIGGER breaches_stand_as_reported BEFORE UPDATE OR DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION audit_refuse_change();
ALTER TABLE {table} ENABLE ALWAYS TRIGGER breaches_stand_as_reported;
"""
UNLOCK = "DROP TRIGGER breaches_stand_as_reported ON {table};"
TABLES = ("governance_breach", "governance_breachstep")


class Migration(migrations.Migration):
    """A report and a step stand as they were written: what was wrong is a further step."""

    dependencies = [
        ("governance", "0004_breaches"),
        ("audit", "0002_events_are_append_only"),
    ]
    operations = [
        migrations.RunSQL(LOCK.format(table=table), UNLOCK.format(table=table)) for table in TABLES
    ]
