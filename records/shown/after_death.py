"""What the record says on the page about a death: what was cancelled, and what goes on."""

from typing import Any

from accounts.models import User
from people import access
from people.access import Permission
from people.models import Death, Person
from records import queries
from records.catalogue import catalogue
from records.models import Entry, PlannedVisit
from records.queries.entries import is_open


def said_of(viewer: User, person: Person, death: Death | None) -> dict[str, Any]:
    """Return the visits that were cancelled, the actions still open, and what goes on."""
    stopped = PlannedVisit.objects.filter(stopped_by=death) if death is not None else []
    actions = queries.open_actions_about(viewer, person)
    return {
        "visits": list(stopped.select_related("worker")) if death is not None else [],
        "actions": actions,
        "may_write": access.decide(viewer, Permission.WRITE, person).allowed,
        "goes_on": _safeguarding(viewer, person),
        "person": person,
    }


def _safeguarding(viewer: User, person: Person) -> list[dict[str, Any]]:
    """Return the newest safeguarding entry of each kind that the viewer may open."""
    types = {each.key: each.title for each in catalogue().types if each.group == "safeguarding"}
    readable = access.EntryAccess(viewer, person)
    newest = (
        Entry.objects.standing()
        .filter(person=person, type_key__in=types)
        .order_by("type_key", "-event_at", "-pk")
        .distinct("type_key")
    )
    return [
        {"entry": entry, "title": types[entry.type_key]}
        for entry in newest
        if is_open(readable, entry)
    ]
