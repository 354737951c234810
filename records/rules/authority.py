"""Who is named as deciding, and may have no authority that was seen: worth a look, never a stop."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from people import queries
from people.models import Contact, Person
from records.catalogue import Problem

# They decide by their job, unless they stand as attorney, deputy or the like.
_BY_THEIR_JOB = {"ORGANISATION", "PROFESSIONAL"}


def unevidenced(
    person: Person, values: Mapping[str, Any], statements: Sequence[Mapping[str, Any]]
) -> list[Problem]:
    """Return advice for each contact who is said to decide with no evidence on file."""
    named = list(_named(values, statements))
    if not named:
        return []
    keys = {key for _, key in named}
    held = queries.held_by_key(person, keys)
    people = {each.key: each for each in person.contacts.filter(key__in=keys)}
    lacking = {key: each.name for key, each in people.items() if _may_lack(each, held)}
    lacking |= {key: name for key, (name, is_seen) in held.items() if not is_seen}
    return [
        Problem(field, _words(lacking[key]), severity="advice")
        for field, key in dict.fromkeys(named)
        if key in lacking
    ]


def _named(
    values: Mapping[str, Any], statements: Sequence[Mapping[str, Any]]
) -> Iterator[tuple[str, str]]:
    yield from (("decided_by", key) for key in _contacts(values.get("decided_by")))
    numbers: dict[str, int] = {}
    for row in statements:
        number = numbers[row["field"]] = numbers.get(row["field"], -1) + 1
        if row["kind"] == "decision":
            for key in _contacts((row.get("details") or {}).get("decided_by")):
                yield f"{row['field']}-{number}.decided_by", key


def _contacts(references: Any) -> list[str]:
    rows = references if isinstance(references, list) else []
    return [
        str(row.get("key"))
        for row in rows
        if isinstance(row, Mapping) and row.get("kind") == "contact"
    ]


def _may_lack(contact: Contact, held: Mapping[str, tuple[str, bool]]) -> bool:
    """Say whether nothing is on file by which they may decide."""
    if contact.key in held:
        return not held[contact.key][1]
    return contact.kind not in _BY_THEIR_JOB


def _words(name: str) -> str:
    return (
        f"{name} is named as deciding, and no legal authority of theirs with evidence is "
        "on file. Check what was seen, and record it under Details, Legal authority."
    )
