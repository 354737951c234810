from django.db import migrations

FORWARD = """
UPDATE disclosure_export AS copy
SET delivered_on = step."on",
    delivered_how = 'As the step of the request says',
    delivered_by_id = step.added_by_id
FROM disclosure_requeststep AS step
WHERE step.export_id = copy.id AND step.kind = 'SEND'
"""

# All that left the council stood among what was shared before deliveries were written down.
THE_REST = """
UPDATE disclosure_export
SET delivered_on = (finished_at AT TIME ZONE 'Europe/London')::date,
    delivered_how = 'Made before deliveries were written down',
    delivered_by_id = asked_by_id
WHERE state = 'READY' AND purpose <> 'INTERNAL' AND delivered_on IS NULL
"""


class Migration(migrations.Migration):
    """Say of copies that they were delivered: as the steps of requests say, or when made."""

    dependencies = [("disclosure", "0025_weigh_each_and_say_what_was_delivered")]
    operations = [
        migrations.RunSQL(FORWARD, migrations.RunSQL.noop),
        migrations.RunSQL(THE_REST, migrations.RunSQL.noop),
    ]
