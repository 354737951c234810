import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """Keep what a council decides about the recording checks, with why and by whom."""

    dependencies = [
        ("records", "0025_reasons_typed_before_signing"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.CreateModel(
            name="CheckChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("check_key", models.CharField(max_length=60)),
                (
                    "phrase",
                    models.CharField(
                        blank=True,
                        help_text="Words to look for; none for the check itself.",
                        max_length=60,
                    ),
                ),
                ("is_on", models.BooleanField()),
                ("says", models.CharField(blank=True, max_length=500)),
                ("reason", models.CharField(max_length=500)),
                ("changed_at", models.DateTimeField()),
                (
                    "changed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["check_key", "phrase", "-id"], name="check_as_it_stands")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True),
                        name="a_check_change_has_a_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("phrase", ""),
                            ("is_on", False),
                            models.Q(("says", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="words_looked_for_say_why",
                    ),
                ],
            },
        ),
    ]
