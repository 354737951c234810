"""Who can open a record and why: what the policy decides, said of everybody at once."""

import pytest
from django.urls import reverse

import clock
from accounts.roles import Role, matrix, permissions
from audit.models import Event
from governance.openers import openers_of
from people import access
from people.access import Permission, decide, visible_people
from people.models import AccessReason
from people.standings import may_open_at_all, standings_to, standings_with
from tests.accounts.factories import make_cover, make_staff, make_team
from tests.people import worlds
from tests.people.factories import (
    allocate,
    declare_conflict,
    make_person,
    make_worker_of,
    put_on_list,
    restrict,
)
from tests.people.worlds import AT

pytestmark = pytest.mark.django_db


def give_reason(person, user, basis="DUTY", hours=3):
    now = clock.now()
    return AccessReason.objects.create(
        person=person,
        user=user,
        basis=basis,
        words="The daughter rang",
        given_at=clock.add_hours(now, -1),
        expires_at=clock.add_hours(now, hours),
    )


def grant(person, user, codename, expires_at=None):
    access.give_grant(
        person=person,
        user=user,
        codename=codename,
        by=None,
        reason="Test",
        expires_at=expires_at,
        at=clock.now(),
    )


@pytest.mark.parametrize(
    "seeds", [range(4), pytest.param(range(4, 400), marks=pytest.mark.assurance)]
)
def test_said_of_many_at_once_it_is_what_is_decided_of_each(seeds):
    opened = 0
    for world in worlds.write([worlds.generate(seed) for seed in seeds]):
        for person in world.people:
            near = set(may_open_at_all(person, at=AT).values_list("pk", flat=True))
            for stands in standings_to(person, world.staff, at=AT):
                user, alone = stands.user, decide(stands.user, Permission.VIEW, person, at=AT)
                named = access.EntryAccess(user, person, at=AT).is_named
                assert access.decide_from(stands, Permission.VIEW) == alone
                assert access.opens_whole(stands) == named
                assert user.pk in near or not alone.allowed
                opened += alone.allowed
        for user in world.staff:
            for stands in standings_with(user, world.people, at=AT):
                alone = decide(user, Permission.VIEW, stands.person, at=AT)
                assert access.decide_from(stands, Permission.VIEW) == alone
    assert opened


def test_each_opener_stands_with_why_and_until_when():
    lead = make_staff(Role.MANAGER)
    team = make_team(lead=lead)
    person, soon = make_person(), clock.add_days(clock.today(), 5)
    worker = make_worker_of(person, team=team, line_manager=lead)
    helper, guest, duty, cover, acting, closed = (make_staff() for _ in range(6))
    allocate(person, helper, role="CO_WORKER", ends_on=soon)
    make_cover(worker, cover, ends_on=soon)
    acting.roles = [Role.MANAGER]
    acting.save()
    make_cover(lead, acting, kind="MANAGING", ends_on=soon)
    grant(person, guest, "open_record", clock.end_of_day(soon))
    duty.team = make_team(kind="DUTY")
    duty.save()
    reason = give_reason(person, duty)
    allocate(person, closed)
    declare_conflict(person, closed)

    found = {each.user: (each.basis, each.until, each.opens_whole) for each in openers_of(person)}

    assert found == {
        worker: ("WORKER", None, True),
        lead: ("MANAGER", None, True),
        helper: ("CO_WORKER", soon, True),
        cover: ("COVER", soon, False),
        acting: ("ACTING", soon, False),
        guest: ("GRANT", soon, False),
        duty: ("REASON", clock.day_of(reason.expires_at), False),
    }


def test_a_row_of_a_list_ends_the_access_that_it_carries():
    person, soon = make_person(), clock.add_days(clock.today(), 5)
    worker, other = make_worker_of(person), make_worker_of(person)
    restrict(person, worker)
    put_on_list(person, other, expires_at=clock.end_of_day(soon))
    allocate(person, make_staff())

    assert {each.user: each.until for each in openers_of(person)} == {worker: None, other: soon}


def test_what_is_restricted_is_open_until_the_emergency_ends_and_of_safeguarding_to_its_team():
    person = make_person()
    worker, called, night = make_worker_of(person), make_staff(), make_staff()
    night.team = make_team(kind="EMERGENCY")
    night.save()
    for user in (called, night):
        grant(person, user, "open_record")
    ends = clock.add_hours(clock.now(), 4)
    grant(person, called, "break_glass_restricted", ends)

    found = {
        each.user: (each.until, each.opens_whole, each.whole_until, each.safeguarding)
        for each in openers_of(person)
    }

    day = clock.day_of(ends)
    assert found == {
        worker: (None, True, None, False),
        called: (None, True, day, False),
        night: (None, False, None, True),
    }
    restrict(person, worker, night)
    assert {each.user: each.until for each in openers_of(person)}[called] == day


def test_managers_and_governance_read_who_can_open_a_record(client):
    person = make_person()
    lead = make_staff(Role.MANAGER)
    worker = make_worker_of(person, line_manager=lead, name="Fola Adeyemi")
    page = reverse("governance:who-can-open", args=[person.key])
    client.force_login(worker)
    assert client.get(page).status_code == 403
    client.force_login(lead)

    text = client.get(page).text

    assert "Fola Adeyemi" in text
    assert "they are the allocated worker" in text
    event = Event.objects.get(verb="governance.openers_shown")
    assert (event.subjects, event.basis) == ([person.key], "MANAGER")


def test_what_somebody_can_open_is_read_by_them_their_manager_and_governance(client):
    lead = make_staff(Role.MANAGER)
    worker = make_staff(line_manager=lead)
    known, hidden, near = (make_person() for _ in range(3))
    for person in (known, hidden, near):
        allocate(person, worker)
    restrict(hidden, worker)
    officer = make_staff(Role.RECORDS_OFFICER)
    declare_conflict(near, officer)
    page = reverse("governance:what-opens", args=[worker.staff_number])

    def shown(viewer):
        client.force_login(viewer)
        response = client.get(page)
        if response.status_code == 403:
            return None
        names = {each for each in (known, hidden, near) if each.council_reference in response.text}
        assert set(Event.objects.latest("pk").subjects) == {each.key for each in names}
        return names

    assert shown(worker) == {known, hidden, near}
    assert shown(lead) == {known, near}
    assert shown(officer) == {known}
    for nobody in (make_staff(), make_staff(Role.MANAGER), make_staff(Role.SYSTEM_ADMINISTRATOR)):
        assert shown(nobody) is None
        assert Event.objects.latest("pk").verb == "accounts.action_refused"
    assert {each.pk for each in visible_people(worker)} == {known.pk, hidden.pk, near.pk}


def test_the_matrix_names_every_permission_of_the_policy(client):
    client.force_login(make_staff())

    text = client.get(reverse("governance:roles")).text

    assert list(permissions()) == list(Permission)
    assert frozenset().union(*(rules.permissions for rules in matrix().values())) == set(Permission)
    assert all(title in text for title in permissions().values())
    assert all(role.label in text for role in Role)
