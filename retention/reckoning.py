"""On which day each record is due, worked out every night for the list of those that are."""

from collections.abc import Iterator
from datetime import datetime

import clock
from people.models import Person
from retention.clocks import reckon
from retention.facts import facts_of
from retention.models import Due
from retention.policy import in_force

BATCH = 500


def reckon_all(*, at: datetime | None = None) -> int:
    """Work out the day of every record, some hundred at a time, and return how many there are."""
    at = at or clock.now()
    count = 0
    for numbers in batches():
        _write(numbers, at)
        count += len(numbers)
    Due.objects.filter(person__merged_into__isnull=False).delete()
    return count


def batches() -> Iterator[list[int]]:
    """Return the numbers of all whose record stands for itself, some hundred at a time."""
    last = 0
    while True:
        people = Person.objects.filter(pk__gt=last, merged_into=None).order_by("pk")
        numbers = list(people.values_list("pk", flat=True)[:BATCH])
        if not numbers:
            return
        yield numbers
        last = numbers[-1]


def _write(numbers: list[int], at: datetime) -> None:
    rows, classes = [], in_force(clock.day_of(at)).classes
    for number, facts in facts_of(numbers).items():
        decides = reckon(facts, classes).decides
        rows.append(
            Due(
                person_id=number,
                due_on=decides.due if decides else None,
                why_not=decides.why_not.name if decides and decides.why_not else "",
                class_key=decides.kept.key if decides else "",
                reckoned_at=at,
            )
        )
    Due.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["person"],
        update_fields=["due_on", "why_not", "class_key", "reckoned_at"],
    )
