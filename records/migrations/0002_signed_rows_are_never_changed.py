from django.db import migrations

TABLES = [
    "records_entryversion",
    "records_statement",
    "records_addition",
    "records_entrylink",
    "records_confirmation",
    "records_actionchange",
]

FORWARD = [
    f"""
    CREATE TRIGGER signed_rows_are_never_changed BEFORE UPDATE ON {table}
        FOR EACH ROW EXECUTE FUNCTION audit_refuse_change();
    ALTER TABLE {table} ENABLE ALWAYS TRIGGER signed_rows_are_never_changed;
    """
    for table in TABLES
]
REVERSE = [f"DROP TRIGGER signed_rows_are_never_changed ON {table};" for table in TABLES]

# Lines of a frozen chronology are destroyed only at the end of retention, which has its own role.
FREEZE = """
CREATE FUNCTION records_refuse_when_frozen() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    lines_of bigint := CASE WHEN TG_OP = 'DELETE' THEN OLD.chronology_id ELSE NEW.chronology_id END;
BEGIN
    IF EXISTS (
        SELECT FROM public.records_chronology WHERE id = lines_of AND frozen_at IS NOT NULL
    ) THEN
        RAISE EXCEPTION 'A frozen chronology is never changed'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END
$$;
CREATE TRIGGER frozen_lines_are_never_changed
    BEFORE INSERT OR UPDATE ON records_chronologyline
    FOR EACH ROW EXECUTE FUNCTION records_refuse_when_frozen();
CREATE TRIGGER frozen_lines_are_never_removed BEFORE DELETE ON records_chronologyline
    FOR EACH ROW WHEN (current_user <> 'caserecords_retention')
    EXECUTE FUNCTION records_refuse_when_frozen();
CREATE TRIGGER frozen_chronologies_are_never_changed BEFORE UPDATE ON records_chronology
    FOR EACH ROW WHEN (OLD.frozen_at IS NOT NULL) EXECUTE FUNCTION audit_refuse_change();
"""
THAW = """
DROP TRIGGER frozen_chronologies_are_never_changed ON records_chronology;
DROP TRIGGER frozen_lines_are_never_removed ON records_chronologyline;
DROP TRIGGER frozen_lines_are_never_changed ON records_chronologyline;
DROP FUNCTION records_refuse_when_frozen();
"""

# Rows that live on, of which a part is fixed: once it says who answered, a removal tells that for
# ever; who decided what, and who asked whom what, are never rewritten. Moving an entry may take
# the row along, so whose it is stands among the columns that change.
FIXED = {
    "records_removal": (
        "OLD.state <> 'ASKED'",
        ["kind", "state", "reason", "authority", "attachment_id", "moved_to_id"]
        + ["asked_by_id", "asked_at", "answered_by_id", "answered_at", "answer_reason"],
    ),
    "records_decision": (
        "true",
        ["key", "person_id", "entry_id", "statement_id", "decided_by_id", "decided_on"],
    ),
    "records_guidancerequest": (
        "true",
        ["key", "question", "is_urgent", "asked_by_id", "asked_of_id", "asked_at"],
    ),
}
FIX = [
    f"""
    CREATE TRIGGER what_was_said_is_never_changed BEFORE UPDATE ON {table}
        FOR EACH ROW WHEN ({when} AND
            ({", ".join(f"OLD.{name}" for name in names)}) IS DISTINCT FROM
            ({", ".join(f"NEW.{name}" for name in names)}))
        EXECUTE FUNCTION audit_refuse_change();
    """
    for table, (when, names) in FIXED.items()
]
UNFIX = [f"DROP TRIGGER what_was_said_is_never_changed ON {table};" for table in FIXED]


class Migration(migrations.Migration):
    """Make the database itself refuse to change what was signed.

    Removal is a matter of privileges: the application role has none, and destruction at the end
    of retention has a role of its own.
    """

    dependencies = [
        ("records", "0001_initial"),
        ("audit", "0002_events_are_append_only"),
    ]
    operations = [
        migrations.RunSQL("".join(FORWARD), "".join(REVERSE)),
        migrations.RunSQL(FREEZE, THAW),
        migrations.RunSQL("".join(FIX), "".join(UNFIX)),
    ]
