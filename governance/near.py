"""Who lives where a member of staff does, or somebody they know: rules about the records of a day.

Addresses of staff are known by what they declared: from the record of somebody who is themselves,
or whom they know. A safe address takes no part, and neither does a record that is restricted: a
question about another record must not tell of it.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from governance.day import Day, Found
from people.models import Address, Conflict, Declaration, EmergencyAccess
from people.nearness import LIVED_IN
from people.places import code_of, door_of
from people.standing import conflicts_at, restrictions_at


@dataclass(frozen=True)
class Place:
    """An address as it is compared."""

    code: str
    door: str

    def is_door_of(self, other: "Place") -> bool:
        """Say whether both are one address; one may be written with more of it."""
        ours, theirs = sorted((self.door, other.door), key=len)
        return self.code == other.code and bool(ours) and theirs.startswith(ours)


class Near:
    """Where the people of one day live, and staff and those whom they know."""

    def __init__(self, day: Day) -> None:
        self.day = day

    @cached_property
    def people(self) -> dict[str, list[Place]]:
        """Where those live whose records were opened, by key."""
        return _places_of(self.day, [person.pk for person in self.day.people.values()])

    @cached_property
    def declared(self) -> list[Conflict]:
        """Whom staff declared; nobody whose record is restricted."""
        restricted = restrictions_at(self.day.ends).values("person")
        found = conflicts_at(self.day.ends).exclude(person__in=restricted)
        return list(found.select_related("person", "user", "declaration"))

    @cached_property
    def homes(self) -> dict[str, list[Place]]:
        """Where staff live themselves, by staff number."""
        return self._where(each for each in self.declared if _is_self(each))

    @cached_property
    def known(self) -> dict[str, list[Place]]:
        """Where those live whom staff know, by staff number."""
        return self._where(each for each in self.declared if not _is_self(each))

    def _where(self, declared: Iterable[Conflict]) -> dict[str, list[Place]]:
        found: dict[str, list[Place]] = defaultdict(list)
        for each in declared:
            found[each.user.staff_number] += self._declared_places.get(each.person.key, [])
        return found

    @cached_property
    def _declared_places(self) -> dict[str, list[Place]]:
        return _places_of(self.day, [each.person_id for each in self.declared])


def _is_self(conflict: Conflict) -> bool:
    return conflict.declaration is not None and conflict.declaration.kind == Declaration.Kind.SELF


def _places_of(day: Day, people: Iterable[int]) -> dict[str, list[Place]]:
    rows = Address.objects.current_on(day.day).filter(person__in=list(people), kind__in=LIVED_IN)
    found: dict[str, list[Place]] = defaultdict(list)
    for row in rows.exclude(postcode="").select_related("person"):
        found[row.person.key].append(Place(code_of(row.postcode), door_of(row.lines)))
    return found


def _which(homes: Iterable[Place], places: list[Place]) -> str:
    """Return how near homes are to where somebody lives: in words, blank if they are not."""
    homes = list(homes)
    if any(home.is_door_of(place) for home in homes for place in places):
        return "at the same address"
    if {home.code for home in homes} & {place.code for place in places}:
        return "in the same postcode"
    return ""


def questions_of(day: Day) -> Iterator[Found]:
    """Ask about the records of those who are near to a member of staff, or are one."""
    near = Near(day)
    yield from _same_address(near)
    yield from _near_colleague(near)
    yield from _colleague(near)


def _same_address(near: Near) -> Iterator[Found]:
    """Ask about records of those who live where the member of staff, or whom they know, does."""
    day = near.day
    for (number, key), events in day.opened.items():
        places = near.people.get(key, [])
        how = _which(near.homes[number], places)
        if how:
            yield day.found(
                "same_address", number, key, f"The person lives {how} as they do.", events
            )
        elif any(home.is_door_of(place) for home in near.known[number] for place in places):
            because = "The person lives at the address of somebody whom they declared."
            yield day.found("same_address", number, key, because, events)


def _near_colleague(near: Near) -> Iterator[Found]:
    """Ask about records, opened on a reason, of those whom a colleague of the team is near to."""
    day = near.day
    declared = {(each.user.staff_number, each.person.key) for each in near.declared}
    for (number, key), events in day.by_strangers.items():
        colleagues = day.colleagues(number)
        homes = [home for each in colleagues for home in near.homes[each]]
        how = _which(homes, near.people.get(key, []))
        because = f"Somebody in their team lives {how} as the person." if how else ""
        if any((each, key) in declared for each in colleagues):
            because = "Somebody in their team has declared that they know the person."
        if because:
            yield day.found("near_colleague", number, key, because, events)


def _colleague(near: Near) -> Iterator[Found]:
    """Ask about the record of somebody who works here, which is not restricted."""
    day = near.day
    whose = {each.person.key: each.user.staff_number for each in near.declared if _is_self(each)}
    for (number, key), events in day.not_their_own.items():
        if whose.get(key, number) != number:
            because = "The person works here, as they declared."
            yield day.found("colleague", number, key, because, events)


def break_glass(day: Day) -> Iterator[Found]:
    """Ask about records opened in an emergency of which nothing came: what was said to be wrong.

    Every emergency is looked at by itself besides.
    """
    opened = {
        pair: of_it
        for pair, events in day.unrecorded.items()
        if (of_it := [event for event in events if event.basis == "BREAK_GLASS"])
    }
    rows = EmergencyAccess.objects.filter(
        person__key__in={key for _, key in opened}, opened_at__lte=day.ends
    ).order_by("opened_at", "pk")
    why = {
        (number, key): EmergencyAccess.Category(category).label
        for number, key, category in rows.values_list(
            "user__staff_number", "person__key", "category"
        )
    }
    for (number, key), events in opened.items():
        said = why.get((number, key), "")
        because = "They opened it in an emergency" + (f": {said}." if said else ".")
        yield day.found("break_glass", number, key, because, events)
