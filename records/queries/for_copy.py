"""The entries of a record for a copy: as they are, or as they were known at an instant."""

from datetime import datetime

from accounts.models import User
from people import access
from people.models import Person
from records.models import Entry
from records.queries.entries import TimelineRow, as_row, with_content
from records.queries.known import leave_as_known


def entries_for_export(
    viewer: User, person: Person, *, known_at: datetime | None = None
) -> list[TimelineRow]:
    """Return every entry of ``person``, oldest first; those ``viewer`` may not open as stubs.

    Those that were removed are among them, as tombstones: a copy accounts for them. With
    ``known_at``, those that had come to the record by that instant, as they were known then.
    """
    readable = access.EntryAccess(viewer, person)
    of_person = Entry.objects.filter(person=person)
    if known_at is None:
        found = with_content(of_person)
        return [as_row(readable, entry) for entry in found.order_by("event_at", "pk")]
    entries = list(with_content(of_person.here_by(known_at), known_at=known_at))
    newest = leave_as_known(entries, known_at)
    entries.sort(key=lambda entry: (entry.event_at, entry.pk))
    return [as_row(readable, entry, newest=newest.get(entry.pk)) for entry in entries]
