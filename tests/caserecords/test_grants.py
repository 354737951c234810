"""What each role may do in the database as it stands equals a file that somebody agreed to (A-9).

``grants.toml`` says what ought to be; this is what PostgreSQL says is. After a change that is
meant, run this file with CASERECORDS_WRITE_GRANTS=1: it writes ``grants.txt`` anew, and the
reviewer reads what differs.
"""

import os
from pathlib import Path

import pytest
from django.db import connection, connections

from caserecords.database_roles import ROLES

GOLDEN = Path(__file__).with_name("grants.txt")
_ROLES = """
SELECT format('role %%s:%%s', r.rolname, concat(
    CASE WHEN r.rolsuper THEN ' superuser' END, CASE WHEN r.rolcreatedb THEN ' createdb' END,
    CASE WHEN r.rolcreaterole THEN ' createrole' END,
    CASE WHEN r.rolreplication THEN ' replication' END,
    CASE WHEN r.rolbypassrls THEN ' bypassrls' END,
    (SELECT string_agg(' member of ' || g.rolname, '' ORDER BY g.rolname)
       FROM pg_auth_members m JOIN pg_roles g ON g.oid = m.roleid WHERE m.member = r.oid)))
FROM pg_roles r WHERE r.rolname = ANY(%(roles)s)
"""
_SCHEMA = """
SELECT format('schema %%s: %%s %%s', n.nspname, coalesce(r.rolname, 'public'),
    string_agg(a.privilege_type, ' ' ORDER BY a.privilege_type))
FROM pg_namespace n CROSS JOIN aclexplode(coalesce(n.nspacl, acldefault('n', n.nspowner))) a
LEFT JOIN pg_roles r ON r.oid = a.grantee
WHERE n.nspname = 'public' AND (a.grantee = 0 OR r.rolname = ANY(%(roles)s))
GROUP BY n.nspname, r.rolname
"""
_TABLES = """
SELECT format('%%s %%s: %%s %%s', CASE c.relkind WHEN 'S' THEN 'sequence' ELSE 'table' END,
    c.relname, coalesce(r.rolname, 'public'),
    string_agg(a.privilege_type, ' ' ORDER BY a.privilege_type))
FROM pg_class c CROSS JOIN aclexplode(c.relacl) a LEFT JOIN pg_roles r ON r.oid = a.grantee
WHERE c.relnamespace = 'public'::regnamespace AND NOT c.relispartition
  AND (a.grantee = 0 OR (r.rolname = ANY(%(roles)s)))
GROUP BY c.relkind, c.relname, r.rolname
"""
_COLUMNS = """
SELECT format('column %%s.%%s: %%s %%s', c.relname, f.attname, coalesce(r.rolname, 'PUBLIC'),
    a.privilege_type)
FROM pg_attribute f JOIN pg_class c ON c.oid = f.attrelid CROSS JOIN aclexplode(f.attacl) a
LEFT JOIN pg_roles r ON r.oid = a.grantee
WHERE c.relnamespace = 'public'::regnamespace AND (a.grantee = 0 OR r.rolname = ANY(%(roles)s))
"""
_FUNCTIONS = """
SELECT format('function %%s%%s: %%s may call', p.oid::regprocedure,
    CASE WHEN p.prosecdef THEN ' with its owner''s rights' END,
    string_agg(coalesce(r.rolname, 'public'), ', ' ORDER BY r.rolname))
FROM pg_proc p CROSS JOIN aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a
LEFT JOIN pg_roles r ON r.oid = a.grantee
WHERE p.pronamespace = 'public'::regnamespace AND p.prosecdef
  AND (a.grantee = 0 OR r.rolname = ANY(%(roles)s))
GROUP BY p.oid
"""
_WALLS = """
SELECT format('wall around %%s: %%s', tablename, array_to_string(roles, ', '))
FROM pg_policies p JOIN pg_class c ON c.relname = p.tablename
WHERE policyname = 'wall' AND c.relrowsecurity AND roles && %(roles)s::name[]
"""


def the_grants() -> list[str]:
    """Return what every role but the owner may do, a sentence a line."""
    found: list[str] = []
    with connection.cursor() as cursor:
        for query in (_ROLES, _SCHEMA, _TABLES, _COLUMNS, _FUNCTIONS, _WALLS):
            cursor.execute(query, {"roles": list(ROLES)})
            found += sorted(line for (line,) in cursor.fetchall())
    return [line.replace("caserecords_", "") for line in found]


@pytest.mark.django_db
def test_the_grants_are_those_that_were_agreed():
    found = the_grants()
    if os.environ.get("CASERECORDS_WRITE_GRANTS") == "1":
        GOLDEN.write_text("\n".join(found) + "\n")

    assert found == GOLDEN.read_text().splitlines(), "run this file with CASERECORDS_WRITE_GRANTS=1"


@pytest.mark.django_db
def test_no_role_may_step_around_what_it_is_granted():
    roles = [line for line in the_grants() if line.startswith("role ")]

    assert roles == [f"role {name.removeprefix('caserecords_')}:" for name in sorted(ROLES)]


def test_the_snapshot_would_show_one_right_more(database_of_its_own):
    before = the_grants()
    with connections["owner"].cursor() as cursor:
        cursor.execute("GRANT UPDATE (values) ON records_entryversion TO caserecords_app")
        cursor.execute("GRANT SELECT (values) ON records_entryversion TO caserecords_report")
        cursor.execute("GRANT DELETE ON records_entry TO PUBLIC")

    assert sorted(set(the_grants()) - set(before)) == [
        "column records_entryversion.values: app UPDATE",
        "column records_entryversion.values: report SELECT",
        "table records_entry: public DELETE",
    ]
