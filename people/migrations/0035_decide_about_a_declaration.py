import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """Keep what managers decide about whom their staff know, and when one was looked for."""

    dependencies = [
        ("people", "0034_reasons_of_reading_several_alerts"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="declaration",
            name="sought_on",
            field=models.DateField(
                blank=True,
                help_text="When a records officer last looked for whom it means.",
                null=True,
            ),
        ),
        migrations.CreateModel(
            name="DeclarationReview",
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
                        choices=[
                            ("CLOSED", "It stays closed to them"),
                            (
                                "MOVED",
                                "It stays closed to them, and the work goes to somebody else",
                            ),
                        ],
                        max_length=10,
                    ),
                ),
                ("reason", models.TextField()),
                ("review_on", models.DateField(help_text="When it is looked at again.")),
                ("reviewed_at", models.DateTimeField()),
                (
                    "declaration",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reviews",
                        to="people.declaration",
                    ),
                ),
                (
                    "reviewed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-reviewed_at", "-id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True),
                        name="a_declaration_is_decided_for_a_reason",
                    )
                ],
            },
        ),
    ]
