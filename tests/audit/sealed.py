"""A small log with events, words, field changes and seals, for what reads and what attacks it."""

from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
from django.db import connections
from psycopg.types.json import JsonbLoader
from psycopg.types.string import TextLoader

import clock
from audit import log, models, sealing, verify_log
from audit.verify_log import Report, Seal
from tests.accounts.factories import make_staff
from tests.people.factories import make_person

GUARDED = (
    "audit_event",
    "audit_seal",
    "audit_changeleaf",
    "records_entry",
    "records_entryversion",
    "records_statement",
)


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


def make_restored_seal(*, number: int = 9) -> models.Seal:
    """A seal before which a backup was put back. Nothing signed it, and nothing is in it."""
    empty = verify_log.Tree().root.hex()
    lines = [
        verify_log.FORMAT,
        f"seal: {number}",
        "sealed: 2026-11-02T09:00:00.000000Z",
        f"events-root: {empty}",
        "whole-to: 0",
        f"changes-root: {empty}",
        f"before: {number - 3} {verify_log.NOTHING}",
        "restored: the database was put back to the seal before",
        "key: none",
    ]
    return models.Seal.objects.create(
        number=number,
        sealed_at=clock.now(),
        body="\n".join(lines) + "\n",
        signature=b"",
        last_event=0,
        last_change=0,
        seen_events=0,
        seen_changes=0,
        next_transaction=0,
        whole_to_event=0,
        whole_to_change=0,
    )


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
        for name in GUARDED:
            connection.execute(f"ALTER TABLE {name} DISABLE TRIGGER USER")
        yield connection
        connection.rollback()


@contextmanager
def as_the_test_sees_it():
    """The connection of the test, with what it has not committed, that reads JSON as psycopg does.

    Django has it read none, and does so itself.
    """
    connection = connections["default"].connection
    connection.adapters.register_loader("jsonb", JsonbLoader)
    try:
        yield connection
    finally:
        connection.adapters.register_loader("jsonb", TextLoader)


def look(
    connection, outside: Outside, *, checkpoints: bool = True, signed_texts: bool = True
) -> Report:
    """Check the log as that connection sees it.

    Without ``signed_texts``, not those: some factories put entries in that nobody signed.
    """
    report = verify_log.check_connection(
        connection, outside.keys, outside.checkpoints if checkpoints else None
    )
    if not signed_texts:
        report.wrong = [each for each in report.wrong if not each.startswith("version ")]
    return report
