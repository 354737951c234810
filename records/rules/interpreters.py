"""Who needs an interpreter when somebody meets them, and by when one is booked."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db.models import Exists, OuterRef, QuerySet

import clock
from accounts import local
from people.models import CommunicationNeed, Person
from records.models import PlannedVisit

Kind = CommunicationNeed.Kind


def interpreter_needs(person: Person) -> list[CommunicationNeed]:
    """Return what a person needs today that somebody else must come for."""
    return list(_of_today().filter(person=person))


def needs_interpreter() -> Exists:
    """Return the condition that the person of a row needs one today."""
    return Exists(_of_today().filter(person=OuterRef("person")))


def which_one(needs: Iterable[CommunicationNeed]) -> str:
    """Return which interpreter is booked: "Polish; British Sign Language"."""
    found = (
        each.language or each.need if each.kind == Kind.INTERPRETER else each.get_kind_display()
        for each in needs
    )
    return "; ".join(dict.fromkeys(found))[:150]


def booked_by(starts_at: datetime, *, at: datetime | None = None) -> date:
    """Return by when an interpreter for a visit is booked, unless another day is named."""
    days = local.settings_value("interpreters.book_working_days")
    usual = clock.add_working_days(clock.day_of(starts_at), -days)
    return max(usual, clock.day_of(at or clock.now()))


def book_again(visit: PlannedVisit, at: datetime) -> None:
    """Have what was booked for another time booked anew: it stands as what was said then.

    Part of the action that moves a visit.
    """
    if visit.interpreter in ("", PlannedVisit.Interpreter.NOT_NEEDED):
        return
    visit.interpreter = PlannedVisit.Interpreter.TO_BOOK
    visit.interpreter_owner = visit.interpreter_owner or visit.worker
    visit.interpreter_due_on = booked_by(visit.starts_at, at=at)
    visit.interpreter_settled_by, visit.interpreter_settled_at = None, None


def warned_of_until(today: date) -> date:
    """Return the last day whose visits are chased while no interpreter is arranged."""
    return clock.add_working_days(today, local.settings_value("interpreters.warn_working_days"))


def not_arranged() -> QuerySet[PlannedVisit]:
    """Return the visits from today on of which nobody has said who interprets, the next first."""
    settled = (PlannedVisit.Interpreter.BOOKED, PlannedVisit.Interpreter.NOT_NEEDED)
    return (
        PlannedVisit.objects.filter(
            needs_interpreter(),
            status=PlannedVisit.Status.PLANNED,
            starts_at__gte=clock.at_time(clock.today(), 0),
        )
        .exclude(interpreter__in=settled)
        .select_related("person", "worker", "interpreter_owner")
        .order_by("starts_at", "pk")
    )


def _of_today() -> QuerySet[CommunicationNeed]:
    kinds = CommunicationNeed.WITH_INTERPRETER
    return CommunicationNeed.objects.current_on(clock.today()).filter(kind__in=kinds)
