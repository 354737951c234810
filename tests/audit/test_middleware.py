"""What an event and a field change say of the request that they came from."""

import pytest
from django.urls import reverse

from audit import context
from audit.models import ChangeEntry, Event, subject_of
from records.models import EntryRestriction
from tests.accounts.factories import make_staff, make_team, put_on_duty
from tests.people.factories import make_person, make_worker_of
from tests.records.factories import make_action, make_entry

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "claimed",
    [
        {"X-Forwarded-For": "203.0.113.9", "X-Forwarded-Port": "-5"},
        {"X-Forwarded-For": "no address"},
        {"X-Correlation-ID": "x" * 300},
    ],
)
def test_a_field_change_names_the_request_and_believes_no_header(client, claimed):
    person = make_person()
    worker = make_worker_of(person)
    action = make_action(make_entry(person=person, by=worker))
    client.force_login(worker)

    response = client.post(
        reverse("records:close-action", args=[person.key, action.key]),
        {"status": "DONE", "outcome": "She answered."},
        headers=claimed,
    )

    assert response.status_code == 302
    event = Event.objects.get(verb="records.action_closed")
    change = ChangeEntry.objects.filter(object_pk=action.pk).latest("pk")
    assert event.address == change.remote_addr == "127.0.0.1"
    assert event.request_id == change.request_id == response["X-Request-Id"]
    assert (change.actor, change.remote_port, change.cid) == (worker, None, None)
    assert (change.basis, change.reason) == ("WORKER", "")
    assert change.subject == person.key


def test_a_field_change_says_why_the_page_was_open_and_what_was_said(client):
    person = make_person()
    action = make_action(make_entry(person=person))
    on_duty = make_staff(team=make_team())
    put_on_duty(on_duty)
    client.force_login(on_duty)
    closing = reverse("records:close-action", args=[person.key, action.key])
    client.post(
        reverse("people:give-reason", args=[person.key]),
        {"basis": "DUTY", "words": "Her neighbour rang about this."},
    )

    response = client.post(closing, {"status": "DONE", "outcome": "She answered."})

    assert response.status_code == 302
    change = ChangeEntry.objects.filter(object_pk=action.pk).latest("pk")
    assert (change.basis, change.reason) == ("REASON", "DUTY")


def test_a_field_change_says_whose_record_its_row_is_of():
    person = make_person()
    worker = make_worker_of(person)
    action = make_action(make_entry(person=person, by=worker))

    assert {
        subject_of(row)
        for row in (person, action, action.entry, EntryRestriction(entry=action.entry))
    } == {person.key}
    assert subject_of(worker) == ""


def test_every_event_of_a_request_carries_the_number_that_the_page_answers_with(client):
    client.force_login(make_worker_of(make_person()))

    first = client.get("/people/mine/")
    second = client.get(client.post("/people/find/", {"words": "Okafor"}).url)

    assert list(Event.objects.order_by("pk").values_list("request_id", flat=True)) == [
        first["X-Request-Id"],
        second["X-Request-Id"],
    ]
    assert len(first["X-Request-Id"]) == 32
    assert context.current() == context.RequestContext()


@pytest.mark.parametrize(("given", "kept"), [("2001:db8::7", "2001:db8::7"), ("", None)])
def test_the_address_is_kept_when_there_is_one(client, given, kept):
    client.force_login(make_staff())

    address = client.post("/people/find/", {"words": "Okafor"}).url
    client.get(address, REMOTE_ADDR=given)

    assert Event.objects.get().address == kept


def test_a_number_that_somebody_sends_is_not_taken_over(client):
    response = client.get("/accessibility/", headers={"X-Request-Id": "forged"})

    assert response["X-Request-Id"] != "forged"
