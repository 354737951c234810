"""What follows when a death is recorded: the tasks of ``after_death.toml``, and what apps above do.

Used by actions alone, inside their transaction.
"""

import tomllib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path

from django.db.models import Q

import clock
from accounts.models import Team, User
from accounts.roles import Role
from people.models import (
    Allocation,
    Contact,
    Death,
    DeathTask,
    Involvement,
    Person,
    Relationship,
)
from people.saved import save

_KINDS = Path(__file__).with_name("after_death.toml")


@dataclass(frozen=True)
class Kind:
    """One kind of task: for whom, when it is raised, by when, and the words."""

    key: str
    whose: str
    when: str
    days: int
    title: str
    help: str


@dataclass(frozen=True)
class Stop:
    """What an app above stops when somebody dies, and how it goes on if that was a mistake."""

    begin: Callable[[Death, User, datetime], None]
    undo: Callable[[Death, User, datetime], None]


_STOPS: list[Stop] = []


def stops(stop: Stop) -> None:
    """Have ``stop`` act in the transaction that records a death, or says it was a mistake."""
    if stop not in _STOPS:
        _STOPS.append(stop)


def stop_all(death: Death, *, by: User, at: datetime) -> None:
    """Stop what stops with a death."""
    for stop in _STOPS:
        stop.begin(death, by, at)


def go_on_with_all(death: Death, *, by: User, at: datetime) -> None:
    """Let what was stopped go on: the death was recorded in error."""
    for stop in _STOPS:
        stop.undo(death, by, at)


@cache
def kinds() -> dict[str, Kind]:
    """Return the kinds of task by key, in the order of the file."""
    return {
        row["key"]: Kind(
            row["key"], row["for"], row["when"], row["days"], row["title"], row["help"]
        )
        for row in tomllib.loads(_KINDS.read_text(encoding="utf-8"))["task"]
    }


def raise_tasks(death: Death, *, at: datetime) -> list[DeathTask]:
    """Raise what is to be done, each for those who do it."""
    day = clock.day_of(at)
    return [
        save(
            DeathTask(
                death=death,
                person=person,
                kind=kind.key,
                title=kind.title,
                worker=worker,
                team=team,
                role=role,
                due_on=clock.add_working_days(day, kind.days),
                raised_at=at,
            )
        )
        for kind in kinds().values()
        if _WHEN[kind.when](death)
        for person, worker, team, role in _for(kind.whose, death, at)
    ]


_WHEN: dict[str, Callable[[Death], bool]] = {
    "always": lambda death: True,
    "moved": lambda death: False,
    "unconfirmed": lambda death: not death.is_confirmed,
    "concern": lambda death: bool(death.concerns),
    "hold": lambda death: death.hold == Death.Hold.ASKED,
}
_Whom = tuple[Person, User | None, Team | None, str]


def _for(whose: str, death: Death, at: datetime) -> Iterator[_Whom]:
    person = death.person
    if whose == "records":
        yield person, None, None, Role.RECORDS_OFFICER
    elif whose == "each":
        yield from _everybody(person, at)
    elif whose == "manager":
        leading = person.involvements.exclude(state=Involvement.State.CLOSED).first()
        manager = leading.manager if leading is not None else None
        yield _one(person, manager, person, at)
    elif whose == "worker":
        yield _one(person, _worker_of(person, at), person, at)
    else:
        others = carers_of(person) if whose == "carers" else cared_for_by(person)
        for other in others:
            yield _one(other, _worker_of(other, at), person, at)


def carers_of(person: Person) -> list[Person]:
    """Return who cared for a person and has a record of their own; nobody who has died."""
    found = [
        end
        for end, kind in linked_to(person)
        if kind == "carer" or (end.is_carer and person.has_care_needs and kind != "cared_for")
    ]
    return _living(found)


def cared_for_by(person: Person) -> list[Person]:
    """Return whom a person cared for, of those who have a record; nobody who has died."""
    found = [
        end
        for end, kind in linked_to(person)
        if kind == "cared_for" or (person.is_carer and end.has_care_needs and kind != "carer")
    ]
    return _living(found)


def linked_to(person: Person) -> list[tuple[Person, str]]:
    """Return who around a person has a record of their own, and what they are to them.

    What stood before relationships had two sides says only that they know each other.
    """
    rows = Relationship.objects.standing().filter(
        Q(person=person, other__isnull=False) | Q(other=person)
    )
    found = []
    for row in rows.select_related("person__team", "other__team").order_by("pk"):
        row.seen_from = person.pk
        if row.end_record is not None and row.end_record.pk != person.pk:
            found.append((row.end_record, row.kind_seen))
    told = {end.pk for end, _ in found}
    alone = Contact.objects.filter(Q(person=person) | Q(record=person), record__isnull=False)
    for each in alone.select_related("person__team", "record__team").order_by("pk"):
        end = each.record if each.person_id == person.pk else each.person
        if end is not None and end.pk not in told:
            found.append((end, ""))
    return found


def _living(people: Iterable[Person]) -> list[Person]:
    return list({each.pk: each for each in people if not each.has_died}.values())


def _everybody(person: Person, at: datetime) -> Iterator[_Whom]:
    running = _running(person, at)
    workers = {each.worker.pk: each.worker for each in running if each.worker is not None}
    teams = {each.team.pk: each.team for each in running if each.worker is None}
    if not workers and not teams and person.team is not None:
        teams = {person.team.pk: person.team}
    for worker in workers.values():
        yield person, worker, None, ""
    for team in teams.values():
        yield person, None, team, ""
    if not workers and not teams:
        yield person, None, None, Role.RECORDS_OFFICER


def _one(person: Person, worker: User | None, died: Person, at: datetime) -> _Whom:
    """Return who does it: the worker, else a team, else the records officers, who find somebody."""
    if worker is not None and worker.works_on(clock.day_of(at)):
        return person, worker, None, ""
    team = person.team or died.team
    return person, None, team, "" if team is not None else Role.RECORDS_OFFICER


def _worker_of(person: Person, at: datetime) -> User | None:
    main = [each for each in _running(person, at) if each.role == Allocation.Role.WORKER]
    return next((each.worker for each in main if each.worker is not None), None)


def _running(person: Person, at: datetime) -> list[Allocation]:
    running = person.allocations.running_on(clock.day_of(at))
    return list(running.select_related("worker__team", "team"))
