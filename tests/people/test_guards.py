"""What the guard of a person's pages logs, and where a stated reason leads."""

import pytest
from django.urls import reverse

from audit.models import Event
from tests.people.factories import make_contact, make_person, make_worker_of

pytestmark = pytest.mark.django_db


def test_a_refused_form_that_shows_the_person_is_an_event_too(client):
    person = make_person()
    make_contact(person)
    worker = make_worker_of(person)
    client.force_login(worker)
    address = reverse("records:write", args=[person.key, "case_note"])
    token = client.get(address).context["desk"].token

    response = client.post(address, {"form_token": token, "discussion": "a\x00b"})

    assert response.status_code == 400
    assert "Efua Okafor" in response.text
    shown = Event.objects.filter(verb="records.form_opened", subjects=[person.key])
    assert shown.count() == 2


@pytest.mark.parametrize("asked", ["nowhere", "people:find", "\x00", "//elsewhere.example/"])
def test_a_reason_leads_on_to_an_address_of_ours_and_nowhere_else(client, asked):
    person = make_person()
    client.force_login(make_worker_of(person))

    response = client.get(reverse("people:give-reason", args=[person.key]), {"next": asked})

    assert response.status_code == 302
    assert response["Location"] == reverse("records:timeline", args=[person.key])
