"""Give the database roles exactly what ``grants.toml`` says, and take away everything else.

Around each table about a person stands a wall: the application's role sees none of its rows, and
adds none, until the connection says for whom it works (``audit.wall``).
"""

import tomllib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg import sql

GRANTS_FILE = Path(__file__).with_name("grants.toml")

APPLICATION = "caserecords_app"
RETENTION = "caserecords_retention"
REPORT = "caserecords_report"
BACKUP = "caserecords_backup"
ROLES = (APPLICATION, RETENTION, REPORT, BACKUP)

# The tables from which foreign keys lead to a person, and that table itself.
_ABOUT_A_PERSON = """
WITH RECURSIVE about AS (
    SELECT 'people_person'::regclass::oid AS id
    UNION
    SELECT f.conrelid FROM pg_constraint f JOIN about a ON f.confrelid = a.id
    WHERE f.contype = 'f'
)
SELECT c.relname FROM about a JOIN pg_class c ON c.oid = a.id WHERE c.relkind = 'r'
"""
_WALLS = "SELECT tablename FROM pg_policies WHERE schemaname = 'public' AND policyname = 'wall'"
_SOMEBODY_IS_NAMED = "nullif(current_setting('caserecords.user', true), '') IS NOT NULL"


class UnknownNames(Exception):
    """``grants.toml`` and the database do not speak of the same things."""


@dataclass(frozen=True)
class Grants:
    """What ``grants.toml`` says."""

    append_only: list[str] = field(default_factory=list)
    never_deleted: list[str] = field(default_factory=list)
    read_only: list[str] = field(default_factory=list)
    closed: list[str] = field(default_factory=list)
    retention_may_delete: list[str] = field(default_factory=list)
    report_may_read: dict[str, list[str]] = field(default_factory=dict)
    definer_functions: dict[str, list[str]] = field(default_factory=dict)
    with_wall: list[str] = field(default_factory=list)
    without_wall: dict[str, str] = field(default_factory=dict)

    @classmethod
    def from_file(cls, path: Path = GRANTS_FILE) -> Self:
        """Read the file. Raises ``TypeError`` for a heading that it does not know."""
        return cls(**tomllib.loads(path.read_text()))

    def for_application(self, table: str) -> list[str]:
        """Return what the application role may do with a table's rows."""
        if table in self.closed:
            return []
        if table in self.read_only:
            return ["SELECT"]
        if table in self.append_only:
            return ["SELECT", "INSERT"]
        if table in self.never_deleted:
            return ["SELECT", "INSERT", "UPDATE"]
        return ["SELECT", "INSERT", "UPDATE", "DELETE"]


def apply(connection: BaseDatabaseWrapper, grants: Grants) -> None:
    """Set the rights of every role on every table, sequence and function of the owner's.

    ``connection`` belongs to the owner. Either everything is set or nothing is.

    Raises ``UnknownNames`` when the file names what the database lacks, or when the database has a
    function with its owner's rights that the file does not name.
    """
    with connection.cursor() as cursor:
        tables = _column(
            cursor,
            "SELECT c.relname FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace"
            " AND c.relkind IN ('r', 'p', 'v', 'm') AND c.relowner = current_user::regrole"
            " AND NOT c.relispartition",
        )
        partitions = _column(
            cursor,
            "SELECT c.relname FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace"
            " AND c.relispartition AND c.relkind = 'r' AND c.relowner = current_user::regrole",
        )
        definers = _column(
            cursor,
            "SELECT p.proname FROM pg_proc p WHERE p.pronamespace = 'public'::regnamespace"
            " AND p.prosecdef AND p.proowner = current_user::regrole"
            " AND p.prorettype <> 'trigger'::regtype",
        )
        about_a_person = _column(cursor, _ABOUT_A_PERSON)
        walled = (about_a_person | {*grants.with_wall}) - {*grants.without_wall}
        standing = _column(cursor, _WALLS)
    _check_names(grants, tables=tables, definers=definers)

    with connection.cursor() as cursor:
        for statement in (
            *_statements(grants, tables),
            *_on_partitions(partitions),
            *_walls(built=walled - standing, taken_down=standing - walled),
        ):
            cursor.execute(statement)
        _grant_functions(cursor, grants)
        _grant_sequences(cursor, grants)


def _column(cursor, query: str) -> set[str]:
    cursor.execute(query)
    return {row[0] for row in cursor.fetchall()}


def _check_names(grants: Grants, *, tables: set[str], definers: set[str]) -> None:
    kinds = [grants.append_only, grants.never_deleted, grants.read_only, grants.closed]
    times_named = Counter(name for kind in kinds for name in set(kind))
    named = {*times_named, *grants.retention_may_delete, *grants.report_may_read}
    named |= {*grants.with_wall, *grants.without_wall}
    complaints = [
        f"grants.toml names the table {name}, which the database does not have."
        for name in sorted(named - tables)
    ]
    complaints += [
        f"grants.toml names the function {name}, which the database does not have."
        for name in sorted(set(grants.definer_functions) - definers)
    ]
    complaints += [
        f"The function {name} runs with its owner's rights; say in grants.toml who may call it."
        for name in sorted(definers - set(grants.definer_functions))
    ]
    complaints += [
        f"grants.toml says more than one thing about the table {name}."
        for name, times in sorted(times_named.items())
        if times > 1
    ]
    if complaints:
        raise UnknownNames("\n".join(complaints))


def _statements(grants: Grants, tables: Iterable[str]) -> Iterable[sql.Composed]:
    for role in map(sql.Identifier, ROLES):
        yield sql.SQL("REVOKE ALL ON SCHEMA public FROM {}").format(role)
        yield sql.SQL("GRANT USAGE ON SCHEMA public TO {}").format(role)
    for name in sorted(tables):
        table = sql.Identifier("public", name)
        for role in map(sql.Identifier, (*ROLES, "public")):
            yield sql.SQL("REVOKE ALL ON {} FROM {}").format(
                table, sql.SQL("PUBLIC") if role == sql.Identifier("public") else role
            )
        if rights := grants.for_application(name):
            yield _grant(rights, table, APPLICATION)
        yield _grant(["SELECT"], table, BACKUP)
        if name in grants.retention_may_delete:
            yield _grant(["SELECT", "DELETE"], table, RETENTION)
        if columns := grants.report_may_read.get(name):
            yield sql.SQL("GRANT SELECT ({}) ON {} TO {}").format(
                sql.SQL(", ").join(map(sql.Identifier, columns)), table, sql.Identifier(REPORT)
            )


def _on_partitions(names: Iterable[str]) -> Iterable[sql.Composed]:
    """A partition is reached through its table, whose rights hold; only a backup reads it alone."""
    for name in sorted(names):
        table = sql.Identifier("public", name)
        yield sql.SQL("REVOKE ALL ON {} FROM PUBLIC").format(table)
        for role in map(sql.Identifier, ROLES):
            yield sql.SQL("REVOKE ALL ON {} FROM {}").format(table, role)
        yield _grant(["SELECT"], table, BACKUP)


def _walls(*, built: Iterable[str], taken_down: Iterable[str]) -> Iterable[sql.Composed]:
    """Who counts and who saves asks for nobody, and sees what they were granted."""
    others = sql.SQL(", ").join(map(sql.Identifier, (RETENTION, REPORT, BACKUP)))
    for name in sorted(built):
        table = sql.Identifier("public", name)
        yield sql.SQL("CREATE POLICY wall ON {} TO {} USING ({})").format(
            table, sql.Identifier(APPLICATION), sql.SQL(_SOMEBODY_IS_NAMED)
        )
        yield sql.SQL("CREATE POLICY others ON {} TO {} USING (true)").format(table, others)
        yield sql.SQL("ALTER TABLE {} ENABLE ROW LEVEL SECURITY").format(table)
    for name in sorted(taken_down):
        table = sql.Identifier("public", name)
        yield sql.SQL("ALTER TABLE {} DISABLE ROW LEVEL SECURITY").format(table)
        for policy in map(sql.Identifier, ("wall", "others")):
            yield sql.SQL("DROP POLICY {} ON {}").format(policy, table)


def _grant(rights: list[str], table: sql.Identifier, role: str) -> sql.Composed:
    return sql.SQL("GRANT {} ON {} TO {}").format(
        sql.SQL(", ").join(map(sql.SQL, rights)), table, sql.Identifier(role)
    )


def _grant_functions(cursor, grants: Grants) -> None:
    """Let a function with its caller's rights be called; one with its owner's only by name."""
    cursor.execute(
        "SELECT p.oid::regprocedure::text, p.proname, p.prosecdef FROM pg_proc p"
        " WHERE p.pronamespace = 'public'::regnamespace AND p.proowner = current_user::regrole"
        " AND p.prokind IN ('f', 'w')"
    )
    for signature, name, has_owners_rights in cursor.fetchall():
        function = sql.SQL(signature)
        cursor.execute(sql.SQL("REVOKE ALL ON FUNCTION {} FROM PUBLIC").format(function))
        for role in ROLES:
            cursor.execute(
                sql.SQL("REVOKE ALL ON FUNCTION {} FROM {}").format(function, sql.Identifier(role))
            )
        callers = (
            grants.definer_functions.get(name, [])
            if has_owners_rights
            else [APPLICATION, RETENTION]
        )
        for role in callers:
            cursor.execute(
                sql.SQL("GRANT EXECUTE ON FUNCTION {} TO {}").format(function, sql.Identifier(role))
            )


def _grant_sequences(cursor, grants: Grants) -> None:
    """Whoever may add a row may take the next number; nobody may set it back."""
    cursor.execute(
        "SELECT s.relname, t.relname FROM pg_class s"
        " JOIN pg_depend d ON d.objid = s.oid AND d.deptype IN ('a', 'i')"
        "  AND d.refclassid = 'pg_class'::regclass AND d.classid = 'pg_class'::regclass"
        " JOIN pg_class t ON t.oid = d.refobjid"
        " WHERE s.relkind = 'S' AND s.relnamespace = 'public'::regnamespace"
        "  AND s.relowner = current_user::regrole"
    )
    for name, table in cursor.fetchall():
        sequence = sql.Identifier("public", name)
        for role in map(sql.Identifier, ROLES):
            cursor.execute(sql.SQL("REVOKE ALL ON SEQUENCE {} FROM {}").format(sequence, role))
        cursor.execute(
            sql.SQL("GRANT SELECT ON SEQUENCE {} TO {}").format(sequence, sql.Identifier(BACKUP))
        )
        if "INSERT" in grants.for_application(table):
            cursor.execute(
                sql.SQL("GRANT USAGE ON SEQUENCE {} TO {}").format(
                    sequence, sql.Identifier(APPLICATION)
                )
            )
