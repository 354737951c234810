"""The file of a finished copy is deleted after its days; what it was, and who had it, stays."""

import pytest
from django.core.files.storage import default_storage
from django.urls import reverse

import clock
from audit.models import Event
from caserecords.jobs import delete_old_copies
from disclosure import actions, clearing
from disclosure.models import Export
from retention.models import ScheduleChange
from tests.disclosure.factories import make_officer, make_ready, make_request
from tests.people.factories import make_person

pytestmark = pytest.mark.django_db
BRAILLE = {"format_needed": "Braille", "format_met_by": "The print works make it"}


def finished(days_ago: int, **fields) -> Export:
    """A copy that was finished at noon, so many days ago."""
    person = fields.pop("person", None) or make_person()
    export = make_ready(person, fields.pop("officer", None) or make_officer(person), **fields)
    export.finished_at = clock.at_time(clock.add_days(clock.today(), -days_ago), 12)
    export.save()
    return export


def is_there(export: Export) -> bool:
    export.refresh_from_db()
    return default_storage.exists(export.stored_as)


def test_the_file_of_a_copy_is_deleted_after_the_days_of_the_schedule():
    old, young = finished(8), finished(7)

    delete_old_copies(0)
    delete_old_copies(0)

    assert (is_there(old), is_there(young)) == (False, True)
    assert old.file_deleted_at is not None
    assert old.sha256
    assert young.file_deleted_at is None
    event = Event.objects.get(verb="disclosure.file_deleted")
    assert (event.actor, event.target) == ("clock", old.key)
    assert event.shown == [f"sha256:{old.sha256}", "days:7"]


def test_those_finished_before_a_day_are_counted():
    for days in (8, 7):
        finished(days)

    counted = [clearing.count_finished(clock.add_days(clock.today(), -days)) for days in (8, 7, 6)]

    assert counted == [0, 1, 2]


def test_the_days_are_those_that_the_council_decided():
    old, officer = finished(8), make_officer()
    ScheduleChange.objects.create(
        class_key="export_file",
        length=14,
        disposal="destroy",
        basis="The council\u2019s own decision",
        authority="unverified",
        reason="Solicitors collect every other week",
        starts_on=clock.today(),
        state="IN_FORCE",
        asked_by=officer,
        asked_at=clock.now(),
        worked_out_at=clock.now(),
        decided_by=officer,
        decided_at=clock.now(),
    )

    delete_old_copies(0)

    assert is_there(old)


def test_what_answers_a_request_or_is_still_to_be_arranged_stays():
    person = make_person()
    officer = make_officer(person)
    answers = finished(
        30, person=person, officer=officer, request=make_request(person, officer), recipient="Ama"
    )
    to_arrange = finished(30, arrange_by=clock.today(), **BRAILLE)

    assert clearing.delete_old_files(days=7, by=officer) == 0
    assert is_there(answers)
    assert is_there(to_arrange)


def test_its_page_says_so_and_how_to_make_it_again(client):
    person = make_person()
    officer = make_officer(person)
    export = finished(8, person=person, officer=officer)
    delete_old_copies(0)
    client.force_login(officer)

    page = client.get(reverse("disclosure:copy", args=[person.key, export.key]))

    assert "The file of this copy was deleted" in page.text
    assert reverse("disclosure:ask", args=[person.key]) in page.text
    assert reverse("disclosure:download", args=[person.key, export.key]) not in page.text
    assert "File deleted" in client.get(reverse("disclosure:copies", args=[person.key])).text
    export.refresh_from_db()
    with pytest.raises(actions.NotReady, match="Its file was deleted on"):
        actions.take_away(export=export, by=officer)


def test_if_the_file_cannot_be_deleted_nothing_is_said(monkeypatch):
    old = finished(8)

    def refuse(name):
        raise OSError(5, "The disk does not answer")

    monkeypatch.setattr(default_storage, "delete", refuse)
    with pytest.raises(OSError, match="does not answer"):
        delete_old_copies(0)

    assert is_there(old)
    assert old.file_deleted_at is None
    assert not Event.objects.filter(verb="disclosure.file_deleted").exists()
