import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """Keep of each file of an entry whether it may go into a redacted copy."""

    dependencies = [
        ("disclosure", "0018_files_are_pages_of_any_pdf"),
        ("records", "0029_what_was_removed_and_destroyed"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="RedactedFile",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "decision",
                    models.CharField(
                        choices=[("GIVE", "It may go"), ("LEAVE_OUT", "It is left out")],
                        max_length=10,
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=20)),
                ("because", models.CharField(blank=True, max_length=500)),
                ("decided_at", models.DateTimeField()),
                (
                    "attachment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="records.attachment",
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "of",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="files",
                        to="disclosure.redactedentry",
                    ),
                ),
            ],
            options={
                "ordering": ["attachment_id"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("of", "attachment"), name="a_file_is_decided_once_a_copy"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("decision", "GIVE"),
                            models.Q(("reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="a_file_left_out_has_a_reason",
                    ),
                ],
            },
        ),
    ]
