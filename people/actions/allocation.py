"""Every change to who works with a person."""

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction

import clock
from accounts.models import Team, User
from audit import log
from people import access
from people.access import Permission
from people.models import Allocation, Person
from people.saved import save


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
    allocation = save(
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


def _has_conflict(worker: User, person: Person, at: datetime) -> bool:
    return access.decide(worker, Permission.VIEW, person, at=at).basis == "CONFLICT"
