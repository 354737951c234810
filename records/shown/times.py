"""What is said of time limits: beside a form, and at the head of what was signed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import clock
from people.models import Person
from records.catalogue import RecordType
from records.models import Action, Entry
from records.rules import due
from records.rules.local_figures import COUNTED_FROM
from records.rules.readiness import event_of
from records.rules.times import LATE, times_of
from ui import formats

_TRANSITION = "transition"
_UNITS = {
    "working_days": "working day",
    "calendar_days": "day",
    "calendar_weeks": "week",
    "months": "month",
}


@dataclass(frozen=True)
class TimeSaid:
    """One time limit in words. ``on`` is empty while what it counts from is not answered."""

    label: str
    words: str
    on: date | None = None
    basis: str = ""
    remind_on: date | None = None
    is_late: bool = False
    is_unverified: bool = False


def beside_form(
    record_type: RecordType, person: Person, values: Mapping[str, Any]
) -> TimeSaid | None:
    """Return when the record in hand is due, counted from what is answered so far."""
    times = record_type.timescale
    if times is None:
        return None
    happened = event_of(values)
    event = clock.day_of(happened[0]) if happened is not None else None
    found = times_of(record_type, person, values, event=event).due
    if found is None:
        return TimeSaid(
            "Time limit",
            _rule(record_type),
            basis=times.basis,
            is_unverified=record_type.unverified,
        )
    today = clock.today()
    return TimeSaid(
        "Time limit",
        found.countdown(today),
        on=found.on,
        basis=found.basis,
        remind_on=due.remind_on(record_type, found),
        is_late=found.late(today) > 0,
        is_unverified=record_type.unverified,
    )


def over_entry(
    entry: Entry, record_type: RecordType, values: Mapping[str, Any], gaps: Mapping[str, Any]
) -> list[TimeSaid]:
    """Return how a signed record stands to its time limit, and what it made due itself."""
    found = []
    times = record_type.timescale
    if entry.due_on is not None and times is not None:
        counted = due.Due(entry.due_on, times.basis, times.kind, times.unit)
        late = counted.late_words(due.done_on(record_type, values, clock.day_of(entry.signed_at)))
        because = gaps.get(LATE) or {}
        reason = ": ".join(
            part for part in (because.get("reason", ""), because.get("detail", "")) if part
        )
        done = f"done {late}" if late else "done in time"
        found.append(
            TimeSaid(
                "Due",
                ": ".join(part for part in (done, reason) if part),
                on=entry.due_on,
                basis=times.basis,
                is_late=bool(late),
                is_unverified=record_type.unverified,
            )
        )
    return found + [
        _of_action(action, record_type)
        for action in entry.actions.all()
        if action.kind == Action.Kind.TIME_LIMIT
    ]


def days_to_adulthood(record_type: RecordType, person: Person, today: date | None = None) -> str:
    """Return how long it is to the 18th birthday, for records of growing up; else nothing."""
    if record_type.group != _TRANSITION:
        return ""
    day = due.adult_on(person.born_on)
    if day is None:
        return "The date of birth is not known, so the days to the 18th birthday are not counted"
    left = (day - (today or clock.today())).days
    if left == 0:
        return "18 today"
    if left < 0:
        return f"18 since {formats.long_date(day)}"
    return f"{formats.counted(left, 'day')} to the 18th birthday, {formats.long_date(day)}"


def _of_action(action: Action, record_type: RecordType) -> TimeSaid:
    limit = next((each for each in due.FOLLOWS if each.key == action.about), None)
    unit = limit.unit if limit is not None else "calendar_days"
    counted = due.Due(action.due_on, "", "", unit)
    if action.status != Action.Status.OPEN:
        late = counted.late_words(action.closed_on) if action.closed_on else ""
        state = action.get_status_display().lower()
        words = f"{state}{f' {late}' if late else ''}: {action.outcome}"
        return TimeSaid(
            action.text, words, on=action.due_on, is_late=bool(late),
            is_unverified=record_type.unverified,
        )  # fmt: skip
    today = clock.today()
    return TimeSaid(
        action.text,
        counted.countdown(today),
        on=action.due_on,
        is_late=counted.late(today) > 0,
        is_unverified=record_type.unverified,
    )


def _rule(record_type: RecordType) -> str:
    """Return the limit as a rule: "20 working days from the day the needs appeared"."""
    times = record_type.timescale
    within = due.done_within(record_type)
    if times is None or within is None:
        return "On the date that is set"
    side = "before" if times.direction == "before" else "from"
    return f"{formats.counted(within, _UNITS[times.unit])} {side} {COUNTED_FROM[times.starts]}"
