"""A small log with events, words, field changes and seals, for what reads and what attacks it."""

from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
from django.db import connections

from audit import log, sealing, verify_log
from audit.verify_log import Report, Seal
from tests.accounts.factories import make_staff
from tests.people.factories import make_person


@dataclass
class Outside:
    """What does not stand in the database: the folder of keys and checkpoints."""

    folder: Path

    @property
    def keys(self):
        return verify_log.keys_in(self.folder)

    @property
    def checkpoints(self) -> list[Seal]:
        return verify_log.checkpoints_in(self.folder / "checkpoints.txt")


def seal_apart(settings, folder: Path) -> Outside:
    """Let seals be signed by a key in ``folder``, and be copied there."""
    settings.SEAL_KEY, settings.SEAL_FOLDER = str(folder / "seal.key"), str(folder)
    return Outside(folder)


def write_a_log(*, seals: int = 3, events: int = 8) -> None:
    """Write events, some of them with words, change somebody's team, and seal now and then."""
    user, person = make_staff(), make_person()
    for turn in range(seals):
        for number in range(events):
            detail = {"words": f"words {turn} {number}"} if number % 3 == 0 else None
            log.record("people.about_opened", by=user, about=person, detail=detail)
        user.job_title = f"Social worker {turn}"
        user.save()
        assert sealing.seal_all() == 1


@contextmanager
def as_owner():
    """Be the owner of the tables, with every guard taken off; nothing is kept."""
    given = connections["owner"].settings_dict
    with psycopg.connect(
        host=given["HOST"] or None,
        port=given["PORT"] or None,
        user=given["USER"],
        password=given["PASSWORD"],
        dbname=given["NAME"],
    ) as connection:
        for (name,) in connection.execute(
            "SELECT inhrelid::regclass::text FROM pg_inherits"
            " WHERE inhparent = 'audit_event'::regclass"
        ).fetchall():
            connection.execute(f"ALTER TABLE {name} DISABLE TRIGGER ALL")
        for name in ("audit_event", "audit_seal", "audit_changeleaf"):
            connection.execute(f"ALTER TABLE {name} DISABLE TRIGGER USER")
        yield connection
        connection.rollback()


def look(connection, outside: Outside, *, checkpoints: bool = True) -> Report:
    """Check the log as that connection sees it."""
    return verify_log.check_connection(
        connection, outside.keys, outside.checkpoints if checkpoints else None
    )
