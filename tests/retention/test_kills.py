"""A destruction that is killed leaves a record, or a part, whole or gone, and is finished."""

import json
import os
import random
import signal
import sys
import time
from pathlib import Path
from typing import ClassVar

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection, connections

import clock
from accounts.models import User
from audit import sealing
from people.models import Person
from records.files import pictures_kept, stored
from records.models import Attachment, Entry
from retention import certificates, destroying, reach
from retention.models import Certificate, Destruction
from tests import assurance
from tests.audit.sealed import as_owner, look
from tests.disclosure.factories import make_export, make_officer
from tests.journeys.site import CHECKOUT
from tests.people.factories import make_person, make_worker_of
from tests.records.factories import make_entry
from tests.retention.test_destroying import agreed, old_record, outside_for_real
from tests.retention.test_parts import taken_off

__all__ = ["outside_for_real"]
PATIENCE = 60  # seconds: the machine may be busy with much else
# Where the steps of a destruction stand. Each line is one, and another when it comes there again:
# it begins with what one that was cut off left, and ends with what it left.
STEPS_OF = tuple(
    str(CHECKOUT / name)
    for name in (
        "retention/destroying.py",
        "retention/certificates.py",
        "retention/parts.py",
        "records/files/stored.py",
    )
)
Step = tuple[str, int, int]  # a file, a line, and whether it comes there for the first time


class Record:
    """Somebody whose record is to be destroyed, with a file, its pictures and a copy."""

    left_when_gone: ClassVar = {"people_person": 1}
    goes = "a record with a file, pictures of its pages and a copy"
    stays = "the person was"

    def __init__(self, officers):
        self.person = old_record()
        make_attachment(Entry.objects.get(person=self.person), officers[0])
        self.files = self.stored()
        self.plan = agreed(self.person, proposed_by=officers[0], answered_by=officers[1])

    def stored(self, **given) -> tuple[str, str, str]:
        """Store the picture of a page and a copy; return under which names, and the file's."""
        attachment = Attachment.objects.get(person=self.person)
        picture = f"{pictures_kept.folder_of(attachment)}/1-800"
        default_storage.save(picture, ContentFile(b"picture"))
        copy = stored.store(b"c", folder="copies")
        make_export(self.person, state="READY", stored_as=copy, sha256="0" * 64, **given)
        return attachment.stored_as, picture, copy

    def left(self) -> dict[str, int]:
        """Return how many rows hang on it, by table."""
        return hangs_on(self.person)

    def is_gone(self) -> bool:
        """Say whether what is to be gone is, and the rest is not."""
        return not Person.objects.filter(pk=self.person.pk).exists()

    def stands_as(self) -> str:
        """Say whether all of it is there or nothing of it, as far as the database goes."""
        plan = Destruction.objects.get(pk=self.plan.pk)
        proofs = Certificate.objects.filter(plan=plan.key).count()
        left = self.left()
        if (plan.state, proofs) == ("AGREED", 0) and left == self.plan.reaches:
            assert all(default_storage.exists(name) for name in self.files)
            return "there"
        if (plan.state, proofs) == ("DONE", 1) and left == self.left_when_gone:
            assert self.is_gone()
            return "gone"
        return f"half: {plan.state}, {proofs} certificates, {left}"


class Part(Record):
    """An entry that was taken off a record of which the rest is kept, with the same beside it."""

    left_when_gone: ClassVar = {"records_entry": 1}
    goes = "one entry that was taken off a record, with a file, pictures of its pages and a copy"
    stays = "the rest was there, and the entry"

    def __init__(self, officers):
        self.person = make_person()
        self.rest = make_entry(person=self.person, by=make_worker_of(self.person))
        self.removal = taken_off(self.person)
        begun = clock.add_hours(self.removal.answered_at, -1)
        self.files = self.stored(asked_at=begun)
        self.plan = agreed(
            self.person,
            removal=self.removal,
            ground="ERASURE",
            reaches=self.left(),
            proposed_by=officers[0],
            answered_by=officers[1],
        )

    def left(self) -> dict[str, int]:
        return reach.reached(self.person, self.removal)

    def is_gone(self) -> bool:
        self.removal.refresh_from_db()
        return self.removal.destroyed_at is not None and self.rest.versions.count() == 1


def make_attachment(entry: Entry, by: User) -> None:
    """A file of an entry, as it was stored."""
    Attachment.objects.create(
        person=entry.person,
        entry=entry,
        field="letter",
        title="A letter",
        filename="letter.pdf",
        media_type="application/pdf",
        size=5,
        sha256=f"{entry.person.pk:064}",
        stored_as=stored.store(b"page", folder="attachments"),
        added_by=by,
        added_at=clock.now(),
    )


def hangs_on(person: Person) -> dict[str, int]:
    """Return how many rows hang on a person, by table, whether their own row is there or not."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT retention_reach(%s, %s, %s::jsonb)::text",
            [[person.pk], [person.key], json.dumps(reach.rules())],
        )
        return {table: len(rows) for table, rows in json.loads(cursor.fetchone()[0]).items()}


def in_another_process(*, dies_at: Step | None = None, dies_after: float | None = None):
    """Do what is due in a process of its own that is killed at a step, or after some seconds.

    Return the steps that it went through, where it is not to be killed, and whether it was.
    """
    connections.close_all()
    reads, writes = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reads)
        _work(writes, dies_at, watches=dies_after is None)
    os.close(writes)
    if dies_after is not None:
        time.sleep(dies_after)
        os.kill(child, signal.SIGKILL)
    with os.fdopen(reads) as said:
        seen = said.read()
    _, status = os.waitpid(child, 0)
    was_killed = os.WIFSIGNALED(status)
    assert was_killed or os.WEXITSTATUS(status) == 0
    wait_until_alone()
    return [tuple(step) for step in json.loads(seen or "[]")], was_killed


def _work(writes: int, dies_at: Step | None, *, watches: bool) -> None:
    """Be the process: nothing that this one inherited is tidied up, however it ends."""
    seen: dict[Step, None] = {}

    def watch(frame, event, _):
        if frame.f_code.co_filename not in STEPS_OF:
            return None
        line = (Path(frame.f_code.co_filename).name, frame.f_lineno)
        step = (*line, 2 if (*line, 1) in seen else 1)
        if event == "line" and step not in seen:
            seen[step] = None
            if step == dies_at:
                os.kill(os.getpid(), signal.SIGKILL)
        return watch

    code = 1
    try:
        sys.settrace(watch if watches else None)
        destroying.do_what_is_due()
        sys.settrace(None)
        os.write(writes, json.dumps(list(seen)).encode())
        code = 0
    finally:
        os._exit(code)


def wait_until_alone() -> None:
    """Wait until the database has noticed that whoever was killed is gone."""
    end = time.monotonic() + PATIENCE
    with connection.cursor() as cursor:
        while True:
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
            if cursor.fetchone() == (0,):
                return
            assert time.monotonic() < end, "the database still works for a process that is gone"
            time.sleep(0.02)


@pytest.mark.parametrize("kills", [6, pytest.param(200, marks=pytest.mark.assurance)])
@pytest.mark.parametrize("kind", [Record, Part])
def test_a_destruction_that_is_killed_is_whole_or_not_done_and_then_finished(
    outside_for_real, kind, kills
):
    chance = random.Random(7)
    officers = [make_officer(name="Helen Marsh"), make_officer(name="Owen Castell")]
    bystander = Record(officers)
    Destruction.objects.filter(pk=bystander.plan.pk).update(state="WITHDRAWN")
    there = hangs_on(bystander.person)
    for _ in range(2):  # the second finds a journal, as all after it do
        kind(officers)
        begun = time.monotonic()
        steps, _ = in_another_process()
        lasts = time.monotonic() - begun
    at_steps = min(len(steps), kills * 9 // 10)
    moments = [steps[number * (len(steps) - 1) // (at_steps - 1)] for number in range(at_steps)]
    killed, missed, found = 0, 0, {"there": 0, "gone": 0}
    while killed < kills:
        record = kind(officers)
        if killed < at_steps:
            _, was_killed = in_another_process(dies_at=moments[killed])
            assert was_killed, f"{moments[killed]} is no step any more"
        else:
            _, was_killed = in_another_process(dies_after=chance.uniform(0, lasts))
        outcome = record.stands_as()
        assert outcome in found, outcome
        if was_killed:
            killed += 1
            found[outcome] += 1
        else:
            missed += 1

        destroying.do_what_is_due()

        assert record.stands_as() == "gone"
        assert not any(default_storage.exists(name) for name in record.files)
        assert [line.plan for line in certificates.journal()].count(record.plan.key) == 1
    assert not Destruction.objects.exclude(files=[]).exists()
    numbers = list(Certificate.objects.order_by("number").values_list("number", flat=True))
    assert numbers == list(range(1, killed + missed + 3))
    assert [line.said["certificate"] for line in certificates.journal()] == numbers
    assert hangs_on(bystander.person) == there
    assert all(default_storage.exists(name) for name in bystander.files)
    sealing.seal_all()
    with as_owner() as database:
        assert look(database, outside_for_real, signed_texts=False).wrong == []
    assert (found["there"] > 0, found["gone"] > 0) == (True, True)
    assurance.write(
        "destructions-killed" if kind is Record else "parts-killed",
        f"Destructions of a {kind.__name__.lower()} that are killed: a run of the campaign",
        [
            f"A process of its own did what was due: it destroyed {kind.goes}.",
            f"It was killed {killed} times: {at_steps} times at one of the",
            f"{len(steps)} steps of a destruction, and {killed - at_steps} times at a",
            f"moment drawn by lot, also while the database was at work. After each {kind.stays}",
            "wholly there, with every file and no certificate, or wholly gone, with one. What came",
            "next then finished it: nothing of the record and no file was left, one certificate",
            "stood in the database and one in the journal outside, their numbers without a gap.",
            "The record beside it lost nothing, and the verifier of the log found nothing wrong.",
            "",
            "| Kills | Wholly there | Wholly gone | Half | Certificates missing or twice |",
            "|---|---|---|---|---|",
            f"| {killed} | {found['there']} | {found['gone']} | 0 | 0 |",
        ],
    )
