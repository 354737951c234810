from importlib import import_module

from django.db import migrations, models
from django.db.models import Q

# An organisation is found wherever its name is part of what stands there, and in addresses too, but
# not in a safe one.
_WHOM_BEFORE = import_module("retention.migrations.0016_ask_of_a_class_for_one_record").WHOM
_IS_NAMED = """\
            SELECT FROM public.people_contact c
            WHERE c.person_id = p.id AND lower(c.organisation) = lower(of_organisation)))
"""
_IS_PART = """\
            SELECT FROM public.people_contact c
            WHERE c.person_id = p.id AND position(lower(of_organisation) IN lower(c.organisation)) > 0)
        OR EXISTS (
            SELECT FROM public.people_address a
            WHERE a.person_id = p.id AND a.kind <> 'SAFE'
                AND position(lower(of_organisation) IN lower(a.lines)) > 0))
"""
assert _WHOM_BEFORE.count(_IS_NAMED) == 1
WHOM = _WHOM_BEFORE.replace(_IS_NAMED, _IS_PART)

# A safeguarding record is one of a position of trust where any version of it says that somebody who
# is paid, or a volunteer, is alleged to have caused harm: by what kind of person is named, by what
# they are to the person, or by a word that describes them.
_MEANS = import_module("retention.migrations.0015_hold_what_a_class_means").SAYS
_SAYS_BEFORE, _SAID_BEFORE = (
    "CREATE OR REPLACE FUNCTION " + each.replace(" SET search_path = pg_catalog, pg_temp", "")
    for each in _MEANS.split("CREATE FUNCTION ")[1:]
)
_ANY = "('safeguarding_position_of_trust', 'entry', 'safeguarding_concern', '', '{}')"
_PAID = """\
('safeguarding_position_of_trust', 'kind', 'safeguarding_concern', 'person_alleged', ARRAY['staff']),
    ('safeguarding_position_of_trust', 'around', 'safeguarding_concern', 'person_alleged',
        ARRAY['PROFESSIONAL', 'ORGANISATION', 'ADVOCATE']),
    ('safeguarding_position_of_trust', 'words', 'safeguarding_concern', 'person_alleged',
        ARRAY['paid', 'volunteer', 'worker', 'nurse', 'staff', 'assistant', 'manager', 'agency',
            'care home', 'carer from'])"""
_NAMES = """\
    UNION
    SELECT e.person_id FROM public.retention_says() s
    JOIN public.records_entry e ON e.type_key = s.of_type
    JOIN public.records_entryversion v ON v.entry_id = e.id
    CROSS JOIN LATERAL jsonb_array_elements(CASE jsonb_typeof(v.values->s.question)
        WHEN 'array' THEN v.values->s.question
        WHEN 'object' THEN jsonb_build_array(v.values->s.question) ELSE '[]' END) AS named(ref)
    WHERE s.class = of_class AND (
        (s.what = 'kind' AND named.ref->>'kind' = ANY(s.answers))
        OR (s.what = 'around' AND EXISTS (
            SELECT FROM public.people_contact c
            WHERE c.key = named.ref->>'key' AND c.kind = ANY(s.answers)))
        OR (s.what = 'words' AND EXISTS (
            SELECT FROM unnest(s.answers) word
            WHERE concat_ws(' ', named.ref->>'name', named.ref->>'role') ~*
                 ('\\m' || word || 's?\\M'))))
$$;"""
assert (_SAYS_BEFORE.count(_ANY), _SAID_BEFORE.count("$$;")) == (1, 1)
SAYS = _SAYS_BEFORE.replace(_ANY, _PAID) + _SAID_BEFORE.replace("$$;", _NAMES)

# Until when a record is kept for longer: as was decided last. What was decided about a record that
# was merged into it holds beside that, until something is decided about the two as one.
KEPT = """
CREATE FUNCTION retention_kept_until(person bigint) RETURNS date LANGUAGE sql STABLE AS $$
    WITH RECURSIVE merged AS (
        SELECT person AS id, NULL::timestamptz AS since
        UNION ALL
        SELECT g.id, greatest(m.since, (
            SELECT max(one.answered_at) FROM public.people_merge one
            WHERE one.gone_id = g.id AND one.state = 'DONE'))
        FROM public.people_person g JOIN merged m ON g.merged_into_id = m.id)
    SELECT max(last.review_on) FROM merged m
    CROSS JOIN LATERAL (
        SELECT k.review_on FROM public.retention_keptlonger k
        WHERE k.person_id = m.id ORDER BY k.id DESC LIMIT 1) last
    WHERE m.since IS NULL OR NOT EXISTS (
        SELECT FROM public.retention_keptlonger k
        WHERE k.person_id = person AND k.decided_at > m.since)
$$;
"""


class Migration(migrations.Migration):
    """Hold for an inquiry, by days, part of a name and who is alleged; keep as decided last."""

    dependencies = [
        ("people", "0035_decide_about_a_declaration"),
        ("records", "0029_what_was_removed_and_destroyed"),
        ("retention", "0016_ask_of_a_class_for_one_record"),
    ]
    operations = [
        migrations.RunSQL(
            WHOM + SAYS + KEPT,
            "DROP FUNCTION retention_kept_until(bigint);"
            + _SAYS_BEFORE
            + _SAID_BEFORE
            + _WHOM_BEFORE,
        ),
        migrations.RemoveConstraint(model_name="hold", name="a_hold_says_what_it_holds"),
        migrations.AddConstraint(
            model_name="hold",
            constraint=models.CheckConstraint(
                condition=Q(person__isnull=False)
                | ~Q(kept_class="")
                | Q(team__isnull=False)
                | Q(writer__isnull=False)
                | ~Q(organisation="")
                | Q(since__isnull=False, until__isnull=False),
                name="a_hold_says_what_it_holds",
            ),
        ),
        migrations.AddField(
            model_name="hold",
            name="inquiry",
            field=models.CharField(
                blank=True,
                default="",
                help_text="A public inquiry of the schedule, by its key.",
                max_length=40,
            ),
            preserve_default=False,
        ),
        migrations.AlterField(
            model_name="verification",
            name="of",
            field=models.CharField(
                choices=[
                    ("CLASS", "A class"),
                    ("RULE", "A rule"),
                    ("INQUIRY", "A public inquiry"),
                ],
                max_length=7,
            ),
        ),
        migrations.AlterField(
            model_name="verification",
            name="about",
            field=models.CharField(help_text="The key of what it is of.", max_length=40),
        ),
        migrations.AlterField(
            model_name="verification",
            name="found",
            field=models.CharField(
                choices=[
                    ("VERIFIED", "It is as the schedule says"),
                    ("NOT_VERIFIED", "It is not, or can be relied on no longer"),
                    ("NOT_HELD", "Nothing is held for it"),
                ],
                max_length=12,
            ),
        ),
        migrations.AddField(
            model_name="scheduleeffect",
            name="ends_otherwise",
            field=models.BooleanField(
                default=False,
                help_text="Whether somebody looks at it, or an archive is asked first, would change.",
            ),
            preserve_default=False,
        ),
    ]
