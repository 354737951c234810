"""Who is named as deciding, and may have no authority that was seen: worth a look, never a stop."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import clock
from accounts.models import User
from people import access, queries
from people.models import Contact, Person
from records.catalogue import Problem
from records.queries.entries import is_open
from records.queries.profile import DOCUMENT, entries_for_profile
from records.shown.profile import AUTHORITIES, NOT_SEEN, POWERS

# They decide by their job, unless they stand as attorney, deputy or the like.
_BY_THEIR_JOB = {"ORGANISATION", "PROFESSIONAL"}
# What decides about money and property, and never about care.
_MONEY = {name for name, kind in AUTHORITIES.items() if kind in ("LPA_MONEY", "DEPUTY_MONEY")}
_MONEY.add("Appointeeship")
_ABOUT_MONEY = ("direct_payment_record", "direct_payment_review", "financial_statement")


def is_about_money(type_key: str, values: Mapping[str, Any]) -> bool:
    """Say whether a record decides about money alone, by its kind or by who it says may decide."""
    return (
        type_key in _ABOUT_MONEY
        or values.get("authority_checked") == "Attorney for property decides"
    )


def unevidenced(
    person: Person,
    values: Mapping[str, Any],
    statements: Sequence[Mapping[str, Any]],
    *,
    by: User | None = None,
    about_money: bool = False,
) -> list[Problem]:
    """Return advice for each contact who is said to decide with no evidence on file.

    A signed document that ``by`` may open is evidence too, until its authority is recorded: then
    that says how it stands. One for money and property counts only for what is ``about_money``.
    """
    named = list(_named(values, statements))
    if not named:
        return []
    keys = {key for _, key in named}
    held = queries.held_by_key(person, keys)
    people = {each.key: each for each in person.contacts.filter(key__in=keys)}
    lacking = {key: each.name for key, each in people.items() if _may_lack(each, held)}
    lacking |= {key: name for key, (name, is_seen) in held.items() if not is_seen}
    if lacking and by is not None:
        shown = _documented(by, person, about_money=about_money)
        lacking = {key: name for key, name in lacking.items() if key not in shown}
    return [
        Problem(field, _words(lacking[key]), severity="advice")
        for field, key in dict.fromkeys(named)
        if key in lacking
    ]


def _documented(by: User, person: Person, *, about_money: bool) -> set[str]:
    """Return the keys of those whom signed documents that were seen give an authority now.

    Of each kind of document the newest that names somebody counts.
    """
    readable, today = access.EntryAccess(by, person), clock.today().isoformat()
    newest: dict[tuple[str, str], bool] = {}
    for entry in entries_for_profile(person).filter(type_key=DOCUMENT):
        said: dict[str, Any] = entry.answers or {}  # type: ignore[attr-defined]
        kind = str(said.get("document_kind") or "")
        if kind not in AUTHORITIES or not is_open(readable, entry):
            continue
        counts = (
            not entry.is_carried_over  # type: ignore[attr-defined]
            and (about_money or kind not in _MONEY)
            and said.get("seen") not in (None, "", NOT_SEEN)
            and (said.get("registered") == "Yes" or not kind.startswith(POWERS))
            and str(said.get("starts_on") or "") <= today
            and str(said.get("expires_on") or "9999") > today
        )
        for ref in said.get("people_named") or []:
            if ref.get("key"):
                newest.setdefault((kind, str(ref["key"])), counts)
    return {key for (_, key), counts in newest.items() if counts}


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
        "on file for it. Check what was seen, and record it under Details, Legal authority."
    )
