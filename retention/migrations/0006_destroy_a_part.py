from importlib import import_module

import django.db.models.deletion
from django.db import migrations, models

# What hangs on one entry that was taken off a record is found as what hangs on a person is, by the
# same loop. Facts that the entry told name it by its key.
_REACH = import_module("retention.migrations.0003_destroying").REACH
_LOOP = "    WHILE fresh" + _REACH.split("    WHILE fresh", 1)[1].split("$$;", 1)[0]
FOLLOW = """
CREATE FUNCTION retention_follow(begun jsonb, rules jsonb) RETURNS jsonb
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    found jsonb := begun;
    fresh jsonb := begun;
    following jsonb;
    link record;
    ids bigint[];
    known bigint[];
BEGIN
-- the loop
$$;

CREATE FUNCTION retention_begin(begun jsonb, by_rules jsonb, named text[]) RETURNS jsonb
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    found jsonb := begun;
    link record;
    ids bigint[];
BEGIN
    FOR link IN
        SELECT split_part(rule, '.', 1) AS tab, split_part(rule, '.', 2) AS col, k.pk
        FROM jsonb_array_elements_text(by_rules) rule
        JOIN public.retention_keys k ON k.tab = split_part(rule, '.', 1)
    LOOP
        EXECUTE format('SELECT array_agg(%I::bigint) FROM public.%I WHERE %I = ANY($1)',
            link.pk, link.tab, link.col) INTO ids USING named;
        IF ids IS NOT NULL THEN
            found := found || jsonb_build_object(link.tab, to_jsonb(ids));
        END IF;
    END LOOP;
    RETURN found;
END
$$;

CREATE OR REPLACE FUNCTION retention_reach(persons bigint[], keys text[], rules jsonb) RETURNS jsonb
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT public.retention_follow(public.retention_begin(
        jsonb_build_object('people_person', to_jsonb(persons)), rules->'by_key', keys), rules)
$$;

CREATE FUNCTION retention_reach_of_part(part bigint, rules jsonb) RETURNS jsonb
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT public.retention_follow(public.retention_begin(
        jsonb_build_object('records_entry', jsonb_build_array(part)), rules->'by_entry',
        array(SELECT e.key::text FROM public.records_entry e WHERE e.id = part)), rules)
$$;
"""
FOLLOW = FOLLOW.replace("-- the loop\n", _LOOP)
UNFOLLOW = (
    _REACH.split("CREATE FUNCTION retention_numbers", 1)[0].replace(
        "CREATE FUNCTION", "CREATE OR REPLACE FUNCTION"
    )
    + """
DROP FUNCTION retention_reach_of_part(bigint, jsonb);
DROP FUNCTION retention_begin(jsonb, jsonb, text[]);
DROP FUNCTION retention_follow(jsonb, jsonb);
"""
)

_BEFORE = import_module("retention.migrations.0004_hold_many_records")._ALL
# Of a part the row of the entry stays, without a word of what it said, and so does the decision by
# which it was taken off: the record goes on saying that something stood there.
_OTHERWISE = {
    "    found jsonb;\n": "    found jsonb;\n    part bigint;\n",
    "    found := public.retention_reach(persons, keys, rules);\n": """\
    IF plan.removal_id IS NULL THEN
        found := public.retention_reach(persons, keys, rules);
    ELSE
        SELECT r.entry_id INTO part
        FROM public.records_removal r JOIN public.records_entry e ON e.id = r.entry_id
        WHERE r.id = plan.removal_id AND r.state = 'DONE' AND r.attachment_id IS NULL
            AND r.destroyed_at IS NULL AND e.taken_off_at IS NOT NULL
            AND e.person_id = ANY(persons);
        IF part IS NULL THEN
            RAISE EXCEPTION 'Two people have to take an entry off its record first'
                USING ERRCODE = 'insufficient_privilege';
        END IF;
        found := public.retention_reach_of_part(part, rules);
        IF found->'records_entry' <> jsonb_build_array(part) OR found ? 'people_person' THEN
            RAISE EXCEPTION 'More hangs on this entry than a part of a record'
                USING ERRCODE = 'insufficient_privilege';
        END IF;
    END IF;
""",
    "    DELETE FROM public.audit_eventdetail d WHERE d.subject = ANY(keys);\n"
    "    DELETE FROM public.audit_subjectkey s WHERE s.subject = ANY(keys);\n": """\
    IF part IS NULL THEN
        DELETE FROM public.audit_eventdetail d WHERE d.subject = ANY(keys);
        DELETE FROM public.audit_subjectkey s WHERE s.subject = ANY(keys);
    END IF;
""",
    "    SET person_id = NULL, reason": """\
    SET person_id = CASE WHEN part IS NULL THEN NULL ELSE d.person_id END, reason""",
    "    WHERE d.person_id = ANY(persons);\n": """\
    WHERE d.person_id = ANY(persons) AND (part IS NULL OR d.removal_id = plan.removal_id);
    IF part IS NOT NULL THEN
        UPDATE public.records_entry e SET summary = '' WHERE e.id = part;
        UPDATE public.records_removal r SET destroyed_at = clock_timestamp()
        WHERE r.id = plan.removal_id;
        found := found - 'records_entry';
    END IF;
""",
}


def _with_parts(function: str) -> str:
    for was, becomes in _OTHERWISE.items():
        assert function.count(was) == 1, was
        function = function.replace(was, becomes)
    return function


class Migration(migrations.Migration):
    """Let a part of a record be destroyed that two people took off it before."""

    dependencies = [
        ("records", "0029_what_was_removed_and_destroyed"),
        ("retention", "0005_change_the_schedule"),
    ]

    operations = [
        migrations.AddField(
            model_name="destruction",
            name="removal",
            field=models.ForeignKey(
                blank=True,
                help_text="What took the entry off the record that is destroyed alone.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="destructions",
                to="records.removal",
            ),
        ),
        migrations.AddField(
            model_name="destruction",
            name="ground",
            field=models.CharField(
                blank=True,
                choices=[
                    ("MISFILED", "It is about somebody else, and should never have stood here"),
                    ("ERASURE", "The person asked for it to be erased, and that was granted"),
                    ("RULE", "A rule or an order says so"),
                ],
                max_length=10,
            ),
        ),
        migrations.RemoveConstraint(model_name="destruction", name="one_destruction_at_a_time"),
        migrations.AddConstraint(
            model_name="destruction",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    ("removal__isnull", True), ("state__in", ["PROPOSED", "AGREED"])
                ),
                fields=("person",),
                name="one_destruction_at_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="destruction",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    ("removal__isnull", False), ("state__in", ["PROPOSED", "AGREED"])
                ),
                fields=("removal",),
                name="one_destruction_of_a_part_at_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="destruction",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("removal__isnull", True),
                    models.Q(("ground", ""), _negated=True),
                    _connector="OR",
                ),
                name="a_part_is_destroyed_on_a_ground",
            ),
        ),
        migrations.RunSQL(FOLLOW, UNFOLLOW),
        migrations.RunSQL(_with_parts(_BEFORE), _BEFORE),
    ]
