import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import clock.present
import people.keys


class Migration(migrations.Migration):
    """Give each name of a person a row, and each change to what is known about them another."""

    dependencies = [
        ("people", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="DetailsChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("what", models.CharField(max_length=150)),
                (
                    "fact",
                    models.CharField(blank=True, help_text="The model of the fact.", max_length=30),
                ),
                ("was_key", models.CharField(blank=True, max_length=16)),
                ("became_key", models.CharField(blank=True, max_length=16)),
                ("was", models.TextField(blank=True)),
                ("became", models.TextField(blank=True)),
                ("told_by", models.CharField(blank=True, max_length=150)),
                ("checked_how", models.CharField(blank=True, max_length=250)),
                ("reason", models.CharField(blank=True, max_length=500)),
                ("source_entry", models.CharField(blank=True, max_length=16)),
                ("changed_at", models.DateTimeField()),
                (
                    "changed_by",
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
                        related_name="details_changes",
                        to="people.person",
                    ),
                ),
            ],
            options={
                "ordering": ["-changed_at", "-id"],
                "indexes": [
                    models.Index(fields=["person", "-changed_at"], name="details_changes_of_one")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("fact", ""), models.Q(("became", ""), ("was", "")), _connector="OR"
                        ),
                        name="a_change_of_a_fact_repeats_no_words",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Name",
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
                ("since", models.DateField(blank=True, null=True)),
                ("until", models.DateField(blank=True, null=True)),
                ("is_mistake", models.BooleanField(default=False, help_text="It was never true.")),
                ("told_by", models.CharField(blank=True, max_length=150)),
                ("checked_how", models.CharField(blank=True, max_length=250)),
                (
                    "source_entry",
                    models.CharField(
                        blank=True,
                        help_text="The key of the signed entry that says so.",
                        max_length=16,
                    ),
                ),
                ("recorded_at", models.DateTimeField(default=clock.present.now)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("LEGAL", "Name on documents"),
                            ("PREFERRED", "Name to be known by"),
                            ("FORMER", "Former name"),
                            ("ALIAS", "Also known as"),
                        ],
                        max_length=10,
                    ),
                ),
                ("honorific", models.CharField(blank=True, max_length=20)),
                ("given_names", models.CharField(blank=True, max_length=150)),
                ("family_name", models.CharField(blank=True, max_length=150)),
                (
                    "is_protected",
                    models.BooleanField(
                        default=False,
                        help_text="For named people only: section 22 of the Gender Recognition Act, or safety.",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="names",
                        to="people.person",
                    ),
                ),
                (
                    "recorded_by",
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
                "ordering": ["kind", "-since", "-id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("until__isnull", True),
                            ("since__isnull", True),
                            ("until__gte", models.F("since")),
                            _connector="OR",
                        ),
                        name="name_ends_after_it_begins",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("is_mistake", False),
                            ("kind__in", ["LEGAL", "PREFERRED"]),
                            ("until__isnull", True),
                        ),
                        fields=("person", "kind"),
                        name="one_name_of_each_kind_in_use",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("given_names", ""), _negated=True),
                            models.Q(("family_name", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="a_name_has_letters",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("is_protected", False),
                            ("kind__in", ["FORMER", "ALIAS"]),
                            _connector="OR",
                        ),
                        name="a_name_on_every_page_is_not_protected",
                    ),
                ],
            },
        ),
    ]
