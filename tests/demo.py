"""The demonstration council for tests: loaded once, and copied for each run."""

import hashlib
from pathlib import Path

import pytest
from django.conf import settings
from django.db import transaction

from caserecords.demo import load
from records import files
from tests import databases

# What decides how the council comes out: the demonstration itself and whatever it calls.
MADE_BY = (
    "accounts",
    "audit",
    "box",
    "caserecords",
    "clock",
    "disclosure",
    "governance",
    "oversight",
    "people",
    "records",
    "retention",
)


def copy_of_demo() -> str:
    """Make a database with the whole demonstration council in it, and return its name.

    The first call after a change of the code or the data takes as long as loading does.
    """
    return databases.copy_of_kept("demo", _digest(), load.load)


@pytest.fixture(scope="session")
def demo_database(django_db_setup, django_db_blocker):
    """The name of a database of this run with the demonstration council in it."""
    with django_db_blocker.unblock():
        name = copy_of_demo()
    yield name
    with django_db_blocker.unblock():
        databases.drop_database(name)


@pytest.fixture
def demo_council(demo_database, django_db_blocker):
    """Run a test in the demonstration council. What it changes is rolled back."""
    with django_db_blocker.unblock(), databases.connected_to(demo_database), transaction.atomic():
        yield
        transaction.set_rollback(True)


def _digest() -> str:
    digest = hashlib.sha256(str(settings.MEDIA_ROOT).encode())
    # The council has attachments: without the key that they were stored with, it is another one.
    files.remove(files.store(b"", folder="attachments"))
    digest.update((Path(settings.MEDIA_ROOT) / "key").read_bytes())
    for app in MADE_BY:
        for path in sorted((databases.CHECKOUT / app).rglob("*")):
            if path.suffix in (".py", ".toml"):
                name = str(path.relative_to(databases.CHECKOUT))
                digest.update(name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:12]
