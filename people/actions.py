"""Every change to a person, to who works with them and to who may open their record."""

from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

import clock
from accounts.models import Team, User
from audit import log
from people import access
from people.access import Permission
from people.models import (
    AccessReason,
    Address,
    Alert,
    Allocation,
    CommunicationNeed,
    Conflict,
    Contact,
    Person,
    Restriction,
)


@transaction.atomic
def add_person(
    *,
    by: User | log.Service,
    team: Team | None = None,
    addresses: tuple[dict[str, Any], ...] = (),
    communication_needs: tuple[dict[str, Any], ...] = (),
    at: datetime | None = None,
    **fields: Any,
) -> Person:
    """Add a person with where they live and how to communicate with them.

    Raises ``ValidationError`` if a field is wrong, or the NHS number is held already.
    """
    person = Person(team=team, added_by=by if isinstance(by, User) else None, **fields)
    person.full_clean()
    person.save()
    for address in addresses:
        _save(Address(person=person, **address))
    for position, need in enumerate(communication_needs):
        _save(CommunicationNeed(person=person, position=position, **need))
    log.record("people.person_added", by=by, about=person, target=person, at=at)
    return person


@transaction.atomic
def change_person(*, person: Person, by: User, at: datetime | None = None, **fields: Any) -> Person:
    """Change the named fields. The change log keeps old and new values."""
    decision = access.decide(by, Permission.WRITE, person, at=at).require()
    for name, value in fields.items():
        setattr(person, name, value)
    person.full_clean()
    person.save()
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
    contact = _save(Contact(person=person, **fields))
    log.record("people.contact_added", by=by, about=person, target=contact, at=at)
    return contact


@transaction.atomic
def raise_alert(*, person: Person, by: User, at: datetime | None = None, **fields: Any) -> Alert:
    """Raise an alert with its evidence and the day on which it is looked at again."""
    decision = access.decide(by, Permission.WRITE, person, at=at).require()
    day = clock.day_of(at or clock.now())
    alert = _save(Alert(person=person, raised_by=by, raised_on=day, **fields))
    log.record("people.alert_raised", by=by, about=person, target=alert, because=decision, at=at)
    return alert


@transaction.atomic
def allocate(
    *,
    person: Person,
    team: Team,
    by: User | log.Service,
    worker: User | None = None,
    role: str = Allocation.Role.WORKER,
    starts_on: date | None = None,
    ends_on: date | None = None,
    reason: str = "",
    at: datetime | None = None,
) -> Allocation:
    """Give a person a worker and a team from a day on.

    Raises ``ValidationError`` if the worker has a conflict of interest with the person.
    """
    at = at or clock.now()
    if worker is not None and _has_conflict(worker, person, at):
        raise ValidationError(
            "This worker has declared a conflict of interest with the person. Choose somebody else."
        )
    allocation = _save(
        Allocation(
            person=person,
            team=team,
            worker=worker,
            role=role,
            reason=reason,
            starts_on=starts_on or clock.day_of(at),
            ends_on=ends_on,
            allocated_by=by if isinstance(by, User) else None,
        )
    )
    log.record("people.allocated", by=by, about=person, target=allocation, at=at)
    return allocation


@transaction.atomic
def end_allocation(
    *, allocation: Allocation, ends_on: date, by: User | log.Service, at: datetime | None = None
) -> Allocation:
    """End an allocation after the given day."""
    allocation.ends_on = ends_on
    allocation.full_clean()
    allocation.save()
    log.record("people.allocation_ended", by=by, about=allocation.person, target=allocation, at=at)
    return allocation


@transaction.atomic
def give_reason(
    *, person: Person, by: User, basis: str, words: str, at: datetime | None = None
) -> AccessReason:
    """Record why ``by`` needs this record today. Stands until the end of the day.

    Raises ``PermissionDenied`` if a stated reason is no basis for ``by``, or a rule forbids it.
    """
    at = at or clock.now()
    decision = access.decide(by, Permission.VIEW, person, at=at)
    if decision.outcome is not access.Outcome.NEEDS_REASON:
        decision.require()
    if basis not in access.reasons_open_to(by):
        raise PermissionDenied("This reason is not one for your role.")
    reason = _save(
        AccessReason(
            person=person,
            user=by,
            basis=basis,
            words=words,
            given_at=at,
            expires_at=access.reason_expires_at(at),
        )
    )
    log.record(
        "people.reason_given",
        by=by,
        about=person,
        target=reason,
        shown=[basis],
        detail={"words": words},
        at=at,
    )
    return reason


@transaction.atomic
def declare_conflict(
    *, person: Person, by: User, link: str, at: datetime | None = None
) -> Conflict:
    """Declare one's own conflict of interest: it closes the record to ``by`` at once."""
    conflict = _save(Conflict(person=person, user=by, link=link, declared_at=at or clock.now()))
    log.record("people.conflict_declared", by=by, about=person, target=conflict, at=at)
    return conflict


@transaction.atomic
def restrict(
    *,
    person: Person,
    by: User,
    reason: str,
    review_on: date,
    listed: tuple[User, ...],
    at: datetime | None = None,
) -> Restriction:
    """Hide the whole record from everyone but ``listed``, who may open it until the review."""
    at = at or clock.now()
    restriction = _save(
        Restriction(person=person, reason=reason, owner=by, starts_at=at, review_on=review_on)
    )
    for user in listed:
        access.give_grant(
            person=person,
            user=user,
            codename="open_restricted",
            by=by,
            reason=reason,
            expires_at=None,
            at=at,
        )
    log.record("people.restricted", by=by, about=person, target=restriction, at=at)
    return restriction


@transaction.atomic
def grant_access(
    *,
    person: Person,
    user: User,
    by: User,
    reason: str,
    expires_at: datetime,
    may_write: bool = False,
    at: datetime | None = None,
) -> None:
    """Share one record with one more member of staff until ``expires_at``."""
    at = at or clock.now()
    decision = access.decide(by, Permission.MANAGE, person, at=at).require()
    for codename in ("open_record", "write_record") if may_write else ("open_record",):
        access.give_grant(
            person=person,
            user=user,
            codename=codename,
            by=by,
            reason=reason,
            expires_at=expires_at,
            at=at,
        )
    log.record(
        "people.access_granted",
        by=by,
        about=person,
        target=user,
        because=decision,
        detail={"reason": reason},
        at=at,
    )


@transaction.atomic
def end_access(*, person: Person, user: User, by: User, at: datetime | None = None) -> None:
    """Take shared access away at once."""
    decision = access.decide(by, Permission.MANAGE, person, at=at).require()
    for codename in ("open_record", "write_record"):
        access.end_grant(person=person, user=user, codename=codename)
    log.record("people.access_ended", by=by, about=person, target=user, because=decision, at=at)


def _has_conflict(worker: User, person: Person, at: datetime) -> bool:
    return access.decide(worker, Permission.VIEW, person, at=at).basis == "CONFLICT"


def _save(row):
    row.full_clean()
    row.save()
    return row
