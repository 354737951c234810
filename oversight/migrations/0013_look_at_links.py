from django.db import migrations, models


class Migration(migrations.Migration):
    """Keep how each link of the guidance library answered when it was looked at."""

    dependencies = [
        ("oversight", "0012_settle_what_nobody_graded_apart"),
    ]

    operations = [
        migrations.CreateModel(
            name="LinkLook",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("url", models.URLField(max_length=500, unique=True)),
                (
                    "failure",
                    models.CharField(
                        blank=True,
                        help_text="What came instead of a page; nothing if it came.",
                        max_length=200,
                    ),
                ),
                ("failing_since", models.DateTimeField(blank=True, null=True)),
                ("looked_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("failing_since__isnull", True), ("failure", "")),
                            models.Q(
                                models.Q(("failure", ""), _negated=True),
                                ("failing_since__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="link_fails_since_a_day",
                    )
                ],
            },
        ),
    ]
