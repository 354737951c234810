"""A worker that is killed leaves no half of a copy, and the copy is finished all the same."""

import os
import random
import signal
import subprocess
import sys
import time
from hashlib import sha256
from pathlib import Path

import psycopg
import pytest
from django.db import transaction

from disclosure import jobs
from disclosure.models import Export
from records import files
from records.files import parts_kept
from tests import assurance
from tests.disclosure.factories import make_export, make_signed
from tests.journeys.site import CHECKOUT, address
from tests.people.factories import make_person

ENTRIES = 33
PATIENCE = 600  # seconds: the machine may be busy with much else


class Worker:
    """The service's own worker, on one database, that can be killed."""

    def __init__(self, database, folder, scratch):
        self._database = address("owner", database)
        self._surroundings = {
            **os.environ,
            "CASERECORDS_ENV": "test",
            "CASERECORDS_FILES": str(folder),
            "DATABASE_URL": address("default", database),
            "DATABASE_OWNER_URL": self._database,
            "TMPDIR": str(scratch),
        }

    def start(self):
        """Begin; it ends by itself when nothing waits any more."""
        worker = (sys.executable, "manage.py", "procrastinate", "worker", "--one-shot")
        self._program = subprocess.Popen(
            [*worker, "-q", "copies"],
            cwd=CHECKOUT,
            env=self._surroundings,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def kill(self):
        """Kill the worker alone, and wait until the boxes that it had have noticed."""
        below = descendants(self._program.pid)
        self._program.send_signal(signal.SIGKILL)
        self._program.wait()
        end = time.monotonic() + PATIENCE
        while any(is_alive(each) for each in below):
            assert time.monotonic() < end, "a box outlives its worker"
            time.sleep(0.1)

    def is_over(self):
        """Say whether it has ended."""
        return self._program.poll() is not None

    def wait(self):
        """Wait until it has done everything."""
        try:
            self._program.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self.kill()
            raise

    def fall_silent(self):
        """Have what was last heard of it be of long ago, instead of waiting."""
        with psycopg.connect(self._database) as connection:
            connection.execute(
                "UPDATE procrastinate_workers SET last_heartbeat = last_heartbeat - interval '1 h'"
            )


def descendants(process):
    found, below = [], [process]
    while below:
        number = below.pop()
        try:
            for task in Path(f"/proc/{number}/task").iterdir():
                below += [int(each) for each in (task / "children").read_text().split()]
        except (FileNotFoundError, ProcessLookupError):
            continue
        found.append(number)
    return found[1:]


def is_alive(process):
    try:
        return "\nState:\tZ" not in Path(f"/proc/{process}/status").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False


def look_at(folder):
    """Return the files of copies that nobody knows of, and the ready copies that are not whole."""
    known = {each.stored_as: each for each in Export.objects.exclude(stored_as="")}
    stray = [path for path in (folder / "copies").glob("*") if f"copies/{path.name}" not in known]
    broken = [
        name
        for name, export in known.items()
        if export.state == Export.State.READY
        and sha256(files.read(name)).hexdigest() != export.sha256
    ]
    return stray, broken


@pytest.mark.parametrize("kills", [2, pytest.param(50, marks=pytest.mark.assurance)])
def test_a_copy_whose_worker_is_killed_is_whole_in_the_end_or_not_there(
    database_of_its_own, kills, tmp_path, stored_files
):
    chance, scratch = random.Random(7), tmp_path / "scratch"
    scratch.mkdir()
    person = make_person()
    for number in range(ENTRIES):
        make_signed(person, values={"discussion": f"Call number {number}. " * 40})
    worker = Worker(database_of_its_own, stored_files, scratch)
    killed, finished, steps = 0, 0, {}
    while killed < kills:
        parts_kept.forget(person.key)
        with transaction.atomic():
            export = make_export(person)
            jobs.start(export)
        for _ in range(min(3, kills - killed)):
            worker.start()
            end = time.monotonic() + PATIENCE
            while export.state == Export.State.WAITING and not worker.is_over():
                assert time.monotonic() < end, "the worker does not begin"
                time.sleep(0.05)
                export.refresh_from_db()
            time.sleep(chance.uniform(0, 6))
            if worker.is_over():
                break
            worker.kill()
            killed += 1
            export.refresh_from_db()
            steps[export.step or "Ready"] = steps.get(export.step or "Ready", 0) + 1
            assert look_at(stored_files) == ([], [])
            worker.fall_silent()
            jobs.go_on(0)
            export.refresh_from_db()
        worker.start()
        worker.wait()
        export.refresh_from_db()
        assert (export.state, export.failed_because) == (Export.State.READY, "")
        assert look_at(stored_files) == ([], [])
        finished += 1
    assert list(scratch.iterdir()) == []
    at = ", ".join(f"{step.lower()} {times}" for step, times in sorted(steps.items()))
    assurance.write(
        "copies-killed",
        "Workers killed while they make copies: a run of the campaign",
        [
            f"The service's own worker made copies of a record of {ENTRIES} entries and was",
            f"killed {killed} times, at a moment drawn by lot, at most three times for one copy.",
            "After each kill nothing was in the store that no row names, no ready copy differed",
            "from its digest, and every box had ended. Each copy then went on and was finished.",
            "",
            f"Killed while: {at}.",
            "",
            "| Kills | Copies finished | Halves of a file | Boxes left | Temporary files left |",
            "|---|---|---|---|---|",
            f"| {killed} | {finished} | 0 | 0 | 0 |",
        ],
    )
