"""Keeping the index: one row a person, made again in the transaction that changes what it says."""

from typing import Any

from django.db.models import Prefetch, prefetch_related_objects

from people.finding import keys
from people.models import Address, ContactPoint, FindingKeys, Import, Imported, Name, Person


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
        # The number that another system knew them by stands on old letters.
        Prefetch("imported", Imported.objects.filter(kind=Import.Kind.PEOPLE), to_attr="known_as"),
    )
    merged = _merged_into(people)
    return [_row(person, merged.get(person.pk, [])) for person in people]


def _merged_into(people: list[Person]) -> dict[int, list[Person]]:
    """Return the records that were merged into each, at any depth: their numbers find it, too."""
    found: dict[int, list[Person]] = {}
    ends = {person.pk: person.pk for person in people}
    while ends:
        below = Person.objects.filter(merged_into__in=list(ends))
        now = {}
        for each in below:
            now[each.pk] = ends[each.merged_into_id]  # type: ignore[index]
            found.setdefault(now[each.pk], []).append(each)
        ends = now
    return found


def _row(person: Any, merged: list[Person]) -> FindingKeys:
    own = [person.given_names, person.family_name, person.preferred_name]
    names = keys.single(*own, *(name.full for name in person.called_now))
    found = keys.of_names(names) | {keys.number(person.council_reference)}
    found |= {keys.number(each.council_reference) for each in merged}
    found |= {keys.number(each.nhs_number) for each in (person, *merged) if each.nhs_number}
    found |= {keys.number(row.source_id) for row in person.known_as}
    for point in person.reached_at:
        if point.is_telephone:
            found.add(keys.phone(point.value))
    if person.born_on:
        found |= {keys.born(person.born_on), keys.year(person.born_on.year)}
    for address in person.lived_at:
        found |= keys.address(address.lines) | keys.postcode(address.postcode)
    return FindingKeys(person=person, keys=keys.all_stored(found - {""}), names=names)
