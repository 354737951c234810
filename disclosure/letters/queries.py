"""Reads of letters: one, those of a record, and those that their writer has still to see to."""

from collections.abc import Iterable

from django.db.models import Q, QuerySet
from django.urls import reverse

import clock
from accounts.models import User
from disclosure.letters.models import Letter
from people import access
from people.access import Permission
from people.models import Person
from records import queries as record_queries
from records.models import Entry
from records.queries.across import person_is_open
from records.shown.panels import Panel

# Nobody has heard of it for this long: then it is as if nobody knew.
_SILENT_SECONDS = 300


def letter_for(viewer: User, person: Person, key: str) -> Letter | None:
    """Return one letter that ``viewer`` may read: their own, or one that is on the record.

    Raises ``PermissionDenied`` if ``viewer`` may not open this record.
    """
    return letters_of(viewer, person).filter(key=key.replace("\x00", "")).first()


def letters_of(viewer: User, person: Person) -> QuerySet[Letter]:
    """Return the letters of a record that ``viewer`` may read, the newest first."""
    access.decide(viewer, Permission.VIEW, person).require()
    entries = Entry.objects.standing().filter(record_queries.entry_is_open(viewer, entry=""))
    mine = Q(written_by=viewer, entry__isnull=True)
    return Letter.objects.filter(
        mine | Q(entry__in=entries.filter(person=person)), person=person
    ).select_related("person", "written_by", "decision", "entry")


def sent_about(viewer: User, person: Person) -> QuerySet[Letter]:
    """Return those that went. Asks nothing about the person: for callers that have asked."""
    entries = Entry.objects.standing().filter(
        record_queries.entry_is_open(viewer, entry=""), person=person
    )
    sent = Letter.objects.filter(person=person, state=Letter.State.SENT, entry__in=entries)
    return sent.select_related("person", "written_by", "decision", "entry")


def to_see_to(viewer: User) -> QuerySet[Letter]:
    """Return ``viewer``'s letters that did not go, or are still to be printed, the oldest first."""
    stuck = (Letter.State.TO_PRINT, Letter.State.FAILED, Letter.State.UNSURE)
    silent = Q(state=Letter.State.SENDING, moved_at__lt=_silent_since())
    found = Letter.objects.filter(Q(state__in=stuck) | silent, written_by=viewer)
    found = found.filter(person_is_open(viewer))
    return found.select_related("person").order_by("written_at", "pk")


def is_silent(letter: Letter) -> bool:
    """Say whether nothing was heard of it since it began to be sent."""
    return letter.state == Letter.State.SENDING and letter.moved_at < _silent_since()


def panels_for(viewer: User, entry: Entry) -> Iterable[Panel]:
    """Say beside an entry which letter it is the record of."""
    if entry.type_key not in ("email_sent", "letter_sent"):
        return
    letter = Letter.objects.filter(entry=entry).select_related("written_by").first()
    if letter is None or letter.sent_at is None:
        return
    words = [f"Sent to {letter.to_described}, as it is kept here."]
    if letter.enclosed:
        words.append(f"With it went: {'; '.join(each['title'] for each in letter.enclosed)}.")
    yield Panel(
        "What was sent",
        tuple(words),
        by=letter.written_by.name,
        at=letter.sent_at,
        url=reverse("disclosure:letter", args=[entry.person.key, letter.key]),
        does="Open what was sent",
    )


def take_letters_along(old: Entry, new: Entry) -> None:
    """Have a letter stand with what its entry became on another record."""
    Letter.objects.filter(entry=old).update(entry=new, person=new.person)


def _silent_since():
    return clock.add_seconds(clock.now(), -_SILENT_SECONDS)
