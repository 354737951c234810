from django.db import migrations

# Which of them a copy of before holds was not noted: as many as there can be.
FORWARD = """
UPDATE disclosure_export AS copy
SET restricted_inside = ARRAY(
    SELECT entry.key
    FROM records_entry AS entry
    WHERE entry.person_id = copy.person_id
      AND entry.sensitivity <> 'NORMAL'
      AND entry.signed_at <= copy.asked_at
      AND entry.taken_off_at IS NULL
)
WHERE copy.includes_restricted AND copy.state = 'READY'
"""


class Migration(migrations.Migration):
    """Say of copies that include restricted entries which these may be."""

    dependencies = [("disclosure", "0028_restricted_entries_leave_by_two")]
    operations = [migrations.RunSQL(FORWARD, migrations.RunSQL.noop)]
