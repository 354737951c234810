from django.db import migrations

FORWARD = """
UPDATE disclosure_export AS copy
SET delivered_on = step."on",
    delivered_how = 'As the step of the request says',
    delivered_by_id = step.added_by_id
FROM disclosure_requeststep AS step
WHERE step.export_id = copy.id AND step.kind = 'SEND'
"""


class Migration(migrations.Migration):
    """Say of the copies that were delivered that they were, as the steps of requests say."""

    dependencies = [("disclosure", "0025_weigh_each_and_say_what_was_delivered")]
    operations = [migrations.RunSQL(FORWARD, migrations.RunSQL.noop)]
