"""Whether an entry stands out in the life of a person: set from its type, changed by hand."""

from collections.abc import Iterable
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction

import clock
from accounts import local
from accounts.models import User
from audit import log
from people.access import Decision
from people.models import Person
from records.models import Entry, SignificantMark
from records.queries.significance import marked_by_hand
from records.rules.beside import locked_beside
from ui import formats


@transaction.atomic
def mark_significant(
    *,
    entry: Entry,
    by: User,
    reason: str,
    review_on: date | None = None,
    instead_of: Iterable[Entry] = (),
    at: datetime | None = None,
) -> Entry:
    """Say why an entry stands out, so that a chronology asks for it; or say it again.

    Nothing that was signed changes. ``review_on`` is when that is looked at again, if ever; the
    marks of ``instead_of`` come off. The same words sent twice are one mark. Raises
    ``PermissionDenied``, or ``ValidationError`` where the record has as many marks as it may.
    """
    at = at or clock.now()
    # Two at once must not both be the last that there is room for.
    Person.objects.select_for_update(no_key=True).get(pk=entry.person_id)
    entry, decision = locked_beside(entry, by, at)
    stands = entry.marks.standing().first()
    said = (reason.strip(), review_on, by.pk)
    if stands and (stands.reason, stands.review_on, stands.marked_by_id) == said:
        return entry
    if review_on is not None and review_on <= clock.day_of(at):
        raise ValidationError({"review_on": "Enter a day after today, or leave it blank"})
    for other in instead_of:
        take_mark_off(entry=other, by=by, at=at)
    _require_room(entry, by)
    verb = "records.entry_mark_reviewed"
    if not entry.is_significant:
        verb = "records.entry_marked_significant"
        entry.is_significant = True
        entry.save(update_fields=["is_significant"])
    if stands:
        _end(stands, at)
    entry.marks.create(reason=reason.strip(), review_on=review_on, marked_by=by, marked_at=at)
    _log(verb, entry, by, decision, at)
    return entry


@transaction.atomic
def take_mark_off(*, entry: Entry, by: User, at: datetime | None = None) -> None:
    """Take the mark off an entry; of one that bears none, nothing. Raises ``PermissionDenied``."""
    at = at or clock.now()
    entry, decision = locked_beside(entry, by, at)
    if not entry.is_significant:
        return
    entry.is_significant = False
    entry.save(update_fields=["is_significant"])
    for mark in entry.marks.standing():
        _end(mark, at)
    _log("records.entry_mark_taken_off", entry, by, decision, at)


def _require_room(entry: Entry, by: User) -> None:
    marked = marked_by_hand(by, entry.person)
    if marked.filter(pk=entry.pk).exists():
        return
    most, count = local.settings_value("significant.most_of_a_person"), marked.count()
    if count >= most:
        words = formats.counted(count - most + 1, "other", "others")
        raise ValidationError({"instead_of": f"Choose {words} to take the mark off"})


def _end(mark: SignificantMark, at: datetime) -> None:
    mark.ended_at = at
    mark.save(update_fields=["ended_at"])


def _log(verb: str, entry: Entry, by: User, decision: Decision, at: datetime) -> None:
    log.record(verb, by=by, about=entry.person, target=entry, because=decision, at=at)
