import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import clock.present
import people.keys


class Migration(migrations.Migration):
    """Make room for the facts about a person, each with its history."""

    dependencies = [
        ("accounts", "0001_initial"),
        ("people", "0007_tell_people_apart"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="AlertRead",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("read_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="ContactPoint",
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
                            ("MOBILE", "Mobile"),
                            ("PHONE", "Telephone"),
                            ("WORK", "Telephone at work"),
                            ("TEXT_RELAY", "Text or video relay"),
                            ("EMAIL", "Email"),
                            ("OTHER", "Other way"),
                        ],
                        max_length=12,
                    ),
                ),
                ("value", models.CharField(max_length=254)),
                (
                    "safety",
                    models.CharField(
                        choices=[
                            ("SAFE", "Safe to use"),
                            ("AT_TIMES", "Only as the note says"),
                            ("NOT_SAFE", "Not safe: do not use"),
                        ],
                        default="SAFE",
                        max_length=10,
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=250)),
                ("is_preferred", models.BooleanField(default=False)),
            ],
            options={
                "ordering": ["-is_preferred", "kind", "id"],
            },
        ),
        migrations.CreateModel(
            name="Detail",
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
                ("question", models.CharField(max_length=30)),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("ANSWERED", "Answered"),
                            ("PREFERS_NOT", "Prefers not to say"),
                            ("NOT_KNOWN", "Does not know"),
                            ("NOT_ASKED", "Not asked"),
                        ],
                        default="ANSWERED",
                        max_length=12,
                    ),
                ),
                ("answer", models.TextField(blank=True)),
                ("own_words", models.CharField(blank=True, max_length=500)),
            ],
            options={
                "ordering": ["question", "-since", "-id"],
            },
        ),
        migrations.CreateModel(
            name="KeptBack",
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
                            ("KEY_SAFE", "Key-safe code"),
                            ("DOOR_CODE", "Door code or alarm code"),
                            ("BANK", "Bank details"),
                            ("OTHER", "Other detail that is kept back"),
                        ],
                        max_length=10,
                    ),
                ),
                ("value", models.CharField(max_length=250)),
                (
                    "where",
                    models.CharField(
                        blank=True, help_text="Where it is kept: shown to all.", max_length=250
                    ),
                ),
            ],
            options={
                "ordering": ["kind", "id"],
            },
        ),
        migrations.CreateModel(
            name="PersonRole",
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
                            ("NEEDS", "Person with care and support needs"),
                            ("CARER", "Carer"),
                        ],
                        max_length=10,
                    ),
                ),
                ("retention", models.CharField(max_length=40)),
                ("reason", models.CharField(blank=True, max_length=500)),
            ],
            options={
                "ordering": ["kind", "id"],
            },
        ),
        migrations.AlterModelOptions(
            name="person",
            options={
                "ordering": ["family_name", "given_names", "id"],
                "permissions": [
                    ("open_record", "May open this record without a case relationship"),
                    ("write_record", "May write on this record without a case relationship"),
                    ("see_protected_names", "Is named to see protected names of this person"),
                    (
                        "open_restricted",
                        "Is on the list of those who may open this restricted record",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="address",
            name="checked_how",
            field=models.CharField(blank=True, max_length=250),
        ),
        migrations.AddField(
            model_name="address",
            name="is_mistake",
            field=models.BooleanField(default=False, help_text="It was never true."),
        ),
        migrations.AddField(
            model_name="address",
            name="key",
            field=models.CharField(editable=False, max_length=16, null=True),
        ),
        migrations.AddField(
            model_name="address",
            name="note",
            field=models.CharField(blank=True, max_length=250),
        ),
        migrations.AddField(
            model_name="address",
            name="recorded_at",
            field=models.DateTimeField(default=clock.present.now),
        ),
        migrations.AddField(
            model_name="address",
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
            model_name="address",
            name="safety",
            field=models.CharField(
                choices=[
                    ("SAFE", "Safe to use"),
                    ("AT_TIMES", "Only as the note says"),
                    ("NOT_SAFE", "Not safe: do not use"),
                ],
                default="SAFE",
                max_length=10,
            ),
        ),
        migrations.AddField(
            model_name="address",
            name="source_entry",
            field=models.CharField(
                blank=True, help_text="The key of the signed entry that says so.", max_length=16
            ),
        ),
        migrations.AddField(
            model_name="address",
            name="told_by",
            field=models.CharField(blank=True, max_length=150),
        ),
        migrations.AddField(
            model_name="alert",
            name="agreed_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="alert",
            name="agreed_on",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="alert",
            name="changed_at",
            field=models.DateTimeField(
                default=clock.present.now,
                help_text="What was read before this is to be read again.",
            ),
        ),
        migrations.AddField(
            model_name="alert",
            name="end_reason",
            field=models.CharField(blank=True, max_length=500),
        ),
        migrations.AddField(
            model_name="alert",
            name="ended_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="alert",
            name="expires_on",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="alert",
            name="key",
            field=models.CharField(editable=False, max_length=16, null=True),
        ),
        migrations.AddField(
            model_name="alert",
            name="kind",
            field=models.CharField(
                choices=[
                    ("HOME", "Hazard at home"),
                    ("RISK_TO_PERSON", "Risk to the person"),
                    ("RISK_TO_STAFF", "Risk to staff or others"),
                    ("ANIMAL", "Animal"),
                    ("HEALTH", "Health or infection"),
                    ("CONFIDENTIAL", "Something not to be told to somebody"),
                    ("CONTACT", "How to make contact safely"),
                    ("OTHER", "Other"),
                ],
                default="OTHER",
                max_length=15,
            ),
        ),
        migrations.AddField(
            model_name="alert",
            name="not_told_because",
            field=models.CharField(blank=True, max_length=500),
        ),
        migrations.AddField(
            model_name="alert",
            name="person_told",
            field=models.CharField(
                blank=True, choices=[("TOLD", "Yes"), ("NOT_TOLD", "No")], max_length=10
            ),
        ),
        migrations.AddField(
            model_name="alert",
            name="reviewed_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="alert",
            name="reviewed_on",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="communicationneed",
            name="agreed_by",
            field=models.CharField(blank=True, help_text="Who agreed to that.", max_length=150),
        ),
        migrations.AddField(
            model_name="communicationneed",
            name="checked_how",
            field=models.CharField(blank=True, max_length=250),
        ),
        migrations.AddField(
            model_name="communicationneed",
            name="dialect",
            field=models.CharField(blank=True, max_length=60),
        ),
        migrations.AddField(
            model_name="communicationneed",
            name="interpreter_agency",
            field=models.CharField(blank=True, max_length=120),
        ),
        migrations.AddField(
            model_name="communicationneed",
            name="interpreter_gender",
            field=models.CharField(blank=True, max_length=60),
        ),
        migrations.AddField(
            model_name="communicationneed",
            name="interpreter_name",
            field=models.CharField(blank=True, max_length=120),
        ),
        migrations.AddField(
            model_name="communicationneed",
            name="is_mistake",
            field=models.BooleanField(default=False, help_text="It was never true."),
        ),
        migrations.AddField(
            model_name="communicationneed",
            name="key",
            field=models.CharField(editable=False, max_length=16, null=True),
        ),
        migrations.AddField(
            model_name="communicationneed",
            name="kind",
            field=models.CharField(
                choices=[
                    ("INTERPRETER", "Interpreter (spoken language)"),
                    ("BSL", "British Sign Language"),
                    ("DEAFBLIND", "Deafblind manual"),
                    ("LIP_SPEAKER", "Lip speaker"),
                    ("NOTE_TAKER", "Note taker"),
                    ("EASY_READ", "Easy read"),
                    ("LARGE_PRINT", "Large print"),
                    ("BRAILLE", "Braille"),
                    ("AUDIO", "Audio"),
                    ("COLOURED_PAPER", "Coloured paper"),
                    ("TRANSLATION", "Written in another language"),
                    ("EMAIL", "Email rather than post"),
                    ("TEXT", "Text rather than phone"),
                    ("SUPPORTER", "Someone with me"),
                    ("TIME", "More time"),
                    ("QUIET", "Quiet room"),
                    ("PICTURES", "Pictures or objects"),
                    ("EQUIPMENT", "Hearing aid or other equipment"),
                    ("CONTACT", "How and when to get in touch"),
                    ("OTHER", "Something else"),
                ],
                default="OTHER",
                max_length=15,
            ),
        ),
        migrations.AddField(
            model_name="communicationneed",
            name="language",
            field=models.CharField(blank=True, max_length=60),
        ),
        migrations.AddField(
            model_name="communicationneed",
            name="recorded_at",
            field=models.DateTimeField(default=clock.present.now),
        ),
        migrations.AddField(
            model_name="communicationneed",
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
            model_name="communicationneed",
            name="review_on",
            field=models.DateField(blank=True, help_text="When we ask again.", null=True),
        ),
        migrations.AddField(
            model_name="communicationneed",
            name="share_with",
            field=models.CharField(blank=True, help_text="Whom we may tell.", max_length=250),
        ),
        migrations.AddField(
            model_name="communicationneed",
            name="since",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="communicationneed",
            name="source_entry",
            field=models.CharField(
                blank=True, help_text="The key of the signed entry that says so.", max_length=16
            ),
        ),
        migrations.AddField(
            model_name="communicationneed",
            name="told_by",
            field=models.CharField(blank=True, max_length=150),
        ),
        migrations.AddField(
            model_name="communicationneed",
            name="until",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="person",
            name="nhs_status",
            field=models.CharField(
                blank=True,
                choices=[
                    ("VERIFIED", "Traced and verified"),
                    ("NOT_VERIFIED", "Given, not yet traced"),
                    ("NONE", "Asked for: has none, or not known"),
                ],
                max_length=12,
            ),
        ),
        migrations.AddIndex(
            model_name="alert",
            index=models.Index(
                condition=models.Q(("ended_on__isnull", True)),
                fields=["review_on"],
                name="alerts_to_look_at_again",
            ),
        ),
        migrations.AddField(
            model_name="alertread",
            name="alert",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="reads", to="people.alert"
            ),
        ),
        migrations.AddField(
            model_name="alertread",
            name="user",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="contactpoint",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="contact_points",
                to="people.person",
            ),
        ),
        migrations.AddField(
            model_name="contactpoint",
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
            model_name="detail",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="details",
                to="people.person",
            ),
        ),
        migrations.AddField(
            model_name="detail",
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
            model_name="keptback",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="kept_back",
                to="people.person",
            ),
        ),
        migrations.AddField(
            model_name="keptback",
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
            model_name="personrole",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="roles",
                to="people.person",
            ),
        ),
        migrations.AddField(
            model_name="personrole",
            name="recorded_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddIndex(
            model_name="alertread",
            index=models.Index(fields=["user", "alert", "-read_at"], name="alert_last_read"),
        ),
    ]
