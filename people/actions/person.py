"""Every change to a person, and to what is known about them."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

import clock
from accounts.models import Team, User
from audit import log
from people import access, keeping
from people.access import Permission
from people.actions.conflicts import close_to_those_who_declared
from people.finding.index import index_person
from people.keeping import NOT_SAID, Told
from people.keys import new_council_reference
from people.models import (
    Address,
    CommunicationNeed,
    Contact,
    ContactPoint,
    Fact,
    Name,
    Person,
    PersonRole,
)
from people.saved import save

# What may be changed of somebody around a person, as the page of changes calls it.
CONTACT_COLUMNS = {
    "name": "Name",
    "role": "Role",
    "organisation": "Organisation",
    "phone": "Telephone",
    "email": "Email",
    "note": "Note",
    "ended_on": "End",
}


@transaction.atomic
def add_person(
    *,
    by: User | log.Service,
    team: Team | None = None,
    addresses: tuple[dict[str, Any], ...] = (),
    communication_needs: tuple[dict[str, Any], ...] = (),
    contact_points: tuple[dict[str, Any], ...] = (),
    told: Told = NOT_SAID,
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
    facts: list[Fact] = [
        *(Name(person=person, kind=kind, **parts) for kind, parts in _names_of(person)),
        *(
            PersonRole(person=person, kind=kind, retention=PersonRole.RETENTION[kind])
            for kind in _roles_of(person)
        ),
        *(Address(person=person, **row) for row in addresses),
        *(ContactPoint(person=person, **row) for row in contact_points),
        *(
            CommunicationNeed(person=person, position=position, **row)
            for position, row in enumerate(communication_needs)
        ),
    ]
    for fact in facts:
        keeping.keep(fact, by=by, told=told, at=at)
    index_person(person)
    log.record(
        "people.person_added",
        by=by,
        about=person,
        target=person,
        detail={"reason": reason} if reason else None,
        at=at,
    )
    close_to_those_who_declared([person], by=by, at=at)
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


def _roles_of(person: Person) -> Iterator[str]:
    if person.has_care_needs:
        yield PersonRole.Kind.NEEDS
    if person.is_carer:
        yield PersonRole.Kind.CARER


@transaction.atomic
def change_person(
    *,
    person: Person,
    by: User,
    told: Told = NOT_SAID,
    reason: str = "",
    at: datetime | None = None,
    **fields: Any,
) -> Person:
    """Change the named columns. Each change is kept: from what to what, and who told us.

    Status and team are no fields to change: they follow from the person's involvements.
    Raises ``ValidationError`` if a value is wrong, or the NHS number is held already.
    """
    if fields.keys() & {"status", "team"}:
        raise ValueError("Status and team follow from involvements")
    at = at or clock.now()
    decision = access.decide(by, Permission.WRITE, person, at=at).require()
    keeping.lock(person)
    person.refresh_from_db(fields=list(fields))
    before = {name: keeping.column_words(person, name) for name in fields}
    for name, value in fields.items():
        setattr(person, name, value)
    person.full_clean(exclude=["added_by"])
    person.save()
    index_person(person)
    for name, was in before.items():
        if was != keeping.column_words(person, name):
            keeping.note_change(
                person,
                what=keeping.COLUMNS.get(name, name.replace("_", " ").capitalize()),
                was=was,
                became=keeping.column_words(person, name),
                told=told,
                reason=reason,
                by=by,
                at=at,
            )
    log.record(
        "people.person_changed",
        by=by,
        about=person,
        target=person,
        because=decision,
        shown=sorted(fields),
        at=at,
    )
    if fields.keys() & {"born_on", "nhs_number"}:
        close_to_those_who_declared([person], by=by, at=at)
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
def change_contact(
    *, contact: Contact, by: User, told: Told, at: datetime | None = None, **fields: Any
) -> Contact:
    """Change how somebody around a person is reached or described, or say that they no longer are.

    What each answer was stays in the history. Raises ``ValidationError`` if nothing is different.
    """
    at = at or clock.now()
    person = contact.person
    decision = access.decide(by, Permission.WRITE, person, at=at).require()
    keeping.lock(person)
    contact = Contact.objects.select_related("person").get(pk=contact.pk)
    was = {name: getattr(contact, name) for name in fields}
    changed = sorted(name for name in fields if (was[name] or "") != (fields[name] or ""))
    if not changed:
        raise ValidationError("Nothing here is different from what stands there already")
    for name in changed:
        setattr(contact, name, fields[name])
    save(contact)
    for name in changed:
        keeping.note_change(
            person,
            what=f"{CONTACT_COLUMNS[name]} of {contact.name}"[:150],
            was=keeping.in_words(was[name]),
            became=keeping.in_words(fields[name]),
            told=told,
            by=by,
            at=at,
        )
    log.record(
        "people.contact_changed",
        by=by,
        about=person,
        target=contact,
        because=decision,
        shown=changed,
        at=at,
    )
    return contact
