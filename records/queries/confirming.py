"""Entries written from what a colleague told: those to confirm, and those to put right."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet, Subquery

from accounts.models import User
from people import access
from people.access import Decision
from people.models import Person
from records.models import Addition, Confirmation, Entry, EntryVersion
from records.queries.entries import may_open, openable, with_content


@dataclass(frozen=True)
class ToPutRight:
    """An entry whose provider said what is wrong in it, and what they said."""

    entry: Entry
    said: Confirmation


def to_confirm(viewer: User) -> list[Entry]:
    """Return what was written from what ``viewer`` told and waits for their answer, oldest first.

    A new version asks again. What is restricted to others is not asked of them, nor what stands on
    a record that they may not know of.
    """
    answered = Confirmation.objects.filter(
        entry=OuterRef("pk"), version_number=OuterRef("newest_number")
    )
    found = (
        _with_newest(Entry.objects.filter(information_provider=viewer))
        .exclude(author=viewer)
        .filter(~Exists(answered), person__in=access.people_open_to_provider(viewer))
        .select_related("person", "author")
        .order_by("signed_at", "pk")
    )
    return openable(viewer, found)


def to_put_right(author: User) -> list[ToPutRight]:
    """Return the entries of ``author`` whose provider said what is wrong, until it is answered.

    A corrected version answers, and so does an addition by the author.
    """
    said = Confirmation.objects.filter(
        entry=OuterRef("pk"),
        version_number=OuterRef("newest_number"),
        answer=Confirmation.Answer.CORRECTED,
    )
    added = Addition.objects.filter(
        entry=OuterRef("pk"), author=author, added_at__gt=OuterRef("said_at")
    )
    found = (
        _with_newest(Entry.objects.filter(author=author))
        .annotate(said_id=Subquery(said.values("pk")[:1]))
        .annotate(said_at=Subquery(said.values("answered_at")[:1]))
        .filter(said_id__isnull=False, person__in=access.visible_people(author))
        .filter(~Exists(added))
        .select_related("person")
        .order_by("said_at", "pk")
    )
    entries: list[Any] = openable(author, found)
    rows = Confirmation.objects.select_related("provider").in_bulk(
        [entry.said_id for entry in entries]
    )
    return [ToPutRight(entry, rows[entry.said_id]) for entry in entries]


def told_entry(viewer: User, person: Person, key: str) -> Entry | None:
    """Return one entry written from what ``viewer`` told, whole; None if there is none to open."""
    entry = with_content(_told(viewer, person, key)).first()
    if entry is None or not may_open(viewer, entry):
        return None
    return entry


def as_provider(viewer: User, person: Person, *, entry_key: str) -> Decision:
    """Say whether ``viewer`` may read this entry as the one who gave the information."""
    given = _told(viewer, person, entry_key).exists()
    return access.decide_as_provider(viewer, person, gave_information=given)


def _told(viewer: User, person: Person, key: str) -> QuerySet[Entry]:
    key = key.replace("\x00", "")
    found = Entry.objects.filter(person=person, key=key, information_provider=viewer)
    return found.filter(taken_off_at=None).exclude(author=viewer)


def _with_newest(entries: QuerySet[Entry]) -> QuerySet[Any]:
    newest = EntryVersion.objects.filter(entry=OuterRef("pk")).order_by("-number")
    return entries.filter(taken_off_at=None).annotate(
        newest_number=Subquery(newest.values("number")[:1])
    )
