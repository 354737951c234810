import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import people.keys

# What was reported is never rewritten; once it is answered, neither is the answer.
FIX = """
CREATE TRIGGER what_was_said_is_never_changed BEFORE UPDATE ON records_misfiling
    FOR EACH ROW WHEN (OLD.state <> 'OPEN' OR
        (OLD.key, OLD.entry_id, OLD.kind, OLD.reason, OLD.reported_by_id, OLD.reported_at)
        IS DISTINCT FROM
        (NEW.key, NEW.entry_id, NEW.kind, NEW.reason, NEW.reported_by_id, NEW.reported_at))
    EXECUTE FUNCTION audit_refuse_change();
"""
UNFIX = "DROP TRIGGER what_was_said_is_never_changed ON records_misfiling;"


class Migration(migrations.Migration):
    """Let a reader report an entry that does not belong where it stands."""

    dependencies = [
        ("records", "0004_moves_say_who_is_meant"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Misfiling",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "key",
                    models.CharField(
                        default=people.keys.new_key, editable=False, max_length=16, unique=True
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("WRONG_RECORD", "It is on the wrong record"),
                            ("NOT_TO_HOLD", "It should not be held"),
                        ],
                        max_length=15,
                    ),
                ),
                ("reason", models.TextField()),
                ("reported_at", models.DateTimeField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("OPEN", "Waiting"),
                            ("TAKEN_OFF", "Taken off the record"),
                            ("STAYS", "Stays where it is"),
                        ],
                        default="OPEN",
                        max_length=10,
                    ),
                ),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                (
                    "answer",
                    models.TextField(blank=True, help_text="Why the entry stays where it is."),
                ),
                (
                    "answered_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="misfilings",
                        to="records.entry",
                    ),
                ),
                (
                    "reported_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["reported_at", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answered_at__isnull", True), ("state", "OPEN")),
                            models.Q(
                                models.Q(("state", "OPEN"), _negated=True),
                                ("answered_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="a_misfiling_is_answered_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "STAYS"), _negated=True),
                            models.Q(("answer", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="what_stays_has_a_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "STAYS"), _negated=True),
                            models.Q(("answered_by", models.F("reported_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="nobody_answers_their_own_report",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "OPEN")),
                        fields=("entry", "reported_by"),
                        name="a_reader_reports_once_at_a_time",
                    ),
                ],
            },
        ),
        migrations.RunSQL(FIX, UNFIX),
    ]
