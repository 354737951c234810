"""Rows of a timeline as the design system's timeline component wants them."""

from typing import Any

from django.urls import reverse

import clock
from records.models import Action, Entry, EntryLink
from records.queries import TimelineRow

_SHAPES = {
    "decisions_oversight": "square",
    "safeguarding": "triangle",
    "information_received": "diamond",
    "first_contact": "diamond",
}
_NARRATIVE_SHOWN = 700


def shown(row: TimelineRow, *, today=None) -> dict[str, Any]:
    """Return the mapping that ``components/entry.html`` asks for."""
    entry = row.entry
    if not row.is_open:
        return {
            "event_at": clock.local(entry.event_at),
            "restricted": True,
            "ask": f"{entry.author.name} or their manager",
        }
    statements = [statement_shown(each) for each in row.statements]
    return {
        "title": row.title,
        "url": reverse("records:entry", args=[entry.person.key, entry.key]),
        "event_at": event_time(entry),
        "author": entry.author.name,
        "author_role": entry.author.job_title.lower(),
        "shape": _shape(entry),
        "told_by": entry.information_provider.name if entry.information_provider_id else "",
        "lateness": lateness(entry),
        "late": entry.days_late > 0,
        "status": "" if entry.status == Entry.Status.SIGNED else entry.get_status_display(),
        "significant": entry.is_significant,
        "restricted_label": entry.sensitivity == Entry.Sensitivity.RESTRICTED,
        "summary": narrative(row),
        "headline": entry.summary,
        "own_words": [each for each in statements if each["kind"] == "person_words"],
        "statements": [each for each in statements if each["kind"] != "person_words"],
        "actions": [action_shown(each, today or clock.today()) for each in entry.actions.all()],
        "notes": [link_note(link) for link in row.links_in],
    }


def statement_shown(statement) -> dict[str, Any]:
    """Return a statement as the statement component wants it."""
    return {
        "kind": statement.kind,
        "text": statement.text,
        "about_someone_else": statement.about_someone_else,
        **statement.details,
    }


def action_shown(action: Action, today) -> dict[str, Any]:
    """Return an action as the timeline shows it, with how late it is in words."""
    late = ""
    if action.status == Action.Status.OPEN and action.due_on < today:
        days = (today - action.due_on).days
        late = f"{days} day{'' if days == 1 else 's'} late"
    return {
        "text": action.text,
        "owner": action.owner.name if action.owner_id else action.owner_name,
        "due_on": action.due_on,
        "late": late,
        "done": action.status != Action.Status.OPEN,
    }


def event_time(entry: Entry):
    """Return when it happened: an English time, or the day alone when the time is not known."""
    at = clock.local(entry.event_at)
    return at if entry.event_time_known else {"on": at.date(), "time_not_known": True}


def lateness(entry: Entry) -> str:
    """Return how long after the event it was written, in words."""
    days = (clock.day_of(entry.signed_at) - clock.day_of(entry.event_at)).days
    if days <= 0:
        return "written the same day"
    return f"written {days} day{'' if days == 1 else 's'} after"


def narrative(row: TimelineRow) -> str:
    """Return the entry's main text, cut at a word when it is long; empty if it has none."""
    values = row.version.values if row.version else {}
    text = values.get("discussion") or row.entry.summary or ""
    if len(text) <= _NARRATIVE_SHOWN:
        return text
    return text[:_NARRATIVE_SHOWN].rsplit(" ", 1)[0] + " …"


def link_note(link: EntryLink) -> dict[str, Any]:
    """Return what another entry says about this one: "Corrected on …"."""
    words = {
        EntryLink.Kind.CORRECTS: "Corrected by the entry of",
        EntryLink.Kind.ADDS_TO: "More was written on",
        EntryLink.Kind.BELONGS_WITH: "Belongs with the entry of",
    }
    return {
        "words": words[link.kind],
        "on": clock.day_of(link.source.event_at),
        "url": reverse("records:entry", args=[link.source.person.key, link.source.key]),
    }


def _shape(entry: Entry) -> str:
    from records.catalogue import catalogue

    group = catalogue().get(entry.type_key, entry.type_version).group
    return "square" if entry.has_decision else _SHAPES.get(group, "dot")
