from importlib import import_module

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

# Whom the conditions of a hold of many meet. A condition that is empty asks nothing; class, writer
# and days are asked of one and the same entry, and the days of a team of its time with the person.
# What was taken off counts too: a hold rather holds too much.
WHOM = """
CREATE FUNCTION retention_whom(
    of_class text, of_types text[], of_team bigint, of_writer bigint, of_organisation text, from_day date, to_day date
) RETURNS SETOF bigint LANGUAGE sql STABLE AS $$
    SELECT p.id FROM public.people_person p
    WHERE ((of_class = '' AND of_writer IS NULL AND (of_team IS NOT NULL OR (from_day IS NULL AND to_day IS NULL)))
        OR EXISTS (
            SELECT FROM public.records_entry e
            WHERE e.person_id = p.id
                AND (of_class = '' OR e.type_key = ANY(of_types))
                AND (of_writer IS NULL OR of_writer IN (e.author_id, e.information_provider_id))
                AND (from_day IS NULL OR e.event_at >= from_day::timestamp AT TIME ZONE 'Europe/London')
                AND (to_day IS NULL OR e.event_at < (to_day + 1)::timestamp AT TIME ZONE 'Europe/London'))
        OR (of_class <> '' AND of_writer IS NULL AND from_day IS NULL AND to_day IS NULL AND EXISTS (
            SELECT FROM public.people_personrole r
            WHERE r.person_id = p.id AND r.retention = of_class AND NOT r.is_mistake)))
    AND (of_team IS NULL OR EXISTS (
            SELECT FROM public.people_involvement i
            WHERE i.person_id = p.id AND i.team_id = of_team
                AND (to_day IS NULL OR i.opened_at < (to_day + 1)::timestamp AT TIME ZONE 'Europe/London')
                AND (from_day IS NULL OR coalesce(i.closed_on, from_day) >= from_day))
        OR EXISTS (
            SELECT FROM public.people_allocation a
            WHERE a.person_id = p.id AND a.team_id = of_team
                AND (to_day IS NULL OR a.starts_on <= to_day)
                AND (from_day IS NULL OR coalesce(a.ends_on, from_day) >= from_day)))
    AND (of_organisation = '' OR EXISTS (
            SELECT FROM public.people_contact c
            WHERE c.person_id = p.id AND lower(c.organisation) = lower(of_organisation)))
$$;

CREATE FUNCTION retention_holds_on(persons bigint[]) RETURNS SETOF bigint LANGUAGE sql STABLE AS $$
    SELECT h.id FROM public.retention_hold h
    WHERE h.ended_at IS NULL AND (
        h.person_id = ANY(persons)
        OR (h.person_id IS NULL AND EXISTS (
            SELECT FROM public.retention_whom(h.kept_class, h.type_keys, h.team_id, h.writer_id,
                h.organisation, h.since, h.until) whom
            WHERE whom = ANY(persons))))
$$;

CREATE FUNCTION retention_is_held(person bigint) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT FROM public.retention_holds_on(array(
        WITH RECURSIVE merged AS (
            SELECT person AS id
            UNION ALL
            SELECT p.id FROM public.people_person p JOIN merged m ON p.merged_into_id = m.id)
        SELECT m.id FROM merged m)))
$$;
"""
NOT_WHOM = """
DROP FUNCTION retention_is_held(bigint);
DROP FUNCTION retention_holds_on(bigint[]);
DROP FUNCTION retention_whom(text, text[], bigint, bigint, text, date, date);
"""

# A hold of many locks nobody's record: whoever places one waits for what is being destroyed, and
# whatever is destroyed then waits for the hold (7301964, ``retention.actions.holds``).
ASKED_OF_ONE = """
    IF EXISTS (
        SELECT FROM public.retention_hold h
        WHERE h.person_id = ANY(persons) AND h.ended_at IS NULL AND NOT EXISTS (
"""
ASKED_OF_ALL = """
    PERFORM pg_advisory_xact_lock_shared(7301964);
    IF EXISTS (
        SELECT FROM public.retention_hold h
        WHERE h.id IN (SELECT public.retention_holds_on(persons)) AND NOT EXISTS (
"""
_ONE = import_module("retention.migrations.0003_destroying").DESTROY.replace(
    "CREATE FUNCTION", "CREATE OR REPLACE FUNCTION"
)
_ALL = _ONE.replace(ASKED_OF_ONE, ASKED_OF_ALL)


class Migration(migrations.Migration):
    """Let a hold be of every record that meets its conditions."""

    dependencies = [
        ("accounts", "0006_training_and_what_it_opens"),
        ("people", "0033_restrict_a_part_of_a_record"),
        ("records", "0026_checks_of_the_council"),
        ("retention", "0003_destroying"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="hold",
            name="kept_class",
            field=models.CharField(blank=True, help_text="A key of the schedule.", max_length=40),
        ),
        migrations.AddField(
            model_name="hold",
            name="type_keys",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=60),
                blank=True,
                default=list,
                help_text="The types of entry that are in the class.",
                size=None,
            ),
        ),
        migrations.AddField(
            model_name="hold",
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
            model_name="hold",
            name="writer",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="hold",
            name="organisation",
            field=models.CharField(blank=True, max_length=150),
        ),
        migrations.AddField(
            model_name="hold",
            name="since",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="hold",
            name="until",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AlterField(
            model_name="hold",
            name="person",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="holds",
                to="people.person",
            ),
        ),
        migrations.AddConstraint(
            model_name="hold",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("person__isnull", False),
                    models.Q(("kept_class", ""), _negated=True),
                    ("team__isnull", False),
                    ("writer__isnull", False),
                    models.Q(("organisation", ""), _negated=True),
                    _connector="OR",
                ),
                name="a_hold_says_what_it_holds",
            ),
        ),
        migrations.RunSQL(WHOM, NOT_WHOM),
        migrations.RunSQL(_ALL, _ONE),
    ]
