"""What follows from entries: questions to managers, actions that are moved to another day."""

from datetime import datetime
from typing import Any

import clock
from caserecords.demo import basis
from caserecords.demo.council import Council
from people import actions as people_actions
from records import actions
from records.models import Action, Entry, GuidanceRequest

Row = dict[str, Any]


def ask(council: Council, row: Row, at: datetime) -> None:
    """Ask a manager beside an entry."""
    entry, by = _entry(council, row["entry"]), council.staff[row["by"]]
    basis.ensure(by, entry.person, at=at)
    actions.ask_for_guidance(
        person=entry.person,
        by=by,
        asked_of=council.staff[row["of"]],
        question=row["question"],
        is_urgent=row.get("urgent", False),
        entry=entry,
        at=at,
    )


def answer(council: Council, row: Row, at: datetime) -> None:
    """Close the question about an entry with the guidance that its manager signed."""
    asked = GuidanceRequest.objects.get(entry=_entry(council, row["entry"]))
    given = _entry(council, row["answer"])
    actions.answer_guidance(asked=asked, entry=given, by=given.author, at=at)


def move(council: Council, row: Row, at: datetime) -> None:
    """Move an action to another day."""
    entry, by = _entry(council, row["entry"]), council.staff[row["by"]]
    basis.ensure(by, entry.person, at=at)
    actions.move_action(
        action=Action.objects.select_related("entry__person", "person").get(
            entry=entry, text=row["text"]
        ),
        by=by,
        due_on=row["due"],
        reason=row["reason"],
        at=at,
    )


def _entry(council: Council, name: str) -> Entry:
    reference, _, number = name.partition("/")
    key = council.entries[reference, int(number)].pk
    return Entry.objects.select_related("person", "author").get(pk=key)


def plan_visit(council: Council, row: Row, at: datetime) -> None:
    """Plan a visit some working days before or after the day of loading."""
    person, worker = council.people[row["person"]], council.staff[row["by"]]
    basis.ensure(worker, person, at=at)
    planned_on = clock.day_of(at)
    day = clock.add_working_days(planned_on, row["days_later"])
    actions.plan_visit(
        person=person,
        worker=worker,
        starts_at=clock.at_time(day, row["hour"]),
        minutes=row["minutes"],
        how=row["how"],
        place=row.get("place", ""),
        purpose=row["purpose"],
        by=worker,
        at=at,
    )


def ask_to_look(council: Council, row: Row, at: datetime) -> None:
    """Ask an auditor or the Caldicott Guardian to look at records."""
    people_actions.refer(
        people=[council.people[each] for each in row["people"]],
        user=council.staff[row["of"]],
        basis=row["basis"],
        about=row["about"],
        ends_on=clock.add_days(clock.day_of(at), row["days"]),
        by=council.staff[row["by"]],
        at=at,
    )
