from django.db import migrations

# Why a month of the event log is kept; nothing, if it may go. For how long the log is kept at least
# is the council's own figure, and 6 years until it decides one, as the schedule comes (a test holds
# the two together). A hold of many records keeps every month into which its days reach: it rather
# holds too much.
KEEPS = """
CREATE FUNCTION retention_keeps_month(month timestamp) RETURNS text[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    begins timestamptz := month AT TIME ZONE 'UTC';
    ends timestamptz := (month + interval '1 month') AT TIME ZONE 'UTC';
    years integer := coalesce((
        SELECT c.length FROM public.retention_schedulechange c
        WHERE c.class_key = 'access_audit' AND c.state = 'IN_FORCE'
            AND c.starts_on <= (clock_timestamp() AT TIME ZONE 'Europe/London')::date
        ORDER BY c.starts_on DESC, c.decided_at DESC LIMIT 1), 6);
    why text[] := '{}';
BEGIN
    IF month + interval '1 month' + make_interval(years => years) > clock_timestamp() AT TIME ZONE 'UTC' THEN
        RETURN '{time}';
    END IF;
    IF EXISTS (
        SELECT FROM public.people_person p
        WHERE p.key IN (
            SELECT unnest(e.subjects) FROM public.audit_event e
            WHERE e.written_at >= begins AND e.written_at < ends))
    THEN
        why := why || 'record'::text;
    END IF;
    IF EXISTS (
        SELECT FROM public.retention_hold h
        WHERE h.person_id IS NULL AND h.ended_at IS NULL
            AND coalesce(h.since, '-infinity') < (month + interval '1 month')::date
            AND coalesce(h.until, 'infinity') >= month::date)
    THEN
        why := why || 'hold'::text;
    END IF;
    IF EXISTS (
        SELECT FROM public.audit_event e
        WHERE e.written_at >= begins AND e.written_at < ends AND e.id > coalesce((
            SELECT s.whole_to_event FROM public.audit_seal s ORDER BY s.number DESC LIMIT 1), 0))
    THEN
        why := why || 'seal'::text;
    END IF;
    RETURN why;
END
$$;
"""

# The only way by which an event can leave: with its whole month, once nothing keeps it, and a seal
# of the same transaction or an earlier one names every event of it and no other. Who waits for the
# log meanwhile waits for three seconds at most.
EXPIRE = """
CREATE FUNCTION retention_expire_month(month timestamp, seal bigint) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '3s' AS $$
DECLARE
    name text := 'audit_event_' || to_char(month, 'YYYY_MM');
    stated int8multirange;
    many bigint;
    beside bigint;
BEGIN
    -- A hold that is being placed at this moment comes first.
    IF NOT pg_try_advisory_xact_lock_shared(7301964) THEN
        RAISE EXCEPTION 'A hold is being placed' USING ERRCODE = 'lock_not_available';
    END IF;
    IF public.retention_keeps_month(month) <> '{}' THEN
        RAISE EXCEPTION '% is kept', name USING ERRCODE = 'insufficient_privilege';
    END IF;
    SELECT range_agg(int8range(
        split_part(run, '-', 1)::bigint,
        coalesce(nullif(split_part(run, '-', 2), ''), split_part(run, '-', 1))::bigint, '[]'))
    INTO stated
    FROM public.audit_seal s,
        string_to_table(substring(s.body FROM '\\nexpired: ([0-9,-]+)\\n'), ',') run
    WHERE s.number = seal;
    EXECUTE format(
        'SELECT count(*), count(*) FILTER (WHERE NOT e.id <@ $1) FROM public.%I e', name)
    INTO many, beside USING coalesce(stated, '{}');
    IF beside > 0
        OR many <> (SELECT coalesce(sum(upper(one) - lower(one)), 0) FROM unnest(stated) one)
    THEN
        RAISE EXCEPTION 'Seal % does not name the events of %', seal, name
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    EXECUTE format('DELETE FROM public.audit_eventdetail d USING public.%I e WHERE d.event = e.id', name);
    EXECUTE format('DROP TABLE public.%I', name);
    RETURN many;
END
$$;
"""

BACK = """
DROP FUNCTION retention_expire_month(timestamp, bigint);
DROP FUNCTION retention_keeps_month(timestamp);
"""


class Migration(migrations.Migration):
    """Let a month of the event log go once nothing keeps it, and never a part of one."""

    dependencies = [
        ("retention", "0008_say_which_class_decides"),
        ("audit", "0007_why_a_change_was_allowed"),
    ]
    operations = [migrations.RunSQL(KEEPS + EXPIRE, BACK)]
