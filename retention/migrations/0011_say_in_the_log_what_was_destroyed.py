from importlib import import_module

from django.db import migrations

_PARTS = import_module("retention.migrations.0006_destroy_a_part")
_BEFORE = _PARTS._with_parts(_PARTS._BEFORE)

# Field changes as the log names them: in runs of numbers, one by one.
RUNS = """
CREATE FUNCTION retention_runs(changes bigint[]) RETURNS text[]
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT coalesce(array_agg('changes:' || run ORDER BY first), '{}') FROM (
        SELECT min(n) AS first, concat_ws('-', min(n), nullif(max(n), min(n))) AS run
        FROM (SELECT n, n - row_number() OVER (ORDER BY n) AS together FROM unnest(changes) n) one
        GROUP BY together) runs
$$;
"""
# Whoever lets something be destroyed cannot leave that out of the log: the function says so itself,
# whose record it was and which field changes went with it.
_SAYS = """
    PERFORM public.audit_record_event(jsonb_build_object(
        'happened_at', clock_timestamp(), 'actor', 'clock', 'roles', '[]'::jsonb,
        'verb', CASE WHEN part IS NULL
            THEN 'retention.record_erased' ELSE 'retention.part_erased' END,
        'kind', 'CHANGE', 'subjects', to_jsonb(keys),
        'target_kind', 'retention.destruction', 'target', plan.key, 'basis', '',
        'shown', to_jsonb(public.retention_runs(changes) || array(
            SELECT 'entries:' || e.key FROM public.records_entry e WHERE e.id = part)),
        'request_id', ''));
"""
_ENDS = "    SET CONSTRAINTS ALL IMMEDIATE;\n"


class Migration(migrations.Migration):
    """Let the function that destroys a record write the event of it, in the same transaction."""

    dependencies = [("retention", "0010_lengthen_and_verify")]
    operations = [
        migrations.RunSQL(
            RUNS + _BEFORE.replace(_ENDS, _SAYS + _ENDS),
            _BEFORE + "DROP FUNCTION retention_runs(bigint[]);",
        )
    ]
