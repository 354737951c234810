from django.db import migrations, models

# The text of an event, of which its leaf is the digest. ``audit/verify_log.py`` makes the same text
# by itself. An event must give the same text for ever: this is never changed.
TEXT = """
CREATE FUNCTION audit_event_text(e audit_event) RETURNS text
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT jsonb_build_array(
        e.id,
        to_char(e.happened_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
        to_char(e.written_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
        e.actor, e.roles, e.verb, e.kind, e.subjects, e.target_kind, e.target, e.basis, e.shown,
        e.request_id, host(e.address), encode(e.detail_digest, 'hex')
    )::text
$$;
"""

# One partition for each month by the database's clock. A row for which no month was made in time
# goes into ``audit_event_other``: nobody is refused because a job did not run.
TABLE = """
ALTER TABLE audit_event RENAME TO audit_event_before;
CREATE SEQUENCE audit_event_number;
CREATE TABLE audit_event (
    LIKE audit_event_before,
    leaf bytea NOT NULL,
    CONSTRAINT audit_event_key PRIMARY KEY (id, written_at)
) PARTITION BY RANGE (written_at);
ALTER TABLE audit_event ALTER COLUMN id SET DEFAULT nextval('audit_event_number');
ALTER SEQUENCE audit_event_number OWNED BY audit_event.id;
CREATE TABLE audit_event_other PARTITION OF audit_event DEFAULT;
"""

MONTHS = """
CREATE FUNCTION audit_guard_month(name text) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    EXECUTE format(
        'CREATE TRIGGER events_are_never_truncated BEFORE TRUNCATE ON public.%I'
        ' FOR EACH STATEMENT EXECUTE FUNCTION public.audit_refuse_change()', name);
    EXECUTE format(
        'ALTER TABLE public.%I ENABLE ALWAYS TRIGGER events_are_never_truncated', name);
    EXECUTE format('ALTER TABLE public.%I ENABLE ALWAYS TRIGGER events_are_append_only', name);
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'caserecords_backup') THEN
        EXECUTE format('GRANT SELECT ON public.%I TO caserecords_backup', name);
    END IF;
END
$$;

CREATE FUNCTION audit_make_month(month timestamp) RETURNS integer
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    name text := 'audit_event_' || to_char(month, 'YYYY_MM');
BEGIN
    IF to_regclass('public.' || name) IS NOT NULL THEN
        RETURN 0;
    END IF;
    EXECUTE format(
        'CREATE TABLE public.%I PARTITION OF public.audit_event FOR VALUES FROM (%L) TO (%L)',
        name, month AT TIME ZONE 'UTC', (month + interval '1 month') AT TIME ZONE 'UTC');
    PERFORM public.audit_guard_month(name);
    RETURN 1;
END
$$;

CREATE FUNCTION audit_make_months(ahead integer) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    first timestamp := date_trunc('month', clock_timestamp() AT TIME ZONE 'UTC');
    made integer := 0;
BEGIN
    PERFORM pg_advisory_xact_lock(7301948);
    FOR number IN 0 .. least(ahead, 24) LOOP
        made := made + public.audit_make_month(first + make_interval(months => number));
    END LOOP;
    RETURN made;
END
$$;

CREATE FUNCTION audit_has_strays() RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT EXISTS (SELECT FROM public.audit_event_other)
$$;
"""

WRITE = """
ALTER TABLE audit_eventdetail ADD COLUMN salt bytea NOT NULL DEFAULT '';
ALTER TABLE audit_eventdetail ALTER COLUMN salt DROP DEFAULT;

CREATE OR REPLACE FUNCTION audit_record_event(event jsonb) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    e public.audit_event;
BEGIN
    -- The transaction has its number before its event has one. The sealer relies on it: an event
    -- of a transaction that began later has a greater number than any that was seen before.
    PERFORM pg_current_xact_id();
    e.id := nextval('public.audit_event_number');
    e.happened_at := (event->>'happened_at')::timestamptz;
    e.written_at := clock_timestamp();
    e.actor := event->>'actor';
    e.roles := ARRAY(SELECT jsonb_array_elements_text(event->'roles'));
    e.verb := event->>'verb';
    e.kind := event->>'kind';
    e.subjects := ARRAY(SELECT jsonb_array_elements_text(event->'subjects'));
    e.target_kind := event->>'target_kind';
    e.target := event->>'target';
    e.basis := event->>'basis';
    e.shown := ARRAY(SELECT jsonb_array_elements_text(event->'shown'));
    e.request_id := event->>'request_id';
    e.address := (event->>'address')::inet;
    e.detail_digest := decode(event->>'detail_digest', 'hex');
    e.leaf := sha256('\\x00'::bytea || convert_to(public.audit_event_text(e), 'UTF8'));
    INSERT INTO public.audit_event SELECT e.*;
    IF jsonb_typeof(event->'detail') = 'object' THEN
        INSERT INTO public.audit_eventdetail (event, subject, fields, salt)
        VALUES (e.id, event->>'detail_subject', event->'detail',
                decode(event->>'detail_salt', 'hex'));
    END IF;
    RETURN e.id;
END
$$;
"""

# The months come before the rows: one that is in the table for strays already could have no month.
MOVE = """
CREATE TRIGGER events_are_append_only BEFORE UPDATE OR DELETE ON audit_event
    FOR EACH ROW EXECUTE FUNCTION audit_refuse_change();
CREATE TRIGGER events_are_never_truncated BEFORE TRUNCATE ON audit_event
    FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse_change();
ALTER TABLE audit_event ENABLE ALWAYS TRIGGER events_are_append_only;
ALTER TABLE audit_event ENABLE ALWAYS TRIGGER events_are_never_truncated;
SELECT audit_guard_month('audit_event_other');
SELECT audit_make_month(month) FROM (
    SELECT DISTINCT date_trunc('month', written_at AT TIME ZONE 'UTC') AS month
    FROM audit_event_before
) AS months;
SELECT audit_make_months(3);
INSERT INTO audit_event
SELECT f.*, sha256('\\x00'::bytea || convert_to(
    audit_event_text(ROW(f.*, ''::bytea)::audit_event), 'UTF8'))
FROM audit_event_before f ORDER BY f.id;
SELECT setval('audit_event_number', greatest((SELECT max(id) FROM audit_event), 1),
    EXISTS (SELECT FROM audit_event));
DROP TABLE audit_event_before;
CREATE INDEX event_by_subject ON audit_event USING gin (subjects);
CREATE INDEX event_by_actor ON audit_event (actor, id DESC);
CREATE INDEX event_by_time ON audit_event (happened_at DESC, id DESC);
"""

# Back to one table: the months become rows of it, and the leaves are lost.
REVERSE = """
CREATE TABLE audit_event_before (LIKE audit_event);
INSERT INTO audit_event_before SELECT * FROM audit_event ORDER BY id;
DROP FUNCTION audit_event_text(audit_event);
DROP FUNCTION audit_has_strays();
DROP FUNCTION audit_make_months(integer);
DROP FUNCTION audit_make_month(timestamp);
DROP FUNCTION audit_guard_month(text);
DROP TABLE audit_event;
ALTER TABLE audit_event_before RENAME TO audit_event;
ALTER TABLE audit_event DROP COLUMN leaf;
ALTER TABLE audit_event ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY;
SELECT setval(pg_get_serial_sequence('audit_event', 'id'),
    greatest((SELECT max(id) FROM audit_event), 1), EXISTS (SELECT FROM audit_event));
ALTER TABLE audit_event ADD PRIMARY KEY (id);
CREATE INDEX event_by_subject ON audit_event USING gin (subjects);
CREATE INDEX event_by_actor ON audit_event (actor, id DESC);
CREATE INDEX event_by_time ON audit_event (happened_at DESC, id DESC);
CREATE TRIGGER events_are_append_only BEFORE UPDATE OR DELETE ON audit_event
    FOR EACH ROW EXECUTE FUNCTION audit_refuse_change();
CREATE TRIGGER events_are_never_truncated BEFORE TRUNCATE ON audit_event
    FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse_change();
ALTER TABLE audit_event ENABLE ALWAYS TRIGGER events_are_append_only;
ALTER TABLE audit_event ENABLE ALWAYS TRIGGER events_are_never_truncated;
ALTER TABLE audit_eventdetail DROP COLUMN salt;
"""


def _written_as_before():
    """Return the function as the migration before this one made it."""
    from importlib import import_module

    before = import_module("audit.migrations.0002_events_are_append_only").FORWARD
    function = before.split("REVOKE ALL", maxsplit=1)[0]
    return function.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")


class Migration(migrations.Migration):
    """Keep the events of each month apart, each with the digest that the seals rest on."""

    dependencies = [("audit", "0002_events_are_append_only")]
    operations = [
        migrations.RunSQL(TABLE + TEXT + MONTHS + WRITE + MOVE, REVERSE),
        migrations.RunSQL(migrations.RunSQL.noop, _written_as_before()),
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AddField(
                    "event",
                    "leaf",
                    models.BinaryField(
                        help_text="Digest of the whole event, made by the database."
                    ),
                ),
                migrations.AddField(
                    "eventdetail",
                    "salt",
                    models.BinaryField(
                        help_text="Makes of the subject's key one for this detail alone."
                    ),
                ),
            ]
        ),
    ]
