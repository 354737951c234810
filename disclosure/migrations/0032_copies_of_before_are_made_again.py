from django.db import migrations

# What stays out of a copy made before that was noted, nobody can say.
FORWARD = """
UPDATE disclosure_export AS copy
SET withheld = 'Not noted'
WHERE copy.state = 'READY'
  AND copy.withheld = ''
  AND copy.request_id IS NOT NULL
  AND copy.redaction_id IS NULL
  AND copy.delivered_on IS NULL
  AND NOT EXISTS (
      SELECT FROM disclosure_requeststep AS step
      WHERE step.export_id = copy.id AND step.kind = 'CHECK' AND step.choice = 'AGREE'
  )
"""


class Migration(migrations.Migration):
    """Have complete copies for requests made again of which it is not noted what stays out."""

    dependencies = [("disclosure", "0031_say_only_that_something_was_left_out")]
    operations = [migrations.RunSQL(FORWARD, migrations.RunSQL.noop)]
