from django.db import migrations, models

LINKED = """
CREATE FUNCTION records_follows_merge(was bigint, becomes bigint) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT was = becomes OR EXISTS (
        SELECT FROM public.people_person
        WHERE (id = was AND merged_into_id = becomes) OR (id = becomes AND merged_into_id = was)
    )
$$;
"""
UNLINKED = "DROP FUNCTION records_follows_merge(bigint, bigint);"

# What may never be rewritten goes along when two records are made one, and back when that is
# undone: whose it is may change along that link, and nothing else with it.
FOLLOWS = """
CREATE FUNCTION records_refuse_unless_merged() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF to_jsonb(NEW) - 'person_id' = to_jsonb(OLD) - 'person_id'
        AND public.records_follows_merge(OLD.person_id, NEW.person_id)
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'What stands in % is never changed', TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
END
$$;
DROP TRIGGER frozen_chronologies_are_never_changed ON records_chronology;
CREATE TRIGGER frozen_chronologies_are_never_changed BEFORE UPDATE ON records_chronology
    FOR EACH ROW WHEN (OLD.frozen_at IS NOT NULL)
    EXECUTE FUNCTION records_refuse_unless_merged();
DROP TRIGGER what_was_said_is_never_changed ON records_decision;
CREATE TRIGGER what_was_said_is_never_changed BEFORE UPDATE ON records_decision
    FOR EACH ROW WHEN (
        (OLD.key, OLD.person_id, OLD.entry_id, OLD.statement_id, OLD.decided_by_id, OLD.decided_on)
        IS DISTINCT FROM
        (NEW.key, NEW.person_id, NEW.entry_id, NEW.statement_id, NEW.decided_by_id, NEW.decided_on)
    )
    EXECUTE FUNCTION records_refuse_unless_merged();
"""
STAYS = """
DROP TRIGGER what_was_said_is_never_changed ON records_decision;
CREATE TRIGGER what_was_said_is_never_changed BEFORE UPDATE ON records_decision
    FOR EACH ROW WHEN (true AND
        (OLD.key, OLD.person_id, OLD.entry_id, OLD.statement_id, OLD.decided_by_id, OLD.decided_on)
        IS DISTINCT FROM
        (NEW.key, NEW.person_id, NEW.entry_id, NEW.statement_id, NEW.decided_by_id, NEW.decided_on)
    )
    EXECUTE FUNCTION audit_refuse_change();
DROP TRIGGER frozen_chronologies_are_never_changed ON records_chronology;
CREATE TRIGGER frozen_chronologies_are_never_changed BEFORE UPDATE ON records_chronology
    FOR EACH ROW WHEN (OLD.frozen_at IS NOT NULL) EXECUTE FUNCTION audit_refuse_change();
DROP FUNCTION records_refuse_unless_merged();
"""


def file_trigger(follows: str) -> str:
    """Return the function that fixes a signed file, with what else lets it change its record."""
    return f"""
CREATE OR REPLACE FUNCTION records_refuse_signed_file() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    -- What may become of a file that was signed: it moves along, is taken off, is scanned late.
    free text[] := ARRAY['draft_id', 'entry_id', 'person_id', 'taken_off_at', 'scan'];
BEGIN
    IF TG_OP = 'UPDATE'
        AND to_jsonb(NEW) - free = to_jsonb(OLD) - free
        AND NEW.draft_id IS NULL
        AND (OLD.taken_off_at IS NULL OR NEW.taken_off_at IS NOT DISTINCT FROM OLD.taken_off_at)
        AND (OLD.scan = 'WAITING' OR NEW.scan = OLD.scan)
        AND (
            (NEW.entry_id, NEW.person_id) IS NOT DISTINCT FROM (OLD.entry_id, OLD.person_id)
            {follows}OR EXISTS (
                SELECT FROM public.records_removal asked
                JOIN public.records_entry became ON became.id = NEW.entry_id
                WHERE asked.entry_id = OLD.entry_id AND asked.kind = 'MOVE'
                    AND asked.moved_to_id = NEW.person_id AND became.person_id = NEW.person_id
            )
        )
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'A file of a signed entry is never changed or removed'
        USING ERRCODE = 'insufficient_privilege';
END
$$;
"""


MERGED = """OR (
                NEW.entry_id = OLD.entry_id
                AND public.records_follows_merge(OLD.person_id, NEW.person_id)
            )
            """


class Migration(migrations.Migration):
    """Let what is fixed go along when two records of one human are made one, and back."""

    dependencies = [
        ("records", "0007_planned_visits"),
        ("people", "0012_make_two_records_one"),
    ]
    operations = [
        migrations.AddField(
            "entry",
            "signed_for",
            models.CharField(
                blank=True,
                default="",
                help_text=(
                    "The key of the record it was signed on, where that was merged into this one."
                ),
                max_length=16,
            ),
            preserve_default=False,
        ),
        migrations.RunSQL(LINKED, UNLINKED),
        migrations.RunSQL(FOLLOWS, STAYS),
        migrations.RunSQL(file_trigger(MERGED), file_trigger("")),
    ]
