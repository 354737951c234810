"""Every change to a person, and to what is known about them."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db import transaction

import clock
from accounts.models import Team, User
from audit import log
from people import access, keeping
from people.access import Permission
from people.finding.index import index_person
from people.keeping import Told
from people.keys import new_council_reference
from people.models import Address, Alert, CommunicationNeed, Contact, Name, Person
from people.saved import save


@transaction.atomic
def add_person(
    *,
    by: User | log.Service,
    team: Team | None = None,
    addresses: tuple[dict[str, Any], ...] = (),
    communication_needs: tuple[dict[str, Any], ...] = (),
    reason: str = "",
    at: datetime | None = None,
    **fields: Any,
) -> Person:
    """Add a person with their names, where they live and how to communicate with them.

    Raises ``ValidationError`` if a field is wrong, or the NHS number is held already.
    """
    at = at or clock.now()
    person = Person(team=team, added_by=by if isinstance(by, User) else None, **fields)
    while Person.objects.filter(council_reference=person.council_reference).exists():
        person.council_reference = new_council_reference()
    person.full_clean()
    person.save()
    for kind, parts in _names_of(person):
        keeping.keep(Name(person=person, kind=kind, **parts), by=by, told=Told(), at=at)
    for address in addresses:
        save(Address(person=person, **address))
    for position, need in enumerate(communication_needs):
        save(CommunicationNeed(person=person, position=position, **need))
    index_person(person)
    log.record(
        "people.person_added",
        by=by,
        about=person,
        target=person,
        detail={"reason": reason} if reason else None,
        at=at,
    )
    return person


def _names_of(person: Person) -> Iterator[tuple[str, dict[str, str]]]:
    yield (
        Name.Kind.LEGAL,
        {
            "honorific": person.title,
            "given_names": person.given_names,
            "family_name": person.family_name,
        },
    )
    if person.preferred_name:
        yield Name.Kind.PREFERRED, Name.parts_of(person.preferred_name, person.family_name)


@transaction.atomic
def change_person(*, person: Person, by: User, at: datetime | None = None, **fields: Any) -> Person:
    """Change the named fields. The change log keeps old and new values.

    Status and team are no fields to change: they follow from the person's involvements.
    """
    if fields.keys() & {"status", "team"}:
        raise ValueError("Status and team follow from involvements")
    decision = access.decide(by, Permission.WRITE, person, at=at).require()
    for name, value in fields.items():
        setattr(person, name, value)
    person.full_clean()
    person.save()
    index_person(person)
    log.record(
        "people.person_changed",
        by=by,
        about=person,
        target=person,
        because=decision,
        shown=sorted(fields),
        at=at,
    )
    return person


@transaction.atomic
def add_contact(
    *, person: Person, by: User | log.Service, at: datetime | None = None, **fields: Any
) -> Contact:
    """Add someone around the person: family, friend, professional or organisation."""
    contact = save(Contact(person=person, **fields))
    log.record("people.contact_added", by=by, about=person, target=contact, at=at)
    return contact


@transaction.atomic
def raise_alert(*, person: Person, by: User, at: datetime | None = None, **fields: Any) -> Alert:
    """Raise an alert with its evidence and the day on which it is looked at again."""
    decision = access.decide(by, Permission.WRITE, person, at=at).require()
    day = clock.day_of(at or clock.now())
    alert = save(Alert(person=person, raised_by=by, raised_on=day, **fields))
    log.record("people.alert_raised", by=by, about=person, target=alert, because=decision, at=at)
    return alert
