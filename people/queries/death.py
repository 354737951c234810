"""That somebody has died, and what is to be done because of it."""

from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

import clock
from accounts.models import User
from accounts.roles import Role, permissions_of
from people import access
from people.models import Death, DeathTask, Person


def death_of(person: Person) -> Death | None:
    """Return the death of a person as it stands, or nothing."""
    found = Death.objects.standing().filter(person=person)
    rows = list(found.select_related("person", "recorded_by", "confirmed_by", "ended_role"))
    # Records that were made one may have had one each: that of the day that was chosen stands.
    return next((each for each in rows if each.since == person.died_on), next(iter(rows), None))


def mistaken_deaths(person: Person) -> list[Death]:
    """Return the deaths that were recorded of a person in error, the latest first."""
    found = Death.objects.filter(person=person, is_mistake=True)
    return list(found.select_related("recorded_by", "mistake_by"))


def tasks_of_death(viewer: User, death: Death) -> list[DeathTask]:
    """Return what the death asks for, on every record that the viewer may open."""
    people = access.visible_people(viewer)
    found = death.tasks.filter(Q(person=death.person) | Q(person__in=people))
    return list(found.select_related("person", "worker", "team", "closed_by"))


def tasks_on_record(person: Person) -> QuerySet[DeathTask]:
    """Return what the death of another person asks for on this record and is not done."""
    found = DeathTask.objects.filter(person=person, status=DeathTask.Status.OPEN)
    return found.exclude(death__person=person).select_related("worker", "team")


def death_tasks_for(viewer: User, *, at: datetime | None = None) -> QuerySet[DeathTask]:
    """Return what deaths ask of ``viewer``: by name, by team or by role; the most urgent first.

    ``may_name`` says whether they may find who has died: on the record of a carer, that may be
    somebody of whom they are to see no trace.
    """
    findable = access.findable_people(viewer, at=at).exclude(access.in_conflict(viewer, at=at))
    open_to = Q(person__in=access.visible_people(viewer, at=at))
    if viewer.has_role(Role.RECORDS_OFFICER):
        open_to |= Q(role=Role.RECORDS_OFFICER, person__in=findable)
    return (
        DeathTask.objects.filter(_is_for(viewer), open_to, status=DeathTask.Status.OPEN)
        .annotate(may_name=Exists(findable.filter(pk=OuterRef("death__person"))))
        .select_related("person", "death__person", "team")
        .order_by("due_on", "pk")
    )


def death_task_for(viewer: User, person: Person, key: str) -> DeathTask | None:
    """Return one task on a record that the viewer may open, or nothing."""
    findable = access.findable_people(viewer).exclude(access.in_conflict(viewer))
    return (
        DeathTask.objects.filter(person=person, key=key.replace("\x00", ""))
        .annotate(may_name=Exists(findable.filter(pk=OuterRef("death__person"))))
        .select_related("person__team", "death__person", "worker", "team", "closed_by")
        .first()
    )


def may_do(viewer: User, task: DeathTask, *, at: datetime | None = None) -> bool:
    """Say whether a task is for ``viewer``, or on a record on which they may write."""
    if access.decide(viewer, access.Permission.WRITE, task.person, at=at).allowed:
        return True
    by_role = DeathTask.objects.filter(_is_for(viewer), pk=task.pk).exclude(role="").exists()
    return by_role and access.may_find_without_conflict(viewer, task.person, at=at)


def _is_for(viewer: User) -> Q:
    mine = Q(worker=viewer) | Q(role__in=viewer.roles)
    if permissions_of(viewer.roles) and viewer.team_id is not None:
        mine |= Q(worker=None, team=viewer.team_id)
    if viewer.has_role(Role.MANAGER):
        mine |= Q(worker=None, team__in=access.line_below(viewer, clock.today()).teams)
        mine |= Q(worker=None, team__lead=viewer)
    return mine
