"""What an action refuses leaves a trace, and the change is undone."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from audit.models import Event
from records import actions
from records.models import Addition
from tests.accounts.factories import make_staff
from tests.people.factories import make_person, make_worker_of
from tests.records.factories import make_action, make_entries

pytestmark = pytest.mark.django_db


@pytest.fixture
def refusing(monkeypatch):
    """An action that does its work and is refused at the end."""

    def refuse(*, action, by, **given):
        Addition.objects.create(
            entry=action.entry,
            kind="REPLY",
            text="Half done",
            author=by,
            added_at="2026-05-03T12:00Z",
        )
        raise PermissionDenied("Somebody else closes this action.")

    monkeypatch.setattr(actions, "close_action", refuse)


def test_what_an_action_refuses_is_undone_and_logged(client, refusing):
    person = make_person()
    worker = make_worker_of(person)
    action = make_action(make_entries(person)[0])
    client.force_login(worker)

    response = client.post(
        reverse("records:close-action", args=[person.key, action.key]),
        {"status": "DONE", "outcome": "They rang back"},
    )

    event = Event.objects.get()
    assert response.status_code == 403
    assert "Somebody else closes this action." in response.text
    assert "They rang back" in response.text
    assert not Addition.objects.exists()
    assert (event.verb, event.actor, event.subjects, event.target) == (
        "accounts.action_refused",
        worker.staff_number,
        [person.key],
        "records:close-action",
    )


def test_a_page_of_another_role_says_whose_it_is_and_logs_the_refusal(client):
    user = make_staff()
    client.force_login(user)

    response = client.get("/log/")

    event = Event.objects.get()
    assert response.status_code == 403
    assert "If your work needs it, ask your manager." in response.text
    assert (event.verb, event.actor, event.target) == (
        "accounts.page_refused",
        user.staff_number,
        "governance:event-log",
    )


def test_a_page_leads_to_sign_in_with_the_whole_address_to_come_back_to(client):
    response = client.get("/people/find/?q=Ama+Okafor&x=1")

    assert response.url == "/accounts/sign-in/?next=/people/find/%3Fq%3DAma%2BOkafor%26x%3D1"
