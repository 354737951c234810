"""Earlier entries that another may name: those offered to a writer, and what a reader is told."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

import clock
from accounts.models import User
from people import access
from people.models import Person
from records.catalogue import RecordType, catalogue, questions_about_entries
from records.models import Entry, EntryVersion
from records.queries.entries import is_open

_NEAREST = 60
_OF_NAMED_KINDS = 100
NOT_OPEN = "A record that you may not open"


@dataclass(frozen=True)
class Offered:
    """An entry that may be named: its kind, what it is called and who wrote it."""

    key: str
    type_key: str
    name: str
    by: str
    is_open: bool = True


def entries_to_name(
    viewer: User,
    person: Person,
    record_type: RecordType,
    named: Iterable[str] = (),
    *,
    readable: access.EntryAccess | None = None,
) -> list[Offered]:
    """Return the entries that a form of ``record_type`` offers to name, newest first.

    The nearest of all kinds, more of those that its questions ask for, and those ``named``
    already. Only what ``viewer`` may open (``readable``, where that is known already); of what is
    named and not open, that it is named.
    """
    asked = questions_about_entries(record_type)
    if not asked:
        return []
    named = set(named)
    readable = readable or access.EntryAccess(viewer, person)
    standing = Entry.objects.standing().filter(person=person)
    nearest = standing.order_by("-event_at", "-pk")
    fits = Q(pk__in=nearest.values("pk")[:_NEAREST]) | Q(key__in=named)
    if kinds := {key for each in asked for key in _kinds_of(each.entries)}:
        fits |= Q(pk__in=nearest.filter(type_key__in=kinds).values("pk")[:_OF_NAMED_KINDS])
    found = [
        Offered(entry.key, entry.type_key, name_of(entry), entry.written_by)
        for entry in standing.filter(fits).select_related("author").order_by("-event_at", "-pk")
        if is_open(readable, entry)
    ]
    known = {each.key for each in found}
    closed = [Offered(key, "", NOT_OPEN, "", is_open=False) for key in sorted(named - known)]
    return found + closed


def _kinds_of(entries: Iterable[str]) -> set[str]:
    asked = set(entries)
    return {each.key for each in catalogue().types if {each.key, each.group} & asked}


def name_of(entry: Entry) -> str:
    """Return how an entry is named in another: its kind and day."""
    title = entry.record_type.title
    day = clock.day_of(entry.event_at)
    return f"{title}, {day.day} {day:%B %Y}"


def keys_named(record_type: RecordType, values: Mapping[str, Any]) -> set[str]:
    """Return the keys of the entries that answers name."""
    return {
        key
        for asked in questions_about_entries(record_type)
        for key in keys_in(values.get(asked.name))
    }


def keys_in(value: Any) -> list[str]:
    """Return the keys of the entries that one answer names."""
    references = value if isinstance(value, list) else []
    return [
        str(ref["key"])
        for ref in references
        if isinstance(ref, Mapping) and ref.get("kind") == "entry"
    ]


def answers_copied(
    viewer: User, person: Person, wanted: Mapping[str, tuple[str, str]]
) -> dict[str, str]:
    """Return what is copied from chosen records that ``viewer`` may open.

    ``wanted``: what it is copied to, by the key of the record and its question.
    """
    if not wanted:
        return {}
    readable = access.EntryAccess(viewer, person)
    found = (
        EntryVersion.objects.filter(
            entry__person=person, entry__key__in={key for key, _ in wanted.values()}
        )
        .select_related("entry")
        .order_by("number")
    )
    latest = {each.entry.key: each.values for each in found if is_open(readable, each.entry)}
    copied = {name: latest.get(key, {}).get(answer) for name, (key, answer) in wanted.items()}
    return {name: text for name, text in copied.items() if isinstance(text, str) and text}
