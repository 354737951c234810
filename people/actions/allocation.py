"""Every change to who works with a person: allocated, beside them, introduced, ended."""

from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

import clock
from accounts.models import Team, User
from audit import log
from people import access, steps
from people.access import Decision, Permission
from people.choosing import why_not
from people.models import Allocation, Involvement, Person
from people.saved import save

State = Involvement.State


@transaction.atomic
def allocate_worker(
    *,
    involvement: Involvement,
    worker: User,
    team: Team,
    manager: User | None,
    reason: str,
    conflict_asked: bool,
    workload_seen: str,
    by: User | log.Service,
    second_worker: User | None = None,
    starts_on: date | None = None,
    at: datetime | None = None,
) -> Allocation:
    """Give an involvement that waits for one its worker, and a second one if need be.

    Raises ``PermissionDenied`` unless ``by`` manages it, and ``ValidationError`` if the worker may
    not work with the person, or somebody was allocated meanwhile.
    """
    at = at or clock.now()
    decision = _managed(by, involvement.person, at)
    involvement = steps.locked(involvement, State.TRIAGED, State.WAITING)
    if not conflict_asked:
        raise ValidationError({"conflict_asked": "Ask the worker whether they know the person"})
    if second_worker is not None and second_worker.pk == worker.pk:
        raise ValidationError({"second_worker": "Choose somebody else as the second worker"})
    if starts_on is not None and starts_on > clock.day_of(at):
        raise ValidationError(
            {"starts_on": "Enter today or an earlier day: until then nobody works"}
        )
    steps.end_allocations(involvement, at=at)
    involvement.team, involvement.manager = team, manager or team.lead
    involvement.next_check_on = None
    given: dict[str, Any] = {
        "involvement": involvement,
        "starts_on": starts_on or clock.day_of(at),
        "at": at,
    }
    allocation = _work(
        worker,
        team=team,
        by=by,
        decision=decision,
        reason=reason,
        conflict_asked=True,
        workload_seen=workload_seen,
        **given,
    )
    if second_worker is not None:
        _work(
            second_worker,
            team=second_worker.team or team,
            role=Allocation.Role.CO_WORKER,
            by=by,
            decision=decision,
            reason=reason,
            **given,
        )
    steps.step(
        involvement,
        f"Allocated to {worker.name}",
        became=State.ALLOCATED,
        reason=reason,
        by=by,
        at=at,
    )
    return allocation


@transaction.atomic
def add_worker(
    *,
    involvement: Involvement,
    worker: User,
    role: str,
    reason: str,
    by: User,
    ends_on: date | None = None,
    at: datetime | None = None,
) -> Allocation:
    """Put a colleague beside the worker of an involvement, or let one cover for them for a time.

    Raises ``ValidationError`` if they may not work with the person, or cover has no end.
    """
    at = at or clock.now()
    decision = _managed(by, involvement.person, at)
    involvement = steps.locked(involvement, State.ALLOCATED, State.ACTIVE, State.CLOSING)
    if role not in (Allocation.Role.CO_WORKER, Allocation.Role.COVER):
        raise ValidationError("Choose how they will work with the person")
    if role == Allocation.Role.COVER and ends_on is None:
        raise ValidationError({"ends_on": "Enter the last day of the cover"})
    if any(each.worker_id == worker.pk for each in steps.running(involvement, at)):
        raise ValidationError({"worker": f"{worker.name} works with them already"})
    team = worker.team or involvement.team
    if team is None:
        raise ValidationError({"worker": f"{worker.name} is in no team"})
    return _work(
        worker,
        involvement=involvement,
        team=team,
        role=role,
        starts_on=clock.day_of(at),
        ends_on=ends_on,
        by=by,
        decision=decision,
        reason=reason,
        at=at,
    )


@transaction.atomic
def introduce_worker(
    *,
    allocation: Allocation,
    on: date,
    how: str,
    by: User | log.Service,
    at: datetime | None = None,
) -> Allocation:
    """Record how and when the person was told their worker's name: the work is active from then."""
    at = at or clock.now()
    person = allocation.person
    decision = (
        access.decide(by, Permission.WRITE, person, at=at).require()
        if isinstance(by, User)
        else None
    )
    allocation = Allocation.objects.select_for_update(of=("self",)).get(pk=allocation.pk)
    if allocation.introduced_on is not None or allocation.worker is None:
        raise ValidationError(steps.CHANGED_MEANWHILE)
    if on > clock.day_of(at):
        raise ValidationError({"on": "Enter a day that is not after today"})
    allocation.introduced_on, allocation.introduced_how = on, how
    save(allocation)
    involvement = allocation.involvement
    if involvement is not None and involvement.state == State.ALLOCATED:
        steps.step(
            steps.locked(involvement, State.ALLOCATED),
            f"Told that {allocation.worker.name} is their worker",
            became=State.ACTIVE,
            reason=how,
            by=by,
            at=at,
        )
    log.record(
        "people.worker_introduced",
        by=by,
        about=person,
        target=allocation,
        because=decision,
        at=at,
    )
    return allocation


@transaction.atomic
def keep_access(
    *, allocation: Allocation, until: date, reason: str, by: User, at: datetime | None = None
) -> Allocation:
    """Let somebody who hands over keep access for longer, with the reason."""
    at = at or clock.now()
    decision = _managed(by, allocation.person, at)
    allocation = Allocation.objects.select_for_update(of=("self",)).get(pk=allocation.pk)
    if allocation.role != Allocation.Role.HANDOVER or allocation.ends_on is None:
        raise ValidationError(steps.CHANGED_MEANWHILE)
    if until <= allocation.ends_on:
        raise ValidationError({"until": "Enter a day after the one on which it ends now"})
    allocation.ends_on, allocation.reason = until, reason
    save(allocation)
    log.record(
        "people.access_kept",
        by=by,
        about=allocation.person,
        target=allocation,
        because=decision,
        detail={"reason": reason},
        at=at,
    )
    return allocation


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
    involvement: Involvement | None = None,
    at: datetime | None = None,
) -> Allocation:
    """Give a person a worker and a team from a day on.

    Raises ``ValidationError`` if the worker has a conflict of interest with the person.
    """
    at = at or clock.now()
    if worker is not None and (refused := _conflict(worker, person, at)):
        raise ValidationError(refused)
    allocation = save(
        Allocation(
            person=person,
            involvement=involvement,
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


def _work(
    worker: User,
    *,
    involvement: Involvement,
    team: Team,
    by: User | log.Service,
    decision: Decision | None,
    at: datetime,
    **fields: object,
) -> Allocation:
    person = involvement.person
    if refused := why_not(worker, person, at=at):
        raise ValidationError({"worker": refused})
    allocation = save(
        Allocation(
            **{"manager": involvement.manager, **fields},
            person=person,
            involvement=involvement,
            team=team,
            worker=worker,
            allocated_by=by if isinstance(by, User) else None,
        )
    )
    log.record("people.allocated", by=by, about=person, target=allocation, because=decision, at=at)
    return allocation


def _managed(by: User | log.Service, person: Person, at: datetime) -> Decision | None:
    if not isinstance(by, User):
        return None
    return access.decide(by, Permission.MANAGE, person, at=at).require()


def _conflict(worker: User, person: Person, at: datetime) -> str:
    if access.decide(worker, Permission.VIEW, person, at=at).basis != "CONFLICT":
        return ""
    return "This worker has declared a conflict of interest with the person. Choose somebody else."
