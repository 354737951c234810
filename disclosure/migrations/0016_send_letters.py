import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import people.keys


class Migration(migrations.Migration):
    """Keep letters and emails that are sent out of a record."""

    dependencies = [
        ("disclosure", "0015_keep_complaints"),
        ("people", "0034_reasons_of_reading_several_alerts"),
        ("records", "0027_reasons_of_reading_several_at_once"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Letter",
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
                ("submission", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("written_at", models.DateTimeField()),
                (
                    "goes",
                    models.CharField(
                        choices=[("EMAIL", "By email"), ("POST", "On paper")], max_length=10
                    ),
                ),
                (
                    "template",
                    models.CharField(help_text="A heading of templates.toml.", max_length=30),
                ),
                (
                    "to",
                    models.JSONField(
                        help_text="To whom, as entries name somebody: kind, key, name, role."
                    ),
                ),
                (
                    "address",
                    models.CharField(blank=True, help_text="Blank: handed over.", max_length=400),
                ),
                ("subject", models.CharField(max_length=150)),
                ("body", models.TextField()),
                (
                    "made_as",
                    models.CharField(
                        choices=[
                            ("TEXT", "As plain text in the email"),
                            ("PDF", "As a PDF beside a short email"),
                        ],
                        default="PDF",
                        max_length=10,
                    ),
                ),
                ("print_size", models.PositiveSmallIntegerField(default=0)),
                (
                    "route",
                    models.CharField(
                        blank=True, help_text="How an e-mail is kept safe.", max_length=60
                    ),
                ),
                (
                    "basis",
                    models.CharField(blank=True, help_text="Why it may be shared.", max_length=60),
                ),
                (
                    "marks",
                    models.JSONField(
                        blank=True,
                        default=dict,
                        help_text="As the entry asks it: what is private to others, or not for "
                        "the person.",
                    ),
                ),
                (
                    "warned",
                    models.JSONField(
                        blank=True, default=list, help_text="What the check warned of, in words."
                    ),
                ),
                ("despite_because", models.CharField(blank=True, max_length=500)),
                (
                    "format_because",
                    models.CharField(
                        blank=True,
                        help_text="Why it is in another format than they need.",
                        max_length=60,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("WAITING", "Goes in a moment"),
                            ("TO_PRINT", "To be printed and sent"),
                            ("SENDING", "Being sent"),
                            ("SENT", "Sent"),
                            ("FAILED", "Not sent"),
                            ("UNSURE", "Nobody knows whether it went"),
                            ("TAKEN_BACK", "Taken back"),
                        ],
                        max_length=10,
                    ),
                ),
                ("attempt", models.PositiveSmallIntegerField(default=1)),
                (
                    "goes_at",
                    models.DateTimeField(
                        blank=True, help_text="Until then it is taken back.", null=True
                    ),
                ),
                ("moved_at", models.DateTimeField(help_text="When its state changed last.")),
                ("failed_because", models.CharField(blank=True, max_length=250)),
                ("sent_at", models.DateTimeField(blank=True, null=True)),
                ("posted_how", models.CharField(blank=True, max_length=20)),
                (
                    "stored_as",
                    models.CharField(
                        help_text="The PDF, as it is sent or printed.", max_length=100
                    ),
                ),
                ("sha256", models.CharField(max_length=64)),
                (
                    "decision",
                    models.ForeignKey(
                        blank=True,
                        help_text="The signed decision by which it is shared with somebody else.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="records.entry",
                    ),
                ),
                (
                    "entry",
                    models.ForeignKey(
                        blank=True,
                        help_text="The entry that was signed when it was sent.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="records.entry",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="letters",
                        to="people.person",
                    ),
                ),
                (
                    "written_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-written_at", "-id"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("state__in", ["SENT", "TAKEN_BACK"]), _negated=True),
                        fields=["written_by"],
                        name="letters_to_see_to",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("goes", "EMAIL"), _negated=True),
                            models.Q(
                                models.Q(("address", ""), _negated=True),
                                models.Q(("route", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="an_email_has_an_address_and_a_route",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("warned", []),
                            models.Q(("despite_because", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="a_letter_goes_despite_warnings_with_a_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "SENT"), _negated=True),
                            models.Q(("entry__isnull", False), ("sent_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="a_letter_that_was_sent_is_on_the_record",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["FAILED", "UNSURE"]), _negated=True),
                            models.Q(("failed_because", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="a_letter_that_was_not_sent_says_why",
                    ),
                ],
            },
        ),
    ]
