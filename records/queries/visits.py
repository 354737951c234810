"""Planned visits: those of a week, the next with a person, and those without a record."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

import clock
from accounts.models import User
from accounts.roles import Role
from people import access
from people.models import Allocation, Person
from people.standings import standings_with
from records.models import Entry, PlannedVisit
from records.queries.across import person_is_open
from records.queries.entries import is_open
from records.queries.tasks import colleagues_of, own_actions
from records.rules.interpreters import not_arranged, warned_of_until

SHOWN_AT_MOST = 300
ENTRIES_OFFERED = 20
Status = PlannedVisit.Status


def visits_of_week(viewer: User, monday: date, *, team: bool = False) -> list[PlannedVisit]:
    """Return the visits of a week, ``viewer``'s own or their team's, with people they may open."""
    workers = colleagues_of(viewer) if team else User.objects.filter(pk=viewer.pk)
    found = (
        PlannedVisit.objects.filter(
            person_is_open(viewer),
            worker__in=workers.order_by().values("pk"),
            starts_at__gte=clock.at_time(monday, 0),
            starts_at__lte=clock.end_of_day(clock.end_of_week(monday)),
        )
        .select_related("person", "worker")
        .order_by("starts_at", "worker__name", "pk")
    )
    return list(found[:SHOWN_AT_MOST])


def visits_to_record(viewer: User) -> QuerySet[PlannedVisit]:
    """Return the visits of days gone by that no record speaks of, the oldest first.

    They are for whoever went, from the next day; for managers, those of their staff a day later.
    """
    today = clock.at_time(clock.today(), 0)
    theirs = Q(worker=viewer, starts_at__lt=today)
    if viewer.has_role(Role.MANAGER):
        yesterday = clock.at_time(clock.add_days(clock.today(), -1), 0)
        theirs |= Q(worker__in=access.line_below(viewer).staff, starts_at__lt=yesterday)
    return (
        PlannedVisit.objects.filter(theirs, person_is_open(viewer), status=Status.PLANNED)
        .select_related("person", "worker")
        .order_by("starts_at", "pk")
    )


def interpreters_to_arrange(viewer: User) -> QuerySet[PlannedVisit]:
    """Return the visits for which ``viewer`` books an interpreter, or goes soon without one.

    What was left with somebody who no longer works with the person is for the person's worker too.
    """
    soon = clock.end_of_day(warned_of_until(clock.today()))
    running = Allocation.objects.running_on(clock.today()).filter(person=OuterRef("person"))
    is_worker = running.filter(role=Allocation.Role.WORKER, worker=viewer)
    with_owner = running.filter(worker=OuterRef("interpreter_owner"), worker__is_active=True)
    books = Q(interpreter=PlannedVisit.Interpreter.TO_BOOK) & (
        Q(interpreter_owner=viewer) | Q(Exists(is_worker)) & ~Q(Exists(with_owner))
    )
    goes = Q(worker=viewer, starts_at__lte=soon)
    return not_arranged().filter(books | goes, person_is_open(viewer))


def interpreters_of_team(viewer: User, *, owner: str = "") -> QuerySet[PlannedVisit]:
    """Return the visits for which a colleague books an interpreter, or goes soon without one."""
    team = colleagues_of(viewer).order_by()
    if owner:
        team = team.filter(staff_number=owner)
    soon = clock.end_of_day(warned_of_until(clock.today()))
    books = Q(interpreter=PlannedVisit.Interpreter.TO_BOOK, interpreter_owner__in=team)
    goes = Q(worker__in=team, starts_at__lte=soon)
    return not_arranged().filter(books | goes, person_is_open(viewer))


def interpreters_due(visits: QuerySet[PlannedVisit], state: str) -> list[PlannedVisit]:
    """Return the visits without an interpreter that belong in a list of actions in some state.

    Without a day by which one is booked, the day of the visit counts.
    """
    today = clock.today()
    if state not in ("open", "overdue", "week"):
        return []
    rows = [(visit.interpreter_due_on or clock.day_of(visit.starts_at), visit) for visit in visits]
    if state == "overdue":
        rows = [(due, visit) for due, visit in rows if due < today]
    elif state == "week":
        rows = [(due, visit) for due, visit in rows if today <= due <= clock.end_of_week(today)]
    return [visit for due, visit in sorted(rows, key=lambda row: row[0])]


def count_open_actions(viewer: User) -> int:
    """Return how much the viewer has still to do, interpreters left with them to book among it.

    Every page says it: so it is decided for each of the people whom it is about, as the condition
    for all people takes longer to put together. Who goes soon without an interpreter, and what
    others left unbooked, is in the list only: each page would have to ask for the council's
    working days.
    """
    theirs = own_actions(viewer).order_by()
    books = not_arranged().filter(
        interpreter=PlannedVisit.Interpreter.TO_BOOK, interpreter_owner=viewer
    )
    books = books.select_related(None).order_by()
    people = Person.objects.filter(
        pk__in=theirs.values("person").union(books.values("person"), all=True)
    ).annotate(to_do=_number(theirs) + _number(books))
    return sum(
        stands.person.to_do  # type: ignore[attr-defined]
        for stands in standings_with(viewer, people)
        if access.decide_from(stands, access.Permission.VIEW).allowed
    )


def _number(rows: QuerySet[Any]) -> Coalesce:
    """Return how many of these rows are about a person, as a column of people."""
    of_person = rows.filter(person=OuterRef("pk")).values("person")
    return Coalesce(Subquery(of_person.annotate(number=Count("pk")).values("number")), 0)


def bookings_of(person: Person, owners: Iterable[int]) -> list[PlannedVisit]:
    """Return the visits with a person for which some staff are to book an interpreter."""
    found = not_arranged().filter(
        person=person,
        interpreter=PlannedVisit.Interpreter.TO_BOOK,
        interpreter_owner__in=list(owners),
    )
    return list(found)


def interpreter_booked(writer: User, person: Person) -> PlannedVisit | None:
    """Return the visit that ``writer`` may be writing the record of, if one was booked for it."""
    found = PlannedVisit.objects.filter(
        person=person,
        worker=writer,
        status=Status.PLANNED,
        interpreter=PlannedVisit.Interpreter.BOOKED,
        starts_at__lte=clock.end_of_day(clock.today()),
    )
    return found.order_by("-starts_at", "-pk").first()


def next_visits(person: Person) -> QuerySet[PlannedVisit]:
    """Return what is planned with a person from today on, the next first."""
    found = PlannedVisit.objects.filter(
        person=person, status=Status.PLANNED, starts_at__gte=clock.at_time(clock.today(), 0)
    )
    return found.select_related("worker").order_by("starts_at", "pk")[:3]


def visits_of(person: Person) -> list[PlannedVisit]:
    """Return everything that was ever planned with a person, the oldest first, for a copy."""
    found = PlannedVisit.objects.filter(person=person).select_related("worker")
    return list(found.order_by("starts_at", "pk"))


def visit_for(person: Person, key: str) -> PlannedVisit | None:
    """Return one visit of a person, or nothing."""
    return (
        PlannedVisit.objects.select_related(
            "person",
            "worker",
            "planned_by",
            "action__entry",
            "entry",
            "interpreter_owner",
            "interpreter_settled_by",
        )
        .filter(person=person, key=key.replace("\x00", ""))
        .first()
    )


def entries_that_could_record(viewer: User, visit: PlannedVisit) -> list[Entry]:
    """Return the latest entries since a visit was planned that the viewer may open."""
    readable = access.EntryAccess(viewer, visit.person)
    found = (
        Entry.objects.standing()
        .filter(Q(event_at__gte=clock.at_time(clock.day_of(visit.planned_at), 0)))
        .filter(person=visit.person)
        .select_related("author")
        .order_by("-event_at", "-pk")[:ENTRIES_OFFERED]
    )
    return [entry for entry in found if is_open(readable, entry)]
