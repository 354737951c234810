from django.db import migrations, models

import people.keys


class Migration(migrations.Migration):
    """Drop the columns that have become facts, and hold the facts to their rules."""

    dependencies = [("people", "0009_facts_from_columns")]

    operations = [
        migrations.RemoveField(
            model_name="person",
            name="email",
        ),
        migrations.RemoveField(
            model_name="person",
            name="ethnic_group",
        ),
        migrations.RemoveField(
            model_name="person",
            name="ethnic_group_own_words",
        ),
        migrations.RemoveField(
            model_name="person",
            name="health",
        ),
        migrations.RemoveField(
            model_name="person",
            name="interpreter",
        ),
        migrations.RemoveField(
            model_name="person",
            name="language",
        ),
        migrations.RemoveField(
            model_name="person",
            name="legal_summary",
        ),
        migrations.RemoveField(
            model_name="person",
            name="phone",
        ),
        migrations.RemoveField(
            model_name="person",
            name="religion",
        ),
        migrations.RemoveField(
            model_name="person",
            name="strengths",
        ),
        migrations.RemoveField(
            model_name="person",
            name="what_matters",
        ),
        migrations.AlterField(
            model_name="address",
            name="key",
            field=models.CharField(
                default=people.keys.new_key, editable=False, max_length=16, unique=True
            ),
        ),
        migrations.AlterField(
            model_name="alert",
            name="key",
            field=models.CharField(
                default=people.keys.new_key, editable=False, max_length=16, unique=True
            ),
        ),
        migrations.AlterField(
            model_name="communicationneed",
            name="key",
            field=models.CharField(
                default=people.keys.new_key, editable=False, max_length=16, unique=True
            ),
        ),
        migrations.AlterField(
            model_name="address",
            name="kind",
            field=models.CharField(
                choices=[
                    ("HOME", "Home"),
                    ("TEMPORARY", "Temporary address"),
                    ("POST", "Address for letters"),
                    ("SAFE", "Safe address, shown on request only"),
                    ("NO_FIXED", "No fixed address"),
                ],
                default="HOME",
                max_length=60,
            ),
        ),
        migrations.AlterField(
            model_name="address",
            name="lines",
            field=models.TextField(blank=True),
        ),
        migrations.AlterField(
            model_name="communicationneed",
            name="asked_on",
            field=models.DateField(blank=True, help_text="When we last asked.", null=True),
        ),
        migrations.AddConstraint(
            model_name="address",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("lines", ""), _negated=True), ("kind", "NO_FIXED"), _connector="OR"
                ),
                name="an_address_has_lines",
            ),
        ),
        migrations.AddConstraint(
            model_name="alert",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("person_told", "NOT_TOLD"), _negated=True),
                    models.Q(("not_told_because", ""), _negated=True),
                    _connector="OR",
                ),
                name="not_telling_the_person_has_a_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="alert",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("agreed_by__isnull", True),
                    models.Q(("agreed_by", models.F("raised_by")), _negated=True),
                    _connector="OR",
                ),
                name="nobody_agrees_to_their_own_alert",
            ),
        ),
        migrations.AddConstraint(
            model_name="communicationneed",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("until__isnull", True),
                    ("since__isnull", True),
                    ("until__gte", models.F("since")),
                    _connector="OR",
                ),
                name="communicationneed_ends_after_it_begins",
            ),
        ),
        migrations.AddConstraint(
            model_name="communicationneed",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("share_with", ""), models.Q(("agreed_by", ""), _negated=True), _connector="OR"
                ),
                name="a_need_is_shared_with_agreement",
            ),
        ),
        migrations.AddConstraint(
            model_name="person",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("nhs_number", ""),
                    models.Q(("nhs_status", "NONE"), _negated=True),
                    _connector="OR",
                ),
                name="who_has_an_nhs_number_is_not_without",
            ),
        ),
        migrations.AddConstraint(
            model_name="person",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("birth_precision", "UNKNOWN"), _negated=True),
                    ("born_on__isnull", True),
                    _connector="OR",
                ),
                name="an_unknown_birth_has_no_date",
            ),
        ),
        migrations.AddConstraint(
            model_name="contactpoint",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("until__isnull", True),
                    ("since__isnull", True),
                    ("until__gte", models.F("since")),
                    _connector="OR",
                ),
                name="contactpoint_ends_after_it_begins",
            ),
        ),
        migrations.AddConstraint(
            model_name="contactpoint",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    ("is_mistake", False), ("is_preferred", True), ("until__isnull", True)
                ),
                fields=("person",),
                name="one_way_is_preferred",
            ),
        ),
        migrations.AddConstraint(
            model_name="contactpoint",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("safety", "AT_TIMES"), _negated=True),
                    models.Q(("note", ""), _negated=True),
                    _connector="OR",
                ),
                name="a_limit_to_contact_is_said",
            ),
        ),
        migrations.AddConstraint(
            model_name="contactpoint",
            constraint=models.CheckConstraint(
                condition=models.Q(("is_preferred", True), ("safety", "NOT_SAFE"), _negated=True),
                name="what_is_not_safe_is_not_preferred",
            ),
        ),
        migrations.AddConstraint(
            model_name="detail",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("until__isnull", True),
                    ("since__isnull", True),
                    ("until__gte", models.F("since")),
                    _connector="OR",
                ),
                name="detail_ends_after_it_begins",
            ),
        ),
        migrations.AddConstraint(
            model_name="detail",
            constraint=models.UniqueConstraint(
                condition=models.Q(("is_mistake", False), ("until__isnull", True)),
                fields=("person", "question"),
                name="one_answer_to_each_question_at_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="detail",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("outcome", "ANSWERED"),
                        models.Q(
                            models.Q(("answer", ""), _negated=True),
                            models.Q(("own_words", ""), _negated=True),
                            _connector="OR",
                        ),
                    ),
                    models.Q(
                        models.Q(("outcome", "ANSWERED"), _negated=True),
                        ("answer", ""),
                        ("own_words", ""),
                    ),
                    _connector="OR",
                ),
                name="an_answer_stands_only_where_one_was_given",
            ),
        ),
        migrations.AddConstraint(
            model_name="keptback",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("until__isnull", True),
                    ("since__isnull", True),
                    ("until__gte", models.F("since")),
                    _connector="OR",
                ),
                name="keptback_ends_after_it_begins",
            ),
        ),
        migrations.AddConstraint(
            model_name="personrole",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("until__isnull", True),
                    ("since__isnull", True),
                    ("until__gte", models.F("since")),
                    _connector="OR",
                ),
                name="personrole_ends_after_it_begins",
            ),
        ),
        migrations.AddConstraint(
            model_name="personrole",
            constraint=models.UniqueConstraint(
                condition=models.Q(("is_mistake", False), ("until__isnull", True)),
                fields=("person", "kind"),
                name="one_role_of_each_kind_at_a_time",
            ),
        ),
    ]
