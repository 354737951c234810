"""One version of an entry as it is stored: its rows, its digest, and the columns of its entry.

Parts of an action: whoever calls them asks for permission before and writes the event after.
"""

import json
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError

from accounts.models import User
from records.catalogue import RecordType
from records.drafting.pasted import pasted_in
from records.drafting.references import staff_behind
from records.models import Action, Attachment, Draft, Entry, EntryVersion, Statement
from records.rules import readiness
from records.rules.own_words import are_the_persons
from records.rules.parts import record_as_of
from records.rules.sensitivity import sensitivity_of
from records.signed import summaries
from records.signed.digests import digest_of, files_named
from records.signed.links import write_links
from records.signed.register import write_decisions


def write_version(
    entry: Entry,
    *,
    by: User,
    values: dict[str, Any],
    statements: list[dict[str, Any]],
    gaps: dict[str, Any],
    reason: str,
    at: datetime,
    number: int = 1,
    actions: Iterable[Action] = (),
    attachments: Iterable[Attachment] = (),
    draft: Draft | None = None,
) -> EntryVersion:
    """Write one version of an entry with its statements and its digest. Part of an action."""
    version = EntryVersion(
        entry=entry,
        number=number,
        values=values,
        gaps=gaps,
        actions=actions_signed(actions),
        signed_by=by,
        signed_at=at,
        reason=reason,
        pasted=pasted_in(draft.typed) if draft is not None else [],
    )
    rows = [
        Statement(
            version=version,
            field=given["field"],
            position=position,
            kind=given["kind"],
            text=given["text"],
            details=as_stored(given.get("details") or {}),
            about_someone_else=bool(given.get("about_someone_else")),
        )
        for position, given in enumerate(statements)
    ]
    for row in rows:
        row.full_clean(exclude=["version"])
    version.digest = digest_of(version, statements=rows, attachments=attachments)
    version.save()
    Statement.objects.bulk_create(rows)
    write_decisions(version)
    write_links(version)
    return version


def new_action(entry: Entry, given: dict[str, Any], *, position: int) -> Action:
    """Return an action as a form gives it, not saved yet."""
    fields = {name: value for name, value in given.items() if name != "key"}
    return Action(person=entry.person, entry=entry, position=position, **fields)


def actions_signed(rows: Iterable[Action]) -> list[dict[str, str]]:
    """Return actions as a version keeps them: as agreed, whatever becomes of them later."""
    return [
        {
            "key": row.key,
            "text": row.text,
            "owner": row.owner.staff_number if row.owner else "",
            "who": row.owner.described if row.owner else row.owner_name,
            "due_on": row.due_on.isoformat(),
            "priority": row.priority,
        }
        for row in rows
    ]


def set_columns(
    entry: Entry,
    record_type: RecordType,
    *,
    values: dict[str, Any],
    statements: list[dict[str, Any]],
    summary: str = "",
) -> None:
    """Set on an entry what lists, search and access need of its latest version."""
    event = readiness.event_of(values)
    if event is None:
        raise ValidationError("Enter the date and time it happened")
    entry.event_at, entry.event_time_known = event
    entry.record_as = record_as_of(entry.person, values)
    entry.sensitivity = sensitivity_of(record_type, values)
    entry.information_provider = staff_behind(values.get("information_provider"))
    set_what_is_said(entry, record_type, said=statements)
    entry.summary = summary[:200] or summaries.line_of(record_type, values, statements)


def set_what_is_said(
    entry: Entry, record_type: RecordType, *, said: Collection[Mapping[str, Any]]
) -> None:
    """Set on an entry whether a decision and the person's own words are among its statements."""
    entry.has_decision = record_type.decision_required or any(
        row["kind"] == Statement.Kind.DECISION for row in said
    )
    entry.has_own_words = any(are_the_persons(row) for row in said)


def as_stored(answers: dict[str, Any]) -> dict[str, Any]:
    """Return answers as the database gives them back, so that a digest never depends on types."""
    return json.loads(json.dumps(answers))


def files_to_sign(draft: Draft | None, values: dict[str, Any]) -> list[Attachment]:
    """Return the files of a draft that its answers name."""
    if draft is None:
        return []
    return list(draft.attachments.filter(entry=None, key__in=files_named(values)))


def move_files(entry: Entry, draft: Draft | None, values: dict[str, Any]) -> list[Attachment]:
    """Give an entry the files of its draft; return all that its answers name. Part of an action."""
    for row in files_to_sign(draft, values):
        row.entry, row.draft = entry, None
        row.save(update_fields=["entry", "draft"])
    return list(entry.attachments.filter(key__in=files_named(values)))
