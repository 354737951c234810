from django.db import migrations

FORWARD = """
CREATE FUNCTION audit_record_event(event jsonb) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    number bigint;
BEGIN
    INSERT INTO public.audit_event (
        happened_at, written_at, actor, roles, verb, kind, subjects, target_kind, target, basis,
        shown, request_id, address, detail_digest
    ) VALUES (
        (event->>'happened_at')::timestamptz,
        clock_timestamp(),
        event->>'actor',
        ARRAY(SELECT jsonb_array_elements_text(event->'roles')),
        event->>'verb',
        event->>'kind',
        ARRAY(SELECT jsonb_array_elements_text(event->'subjects')),
        event->>'target_kind',
        event->>'target',
        event->>'basis',
        ARRAY(SELECT jsonb_array_elements_text(event->'shown')),
        event->>'request_id',
        (event->>'address')::inet,
        decode(event->>'detail_digest', 'hex')
    ) RETURNING id INTO number;
    IF jsonb_typeof(event->'detail') = 'object' THEN
        INSERT INTO public.audit_eventdetail (event, subject, fields)
        VALUES (number, event->>'detail_subject', event->'detail');
    END IF;
    RETURN number;
END
$$;
REVOKE ALL ON FUNCTION audit_record_event(jsonb) FROM PUBLIC;

CREATE FUNCTION audit_refuse_change() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RAISE EXCEPTION 'Rows of % are never changed or removed', TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
END
$$;
CREATE TRIGGER events_are_append_only BEFORE UPDATE OR DELETE ON audit_event
    FOR EACH ROW EXECUTE FUNCTION audit_refuse_change();
CREATE TRIGGER events_are_never_truncated BEFORE TRUNCATE ON audit_event
    FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse_change();
ALTER TABLE audit_event ENABLE ALWAYS TRIGGER events_are_append_only;
ALTER TABLE audit_event ENABLE ALWAYS TRIGGER events_are_never_truncated;
"""

REVERSE = """
DROP TRIGGER events_are_never_truncated ON audit_event;
DROP TRIGGER events_are_append_only ON audit_event;
DROP FUNCTION audit_refuse_change();
DROP FUNCTION audit_record_event(jsonb);
"""


class Migration(migrations.Migration):
    """Let one function write events, and make the database itself refuse to change them."""

    dependencies = [("audit", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, REVERSE)]
