"""Who people are to each other, what authority was seen, and what may be shared with whom."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

from caserecords.demo.council import Council
from caserecords.demo.history import Step, instant
from people import actions
from people.keeping import Told
from people.models import Authority, Contact, Person, Relationship, Sharing
from people.relationships import kinds

_HOW = ("with", "entry", "recorded_by", "recorded_on", "told_by", "checked_how")


def steps_of(council: Council, data: dict[str, Any], at: datetime) -> list[Step]:
    """Return what was recorded of those around a person, in the order of their days."""
    tables: tuple[tuple[str, Callable[..., None]], ...] = (
        ("relationship", _relate),
        ("authority", _hold),
        ("sharing", _share),
        ("withdrawn", _withdraw),
    )
    steps = []
    for hour, (table, record) in enumerate(tables, 12):
        for row in data.get(table, ()):
            when = max(instant(row["recorded_on"], hour=hour), at)
            steps.append(Step(when, partial(record, council, data, row, when)))
    return steps


def _relate(council: Council, data: dict[str, Any], row: dict[str, Any], at: datetime) -> None:
    kind = kinds()[row["kind"]]
    fields = {"back": kind.back[0]} | _fields(row)
    person = _person(council, data)
    relationship = Relationship(person=person, **_end(council, person, row), **fields)
    actions.record_relationship(relationship, **_how(council, data, row, at))


def _hold(council: Council, data: dict[str, Any], row: dict[str, Any], at: datetime) -> None:
    person = _person(council, data)
    held = Relationship.objects.standing().get(
        person=person, kind=row["as"], **_end(council, person, row)
    )
    fields = {key: value for key, value in _fields(row).items() if key != "as"}
    actions.record_fact(
        Authority(person=person, relationship=held, **fields), **_how(council, data, row, at)
    )


def _share(council: Council, data: dict[str, Any], row: dict[str, Any], at: datetime) -> None:
    person = _person(council, data)
    sharing = Sharing(person=person, **_end(council, person, row), **_fields(row))
    actions.record_sharing(sharing, **_how(council, data, row, at))


def _withdraw(council: Council, data: dict[str, Any], row: dict[str, Any], at: datetime) -> None:
    person = _person(council, data)
    said = Sharing.objects.standing().get(person=person, **_end(council, person, row))
    actions.withdraw_sharing(said, **_how(council, data, row, at))


def _person(council: Council, data: dict[str, Any]) -> Person:
    return council.people[data["person"]["council_reference"]]


def _end(council: Council, person: Person, row: dict[str, Any]) -> dict[str, Person | Contact]:
    contact = council.contacts[person.council_reference, row["with"]]
    return {"contact": contact} if contact.record is None else {"other": contact.record}


def _fields(row: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in row.items() if key not in _HOW}


def _how(
    council: Council, data: dict[str, Any], row: dict[str, Any], at: datetime
) -> dict[str, Any]:
    whose = data["person"]["council_reference"]
    entry = council.entries[whose, row["entry"]].key if "entry" in row else ""
    told = Told(by=row["told_by"], checked=row["checked_how"], entry=entry)
    return {"by": council.staff[row["recorded_by"]], "told": told, "at": at}
