from django.db import migrations

# Everything that hangs on some people: the rows that point to them, the rows that point to those,
# and so on along every foreign key that the database has, so that a new table is never forgotten.
# The rules can only say where to stop. Returns the numbers of the rows, by table.
REACH = """
CREATE FUNCTION retention_reach(persons bigint[], keys text[], rules jsonb) RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    found jsonb := jsonb_build_object('people_person', to_jsonb(persons));
    fresh jsonb := found;
    following jsonb;
    link record;
    ids bigint[];
    known bigint[];
BEGIN
    FOR link IN
        SELECT split_part(rule, '.', 1) AS tab, split_part(rule, '.', 2) AS col, k.pk
        FROM jsonb_array_elements_text(rules->'by_key') rule
        JOIN public.retention_keys k ON k.tab = split_part(rule, '.', 1)
    LOOP
        EXECUTE format('SELECT array_agg(%I::bigint) FROM public.%I WHERE %I = ANY($1)',
            link.pk, link.tab, link.col) INTO ids USING keys;
        IF ids IS NOT NULL THEN
            found := found || jsonb_build_object(link.tab, to_jsonb(ids));
            fresh := fresh || jsonb_build_object(link.tab, to_jsonb(ids));
        END IF;
    END LOOP;
    WHILE fresh <> '{}' LOOP
        following := '{}';
        FOR link IN
            SELECT l.* FROM public.retention_links l
            WHERE fresh ? l.target AND NOT (rules->'stays') ? (l.tab || '.' || l.col)
        LOOP
            known := public.retention_numbers(found->link.tab);
            EXECUTE format(
                'SELECT array_agg(%1$I::bigint) FROM public.%2$I'
                ' WHERE %3$I = ANY($1) AND %1$I::bigint <> ALL($2)', link.pk, link.tab, link.col)
            INTO ids USING public.retention_numbers(fresh->link.target), known;
            IF ids IS NOT NULL THEN
                found := found || jsonb_build_object(link.tab, to_jsonb(known || ids));
                following := following || jsonb_build_object(link.tab, to_jsonb(
                    public.retention_numbers(following->link.tab) || ids));
            END IF;
        END LOOP;
        -- What is about several people goes when nobody is left whom it is about.
        FOR link IN
            SELECT split_part(rule, '.', 1) AS tab, split_part(rule, '.', 2) AS col, l.target,
                k.pk, t.pk AS target_pk
            FROM jsonb_array_elements_text(rules->'with_the_last') rule
            JOIN public.retention_links l
                ON l.tab = split_part(rule, '.', 1) AND l.col = split_part(rule, '.', 2)
            JOIN public.retention_keys k ON k.tab = l.tab
            JOIN public.retention_keys t ON t.tab = l.target
            WHERE following ? l.tab
        LOOP
            known := public.retention_numbers(found->link.target);
            EXECUTE format(
                'SELECT array_agg(DISTINCT one.%1$I::bigint) FROM public.%2$I one'
                ' WHERE one.%3$I = ANY($1) AND one.%1$I <> ALL($2) AND NOT EXISTS ('
                '  SELECT FROM public.%2$I other'
                '  WHERE other.%1$I = one.%1$I AND other.%3$I <> ALL($3))',
                link.col, link.tab, link.pk)
            INTO ids USING public.retention_numbers(following->link.tab), known,
                public.retention_numbers(found->link.tab);
            IF ids IS NOT NULL THEN
                found := found || jsonb_build_object(link.target, to_jsonb(known || ids));
                following := following || jsonb_build_object(link.target, to_jsonb(ids));
            END IF;
        END LOOP;
        fresh := following;
    END LOOP;
    RETURN found;
END
$$;

CREATE FUNCTION retention_numbers(given jsonb) RETURNS bigint[]
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT coalesce(array_agg(one::bigint), '{}') FROM jsonb_array_elements_text(given) one
$$;
"""

LINKS = """
CREATE VIEW retention_keys AS
SELECT c.relname::text AS tab, a.attname::text AS pk
FROM pg_index i
JOIN pg_class c ON c.oid = i.indrelid
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = i.indkey[0]
WHERE i.indisprimary AND i.indnkeyatts = 1 AND c.relnamespace = 'public'::regnamespace;

CREATE VIEW retention_links AS
SELECT c.relname::text AS tab, a.attname::text AS col, t.relname::text AS target, k.pk
FROM pg_constraint f
JOIN pg_class c ON c.oid = f.conrelid
JOIN pg_class t ON t.oid = f.confrelid
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = f.conkey[1]
JOIN retention_keys k ON k.tab = c.relname
WHERE f.contype = 'f' AND c.relnamespace = 'public'::regnamespace;
"""

# The only way by which what was signed can leave. It looks for itself whether two people agreed,
# the time to think is over and no hold stands: whoever calls it can say nothing about that. A row
# that says which record it is of has to be of this one.
DESTROY = """
CREATE FUNCTION retention_destroy(plan_key text, rules jsonb) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    plan public.retention_destruction;
    persons bigint[];
    keys text[];
    found jsonb;
    link record;
    wrong bigint;
    counts jsonb := '{}';
    changes bigint[] := '{}';
BEGIN
    SELECT * INTO plan FROM public.retention_destruction d WHERE d.key = plan_key FOR UPDATE;
    IF plan.state IS DISTINCT FROM 'AGREED' OR plan.answered_by_id IS NULL
        OR plan.answered_by_id = plan.proposed_by_id OR plan.not_before > clock_timestamp()
    THEN
        RAISE EXCEPTION 'Two people have to agree first, and the time to think be over'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    -- Whatever is added to the record from now on waits, and then finds no record.
    PERFORM FROM public.people_person p WHERE p.id = plan.person_id FOR UPDATE;
    WITH RECURSIVE merged AS (
        SELECT p.id, p.key FROM public.people_person p WHERE p.id = plan.person_id
        UNION ALL
        SELECT p.id, p.key FROM public.people_person p JOIN merged m ON p.merged_into_id = m.id
    )
    SELECT array_agg(m.id), array_agg(m.key) INTO persons, keys FROM merged m;
    PERFORM FROM public.people_person p WHERE p.id = ANY(persons) FOR UPDATE;
    -- A hold that was placed before a destruction which is done again has ended since.
    IF EXISTS (
        SELECT FROM public.retention_hold h
        WHERE h.person_id = ANY(persons) AND h.ended_at IS NULL AND NOT EXISTS (
            SELECT FROM public.retention_certificate c
            WHERE c.plan = plan.key AND c.destroyed_at > h.placed_at)
    ) THEN
        RAISE EXCEPTION 'A hold stands on the record' USING ERRCODE = 'insufficient_privilege';
    END IF;
    found := public.retention_reach(persons, keys, rules);
    FOR link IN
        SELECT l.* FROM public.retention_links l
        WHERE found ? l.tab AND l.target = 'people_person'
            AND NOT (rules->'names_others') ? (l.tab || '.' || l.col)
    LOOP
        EXECUTE format(
            'SELECT min(%1$I::bigint) FROM public.%2$I'
            ' WHERE %1$I = ANY($1) AND %3$I <> ALL($2)', link.pk, link.tab, link.col)
        INTO wrong USING public.retention_numbers(found->link.tab), persons;
        IF wrong IS NOT NULL THEN
            RAISE EXCEPTION '% % is of another record', link.tab, wrong
                USING ERRCODE = 'insufficient_privilege';
        END IF;
    END LOOP;

    -- What the logs hold of it. The leaves stay, and what they are leaves of is gone.
    FOR link IN
        SELECT t.id AS content_type, public.retention_numbers(each.value) AS ids
        FROM jsonb_each(found) each
        JOIN public.django_content_type t ON t.app_label || '_' || t.model = each.key
    LOOP
        WITH gone AS (
            DELETE FROM public.audit_changeentry c
            WHERE c.content_type_id = link.content_type AND c.object_id = ANY(link.ids)
            RETURNING c.id)
        SELECT changes || coalesce(array_agg(g.id), '{}') INTO changes FROM gone g;
    END LOOP;
    -- Rows that were taken off while they could be left changes behind, which name what they were of.
    FOR link IN
        SELECT t.id AS content_type, split_part(rule.value, '.', 2) AS field,
            public.retention_numbers(found->split_part(rule.value, '.', 1))::text[] AS ids
        FROM jsonb_each_text(rules->'left_by') rule
        JOIN public.django_content_type t ON t.app_label || '_' || t.model = rule.key
        WHERE found ? split_part(rule.value, '.', 1)
    LOOP
        WITH gone AS (
            DELETE FROM public.audit_changeentry c
            WHERE c.content_type_id = link.content_type AND (
                c.changes->link.field->>0 = ANY(link.ids)
                OR c.changes->link.field->>1 = ANY(link.ids))
            RETURNING c.id)
        SELECT changes || coalesce(array_agg(g.id), '{}') INTO changes FROM gone g;
    END LOOP;
    DELETE FROM public.audit_eventdetail d WHERE d.subject = ANY(keys);
    DELETE FROM public.audit_subjectkey s WHERE s.subject = ANY(keys);

    PERFORM set_config('caserecords.destroying', plan.key, true);
    FOR link IN
        SELECT l.*
        FROM jsonb_array_elements_text(rules->'empties') rule
        JOIN public.retention_links l
            ON l.tab = split_part(rule, '.', 1) AND l.col = split_part(rule, '.', 2)
        WHERE found ? l.target
    LOOP
        EXECUTE format('UPDATE public.%1$I SET %2$I = NULL WHERE %2$I = ANY($1) AND %3$I <> ALL($2)',
            link.tab, link.col, link.pk)
        USING public.retention_numbers(found->link.target),
            public.retention_numbers(found->link.tab);
    END LOOP;
    UPDATE public.retention_destruction d
    SET person_id = NULL, reason = '', answer = '', ended_because = '',
        state = CASE WHEN d.id = plan.id THEN 'DONE' ELSE d.state END,
        ended_at = coalesce(d.ended_at, clock_timestamp())
    WHERE d.person_id = ANY(persons);
    FOR link IN
        SELECT each.key AS tab, each.value AS ids, k.pk
        FROM jsonb_each(found) each JOIN public.retention_keys k ON k.tab = each.key
    LOOP
        EXECUTE format('DELETE FROM public.%I WHERE %I = ANY($1)', link.tab, link.pk)
        USING public.retention_numbers(link.ids);
        counts := counts || jsonb_build_object(link.tab, jsonb_array_length(link.ids));
    END LOOP;
    SET CONSTRAINTS ALL IMMEDIATE;
    SET CONSTRAINTS ALL DEFERRED;
    PERFORM set_config('caserecords.destroying', '', true);
    RETURN jsonb_build_object(
        'keys', to_jsonb(keys), 'counts', counts, 'changes', to_jsonb(changes));
END
$$;
"""

# Rows that are fixed are fixed for everybody, but for that function: it runs as the owner of the
# tables, and the setting says that it does.
LET_GO = """
CREATE FUNCTION retention_is_destroying(of_table oid) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT coalesce(current_setting('caserecords.destroying', true), '') <> ''
        AND current_user = (SELECT pg_get_userbyid(c.relowner) FROM pg_class c WHERE c.oid = of_table)
$$;
DROP TRIGGER signed_files_are_never_removed ON records_attachment;
CREATE TRIGGER signed_files_are_never_removed BEFORE DELETE ON records_attachment
    FOR EACH ROW WHEN (
        OLD.entry_id IS NOT NULL AND NOT retention_is_destroying(OLD.tableoid))
    EXECUTE FUNCTION records_refuse_signed_file();
DROP TRIGGER frozen_lines_are_never_removed ON records_chronologyline;
CREATE TRIGGER frozen_lines_are_never_removed BEFORE DELETE ON records_chronologyline
    FOR EACH ROW WHEN (NOT retention_is_destroying(OLD.tableoid))
    EXECUTE FUNCTION records_refuse_when_frozen();
CREATE TRIGGER certificates_are_never_changed BEFORE UPDATE OR DELETE ON retention_certificate
    FOR EACH ROW EXECUTE FUNCTION audit_refuse_change();
ALTER TABLE retention_certificate ENABLE ALWAYS TRIGGER certificates_are_never_changed;
"""
HOLD_ON = """
DROP TRIGGER certificates_are_never_changed ON retention_certificate;
DROP TRIGGER frozen_lines_are_never_removed ON records_chronologyline;
CREATE TRIGGER frozen_lines_are_never_removed BEFORE DELETE ON records_chronologyline
    FOR EACH ROW WHEN (current_user <> 'caserecords_retention')
    EXECUTE FUNCTION records_refuse_when_frozen();
DROP TRIGGER signed_files_are_never_removed ON records_attachment;
CREATE TRIGGER signed_files_are_never_removed BEFORE DELETE ON records_attachment
    FOR EACH ROW WHEN (OLD.entry_id IS NOT NULL AND current_user <> 'caserecords_retention')
    EXECUTE FUNCTION records_refuse_signed_file();
DROP FUNCTION retention_is_destroying(oid);
"""
BACK = """
DROP FUNCTION retention_destroy(text, jsonb);
DROP FUNCTION retention_reach(bigint[], text[], jsonb);
DROP FUNCTION retention_numbers(jsonb);
DROP VIEW retention_links;
DROP VIEW retention_keys;
"""


class Migration(migrations.Migration):
    """Let one function destroy a whole record, and nothing else remove what was signed."""

    dependencies = [
        ("retention", "0002_destruction"),
        ("records", "0026_checks_of_the_council"),
        ("audit", "0006_write_many_events_at_once"),
    ]
    operations = [
        migrations.RunSQL(LINKS + REACH + DESTROY, BACK),
        migrations.RunSQL(LET_GO, HOLD_ON),
    ]
