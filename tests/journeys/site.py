"""A whole service for a journey: a copy of the demonstration council, web server, worker, browser."""

import contextlib
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlencode

from django.db import connections

CHECKOUT = Path(__file__).resolve().parent.parent.parent
ANSWERS_WITHIN = 60


@dataclass(frozen=True)
class Site:
    """A running service: where it is, and the database behind it."""

    url: str
    database: str


@contextlib.contextmanager
def running(database: str, files: Path, log: Path) -> Iterator[Site]:
    """Serve the copy called ``database`` until the block ends."""
    with contextlib.ExitStack() as stack:
        port = _free_port()
        surroundings = {
            **os.environ,
            "CASERECORDS_ENV": "test",
            "CASERECORDS_FILES": str(files),
            "DATABASE_URL": _address("default", database),
            "DATABASE_OWNER_URL": _address("owner", database),
        }
        output = stack.enter_context(log.open("ab"))
        web = ["gunicorn", "caserecords.wsgi:application", "--bind", f"127.0.0.1:{port}"]
        web += ["--worker-class", "gthread", "--workers", "1", "--threads", "6"]
        for command in (
            [sys.executable, "-m", *web],
            [sys.executable, "manage.py", "procrastinate", "worker", "--concurrency", "1"],
        ):
            program = subprocess.Popen(
                command, cwd=CHECKOUT, env=surroundings, stdout=output, stderr=output,
                stdin=subprocess.DEVNULL,
            )
            stack.callback(_stop, program)
        site = Site(url=f"http://127.0.0.1:{port}", database=database)
        _wait_for(site)
        yield site


def _stop(program: subprocess.Popen) -> None:
    program.terminate()
    try:
        program.wait(20)
    except subprocess.TimeoutExpired:
        program.kill()
        program.wait()


def _wait_for(site: Site) -> None:
    deadline = time.monotonic() + ANSWERS_WITHIN
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(f"{site.url}/accounts/sign-in/", timeout=5):
                return
        except urllib.error.HTTPError as error:
            raise RuntimeError(f"The sign-in page answers {error.code}") from error
        except OSError:
            time.sleep(0.2)
    raise RuntimeError(f"The service did not answer within {ANSWERS_WITHIN} seconds")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _address(alias: str, database: str) -> str:
    given = connections[alias].settings_dict
    query = urlencode({"host": given["HOST"], "port": given["PORT"] or 5432})
    who = f"{quote(given['USER'], safe='')}:{quote(given['PASSWORD'], safe='')}"
    return f"postgresql://{who}@/{database}?{query}"
