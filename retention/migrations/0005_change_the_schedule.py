import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import people.keys


class Migration(migrations.Migration):
    """Keep what a council decides about how long it keeps records, and whom that would change."""

    dependencies = [
        ("people", "0034_reasons_of_reading_several_alerts"),
        ("retention", "0004_hold_many_records"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ScheduleChange",
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
                ("class_key", models.CharField(max_length=40)),
                ("length", models.PositiveSmallIntegerField(help_text="In the unit of the class.")),
                ("length_if_died", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("disposal", models.CharField(max_length=10)),
                ("basis", models.CharField(max_length=500)),
                ("authority", models.CharField(max_length=10)),
                ("reason", models.CharField(max_length=500)),
                ("starts_on", models.DateField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("ASKED", "Being worked out"),
                            ("WORKED_OUT", "To decide"),
                            ("IN_FORCE", "Decided"),
                            ("DROPPED", "Dropped"),
                        ],
                        default="ASKED",
                        max_length=10,
                    ),
                ),
                ("asked_at", models.DateTimeField()),
                ("worked_out_at", models.DateTimeField(blank=True, null=True)),
                (
                    "counts",
                    models.JSONField(
                        blank=True, default=dict, help_text="As whoever decided saw them."
                    ),
                ),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["class_key", "-starts_on", "-decided_at"],
            },
        ),
        migrations.CreateModel(
            name="ScheduleEffect",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("was_due_on", models.DateField()),
                ("would_be_due_on", models.DateField()),
                ("is_held", models.BooleanField()),
                (
                    "is_planned",
                    models.BooleanField(help_text="Its destruction is proposed or agreed."),
                ),
                ("is_kept_longer", models.BooleanField()),
                (
                    "change",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="effects",
                        to="retention.schedulechange",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
            ],
            options={
                "ordering": ["would_be_due_on", "pk"],
            },
        ),
        migrations.AddConstraint(
            model_name="schedulechange",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "IN_FORCE"), _negated=True),
                    models.Q(("decided_by__isnull", False), ("worked_out_at__isnull", False)),
                    _connector="OR",
                ),
                name="a_schedule_change_is_worked_out_first",
            ),
        ),
        migrations.AddConstraint(
            model_name="schedulechange",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason", ""), _negated=True), name="a_schedule_change_says_why"
            ),
        ),
        migrations.AddConstraint(
            model_name="scheduleeffect",
            constraint=models.UniqueConstraint(
                fields=("change", "person"), name="one_effect_on_a_record"
            ),
        ),
    ]
