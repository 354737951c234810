"""Access that ends is closed at the very next request of the same session (ruling 2)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

import clock
from accounts.models import Cover, User
from accounts.roles import Role
from people import access, actions
from people.models import AccessReason, Allocation, Person, PersonUserObjectPermission
from tests.accounts.factories import make_cover, make_staff, make_team
from tests.people.factories import allocate, make_person, put_on_list, restrict
from tests.records.factories import make_entry

pytestmark = pytest.mark.django_db

YESTERDAY = clock.add_days(clock.today(), -1)


@dataclass
class Open:
    """A record that somebody has open, and what ends that."""

    person: Person
    user: User
    end: Callable[[], object]
    # What it answers then: refused or led to the emergency page, or as if it were not there.
    hidden: bool = False


def allocated() -> tuple[Person, User]:
    person, user = make_person(family_name="Quartermaine"), make_staff()
    allocate(person, user)
    return person, user


def allocation_ended() -> Open:
    person, user = allocated()
    rows = Allocation.objects.filter(worker=user)
    return Open(person, user, lambda: rows.update(ends_on=YESTERDAY))


def given_to_another() -> Open:
    person, user = allocated()
    rows = Allocation.objects.filter(worker=user)
    return Open(person, user, lambda: rows.update(worker=make_staff()))


def team_moved() -> Open:
    team = make_team()
    user = make_staff(team=team)
    person = make_person(family_name="Quartermaine", team=team)
    return Open(person, user, lambda: User.objects.filter(pk=user.pk).update(team=make_team()))


def line_moved() -> Open:
    user = make_staff(Role.MANAGER)
    worker = make_staff(line_manager=user)
    person = make_person(family_name="Quartermaine")
    allocate(person, worker)
    staff = User.objects.filter(pk=worker.pk)
    return Open(person, user, lambda: staff.update(line_manager=None))


def role_taken() -> Open:
    opened = line_moved()
    staff = User.objects.filter(pk=opened.user.pk)
    opened.end = lambda: staff.update(roles=[Role.PRACTITIONER])
    return opened


def every_role_of_the_record_taken() -> Open:
    person, user = allocated()
    staff = User.objects.filter(pk=user.pk)
    return Open(person, user, lambda: staff.update(roles=[Role.SYSTEM_ADMINISTRATOR]))


def restricted() -> Open:
    person, user = allocated()
    return Open(person, user, lambda: restrict(person, make_staff()), hidden=True)


def taken_off_the_list() -> Open:
    person, user = allocated()
    owner = make_staff(Role.MANAGER)
    row = restrict(person, user, owner, owner=owner)

    def take_off():
        actions.take_off_list(restriction=row, user=user, reason="Moved", by=owner)

    return Open(person, user, take_off, hidden=True)


def row_of_the_list_expired() -> Open:
    person, user = allocated()
    restrict(person)
    put_on_list(person, user, expires_at=clock.add_hours(clock.now(), 1))
    rows = PersonUserObjectPermission.objects.filter(user=user)
    return Open(person, user, lambda: rows.update(expires_at=clock.now()), hidden=True)


def grant_taken() -> Open:
    person, user = make_person(family_name="Quartermaine"), make_staff()
    access.give_grant(
        person=person, user=user, codename="open_record", by=None, reason="Test",
        expires_at=None, at=clock.now(),
    )  # fmt: skip
    return Open(
        person,
        user,
        lambda: access.end_grant(person=person, user=user, codename="open_record"),
    )


def left() -> Open:
    person, user = allocated()
    staff = User.objects.filter(pk=user.pk)
    return Open(person, user, lambda: staff.update(ends_on=YESTERDAY))


def account_closed() -> Open:
    person, user = allocated()
    return Open(person, user, lambda: User.objects.filter(pk=user.pk).update(is_active=False))


def training_ran_out() -> Open:
    opened = team_moved()
    long_ago = clock.add_days(clock.today(), -200)
    staff = User.objects.filter(pk=opened.user.pk)
    opened.end = lambda: staff.update(training_until=long_ago)
    return opened


def conflict_declared() -> Open:
    person, user = allocated()

    def declare():
        actions.declare(user=user, by=user, kind="RELATIVE", reference=person.council_reference)

    return Open(person, user, declare)


def cover_over() -> Open:
    person, away = allocated()
    user = make_staff()
    row = make_cover(away, user, starts_on=clock.add_days(YESTERDAY, -7))
    return Open(person, user, lambda: Cover.objects.filter(pk=row.pk).update(ends_on=YESTERDAY))


def cover_ended_early() -> Open:
    person, away = allocated()
    user = make_staff()
    row = make_cover(away, user)
    return Open(person, user, lambda: Cover.objects.filter(pk=row.pk).update(ended_at=clock.now()))


def acting_ended() -> Open:
    opened = line_moved()
    manager, opened.user = opened.user, make_staff(Role.MANAGER)
    row = make_cover(manager, opened.user, kind=Cover.Kind.MANAGING)
    covers = Cover.objects.filter(pk=row.pk)
    opened.end = lambda: covers.update(ended_at=clock.now())
    return opened


def emergency_over() -> Open:
    person, user = make_person(family_name="Quartermaine"), make_staff()
    actions.break_glass(
        person=person, by=user, category="PERSON", words="She fell and is on the floor now"
    )
    rows = PersonUserObjectPermission.objects.filter(user=user)
    return Open(person, user, lambda: rows.update(expires_at=clock.now()))


def merged() -> Open:
    person, user = allocated()
    into = make_person()
    people = Person.objects.filter(pk=person.pk)
    return Open(person, user, lambda: people.update(merged_into=into))


WAYS = [
    allocation_ended, given_to_another, team_moved, line_moved, role_taken,
    every_role_of_the_record_taken, restricted, taken_off_the_list, row_of_the_list_expired,
    grant_taken, left, account_closed, training_ran_out, conflict_declared, cover_over,
    cover_ended_early, acting_ended, emergency_over, merged,
]  # fmt: skip


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_the_next_request_is_refused_and_no_list_or_search_has_them(client, way):
    opened = way()
    person, page = opened.person, reverse("records:timeline", args=[opened.person.key])
    writer = make_staff()
    allocate(person, writer)
    put_on_list(person, writer)
    make_entry(person=person, by=writer)
    client.force_login(opened.user)
    assert client.get(page).status_code == 200
    assert any(page in shown for shown in everywhere(client))

    opened.end()

    answer = client.get(page)
    assert answer.status_code in ((404,) if opened.hidden else (302, 403))
    assert not any(page in shown for shown in everywhere(client))
    if opened.hidden:
        found = client.post(reverse("people:search"), {"words": "Quartermaine"}, follow=True)
        assert person.council_reference not in found.text
    again = User.objects.get(pk=opened.user.pk)
    assert not access.visible_people(again).filter(pk=person.pk).exists()


def granted(person: Person, user: User, codename: str, at) -> None:
    access.give_grant(
        person=person, user=user, codename=codename, by=None, reason="A",
        expires_at=at, at=clock.now(),
    )  # fmt: skip


@pytest.mark.parametrize("codename", ["open_record", "break_glass", "open_restricted"])
def test_an_exception_opens_to_the_very_moment_promised_and_not_after_it(
    client, monkeypatch, codename
):
    person, user = make_person(), make_staff()
    ends = clock.add_hours(clock.now(), 2)
    granted(person, user, codename, ends)
    if codename == "open_restricted":
        restrict(person, make_staff())
        allocate(person, user)
    page = reverse("records:timeline", args=[person.key])
    client.force_login(user)

    moments = {}
    for moment in (-1, 0, 1):
        at = ends + timedelta(microseconds=moment)
        with monkeypatch.context() as moved:
            moved.setattr(clock, "now", lambda at=at: at)
            found = access.findable_people(user).filter(pk=person.pk).exists()
            opened = access.visible_people(user).filter(pk=person.pk).exists()
            moments[moment] = (client.get(page).status_code == 200, opened, found)

    hidden = codename == "open_restricted"
    assert moments == {
        -1: (True, True, True),
        0: (False, False, not hidden),
        1: (False, False, not hidden),
    }


def test_a_reason_opens_until_the_end_of_its_day_and_then_is_asked_again(client):
    user = make_staff(team=make_team(kind="DUTY"))
    today, before = make_person(), make_person()
    for person, hours in ((today, 1), (before, -1)):
        AccessReason.objects.create(
            person=person,
            user=user,
            basis="DUTY",
            words="She rang again",
            given_at=clock.add_hours(clock.now(), -9),
            expires_at=clock.add_hours(clock.now(), hours),
        )
    client.force_login(user)

    assert client.get(reverse("records:timeline", args=[today.key])).status_code == 200
    asked = client.get(reverse("records:timeline", args=[before.key]))
    assert asked.url.startswith(reverse("people:give-reason", args=[before.key]))
    late = clock.end_of_day(clock.today())
    assert access.reason_expires_at(clock.add_hours(late, -3)) == late


def everywhere(client: Client) -> list[str]:
    """The texts of the lists, and of searches, as far as they are open to the user."""
    found = client.post(reverse("records:search-notes"), {"words": "heating"}, follow=True)
    return [client.get(reverse("people:mine")).text, found.text]
