import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import people.keys


class Migration(migrations.Migration):
    """Keep each period of involvement, its steps, and what reaches the front door."""

    dependencies = [
        ("accounts", "0002_local_figures_and_bank_holidays"),
        ("people", "0004_index_people_for_finding"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="InvolvementChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("step", models.CharField(max_length=60)),
                (
                    "was",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("CONTACT", "Waiting for triage"),
                            ("TRIAGED", "Waiting for a worker"),
                            ("WAITING", "On the waiting list"),
                            ("ALLOCATED", "Allocated"),
                            ("ACTIVE", "Active"),
                            ("CLOSING", "Closing"),
                            ("CLOSED", "Closed"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "became",
                    models.CharField(
                        choices=[
                            ("CONTACT", "Waiting for triage"),
                            ("TRIAGED", "Waiting for a worker"),
                            ("WAITING", "On the waiting list"),
                            ("ALLOCATED", "Allocated"),
                            ("ACTIVE", "Active"),
                            ("CLOSING", "Closing"),
                            ("CLOSED", "Closed"),
                        ],
                        max_length=10,
                    ),
                ),
                ("reason", models.TextField()),
                (
                    "told",
                    models.TextField(
                        blank=True, help_text="What the person was told or asked, or why not."
                    ),
                ),
                ("changed_at", models.DateTimeField()),
            ],
            options={
                "ordering": ["changed_at", "id"],
            },
        ),
        migrations.CreateModel(
            name="TransferOffer",
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
                ("reason", models.TextField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("OFFERED", "Waiting for an answer"),
                            ("ACCEPTED", "Accepted"),
                            ("SENT_BACK", "Sent back"),
                            ("WITHDRAWN", "Withdrawn"),
                        ],
                        default="OFFERED",
                        max_length=10,
                    ),
                ),
                ("offered_at", models.DateTimeField()),
                ("answer_by", models.DateField()),
                ("answer", models.TextField(blank=True)),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ["-offered_at", "-id"],
            },
        ),
        migrations.CreateModel(
            name="WaitingCheck",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("found", models.TextField()),
                (
                    "spoke_with",
                    models.TextField(help_text="How the person was asked, or why they were not."),
                ),
                (
                    "risk",
                    models.CharField(
                        choices=[("HIGH", "High"), ("MEDIUM", "Medium"), ("LOW", "Low")],
                        max_length=10,
                    ),
                ),
                ("next_check_on", models.DateField()),
                ("checked_at", models.DateTimeField()),
            ],
            options={
                "ordering": ["checked_at", "id"],
            },
        ),
        migrations.AddField(
            model_name="allocation",
            name="conflict_asked",
            field=models.BooleanField(
                default=False, help_text="The worker was asked whether they know the person."
            ),
        ),
        migrations.AddField(
            model_name="allocation",
            name="introduced_how",
            field=models.CharField(blank=True, max_length=250),
        ),
        migrations.AddField(
            model_name="allocation",
            name="introduced_on",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="allocation",
            name="manager",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="allocation",
            name="workload_seen",
            field=models.CharField(
                blank=True,
                help_text="The worker's load, as whoever chose them saw it.",
                max_length=250,
            ),
        ),
        migrations.AlterField(
            model_name="allocation",
            name="allocated_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AlterField(
            model_name="allocation",
            name="role",
            field=models.CharField(
                choices=[
                    ("WORKER", "Allocated worker"),
                    ("CO_WORKER", "Co-worker"),
                    ("COVER", "Cover"),
                    ("HANDOVER", "Handing over"),
                ],
                default="WORKER",
                max_length=10,
            ),
        ),
        migrations.CreateModel(
            name="IncomingContact",
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
                ("received_at", models.DateTimeField()),
                (
                    "how",
                    models.CharField(
                        choices=[
                            ("PHONE", "Phone"),
                            ("ONLINE", "Online form"),
                            ("EMAIL", "E-mail"),
                            ("LETTER", "Letter"),
                            ("IN_PERSON", "In person"),
                            ("COLLEAGUE", "From a colleague"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "came_from",
                    models.CharField(
                        choices=[
                            ("SELF", "The person themselves"),
                            ("FAMILY", "Family, friend or neighbour"),
                            ("HEALTH", "GP, hospital or other health service"),
                            ("PROVIDER", "Care provider"),
                            ("POLICE_OR_FIRE", "Police or fire service"),
                            ("OTHER_SERVICE", "Other service or council"),
                            ("ANONYMOUS", "Did not say who they are"),
                        ],
                        max_length=15,
                    ),
                ),
                ("from_name", models.CharField(blank=True, max_length=150)),
                (
                    "from_reach",
                    models.CharField(
                        blank=True, help_text="How to reach whoever got in touch.", max_length=250
                    ),
                ),
                ("about", models.TextField(help_text="Whom it is about, as it was said.")),
                ("asked", models.TextField(help_text="What is asked, in their words.")),
                (
                    "urgency",
                    models.CharField(
                        choices=[
                            ("SAME_DAY", "Same day"),
                            ("TWO_DAYS", "Within 2 working days"),
                            ("FIVE_DAYS", "Within 5 working days"),
                            ("ROUTINE", "Routine"),
                        ],
                        max_length=10,
                    ),
                ),
                ("logged_at", models.DateTimeField()),
                ("all_matched_at", models.DateTimeField(blank=True, null=True)),
                (
                    "ended",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("NOT_OURS", "Not for adult social care: passed on"),
                            ("NOBODY_NAMED", "Nobody could be identified"),
                            ("MISTAKE", "Wrong number, or logged twice"),
                            ("RECORDS_TEAM", "Passed to the records team"),
                        ],
                        max_length=15,
                    ),
                ),
                ("ended_why", models.TextField(blank=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
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
                    "logged_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.team",
                    ),
                ),
            ],
            options={
                "ordering": ["received_at", "id"],
            },
        ),
        migrations.CreateModel(
            name="Involvement",
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
                    "role",
                    models.CharField(
                        choices=[
                            ("NEEDS", "Person with care and support needs"),
                            ("CARER", "Carer"),
                        ],
                        default="NEEDS",
                        max_length=10,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("CONTACT", "Waiting for triage"),
                            ("TRIAGED", "Waiting for a worker"),
                            ("WAITING", "On the waiting list"),
                            ("ALLOCATED", "Allocated"),
                            ("ACTIVE", "Active"),
                            ("CLOSING", "Closing"),
                            ("CLOSED", "Closed"),
                        ],
                        default="CONTACT",
                        max_length=10,
                    ),
                ),
                ("opened_at", models.DateTimeField()),
                (
                    "urgency",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("SAME_DAY", "Same day"),
                            ("TWO_DAYS", "Within 2 working days"),
                            ("FIVE_DAYS", "Within 5 working days"),
                            ("ROUTINE", "Routine"),
                        ],
                        max_length=10,
                    ),
                ),
                ("waits_since", models.DateField(blank=True, null=True)),
                (
                    "waits_for",
                    models.TextField(blank=True, help_text="Why the person waits for a worker."),
                ),
                (
                    "risk",
                    models.CharField(
                        blank=True,
                        choices=[("HIGH", "High"), ("MEDIUM", "Medium"), ("LOW", "Low")],
                        max_length=10,
                    ),
                ),
                ("risk_while_waiting", models.TextField(blank=True)),
                (
                    "check_every",
                    models.PositiveSmallIntegerField(
                        blank=True, help_text="Working days between checks.", null=True
                    ),
                ),
                ("next_check_on", models.DateField(blank=True, null=True)),
                ("closed_on", models.DateField(blank=True, null=True)),
                (
                    "follows",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="followed_by",
                        to="people.involvement",
                    ),
                ),
                (
                    "manager",
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
                        related_name="involvements",
                        to="people.person",
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="involvements",
                        to="accounts.team",
                    ),
                ),
            ],
            options={
                "ordering": ["-opened_at", "-id"],
            },
        ),
        migrations.CreateModel(
            name="ContactAbout",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("matched_at", models.DateTimeField()),
                (
                    "matched_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "contact",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="people",
                        to="people.incomingcontact",
                    ),
                ),
                (
                    "involvement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="incoming_contacts",
                        to="people.involvement",
                    ),
                ),
            ],
            options={
                "ordering": ["matched_at", "id"],
            },
        ),
        migrations.AddField(
            model_name="allocation",
            name="involvement",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="allocations",
                to="people.involvement",
            ),
        ),
        migrations.AddConstraint(
            model_name="allocation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("introduced_on__isnull", True),
                    models.Q(("introduced_how", ""), _negated=True),
                    _connector="OR",
                ),
                name="an_introduction_says_how",
            ),
        ),
        migrations.AddField(
            model_name="involvementchange",
            name="changed_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="involvementchange",
            name="involvement",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="changes",
                to="people.involvement",
            ),
        ),
        migrations.AddField(
            model_name="transferoffer",
            name="answered_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="transferoffer",
            name="involvement",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="transfers",
                to="people.involvement",
            ),
        ),
        migrations.AddField(
            model_name="transferoffer",
            name="offered_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="transferoffer",
            name="team",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.team"
            ),
        ),
        migrations.AddField(
            model_name="transferoffer",
            name="worker",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="waitingcheck",
            name="checked_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="waitingcheck",
            name="involvement",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="checks",
                to="people.involvement",
            ),
        ),
        migrations.AddIndex(
            model_name="incomingcontact",
            index=models.Index(
                condition=models.Q(("all_matched_at__isnull", True), ("ended", "")),
                fields=["team", "received_at"],
                name="contact_to_match",
            ),
        ),
        migrations.AddConstraint(
            model_name="incomingcontact",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ended", ""),
                    models.Q(
                        models.Q(("ended_why", ""), _negated=True), ("ended_at__isnull", False)
                    ),
                    _connector="OR",
                ),
                name="an_ended_contact_says_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="incomingcontact",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("came_from", "ANONYMOUS"),
                    models.Q(("from_name", ""), _negated=True),
                    _connector="OR",
                ),
                name="who_got_in_touch_has_a_name_or_gave_none",
            ),
        ),
        migrations.AddIndex(
            model_name="involvement",
            index=models.Index(
                condition=models.Q(("state", "CLOSED"), _negated=True),
                fields=["state", "team"],
                name="involvement_still_open",
            ),
        ),
        migrations.AddConstraint(
            model_name="involvement",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "CLOSED"), _negated=True),
                fields=("person", "role"),
                name="one_open_involvement_in_each_role",
            ),
        ),
        migrations.AddConstraint(
            model_name="involvement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("closed_on__isnull", False), ("state", "CLOSED")),
                    models.Q(
                        models.Q(("state", "CLOSED"), _negated=True), ("closed_on__isnull", True)
                    ),
                    _connector="OR",
                ),
                name="closed_involvement_has_its_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="involvement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "WAITING"), _negated=True),
                    models.Q(
                        ("manager__isnull", False),
                        ("next_check_on__isnull", False),
                        ("waits_since__isnull", False),
                        models.Q(("risk", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="who_waits_has_a_manager_and_a_next_check",
            ),
        ),
        migrations.AddConstraint(
            model_name="involvement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ["ALLOCATED", "ACTIVE", "CLOSING"]), _negated=True),
                    ("team__isnull", False),
                    _connector="OR",
                ),
                name="allocated_involvement_has_a_team",
            ),
        ),
        migrations.AddConstraint(
            model_name="contactabout",
            constraint=models.UniqueConstraint(
                fields=("contact", "involvement"), name="a_contact_names_each_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="involvementchange",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason", ""), _negated=True), name="a_step_says_why"
            ),
        ),
        migrations.AddConstraint(
            model_name="transferoffer",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "OFFERED")),
                fields=("involvement",),
                name="one_transfer_offered_at_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="transferoffer",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason", ""), _negated=True), name="an_offer_says_why"
            ),
        ),
        migrations.AddConstraint(
            model_name="transferoffer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ["SENT_BACK", "WITHDRAWN"]), _negated=True),
                    models.Q(("answer", ""), _negated=True),
                    _connector="OR",
                ),
                name="an_offer_sent_back_says_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="waitingcheck",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("found", ""), _negated=True),
                    models.Q(("spoke_with", ""), _negated=True),
                ),
                name="a_check_says_what_was_found",
            ),
        ),
    ]
