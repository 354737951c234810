from importlib import import_module

from django.db import migrations

# What says that a record is in a class, beside the types of its entries (a test holds this together
# with the schedule and with what can be asked): a word in an answer of the details, a legal authority,
# what was told of a death, an answer of an entry, or any entry of a type, and a request or complaint.
SAYS = """
CREATE FUNCTION retention_says() RETURNS TABLE (
    class text, what text, of_type text, question text, answers text[])
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
    VALUES
    ('mental_health_s117', 'authority', '', '', ARRAY['GUARDIAN']),
    ('mental_health_s117', 'detail', '', 'legal_summary',
        ARRAY['section 117', 'guardianship', 'community treatment order', 'mental health act']),
    ('mental_health_s117', 'entry', 'legal_document', 'document_kind', ARRAY['Guardianship']),
    ('care_experienced_child', 'detail', '', 'legal_summary',
        ARRAY['care leaver', 'leaving care', 'looked after child', 'in care as a child']),
    ('safeguarding_position_of_trust', 'entry', 'safeguarding_concern', '', '{}'),
    ('safeguarding_adults_review', 'death', '', '', ARRAY['CORONER']),
    ('deputyship_appointeeship', 'authority', '', '',
        ARRAY['DEPUTY_HEALTH', 'DEPUTY_MONEY', 'APPOINTEE']),
    ('mental_capacity_dols', 'authority', '', '', ARRAY['DEPUTY_HEALTH', 'DEPUTY_MONEY']),
    ('mental_capacity_dols', 'detail', '', 'legal_summary',
        ARRAY['deprivation of liberty', 'court of protection', 'court order']),
    ('mental_capacity_dols', 'entry', 'dols_record', '', '{}'),
    ('mental_capacity_dols', 'entry', 'legal_document', 'document_kind', ARRAY[
        'Deputy: health and welfare', 'Deputy: property and financial affairs',
        'Court of Protection order', 'Other court order or injunction']),
    ('safeguarding_adult', 'entry', 'anonymous_concern', 'outcome',
        ARRAY['Safeguarding concern raised']),
    ('safeguarding_adult', 'entry', 'anonymous_concern', 'risk_now', ARRAY['Yes', 'Possibly']),
    ('subject_access', 'request', '', '', ARRAY[
        'ACCESS', 'RECTIFY', 'ERASE', 'RESTRICT', 'OBJECT', 'SHARE', 'AFTER_DEATH', 'PRAISE']),
    ('complaint', 'request', '', '', ARRAY['CARE', 'DATA'])
$$;

-- Whose whole record is in a class, as something on it says or an officer recorded. Who holds an
-- authority and who is named in an answer is not asked: a hold rather holds too much.
CREATE FUNCTION retention_said_of_class(of_class text) RETURNS SETOF bigint
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT l.person_id FROM public.retention_lengthening l
    WHERE l.class_key = of_class AND l.ended_at IS NULL
    UNION
    SELECT d.person_id FROM public.retention_says() s
    JOIN public.people_detail d ON d.question = s.question AND NOT d.is_mistake
    WHERE s.class = of_class AND s.what = 'detail' AND EXISTS (
        SELECT FROM unnest(s.answers) word WHERE d.answer ~* ('\\m' || word || 's?\\M'))
    UNION
    SELECT a.person_id FROM public.retention_says() s
    JOIN public.people_authority a ON a.kind = ANY(s.answers) AND NOT a.is_mistake
    WHERE s.class = of_class AND s.what = 'authority'
    UNION
    SELECT d.person_id FROM public.retention_says() s
    JOIN public.people_death d ON d.concerns::text[] && s.answers AND NOT d.is_mistake
    WHERE s.class = of_class AND s.what = 'death'
    UNION
    SELECT e.person_id FROM public.retention_says() s
    JOIN public.records_entry e ON e.type_key = s.of_type
    WHERE s.class = of_class AND s.what = 'entry' AND (s.question = '' OR EXISTS (
        SELECT FROM public.records_entryversion v
        WHERE v.entry_id = e.id AND v.values->s.question ?| s.answers))
$$;
"""

# Whom the conditions of a hold of many meet, as before (migration 0004), and by class also whoever
# is said to be in it: then writer and days are asked of any of their entries. A request or a complaint
# is of the day on which it came, and of whoever took it or a step of it.
WHOM = """
CREATE OR REPLACE FUNCTION retention_whom(
    of_class text, of_types text[], of_team bigint, of_writer bigint, of_organisation text, from_day date, to_day date
) RETURNS SETOF bigint LANGUAGE sql STABLE AS $$
    WITH said AS MATERIALIZED (
        SELECT whose.id FROM public.retention_said_of_class(of_class) AS whose(id) WHERE of_class <> ''
    )
    SELECT p.id FROM public.people_person p
    WHERE ((of_class = '' AND of_writer IS NULL AND (of_team IS NOT NULL OR (from_day IS NULL AND to_day IS NULL)))
        OR EXISTS (
            SELECT FROM public.records_entry e
            WHERE e.person_id = p.id
                AND (of_class = '' OR e.type_key = ANY(of_types) OR p.id IN (SELECT said.id FROM said))
                AND (of_writer IS NULL OR of_writer IN (e.author_id, e.information_provider_id))
                AND (from_day IS NULL OR e.event_at >= from_day::timestamp AT TIME ZONE 'Europe/London')
                AND (to_day IS NULL OR e.event_at < (to_day + 1)::timestamp AT TIME ZONE 'Europe/London'))
        OR (of_class <> '' AND of_writer IS NULL AND from_day IS NULL AND to_day IS NULL AND (
            p.id IN (SELECT said.id FROM said) OR EXISTS (
                SELECT FROM public.people_personrole r
                WHERE r.person_id = p.id AND r.retention = of_class AND NOT r.is_mistake)))
        OR (of_class <> '' AND EXISTS (
            SELECT FROM public.disclosure_subjectrequest r
            JOIN public.retention_says() s
                ON s.class = of_class AND s.what = 'request' AND r.kind = ANY(s.answers)
            WHERE r.person_id = p.id
                AND (of_writer IS NULL OR of_writer = r.received_by_id OR EXISTS (
                    SELECT FROM public.disclosure_requeststep t
                    WHERE t.request_id = r.id AND t.added_by_id = of_writer))
                AND (from_day IS NULL OR r.received_on >= from_day)
                AND (to_day IS NULL OR r.received_on <= to_day))))
    AND (of_team IS NULL OR EXISTS (
            SELECT FROM public.people_involvement i
            WHERE i.person_id = p.id AND i.team_id = of_team
                AND (to_day IS NULL OR i.opened_at < (to_day + 1)::timestamp AT TIME ZONE 'Europe/London')
                AND (from_day IS NULL OR coalesce(i.closed_on, from_day) >= from_day))
        OR EXISTS (
            SELECT FROM public.people_allocation a
            WHERE a.person_id = p.id AND a.team_id = of_team
                AND (to_day IS NULL OR a.starts_on <= to_day)
                AND (from_day IS NULL OR coalesce(a.ends_on, from_day) >= from_day)))
    AND (of_organisation = '' OR EXISTS (
            SELECT FROM public.people_contact c
            WHERE c.person_id = p.id AND lower(c.organisation) = lower(of_organisation)))
$$;
"""
_WHOM_BEFORE = import_module("retention.migrations.0004_hold_many_records").WHOM.split(
    "CREATE FUNCTION retention_holds_on", 1
)[0]
NOT_SAYS = """
DROP FUNCTION retention_said_of_class(text);
DROP FUNCTION retention_says();
"""

# Nothing of a record is destroyed while somebody waits for an answer about it, but for what a request
# to erase asks for. Of a destruction that is done again, those of before were answered since.
_BEFORE = import_module("retention.migrations.0014_destroy_what_was_searched_for").DESTROY
_HELD = """\
        RAISE EXCEPTION 'A hold stands on the record' USING ERRCODE = 'insufficient_privilege';
    END IF;
"""
_ASKED = """\
    -- Whoever opens one again waits.
    PERFORM FROM public.disclosure_subjectrequest r WHERE r.person_id = ANY(persons) FOR UPDATE;
    IF EXISTS (
        SELECT FROM public.disclosure_subjectrequest r
        WHERE r.person_id = ANY(persons) AND NOT (plan.ground = 'ERASURE' AND r.kind = 'ERASE')
            AND coalesce((
                SELECT s.kind FROM public.disclosure_requeststep s
                WHERE s.request_id = r.id AND s.kind IN (
                    'SEND', 'ANSWER', 'CLOSE', 'REPLY', 'REPLYDATA', 'DROPPED', 'PASSEDON', 'REOPEN')
                ORDER BY s.added_at DESC, s.id DESC LIMIT 1), 'REOPEN') = 'REOPEN'
            AND NOT EXISTS (
                SELECT FROM public.retention_certificate c
                WHERE c.plan = plan.key AND c.destroyed_at > r.registered_at)
    ) THEN
        RAISE EXCEPTION 'A request or a complaint waits for an answer'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
"""
assert _BEFORE.count(_HELD) == 1
DESTROY = _BEFORE.replace(_HELD, _HELD + _ASKED)


class Migration(migrations.Migration):
    """Hold by what a class means, and destroy nothing while an answer is waited for."""

    dependencies = [
        ("disclosure", "0027_name_any_number_of_pages"),
        ("people", "0035_decide_about_a_declaration"),
        ("records", "0029_what_was_removed_and_destroyed"),
        ("retention", "0014_destroy_what_was_searched_for"),
    ]
    operations = [
        migrations.RunSQL(
            SAYS + WHOM,
            _WHOM_BEFORE.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION") + NOT_SAYS,
        ),
        migrations.RunSQL(DESTROY, _BEFORE),
    ]
