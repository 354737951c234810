import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import people.keys

# What is destroyed by class: each kind of thing with its class of the schedule, its table, and for
# how many years it is kept as the schedule comes (a test holds the two together).
KINDS = """
CREATE VIEW retention_kinds AS
SELECT * FROM (VALUES
    ('breach', 'data_breach', 'governance_breach', 6),
    ('signal', 'access_review', 'governance_signal', 6),
    ('declaration', 'access_review', 'people_declaration', 6),
    ('training', 'training', 'accounts_training', 10),
    ('more_time', 'training', 'accounts_moretime', 10),
    ('supervision', 'supervision_staff', 'oversight_supervisionagreement', 6),
    ('audit', 'quality_audit', 'oversight_auditround', 6),
    ('notice', 'privacy_notice', 'governance_noticeversion', 8),
    ('notebook', 'paper_register', 'governance_paperitem', 6),
    ('hold', 'legal_hold', 'retention_hold', 6),
    ('certificate', 'destruction_certificate', 'retention_certificate', 20),
    ('destruction', 'destruction_certificate', 'retention_destruction', 20),
    ('batch', 'destruction_certificate', 'retention_batch', 20)
) AS each(kind, class, tab, years);
"""

# What of a kind has come to its end, and on which day: by which name it goes, as which it is shown,
# for how many years it is kept at least, and which people (by key) and staff it is about.
ENDED = """
CREATE FUNCTION retention_day(moment timestamptz) RETURNS date
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT (moment AT TIME ZONE 'Europe/London')::date
$$;

CREATE FUNCTION retention_ended(of_kind text) RETURNS TABLE (
    id bigint, name text, called text, began date, at_least integer, people text[], staff bigint[])
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    -- A breach that is closed, since the last that was said of it; 10 years if it was told to the
    -- regulator, or the risk to people was high.
    SELECT b.id, b.key::text, 'DB' || lpad(b.id::text, 5, '0'), public.retention_day(step.last),
        CASE WHEN step.serious THEN 10 ELSE 0 END,
        array(SELECT p.subject::text FROM public.governance_breachperson p WHERE p.breach_id = b.id),
        array_remove(ARRAY[b.about_staff_id], NULL)
    FROM public.governance_breach b
    CROSS JOIN LATERAL (
        SELECT max(s.added_at) AS last,
            max(s.id) FILTER (WHERE s.kind = 'CLOSE') AS closed,
            coalesce(max(s.id) FILTER (WHERE s.kind = 'REOPEN'), 0) AS opened,
            bool_or((s.kind = 'ICO' AND s.choice IN ('TOLD', 'ANSWER'))
                OR (s.kind = 'RISK' AND s.choice = 'HIGH')) AS serious
        FROM public.governance_breachstep s WHERE s.breach_id = b.id) step
    WHERE of_kind = 'breach' AND step.closed > step.opened
    UNION ALL
    SELECT s.id, s.key::text, s.key::text, public.retention_day(l.looked_at), 0,
        array_remove(ARRAY[s.subject::text], ''), ARRAY[s.user_id]
    FROM public.governance_signal s
    JOIN public.governance_signallook l ON l.signal_id = s.id AND l.finding <> 'ASKED'
    WHERE of_kind = 'signal'
    UNION ALL
    -- Whom it closed a record to goes with that record, and comes first.
    SELECT d.id, d.key::text, d.key::text, public.retention_day(d.ended_at), 0, '{}', ARRAY[d.user_id]
    FROM public.people_declaration d
    WHERE of_kind = 'declaration' AND d.ended_at IS NOT NULL
        AND NOT EXISTS (SELECT FROM public.people_conflict c WHERE c.declaration_id = d.id)
    UNION ALL
    SELECT t.id, t.id::text, t.id::text, t.done_on, 0, '{}', ARRAY[t.user_id]
    FROM public.accounts_training t
    WHERE of_kind = 'training' AND t.valid_until < public.retention_day(clock_timestamp())
    UNION ALL
    SELECT m.id, m.id::text, m.id::text, public.retention_day(m.allowed_at), 0, '{}',
        ARRAY[m.user_id]
    FROM public.accounts_moretime m
    WHERE of_kind = 'more_time' AND m.until < public.retention_day(clock_timestamp())
    UNION ALL
    SELECT a.id, a.key::text, a.key::text, u.ends_on, 0,
        array(
            SELECT p.key::text FROM public.oversight_supervisionsession s
            JOIN public.oversight_supervisioncase c ON c.session_id = s.id
            JOIN public.people_person p ON p.id = c.person_id
            WHERE s.agreement_id = a.id),
        ARRAY[a.worker_id, a.supervisor_id]
    FROM public.oversight_supervisionagreement a
    JOIN public.accounts_user u ON u.id = a.worker_id
    WHERE of_kind = 'supervision' AND u.ends_on IS NOT NULL
    UNION ALL
    -- An audit from its last day, or whatever was found, told or done after it.
    SELECT r.id, r.key::text, r.key::text, greatest(r.ends_on, file.last), 0, file.people,
        coalesce(file.staff, '{}')
    FROM public.oversight_auditround r
    CROSS JOIN LATERAL (
        SELECT max(greatest(f.told_on, public.retention_day(g.submitted_at),
                public.retention_day(m.moderated_at), a.closed_on)) AS last,
            coalesce(bool_or(a.status = 'OPEN'), false) AS is_open,
            coalesce(array_agg(DISTINCT p.key::text) FILTER (WHERE p.key IS NOT NULL), '{}') AS people,
            array_agg(DISTINCT f.worker_id) FILTER (WHERE f.worker_id IS NOT NULL) AS staff
        FROM public.oversight_auditfile f
        JOIN public.people_person p ON p.id = f.person_id
        LEFT JOIN public.oversight_auditrating g ON g.file_id = f.id
        LEFT JOIN public.oversight_auditmoderation m ON m.file_id = f.id
        LEFT JOIN public.oversight_agreedaction a ON a.file_id = f.id
        WHERE f.round_id = r.id) file
    WHERE of_kind = 'audit' AND NOT file.is_open
    UNION ALL
    -- A version of the notice from when another took its place, unless a record says that somebody
    -- was told of it.
    SELECT n.id, n.id::text, n.version::text, public.retention_day(follows.since), 0, '{}', '{}'
    FROM public.governance_noticeversion n
    CROSS JOIN LATERAL (
        SELECT min(p.published_at) AS since FROM public.governance_noticepublished p
        WHERE p.notice_id <> n.id AND p.published_at > coalesce((
            SELECT max(own.published_at) FROM public.governance_noticepublished own
            WHERE own.notice_id = n.id), n.first_at)) follows
    WHERE of_kind = 'notice' AND follows.since IS NOT NULL
    -- The last one of which people are told again says who still has to be.
    AND n.id IS DISTINCT FROM (
        SELECT v.id FROM public.governance_noticeagain a
        JOIN public.governance_noticeversion v ON v.id = a.notice_id
        ORDER BY v.first_at DESC LIMIT 1)
    AND NOT EXISTS (
        SELECT FROM public.records_entry e JOIN public.records_entryversion v ON v.entry_id = e.id
        WHERE e.type_key = 'privacy_notice_given' AND position(
            upper(regexp_replace(n.version, '\\s', '', 'g'))
            IN upper(regexp_replace(v.values->>'version', '\\s', '', 'g'))) > 0)
    UNION ALL
    SELECT i.id, i.key::text, i.key::text,
        (SELECT max(s.happened_on) FROM public.governance_paperstep s WHERE s.item_id = i.id), 0,
        '{}', array(SELECT s.added_by_id FROM public.governance_paperstep s WHERE s.item_id = i.id)
    FROM public.governance_paperitem i
    WHERE of_kind = 'notebook' AND i.person_id IS NULL AND (
        i.state = 'DESTROYED'
        -- What is lost is kept as long as the breach that says so.
        OR (i.state = 'LOST' AND NOT EXISTS (
            SELECT FROM public.governance_breach b
            JOIN public.governance_paperstep s ON s.breach = b.key WHERE s.item_id = i.id)))
    UNION ALL
    SELECT h.id, h.key::text, h.key::text, public.retention_day(h.ended_at), 0, '{}', '{}'
    FROM public.retention_hold h
    WHERE of_kind = 'hold' AND h.person_id IS NULL AND h.ended_at IS NOT NULL
    UNION ALL
    SELECT c.id, c.key::text, c.number::text, public.retention_day(c.destroyed_at), 0, '{}', '{}'
    FROM public.retention_certificate c
    WHERE of_kind = 'certificate'
    UNION ALL
    SELECT d.id, d.key::text, d.key::text, public.retention_day(coalesce(d.ended_at, d.proposed_at)),
        0, '{}', '{}'
    FROM public.retention_destruction d
    WHERE of_kind = 'destruction' AND d.person_id IS NULL AND d.removal_id IS NULL
        AND d.state NOT IN ('PROPOSED', 'AGREED')
    UNION ALL
    SELECT b.id, b.key::text, b.key::text, public.retention_day(b.ended_at), 0, '{}', '{}'
    FROM public.retention_batch b
    WHERE of_kind = 'batch' AND b.ended_at IS NOT NULL
$$;
"""

# Whose time is over, and whether something holds it: a hold of its class, of a person or a member of
# staff whom it is about. A hold of a class holds all that ended since its first day, whatever else
# it asks: it rather holds too much. Of a destruction that is done again, holds of before have ended.
OVER = """
CREATE FUNCTION retention_day_after(began date, years integer) RETURNS date
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT ends + CASE WHEN extract(day FROM ends) <> extract(day FROM began) THEN 2 ELSE 1 END
    FROM (SELECT (began + make_interval(years => years))::date) AS period(ends)
$$;

CREATE FUNCTION retention_years(of_class text, as_it_comes integer) RETURNS integer
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT coalesce((
        SELECT c.length::integer FROM public.retention_schedulechange c
        WHERE c.class_key = of_class AND c.state = 'IN_FORCE'
            AND c.starts_on <= public.retention_day(clock_timestamp())
        ORDER BY c.starts_on DESC, c.decided_at DESC LIMIT 1), as_it_comes)
$$;

CREATE FUNCTION retention_over(of_kind text, held_after timestamptz) RETURNS TABLE (
    id bigint, name text, called text, began date, due date, is_held boolean, staff bigint[])
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    WITH RECURSIVE standing AS MATERIALIZED (
        SELECT h.* FROM public.retention_hold h
        WHERE h.ended_at IS NULL AND h.placed_at > coalesce(held_after, '-infinity')
    ),
    held AS (
        SELECT h.person_id AS id FROM standing h WHERE h.person_id IS NOT NULL
        UNION
        SELECT whom FROM standing h CROSS JOIN LATERAL public.retention_whom(h.kept_class,
            h.type_keys, h.team_id, h.writer_id, h.organisation, h.since, h.until) whom
        WHERE h.person_id IS NULL
    ),
    alike AS (
        SELECT held.id FROM held
        UNION
        SELECT one.id FROM alike a CROSS JOIN LATERAL (
            SELECT p.id FROM public.people_person p WHERE p.merged_into_id = a.id
            UNION ALL
            SELECT p.merged_into_id FROM public.people_person p
            WHERE p.id = a.id AND p.merged_into_id IS NOT NULL) one
    ),
    whom AS MATERIALIZED (
        SELECT coalesce(array_agg(p.key::text), '{}') AS keys
        FROM public.people_person p WHERE p.id IN (SELECT alike.id FROM alike)
    )
    SELECT e.id, e.name, e.called, e.began, term.due,
        e.people && whom.keys OR EXISTS (
            SELECT FROM standing h
            WHERE h.person_id IS NULL AND coalesce(h.since, '-infinity') <= e.began
                AND (h.kept_class = k.class OR h.writer_id = ANY(e.staff))),
        e.staff
    FROM public.retention_kinds k
    CROSS JOIN whom
    CROSS JOIN LATERAL public.retention_ended(k.kind) e
    CROSS JOIN LATERAL (SELECT public.retention_day_after(
        e.began, greatest(public.retention_years(k.class, k.years), e.at_least))) AS term(due)
    -- After a restore what was destroyed goes again, whatever the schedule says that came back.
    WHERE k.kind = of_kind AND (
        held_after IS NOT NULL OR term.due <= public.retention_day(clock_timestamp()))
$$;
"""

# The only way by which these rows can leave. It looks for itself whether two people agreed, the time
# to think is over, and of each row whether its own time is, and nothing holds it: what is not free
# stays, whoever agreed to what. What hangs on a row goes with it, by the foreign keys. The log says it.
DESTROY = """
CREATE FUNCTION retention_destroy_batch(batch_key text) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    batch public.retention_batch;
    of_table text;
    ids bigint[];
    names text[];
    found jsonb;
    link record;
    counts jsonb := '{}';
    changes bigint[] := '{}';
BEGIN
    SELECT * INTO batch FROM public.retention_batch b WHERE b.key = batch_key FOR UPDATE;
    IF batch.state IS DISTINCT FROM 'AGREED' OR batch.answered_by_id IS NULL
        OR batch.answered_by_id = batch.proposed_by_id OR batch.not_before > clock_timestamp()
    THEN
        RAISE EXCEPTION 'Two people have to agree first, and the time to think be over'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    SELECT k.tab INTO of_table FROM public.retention_kinds k WHERE k.kind = batch.kind;
    -- Whatever is added to these rows, and whatever holds one of them, waits or comes first.
    EXECUTE format('SELECT FROM public.%I t WHERE t.id IN ('
        'SELECT e.id FROM public.retention_ended($1) e WHERE e.name = ANY($2)) FOR UPDATE', of_table)
    USING batch.kind, batch.rows;
    WITH RECURSIVE about AS (
        SELECT p.id, p.merged_into_id FROM public.people_person p WHERE p.key IN (
            SELECT unnest(e.people) FROM public.retention_ended(batch.kind) e
            WHERE e.name = ANY(batch.rows))
        UNION
        SELECT p.id, p.merged_into_id
        FROM public.people_person p JOIN about a ON p.id = a.merged_into_id
    )
    SELECT array_agg(a.id) INTO ids FROM about a;
    PERFORM FROM public.people_person p WHERE p.id = ANY(ids) ORDER BY p.id FOR UPDATE;
    PERFORM pg_advisory_xact_lock_shared(7301964);
    SELECT array_agg(o.id), array_agg(o.name) INTO ids, names
    FROM public.retention_over(batch.kind, (
        SELECT c.destroyed_at FROM public.retention_certificate c WHERE c.plan = batch.key)) o
    WHERE o.name = ANY(batch.rows) AND NOT o.is_held;
    IF ids IS NULL THEN
        RAISE EXCEPTION 'Nothing of it may go' USING ERRCODE = 'insufficient_privilege';
    END IF;
    found := public.retention_follow(
        jsonb_build_object(of_table, to_jsonb(ids)), '{"stays": []}');
    IF found ?| ARRAY['people_person', 'records_entry', 'accounts_user'] THEN
        RAISE EXCEPTION 'More hangs on it than what is kept by class'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    FOR link IN
        SELECT t.id AS content_type, public.retention_numbers(each.value) AS ids
        FROM jsonb_each(found) each
        JOIN public.django_content_type t ON t.app_label || '_' || t.model = each.key
    LOOP
        WITH gone AS (
            DELETE FROM public.audit_changeentry c
            WHERE c.content_type_id = link.content_type AND c.object_id = ANY(link.ids)
            RETURNING c.id)
        SELECT changes || coalesce(array_agg(g.id), '{}') INTO changes FROM gone g;
    END LOOP;
    PERFORM set_config('caserecords.destroying', batch.key, true);
    FOR link IN
        SELECT each.key AS tab, each.value AS ids, k.pk
        FROM jsonb_each(found) each JOIN public.retention_keys k ON k.tab = each.key
    LOOP
        EXECUTE format('DELETE FROM public.%I WHERE %I = ANY($1)', link.tab, link.pk)
        USING public.retention_numbers(link.ids);
        counts := counts || jsonb_build_object(link.tab, jsonb_array_length(link.ids));
    END LOOP;
    UPDATE public.retention_batch b
    SET state = 'DONE', rows = names, ended_at = clock_timestamp() WHERE b.id = batch.id;
    PERFORM public.audit_record_event(jsonb_build_object(
        'happened_at', clock_timestamp(), 'actor', 'clock', 'roles', '[]'::jsonb,
        'verb', 'retention.batch_erased', 'kind', 'CHANGE', 'subjects', '[]'::jsonb,
        'target_kind', 'retention.batch', 'target', batch.key, 'basis', '',
        'shown', to_jsonb(public.retention_runs(changes)), 'request_id', ''));
    SET CONSTRAINTS ALL IMMEDIATE;
    SET CONSTRAINTS ALL DEFERRED;
    PERFORM set_config('caserecords.destroying', '', true);
    RETURN jsonb_build_object('rows', to_jsonb(names), 'counts', counts);
END
$$;
"""
BACK = """
DROP FUNCTION retention_destroy_batch(text);
DROP FUNCTION retention_over(text, timestamptz);
DROP FUNCTION retention_years(text, integer);
DROP FUNCTION retention_day_after(date, integer);
DROP FUNCTION retention_ended(text);
DROP FUNCTION retention_day(timestamptz);
DROP VIEW retention_kinds;
"""

_FIXED = {
    "governance_breach": "breaches_stand_as_reported",
    "governance_breachstep": "breaches_stand_as_reported",
    "governance_signal": "looks_are_never_changed",
    "governance_signallook": "looks_are_never_changed",
    "retention_certificate": "certificates_are_never_changed",
}


def _fix(*, let_go: bool) -> str:
    """Fix rows for everybody; with ``let_go``, but for the functions that destroy."""
    when = "WHEN (NOT retention_is_destroying(OLD.tableoid)) " if let_go else ""
    return "".join(
        f"DROP TRIGGER {name} ON {table};"
        f"CREATE TRIGGER {name} BEFORE UPDATE OR DELETE ON {table}"
        f" FOR EACH ROW {when}EXECUTE FUNCTION audit_refuse_change();"
        f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name};"
        for table, name in _FIXED.items()
    )


def _staff(*, null: bool = False) -> models.ForeignKey:
    return models.ForeignKey(
        blank=null,
        null=null,
        on_delete=django.db.models.deletion.PROTECT,
        related_name="+",
        to=settings.AUTH_USER_MODEL,
    )


class Migration(migrations.Migration):
    """Let what is kept by class go when its time is over, two people agree and nothing holds it."""

    dependencies = [
        ("accounts", "0009_cover_what_stands_in_lists"),
        ("audit", "0007_why_a_change_was_allowed"),
        ("governance", "0011_publish_and_translate_the_notice"),
        ("oversight", "0014_draw_files_to_moderate"),
        ("people", "0035_decide_about_a_declaration"),
        ("records", "0029_what_was_removed_and_destroyed"),
        ("retention", "0011_say_in_the_log_what_was_destroyed"),
    ]
    operations = [
        migrations.CreateModel(
            name="Batch",
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
                    "kind",
                    models.CharField(help_text="A heading of ends.toml.", max_length=20),
                ),
                (
                    "rows",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=16),
                        help_text="By which names its rows go: by their keys, or numbers.",
                        size=None,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("PROPOSED", "Waits for a second person"),
                            ("AGREED", "Agreed: it will be destroyed"),
                            ("REFUSED", "Refused"),
                            ("WITHDRAWN", "Withdrawn"),
                            ("STOPPED", "Stopped"),
                            ("DONE", "Destroyed"),
                        ],
                        default="PROPOSED",
                        max_length=10,
                    ),
                ),
                ("reason", models.CharField(max_length=500)),
                (
                    "archive",
                    models.CharField(
                        blank=True,
                        help_text="What an archive said to it, where it is asked first.",
                        max_length=500,
                    ),
                ),
                ("proposed_at", models.DateTimeField()),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                ("answer", models.CharField(blank=True, max_length=500)),
                ("not_before", models.DateTimeField(blank=True, null=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("ended_because", models.CharField(blank=True, max_length=500)),
                ("answered_by", _staff(null=True)),
                ("ended_by", _staff(null=True)),
                ("proposed_by", _staff()),
            ],
            options={
                "ordering": ["-proposed_at", "-id"],
                "verbose_name_plural": "batches",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(state__in=["PROPOSED", "AGREED"]),
                        fields=("kind",),
                        name="one_batch_of_a_kind_at_a_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(answered_by__isnull=True)
                        | ~models.Q(answered_by=models.F("proposed_by")),
                        name="a_batch_takes_two_people",
                    ),
                    models.CheckConstraint(
                        condition=~models.Q(state__in=["AGREED", "DONE"])
                        | models.Q(answered_by__isnull=False, not_before__isnull=False),
                        name="an_agreed_batch_says_when",
                    ),
                ],
            },
        ),
        migrations.RunSQL(KINDS + ENDED + OVER + DESTROY, BACK),
        migrations.RunSQL(_fix(let_go=True), _fix(let_go=False)),
    ]
