"""On somebody's details: whether they were told, and whether the notice is another one now."""

import pytest
from django.urls import reverse

import clock
from caserecords import privacy, privacy_told
from tests.disclosure.factories import make_signed
from tests.people.factories import make_person, make_worker_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def person():
    return make_person(preferred_name="Ama Okafor")


@pytest.fixture
def worker(person, client):
    worker = make_worker_of(person)
    client.force_login(worker)
    return worker


def give(person, worker, at=None, **values):
    given = {"given": "Yes", "version": privacy.notice().version} | values
    when = {"event_at": at} if at else {}
    kind = "privacy_notice_given"
    return make_signed(person, author=worker, type_key=kind, values=given, **when)


def details(client, person):
    return client.get(reverse("people:about", args=[person.key])).text


def test_who_was_never_told_is_to_be_told(client, person, worker):
    page = details(client, person)

    assert "No privacy notice is recorded as given." in page
    assert reverse("records:write", args=[person.key, "privacy_notice_given"]) in page
    assert privacy.notice().version in page


@pytest.mark.parametrize("typed", ["{}", "version {}", " {} "])
def test_who_was_told_of_the_notice_as_it_is_now_is_not_asked_again(client, person, worker, typed):
    entry = give(person, worker, version=typed.format(privacy.notice().version.lower()))

    page = details(client, person)

    assert reverse("records:entry", args=[person.key, entry.key]) in page
    assert "Tell Ama Okafor" not in page
    assert not privacy_told.told_of(worker, person).is_to_tell


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"version": "3.1"}, "The notice is another one now"),
        ({"version": ""}, "The notice is another one now"),
        ({"given": "No", "not_given_reason": "Cannot be reached"}, ": cannot be reached"),
    ],
)
def test_who_was_told_of_another_notice_or_not_told_is_to_be_told_again(
    client, person, worker, values, words
):
    give(person, worker, **values)

    page = details(client, person)

    assert words in page
    assert "Tell Ama Okafor again" in page


def test_the_last_time_counts_and_nobody_who_died_is_to_be_told(person, worker):
    give(person, worker)
    give(person, worker, at=clock.now(), version="1")
    assert privacy_told.told_of(worker, person).is_to_tell

    person.died_on = clock.today()

    assert not privacy_told.told_of(worker, person).is_to_tell
