"""When the database fails, nothing is shown, nothing is changed and nothing half-happens."""

import pytest
from django.db import DataError, InterfaceError, OperationalError, connection
from django.urls import reverse

from audit import log
from audit.models import Event
from records.models import Action
from tests.people.factories import make_person, make_worker_of
from tests.records.factories import make_action, make_entries

pytestmark = pytest.mark.django_db


@pytest.fixture
def person():
    return make_person(given_names="Quilliam", family_name="Okafor")


@pytest.fixture
def failing_client(client, person):
    client.force_login(make_worker_of(person))
    client.raise_request_exception = False
    return client


def break_the_log(monkeypatch, error):
    def fail(*args, **kwargs):
        raise error

    monkeypatch.setattr(log, "record", fail)


def pages(person):
    entry = make_entries(person)[0]
    return [
        reverse("records:timeline", args=[person.key]),
        reverse("records:entry", args=[person.key, entry.key]),
        reverse("people:about", args=[person.key]),
        "/people/mine/",
        "/",
    ]


@pytest.mark.parametrize("error", [OperationalError, InterfaceError])
def test_a_page_that_cannot_be_logged_is_not_shown(failing_client, person, monkeypatch, error):
    search = failing_client.post("/people/find/", {"words": "Quilliam"}).url
    addresses = [*pages(person), search]
    break_the_log(monkeypatch, error("server closed the connection unexpectedly at 10.0.0.7"))

    for address in addresses:
        response = failing_client.get(address)
        assert (response.status_code, response["Retry-After"]) == (503, "60")
        assert "The database cannot be reached just now. Nothing was changed." in response.text
        assert "Quilliam" not in response.text
        assert "10.0.0.7" not in response.text
        assert "no-store" in response["Cache-Control"]


def test_a_change_that_cannot_be_logged_is_not_made_and_the_words_are_shown(
    failing_client, person, monkeypatch
):
    action = make_action(make_entries(person)[0])
    break_the_log(monkeypatch, OperationalError("gone"))

    response = failing_client.post(
        reverse("records:close-action", args=[person.key, action.key]),
        {"status": "DONE", "outcome": "They rang back"},
    )

    assert response.status_code == 503
    assert "They rang back" in response.text
    assert Action.objects.get().status == "OPEN"


def test_a_page_that_fails_after_its_event_leaves_no_event(failing_client, person, monkeypatch):
    written = log.record

    def write_then_fail(*args, **kwargs):
        written(*args, **kwargs)
        raise OperationalError("gone")

    monkeypatch.setattr(log, "record", write_then_fail)

    response = failing_client.get(reverse("records:timeline", args=[person.key]))

    assert response.status_code == 503
    assert not Event.objects.exists()


def test_a_session_that_cannot_be_read_answers_503(failing_client, person, monkeypatch):
    def fail(*args, **kwargs):
        raise OperationalError("gone")

    monkeypatch.setattr("django.contrib.sessions.backends.db.SessionStore.load", fail)

    assert failing_client.get("/people/mine/").status_code == 503


@pytest.mark.parametrize("error", [DataError("bad value Quilliam"), KeyError("Quilliam")])
def test_a_mistake_of_ours_is_not_blamed_on_the_database(
    failing_client, person, monkeypatch, error
):
    break_the_log(monkeypatch, error)

    response = failing_client.get(reverse("records:timeline", args=[person.key]))

    assert response.status_code == 500
    assert "Something went wrong at our end" in response.text
    assert "Quilliam" not in response.text


def test_a_statement_that_the_database_stops_answers_503(failing_client, person, monkeypatch):
    def fail(*args, **kwargs):
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL statement_timeout = '1ms'; SELECT pg_sleep(1)")

    monkeypatch.setattr(log, "record", fail)

    response = failing_client.get(reverse("records:timeline", args=[person.key]))

    assert response.status_code == 503
