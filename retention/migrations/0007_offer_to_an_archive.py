import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import people.keys


class Migration(migrations.Migration):
    """Keep to which archive a record was offered, what it said, and what it was given."""

    dependencies = [
        ("people", "0034_reasons_of_reading_several_alerts"),
        ("retention", "0006_destroy_a_part"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.CreateModel(
            name="ArchiveOffer",
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
                    "state",
                    models.CharField(
                        choices=[
                            ("OFFERED", "Waits for the archive"),
                            ("ACCEPTED", "The archive takes it: to be handed over"),
                            ("DECLINED", "The archive declined it"),
                            ("HANDED_OVER", "Handed over to the archive"),
                            ("WITHDRAWN", "Taken back"),
                        ],
                        default="OFFERED",
                        max_length=12,
                    ),
                ),
                ("archive", models.CharField(max_length=150)),
                ("reason", models.CharField(max_length=500)),
                ("offered_on", models.DateField()),
                ("offered_at", models.DateTimeField()),
                ("answered_on", models.DateField(blank=True, null=True)),
                ("answer", models.CharField(blank=True, max_length=500)),
                ("answer_kept_at", models.DateTimeField(blank=True, null=True)),
                ("handed_over_on", models.DateField(blank=True, null=True)),
                (
                    "handed_over",
                    models.CharField(blank=True, help_text="What, and how.", max_length=500),
                ),
                (
                    "receipt",
                    models.CharField(
                        blank=True, help_text="The archive's own number.", max_length=100
                    ),
                ),
                ("handed_over_at", models.DateTimeField(blank=True, null=True)),
                ("ended_because", models.CharField(blank=True, max_length=500)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="archive_offers",
                        to="people.person",
                    ),
                ),
                (
                    "offered_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "answer_kept_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "handed_over_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
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
            ],
            options={
                "ordering": ["-offered_at", "-id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["OFFERED", "ACCEPTED"])),
                        fields=("person",),
                        name="one_offer_at_a_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("state__in", ["ACCEPTED", "DECLINED", "HANDED_OVER"]),
                                _negated=True,
                            ),
                            models.Q(
                                ("answer_kept_by__isnull", False),
                                ("answered_on__isnull", False),
                                models.Q(("answer", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="an_answered_offer_says_how",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "HANDED_OVER"), _negated=True),
                            models.Q(
                                ("handed_over_by__isnull", False),
                                ("handed_over_on__isnull", False),
                                models.Q(("receipt", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="what_was_handed_over_has_a_receipt",
                    ),
                ],
            },
        ),
    ]
