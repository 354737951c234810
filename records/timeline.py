"""Rows of a timeline as the design system's timeline component wants them."""

from typing import Any

from django.urls import reverse

import clock
from people.models import Person
from records import changes, presentation, removals
from records.catalogue import catalogue
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
    if row.removal is not None:
        return {
            "event_at": clock.local(entry.event_at),
            "removed": removals.tombstone(row.removal),
        }
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
        "lateness": presentation.lateness(entry.event_at, entry.signed_at),
        "late": entry.days_late > 0,
        "status": "" if entry.status == Entry.Status.SIGNED else entry.get_status_display(),
        "significant": entry.is_significant,
        "restricted_label": entry.sensitivity == Entry.Sensitivity.RESTRICTED,
        "summary": narrative(row),
        "headline": entry.summary,
        "own_words": [each for each in statements if each["kind"] == "person_words"],
        "statements": [each for each in statements if each["kind"] != "person_words"],
        "actions": [action_shown(each, today or clock.today()) for each in entry.actions.all()],
        "notes": [link_note(link, person=entry.person) for link in row.links_in],
        "corrections": _corrections(entry),
        "moved_here": removals.moved_here(entry),
        "files_removed": removals.files_removed(entry),
        "additions": list(entry.additions.all()),
    }


def _corrections(entry: Entry) -> list[dict[str, Any]]:
    """Return what was put right, so that nobody acts on what stood before."""
    versions = list(entry.versions.all())
    return [
        {
            "text": "\n".join(
                f"{change.label}: {'; '.join(change.after) or 'taken out'}" for change in changed
            ),
            "by": version.signed_by.name,
            "at": clock.local(version.signed_at),
            "reason": version.reason,
        }
        for version, changed in (changes.corrections_of(versions) if len(versions) > 1 else [])
    ]


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


def narrative(row: TimelineRow) -> str:
    """Return the entry's main text, cut at a word when it is long; empty if it has none."""
    values = row.version.values if row.version else {}
    text = values.get("discussion") or row.entry.summary or ""
    if len(text) <= _NARRATIVE_SHOWN:
        return text
    return text[:_NARRATIVE_SHOWN].rsplit(" ", 1)[0] + " …"


def link_note(link: EntryLink, *, person: Person, outward: bool = False) -> dict[str, Any]:
    """Return what one entry says of another: "Corrected by the entry of …", or the way back."""
    inward_words = {
        EntryLink.Kind.CORRECTS: "Corrected by the entry of",
        EntryLink.Kind.ADDS_TO: "More was written on",
        EntryLink.Kind.BELONGS_WITH: "Belongs with the entry of",
    }
    outward_words = {
        EntryLink.Kind.CORRECTS: "Corrects the entry of",
        EntryLink.Kind.ADDS_TO: "Adds to the entry of",
        EntryLink.Kind.BELONGS_WITH: "Belongs with the entry of",
    }
    other = link.target if outward else link.source
    return {
        "words": (outward_words if outward else inward_words)[link.kind],
        "on": clock.day_of(other.event_at),
        "url": reverse("records:entry", args=[person.key, other.key]),
    }


def _shape(entry: Entry) -> str:
    group = catalogue().pinned(entry.type_key, entry.type_version).group
    return "square" if entry.has_decision else _SHAPES.get(group, "dot")
