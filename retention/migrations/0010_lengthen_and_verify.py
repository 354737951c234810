import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import people.keys


class Migration(migrations.Migration):
    """Keep what makes a record be kept longer, and who verified what the schedule rests on."""

    dependencies = [
        ("people", "0035_decide_about_a_declaration"),
        ("retention", "0009_expire_months_of_the_log"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Lengthening",
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
                    "class_key",
                    models.CharField(
                        help_text="The class that has the circumstance.", max_length=40
                    ),
                ),
                ("until", models.DateField()),
                ("reason", models.CharField(max_length=500)),
                ("recorded_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("ended_because", models.CharField(blank=True, max_length=500)),
                (
                    "ended_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lengthenings",
                        to="people.person",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-recorded_at", "-id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True),
                        name="a_lengthening_says_why",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ended_at__isnull", True),
                            models.Q(
                                ("ended_by__isnull", False),
                                models.Q(("ended_because", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="an_ended_lengthening_says_why",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Verification",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "of",
                    models.CharField(
                        choices=[("CLASS", "A class"), ("RULE", "A rule")], max_length=5
                    ),
                ),
                (
                    "about",
                    models.CharField(
                        help_text="The key of the class, or of the rule.", max_length=40
                    ),
                ),
                ("said", models.TextField(help_text="What the schedule said of it then.")),
                (
                    "found",
                    models.CharField(
                        choices=[
                            ("VERIFIED", "It is as the schedule says"),
                            ("NOT_VERIFIED", "It is not, or can be relied on no longer"),
                        ],
                        max_length=12,
                    ),
                ),
                ("read", models.CharField(help_text="What the officer read.", max_length=500)),
                ("found_at", models.DateTimeField()),
                (
                    "found_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-found_at", "-id"],
                "indexes": [models.Index(fields=["of", "about"], name="verification_of_what")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("read", ""), _negated=True),
                        name="a_verification_says_what_was_read",
                    )
                ],
            },
        ),
    ]
