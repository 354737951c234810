"""Whose records are close to each other: family, as recorded, and who lives at the same door."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from datetime import date

from django.db.models import Q

from people.models import Address, Contact, Person, Relationship
from people.places import code_of, door_of
from people.relationships import kinds

LIVED_IN = (Address.Kind.HOME, Address.Kind.TEMPORARY)
Pairs = Iterator[tuple[int, int]]


def near(people: Collection[Person], *, on: date) -> dict[int, set[int]]:
    """Return for each of these people, and for those close to them, who is close to whom."""
    found: dict[int, set[int]] = defaultdict(set)
    for pairs in (_family(people, on), _contacts(people, on), _household(people, on)):
        for one, other in pairs:
            found[one].add(other)
            found[other].add(one)
    return found


def spellings(codes: set[str]) -> set[str]:
    """Return each postcode with its space and without, as addresses have it."""
    return codes | {f"{code[:-3]} {code[-3:]}" for code in codes}


def _family(people: Collection[Person], on: date) -> Pairs:
    family = [kind.key for kind in kinds().values() if kind.group == Contact.Kind.FAMILY]
    rows = Relationship.objects.current_on(on).filter(kind__in=family, other__isnull=False)
    either = Q(person__in=people) | Q(other__in=people)
    yield from rows.filter(either).values_list("person_id", "other_id")


def _contacts(people: Collection[Person], on: date) -> Pairs:
    rows = Contact.objects.filter(Q(ended_on=None) | Q(ended_on__gt=on), record__isnull=False)
    either = Q(person__in=people) | Q(record__in=people)
    found = rows.filter(either, kind=Contact.Kind.FAMILY)
    yield from found.values_list("person_id", "record_id")


def _household(people: Collection[Person], on: date) -> Pairs:
    lived_in = Address.objects.current_on(on).filter(kind__in=LIVED_IN).exclude(postcode="")
    codes = {code_of(each.postcode) for each in lived_in.filter(person__in=people)}
    if not codes:
        return
    at_door: dict[tuple[str, str], set[int]] = defaultdict(set)
    for each in lived_in.filter(postcode__in=spellings(codes), person__merged_into=None):
        at_door[code_of(each.postcode), door_of(each.lines)].add(each.person_id)
    asked = {person.pk for person in people}
    for household in at_door.values():
        for one in household & asked:
            yield from ((one, other) for other in household - {one})
