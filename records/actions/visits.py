"""Planned visits: planned, moved, cancelled, and put together with their record."""

from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

import clock
from accounts.models import User
from audit import log
from people import access
from people.access import Decision, Permission
from people.models import Person
from records import queries
from records.actions.interpreters import Booking, ask_for_interpreter
from records.models import Action, Entry, PlannedVisit
from records.rules.interpreters import book_again
from records.rules.visits import records, status_after


@transaction.atomic
def plan_visit(
    *,
    person: Person,
    worker: User,
    starts_at: datetime,
    purpose: str,
    by: User,
    how: str = PlannedVisit.How.VISIT,
    place: str = "",
    minutes: int = 60,
    action: Action | None = None,
    booking: Booking | None = None,
    at: datetime | None = None,
) -> PlannedVisit:
    """Plan a visit by a member of staff who may write on the record.

    The same plan sent twice within an hour is one. Raises ``ValidationError`` if it is in the
    past, or the worker could not record it.
    """
    at = at or clock.now()
    decision = access.decide(by, Permission.WRITE, person, at=at).require()
    _require_possible(person, worker, starts_at, at)
    if action is not None and action.person_id != person.pk:
        raise PermissionDenied("This action is about somebody else.")
    planned = {
        "person": person,
        "worker": worker,
        "starts_at": starts_at,
        "minutes": minutes,
        "how": how,
        "place": place,
        "purpose": purpose,
        "action": action,
        "planned_by": by,
    }
    # A second press waits here until the first has planned, and then finds its visit.
    User.objects.select_for_update(no_key=True).get(pk=by.pk)
    same = PlannedVisit.objects.filter(
        **planned,
        status=PlannedVisit.Status.PLANNED,
        planned_at__gt=clock.add_hours(at, -1),
    ).first()
    if same is not None:
        return same
    visit = PlannedVisit(**planned, planned_at=at)
    visit.full_clean()
    visit.save()
    log.record("records.visit_planned", by=by, about=person, target=visit, because=decision, at=at)
    if booking is not None:
        return ask_for_interpreter(visit=visit, booking=booking, by=by, at=at)
    return visit


@transaction.atomic
def move_visit(
    *,
    visit: PlannedVisit,
    starts_at: datetime,
    worker: User,
    said: str,
    by: User,
    at: datetime | None = None,
) -> PlannedVisit:
    """Move a visit to another time, or let a colleague go, with the reason.

    The same change sent twice is made once.
    """
    at = at or clock.now()
    visit, decision = _planned(visit, by, at)
    if (visit.starts_at, visit.worker_id, visit.said) == (starts_at, worker.pk, said):
        return visit
    if (visit.starts_at, visit.worker_id) == (starts_at, worker.pk):
        raise ValidationError("Enter another time, or choose somebody else")
    _require_possible(visit.person, worker, starts_at, at)
    if visit.starts_at != starts_at:
        visit.starts_at = starts_at
        book_again(visit, at)
    books = visit.interpreter == PlannedVisit.Interpreter.TO_BOOK
    if books and visit.interpreter_owner_id == visit.worker_id:
        visit.interpreter_owner = worker  # whoever goes books it still
    visit.worker, visit.said = worker, said
    visit.full_clean()
    visit.save()
    log.record(
        "records.visit_moved", by=by, about=visit.person, target=visit, because=decision, at=at
    )
    return visit


@transaction.atomic
def cancel_visit(
    *, visit: PlannedVisit, said: str, by: User, at: datetime | None = None
) -> PlannedVisit:
    """Cancel a visit before it happens, with the reason."""
    at = at or clock.now()
    visit, decision = _planned(visit, by, at)
    visit.status, visit.said = PlannedVisit.Status.CANCELLED, said
    visit.full_clean()
    visit.save()
    log.record(
        "records.visit_cancelled", by=by, about=visit.person, target=visit, because=decision, at=at
    )
    return visit


@transaction.atomic
def record_visit(
    *, visit: PlannedVisit, entry: Entry, by: User, at: datetime | None = None
) -> PlannedVisit:
    """Say which signed entry is the record of a visit, where signing could not know it."""
    at = at or clock.now()
    visit, decision = _planned(visit, by, at)
    is_theirs = entry.person_id == visit.person_id and entry.taken_off_at is None
    if not is_theirs or not queries.may_open(by, entry, at=at):
        raise PermissionDenied("This entry is not on the record, or not open to you.")
    if not records(entry, visit):
        raise ValidationError("This kind of record does not say what came of a visit")
    visit.entry, visit.status = entry, status_after(entry)
    visit.full_clean()
    visit.save()
    log.record(
        "records.visit_recorded", by=by, about=visit.person, target=visit, because=decision, at=at
    )
    return visit


def _planned(visit: PlannedVisit, by: User, at: datetime) -> tuple[PlannedVisit, Decision]:
    decision = access.decide(by, Permission.WRITE, visit.person, at=at).require()
    locked = PlannedVisit.objects.select_for_update(of=("self",)).select_related("person")
    found = locked.get(pk=visit.pk)
    if found.status != PlannedVisit.Status.PLANNED:
        raise ValidationError("Somebody else changed this while you were writing. Look again")
    return found, decision


def _require_possible(person: Person, worker: User, starts_at: datetime, at: datetime) -> None:
    if person.has_died:
        raise ValidationError(f"{person.name} has died. Nothing is planned with them any more")
    if clock.day_of(starts_at) < clock.day_of(at):
        raise ValidationError({"starts_at": "Enter today or a later day"})
    if not access.decide(worker, Permission.WRITE, person, at=at).allowed:
        raise ValidationError(
            {
                "worker": f"{worker.name} cannot write on this record, so the visit could not be "
                "recorded. Choose somebody who works with the person"
            }
        )
