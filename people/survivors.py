"""Records that were merged: where an old key leads, and which old keys a record answers to."""

from collections.abc import Iterable

from people.models import Person


def survivor_of(person: Person) -> Person:
    """Return the record that a merged one leads to; itself if it was not merged."""
    while person.merged_into_id is not None:
        person = Person.objects.select_related("team").get(pk=person.merged_into_id)
    return person


def keys_of(person: Person) -> list[str]:
    """Return the person's key, and the keys of the records merged into theirs, at any depth."""
    keys, below = [person.key], [person.pk]
    while below:
        merged = list(Person.objects.filter(merged_into__in=below).values_list("pk", "key"))
        below = [pk for pk, _ in merged]
        keys += [key for _, key in merged]
    return keys


def survivors_by_id(people: Iterable[Person]) -> dict[int, Person]:
    """Return who stands now for each of these and for the records merged into theirs, by id."""
    found = {person.pk: person for person in people}
    below = list(found)
    while below:
        rows = list(Person.objects.filter(merged_into__in=below).values_list("pk", "merged_into"))
        found |= {pk: found[into] for pk, into in rows}
        below = [pk for pk, _ in rows]
    return found


def leads_to(key: str, person: Person) -> bool:
    """Say whether a key is the person's own, or that of a record merged into theirs."""
    return key == person.key or key in keys_of(person)


def survivors_by_key(keys: Iterable[str]) -> dict[str, int]:
    """Return, for those of the keys whose record was merged, the id of where they lead."""
    wanted = list(keys)
    if not wanted:
        return {}
    found = Person.objects.filter(key__in=wanted, merged_into__isnull=False)
    return {person.key: survivor_of(person).pk for person in found}
