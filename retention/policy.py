"""The schedule as it stands here: what comes with the product, under what the council decided.

A change holds from its day on, for every clock, list, sentence and page; nothing is kept in memory.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date

from django.db.models import QuerySet

import clock
from retention.models import ScheduleChange, Verification
from retention.schedule import DISPOSALS, Inquiry, RetentionClass, Rule, Schedule, schedule


def in_force(on: date | None = None) -> Schedule:
    """Return the schedule as it stands on a day, which is today unless said."""
    begun = decided().filter(starts_on__lte=on or clock.today())
    return over(schedule(), begun.distinct("class_key"))


def classes_in_short() -> dict[str, str]:
    """Return what each class is called, and for how long it is kept today, by its key."""
    return {key: each.in_short for key, each in in_force().classes.items()}


def begun_before(class_key: str) -> date:
    """Return the day before which the time of a class had to begin, to be over today."""
    return begun(in_force().classes[class_key], on=clock.today())


def begun(kept: RetentionClass, *, on: date) -> date:
    """Return the day before which the time of a class had to begin, to be over on a day."""
    add = {"years": clock.add_years, "months": clock.add_months, "days": clock.add_days}[kept.unit]
    day = add(on, -kept.length)
    while add(day, kept.length) < on:  # months have different lengths
        day = clock.add_days(day, 1)
    return day


def decided() -> QuerySet[ScheduleChange]:
    """Return the changes that were put in force, of each class the one that holds longest first."""
    return ScheduleChange.objects.filter(state="IN_FORCE").order_by(
        "class_key", "-starts_on", "-decided_at"
    )


def over(shipped: Schedule, changes: Iterable[ScheduleChange]) -> Schedule:
    """Lay one change of a class over what comes with the product."""
    classes = dict(shipped.classes)
    for each in changes:
        if each.class_key in classes:
            classes[each.class_key] = with_change(classes[each.class_key], each)
    return replace(shipped, classes=classes)


def with_change(kept: RetentionClass, change: ScheduleChange) -> RetentionClass:
    """Return a class as a change has it."""
    return kept.changed(
        length=change.length,
        length_if_died=change.length_if_died,
        disposal=change.disposal,
        basis=change.basis,
        authority=change.authority,
    )


def in_short(change: ScheduleChange) -> str:
    """Return what a change makes of its class: "6 years, listed for destruction"."""
    kept = with_change(schedule().classes[change.class_key], change)
    died = f", {kept.if_died}" if kept.if_died else ""
    return f"{kept.kept_for}{died}, {DISPOSALS[kept.disposal].lower()}"


# --- What an officer verified -------------------------------------------------------------------


def to_verify(of: str) -> Mapping[str, RetentionClass | Rule | Inquiry]:
    """Return the classes, the rules or the inquiries, by key, as they stand today."""
    kept = in_force()
    if of == Verification.Of.INQUIRY:
        return kept.inquiries
    return kept.classes if of == Verification.Of.CLASS else {each.key: each for each in kept.rules}


def stands(row: Verification | None, each: RetentionClass | Rule) -> bool:
    """Say whether what an officer found last verifies a class or a rule as it is."""
    return row is not None and row.found == Verification.Found.VERIFIED and row.said == each.said


def verified(
    kept: Schedule, last: Mapping[tuple[str, str], Verification] | None = None
) -> Schedule:
    """Return a schedule in which what officers verified here counts as checked.

    For what tells people how far the schedule was checked. A page that has what was found ``last``
    of each already hands it over.
    """
    if last is None:
        rows = Verification.objects.order_by("of", "about", "-pk").distinct("of", "about")
        last = {(row.of, row.about): row for row in rows}
    classes = {
        key: replace(each, authority="verified") if stands(last.get(("CLASS", key)), each) else each
        for key, each in kept.classes.items()
    }
    rules = (
        replace(each, authority="verified") if stands(last.get(("RULE", each.key)), each) else each
        for each in kept.rules
    )
    return replace(kept, classes=classes, rules=tuple(rules))
