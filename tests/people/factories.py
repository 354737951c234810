"""People for tests: the least that is valid."""

from datetime import date

import clock
from accounts.models import Team, User
from accounts.roles import Role
from people import access
from people.actions import agree_to_merge
from people.finding.index import index_person
from people.models import (
    Address,
    Alert,
    Allocation,
    Conflict,
    Contact,
    ContactPoint,
    Detail,
    Involvement,
    Merge,
    Name,
    Person,
    Referral,
    Relationship,
    Restriction,
)
from tests.accounts.factories import make_staff, make_team


def make_person(*, team: Team | None = None, **fields) -> Person:
    """A person with care and support needs whom nobody works with unless told."""
    fields = {"given_names": "Ama", "family_name": "Okafor", "born_on": date(1950, 5, 3)} | fields
    person = Person.objects.create(team=team, **fields)
    person.names.create(
        kind="LEGAL",
        given_names=person.given_names,
        family_name=person.family_name,
        honorific=person.title,
    )
    if person.preferred_name:
        parts = Name.parts_of(person.preferred_name, person.family_name)
        person.names.create(kind="PREFERRED", **parts)
    index_person(person)
    return person


def make_name(person: Person, **fields) -> Name:
    """A former name unless told: on the page of names alone."""
    fields = {"kind": "FORMER", "given_names": "Abena", "family_name": "Asante"} | fields
    name = Name.objects.create(person=person, **fields)
    index_person(person)
    return name


def make_merged(kept: Person, gone: Person) -> Merge:
    """Two records that two people made one."""
    asker, manager = make_staff(), make_staff(Role.MANAGER)
    for person in (kept, gone):
        allocate(person, manager)
    asked = Merge.objects.create(
        kept=kept, gone=gone, reason="One person", asked_by=asker, asked_at=clock.now()
    )
    return agree_to_merge(merge=asked, by=manager)


def make_address(person: Person, **fields) -> Address:
    """Where the person lives now."""
    fields = {"lines": "1 Example Row", "postcode": "ZZ1 4PL"} | fields
    address = Address.objects.create(person=person, **fields)
    index_person(person)
    return address


def make_contact_point(person: Person, **fields) -> ContactPoint:
    """A telephone at home."""
    fields = {"kind": "PHONE", "value": "01632 960111"} | fields
    point = ContactPoint.objects.create(person=person, **fields)
    index_person(person)
    return point


def make_detail(person: Person, question: str, answer: str, **fields) -> Detail:
    """An answer to one of the questions about a person."""
    return Detail.objects.create(person=person, question=question, answer=answer, **fields)


def make_alert(person: Person, **fields) -> Alert:
    """A dog, looked at again in a month."""
    fields = {
        "title": "Dog",
        "detail": "Ask for it to be shut away",
        "evidence": "Seen on 3 May",
        "raised_on": clock.today(),
        "review_on": clock.add_days(clock.today(), 30),
    } | fields
    raised_by = fields.pop("raised_by", None) or make_staff()
    return Alert.objects.create(person=person, raised_by=raised_by, **fields)


def allocate(person: Person, worker: User | None = None, *, team: Team | None = None, **fields):
    """Give the person a worker (or only a team) from a year ago until told otherwise."""
    fields = {"starts_on": clock.add_days(clock.today(), -365)} | fields
    team = team or (worker.team if worker and worker.team_id else make_team())
    return Allocation.objects.create(person=person, worker=worker, team=team, **fields)


def make_worker_of(person: Person, *roles: str, **fields) -> User:
    """A member of staff who is the person's allocated worker."""
    worker = make_staff(*roles, **fields)
    allocate(person, worker)
    return worker


def restrict(
    person: Person, *listed: User, owner: User | None = None, part: str = "WHOLE"
) -> Restriction:
    """Hide the person, or a part of their record, from everyone but ``listed``."""
    for user in listed:
        put_on_list(person, user)
    return Restriction.objects.create(
        person=person,
        part=part,
        reason="Test",
        owner=owner or make_staff(),
        starts_at=clock.add_hours(clock.now(), -1),
        review_on=clock.add_days(clock.today(), 90),
    )


def put_on_list(person: Person, user: User, **fields) -> None:
    """Put somebody on the list of those who may open a restricted record."""
    given = {
        "codename": "open_restricted",
        "by": None,
        "reason": "Test",
        "expires_at": None,
        "at": clock.now(),
    } | fields
    access.give_grant(person=person, user=user, **given)


def make_referral(person: Person, user: User, **fields) -> Referral:
    """A manager asks an auditor, or the Caldicott Guardian, to look at the record for a week."""
    basis = "AUDIT" if user.has_role(Role.AUDITOR) else "CALDICOTT"
    given = {
        "basis": basis,
        "about": "Visits in May",
        "asked_at": clock.now(),
        "ends_on": clock.add_days(clock.today(), 7),
    } | fields
    asked_by = given.pop("asked_by", None) or make_staff(Role.MANAGER)
    return Referral.objects.create(person=person, user=user, asked_by=asked_by, **given)


def declare_conflict(person: Person, user: User) -> Conflict:
    """Block ``user`` from the person's record."""
    return Conflict.objects.create(
        person=person, user=user, link="Neighbour", declared_at=clock.add_hours(clock.now(), -1)
    )


def make_contact(person: Person, **fields) -> Contact:
    """A daughter."""
    fields = {"name": "Efua Okafor", "relationship": "Daughter", "kind": "FAMILY"} | fields
    return Contact.objects.create(person=person, **fields)


def make_relationship(person: Person, other: Person, **fields) -> Relationship:
    """The other is their daughter, and they are her mother."""
    fields = {"kind": "daughter", "back": "mother"} | fields
    return Relationship.objects.create(person=person, other=other, **fields)


def make_involvement(*, person: Person | None = None, team: Team | None = None, **fields):
    """An involvement with a person that waits for triage, unless told."""
    team = team or make_team(lead=make_staff(Role.MANAGER))
    person = person or make_person(team=team)
    fields = {"opened_at": clock.now(), "manager": team.lead} | fields
    involvement = Involvement.objects.create(person=person, team=team, **fields)
    involvement.changes.create(
        step="Contact received",
        became=involvement.state,
        reason="Phone",
        changed_at=involvement.opened_at,
    )
    return involvement
