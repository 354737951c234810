"""Chronologies of a person, and what a viewer may read of each line."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, OuterRef, Prefetch, Q, QuerySet, Subquery

from accounts.models import User
from people import access
from people.models import Person
from records.models import Chronology, ChronologyLine, Entry, EntryVersion
from records.queries.entries import is_open
from records.queries.filters import open_to
from records.queries.lists import with_restricted_part
from records.queries.significance import with_mark

PICKED_FROM_AT_ONCE = 50


@dataclass(frozen=True)
class ShownLine:
    """One line as the viewer may read it. A line that is not open tells its date and no more.

    ``changed`` is true when the entry was corrected after the line was picked. A line whose entry
    was moved or removed is not open, and ``is_taken_off``.
    """

    line: ChronologyLine
    entry: Entry
    is_open: bool
    changed: bool

    @property
    def is_taken_off(self) -> bool:
        """Say whether the entry no longer stands on this record."""
        return self.entry.taken_off_at is not None

    @property
    def title(self) -> str:
        """What kind of record the line comes from."""
        return self.entry.record_type.title


def chronologies_of(person: Person) -> QuerySet[Chronology]:
    """Return the chronologies made of this record, newest first, with how many lines each has."""
    found = Chronology.objects.filter(person=person).select_related("made_by", "frozen_by")
    return found.annotate(line_count=Count("lines"))


def chronology_for(person: Person, key: str) -> Chronology | None:
    """Return one chronology of this record, or None."""
    found = Chronology.objects.filter(person=person, key=key.replace("\x00", ""))
    return found.select_related("made_by__team", "frozen_by__team", "person").first()


def lines_of(
    viewer: User, chronology: Chronology, *, at: datetime | None = None
) -> list[ShownLine]:
    """Return the lines in the order in which things happened."""
    readable = access.EntryAccess(viewer, chronology.person, at=at)
    versions = EntryVersion.objects.filter(entry=OuterRef("entry")).order_by("-number")
    entries = with_restricted_part(
        Entry.objects.select_related("author__team", "acting_for", "person")
    )
    lines = (
        ChronologyLine.objects.filter(chronology=chronology)
        .select_related("added_by")
        .prefetch_related(Prefetch("entry", entries))
        .annotate(newest=Subquery(versions.values("number")[:1]))
        .order_by("entry__event_at", "entry_id")
    )
    return [
        ShownLine(
            line=line,
            entry=line.entry,
            is_open=line.entry.taken_off_at is None and is_open(readable, line.entry),
            changed=line.newest > line.version_number,
        )
        for line in lines
    ]


def pickable(viewer: User, chronology: Chronology, *, all_kinds: bool) -> QuerySet[Entry]:
    """Return the entries that ``viewer`` may open and that are not in it yet, oldest first.

    Significant events, decisions and those restricted to named people stand out of a long record;
    ``all_kinds`` offers the rest as well.
    """
    person = chronology.person
    is_readable = open_to(viewer, access.EntryAccess(viewer, person))
    found = Entry.objects.standing().filter(is_readable, person=person)
    found = found.exclude(chronology_lines__chronology=chronology)
    if not all_kinds:
        found = found.filter(Q(is_significant=True) | Q(has_decision=True))
    return with_mark(found).select_related("author").order_by("event_at", "pk")
