"""What time limits, reviews and dates make of a signed record: actions that nobody has to agree.

Part of signing and of correcting: whoever calls asks for permission before and writes the event
after. Each stands on the entry that it counts from, and is done when what ends it is signed.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import clock
from accounts.models import User
from people.models import Allocation, Person
from records.catalogue import RecordType
from records.models import Action, ActionChange, Entry
from records.queries.entries import may_open
from records.queries.lists import is_restricted
from records.rules import due, looks
from records.rules.times import LATE, Times, counted_for
from records.search import index_entry
from ui import formats

_RECOUNTED = "Counted again: the entry that it counts from was corrected"
_NOT_ANY_MORE = "The entry that it came from was corrected"
_NO_MORE = "No further review: "


@dataclass(frozen=True)
class _Wanted:
    about: str
    kind: str
    text: str
    due_on: date
    priority: str = Action.Priority.ROUTINE


def count_from(
    entry: Entry, record_type: RecordType, values: dict[str, Any], *, by: User, at: datetime
) -> None:
    """Make, move or take back what the entry makes due, as its answers stand now."""
    wanted = {each.about: each for each in _wanted(entry, record_type, values, at=at)}
    standing = {
        row.about: row
        for row in entry.actions.select_for_update(of=("self",)).exclude(kind=Action.Kind.AGREED)
    }
    for about, row in standing.items():
        if row.status == Action.Status.OPEN:
            _bring_up_to_date(row, wanted.get(about), by=by, at=at)
    new = [each for about, each in wanted.items() if about not in standing]
    if not new:
        return
    owner = _owner(entry, by=by, at=at)
    position = entry.actions.count()
    for number, each in enumerate(new):
        row = Action(
            person=entry.person,
            entry=entry,
            position=position + number,
            kind=each.kind,
            about=each.about,
            text=each.text,
            owner=owner,
            due_on=each.due_on,
            priority=each.priority,
        )
        row.full_clean(exclude=["person", "entry"])
        row.save()


def end_what_was_due(
    entry: Entry,
    record_type: RecordType,
    values: dict[str, Any],
    *,
    times: Times,
    gaps: dict[str, Any],
    by: User,
    at: datetime,
) -> None:
    """Close what this record answers: one time limit of each kind, and the look before this one."""
    day = clock.day_of(at)
    limits = list(due.ended_by(record_type, values))
    look = looks.next_look(record_type, values, event=clock.day_of(entry.event_at))
    about = [*limits, *([look.strand.key] if look else [])]
    if not about:
        return
    # Two records signed at once answer one after the other, so that no look is doubled.
    Person.objects.select_for_update(of=("self",), no_key=True).get(pk=entry.person_id)
    because = gaps.get(LATE) or {}
    late = ": ".join(
        part
        for part in (
            times.late_words(values, signed=day),
            because.get("reason", ""),
            because.get("detail", ""),
        )
        if part
    )
    answered: set[str] = set()
    for row in counted_for(entry.person, about):
        if row.entry_id == entry.pk or (row.about in limits and row.about in answered):
            continue
        answered.add(row.about)
        words = f"{record_type.title}, signed {formats.day_and_month(day)}"
        if look is not None and row.about == look.strand.key and look.on is None:
            words = f"{_NO_MORE}{words}"
        is_hidden = is_restricted(entry) and (
            not is_restricted(row.entry) or row.entry.part != entry.part
        )
        row.outcome = "Done" if is_hidden else f"{words}{f' ({late})' if late else ''}"[:250]
        row.status, row.closed_on, row.closed_by = Action.Status.DONE, day, by
        row.full_clean(exclude=["person", "entry"])
        row.save()
        index_entry(row.entry)


def _wanted(
    entry: Entry, record_type: RecordType, values: dict[str, Any], *, at: datetime
) -> list[_Wanted]:
    event, today = clock.day_of(entry.event_at), clock.day_of(entry.signed_at)
    look = looks.next_look(record_type, values, event=event)
    has_died = entry.person.has_died
    found = [
        _Wanted(
            each.key,
            Action.Kind.TIME_LIMIT if each.is_time_limit else Action.Kind.DATE,
            each.text,
            until.on,
            _priority(each),
        )
        for each, until in due.follows_of(record_type, values, event=event, today=today)
        if not has_died and (entry.person.is_carer or not each.of_carers)
    ]
    if look is not None and look.on is not None and (look.strand.outlives or not has_died):
        found.append(_Wanted(look.strand.key, Action.Kind.REVIEW, look.strand.text, look.on))
    return found


def _priority(follows: due.Follows) -> str:
    if follows.is_urgent:
        return Action.Priority.SAME_DAY
    return Action.Priority.FIVE_DAYS if follows.is_time_limit else Action.Priority.ROUTINE


def _bring_up_to_date(row: Action, wanted: _Wanted | None, *, by: User, at: datetime) -> None:
    if wanted is None:
        row.status, row.outcome = Action.Status.NOT_NEEDED, _NOT_ANY_MORE
        row.closed_on, row.closed_by = clock.day_of(at), by
        row.save()
    elif wanted.due_on != row.due_on and not row.changes.exclude(reason=_RECOUNTED):
        row.due_on = wanted.due_on
        row.save()
        ActionChange.objects.create(
            action=row,
            owner=row.owner,
            owner_name=row.owner_name,
            due_on=row.due_on,
            reason=_RECOUNTED,
            changed_by=by,
            changed_at=at,
        )


def _owner(entry: Entry, *, by: User, at: datetime) -> User:
    """Return whose it is: the allocated worker, or who signed where they may not open the entry."""
    running = (
        Allocation.objects.running_on(clock.day_of(at))
        .filter(person=entry.person, role=Allocation.Role.WORKER, worker__is_active=True)
        .select_related("worker")
        .order_by("starts_on", "pk")
        .first()
    )
    if running is None or running.worker is None or not may_open(running.worker, entry, at=at):
        return by
    return running.worker
