from django.db import migrations

# As ``audit_record_event`` of 0003, for many people and without a detail.
FORWARD = """
CREATE FUNCTION audit_record_alike(event jsonb, subjects text[], targets text[]) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    e public.audit_event;
    many integer := coalesce(cardinality(subjects), 0);
BEGIN
    PERFORM pg_current_xact_id();
    e.happened_at := (event->>'happened_at')::timestamptz;
    e.actor := event->>'actor';
    e.roles := ARRAY(SELECT jsonb_array_elements_text(event->'roles'));
    e.verb := event->>'verb';
    e.kind := event->>'kind';
    e.target_kind := event->>'target_kind';
    e.basis := '';
    e.shown := '{}';
    e.request_id := event->>'request_id';
    e.address := (event->>'address')::inet;
    FOR place IN 1 .. many LOOP
        e.id := nextval('public.audit_event_number');
        e.written_at := clock_timestamp();
        e.subjects := ARRAY[subjects[place]];
        e.target := targets[place];
        e.leaf := sha256('\\x00'::bytea || convert_to(public.audit_event_text(e), 'UTF8'));
        INSERT INTO public.audit_event SELECT e.*;
    END LOOP;
    RETURN many;
END
$$;
REVOKE ALL ON FUNCTION audit_record_alike(jsonb, text[], text[]) FROM PUBLIC;
"""

REVERSE = "DROP FUNCTION audit_record_alike(jsonb, text[], text[]);"


class Migration(migrations.Migration):
    """Let one call write the same event about many people: what moving in asks for."""

    dependencies = [("audit", "0005_rare_kinds")]
    operations = [migrations.RunSQL(FORWARD, REVERSE)]
