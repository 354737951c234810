"""Who people are to each other, as another system has it: both here, or one without a record."""

from collections.abc import Iterable

from django.db.models import Q

import clock
from people.importing.known import find_people, people_by_number
from people.importing.people import check_email
from people.importing.reading import Line
from people.importing.run import Run
from people.models import Contact, Person, Relationship
from people.relationships import kinds
from people.standing import restrictions_at

# The same words whichever of the two is restricted: nobody learns from it who is (ruling 4).
_BY_HAND = "This cannot come in from a file: speak to the records team"
_Ends = frozenset[tuple[int, str]]


def prepare(lines: list[Line], run: Run) -> None:
    """Make a relationship of each line, or refuse it.

    A line that says from the other side what stands already becomes the row that stands.
    """
    find_people(lines, source=run.mapping.source)
    standing = [line for line in lines if line.stands]
    others = people_by_number(
        (line.values.get("other_person", "") for line in standing), source=run.mapping.source
    )
    both = {person.pk for person in others.values()} | {line.person.pk for line in standing}
    hidden = set(
        restrictions_at(clock.now()).filter(person__in=both).values_list("person_id", flat=True)
    )
    known = {_ends(row): row for row in _between(both)}
    for line in standing:
        _prepare(line, others, hidden, run)
        if line.stands and line.made.other_id is not None and line.made.until is None:
            row = known.setdefault(_ends(line.made), line.made)
            if row is not line.made:
                line.made = row
                line.words.append("Stands already, perhaps from the other side: one row is kept")


def _between(both: Iterable[int]) -> Iterable[Relationship]:
    return Relationship.objects.standing().filter(Q(person__in=both, other__in=both))


def _ends(row: Relationship) -> _Ends:
    """Return who is what, the same from both sides."""
    return frozenset({(row.other_id or 0, row.kind), (row.person_id, row.back)})


def _prepare(line: Line, others: dict[str, Person], hidden: set[int], run: Run) -> None:
    said = line.values
    number, kind = said.get("other_person", ""), kinds()[said["kind"]]
    other = others.get(number)
    check_email(line)
    back = said.get("back") or kind.back[0]
    if back not in kind.back:
        line.refuse(f"Back: to their {kind.words} the person can be {', '.join(kind.back)}")
    if number and other is None:
        line.refuse("Other person: nobody with this number was brought in")
    if not number and not said.get("name"):
        line.refuse("Name is missing, and so is the number of the other person")
    if other is not None and other.pk == line.person.pk:
        line.refuse("Other person: it is the person themselves")
    if other is not None and {other.pk, line.person.pk} & hidden:
        line.refuse(_BY_HAND)
    since, until = said.get("since"), said.get("until")
    if since and until and until < since:
        line.refuse("Until is before since")
    if not line.stands:
        return
    contact = None
    if other is None:
        contact = line.back = Contact(
            person=line.person,
            kind=kind.group,
            name=said["name"],
            relationship=kind.words,
            role=said.get("role", ""),
            organisation=said.get("organisation", ""),
            phone=said.get("phone", ""),
            email=said.get("email", ""),
        )
    line.made = Relationship(
        person=line.person,
        other=other,
        contact=contact,
        kind=kind.key,
        back=back,
        note=said.get("note", ""),
        since=since,
        until=until,
        told_by=run.mapping.source_title,
        recorded_by=run.by,
        recorded_at=run.at,
    )
