"""What a copy needs is laid out before somebody asks for it, kept like a part, and destroyed so."""

import pytest
from django.core.files.storage import default_storage

import clock
from audit import log
from audit.models import Event
from disclosure import ahead, making
from disclosure.models import Export
from disclosure.pdf import cutting, workers
from records.files import parts_kept
from records.models import Entry
from tests.disclosure.factories import (
    make_export,
    make_officer,
    make_ready,
    make_request,
    make_signed,
    make_step,
)
from tests.people.factories import make_person

pytestmark = pytest.mark.django_db
LONG = cutting.FEW + 2


def make_long(**fields):
    """A person with more entries than stand in one part."""
    person = make_person(**fields)
    for _ in range(LONG):
        make_signed(person)
    return person


def kept_of(person):
    folder = parts_kept.folder_of(person.key)
    return set(default_storage.listdir(folder)[1]) if default_storage.exists(folder) else set()


@pytest.fixture
def laid_out(monkeypatch):
    """How many entries each part had that was laid out, and not taken from the shelf."""
    found, real = [], workers.Workers._printed

    def printed(self, part):
        found.append(part.entries)
        return real(self, part)

    monkeypatch.setattr(workers.Workers, "_printed", printed)
    return found


def test_a_copy_takes_its_entries_from_what_was_laid_out_at_night(laid_out):
    person = make_long()
    officer = make_officer(person)
    make_ready(person, officer)
    secret = make_signed(person, sensitivity=Entry.Sensitivity.RESTRICTED)
    made_ahead = ahead.lay_out_ahead(by=log.CLOCK)
    at_night = sum(laid_out)
    laid_out.clear()

    again = ahead.lay_out_ahead(by=log.CLOCK)
    export = make_export(person, asked_by=make_officer(person), purpose="COURT")
    making.make_copy(export.key, export.attempt)

    export.refresh_from_db()
    assert (made_ahead, again, at_night) == (1, 0, LONG)
    assert (export.failed_because, export.entries_total) == ("", LONG)
    assert laid_out
    assert sum(laid_out) == 0
    (event,) = Event.objects.filter(verb="disclosure.laid_out_ahead")
    assert (event.subjects, event.shown) == ([person.key], [f"entries:{LONG}"])
    assert secret.key not in str(event.shown)
    assert kept_of(person)
    parts_kept.forget(person.key)
    assert kept_of(person) == set()


def test_only_records_that_are_likely_to_be_copied_are_laid_out(monkeypatch):
    seen = []
    monkeypatch.setattr(ahead, "_lay_out", lambda copy, by, at: bool(seen.append(copy.person)))
    copied, long_ago, asked, answered, redacted, other = (make_person() for _ in range(6))
    officer = make_officer()
    make_ready(copied, officer)
    make_ready(long_ago, officer)
    before = clock.add_hours(clock.now(), -24 * (ahead.DAYS + 1))
    Export.objects.filter(person=long_ago).update(finished_at=before)
    make_request(asked, officer)
    make_step(make_request(answered, officer), officer, "CLOSE")
    make_request(redacted, officer, kind="RECTIFY")
    make_ready(other, officer, made_as="JSON")

    ahead.lay_out_ahead(by=log.CLOCK)

    assert seen == [copied, asked]


def test_a_record_that_cannot_be_laid_out_stops_no_other(monkeypatch):
    people = [make_person(), make_person()]
    for person in people:
        make_ready(person, make_officer(person))
    seen = []

    def broken(copy, by, at):
        seen.append(copy.person)
        raise OSError("The disk is full")

    monkeypatch.setattr(ahead, "_lay_out", broken)

    assert ahead.lay_out_ahead(by=log.CLOCK) == 0
    assert seen == people
