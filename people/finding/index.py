"""Keeping the index: one row a person, made again in the transaction that changes what it says."""

from typing import Any

from django.db.models import Prefetch, prefetch_related_objects

from people.finding import keys
from people.models import Address, ContactPoint, FindingKeys, Name, Person


def index_person(person: Person) -> None:
    """Make the row of a person anew from what stands there now. Part of an action."""
    index_people([Person.objects.get(pk=person.pk)])


def index_people(people: list[Person]) -> None:
    """Make the rows of some people anew."""
    FindingKeys.objects.bulk_create(
        rows_of(people),
        update_conflicts=True,
        unique_fields=["person"],
        update_fields=["keys", "names"],
    )


def rows_of(people: list[Person]) -> list[FindingKeys]:
    """Return the rows as they should be: what is true now, and nothing that is kept back."""

    prefetch_related_objects(
        people,
        # Never a safe address: to find somebody by it would say where they are (ruling 9).
        Prefetch(
            "addresses",
            Address.objects.standing().filter(kind__in=Address.SEARCHABLE),
            to_attr="lived_at",
        ),
        Prefetch("contact_points", ContactPoint.objects.standing(), to_attr="reached_at"),
        Prefetch("names", Name.objects.searchable(), to_attr="called_now"),
    )
    return [_row(person) for person in people]


def _row(person: Any) -> FindingKeys:
    own = [person.given_names, person.family_name, person.preferred_name]
    names = keys.single(*own, *(name.full for name in person.called_now))
    found = keys.of_names(names) | {keys.number(person.council_reference)}
    if person.nhs_number:
        found.add(keys.number(person.nhs_number))
    for point in person.reached_at:
        if point.is_telephone:
            found.add(keys.phone(point.value))
    if person.born_on:
        found |= {keys.born(person.born_on), keys.year(person.born_on.year)}
    for address in person.lived_at:
        found |= keys.address(address.lines) | keys.postcode(address.postcode)
    return FindingKeys(person=person, keys=keys.all_stored(found - {""}), names=names)
