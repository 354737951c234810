"""In which part of a record something stands: about them as a carer, or as a person with needs."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError

from accounts.models import User
from people import queries as people_queries
from people import restrictions
from people.models import Person
from records.models import Draft, Entry


def record_as_of(person: Person, values: Mapping[str, Any]) -> str:
    """Return the role in which the person is written about."""
    if not person.has_care_needs:
        return Entry.RecordAs.CARER
    if person.is_carer and values.get("record_as") == Entry.RecordAs.CARER.label:
        return Entry.RecordAs.CARER
    return Entry.RecordAs.PERSON


def part_of_draft(draft: Draft) -> str:
    """Return the part of the record in which a draft would stand if it were signed now."""
    entry = draft.corrects or draft.beside
    if entry is not None and "record_as" not in draft.typed:
        return entry.part
    typed = draft.typed.get("record_as") or [""]
    return record_as_of(draft.person, {"record_as": typed[0]})


def part_after(entry: Entry, before: Mapping[str, Any], values: Mapping[str, Any]) -> str:
    """Return where a correction puts an entry: where it stood, unless the answer is another."""
    if before.get("record_as") == values.get("record_as"):
        return entry.record_as
    return record_as_of(entry.person, values)


def require_may_leave_part(
    entry: Entry, before: Mapping[str, Any], values: Mapping[str, Any], *, by: User, at: datetime
) -> None:
    """Raise ``ValidationError`` if a correction takes an entry out of a restricted part.

    That opens it to others: only who keeps the restriction may.
    """
    if part_after(entry, before, values) == entry.part:
        return
    for each in people_queries.restricted_parts_of(entry.person, at=at):
        if each.part == entry.part and not restrictions.may_keep(by, each, at=at).allowed:
            raise ValidationError(
                f"What is written about {entry.person.name} {each.of_whom} is restricted to named "
                f"people. Only {each.owner.name}, or another manager on the list, may move an "
                "entry out of it"
            )
