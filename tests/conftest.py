"""Every test runs on real PostgreSQL, as the role that the running service has."""

import contextlib

import pytest

from tests import databases


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
        name = databases.fresh_database()
        with databases.connected_to(name):
            yield name
        databases.drop_database(name)
