"""Whoever opens very many people's records in a short time gives their password first (L-7)."""

from datetime import timedelta

import pytest
from django.urls import reverse

import clock
from accounts import sessions
from audit.models import Event
from tests.people.factories import allocate, make_person, make_worker_of

pytestmark = pytest.mark.django_db

MOST, PASSWORD = 20, "three-grey-kettles"


@pytest.fixture
def worker(client):
    first = make_person()
    worker = make_worker_of(first)
    worker.set_password(PASSWORD)
    worker.save()
    client.force_login(worker)
    session = client.session
    session[sessions.RECORDS] = MOST
    session.save()
    opened(client, first)
    for _ in range(MOST - 1):
        opened(client, theirs(worker))
    return worker


def theirs(worker):
    person = make_person()
    allocate(person, worker)
    return person


def opened(client, person):
    return client.get(reverse("people:about", args=[person.key]))


def test_one_more_is_opened_with_the_password(client, worker):
    person = theirs(worker)

    asked = opened(client, person)

    assert asked.status_code == 302
    assert asked.url.startswith(reverse("account_reauthenticate"))
    event = Event.objects.order_by("pk").last()
    assert (event.verb, event.subjects) == ("people.password_asked", [person.key])
    page = client.post(asked.url, {"password": PASSWORD}, follow=True)
    assert page.redirect_chain[-1][0] == reverse("people:about", args=[person.key])
    assert page.status_code == 200
    assert opened(client, theirs(worker)).status_code == 200


def test_the_wrong_password_opens_nothing(client, worker):
    asked = opened(client, theirs(worker))

    client.post(asked.url, {"password": "not theirs"})

    assert opened(client, theirs(worker)).status_code == 302


def test_what_is_open_already_stays_so(client, worker):
    person = worker.allocations.order_by("pk").first().person

    assert opened(client, person).status_code == 200


def test_ten_minutes_later_it_is_as_before(client, worker, monkeypatch):
    later = clock.now() + timedelta(minutes=11)
    monkeypatch.setattr(clock, "now", lambda: later)

    assert opened(client, theirs(worker)).status_code == 200
