import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import clock.present
import people.keys


class Migration(migrations.Migration):
    """Keep how a death is known, and what is to be done because of it."""

    dependencies = [
        ("accounts", "0005_cover_and_duty_rota"),
        ("people", "0012_make_two_records_one"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Death",
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
                    "precision",
                    models.CharField(
                        choices=[
                            ("KNOWN", "Known"),
                            ("ESTIMATED", "Estimated"),
                            ("UNKNOWN", "Not known"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("CERTIFICATE", "Death certificate seen"),
                            ("REGISTRAR", "Registrar, or Tell Us Once"),
                            ("NHS", "NHS record"),
                            ("CORONER", "Coroner"),
                            ("FAMILY", "Family or friend"),
                            ("PROVIDER", "Care home or care provider"),
                            ("HEALTH", "Hospital or GP"),
                            ("POLICE", "Police"),
                            ("OTHER", "Somebody else"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "concerns",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("ABUSE", "It may be linked to abuse or neglect"),
                                ("POLICE", "It may be linked to contact with the police"),
                                ("CORONER", "A coroner is looking at it, or will"),
                            ],
                            max_length=10,
                        ),
                        blank=True,
                        default=list,
                        size=None,
                    ),
                ),
                (
                    "hold",
                    models.CharField(
                        blank=True,
                        choices=[("ASKED", "Yes, hold the record"), ("NOT_ASKED", "No")],
                        max_length=10,
                    ),
                ),
                ("hold_because", models.CharField(blank=True, max_length=500)),
                (
                    "confirmed_source",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("CERTIFICATE", "Death certificate seen"),
                            ("REGISTRAR", "Registrar, or Tell Us Once"),
                            ("NHS", "NHS record"),
                            ("CORONER", "Coroner"),
                            ("FAMILY", "Family or friend"),
                            ("PROVIDER", "Care home or care provider"),
                            ("HEALTH", "Hospital or GP"),
                            ("POLICE", "Police"),
                            ("OTHER", "Somebody else"),
                        ],
                        max_length=12,
                    ),
                ),
                ("confirmed_how", models.CharField(blank=True, max_length=250)),
                ("confirmed_at", models.DateTimeField(blank=True, null=True)),
                ("mistake_because", models.CharField(blank=True, max_length=500)),
                ("mistake_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ["-recorded_at", "-id"],
            },
        ),
        migrations.CreateModel(
            name="DeathTask",
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
                ("kind", models.CharField(max_length=30)),
                ("title", models.CharField(max_length=150)),
                (
                    "role",
                    models.CharField(
                        blank=True,
                        help_text="Everybody in this role, where it is for them.",
                        max_length=30,
                    ),
                ),
                ("due_on", models.DateField()),
                ("raised_at", models.DateTimeField(default=clock.present.now)),
                (
                    "status",
                    models.CharField(
                        choices=[("OPEN", "To do"), ("DONE", "Done"), ("NOT_NEEDED", "Not needed")],
                        default="OPEN",
                        max_length=10,
                    ),
                ),
                ("said", models.CharField(blank=True, max_length=500)),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ["due_on", "id"],
            },
        ),
        migrations.AddField(
            model_name="person",
            name="death_precision",
            field=models.CharField(
                blank=True,
                choices=[("KNOWN", "Known"), ("ESTIMATED", "Estimated"), ("UNKNOWN", "Not known")],
                max_length=10,
            ),
        ),
        migrations.AddConstraint(
            model_name="person",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("death_precision", "UNKNOWN"), _negated=True),
                    ("died_on__isnull", True),
                    _connector="OR",
                ),
                name="an_unknown_death_has_no_date",
            ),
        ),
        migrations.AddField(
            model_name="death",
            name="confirmed_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="death",
            name="ended_role",
            field=models.ForeignKey(
                blank=True,
                help_text="Their part as a carer, which ended with them.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="people.personrole",
            ),
        ),
        migrations.AddField(
            model_name="death",
            name="mistake_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="death",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="deaths",
                to="people.person",
            ),
        ),
        migrations.AddField(
            model_name="death",
            name="recorded_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="deathtask",
            name="closed_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="deathtask",
            name="death",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="tasks", to="people.death"
            ),
        ),
        migrations.AddField(
            model_name="deathtask",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="death_tasks",
                to="people.person",
            ),
        ),
        migrations.AddField(
            model_name="deathtask",
            name="team",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.team",
            ),
        ),
        migrations.AddField(
            model_name="deathtask",
            name="worker",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="death_tasks",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddConstraint(
            model_name="death",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("until__isnull", True),
                    ("since__isnull", True),
                    ("until__gte", models.F("since")),
                    _connector="OR",
                ),
                name="death_ends_after_it_begins",
            ),
        ),
        migrations.AddConstraint(
            model_name="death",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("precision", "UNKNOWN"), ("since__isnull", True)),
                    models.Q(
                        models.Q(("precision", "UNKNOWN"), _negated=True), ("since__isnull", False)
                    ),
                    _connector="OR",
                ),
                name="a_known_death_has_its_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="death",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("confirmed_at__isnull", True),
                    models.Q(("confirmed_source", ""), _negated=True),
                    _connector="OR",
                ),
                name="a_confirmed_death_has_its_source",
            ),
        ),
        migrations.AddConstraint(
            model_name="death",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("is_mistake", False),
                    models.Q(("mistake_because", ""), _negated=True),
                    _connector="OR",
                ),
                name="a_death_recorded_in_error_says_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="death",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("concerns__len", 0), models.Q(("hold", ""), _negated=True), _connector="OR"
                ),
                name="a_hold_was_offered_where_it_may_be_needed",
            ),
        ),
        migrations.AddIndex(
            model_name="deathtask",
            index=models.Index(
                condition=models.Q(("status", "OPEN")),
                fields=["worker", "due_on"],
                name="death_task_to_do",
            ),
        ),
        migrations.AddConstraint(
            model_name="deathtask",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("status", "OPEN"),
                    models.Q(models.Q(("said", ""), _negated=True), ("closed_at__isnull", False)),
                    _connector="OR",
                ),
                name="a_closed_death_task_says_what_was_done",
            ),
        ),
        migrations.AddConstraint(
            model_name="deathtask",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("worker__isnull", False),
                    ("team__isnull", False),
                    models.Q(("role", ""), _negated=True),
                    _connector="OR",
                ),
                name="a_death_task_is_for_somebody",
            ),
        ),
    ]
