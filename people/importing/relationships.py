"""Who is around people, as another system has it: with a record of their own here, or without."""

import clock
from people.importing.known import find_people, people_by_number
from people.importing.people import check_email
from people.importing.reading import Line
from people.importing.run import Run
from people.models import Contact, Person
from people.standing import restrictions_at

# The same words whichever of the two is restricted: nobody learns from it who is (ruling 4).
_BY_HAND = "This cannot come in from a file: speak to the records team"


def prepare(lines: list[Line], run: Run) -> None:
    """Make somebody around a person of each line, or refuse it."""
    find_people(lines, source=run.mapping.source)
    standing = [line for line in lines if line.stands]
    others = people_by_number(
        (line.values.get("other_person", "") for line in standing), source=run.mapping.source
    )
    both = {person.pk for person in others.values()} | {line.person.pk for line in standing}
    hidden = set(
        restrictions_at(clock.now()).filter(person__in=both).values_list("person_id", flat=True)
    )
    for line in standing:
        _prepare(line, others, hidden)


def _prepare(line: Line, others: dict[str, Person], hidden: set[int]) -> None:
    said = line.values
    number, back = said.get("other_person", ""), said.get("relationship_back", "")
    other = others.get(number)
    check_email(line)
    if number and other is None:
        line.refuse("Other person: nobody with this number was brought in")
    if not number and not said.get("name"):
        line.refuse("Name is missing, and so is the number of the other person")
    if other is not None and other.pk == line.person.pk:
        line.refuse("Other person: it is the person themselves")
    if other is not None and (other.pk in hidden or (back and line.person.pk in hidden)):
        line.refuse(_BY_HAND)
    if back and other is None:
        line.refuse("Relationship back: there is no record to put it on")
    if not line.stands:
        return
    line.made = Contact(
        person=line.person,
        kind=said["kind"],
        name=said.get("name") or (other.name if other is not None else ""),
        relationship=said.get("relationship", ""),
        role=said.get("role", ""),
        organisation=said.get("organisation", ""),
        phone=said.get("phone", ""),
        email=said.get("email", ""),
        note=said.get("note", ""),
        record=other,
    )
    if back and other is not None:
        line.back = Contact(
            person=other,
            kind=said["kind"],
            name=line.person.name,
            relationship=back,
            record=line.person,
        )
