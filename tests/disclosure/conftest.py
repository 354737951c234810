"""Whom these tests are about; their files go to a folder of the test's own."""

import pytest

from tests.disclosure.factories import make_officer, make_request
from tests.people.factories import make_person


@pytest.fixture(autouse=True)
def stored_files(settings, tmp_path):
    """The folder in which this test's copies are stored."""
    settings.MEDIA_ROOT = tmp_path / "files"
    return settings.MEDIA_ROOT


@pytest.fixture
def person():
    return make_person(preferred_name="Ama Okafor")


@pytest.fixture
def officer(person):
    return make_officer(person)


@pytest.fixture
def second(person):
    """Another officer, who checks."""
    return make_officer(person)


@pytest.fixture
def asked(person, officer):
    return make_request(person, officer)
