"""What comes in at the front door of the demonstration council, and who waits for a worker."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

import clock
from caserecords.demo.council import Council
from caserecords.demo.history import Step
from people import actions
from people.models import IncomingContact, Involvement

Row = dict[str, Any]
_TOLD = ("how", "came_from", "from_name", "from_reach", "about", "asked", "urgency")


def steps_of(council: Council, data: Row, now: datetime) -> list[Step]:
    """Return every contact with what was done about it, some working days before now."""
    return [
        Step(at, partial(do, council, row, at))
        for row in data["contact"]
        for do, at in _done(row, now)
    ]


def _done(row: Row, now: datetime) -> list[tuple[Callable[..., None], datetime]]:
    day = clock.add_working_days(clock.day_of(now), -row["working_days_ago"])
    came = min(clock.at_time(day, 9, 50), now)
    done = [(_log, came)]
    if "ended" in row:
        done.append((_end, min(clock.at_time(day, 11), now)))
    person = row.get("person", {})
    if person:
        done.append((_match, came))
    for days_later, name, do in (
        (1, "triage", _triage),
        (2, "wait", _wait),
        (3, "allocate", _allocate),
    ):
        if name in person:
            later = clock.add_working_days(day, days_later)
            done.append((do, min(clock.at_time(later, 10, 15), now)))
    return done


def _log(council: Council, row: Row, at: datetime) -> None:
    by = council.staff[row["by"]]
    actions.log_contact(
        team=by.team, by=by, received_at=at, at=at, **{name: row[name] for name in _TOLD}
    )


def _contact(row: Row) -> IncomingContact:
    return IncomingContact.objects.get(about=row["about"])


def _involvement(council: Council, row: Row) -> Involvement:
    return council.people[row["person"]["council_reference"]].involvements.get()


def _end(council: Council, row: Row, at: datetime) -> None:
    actions.end_contact(
        contact=_contact(row),
        ended=row["ended"],
        why=row["ended_why"],
        by=council.staff[row["by"]],
        at=at,
    )


def _match(council: Council, row: Row, at: datetime) -> None:
    by, given = council.staff[row["by"]], row["person"]
    fields = ("council_reference", "given_names", "family_name", "born_on")
    person = actions.add_person(
        by=by,
        team=by.team,
        has_care_needs=given["role"] == "NEEDS",
        is_carer=given["role"] == "CARER",
        contact_points=({"kind": "PHONE", "value": given["phone"]},),
        at=at,
        **{name: given[name] for name in fields},
    )
    council.people[person.council_reference] = person
    actions.match_contact(contact=_contact(row), person=person, role=given["role"], by=by, at=at)


def _triage(council: Council, row: Row, at: datetime) -> None:
    by, given = council.staff[row["by"]], row["person"]["triage"]
    involvement = actions.triage(
        involvement=_involvement(council, row),
        urgency=given["urgency"],
        reason=given["reason"],
        contacted=given["contacted"],
        by=by,
        at=at,
    )
    team = council.teams[given["team"]]
    actions.send_to_team(
        involvement=involvement, team=team, reason=given["team_reason"], by=by, at=at
    )


def _wait(council: Council, row: Row, at: datetime) -> None:
    involvement, given = _involvement(council, row), row["person"]["wait"]
    manager = involvement.team.lead
    actions.put_on_waiting_list(
        involvement=involvement,
        reason=given["reason"],
        risk=given["risk"],
        risk_while_waiting=given["risk_while_waiting"],
        told=given["told"],
        manager=manager,
        next_check_on=clock.add_working_days(clock.day_of(at), given["check_after"]),
        by=manager,
        at=at,
    )


def _allocate(council: Council, row: Row, at: datetime) -> None:
    involvement, given = _involvement(council, row), row["person"]["allocate"]
    actions.allocate_worker(
        involvement=involvement,
        worker=council.staff[given["worker"]],
        team=involvement.team,
        manager=involvement.team.lead,
        reason=given["reason"],
        conflict_asked=True,
        workload_seen="8 people",
        by=involvement.team.lead,
        at=at,
    )
