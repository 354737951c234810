import django.db.models.deletion
from django.db import migrations, models

FORWARD = """
CREATE TRIGGER signed_rows_are_never_changed BEFORE UPDATE ON records_finding
    FOR EACH ROW EXECUTE FUNCTION audit_refuse_change();
ALTER TABLE records_finding ENABLE ALWAYS TRIGGER signed_rows_are_never_changed;
"""
REVERSE = "DROP TRIGGER signed_rows_are_never_changed ON records_finding;"


class Migration(migrations.Migration):
    """Keep with each signed version what the coach said of its words, and what was answered."""

    dependencies = [("records", "0023_replies_name_comments_in_records")]
    operations = [
        migrations.CreateModel(
            name="Finding",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "position",
                    models.PositiveSmallIntegerField(help_text="The most useful first."),
                ),
                ("check_key", models.CharField(max_length=60)),
                (
                    "level",
                    models.CharField(
                        choices=[
                            ("advice", "Worth a look"),
                            ("warning", "Look again"),
                            ("must-fix", "To put right"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "place",
                    models.CharField(
                        blank=True,
                        help_text="The question it is in, or a statement's row.",
                        max_length=120,
                    ),
                ),
                (
                    "start",
                    models.PositiveIntegerField(
                        default=0, help_text="Where in the text; 0 to 0 for all."
                    ),
                ),
                ("end", models.PositiveIntegerField(default=0)),
                (
                    "words",
                    models.TextField(blank=True, help_text="The words that it is about."),
                ),
                (
                    "also",
                    models.PositiveIntegerField(
                        default=0, help_text="Further places of the same words."
                    ),
                ),
                ("message", models.TextField()),
                (
                    "reason",
                    models.TextField(blank=True, help_text="Why the words stay as they are."),
                ),
                (
                    "is_unhelpful",
                    models.BooleanField(
                        default=False, help_text="The writer said that it does not help."
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="findings",
                        to="records.entryversion",
                    ),
                ),
            ],
            options={
                "ordering": ["position", "id"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("is_unhelpful", True)),
                        fields=["check_key"],
                        name="findings_of_no_help",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("version", "position"), name="findings_of_a_version_in_order"
                    ),
                ],
            },
        ),
        migrations.RunSQL(FORWARD, REVERSE),
    ]
