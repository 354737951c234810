"""The times of one record in hand: when it is due, and when it must be looked at again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import clock
from people.models import Person
from records.catalogue import Problem, RecordType
from records.catalogue.answers import day_in
from records.models import Action
from records.rules import due, looks
from records.rules.due import Due
from ui import formats

# What a reason for being late is kept under, and one for a late next look.
LATE = "time_limit"
LOOK = "review_limit"
LATE_REASONS = (
    "Waiting for the person, or for what they wanted",
    "Waiting for another organisation",
    "Something more urgent came first",
    "It came to us late",
    "There was nobody to do it",
)
LOOK_REASONS = (
    "The person asked for it",
    "Nothing is expected to change before",
    "The law or a court sets this date",
)


@dataclass(frozen=True)
class Times:
    """When a record is due, and by when what it says must be looked at again."""

    record_type: RecordType
    due: Due | None = None

    def problems(
        self, values: Mapping[str, Any], *, event: date | None, at: datetime
    ) -> list[Problem]:
        """Return what a reason is asked for: that it is late, and a next look beyond the limit."""
        return [
            *self._late(values, signed=clock.day_of(at)),
            *self._look(values, event=event),
        ]

    def late_words(self, values: Mapping[str, Any], *, signed: date) -> str:
        """Return how late it was done, in words; nothing where it was in time."""
        if self.due is None:
            return ""
        return self.due.late_words(due.done_on(self.record_type, values, signed))

    def _late(self, values: Mapping[str, Any], *, signed: date) -> list[Problem]:
        words = self.late_words(values, signed=signed)
        if not words or self.due is None:
            return []
        return [
            Problem(
                due.own_end(self.record_type) or "event_at",
                f"This was due by {formats.long_date(self.due.on)} and is {words}",
                overridable=True,
                override_reasons=LATE_REASONS,
                rule=LATE,
                instead="Say why, and what was done to keep the person safe and informed",
            )
        ]

    def _look(self, values: Mapping[str, Any], *, event: date | None) -> list[Problem]:
        asked = looks.asked_for_next_look(self.record_type)
        said = day_in(values.get(asked)) if asked else None
        latest = looks.latest_look(self.record_type, event) if event is not None else None
        if said is None or latest is None or said <= latest.on:
            return []
        return [
            Problem(
                asked,
                f"The next look is to be by {formats.long_date(latest.on)} ({latest.basis})",
                overridable=True,
                override_reasons=LOOK_REASONS,
                rule=LOOK,
                instead="Say why it is later",
            )
        ]


def times_of(
    record_type: RecordType, person: Person, values: Mapping[str, Any], *, event: date | None
) -> Times:
    """Return the times of a record with these answers, by what is due on the person's record."""
    return Times(record_type, _due(record_type, person, values, event))


def next_look_beforehand(record_type: RecordType, person: Person) -> dict[str, str]:
    """Return the day that usually answers when it is looked at again, for an empty form."""
    asked, strand = looks.asked_for_next_look(record_type), looks.strand_of(record_type.key)
    if not asked or strand is None:
        return {}
    is_first = record_type.key == strand.key and not counted_for(person, [strand.key])
    usual = looks.usual_look(record_type, clock.today(), first=is_first)
    return {asked: usual.isoformat()} if usual is not None else {}


def counted_for(person: Person, about: Sequence[str]) -> list[Action]:
    """Return what is counted for a person and still open, the earliest first."""
    found = Action.objects.filter(
        person=person,
        about__in=about,
        status=Action.Status.OPEN,
        entry__taken_off_at=None,
    ).exclude(kind=Action.Kind.AGREED)
    return list(found.select_related("entry").order_by("due_on", "pk"))


def _due(
    record_type: RecordType, person: Person, values: Mapping[str, Any], event: date | None
) -> Due | None:
    own = due.own_due(record_type, values, event=event, born_on=person.born_on)
    if own is not None:
        return own
    keys = {each.key for each in due.FOLLOWS if each.ended_by == record_type.key}
    keys &= set(due.ended_by(record_type, values))
    strand = looks.strand_of(record_type.key)
    if strand is not None and record_type.key != strand.key and record_type.timescale is not None:
        keys.add(strand.key)
    if not keys:
        return None
    open_ones = counted_for(person, sorted(keys))
    if not open_ones:
        return None
    first = open_ones[0]
    limit = next((each for each in due.FOLLOWS if each.key == first.about), None)
    found = limit.due(_answers_of(first), _day_of(first)) if limit is not None else None
    if found is not None:
        return Due(first.due_on, found.basis, found.kind, found.unit)
    found = looks.since_last_look(
        record_type, first.entry.type_key, _answers_of(first), event=_day_of(first)
    )
    if found is not None:
        return found
    times = record_type.timescale
    return Due(first.due_on, times.basis if times else "", times.kind if times else "")


def _answers_of(action: Action) -> Mapping[str, Any]:
    version = action.entry.versions.order_by("-number").first()
    return version.values if version is not None else {}


def _day_of(action: Action) -> date:
    return clock.day_of(action.entry.event_at)
