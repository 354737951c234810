"""What a change of the schedule would change, worked out for every record before it is decided."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

import clock
from audit import expiring, log
from people.models import Person
from records import ending
from retention import over
from retention.clocks import reckon
from retention.facts import facts_of
from retention.holding import IsHeld
from retention.models import Destruction, KeptLonger, ScheduleChange, ScheduleEffect
from retention.policy import begun, in_force, with_change
from retention.reckoning import batches
from retention.schedule import RetentionClass


@transaction.atomic
def work_out(key: str, *, at: datetime | None = None) -> None:
    """Say of every record whose day would be another, which; nothing of it is changed."""
    at = at or clock.now()
    change = ScheduleChange.objects.select_for_update().get(key=key)
    if change.state != ScheduleChange.State.ASKED:
        return
    without = in_force(change.starts_on).classes
    changed = {change.class_key: with_change(without[change.class_key], change)}
    change.effects.all().delete()
    for numbers in batches():
        days = dict(_other_days(numbers, without, {**without, **changed}, change.class_key))
        ScheduleEffect.objects.bulk_create(_effects(change, days, clock.day_of(at)))
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


def _other_days(
    numbers: list[int],
    without: Mapping[str, RetentionClass],
    changed: Mapping[str, RetentionClass],
    class_key: str,
) -> Iterator[tuple[int, tuple[date, date]]]:
    """Return the days before and after, of those for whom they differ."""
    for number, facts in facts_of(numbers).items():
        after = reckon(facts, changed)
        if all(each.kept.key != class_key for each in after.clocks):
            continue
        before = reckon(facts, without)
        if before.due and after.due and before.due != after.due:
            yield number, (before.due, after.due)


def _effects(
    change: ScheduleChange, days: dict[int, tuple[date, date]], today: date
) -> list[ScheduleEffect]:
    held = _those(Person.objects.filter(IsHeld("pk"), pk__in=days), "pk")
    about = {"person__in": days}
    planned = _those(
        Destruction.objects.filter(**about, removal=None, state__in=Destruction.STANDING),
        "person_id",
    )
    longer = _those(KeptLonger.objects.filter(**about, review_on__gt=today), "person_id")
    return [
        ScheduleEffect(
            change=change,
            person_id=number,
            was_due_on=before,
            would_be_due_on=after,
            is_held=number in held,
            is_planned=number in planned,
            is_kept_longer=number in longer,
        )
        for number, (before, after) in days.items()
    ]


def _those(rows: QuerySet[Any], column: str) -> set[int]:
    return set(rows.values_list(column, flat=True))
