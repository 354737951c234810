"""What the guard of a person's pages logs, and where a stated reason leads."""

import pytest
from django.urls import reverse

from accounts.roles import Role
from audit.models import Event
from tests.accounts.factories import make_staff
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


def test_a_form_sent_after_the_reason_ran_out_keeps_its_words_until_it_is_given_again(client):
    person, officer = make_person(), make_staff(Role.RECORDS_OFFICER)
    address = reverse("records:write", args=[person.key, "case_note"])
    client.force_login(officer)
    sent = {"form_token": "any", "discussion": "She rang about her keys"}

    kept = client.post(address, sent, headers={"origin": "http://testserver"})

    assert kept.status_code == 403
    assert reverse("people:give-reason", args=[person.key]) in kept.text
    assert f'action="{address}"' in kept.text
    assert "She rang about her keys</textarea>" in kept.text
    assert Event.objects.get(verb="people.reason_asked").subjects == [person.key]


def test_a_draft_that_saves_itself_is_told_to_give_the_reason_and_not_to_sign_in(client):
    person, officer = make_person(), make_staff(Role.RECORDS_OFFICER)
    client.force_login(officer)

    answer = client.post(
        reverse("records:write", args=[person.key, "case_note"]),
        {"discussion": "She rang about her keys"},
        headers={"accept": "application/json"},
    )

    assert answer.status_code == 403
    assert answer.json() == {
        "saved": False,
        "message": f"Say why you need {person.name}'s record today. "
        "Do so in another tab, then go on here",
    }


@pytest.mark.parametrize("asked", ["nowhere", "people:find", "\x00", "//elsewhere.example/"])
def test_a_reason_leads_on_to_an_address_of_ours_and_nowhere_else(client, asked):
    person = make_person()
    client.force_login(make_worker_of(person))

    response = client.get(reverse("people:give-reason", args=[person.key]), {"next": asked})

    assert response.status_code == 302
    assert response["Location"] == reverse("records:timeline", args=[person.key])
