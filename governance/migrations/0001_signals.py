import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import people.keys


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Signal",
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
                ("kind", models.CharField(help_text="A heading of signals.toml.", max_length=20)),
                (
                    "subject",
                    models.CharField(
                        blank=True,
                        help_text="The key of the person, if it is about one record.",
                        max_length=16,
                    ),
                ),
                ("day", models.DateField(help_text="When the records were opened.")),
                (
                    "because",
                    models.TextField(help_text="What made it, in a sentence that names nobody."),
                ),
                (
                    "events",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(),
                        help_text="The events that it rests on.",
                        size=None,
                    ),
                ),
                ("raised_at", models.DateTimeField()),
                ("look_by", models.DateField()),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["look_by", "id"],
            },
        ),
        migrations.CreateModel(
            name="SignalLook",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "finding",
                    models.CharField(
                        choices=[
                            ("WORK", "There was a work reason"),
                            (
                                "SET_UP",
                                "There was a work reason, and access is set up properly now",
                            ),
                            ("ASKED", "I have asked for an explanation"),
                            ("BREACH", "There was no work reason: it is handled as a breach"),
                        ],
                        max_length=10,
                    ),
                ),
                ("reason", models.TextField()),
                ("looked_at", models.DateTimeField()),
                (
                    "looked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "signal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="looks",
                        to="governance.signal",
                    ),
                ),
            ],
            options={
                "ordering": ["looked_at", "id"],
            },
        ),
        migrations.AddIndex(
            model_name="signal",
            index=models.Index(fields=["user", "-day"], name="signal_by_user"),
        ),
        migrations.AddConstraint(
            model_name="signal",
            constraint=models.UniqueConstraint(
                fields=("kind", "user", "subject", "day"), name="a_question_is_asked_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="signallook",
            constraint=models.UniqueConstraint(
                condition=models.Q(("finding", "ASKED"), _negated=True),
                fields=("signal",),
                name="a_question_is_answered_once",
            ),
        ),
    ]
