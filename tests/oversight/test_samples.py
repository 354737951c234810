"""Which share of what is signed is drawn for review, by kind of record and team."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

import clock
from accounts.models import SettingChange
from accounts.roles import Role
from oversight import actions
from oversight.models import SampleChange
from oversight.queries import awaiting_review
from oversight.queries import samples as queries
from tests.accounts.factories import make_staff, make_team
from tests.people.factories import allocate, make_person
from tests.records.factories import make_entries

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator():
    return make_staff(Role.SYSTEM_ADMINISTRATOR)


@pytest.fixture
def manager():
    return make_staff(Role.MANAGER)


def writer_of(manager, team):
    worker = make_staff(
        team=team, line_manager=manager, starts_on=clock.add_months(clock.today(), -24)
    )
    person = make_person(team=team)
    allocate(person, worker)
    return worker, person


def share(by, percent, *, kind="", team=None, hours_ago=20):
    return actions.change_sample(
        type_key=kind,
        team=team,
        percent=percent,
        reason="Agreed by the quality board",
        by=by,
        at=clock.add_hours(clock.now(), -hours_ago),
    )


def write(writer, person, kind="case_note", count=4, hours_ago=10):
    at = clock.add_hours(clock.now(), -hours_ago)
    return make_entries(person, count, author=writer, type_key=kind, signed_at=at)


def drawn(manager):
    return {row.entry.pk for row in awaiting_review(manager)}


def keys(entries):
    return {each.pk for each in entries}


def test_the_narrowest_share_goes_before_a_wider_one(manager, administrator):
    team, other = make_team(), make_team()
    writer, person = writer_of(manager, team)
    elsewhere, somebody = writer_of(manager, other)
    SettingChange.objects.create(
        key=queries.FOR_ALL,
        old=0,
        new=100,
        reason="All",
        changed_at=clock.add_hours(clock.now(), -20),
    )
    notes, calls = write(writer, person), write(writer, person, "phone_call")
    others = write(elsewhere, somebody)
    assert drawn(manager) == keys([*notes, *calls, *others])

    share(administrator, 0, team=team)
    assert drawn(manager) == keys(others)
    share(administrator, 100, kind="phone_call", team=team)
    assert drawn(manager) == keys([*calls, *others])
    share(administrator, 0, kind="case_note")
    assert drawn(manager) == keys(calls)
    share(administrator, None, team=team)
    share(administrator, None, kind="case_note")
    share(administrator, None, kind="phone_call", team=team)
    assert drawn(manager) == keys([*notes, *calls, *others])


def test_a_share_is_of_what_was_signed_since_it_was_set(manager, administrator):
    writer, person = writer_of(manager, make_team())
    write(writer, person, hours_ago=30)
    recent = write(writer, person)

    share(administrator, 100, kind="case_note")

    assert drawn(manager) == keys(recent)


def test_what_was_drawn_waits_on_when_its_share_changes(manager, administrator):
    writer, person = writer_of(manager, make_team())
    share(administrator, 100, kind="case_note", hours_ago=40)
    before = write(writer, person, hours_ago=30)
    share(administrator, 0, kind="case_note", hours_ago=20)
    write(writer, person)

    assert drawn(manager) == keys(before)
    share(administrator, None, kind="case_note", hours_ago=5)
    assert drawn(manager) == keys(before)


def test_administrators_change_a_share_and_managers_see_it(client, manager, administrator):
    team = make_team("Northgate Adults")
    address = reverse("oversight:samples")
    client.force_login(administrator)
    given = {"type_key": "case_note", "team": team.key, "percent": "20", "reason": "A bad month"}
    assert client.post(address, given).status_code == 302
    client.force_login(manager)

    page = client.get(address)

    assert "20%" in page.text
    assert "A bad month" in page.text
    assert page.context["form"] is None
    assert client.post(address, given).status_code == 403
    with pytest.raises(PermissionDenied):
        share(manager, 50, kind="case_note")
    client.force_login(make_staff())
    assert client.get(address).status_code == 403


def test_what_changes_nothing_or_is_of_everything_is_refused(administrator):
    with pytest.raises(ValidationError, match="kind of record or a team"):
        share(administrator, 10)
    with pytest.raises(ValidationError, match="stands like this already"):
        share(administrator, None, kind="case_note")
    with pytest.raises(ValidationError):
        share(administrator, 101, kind="case_note")

    assert not SampleChange.objects.exists()
