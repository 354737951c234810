import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import people.keys


class Migration(migrations.Migration):
    dependencies = [
        ("governance", "0002_looks_are_never_changed"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="AccessList",
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
                    "subject",
                    models.CharField(
                        db_index=True, help_text="The key of the person.", max_length=16
                    ),
                ),
                ("since", models.DateField()),
                ("until", models.DateField()),
                (
                    "lines",
                    models.JSONField(
                        help_text="Who opened it on which days, what they did, and why."
                    ),
                ),
                ("prepared_at", models.DateTimeField()),
                (
                    "checked",
                    models.TextField(
                        blank=True, help_text="What was checked before it was released."
                    ),
                ),
                ("released_at", models.DateTimeField(blank=True, null=True)),
                (
                    "prepared_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "released_by",
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
                "ordering": ["-prepared_at", "-id"],
            },
        ),
        migrations.CreateModel(
            name="WithheldName",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("staff_number", models.CharField(max_length=40)),
                ("reason", models.TextField()),
                ("asked_at", models.DateTimeField()),
                (
                    "answer",
                    models.CharField(
                        choices=[
                            ("WAITING", "Waits for a second officer"),
                            ("AGREED", "Left out"),
                            ("REFUSED", "Stays in"),
                        ],
                        default="WAITING",
                        max_length=10,
                    ),
                ),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                (
                    "access_list",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="withheld",
                        to="governance.accesslist",
                    ),
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
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["asked_at", "id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("answer", "REFUSED"), _negated=True),
                        fields=("access_list", "staff_number"),
                        name="a_name_is_withheld_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("answered_by__isnull", True),
                            models.Q(("answered_by", models.F("asked_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="two_people_withhold_a_name",
                    ),
                ],
            },
        ),
    ]
