import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import people.keys


class Migration(migrations.Migration):
    """Keep visits that are planned, with the record that came of each."""

    dependencies = [
        ("people", "0007_tell_people_apart"),
        ("records", "0006_workers_mark_reports_read"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="PlannedVisit",
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
                ("starts_at", models.DateTimeField()),
                ("minutes", models.PositiveSmallIntegerField(default=60)),
                (
                    "how",
                    models.CharField(
                        choices=[
                            ("VISIT", "Visit"),
                            ("OFFICE", "At our office"),
                            ("VIDEO", "Video call"),
                            ("PHONE", "Phone call"),
                        ],
                        default="VISIT",
                        max_length=10,
                    ),
                ),
                ("place", models.CharField(blank=True, max_length=250)),
                ("purpose", models.CharField(max_length=250)),
                ("planned_at", models.DateTimeField()),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("PLANNED", "Planned"),
                            ("HAPPENED", "Recorded"),
                            ("MISSED", "Did not happen"),
                            ("CANCELLED", "Cancelled"),
                        ],
                        default="PLANNED",
                        max_length=10,
                    ),
                ),
                (
                    "said",
                    models.CharField(
                        blank=True,
                        help_text="Why it was cancelled, or was moved to another time.",
                        max_length=250,
                    ),
                ),
                (
                    "action",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="planned_visits",
                        to="records.action",
                    ),
                ),
                (
                    "entry",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="planned_visits",
                        to="records.entry",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="planned_visits",
                        to="people.person",
                    ),
                ),
                (
                    "planned_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "worker",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="planned_visits",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["starts_at", "id"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("status", "PLANNED")),
                        fields=["worker", "starts_at"],
                        name="visit_still_planned",
                    ),
                    models.Index(fields=["person", "starts_at"], name="visits_of_a_person"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("entry__isnull", False), ("status__in", ["HAPPENED", "MISSED"])
                            ),
                            models.Q(
                                ("entry__isnull", True), ("status__in", ["PLANNED", "CANCELLED"])
                            ),
                            _connector="OR",
                        ),
                        name="a_visit_that_took_place_has_its_record",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "CANCELLED"), _negated=True),
                            models.Q(("said", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="a_cancelled_visit_says_why",
                    ),
                ],
            },
        ),
    ]
