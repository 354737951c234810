"""The records that were opened on one day, and a question about them before it is kept."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from django.db.models import Q, QuerySet

import clock
from accounts.models import User
from audit.models import Event
from people.models import AccessReason, Allocation, ContactAbout, Person
from people.referrals import LIVE, NEEDED
from records.models import Entry

NO_RELATIONSHIP = ("REASON", "BREAK_GLASS")
OWN_WORK = ("WORKER", "CO_WORKER", "HANDOVER", "COVER")
WORK_DAYS = 7
# By their kind they show somebody, but only ask why the record is needed: it was not opened.
ONLY_ASKED = ("people.reason_asked", "people.emergency_offered")


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
        )
        found = found.exclude(verb__in=ONLY_ASKED).order_by("pk")
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
    def _keys(self) -> dict[int, str]:
        return {person.pk: key for key, person in self.people.items()}

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
    def not_their_own(self) -> dict[tuple[str, str], list[Event]]:
        """What was opened by somebody other than who works with the person, or covers for them."""
        return {
            pair: events
            for pair, events in self.opened.items()
            if not all(event.basis.partition(":")[0] in OWN_WORK for event in events)
        }

    @cached_property
    def unrecorded(self) -> dict[tuple[str, str], list[Event]]:
        """Of what strangers opened, where they recorded nothing until a day later.

        Nor is there a live request, or somebody who asked them to look at the record.
        """
        recorded = {(number, key) for number, key, at in self._recorded if at >= self.begins}
        return {
            pair: events
            for pair, events in self.by_strangers.items()
            if pair not in recorded and pair not in self._asked_for
        }

    @cached_property
    def without_work(self) -> dict[tuple[str, str], list[Event]]:
        """Of that, where nobody else recorded anything either, from a week before."""
        worked_on = {key for _, key, _ in self._recorded}
        return {
            pair: events for pair, events in self.unrecorded.items() if pair[1] not in worked_on
        }

    @cached_property
    def with_worker(self) -> set[str]:
        """The people with whom somebody works, of those whose records were opened."""
        return {key for _, key in self.working(Allocation.objects.running_on(self.day))}

    def working(self, allocations: QuerySet[Allocation]) -> set[tuple[str, str]]:
        """Return who works with whom by ``allocations``, of those whose records were opened."""
        rows = allocations.filter(person__in=list(self._keys))
        return {
            (number, self._keys[person])
            for number, person in rows.values_list("worker__staff_number", "person")
        }

    @cached_property
    def _recorded(self) -> list[tuple[str, str, datetime]]:
        """Who recorded something about whom and when, from a week before to a day later."""
        people = [self.people[key].pk for _, key in self.by_strangers if key in self.people]
        since = clock.at_time(clock.add_days(self.day, -WORK_DAYS), 0)
        until = clock.add_hours(self.ends, 24)
        entries = Entry.objects.filter(person__in=people, signed_at__range=(since, until))
        contacts = ContactAbout.objects.filter(
            involvement__person__in=people, matched_at__range=(since, until)
        )
        rows = [
            *entries.values_list("author__staff_number", "person", "signed_at"),
            *contacts.values_list("matched_by__staff_number", "involvement__person", "matched_at"),
        ]
        return [(number, self._keys[person], at) for number, person, at in rows]

    @cached_property
    def _asked_for(self) -> set[tuple[str, str]]:
        """Who gave a reason for whose record that rests on what others asked for."""
        reasons = AccessReason.objects.filter(
            Q(referral__isnull=False) | Q(basis__in=(LIVE, *NEEDED)),
            given_at__range=(self.begins, self.ends),
        )
        return set(reasons.values_list("user__staff_number", "person__key"))

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

    @cached_property
    def _teams(self) -> dict[int, list[str]]:
        """The staff numbers of each team."""
        found: dict[int, list[str]] = defaultdict(list)
        for number, user in self.staff.items():
            if user.team_id and user.works_on(self.day):
                found[user.team_id].append(number)
        return found

    def colleagues(self, number: str) -> list[str]:
        """Return who else is in the team of a member of staff."""
        team = self.staff[number].team_id
        return [other for other in self._teams.get(team or 0, []) if other != number]

    def found(self, kind: str, number: str, subject: str, because: str, events) -> Found:
        """Put a question together."""
        return Found(
            kind, self.staff[number], subject, because, tuple(event.pk for event in events)
        )
