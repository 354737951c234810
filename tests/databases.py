"""Databases for tests: one template for each state of the schema, quick copies of it for each run.

The owner's role makes them. Tests connect as the application's role, because a test of what the
database refuses proves nothing when it runs as the owner.
"""

import contextlib
import hashlib
import os
import re
import secrets
import time
from collections.abc import Callable, Iterator
from importlib.metadata import distributions
from pathlib import Path

import psycopg
from django.core.management import call_command
from django.db import connections
from psycopg import sql

CHECKOUT = Path(__file__).resolve().parent.parent
TEMPLATE_LOCK = 7_301_944
KEPT_LOCK = 7_301_946


def make_database(name: str, template: str | None = None) -> str:
    """Make a database, as a copy of ``template`` if one is given, and return its name.

    One of that name is replaced. Nobody may be connected to the template meanwhile.
    """
    with _as_owner() as connection:
        _drop(connection, name)
        connection.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(
                sql.Identifier(name), sql.Identifier(template or "template1")
            )
        )
        # A test's data need not outlast a power cut.
        connection.execute(
            sql.SQL("ALTER DATABASE {} SET synchronous_commit = off").format(sql.Identifier(name))
        )
    return name


def drop_database(name: str) -> None:
    """Remove a database, ending whatever is still connected to it."""
    with _as_owner() as connection:
        _drop(connection, name)


def fresh_name() -> str:
    """Return a name that no other test run has. It says which process will remove it."""
    return f"caserecords_test_{os.getpid()}_{secrets.token_hex(3)}"


def fresh_database(name: str | None = None) -> str:
    """Make an empty database with every migration and grant, and return its name."""
    with _template() as template:
        return make_database(name or fresh_name(), template=template)


@contextlib.contextmanager
def _template() -> Iterator[str]:
    """Have a template for the schema as it now is, and let no other run remove it meanwhile."""
    name = f"caserecords_template_{_digest_of_the_schema()}"
    with _as_owner() as connection:
        connection.execute("SELECT pg_advisory_lock(%s)", [TEMPLATE_LOCK])
        _drop_what_dead_runs_left(connection, keeping=name)
        if name not in _names(connection):
            unfinished = make_database(f"caserecords_unfinished_{os.getpid()}")
            with connected_to(unfinished):
                call_command("migrate", database="owner", verbosity=0, interactive=False)
                call_command("database_roles", verbosity=0)
            connection.execute(
                sql.SQL("ALTER DATABASE {} RENAME TO {}").format(
                    sql.Identifier(unfinished), sql.Identifier(name)
                )
            )
        yield name


def copy_of_kept(family: str, digest: str, fill: Callable[[], None]) -> str:
    """Copy a database that ``fill`` filled, and return the copy's name.

    It is filled once for each ``digest`` and each state of the schema, and kept for later runs in
    place of the last of its ``family``.
    """
    template = f"caserecords_{family}_{_digest_of_the_schema()}_{digest}"
    with _as_owner() as connection:
        connection.execute("SELECT pg_advisory_lock(%s)", [KEPT_LOCK])
        if template not in _names(connection):
            unfinished = fresh_database(f"caserecords_unfinished_{os.getpid()}_{family}")
            with connected_to(unfinished):
                fill()
            for name in _names(connection):
                if name.startswith(f"caserecords_{family}_"):
                    _drop(connection, name)
            connection.execute(
                sql.SQL("ALTER DATABASE {} RENAME TO {}").format(
                    sql.Identifier(unfinished), sql.Identifier(template)
                )
            )
        return make_database(fresh_name(), template=template)


@contextlib.contextmanager
def connected_to(name: str) -> Iterator[None]:
    """Point both of Django's connections, the application's and the owner's, at a database."""
    before = {alias: connections[alias].settings_dict["NAME"] for alias in ("default", "owner")}
    _point_at(dict.fromkeys(before, name))
    try:
        yield
    finally:
        _point_at(before)


def _point_at(names: dict[str, str]) -> None:
    for alias, name in names.items():
        connections[alias].close()
        connections[alias].settings_dict["NAME"] = name


@contextlib.contextmanager
def _as_owner() -> Iterator[psycopg.Connection]:
    """Connect as the owner, outside any transaction and apart from the tests' own connections."""
    given = connections["owner"].settings_dict
    with psycopg.connect(
        host=given["HOST"] or None,
        port=given["PORT"] or None,
        user=given["USER"],
        password=given["PASSWORD"],
        dbname="postgres",
        autocommit=True,
    ) as connection:
        yield connection


def _names(connection: psycopg.Connection) -> set[str]:
    return {row[0] for row in connection.execute("SELECT datname FROM pg_database")}


def _drop(connection: psycopg.Connection, name: str) -> None:
    """Drop a database. What the server does there by itself may not be ended, and ends soon."""
    command = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
    for wait in (0.5, 1, 2, 4, 8, 0):
        try:
            connection.execute(command)
        except psycopg.errors.InsufficientPrivilege:
            if not wait:
                raise
            time.sleep(wait)
        else:
            return


def _drop_what_dead_runs_left(connection: psycopg.Connection, *, keeping: str) -> None:
    for name in _names(connection):
        made_by = re.fullmatch(r"caserecords_(?:test|unfinished)_(\d+)(?:_\w+)?", name)
        if made_by and not _is_alive(int(made_by[1])):
            _drop(connection, name)
        if name.startswith("caserecords_template_") and name != keeping:
            _drop(connection, name)


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _digest_of_the_schema() -> str:
    """Digest what decides the schema: migrations, models, grants, and the packages installed."""
    digest = hashlib.sha256()
    patterns = ("*/migrations/**/*.py", "*/models.py", "*/models/**/*.py", "caserecords/*.toml")
    files = {
        path
        for pattern in patterns
        for path in CHECKOUT.glob(pattern)
        if not path.is_relative_to(CHECKOUT / "node_modules")
    }
    for path in sorted(files):
        digest.update(str(path.relative_to(CHECKOUT)).encode() + b"\0" + path.read_bytes())
    installed = sorted(f"{found.name} {found.version}" for found in distributions())
    digest.update("\n".join(installed).encode())
    digest.update((CHECKOUT / "caserecords" / "database_roles.py").read_bytes())
    return digest.hexdigest()[:12]
