"""What a removed entry said is under seal: who may open it, why, for how long, what shows it."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

import clock
from accounts.roles import Role
from audit.models import Event
from records import actions
from records.models import Unsealing
from tests.people.factories import declare_conflict, make_worker_of
from tests.records.factories import make_entry, note_values

pytestmark = pytest.mark.django_db

SECRET = "Her brother keeps the key."
WHY = "The court asked what was removed."


@pytest.fixture
def manager(person):
    return make_worker_of(person, Role.MANAGER, name="Ros Hale")


@pytest.fixture
def removal(person, worker, manager):
    entry = make_entry(person=person, by=worker, values=note_values(discussion=SECRET))
    second = make_worker_of(person, Role.MANAGER)
    asked = actions.ask_to_remove(entry=entry, reason="Not hers", authority="An order", by=second)
    return actions.agree_to_removal(removal=asked, by=manager)


def page_of(removal, name="unseal"):
    return reverse(f"records:{name}", args=[removal.entry.person.key, removal.key])


def tombstone_of(removal):
    return reverse("records:entry", args=[removal.entry.person.key, removal.entry.key])


def test_it_is_opened_with_a_reason_to_one_person_and_for_a_time(client, person, removal, manager):
    client.force_login(manager)
    before = client.get(page_of(removal))
    assert SECRET not in before.text
    assert "Enter why you must read it" in client.post(page_of(removal), {"reason": " "}).text

    client.post(page_of(removal), {"reason": WHY})

    assert SECRET in client.get(page_of(removal)).text
    row = Unsealing.objects.get()
    assert row.until == clock.add_hours(row.opened_at, 2)
    client.force_login(make_worker_of(person, Role.MANAGER))
    assert SECRET not in client.get(page_of(removal)).text  # a colleague says why for themselves
    events = Event.objects.filter(verb="records.removed_entry_unsealed")
    assert [each.target for each in events] == [removal.entry.key]
    shown = Event.objects.filter(verb="records.sealed_entry_opened", shown=["what was removed"])
    assert shown.count() == 1


def test_where_it_stood_it_says_who_opened_it_and_nothing_of_what_it_said(
    client, worker, removal, manager
):
    actions.unseal(removal=removal, reason=WHY, by=manager)

    page = client.get(tombstone_of(removal)).text

    assert "Opened under seal" in page
    assert "Ros Hale" in page
    for hidden in (SECRET, WHY, "sealed/"):
        assert hidden not in page
    client.force_login(manager)
    request = client.get(page_of(removal, "removal")).text
    assert WHY in request
    assert SECRET not in request
    record = client.get(reverse("records:timeline", args=[removal.entry.person.key])).text
    assert SECRET not in record


def test_it_is_asked_for_once_and_said_once(removal, manager):
    first = actions.unseal(removal=removal, reason=WHY, by=manager)

    assert actions.unseal(removal=removal, reason="Again", by=manager) == first
    assert Unsealing.objects.count() == 1
    with pytest.raises(ValidationError):
        actions.unseal(removal=removal, reason=" ", by=manager)


def test_who_writes_on_the_record_does_not_open_it(client, worker, removal):
    assert client.get(page_of(removal)).status_code in (403, 404)
    assert client.post(page_of(removal), {"reason": WHY}).status_code in (403, 404)
    with pytest.raises(PermissionDenied):
        actions.unseal(removal=removal, reason=WHY, by=worker)
    assert not Unsealing.objects.exists()


def test_nothing_is_under_seal_before_a_second_person_agreed(client, person, worker, manager):
    entry = make_entry(person=person, by=worker, values=note_values(discussion=SECRET))
    asked = actions.ask_to_remove(entry=entry, reason="No", authority="An order", by=manager)
    client.force_login(manager)

    assert client.get(page_of(asked)).status_code == 404
    with pytest.raises(PermissionDenied):
        actions.unseal(removal=asked, reason=WHY, by=manager)


def test_once_the_time_is_over_it_is_shut_again(client, removal, manager):
    actions.unseal(removal=removal, reason=WHY, by=manager, at=clock.add_hours(clock.now(), -3))
    client.force_login(manager)

    page = client.get(page_of(removal))

    assert SECRET not in page.text
    assert "Open what it said" in page.text
    assert WHY in page.text  # what was done before stands there


def test_it_is_opened_to_nobody_with_a_conflict_of_interest(client, person, removal, manager):
    declare_conflict(person, manager)
    client.force_login(manager)

    assert client.get(page_of(removal)).status_code in (302, 403, 404)
    with pytest.raises(PermissionDenied):
        actions.unseal(removal=removal, reason=WHY, by=manager)
