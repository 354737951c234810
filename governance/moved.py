"""Entries that stood on the wrong record, and everybody who may have read them there."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from accounts.models import User
from audit.models import Event
from audit.verbs import verbs
from people import queries as people_queries
from people.models import Person
from people.survivors import keys_of
from records.models import Attachment, Removal

SHOWN_AT_MOST = 100


@dataclass(frozen=True)
class Look:
    """One time that somebody opened or copied an entry while it stood on the wrong record."""

    who: str
    did: str
    at: datetime


def moved_entries(viewer: User) -> list[Removal]:
    """Return the latest moves off records that ``viewer`` may find, newest first."""
    found = list(
        Removal.objects.filter(kind=Removal.Kind.MOVE, state=Removal.State.DONE)
        .select_related("entry__person", "asked_by__team", "answered_by__team")
        .order_by("-answered_at", "-pk")[:SHOWN_AT_MOST]
    )
    people = people_queries.by_keys(viewer, {row.entry.person.key for row in found})
    return [row for row in found if row.entry.person.key in people]


def move_for(person: Person, key: str) -> Removal | None:
    """Return one move off a person's record, or None."""
    return (
        Removal.objects.filter(
            kind=Removal.Kind.MOVE,
            state=Removal.State.DONE,
            entry__person=person,
            key=key.replace("\x00", ""),
        )
        .select_related("entry__author", "asked_by__team", "answered_by__team")
        .first()
    )


def looks_at(move: Removal) -> list[Look]:
    """Return who opened, was shown or copied the entry on the wrong record, in order.

    Whoever wrote it knows it anyway, and is not among them. A copy of the whole record counts: the
    entry may stand in it.
    """
    entry = move.entry
    files = Attachment.objects.filter(entry=move.became).values_list("key", flat=True)
    events = (
        Event.objects.filter(
            subjects__overlap=keys_of(entry.person),
            happened_at__gte=entry.signed_at,
            happened_at__lte=move.answered_at,
        )
        .filter(
            Q(target__in=[entry.key, move.key, *files])
            | Q(shown__contains=[entry.key])
            | Q(kind=Event.Kind.EXPORT)
        )
        .exclude(actor=entry.author.staff_number)
        .exclude(kind__in=[Event.Kind.REFUSED, Event.Kind.CHANGE])
        .order_by("pk")
    )
    rows = list(events)
    staff = User.objects.select_related("team").in_bulk(
        {event.actor for event in rows}, field_name="staff_number"
    )
    return [
        Look(
            who=staff[event.actor].described if event.actor in staff else event.actor,
            did=verbs()[event.verb].sentence if event.verb in verbs() else event.verb,
            at=event.happened_at,
        )
        for event in rows
    ]
