"""Who may correct an entry is told that a colleague has begun to: who and when, never a word."""

import uuid

import pytest
from django.urls import reverse

import clock
from accounts.roles import Role
from records import actions
from records.catalogue import catalogue
from records.models import Draft
from tests.accounts.factories import make_staff, make_team
from tests.people.factories import make_person, make_worker_of
from tests.records.factories import make_entry, note_values

pytestmark = pytest.mark.django_db

LINE = "began a correction on"
RESTRICTED = "Restricted to named people"


@pytest.fixture
def entry(person):
    return make_entry(person=person)


def begin(entry, by, **typed):
    return actions.save_draft(
        person=entry.person,
        by=by,
        key=uuid.uuid4(),
        record_type=catalogue().get(entry.type_key),
        typed={"discussion": ["Nobody else reads this."], **typed},
        version=0,
        corrects=entry,
    )


def read(client, page, entry):
    return client.get(reverse(f"records:{page}", args=[entry.person.key, entry.key])).text


def test_both_pages_name_who_began_and_when_and_nothing_else(client, person, worker, entry):
    colleague = make_worker_of(person, name="Carla Reyes")
    assert LINE not in read(client, "entry", entry) + read(client, "correct-entry", entry)
    begin(entry, colleague, sensitivity=[RESTRICTED])
    draft = begin(entry, colleague)
    begun = clock.local(Draft.objects.earliest("started_at").started_at)

    for page in ("entry", "correct-entry"):
        shown = read(client, page, entry)
        assert shown.count(LINE) == 1
        assert f"Carla Reyes {LINE}" in shown
        assert f"{begun.day} {begun:%B}" in shown.split(LINE)[1].split("</p>")[0]
        assert "Nobody else reads this." not in shown
        assert str(draft.key) not in shown

    mine = begin(entry, worker)
    assert f"Carla Reyes {LINE}" in read(client, "correct-entry", entry)
    desk = client.get(reverse("records:edit-draft", args=[person.key, mine.key])).text
    assert desk.count(LINE) == 1  # one's own is not news
    for each in Draft.objects.filter(author=colleague):
        actions.throw_away_draft(draft=each, by=colleague)
    assert LINE not in read(client, "entry", entry)


def test_who_may_not_correct_or_open_it_is_not_told(client):
    team = make_team()
    person = make_person(team=team)
    worker = make_worker_of(person)
    entry = make_entry(person=person, by=worker)
    begin(entry, make_worker_of(person, name="Carla Reyes"))
    reader = make_worker_of(person, Role.BUSINESS_SUPPORT)
    closed = make_entry(person=person, by=worker, values=note_values(sensitivity=RESTRICTED))
    begin(closed, worker)
    unlisted = make_staff(team=team)
    manager = make_worker_of(person, Role.MANAGER)
    note_of_managers = make_entry(
        person=person, by=manager, type_key="manager_guidance", finish_later=True
    )
    begin(note_of_managers, manager)

    client.force_login(reader)
    shown = read(client, "entry", note_of_managers)
    assert note_of_managers.key in shown
    assert LINE not in shown
    client.force_login(unlisted)
    assert "Carla Reyes" in read(client, "entry", entry)
    address = reverse("records:entry", args=[person.key, closed.key])
    assert client.get(address).status_code == 404
