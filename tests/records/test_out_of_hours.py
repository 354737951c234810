"""What the emergency duty team writes is the day team's to take on."""

from datetime import date

import pytest
from django.urls import reverse

import clock
from accounts.models import Team
from accounts.roles import Role
from audit.models import Event
from records import queries
from records.models import Entry, ReportRead
from tests.accounts.factories import make_cover, make_staff, make_team
from tests.people.factories import allocate, declare_conflict, make_person, restrict
from tests.records.factories import make_entries

pytestmark = pytest.mark.django_db


@pytest.fixture
def lead():
    return make_staff(Role.MANAGER, name="Ros Hale")


@pytest.fixture
def team(lead):
    return make_team("Northgate Adults", lead=lead)


@pytest.fixture
def person(team):
    return make_person(team=team, preferred_name="Ama Okafor")


@pytest.fixture
def night():
    team = make_team("Emergency Duty Team", kind=Team.Kind.EMERGENCY)
    return make_staff(Role.PRACTITIONER, team=team, name="Aaron Boateng")


def written(person, night, **fields):
    (entry,) = make_entries(person, author=night, event_at=clock.now(), **fields)
    return entry


def handed(viewer):
    return list(queries.handed_over_to(viewer))


def test_the_worker_takes_it_on_and_everybody_sees_who_did(client, person, team, night):
    worker = make_staff(Role.PRACTITIONER, team=team, name="Fola Adeyemi")
    colleague = make_staff(Role.PRACTITIONER, team=team)
    allocate(person, worker, team=team)
    entry = written(person, night)
    address = reverse("records:entry", args=[person.key, entry.key])
    client.force_login(worker)

    for page in ("/", reverse("records:unread")):
        assert address in client.get(page).text
    assert "I take it on" in client.get(address).text
    assert handed(colleague) == handed(night) == []
    mark = reverse("records:mark-read", args=[person.key, entry.key])
    assert "You have taken it on." in client.post(mark, follow=True).text

    assert handed(worker) == []
    assert Event.objects.filter(verb="records.taken_on", target=entry.key).count() == 1
    client.force_login(colleague)
    assert "Taken on by Fola Adeyemi" in client.get(address).text


def test_where_nobody_is_allocated_it_waits_for_the_team_until_one_takes_it(
    client, person, team, night
):
    first, second = (make_staff(Role.PRACTITIONER, team=team) for _ in range(2))
    elsewhere = make_staff(Role.PRACTITIONER, team=make_team())
    entry = written(person, night)

    assert handed(first) == handed(second) == [entry]
    assert handed(elsewhere) == []
    client.force_login(first)
    client.post(reverse("records:mark-read", args=[person.key, entry.key]))

    assert handed(second) == []


def test_whoever_covers_for_the_worker_has_it_too(person, team, night):
    worker = make_staff(Role.PRACTITIONER, team=team)
    stand_in = make_staff(Role.PRACTITIONER, team=make_team())
    allocate(person, worker, team=team)
    entry = written(person, night)
    assert handed(stand_in) == []

    make_cover(worker, stand_in)

    assert handed(stand_in) == handed(worker) == [entry]


def test_the_manager_has_what_was_not_taken_on_by_half_past_nine(person, team, night, lead):
    allocate(person, make_staff(team=team), team=team)
    entry = written(person, night)
    friday = date(2026, 11, 27)
    Entry.objects.filter(pk=entry.pk).update(signed_at=clock.at_time(friday, 23))

    monday = clock.add_days(friday, 3)
    early, late = clock.at_time(monday, 9, 29), clock.at_time(monday, 9, 30)

    assert list(queries.handed_over_to(lead, at=early)) == []
    assert list(queries.handed_over_to(lead, at=late)) == [entry]


def test_nothing_is_handed_over_that_is_closed_moved_in_or_written_by_day(person, team, night):
    worker = make_staff(Role.PRACTITIONER, team=team)
    hidden, known = make_person(team=team), make_person(team=team)
    for each in (person, hidden, known):
        allocate(each, worker, team=team)
    written(hidden, night)
    written(known, night)
    restrict(hidden)
    declare_conflict(known, worker)
    written(person, night, imported_from="Old", imported_author="A")
    make_entries(person, author=make_staff(team=team))

    assert handed(worker) == []
    assert not ReportRead.objects.exists()
