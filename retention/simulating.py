"""What a change of the schedule would change, worked out for every record before it is decided."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

import clock
from audit import expiring, log
from people.models import Person
from records import ending
from retention import over
from retention.clocks import Reckoned, reckon
from retention.facts import facts_of
from retention.holding import IsHeld
from retention.keeping import KeptUntil
from retention.models import Destruction, ScheduleChange, ScheduleEffect
from retention.policy import begun, in_force, with_change
from retention.reckoning import batches
from retention.schedule import RetentionClass


@transaction.atomic
def work_out(key: str, *, at: datetime | None = None) -> None:
    """Say of every record whose day or end would be another, which; nothing of it is changed."""
    at = at or clock.now()
    change = ScheduleChange.objects.select_for_update().get(key=key)
    if change.state != ScheduleChange.State.ASKED:
        return
    without = in_force(change.starts_on).classes
    changed = {change.class_key: with_change(without[change.class_key], change)}
    change.effects.all().delete()
    for numbers in batches():
        found = dict(_others(numbers, without, {**without, **changed}, change.class_key))
        ScheduleEffect.objects.bulk_create(_effects(change, found, clock.day_of(at)))
    change.state, change.worked_out_at = ScheduleChange.State.WORKED_OUT, at
    change.save()
    log.record("retention.schedule_change_worked_out", by=log.CLOCK, target=change, at=at)


def rows_over(change: ScheduleChange) -> list[tuple[str, int, int]]:
    """Return of each kind of thing that a class ends, and no record, how many would be over.

    By what it is called: on the day of the change, as the schedule stands without it, and with it.
    """
    before = in_force(change.starts_on).classes[change.class_key]
    years = (before.length, change.length)
    found = [
        (kind.title, *over.would_be_over(kind, on=change.starts_on, years=years))
        for kind in over.kinds().values()
        if kind.class_key == change.class_key
    ]
    after = with_change(before, change)
    days = (begun(kept, on=change.starts_on) for kept in (before, after))
    if counted := ending.begun_of(change.class_key, days):
        title, (over_before, over_after) = counted
        found.append((title, over_before, over_after))
    if over.goes_by(change.class_key) == "log":
        ends = [each.after for each in expiring.months()]
        over_before, over_after = (
            sum(clock.add_years(end, length) <= change.starts_on for end in ends)
            for length in years
        )
        found.append(("Months of the event log", over_before, over_after))
    return found


@dataclass(frozen=True)
class _Other:
    """One record's day without a change and with it, and whether it would end otherwise."""

    before: date
    after: date
    ends_otherwise: bool


def _others(
    numbers: list[int],
    without: Mapping[str, RetentionClass],
    changed: Mapping[str, RetentionClass],
    class_key: str,
) -> Iterator[tuple[int, _Other]]:
    """Return what would be another, of those for whom something would."""
    for number, facts in facts_of(numbers).items():
        after = reckon(facts, changed)
        if all(each.kept.key != class_key for each in after.clocks):
            continue
        before = reckon(facts, without)
        if not before.due or not after.due:
            continue
        otherwise = _ends(before) != _ends(after)
        if otherwise or before.due != after.due:
            yield number, _Other(before.due, after.due, otherwise)


def _ends(reckoned: Reckoned) -> tuple[bool, bool]:
    return reckoned.is_for_review, reckoned.is_for_archive


def _effects(change: ScheduleChange, found: dict[int, _Other], today: date) -> list[ScheduleEffect]:
    people = Person.objects.filter(pk__in=found)
    held = _those(people.filter(IsHeld("pk")), "pk")
    planned = _those(
        Destruction.objects.filter(person__in=found, removal=None, state__in=Destruction.STANDING),
        "person_id",
    )
    longer = _those(people.alias(until=KeptUntil("pk")).filter(until__gt=today), "pk")
    return [
        ScheduleEffect(
            change=change,
            person_id=number,
            was_due_on=other.before,
            would_be_due_on=other.after,
            ends_otherwise=other.ends_otherwise,
            is_held=number in held,
            is_planned=number in planned,
            is_kept_longer=number in longer,
        )
        for number, other in found.items()
    ]


def _those(rows: QuerySet[Any], column: str) -> set[int]:
    return set(rows.values_list(column, flat=True))
