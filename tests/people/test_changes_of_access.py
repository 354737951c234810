"""Who may open a record beside those who work with it: each change of that is kept, and its end."""

import pytest
from auditlog.models import LogEntry

import clock
from accounts.roles import Role
from audit.models import ChangeEntry, Event
from people import actions
from tests.accounts.factories import make_staff
from tests.people.factories import make_person, make_worker_of
from tests.people.test_conflicts import declared

pytestmark = pytest.mark.django_db
CREATED, UPDATED, DELETED = (
    LogEntry.Action.CREATE,
    LogEntry.Action.UPDATE,
    LogEntry.Action.DELETE,
)


def changes_of(model: str) -> list[ChangeEntry]:
    return list(ChangeEntry.objects.filter(content_type__model=model).order_by("pk"))


def test_what_was_shared_until_when_and_that_it_ended_is_kept():
    person = make_person()
    manager, user = make_worker_of(person, Role.MANAGER), make_staff()
    until = clock.add_days(clock.today(), 3)

    given = {"person": person, "user": user, "by": manager, "reason": "Covers a visit"}
    actions.grant_access(**given, until=until)
    actions.grant_access(**given, until=clock.add_days(until, 1))
    actions.end_access(person=person, user=user, by=manager)

    kept = changes_of("personuserobjectpermission")
    assert [each.action for each in kept] == [CREATED, UPDATED, UPDATED, DELETED]
    assert {each.subject for each in kept} == {person.key}
    assert "expires_at" in kept[2].changes
    assert kept[3].changes["reason"][0] == "Covers a visit"
    events = Event.objects.filter(verb="people.access_granted").order_by("pk")
    assert [event.shown for event in events] == [
        ["open_record", f"until:{clock.end_of_day(day).isoformat()}"]
        for day in (until, clock.add_days(until, 1))
    ]


def test_a_conflict_that_ends_is_kept_as_a_change_of_its_row():
    person, manager = make_person(council_reference="P90001"), make_staff(Role.MANAGER)
    declaration = declared(make_staff(line_manager=manager), reference="P90001")

    actions.end_declaration(declaration=declaration, reason="They moved", by=manager)

    kept = changes_of("conflict")[-1]
    assert (kept.action, kept.subject) == (UPDATED, person.key)
    assert list(kept.changes) == ["ended_at"]
