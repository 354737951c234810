"""A death: recorded with its source, confirmed by a second, undone with the reason if mistaken."""

from dataclasses import dataclass, field
from datetime import date, datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

import clock
from accounts.models import User
from audit import log
from people import access, dying, keeping
from people.access import Permission
from people.finding.index import index_person
from people.keeping import Told
from people.models import Death, DeathTask, Person, PersonRole
from people.queries.death import may_do
from people.saved import save

_LOOK_AGAIN = "Somebody else changed this while you were writing. Look again"


@dataclass(frozen=True)
class Circumstances:
    """What the death may be linked to, and whether the record is to be held for it."""

    concerns: list[str] = field(default_factory=list)
    hold: str = ""
    hold_because: str = ""


@transaction.atomic
def record_death(
    *,
    person: Person,
    died_on: date | None,
    precision: str,
    source: str,
    told: Told,
    by: User,
    circumstances: Circumstances | None = None,
    at: datetime | None = None,
) -> Death:
    """Record that a person has died: what stops is stopped, and what is to be done is raised.

    A source that counts confirms it at once. Raises ``ValidationError`` if a death stands already,
    or the day is before their birth or in the future.
    """
    at = at or clock.now()
    decision = access.decide(by, Permission.WRITE, person, at=at).require()
    keeping.lock(person)
    person.refresh_from_db()
    if person.has_died or Death.objects.standing().filter(person=person).exists():
        raise ValidationError("Their death is recorded already. Look again")
    more = circumstances or Circumstances()
    death = Death(
        person=person,
        since=died_on,
        precision=precision,
        source=source,
        concerns=more.concerns,
        hold=more.hold,
        hold_because=more.hold_because,
    )
    if source in Death.CONFIRMING:
        death.confirmed_source, death.confirmed_how = source, told.checked
        death.confirmed_by, death.confirmed_at = by, at
    _set_on(person, death, told.by, at)
    keeping.keep(death, by=by, told=told, at=at)
    keeping.note_change(person, what=death.title, was=None, became=death, told=told, by=by, at=at)
    _end_carers_role(death, told, by, at)
    dying.stop_all(death, by=by, at=at)
    dying.raise_tasks(death, at=at)
    log.record("people.death_recorded", by=by, about=person, target=death, because=decision, at=at)
    return death


@transaction.atomic
def confirm_death(
    *,
    death: Death,
    source: str,
    how: str,
    died_on: date | None,
    precision: str,
    by: User,
    at: datetime | None = None,
) -> Death:
    """Confirm a death by a source that counts, with the day as that source gives it.

    Raises ``ValidationError`` if it is confirmed already, was recorded in error, or the source does
    not count.
    """
    at = at or clock.now()
    death, decision = _standing(death, by, at)
    if death.is_confirmed:
        raise ValidationError("This is confirmed already")
    if source not in Death.CONFIRMING:
        raise ValidationError("Select a source that confirms a death")
    was = death.words
    death.since, death.precision = died_on, precision
    death.confirmed_source, death.confirmed_how = source, how
    death.confirmed_by, death.confirmed_at = by, at
    _set_on(death.person, death, death.told_by, at)
    save(death)
    if was != death.words:
        keeping.note_change(
            death.person,
            what="Day of death",
            was=was,
            became=death.words,
            told=Told(by=str(Death.Source(source).label), checked=how),
            by=by,
            at=at,
        )
    for task in death.tasks.filter(kind="confirm", status=DeathTask.Status.OPEN):
        _close(task, DeathTask.Status.DONE, f"Confirmed: {Death.Source(source).label}", by, at)
    log.record(
        "people.death_confirmed", by=by, about=death.person, target=death, because=decision, at=at
    )
    return death


@transaction.atomic
def undo_death(*, death: Death, reason: str, by: User, at: datetime | None = None) -> Death:
    """Say that a death was recorded in error: the person lives. What was stopped goes on."""
    at = at or clock.now()
    death, decision = _standing(death, by, at)
    if not reason.strip():
        raise ValidationError("Enter how the mistake came about")
    death.is_mistake, death.mistake_because = True, reason.strip()
    death.mistake_by, death.mistake_at = by, at
    person, role = death.person, death.ended_role
    person.died_on, person.death_precision, person.death_source = None, "", ""
    save(death)
    _save_person(person)
    if role is not None and role.until is not None:
        role.until = None
        save(role)
        keeping.note_change(
            person, what=role.title, was=None, became=role, told=Told(), reason=reason, by=by, at=at
        )
    keeping.note_change(
        person, what=death.title, was=death, became=None, told=Told(), reason=reason, by=by, at=at
    )
    for task in death.tasks.filter(status=DeathTask.Status.OPEN):
        _close(task, DeathTask.Status.NOT_NEEDED, "The death was recorded in error", by, at)
    dying.go_on_with_all(death, by=by, at=at)
    log.record(
        "people.death_undone",
        by=by,
        about=person,
        target=death,
        because=decision,
        detail={"reason": reason},
        at=at,
    )
    return death


@transaction.atomic
def close_death_task(
    *, task: DeathTask, status: str, said: str, by: User, at: datetime | None = None
) -> DeathTask:
    """Say that what a death asked for was done, or is not needed, and what was done.

    Raises ``PermissionDenied`` unless it is for ``by``, and ``ValidationError`` if it was closed.
    """
    at = at or clock.now()
    task = (
        DeathTask.objects.select_for_update(of=("self",))
        .select_related("person__team", "death__person", "team")
        .get(pk=task.pk)
    )
    if not may_do(by, task, at=at):
        raise PermissionDenied("This is for somebody else to do.")
    if task.status != DeathTask.Status.OPEN:
        raise ValidationError(_LOOK_AGAIN)
    if status not in (DeathTask.Status.DONE, DeathTask.Status.NOT_NEEDED) or not said.strip():
        raise ValidationError("Enter what was done, or why it is not needed")
    _close(task, status, said.strip(), by, at)
    log.record("people.death_task_closed", by=by, about=task.person, target=task, at=at)
    return task


def _set_on(person: Person, death: Death, told_by: str, at: datetime) -> None:
    if death.since is not None and death.since > clock.day_of(at):
        raise ValidationError({"died_on": "Enter a day that is today or in the past"})
    person.died_on, person.death_precision = death.since, death.precision
    source = str(Death.Source(death.confirmed_source or death.source).label)
    person.death_source = f"{source}. Told by {told_by}"[:250] if told_by else source
    _save_person(person)


def _save_person(person: Person) -> None:
    person.full_clean(exclude=["added_by"])
    person.save()
    index_person(person)


def _end_carers_role(death: Death, told: Told, by: User, at: datetime) -> None:
    """End their own part as a carer. The record itself stays as it is."""
    roles = PersonRole.objects.standing().filter(person=death.person, kind=PersonRole.Kind.CARER)
    for role in roles:
        day = death.since or clock.day_of(at)
        keeping.end(role, max(day, role.since or day))
        keeping.note_change(
            death.person, what=role.title, was=role, became=None, told=told, by=by, at=at
        )
        death.ended_role = role
        save(death)


def _standing(death: Death, by: User, at: datetime) -> tuple[Death, access.Decision]:
    decision = access.decide(by, Permission.WRITE, death.person, at=at).require()
    keeping.lock(death.person)
    death = (
        Death.objects.select_for_update(of=("self",))
        .select_related("person", "ended_role")
        .get(pk=death.pk)
    )
    if death.is_mistake:
        raise ValidationError(_LOOK_AGAIN)
    return death, decision


def _close(task: DeathTask, status: str, said: str, by: User, at: datetime) -> None:
    task.status, task.said = status, said
    task.closed_by, task.closed_at = by, at
    save(task)
