"""What signed entries say of a person's home, status and legal documents, for their details.

The words stay in the entry: its restriction, its corrections and its end are theirs too.
"""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

import clock
from accounts.models import User
from people import access
from people import queries as people_queries
from people.inlined import together
from people.models import Person
from records.models import Entry, PlannedVisit
from records.queries.entries import is_open
from records.queries.profile import DOCUMENT, HOME, NEED, STATUS, UPDATE, entries_for_profile
from records.rules.interpreters import not_arranged
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
    "made_on": "Made on",
    "starts_on": "Counts from",
    "expires_on": "Ends on",
    "check_on": "Checked again on",
    "limits": "Conditions or limits",
    "seen": "Seen",
    "registered": "Registered or sealed",
    "checked_with": "Checked with",
}
POWERS = ("Lasting power of attorney", "Enduring power of attorney")
NOT_SEEN = "No, told only"
_SEEN_AS = {
    "Yes, original": "ORIGINAL",
    "Yes, copy": "COPY",
    "Yes, online register or access code": "REGISTER",
    NOT_SEEN: "TOLD",
}
# The documents that give somebody an authority to decide, and which that is.
AUTHORITIES = {
    "Lasting power of attorney: health and welfare": "LPA_HEALTH",
    "Lasting power of attorney: property and financial affairs": "LPA_MONEY",
    "Enduring power of attorney": "EPA",
    "Deputy: health and welfare": "DEPUTY_HEALTH",
    "Deputy: property and financial affairs": "DEPUTY_MONEY",
    "Guardianship": "GUARDIAN",
    "Appointeeship": "APPOINTEE",
}
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
    # It gives an authority to decide that nobody has recorded yet.
    gives: bool = False


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
    # Planned visits of somebody who needs an interpreter, of which nobody has said who comes.
    without_interpreter: list[PlannedVisit]


def profile_of(viewer: User, person: Person) -> Profile:
    """Return what entries say. Of a restricted entry that is closed to ``viewer``, that it is."""
    readable = access.EntryAccess(viewer, person)
    found, visits = entries_for_profile(person), not_arranged().filter(person=person)
    together(found, visits)
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
        without_interpreter=list(visits)[:5],
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
    if kind.startswith(POWERS):
        seen = answers.get("seen") not in (None, NOT_SEEN)
        if not (seen and answers.get("registered") == "Yes"):
            notes.append("Not shown as in use: it must be registered, and seen")
    elif answers.get("seen") == NOT_SEEN:
        notes.append("Nobody here has seen it")
    if kind == "Lasting power of attorney: health and welfare":
        notes.append("Only when the person lacks capacity for that decision")
    if "property and financial" in kind:
        notes.append("For money and property: never for decisions about care")
    gives = kind in AUTHORITIES and not entry.is_carried_over  # type: ignore[attr-defined]
    return Said(entry, said.title, said.rows, in_use=". ".join(notes), gives=gives)


def authority_in(viewer: User, person: Person, key: str) -> dict[str, Any]:
    """Return what a legal document says of the authority that it gives, for the form of that."""
    found = [each for each in entries_for_profile(person) if each.key == key]
    if not found or found[0].type_key != DOCUMENT:
        return {}
    entry = found[0]
    if not is_open(access.EntryAccess(viewer, person), entry):
        return {}
    said = _answers(entry)
    kind, seen = _text(said.get("document_kind")), _SEEN_AS.get(_text(said.get("seen")), "")
    author = entry.author.name
    return {
        "kind": AUTHORITIES.get(kind, ""),
        "relationship": _holder(viewer, person, said),
        "scope": _text(said.get("limits"))[:500],
        "made_on": _date(said, "made_on"),
        "registered_on": _date(said, "starts_on") if said.get("registered") == "Yes" else None,
        "expires_on": _date(said, "expires_on"),
        "review_on": _date(said, "check_on"),
        "evidence": seen,
        "seen_by": author if seen not in ("", "TOLD") else "",
        "seen_on": clock.day_of(entry.event_at) if seen not in ("", "TOLD") else None,
        "told_by": author,
    }


def _holder(viewer: User, person: Person, said: dict[str, Any]) -> str:
    """Return the one around the person whom a document names, if it names one alone."""
    named = {ref.get("key") for ref in said.get("people_named") or [] if ref.get("key")}
    if len(named) != 1:
        return ""
    key = named.pop()
    held = people_queries.current(people_queries.relationships_of(viewer, person))
    standing = [row for row in held if row.end.key == key and row.meant.authority]
    return standing[0].key if standing else key


def _date(said: dict[str, Any], name: str) -> date | None:
    return date.fromisoformat(said[name]) if said.get(name) else None


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
