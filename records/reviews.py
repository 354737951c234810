"""When somebody's plan is to be looked at again, as the newest entry that says so has it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import OuterRef, Subquery

import clock
from people.models import HAS_DIED, Person
from records.catalogue import catalogue
from records.models import Entry, EntryVersion
from records.queries.lists import with_restricted_part
from records.rules.looks import STRANDS, next_look


@dataclass(frozen=True)
class ReviewDue:
    """Something to look at again, and by when."""

    person_id: int
    title: str
    due_on: date
    entry_key: str


def reviews_due(person: Person) -> list[ReviewDue]:
    """Return what is to be looked at again for a person, the earliest first."""
    return reviews_due_for([person.pk])


def reviews_due_for(people: Iterable[int], *, restricted: bool = True) -> list[ReviewDue]:
    """Return what is to be looked at again for some people, in one query, the earliest first.

    Without ``restricted``, as the entries that everyone sees who may open the record have it.
    """
    kinds = [type_key for strand in STRANDS for type_key in strand.dates]
    stops = [type_key for strand in STRANDS if not strand.outlives for type_key in strand.dates]
    newest = EntryVersion.objects.filter(entry=OuterRef("pk")).order_by("-number")
    entries = Entry.objects.standing()
    if not restricted:
        entries = with_restricted_part(entries).filter(
            sensitivity=Entry.Sensitivity.NORMAL, in_restricted_part=False
        )
    rows = (
        entries.exclude(person__in=Person.objects.filter(HAS_DIED), type_key__in=stops)
        .filter(person__in=list(people), type_key__in=kinds)
        .annotate(answers=Subquery(newest.values("values")[:1]))
        .order_by("event_at", "pk")
        .values_list("person_id", "type_key", "type_version", "key", "event_at", "answers")
    )
    found: dict[tuple[int, str], ReviewDue | None] = {}
    for person_id, type_key, version, key, event_at, answers in rows:
        record_type = catalogue().pinned(type_key, version)
        look = next_look(record_type, answers or {}, event=clock.day_of(event_at))
        if look is not None:
            title = look.strand.title
            found[person_id, title] = ReviewDue(person_id, title, look.on, key) if look.on else None
    return sorted((each for each in found.values() if each), key=lambda each: each.due_on)
