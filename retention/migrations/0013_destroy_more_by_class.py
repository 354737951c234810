from importlib import import_module

from django.db import migrations, models

_BEFORE = import_module("retention.migrations.0012_destroy_by_class")


def _again(statements: str) -> str:
    """Return what makes views and functions, made anew over those that stand."""
    return statements.replace("CREATE VIEW", "CREATE OR REPLACE VIEW").replace(
        "CREATE FUNCTION", "CREATE OR REPLACE FUNCTION"
    )


_LAST_KIND = "    ('batch', 'destruction_certificate', 'retention_batch', 20)\n"
KINDS = _BEFORE.KINDS.replace(
    _LAST_KIND,
    _LAST_KIND.rstrip()
    + """,
    ('posting', 'staff_history', 'accounts_posting', 6),
    ('invitation', 'staff_history', 'accounts_invitation', 6),
    ('cover', 'access_basis', 'accounts_cover', 6),
    ('shift', 'access_basis', 'accounts_dutyshift', 6),
    ('import', 'access_basis', 'people_import', 6)
""",
)

# Whether any month of the event log is here that tells of these days.
LOG_STANDS = """
CREATE FUNCTION retention_log_stands(first date, last date) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT EXISTS (
        -- The months of the log are those of UTC, in which a day may have begun on the day before.
        SELECT FROM generate_series(date_trunc('month', (first - 1)::timestamp), last::timestamp, '1 month') month
        WHERE to_regclass('public.audit_event_' || to_char(month, 'YYYY_MM')) IS NOT NULL)
$$;
"""

MORE_ENDED = """\
    UNION ALL
    SELECT p.id, p.id::text, p.id::text, u.ends_on, 0, '{}', ARRAY[p.user_id]
    FROM public.accounts_posting p JOIN public.accounts_user u ON u.id = p.user_id
    WHERE of_kind = 'posting' AND u.ends_on IS NOT NULL
    UNION ALL
    SELECT i.id, i.id::text, i.id::text, u.ends_on, 0, '{}', ARRAY[i.user_id]
    FROM public.accounts_invitation i JOIN public.accounts_user u ON u.id = i.user_id
    WHERE of_kind = 'invitation' AND u.ends_on IS NOT NULL
    UNION ALL
    -- What says why somebody could open a record stays as long as the log that says that they did.
    SELECT c.id, c.id::text, c.id::text, least(c.ends_on, public.retention_day(c.ended_at)), 0, '{}',
        ARRAY[c.away_id, c.stands_in_id]
    FROM public.accounts_cover c
    WHERE of_kind = 'cover' AND NOT public.retention_log_stands(c.starts_on, c.ends_on)
    UNION ALL
    SELECT s.id, s.id::text, s.id::text, s.day, 0, '{}', ARRAY[s.user_id]
    FROM public.accounts_dutyshift s
    WHERE of_kind = 'shift' AND NOT public.retention_log_stands(s.day, s.day)
    UNION ALL
    -- Which row of the file became what on a record goes with that record, and comes first.
    SELECT f.id, f.key::text, f.key::text, run.last, 0, '{}', ARRAY[f.begun_by_id]
    FROM public.people_import f
    CROSS JOIN LATERAL (
        SELECT public.retention_day(coalesce(f.ended_at, f.begun_at)) AS last) run
    WHERE of_kind = 'import'
        AND NOT EXISTS (SELECT FROM public.people_imported r WHERE r.brought_in_id = f.id)
        AND NOT public.retention_log_stands(public.retention_day(f.begun_at), run.last)
"""
_ENDS = "    WHERE of_kind = 'batch' AND b.ended_at IS NOT NULL\n"
ENDED = _BEFORE.ENDED.replace(_ENDS, _ENDS + MORE_ENDED)

# What is about somebody who asked the council for something waits until that is answered, as if it
# were held: it may be what they ask for.
_HELD = """\
        SELECT h.person_id AS id FROM standing h WHERE h.person_id IS NOT NULL
        UNION
"""
_ASKED = """\
        SELECT r.person_id FROM public.disclosure_subjectrequest r
        WHERE r.registered_at > coalesce(held_after, '-infinity') AND coalesce((
            SELECT s.kind FROM public.disclosure_requeststep s
            WHERE s.request_id = r.id AND s.kind IN (
                'SEND', 'ANSWER', 'CLOSE', 'REPLY', 'REPLYDATA', 'DROPPED', 'PASSEDON', 'REOPEN')
            ORDER BY s.added_at DESC, s.id DESC LIMIT 1), 'REOPEN') = 'REOPEN'
        UNION
"""
OVER = _BEFORE.OVER.replace(_HELD, _HELD + _ASKED)

# The words of the log about what goes: of events on its rows, and of those on a member of staff that
# were written at the moment that a row says. Where an event says another moment, its words stay
# as long as its month of the log: matched less closely, they might be those of another row.
WORDS = """
CREATE FUNCTION retention_words_of(gone jsonb) RETURNS bigint[]
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    link record;
    more bigint[];
    words bigint[] := '{}';
BEGIN
    FOR link IN
        SELECT t.app_label || '.' || t.model AS kind, k.tab, k.pk,
            public.retention_numbers(each.value) AS ids
        FROM jsonb_each(gone) each
        JOIN public.retention_keys k ON k.tab = each.key
        JOIN public.django_content_type t ON t.app_label || '_' || t.model = each.key
    LOOP
        EXECUTE format(
            'SELECT array_agg(d.event) FROM public.%1$I one'
            ' JOIN public.audit_event e ON e.target_kind = $1'
            ' AND e.target = coalesce(to_jsonb(one)->>''key'', one.%2$I::text)'
            ' JOIN public.audit_eventdetail d ON d.event = e.id WHERE one.%2$I = ANY($2)',
            link.tab, link.pk)
        INTO more USING link.kind, link.ids;
        words := words || coalesce(more, '{}');
    END LOOP;
    RETURN array(
        SELECT unnest(words)
        UNION
        SELECT d.event FROM (
            SELECT p.user_id, p.recorded_at AS at, 'accounts_posting' AS tab, p.id
            FROM public.accounts_posting p
            UNION ALL
            SELECT t.user_id, t.withdrawn_at, 'accounts_training', t.id
            FROM public.accounts_training t
            UNION ALL
            SELECT m.user_id, m.allowed_at, 'accounts_moretime', m.id
            FROM public.accounts_moretime m) one
        JOIN public.audit_event e ON e.happened_at = one.at
            AND e.target_kind = 'accounts.user' AND e.target = one.user_id::text
        JOIN public.audit_eventdetail d ON d.event = e.id
        WHERE one.id = ANY(public.retention_numbers(coalesce(gone->one.tab, '[]'))));
END
$$;
"""

_GOES = "    PERFORM set_config('caserecords.destroying', batch.key, true);\n"
_SAYS = "to_jsonb(public.retention_runs(changes)), 'request_id'"
_WORDS_GO = """\
    words := public.retention_words_of(found);
    DELETE FROM public.audit_eventdetail d WHERE d.event = ANY(words);
"""
_SAYS_MORE = """to_jsonb(public.retention_runs(changes) || array(
            SELECT replace(run, 'changes:', 'words:')
            FROM unnest(public.retention_runs(words)) run)), 'request_id'"""
_GIVEN = "    changes bigint[] := '{}';\n"
DESTROY = (
    _BEFORE.DESTROY.replace(_GIVEN, _GIVEN + "    words bigint[];\n")
    .replace(_GOES, _WORDS_GO + _GOES)
    .replace(_SAYS, _SAYS_MORE)
)

BACK = (
    _again(_BEFORE.DESTROY + _BEFORE.OVER + _BEFORE.ENDED)
    + """
DROP FUNCTION retention_words_of(jsonb);
DROP FUNCTION retention_log_stands(date, date);
"""
    + _again(_BEFORE.KINDS)
)


class Migration(migrations.Migration):
    """Let where staff worked and why they could open records go too, and what the log says of it."""

    dependencies = [
        ("accounts", "0010_a_second_person_for_an_address"),
        ("disclosure", "0027_name_any_number_of_pages"),
        ("retention", "0012_destroy_by_class"),
    ]
    operations = [
        migrations.AddField(
            model_name="batch",
            name="files",
            field=models.JSONField(
                blank=True,
                default=list,
                help_text="Stored files that are still to be taken away.",
            ),
        ),
        migrations.RunSQL(
            LOG_STANDS + WORDS + _again(KINDS + ENDED + OVER + DESTROY),
            BACK,
        ),
    ]
