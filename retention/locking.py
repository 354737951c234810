"""One decision about a record at a time: a hold, a longer time, an offer or a destruction."""

from people.models import Person


def lock(person: Person) -> None:
    """Let whatever decides on the record follow each other, and holds too, in a transaction."""
    Person.objects.select_for_update().get(pk=person.pk)
