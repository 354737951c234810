from importlib import import_module

from django.db import migrations

_SAID = import_module("retention.migrations.0011_say_in_the_log_what_was_destroyed")
_BEFORE = _SAID._BEFORE.replace(_SAID._ENDS, _SAID._SAYS + _SAID._ENDS)

_GIVEN = "    changes bigint[] := '{}';\n"
_DETAILS = "        DELETE FROM public.audit_eventdetail d WHERE d.subject = ANY(keys);\n"
# What somebody typed who then saw several people is kept under whoever typed it, and names one of
# them. It goes with the first of their records; the report of a breach goes with the breach.
_WORDS_GO = """\
        WITH gone AS (
            DELETE FROM public.audit_eventdetail d USING public.audit_event e
            WHERE e.id = d.event AND e.subjects && keys::varchar[] AND d.subject <> ALL(keys)
                AND e.target_kind <> 'governance.breach'
            RETURNING d.event)
        SELECT coalesce(array_agg(g.event), '{}') INTO words FROM gone g;
"""
_SHOWN = "to_jsonb(public.retention_runs(changes) || array("
_SAYS_MORE = """to_jsonb(public.retention_runs(changes) || array(
            SELECT replace(run, 'changes:', 'words:')
            FROM unnest(public.retention_runs(words)) run) || array("""
DESTROY = (
    _BEFORE.replace(_GIVEN, _GIVEN + "    words bigint[] := '{}';\n")
    .replace(_DETAILS, _WORDS_GO + _DETAILS)
    .replace(_SHOWN, _SAYS_MORE)
)


class Migration(migrations.Migration):
    """Let what was typed to find several people go with the record of any of them."""

    dependencies = [("retention", "0013_destroy_more_by_class")]
    operations = [migrations.RunSQL(DESTROY, _BEFORE)]
