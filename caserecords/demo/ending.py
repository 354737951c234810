"""Records of the demonstration council at the end of their time: due, planned, destroyed."""

from datetime import datetime
from functools import partial
from typing import Any

import clock
from caserecords.demo.asking import have_reason
from caserecords.demo.council import OPENED_ON, Council
from caserecords.demo.history import Step
from people.actions.moving_in import add_moved_involvements
from people.actions.person import add_person
from people.importing.reading import Line
from people.models import Involvement, Person
from retention import destroying, reckoning
from retention.actions import agree_destruction, offer_to_archive, propose_destruction
from retention.models import Destruction
from retention.schedule import schedule

Row = dict[str, Any]
_BEFORE = "the system before this one"
_TEAM = "Northgate Adults"


def steps_of(council: Council, data: Row, now: datetime) -> list[Step]:
    """Return that each person was brought along, and what officers decided about their record."""
    moved_in = clock.at_time(OPENED_ON, 8, 30)
    steps = []
    for row in data["person"]:
        steps.append(Step(moved_in, partial(_move_in, council, row, moved_in)))
        for name, do in (("offered", _offer), ("proposed", _propose), ("agreed", _agree)):
            if name in row:
                day = clock.add_working_days(clock.day_of(now), -row[name]["working_days_ago"])
                at = clock.at_time(day, 14)
                steps.append(Step(at, partial(do, council, row, at)))
    return steps


def as_it_is_now() -> None:
    """Destroy what came to its day, and list what is due; the next hour writes it outside too."""
    for plan in Destruction.objects.filter(state="AGREED", not_before__lte=clock.now()):
        destroying.destroy(plan.key)
    reckoning.reckon_all()


def _move_in(council: Council, row: Row, at: datetime) -> None:
    by, team = council.staff["Helen Marsh"], council.teams[_TEAM]
    fields = ("council_reference", "given_names", "family_name", "born_on")
    person = add_person(
        by=by, team=team, at=at, has_care_needs=True, **{name: row[name] for name in fields}
    )
    years_ago = clock.add_years(clock.today(), -row["years_ago"])
    closed = clock.add_days(years_ago, row.get("days_after", -20))
    period = Involvement(
        person=person,
        team=team,
        state=Involvement.State.CLOSED,
        opened_at=clock.at_time(clock.add_years(closed, -1), 9),
        closed_on=closed,
    )
    line = Line(number=1, person=person, made=period)
    add_moved_involvements([line], source_title=_BEFORE, by=by, at=at)


def _offer(council: Council, row: Row, at: datetime) -> None:
    person, offered = _person(row), row["offered"]
    by = council.staff[offered["by"]]
    have_reason(by, person, at)
    offer_to_archive(
        person=person,
        archive=offered["archive"],
        reason=offered["reason"],
        offered_on=clock.day_of(at),
        by=by,
        at=at,
    )


def _propose(council: Council, row: Row, at: datetime) -> None:
    person = _person(row)
    by = council.staff[row["proposed"]["by"]]
    have_reason(by, person, at)
    propose_destruction(
        person=person,
        reason=row["proposed"]["reason"],
        elsewhere=list(schedule().elsewhere),
        by=by,
        at=at,
    )


def _agree(council: Council, row: Row, at: datetime) -> None:
    plan = Destruction.objects.select_related("person").get(
        person__council_reference=row["council_reference"]
    )
    assert plan.person is not None
    by = council.staff[row["agreed"]["by"]]
    have_reason(by, plan.person, at)
    agree_destruction(plan, answer=row["agreed"]["answer"], by=by, at=at)


def _person(row: Row) -> Person:
    return Person.objects.get(council_reference=row["council_reference"])
