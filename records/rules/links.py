"""Which earlier entries a record may name: those of the same person that its writer may open."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError

from accounts.models import User
from people import access
from people.models import Person
from records.catalogue import RecordType
from records.models import Entry, EntryVersion
from records.queries.entries import is_open
from records.queries.links import keys_named


def require_nameable(
    person: Person,
    record_type: RecordType,
    values: Mapping[str, Any],
    *,
    by: User,
    at: datetime,
    before: EntryVersion | None = None,
) -> None:
    """Raise ``ValidationError`` for a record that ``by`` cannot name. Part of an action.

    What ``before`` names already stays, whoever corrects.
    """
    kept = keys_named(record_type, before.values) if before else set()
    wanted = keys_named(record_type, values) - kept
    if not wanted:
        return
    if before is not None and before.entry.key in wanted:
        raise ValidationError("A record cannot be linked to itself")
    readable = access.EntryAccess(by, person, at=at)
    found = Entry.objects.standing().filter(person=person, key__in=wanted)
    if {entry.key for entry in found if is_open(readable, entry)} != wanted:
        raise ValidationError("Choose records to link to from the list")
