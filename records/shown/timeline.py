"""Rows of a timeline as the design system's timeline component wants them."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.urls import reverse

import clock
from people.models import Person
from records.models import Action, Entry, EntryLink, Statement
from records.queries import TimelineRow
from records.queries.known import address_of
from records.queries.links import name_of
from records.rules import confirming
from records.shown import anchored, changes, passages, presentation, removals
from records.shown.agreed import as_agreed
from records.shown.heading import heading
from records.shown.replies import in_threads
from records.shown.significance import stands_out
from records.signed.corrected_actions import FINISH

_SHAPES = {
    "decisions_oversight": "square",
    "safeguarding": "triangle",
    "information_received": "diamond",
    "first_contact": "diamond",
}
_NARRATIVE_SHOWN = 700

# What is said of another entry: where that one names this, and where this one names that.
LINK_WORDS = {
    EntryLink.Kind.CORRECTS: ("Corrected by", "Corrects"),
    EntryLink.Kind.ADDS_TO: ("More was written in", "Adds to"),
    EntryLink.Kind.BELONGS_WITH: ("Belongs with", "Belongs with"),
    EntryLink.Kind.FOLLOWS: ("Followed by", "Follows"),
    EntryLink.Kind.COMMENTS_ON: ("Commented on in", "Comments on"),
}


def shown(
    row: TimelineRow, *, today: date | None = None, known_at: datetime | None = None
) -> dict[str, Any]:
    """Return the mapping that ``components/entry.html`` asks for.

    With ``known_at`` nothing is told that was not known then: neither a later sign-off, nor what
    became of an action or a file afterwards.
    """
    entry, today = row.entry, today or clock.today()
    base = {"event_at": clock.local(entry.event_at)}
    if row.removal is not None:
        return {**base, "removed": removals.tombstone(row.removal, known_at=known_at)}
    if not row.is_open:
        return {**base, "restricted": True, "ask": entry.whom_to_ask}
    put_right = _put_right(row)
    beside = in_threads(row.additions)
    text = narrative(row)
    text_additions = anchored.taken_from(beside, text)
    told = [
        {**statement_shown(each), "corrections": put_right.at.get(place, [])}
        for place, each in enumerate(row.statements)
    ]
    statements = anchored.at_statements(told, beside)
    later_status = known_at is not None or entry.status == Entry.Status.SIGNED
    provider = confirming.provided(entry, row.version, row.confirmations) if row.version else None
    over = heading(entry, row.version.values if row.version else {})
    return {
        "anchor": f"entry-{entry.key}",
        "title": row.title,
        "url": address_of(entry.person, entry.key, known_at),
        "event_at": event_time(entry),
        "author": entry.written_by + entry.in_place_of,
        "author_role": "" if entry.is_imported else entry.author.job_title.lower(),
        "shape": _shape(entry),
        "told_by": _told_by(entry, provider),
        "told_state": provider.short if provider else "",
        "lateness": presentation.lateness_of(entry),
        "late_because": over.late_because,
        "contact": over.contact or _called_there(row),
        "late": entry.days_late > 0,
        "status": "" if later_status else entry.get_status_display(),
        "imported": entry.is_imported,
        "significant": entry.is_significant,
        "stands_out": stands_out(entry, today=today),
        "decision": entry.has_decision,
        "has_own_words": entry.has_own_words,
        "as_carer": entry.record_as == Entry.RecordAs.CARER and entry.person.is_both,
        "summary": text,
        "text_additions": text_additions,
        "headline": entry.summary,
        "own_words": [each for each in statements if each["kind"] == "person_words"],
        "statements": [each for each in statements if each["kind"] != "person_words"],
        "actions": [
            action_shown(each, today, row.version.actions if row.version else ())
            for each in row.actions
        ],
        "notes": [link_note(link, person=entry.person, known_at=known_at) for link in row.links_in],
        "corrected": _corrected(row),
        "passages": _text_put_right(row, text),
        "corrections": put_right.gone,
        "moved_here": removals.moved_here(entry),
        "files": row.files,
        "files_removed": [
            removals.tombstone(each, known_at=known_at) for each in row.files_removed
        ],
        "additions": beside,
    }


def _called_there(row: TimelineRow) -> str:
    """Return what another system calls an entry: its kind and its title there."""
    if not row.entry.is_imported or row.version is None or row.version.values.get("files"):
        return ""
    parts = (row.version.values.get(name, "") for name in ("original_kind", "subject"))
    return ": ".join(part for part in parts if part)


def _told_by(entry: Entry, provider: confirming.Provided | None) -> str:
    if provider is not None:
        return provider.name
    return entry.information_provider.name if entry.information_provider else ""


def _put_right(row: TimelineRow) -> changes.Beside:
    """Return each correction of a statement, to stand at the one that it put right."""
    if not row.earlier or row.version is None:
        return changes.Beside()
    told = [
        *([statement_shown(Statement(**said)) for said in each.said] for each in row.earlier),  # type: ignore[attr-defined]
        [statement_shown(each) for each in row.statements],
    ]
    return changes.statement_corrections(told, [*row.earlier, row.version])


def _text_put_right(row: TimelineRow, shown: str) -> list[passages.Passage]:
    """Return the main text with each of its corrections; nothing where it has none."""
    if not row.earlier or row.version is None:
        return []
    versions = [*row.earlier, row.version]
    return changes.text_passages(
        [str(each.values.get("discussion") or "") for each in versions], versions, shown=shown
    )


def _corrected(row: TimelineRow) -> dict[str, Any] | None:
    """Return the latest correction; what is shown is the text as it was put right."""
    version = row.version
    if version is None or version.number == 1:
        return None
    return {
        "by": version.signed_by.name,
        "at": clock.local(version.signed_at),
        "reason": version.reason,
        "times": version.number - 1,
    }


def to_confirm_shown(entry: Entry) -> dict[str, Any]:
    """Return an entry as the lists of what waits for its provider show it."""
    return {
        "url": reverse("records:confirm-entry", args=[entry.person.key, entry.key]),
        "title": entry.record_type.title,
        "name": entry.person.name,
        "event_at": event_time(entry),
        "author": entry.written_by,
        "signed_at": clock.local(entry.signed_at),
    }


def statement_shown(statement) -> dict[str, Any]:
    """Return a statement as the statement component wants it."""
    return {
        "kind": statement.kind,
        "text": statement.text,
        "about_someone_else": statement.about_someone_else,
        **statement.details,
    }


def action_shown(
    action: Action, today: date, signed: Iterable[Mapping[str, Any]] = ()
) -> dict[str, Any]:
    """Return an action as it stands now, with how late it is in words.

    ``signed`` is what the version of its entry keeps: what was agreed is said where it differs.
    """
    is_open = action.status == Action.Status.OPEN
    return {
        "text": action.text,
        "owner": action.owner.name if action.owner_id else action.owner_name,
        "due_on": action.due_on,
        "late": presentation.past_due(action.due_on, today) if is_open else "",
        "done": not is_open,
        "state": "" if is_open else action.get_status_display().lower(),
        "outcome": action.outcome,
        "closed_on": action.closed_on,
        "closed_by": action.closed_by.name if action.closed_by_id else "",
        "agreed": as_agreed(action, signed),
        "finishes": is_open and action.text.startswith(FINISH) and action.entry.finish_later,
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


def link_note(
    link: EntryLink, *, person: Person, outward: bool = False, known_at: datetime | None = None
) -> dict[str, Any]:
    """Return what one entry says of another: "Followed by: Review, 3 May 2026", or the way back."""
    other = link.target if outward else link.source
    return {
        "words": LINK_WORDS[EntryLink.Kind(link.kind)][outward],
        "name": name_of(other),
        "by": other.written_by,
        "url": address_of(person, other.key, known_at),
    }


def _shape(entry: Entry) -> str:
    group = entry.record_type.group
    return "square" if entry.has_decision else _SHAPES.get(group, "dot")
