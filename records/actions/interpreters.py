"""An interpreter for a planned visit: asked for, with who books it by when, and what came of it."""

from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction

import clock
from accounts.models import User
from audit import log
from people import access
from people.access import Decision, Permission
from records.models import PlannedVisit
from records.rules.interpreters import booked_by

Interpreter = PlannedVisit.Interpreter


@dataclass(frozen=True)
class Booking:
    """Which interpreter is booked, by whom and by when; on the usual day if none is named."""

    which: str
    owner: User
    due_on: date | None = None


@transaction.atomic
def ask_for_interpreter(
    *, visit: PlannedVisit, booking: Booking, by: User, at: datetime | None = None
) -> PlannedVisit:
    """Have an interpreter booked for a planned visit. The same asked twice is asked once.

    Raises ``PermissionDenied``, and ``ValidationError`` if one was asked for already, the day does
    not lie before the visit, or whoever books it could not open the record.
    """
    at = at or clock.now()
    visit, decision = _planned(visit, by, at)
    due_on = booking.due_on or booked_by(visit.starts_at, at=at)
    if visit.interpreter:
        if (visit.interpreter_owner, visit.interpreter_due_on) == (booking.owner, due_on):
            return visit
        raise ValidationError("Somebody asked for an interpreter already. Look again")
    if not clock.day_of(at) <= due_on <= clock.day_of(visit.starts_at):
        raise ValidationError({"book_by": "Enter a day from today to the day of the visit"})
    _require_could_book(booking.owner, visit, at)
    visit.interpreter, visit.interpreter_for = Interpreter.TO_BOOK, booking.which
    visit.interpreter_owner, visit.interpreter_due_on = booking.owner, due_on
    return _kept(visit, "records.interpreter_asked", by, decision, at)


@transaction.atomic
def hand_over_booking(
    *, visit: PlannedVisit, owner: User, by: User, at: datetime | None = None
) -> PlannedVisit:
    """Let somebody else book an interpreter that is not booked yet. The same sent twice is once.

    Raises ``ValidationError`` if there is none to book, or whoever is to could not open the record.
    """
    at = at or clock.now()
    visit, decision = _planned(visit, by, at)
    if visit.interpreter != Interpreter.TO_BOOK:
        raise ValidationError("Somebody else changed this while you were writing. Look again")
    if visit.interpreter_owner == owner:
        return visit
    _require_could_book(owner, visit, at)
    visit.interpreter_owner = owner
    return _kept(visit, "records.interpreter_handed_over", by, decision, at)


@transaction.atomic
def settle_interpreter(
    *, visit: PlannedVisit, state: str, said: str, by: User, at: datetime | None = None
) -> PlannedVisit:
    """Say that an interpreter is booked, who or which service, or why nobody is needed this time.

    Said again, it replaces what was said. Raises ``ValidationError`` if nothing is said.
    """
    at = at or clock.now()
    visit, decision = _planned(visit, by, at)
    if state not in (Interpreter.BOOKED, Interpreter.NOT_NEEDED):
        raise ValidationError({"state": "Select what came of it"})
    if not said.strip():
        raise ValidationError({"said": "Enter who comes and from which service, or why nobody"})
    if (visit.interpreter, visit.interpreter_said) == (state, said.strip()):
        return visit
    visit.interpreter, visit.interpreter_said = state, said.strip()
    visit.interpreter_settled_by, visit.interpreter_settled_at = by, at
    return _kept(visit, "records.interpreter_settled", by, decision, at)


def _require_could_book(owner: User, visit: PlannedVisit, at: datetime) -> None:
    if not access.decide(owner, Permission.WRITE, visit.person, at=at).allowed:
        raise ValidationError(
            {
                "book_owner": f"{owner.name} cannot write on this record. Choose somebody who "
                "works with the person"
            }
        )


def _planned(visit: PlannedVisit, by: User, at: datetime) -> tuple[PlannedVisit, Decision]:
    decision = access.decide(by, Permission.WRITE, visit.person, at=at).require()
    locked = PlannedVisit.objects.select_for_update(of=("self",))
    found = locked.select_related("person", "interpreter_owner").get(pk=visit.pk)
    if found.status != PlannedVisit.Status.PLANNED:
        raise ValidationError("Somebody else changed this while you were writing. Look again")
    return found, decision


def _kept(
    visit: PlannedVisit, verb: str, by: User, decision: Decision, at: datetime
) -> PlannedVisit:
    visit.full_clean()
    visit.save()
    log.record(verb, by=by, about=visit.person, target=visit, because=decision, at=at)
    return visit
