"""How communication needs are met: numbers by team, and whom they count."""

import pytest
from django.urls import reverse

import clock
from accounts.roles import Role
from audit.models import Event
from people.models import CommunicationNeed
from tests.accounts.factories import make_staff, make_team
from tests.people.factories import make_person, restrict
from tests.records.factories import make_entries

pytestmark = pytest.mark.django_db

REASON = {"reason": "It could not wait", "detail": "The court date"}


@pytest.fixture
def manager(client):
    manager = make_staff(Role.MANAGER)
    manager.team = make_team("Northgate Adults", lead=manager)
    manager.save()
    client.force_login(manager)
    return manager


def with_need(team, *, review_in=30, **fields):
    person = make_person(team=team, **fields)
    CommunicationNeed.objects.create(
        person=person,
        kind="LARGE_PRINT",
        need="Large print, 18 point",
        told_by="Themselves",
        recorded_by=make_staff(),
        recorded_at=clock.now(),
        since=clock.add_days(clock.today(), -400),
        review_on=clock.add_days(clock.today(), review_in),
    )
    return person


def letter(person, **fields):
    return make_entries(
        person, type_key="letter_sent", gaps={"format-large_print": REASON}, **fields
    )[0]


def test_each_number_is_of_the_teams_people_and_names_whom_to_see_to(client, manager):
    person, other = with_need(manager.team), with_need(manager.team, review_in=-1)
    with_need(make_team("Elsewhere"))
    sent = letter(person)
    old = clock.at_time(clock.add_days(clock.today(), -92), 9)
    letter(other, signed_at=old)
    make_entries(person, values={"communication_support_used": "His daughter read it to him"})
    make_entries(person, values={"communication_support_used": ""})
    make_entries(other, values={"interpreter_used": "Family or friend"})
    make_entries(make_person(team=manager.team), values={"communication_support_used": "x"})

    page = client.get(reverse("oversight:needs"))

    (row,) = page.context["rows"]
    assert [row[0]["text"], *row[1:]] == ["Northgate Adults", "2", "1", "1", "1", "1", "0"]
    assert "It could not wait: The court date" in page.text
    assert reverse("records:entry", args=[person.key, sent.key]) in page.text
    assert reverse("people:area", args=[other.key, "communication"]) in page.text
    event = Event.objects.get(verb="oversight.needs_opened")
    assert set(event.subjects) == {person.key, other.key}


def test_nothing_closed_to_the_viewer_is_counted(client, manager):
    hidden = with_need(manager.team, review_in=-1)
    letter(hidden)
    restrict(hidden)
    letter(with_need(manager.team), sensitivity="RESTRICTED", author=make_staff())

    page = client.get(reverse("oversight:needs"))

    assert [row[1:] for row in page.context["rows"]] == [["1", "0", "0", "1", "0", "0"]]


def test_a_team_without_needs_and_staff_who_manage_nobody(client, manager):
    assert "Nobody whose record you may open" in client.get(reverse("oversight:needs")).text

    client.force_login(make_staff(team=manager.team))
    assert client.get(reverse("oversight:needs")).status_code == 403
