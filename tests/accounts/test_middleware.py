"""What leaves a trace although the page answered nothing."""

import pytest
from django.urls import reverse

from audit.models import Event
from tests.accounts.factories import make_staff, make_team
from tests.people.factories import make_person, make_worker_of
from tests.records.factories import make_action, make_entry, note_values

pytestmark = pytest.mark.django_db


def test_asking_for_part_of_a_record_that_is_closed_to_one_leaves_an_event(client):
    person = make_person(team=make_team())
    entry = make_entry(
        person=person,
        by=make_worker_of(person),
        values=note_values(sensitivity="Restricted to named people"),
    )
    action = make_action(entry)
    colleague = make_staff(team=person.team)
    client.force_login(colleague)

    for name, key in (("entry", entry.key), ("close-action", action.key), ("file", "none")):
        response = client.get(reverse(f"records:{name}", args=[person.key, key]))
        assert response.status_code == 404

    events = Event.objects.filter(actor=colleague.staff_number).order_by("pk")
    assert [(each.verb, each.subjects, each.target) for each in events] == [
        ("accounts.page_withheld", [person.key], "records:entry"),
        ("accounts.page_withheld", [person.key], "records:close-action"),
        ("accounts.page_withheld", [person.key], "records:file"),
    ]


def test_a_person_who_is_not_there_leaves_no_event(client):
    client.force_login(make_staff())

    assert client.get(reverse("records:timeline", args=["nobody"])).status_code == 404

    assert not Event.objects.exists()
