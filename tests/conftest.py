"""Every test runs on real PostgreSQL, as the role that the running service has."""

import contextlib
import os

import pytest
from django.db import connection

from tests import databases
from tools import system_packages

# What takes long begins early, so that no process ends long after the others. The first of them
# loads the demonstration council, which the journeys want; the records keep the others busy
# meanwhile.
BEGIN_WITH = (
    *("caserecords/test_demo.py", "records/", "journeys/", "faults/", "disclosure/"),
    *("security/", "pages/", "people/"),
)


def pytest_collection_modifyitems(items):
    """Begin with what takes long, and skip what needs a browser where there is none.

    A run that must prove something may not skip. The long campaigns run when they are asked for
    (`make assurance`).
    """
    items.sort(key=_turn)
    if os.environ.get("CASERECORDS_ASSURANCE") != "1":
        for item in items:
            if item.get_closest_marker("assurance"):
                item.add_marker(pytest.mark.skip(reason="`make assurance` runs this campaign."))
    driving_a_browser = [item for item in items if item.get_closest_marker("browser")]
    if not driving_a_browser or browser_path():
        return
    if os.environ.get("CI"):
        raise pytest.UsageError("There is no Chromium on this machine, and CI may not do without.")
    for item in driving_a_browser:
        item.add_marker(pytest.mark.skip(reason="There is no Chromium on this machine."))


def _turn(item) -> int:
    name = item.nodeid.removeprefix("tests/")
    return next((n for n, each in enumerate(BEGIN_WITH) if name.startswith(each)), len(BEGIN_WITH))


def browser_path() -> str:
    """Return the path of the browser that tests drive, or nothing."""
    return os.environ.get("CASERECORDS_BROWSER") or system_packages.find_browser() or ""


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker):
    """A database for this process (one for each xdist worker), with all migrations and grants."""
    with contextlib.ExitStack() as database:
        with django_db_blocker.unblock():
            name = databases.fresh_database()
            database.callback(databases.drop_database, name)
            database.enter_context(databases.connected_to(name))
        yield


@pytest.fixture
def database_of_its_own(django_db_setup, django_db_blocker):
    """A database in which a test may commit, for what needs two connections or real commits.

    Use it instead of ``db``: nothing is rolled back, and the whole database goes afterwards.
    (The application's role may not empty tables, so ``transactional_db`` cannot work here.)
    """
    with django_db_blocker.unblock():
        if connection.in_atomic_block:
            pytest.fail("This test is marked django_db too, and so has a transaction already.")
        name = databases.fresh_database()
        with databases.connected_to(name):
            yield name
        databases.drop_database(name)
