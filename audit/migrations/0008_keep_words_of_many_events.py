from importlib import import_module

from django.db import migrations

_BEFORE = import_module("audit.migrations.0006_write_many_events_at_once")
# Each of the events may have words of its own: what they are, with which salt, and their digest.
_GIVEN = "subjects text[], targets text[], words text[], salts text[], digests text[]"
_ARGUMENTS = "jsonb, text[], text[], text[], text[], text[]"
_KEPT = """        e.target := targets[place];
        e.detail_digest := decode(digests[place], 'hex');
"""
_WRITTEN = """        INSERT INTO public.audit_event SELECT e.*;
        IF words[place] IS NOT NULL THEN
            INSERT INTO public.audit_eventdetail (event, subject, fields, salt)
            VALUES (e.id, subjects[place], words[place]::jsonb, decode(salts[place], 'hex'));
        END IF;
"""
FORWARD = (
    _BEFORE.FORWARD.replace("(jsonb, text[], text[])", f"({_ARGUMENTS})")
    .replace("subjects text[], targets text[]", _GIVEN)
    .replace("        e.target := targets[place];\n", _KEPT)
    .replace("        INSERT INTO public.audit_event SELECT e.*;\n", _WRITTEN)
)


class Migration(migrations.Migration):
    """Let the same event about many people have words with each: the digest of what came."""

    dependencies = [("audit", "0007_why_a_change_was_allowed")]
    operations = [
        migrations.RunSQL(
            _BEFORE.REVERSE + FORWARD,
            f"DROP FUNCTION audit_record_alike({_ARGUMENTS});" + _BEFORE.FORWARD,
        )
    ]
