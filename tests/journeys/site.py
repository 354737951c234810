"""A whole service for a journey: a copy of the demonstration council, web server, worker."""

import contextlib
import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import psycopg
from django.db import connections

CHECKOUT = Path(__file__).resolve().parent.parent.parent
ANSWERS_WITHIN = 90


@dataclass(frozen=True)
class Site:
    """A running service: where it is, the address of the database behind it, and its files."""

    url: str
    database: str
    files: Path

    def rows(self, query: str, *values: Any) -> list[tuple]:
        """Read the service's own database, past the service."""
        with psycopg.connect(self.database) as connection:
            return connection.execute(query, values).fetchall()

    def person_key(self, reference: str) -> str:
        """Return the key in the addresses of a person's pages."""
        return self.rows("SELECT key FROM people_person WHERE council_reference = %s", reference)[
            0
        ][0]

    def do(self, task: str) -> None:
        """Have the worker do a job now that it does by the clock, and wait until it is done."""
        ((number,),) = self.rows(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, args)"
            " VALUES ('clock', %s, '{\"timestamp\": 0}') RETURNING id",
            task,
        )
        deadline = time.monotonic() + ANSWERS_WITHIN
        while (state := self._state_of(number)) != "succeeded":
            if state == "failed" or time.monotonic() > deadline:
                raise RuntimeError(f"{task}: {state}")
            time.sleep(0.2)

    def _state_of(self, job: int) -> str:
        return self.rows("SELECT status FROM procrastinate_jobs WHERE id = %s", job)[0][0]


@contextlib.contextmanager
def running(database: str, files: Path, log: Path, *, worker: bool) -> Iterator[Site]:
    """Serve the database called ``database`` until the block ends, with a worker if needed."""
    with contextlib.ExitStack() as stack:
        port = free_port()
        surroundings = {
            **os.environ,
            "CASERECORDS_ENV": "test",
            "CASERECORDS_FILES": str(files),
            "CASERECORDS_SEALS": str(files.parent / "seals"),
            "DATABASE_URL": address("default", database),
            "DATABASE_OWNER_URL": address("owner", database),
        }
        output = stack.enter_context(log.open("ab"))
        web = ["gunicorn", "caserecords.wsgi:application", "--bind", f"127.0.0.1:{port}"]
        commands = [[sys.executable, "-m", *web, "--workers", "1", "--graceful-timeout", "2"]]
        if worker:
            commands.append(
                [sys.executable, "manage.py", "procrastinate", "worker", "--concurrency", "1"]
            )
        for command in commands:
            program = subprocess.Popen(
                command,
                cwd=CHECKOUT,
                env=surroundings,
                stdout=output,
                stderr=output,
                stdin=subprocess.DEVNULL,
            )
            stack.callback(stop, program)
        site = Site(f"http://127.0.0.1:{port}", surroundings["DATABASE_OWNER_URL"], files)
        wait_for(port, log)
        yield site


def stop(program: subprocess.Popen) -> None:
    program.terminate()
    try:
        program.wait(20)
    except subprocess.TimeoutExpired:
        program.kill()
        program.wait()


def wait_for(port: int, log: Path) -> None:
    deadline = time.monotonic() + ANSWERS_WITHIN
    while time.monotonic() < deadline:
        asked = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
        try:
            asked.request("GET", "/accounts/sign-in/")
            # 503: an old copy of the database was put back, and is brought up to date first.
            if (status := asked.getresponse().status) not in (200, 503):
                raise RuntimeError(f"The sign-in page answers {status}: {_end(log)}")
        except OSError:
            time.sleep(0.2)
        else:
            return
        finally:
            asked.close()
    raise RuntimeError(f"The service did not answer within {ANSWERS_WITHIN} seconds: {_end(log)}")


def _end(log: Path) -> str:
    return log.read_text(encoding="utf-8", errors="replace")[-2000:]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def address(alias: str, database: str) -> str:
    given = connections[alias].settings_dict
    query = urlencode({"host": given["HOST"], "port": given["PORT"] or 5432})
    who = f"{quote(given['USER'], safe='')}:{quote(given['PASSWORD'], safe='')}"
    return f"postgresql://{who}@/{database}?{query}"
