"""What signed entries say of a person's home, status and legal documents, for their details.

The words stay in the entry: its restriction, its corrections and its end are theirs too.
"""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

import clock
from accounts.models import User
from people import access
from people.models import Person
from records.models import Entry
from records.queries.entries import is_open
from records.queries.profile import DOCUMENT, HOME, NEED, STATUS, UPDATE, entries_for_profile
from ui import formats

_HOME = {
    "dwelling_kind": "Kind of home",
    "tenure": "Tenure",
    "layout_access": "Layout and access",
    "adaptations": "Equipment, alarms and adaptations",
    "hazards": "Hazards",
    "repairs_needed": "Repairs or changes needed",
}
_STATUS = {
    "status": "Status",
    "evidence_seen": "Evidence seen",
    "checked_on": "Checked on",
    "expiry_date": "Ends on",
    "restrictions": "What this allows and does not allow",
}
_DOCUMENT = {
    "people_named": "Who it names",
    "start_end": "Start and end",
    "limits": "Conditions or limits",
    "seen": "Seen",
    "registered": "Registered or sealed",
    "checked_with": "Checked with",
}
_POWERS = ("Lasting power of attorney", "Enduring power of attorney")
_NOT_SEEN = "No, told only"
# Where each thing that a record says has changed is put right: the words of its choice, the page.
_WHERE = {
    "Name": ("area", "names"),
    "Name to be known by": ("area", "names"),
    "Pronouns": ("identity", ""),
    "Address": ("add-fact", "addresses"),
    "Phone or email": ("add-fact", "reach"),
    "Date of birth correction": ("identity", ""),
    "NHS number": ("identity", ""),
    "Ethnic group": ("block", "equality"),
    "Religion or belief": ("block", "equality"),
    "Language": ("block", "language"),
    "Communication need": ("add-fact", "communication"),
}


@dataclass(frozen=True)
class Said:
    """One entry, with what its details show of it; ``rows`` is None where it is closed."""

    entry: Entry
    title: str
    rows: list[tuple[str, str]] | None
    in_use: str = ""
    ends: str = ""


@dataclass(frozen=True)
class ToCarry:
    """A record that says that details changed, and the pages where they are put right."""

    entry: Entry
    pages: list[tuple[str, str, str]] = field(default_factory=list)


@dataclass(frozen=True)
class Profile:
    """Everything that the details of one person show of signed entries."""

    home: Said | None
    status: Said | None
    documents: list[Said]
    to_carry: list[ToCarry]


def profile_of(viewer: User, person: Person) -> Profile:
    """Return what entries say. Of a restricted entry that is closed to ``viewer``, that it is."""
    readable = access.EntryAccess(viewer, person)
    found = entries_for_profile(person)
    said = {
        HOME: [
            _said(each, _HOME, is_open(readable, each)) for each in found if each.type_key == HOME
        ],
        STATUS: [
            _status(each, is_open(readable, each)) for each in found if each.type_key == STATUS
        ],
        DOCUMENT: [
            _document(each, is_open(readable, each)) for each in found if each.type_key == DOCUMENT
        ],
    }
    return Profile(
        home=next(iter(said[HOME]), None),
        status=next(iter(said[STATUS]), None),
        documents=said[DOCUMENT],
        to_carry=[
            _to_carry(each)
            for each in found
            if each.type_key in (UPDATE, NEED)
            and not each.is_carried_over  # type: ignore[attr-defined]
            and is_open(readable, each)
        ],
    )


def _said(entry: Entry, labels: dict[str, str], opens: bool, title: str = "") -> Said:
    answers = _answers(entry)
    rows = [(label, _text(answers[name])) for name, label in labels.items() if answers.get(name)]
    return Said(entry, title, rows if opens else None)


def _status(entry: Entry, opens: bool) -> Said:
    said, on = _said(entry, _STATUS, opens), _answers(entry).get("expiry_date")
    if not opens or not on:
        return said
    day = date.fromisoformat(on)
    words = "Ended" if day < clock.today() else "Ends"
    return Said(entry, "", said.rows, ends=f"{words} {formats.day_and_month(day)}")


def _document(entry: Entry, opens: bool) -> Said:
    """A power is in use once it is registered and was seen; which decisions it is for is said."""
    answers = _answers(entry)
    kind = _text(answers.get("document_kind"))
    said = _said(entry, _DOCUMENT, opens, kind if opens else "Legal document")
    if not opens:
        return said
    notes = []
    if kind.startswith(_POWERS):
        seen = answers.get("seen") not in (None, _NOT_SEEN)
        if not (seen and answers.get("registered") == "Yes"):
            notes.append("Not shown as in use: it must be registered, and seen")
    elif answers.get("seen") == _NOT_SEEN:
        notes.append("Nobody here has seen it")
    if kind == "Lasting power of attorney: health and welfare":
        notes.append("Only when the person lacks capacity for that decision")
    if "property and financial" in kind:
        notes.append("For money and property: never for decisions about care")
    return Said(entry, said.title, said.rows, in_use=". ".join(notes))


def _to_carry(entry: Entry) -> ToCarry:
    if entry.type_key == NEED:
        return ToCarry(entry, [("Communication need", *_WHERE["Communication need"])])
    changed = [_text(each) for each in _answers(entry).get("what_changed") or []]
    return ToCarry(entry, [(each, *_WHERE[each]) for each in changed if each in _WHERE])


def _answers(entry: Entry) -> dict[str, Any]:
    return entry.answers or {}  # type: ignore[attr-defined]


def _text(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(filter(None, map(_text, value)))
    if isinstance(value, dict):
        name = str(value.get("name") or value.get("value") or "")
        beside = str(value.get("reason") or value.get("role") or "")
        return f"{name} ({beside})" if beside else name
    text = str(value or "")
    try:
        return formats.day_and_month(date.fromisoformat(text))
    except ValueError:
        return text
