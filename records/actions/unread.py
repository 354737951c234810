"""A worker has read what came for somebody they work with: one by one, or several at once."""

from collections.abc import Iterable
from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

import clock
from accounts.models import User
from audit import log
from people.actions import read_alerts
from people.models import Alert, Person
from records import queries
from records.actions.after_signing import add_to_entry
from records.models import Addition, Entry, ReportRead
from records.rules.beside import locked_beside


@transaction.atomic
def mark_read(
    *,
    entry: Entry,
    by: User,
    key_points: str = "",
    reason: str = "",
    at: datetime | None = None,
) -> ReportRead:
    """Say that ``by`` has read a report, letter or email, or took on what was written out of hours.

    Saying it twice is once.

    A report without key points needs them: they stand beside it as an addition of ``by``. Raises
    ``ValidationError`` without them, ``PermissionDenied`` if it does not wait for ``by``.
    """
    at = at or clock.now()
    entry, decision = locked_beside(entry, by, at)
    before = entry.readings.filter(reader=by).first()
    if before is not None:
        return before
    takes_on = queries.waits_to_be_taken_on(by, entry)
    if not takes_on and not queries.is_unread(by, entry):
        raise PermissionDenied("This does not wait for you to read it.")
    if queries.needs_key_points(entry):
        if not key_points.strip():
            raise ValidationError("Enter the key points, with page numbers")
        add_to_entry(
            entry=entry,
            by=by,
            kind=Addition.Kind.MORE_DETAIL,
            text=f"{queries.POINTS_HEAD}\n{key_points.strip()}",
            at=at,
        )
    read = ReportRead.objects.create(entry=entry, reader=by, read_at=at, reason=reason)
    log.record(
        "records.taken_on" if takes_on else "records.report_read",
        by=by,
        about=entry.person,
        target=entry,
        because=decision,
        detail={"reason": reason} if reason else None,
        at=at,
    )
    return read


@transaction.atomic
def mark_several_read(
    *,
    entries: Iterable[Entry],
    alerts: Iterable[Alert],
    reason: str,
    by: User,
    at: datetime | None = None,
) -> None:
    """Say of several that ``by`` has read them or takes them on, with one reason: all or none.

    Raises ``ValidationError`` for a report that waits for its key points.
    """
    at = at or clock.now()
    for entry in entries:
        mark_read(entry=entry, by=by, reason=reason, at=at)
    of_people: dict[Person, list[Alert]] = {}
    for alert in alerts:
        of_people.setdefault(alert.person, []).append(alert)
    for person, some in of_people.items():
        read_alerts(person=person, alerts=some, by=by, reason=reason, at=at)
