"""What a signed record of communication needs changes in the person's details.

Part of signing and of correcting: the need stands on top of every page at once (R-080).
"""

from datetime import date, datetime
from typing import Any

import clock
from accounts.models import User
from people import actions
from people.keeping import Told
from people.models import CommunicationNeed
from records.models import Entry

TYPE = "accessible_information_need"
_KINDS = {kind.label: kind for kind in CommunicationNeed.Kind} | {
    "Other": CommunicationNeed.Kind.OTHER
}
_KEPT = ("language", "dialect", "interpreter_gender", "interpreter_name", "interpreter_agency")


def carry_over(entry: Entry, values: dict[str, Any], *, by: User, at: datetime) -> None:
    """Let each need that the entry names take the place of the one of its kind.

    What an earlier version of the entry named, and this one does not, was never true.
    """
    if entry.type_key != TYPE:
        return
    day = clock.day_of(entry.event_at)
    told = Told(by=entry.person.name, checked="Written in a signed record", entry=entry.key)
    standing = list(entry.person.communication_needs.current_on(clock.day_of(at)))
    named = _named(values)
    for kind, words in named.items():
        before = next((need for need in standing if need.kind == kind), None)
        need = CommunicationNeed(
            person=entry.person,
            kind=kind,
            need=before.need if before is not None else words["need"],
            detail=words["detail"],
            asked_on=day,
            since=day if before is None or (before.since or day) <= day else before.since,
            review_on=_day(values.get("checked_when")) or clock.add_months(day, 12),
            share_with=", ".join(_words(values.get("share_with")))[:250],
            agreed_by=entry.person.name if values.get("share_with") else "",
            position=before.position if before is not None else 50,
        )
        if before is not None:
            for name in _KEPT:
                setattr(need, name, getattr(before, name))
        if kind in CommunicationNeed.WITH_INTERPRETER and not need.interpreter_name:
            need.interpreter_name = str(values.get("interpreter_details") or "")[:120]
        actions.record_fact(need, by=by, told=told, replaces=before, at=at)
    for need in standing:
        if need.source_entry == entry.key and need.kind not in named:
            actions.end_fact(need, by=by, told=told, was_mistake=True, at=at)


def _named(values: dict[str, Any]) -> dict[str, dict[str, str]]:
    """Return the words of each kind of need. "Other" beside others says only more of them."""
    detail = str(values.get("format_details") or "").strip()
    chosen = [_KINDS[each] for each in _words(values.get("need")) if each in _KINDS]
    if len(chosen) > 1:
        chosen = [kind for kind in chosen if kind != CommunicationNeed.Kind.OTHER]
    found = {}
    for kind in chosen:
        is_other = kind == CommunicationNeed.Kind.OTHER
        need = _first_sentence(detail) if is_other else kind.label
        found[kind.value] = {"need": need or kind.label, "detail": detail[:1000]}
    contact = str(values.get("contact_details") or "").strip()
    if contact:
        found[CommunicationNeed.Kind.CONTACT.value] = {
            "need": _first_sentence(contact),
            "detail": contact[:1000],
        }
    return found


def _words(chosen: Any) -> list[str]:
    """Return the words of ticks, each with the reason that stands beside it, if one does."""
    return [
        f"{each['value']} ({each['reason']})" if isinstance(each, dict) else str(each)
        for each in chosen or []
    ]


def _first_sentence(text: str) -> str:
    first = text.split(". ", maxsplit=1)[0].split("\n", maxsplit=1)[0].rstrip(".")
    return first if len(first) <= 120 else f"{first[:119]}…"


def _day(value: Any) -> date | None:
    return date.fromisoformat(value) if isinstance(value, str) and value else None
