"""What happens again and again to a person: falls, missed medicines, calls, by day and hour."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

import clock
from accounts.models import User
from people import access
from people.models import Person
from records.catalogue.patterns import Pattern, patterns
from records.models import Entry, EntryVersion
from records.queries.entries import is_open

LISTED = 30


@dataclass(frozen=True)
class Hour:
    """How often it happened in one hour of the day, and that as a share of the busiest hour."""

    hour: int
    count: int
    share: int

    @property
    def label(self) -> str:
        """As hours are written everywhere: "9am"."""
        return f"{self.hour % 12 or 12}{'am' if self.hour < 12 else 'pm'}"


@dataclass(frozen=True)
class Seen:
    """The records that tell of one pattern, the newest first."""

    pattern: Pattern
    entries: Sequence[Entry]

    @property
    def listed(self) -> list[tuple[Entry, str]]:
        """The newest of them, each with the title of its kind."""
        return [(each, each.record_type.title) for each in self.entries[:LISTED]]

    @property
    def more(self) -> int:
        """How many older ones are counted and not listed."""
        return max(0, len(self.entries) - LISTED)

    @property
    def with_no_time(self) -> int:
        """How many have a day and no time."""
        return sum(not each.event_time_known for each in self.entries)

    @property
    def by_hour(self) -> list[Hour]:
        """Each hour from the earliest to the latest in which it happened; of those with a time."""
        at = [clock.local(each.event_at).hour for each in self.entries if each.event_time_known]
        if not self.pattern.hours or not at:
            return []
        count = Counter(at)
        most = max(count.values())
        return [
            Hour(hour, count[hour], round(100 * count[hour] / most))
            for hour in range(min(at), max(at) + 1)
        ]


def patterns_of(viewer: User, person: Person, *, since: date | None = None) -> list[Seen]:
    """Return each pattern with the records that ``viewer`` may open, from a day on if one is given.

    A record counts as it now stands, once for each pattern, whatever it says in words.
    """
    told = Q()
    for each in patterns():
        kinds = Q(entry__type_key__in=each.types) if each.types else Q()
        told |= kinds & (Q(values__has_key=each.field) if each.field else Q())
    found = (
        EntryVersion.objects.newest()
        .filter(told, entry__person=person, entry__taken_off_at=None)
        .select_related("entry__author")
        .order_by("-entry__event_at", "-entry_id")
    )
    if since is not None:
        found = found.filter(entry__event_at__gte=clock.at_time(since, 0))
    readable = access.EntryAccess(viewer, person)
    versions = [each for each in found if is_open(readable, each.entry)]
    return [
        Seen(
            pattern,
            [
                each.entry
                for each in versions
                if pattern.is_told_in(each.entry.type_key, each.values)
            ],
        )
        for pattern in patterns()
    ]
