"""Whom most of these tests are about, and who writes; a file that wants others has its own."""

import pytest

from tests.people.factories import make_person, make_worker_of


@pytest.fixture
def person():
    """Somebody with a record."""
    return make_person()


@pytest.fixture
def worker(person, client):
    """The person's worker, signed in."""
    worker = make_worker_of(person)
    client.force_login(worker)
    return worker
