"""A data file's answers in the encodings that a signed form keeps."""

from datetime import date, datetime
from typing import Any

from accounts.models import User
from caserecords.demo.council import Council
from people.models import Person
from records.models import Action
from records.rules.unsaid import reason_key

Reference = dict[str, str]
_KINDS = ("contact:", "staff:", "other:", "entry:", "paper:")
_OF_THE_STATEMENT = ("field", "kind", "text", "about_someone_else", "unsaid")


def values_of(council: Council, person: Person, entry: dict[str, Any]) -> dict[str, Any]:
    """Return every answer of an entry, with the time of the event among them."""
    values = {key: _stored(council, person, value) for key, value in entry["values"].items()}
    return {"event_at": _stored(council, person, entry["event_at"])} | values


def statements_of(council: Council, person: Person, entry: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the typed statements of an entry; what is not the statement itself is its detail."""
    return [
        {
            "field": row["field"],
            "kind": row["kind"],
            "text": row["text"],
            "about_someone_else": row.get("about_someone_else", False),
            "details": {
                key: _stored(council, person, value)
                for key, value in row.items()
                if key not in _OF_THE_STATEMENT
            },
        }
        for row in entry.get("statement", ())
    ]


def actions_of(council: Council, entry: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the actions of an entry as they were agreed: all of them still to be done."""
    return [
        {
            "text": row["text"],
            "owner": council.staff.get(row["owner"]),
            "owner_name": _outsider(council, row),
            "due_on": row["due"],
            "priority": _PRIORITIES[row["priority"]],
        }
        for row in entry.get("action", ())
    ]


def gaps_of(entry: dict[str, Any]) -> dict[str, dict[str, str]]:
    """Return why required answers of an entry are missing, and why decisions say no more."""
    unanswered = {
        row["field"]: {"reason": row["reason"], "detail": row["detail"]}
        for row in entry.get("gap", ())
    }
    unsaid = {
        reason_key(row["text"]): {"reason": row["unsaid"], "detail": ""}
        for row in entry.get("statement", ())
        if "unsaid" in row
    }
    return unanswered | unsaid


def reference(council: Council, person: Person, words: str) -> Reference:
    """Return whom the words name.

    They are ``person``, ``contact:key``, ``staff:name`` or ``other:name, role``; of a record,
    ``entry:number`` on the same file or ``paper:words``.

    Raises ``KeyError`` if the data files hold nobody of that name.
    """
    if words == "person":
        return {"kind": "person", "key": person.key, "name": person.name, "role": ""}
    kind, _, name = words.partition(":")
    if kind == "contact":
        contact = council.contacts[person.council_reference, name]
        return {"kind": kind, "key": contact.key, "name": contact.name, "role": contact.described}
    if kind == "staff":
        return _staff(council.staff[name])
    if kind == "entry":
        key = council.entries[person.council_reference, int(name)].key
        return {"kind": kind, "key": key, "name": "", "role": ""}
    if kind == "paper":
        return {"kind": "other", "key": "", "name": name, "role": ""}
    name, _, role = name.partition(", ")
    return {"kind": kind, "key": "", "name": name, "role": role}


def _staff(user: User) -> Reference:
    return {"kind": "staff", "key": user.staff_number, "name": user.name, "role": user.job_title}


def _stored(council: Council, person: Person, value: Any) -> Any:
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    if isinstance(value, list) and value and all(isinstance(each, dict) for each in value):
        return [{key: _stored(council, person, cell) for key, cell in row.items()} for row in value]
    if isinstance(value, list) and value and all(_names_someone(each) for each in value):
        return [reference(council, person, each) for each in value]
    return value


def _names_someone(value: Any) -> bool:
    return value == "person" or (isinstance(value, str) and value.startswith(_KINDS))


def _outsider(council: Council, row: dict[str, Any]) -> str:
    if row["owner"] in council.staff:
        return ""
    return ", ".join(filter(None, [row["owner"], row.get("owner_role", "")]))


_PRIORITIES = {label: value for value, label in Action.Priority.choices}
