from django.db import migrations

FIX = """
CREATE FUNCTION records_refuse_signed_file() RETURNS trigger
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
            OR EXISTS (
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
CREATE TRIGGER signed_files_are_never_changed BEFORE UPDATE ON records_attachment
    FOR EACH ROW WHEN (OLD.entry_id IS NOT NULL)
    EXECUTE FUNCTION records_refuse_signed_file();
CREATE TRIGGER signed_files_are_never_removed BEFORE DELETE ON records_attachment
    FOR EACH ROW WHEN (OLD.entry_id IS NOT NULL AND current_user <> 'caserecords_retention')
    EXECUTE FUNCTION records_refuse_signed_file();
"""
UNFIX = """
DROP TRIGGER signed_files_are_never_removed ON records_attachment;
DROP TRIGGER signed_files_are_never_changed ON records_attachment;
DROP FUNCTION records_refuse_signed_file();
"""


class Migration(migrations.Migration):
    """Make the database itself refuse to change or remove a file of a signed entry.

    Destruction at the end of retention has a role of its own, as for the words of the entry.
    """

    dependencies = [("records", "0002_signed_rows_are_never_changed")]
    operations = [migrations.RunSQL(FIX, UNFIX)]
