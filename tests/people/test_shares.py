"""Sharing one record with a named colleague: for a time, with a reason, and ended at once."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

import clock
from accounts.roles import Role
from audit.models import Event
from people import actions
from people.access import Permission, decide
from tests.accounts.factories import make_staff, make_team
from tests.people.factories import declare_conflict, make_person, make_worker_of, restrict

pytestmark = pytest.mark.django_db
TODAY = clock.today()


@pytest.fixture
def person():
    return make_person(team=make_team())


@pytest.fixture
def manager(person):
    manager = make_staff(Role.MANAGER)
    make_worker_of(person, line_manager=manager)
    return manager


def day_typed(day):
    return {"until_day": day.day, "until_month": day.month, "until_year": day.year}


def test_from_the_page_of_involvement_to_an_open_record_and_closed_again(client, person, manager):
    other = make_staff(name="Kasia Nowak")
    page = reverse("people:share", args=[person.key])
    record = reverse("records:timeline", args=[person.key])
    client.force_login(manager)
    assert page in client.get(reverse("people:involvement", args=[person.key])).text
    empty = client.post(page, {"act": "share", "reason": "Joint visit"})
    for words in ("Choose a colleague", "Select what they may do", "Enter the last day"):
        assert words in empty.text
    assert "Joint visit" in empty.text

    given = {
        "user": f"staff:{other.staff_number}",
        "may": "READ",
        "reason": "Joint visit",
        "act": "share",
    }
    given |= day_typed(clock.add_days(TODAY, 3))
    said = client.post(page, given, follow=True).text

    assert "is shared with Kasia Nowak from now on" in said
    assert "Joint visit" in said
    assert decide(other, Permission.VIEW, person).basis == "GRANT"
    assert not decide(other, Permission.ADD, person).allowed
    after = clock.at_time(clock.add_days(TODAY, 4), 9)
    assert decide(other, Permission.VIEW, person, at=after).basis == "NO_BASIS"
    event = Event.objects.get(verb="people.access_granted")
    assert (event.subjects, event.target, event.shown) == (
        [person.key],
        str(other.pk),
        ["open_record", f"until:{clock.end_of_day(clock.add_days(TODAY, 3)).isoformat()}"],
    )
    client.force_login(other)
    assert client.get(record).status_code == 200
    client.force_login(manager)
    client.post(page, {"act": "end", "staff_number": other.staff_number})
    assert "With nobody." in client.get(page).text
    client.force_login(other)
    assert client.get(record).status_code == 302


def share(person, manager, user, *, days=3, **more):
    until = clock.add_days(TODAY, days)
    actions.grant_access(
        person=person, user=user, by=manager, reason="Joint visit", until=until, **more
    )


def test_what_is_given_last_holds(person, manager):
    other = make_staff()
    share(person, manager, other, may_write=True)
    assert decide(other, Permission.WRITE, person).basis == "GRANT"

    share(person, manager, other)

    assert decide(other, Permission.VIEW, person).basis == "GRANT"
    assert not decide(other, Permission.WRITE, person).allowed


def test_it_is_shared_with_nobody_to_whom_it_would_not_open(person, manager):
    declared, gone = make_staff(), make_staff(is_active=False)
    declare_conflict(person, declared)
    untrained = make_staff(training_until=clock.add_days(TODAY, -90))
    for user, words, more in (
        (declared, "conflict", {}),
        (gone, "not in use", {}),
        (untrained, "training", {}),
        (make_staff(Role.SYSTEM_ADMINISTRATOR), "role", {}),
        (make_staff(Role.AUDITOR), "role", {"may_write": True}),
        (make_staff(), "next 6 months", {"days": -1}),
        (make_staff(), "next 6 months", {"days": 190}),
    ):
        with pytest.raises(ValidationError, match=words):
            share(person, manager, user, **more)
    with pytest.raises(PermissionDenied):
        share(person, make_staff(Role.MANAGER), make_staff())
    restrict(person, manager)
    with pytest.raises(ValidationError, match="list of this restricted record"):
        share(person, manager, make_staff())
