"""The records that were opened on one day, and a question about them before it is kept."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

import clock
from accounts.models import User
from audit.models import Event
from people.models import Person

NO_RELATIONSHIP = ("REASON", "BREAK_GLASS")


@dataclass(frozen=True)
class Found:
    """One question about what ``user`` did, before it is kept."""

    kind: str
    user: User
    subject: str
    because: str
    events: tuple[int, ...]


class Day:
    """The records opened on one day, with what the rules ask of staff and people."""

    def __init__(self, day: date) -> None:
        self.day = day
        self.begins, self.ends = clock.at_time(day, 0), clock.end_of_day(day)

    @cached_property
    def events(self) -> list[Event]:
        """What was opened and copied on one person's record at a time, by known staff."""
        found = Event.objects.filter(
            happened_at__gte=self.begins,
            happened_at__lte=self.ends,
            subjects__len=1,
            kind__in=[Event.Kind.VIEW, Event.Kind.EXPORT],
        ).order_by("pk")
        return [event for event in found if event.actor in self.staff]

    @cached_property
    def staff(self) -> dict[str, User]:
        """Everybody who ever worked here, by staff number."""
        return {user.staff_number: user for user in User.objects.select_related("team")}

    @cached_property
    def people(self) -> dict[str, Person]:
        """The people whose records were opened, by key."""
        keys = {event.subjects[0] for event in self.events}
        return {person.key: person for person in Person.objects.filter(key__in=keys)}

    @cached_property
    def opened(self) -> dict[tuple[str, str], list[Event]]:
        """Events by who and whose record."""
        found: dict[tuple[str, str], list[Event]] = defaultdict(list)
        for event in self.events:
            found[event.actor, event.subjects[0]].append(event)
        return found

    @cached_property
    def by_strangers(self) -> dict[tuple[str, str], list[Event]]:
        """Of those, what was opened by somebody without a relationship, on a reason."""
        return {
            pair: events
            for pair, events in self.opened.items()
            if any(event.basis in NO_RELATIONSHIP for event in events)
        }

    @cached_property
    def searched(self) -> dict[tuple[str, str], list[datetime]]:
        """When somebody without a relationship was shown a person's card in a search."""
        found: dict[tuple[str, str], list[datetime]] = defaultdict(list)
        for event in Event.objects.filter(
            happened_at__gte=self.begins,
            happened_at__lte=self.ends,
            verb="people.people_searched",
            actor__in={number for number, _ in self.by_strangers},
        ):
            for key in event.subjects:
                found[event.actor, key].append(event.happened_at)
        return found

    def found(self, kind: str, number: str, subject: str, because: str, events) -> Found:
        """Put a question together."""
        return Found(
            kind, self.staff[number], subject, because, tuple(event.pk for event in events)
        )
