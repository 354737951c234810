"""The demonstration council while it is loaded: teams, staff, and who is known so far."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import clock
from accounts.actions import (
    add_staff,
    add_team,
    arrange_cover,
    change_team,
    move_staff,
    record_training,
    set_rota,
)
from accounts.models import Cover, DutyShift, Team, Training, User
from audit.log import Service
from caserecords.demo.data import PASSWORD
from people.models import Contact, Person
from records.models import Entry

LOADER = Service(staff_number="demonstration")
# The council's system is older than its oldest entry.
OPENED_ON = date(2025, 9, 1)
_AS_IT_WAS = "As it was when the council began to use the product"


@dataclass
class Council:
    """Whom and what the data files may name, by the names that they use."""

    teams: dict[str, Team] = field(default_factory=dict)
    staff: dict[str, User] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    contacts: dict[tuple[str, str], Contact] = field(default_factory=dict)
    entries: dict[tuple[str, int], Entry] = field(default_factory=dict)


def add_teams_and_staff(data: dict[str, Any]) -> Council:
    """Add every team, every member of staff, and who leads and manages whom."""
    council, at = Council(), clock.at_time(OPENED_ON, 8)
    for row in data["team"]:
        council.teams[row["name"]] = add_team(
            by=LOADER, at=at, **{key: row[key] for key in ("key", "name", "area", "kind")}
        )
    for row in _managers_first(data["staff"]):
        council.staff[row["name"]] = add_staff(
            by=LOADER,
            at=at,
            reason=_AS_IT_WAS,
            password=PASSWORD,
            team=council.teams[row["team"]],
            line_manager=council.staff.get(row["line_manager"]),
            starts_on=row.get("starts_on"),
            newly_qualified_until=row.get("newly_qualified_until"),
            **{key: row[key] for key in ("staff_number", "name", "email", "job_title", "roles")},
        )
    _say_who_leads(council, data, at=at)
    return council


def _managers_first(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    by_name = {row["name"]: row for row in rows}

    def depth(row: dict[str, Any]) -> int:
        return 1 + depth(by_name[row["line_manager"]]) if row["line_manager"] else 0

    return sorted(rows, key=depth)


def _say_who_leads(council: Council, data: dict[str, Any], *, at: datetime) -> None:
    for row in data["team"]:
        supports = tuple(council.teams[name] for name in row.get("supports", ()))
        council.teams[row["name"]] = change_team(
            council.teams[row["name"]],
            by=LOADER,
            lead=council.staff[row["lead"]],
            supports=supports,
            reason=_AS_IT_WAS,
            at=at,
        )


def as_it_is_now(council: Council, data: dict[str, Any]) -> None:
    """Have somebody covered, a rota kept and a role asked for, in the week of loading."""
    today = clock.today()
    _say_who_is_trained(council, data["training"], today=today)
    for row in data["cover"]:
        arrange_cover(
            kind=Cover.Kind(row["kind"]),
            away=council.staff[row["away"]],
            stands_in=council.staff[row["stands_in"]],
            starts_on=today,
            ends_on=clock.add_days(today, row["days"]),
            reason=row["reason"],
            by=LOADER,
        )
    for row in data["rota"]:
        monday = clock.add_days(clock.end_of_week(today), -6)
        for week in (monday, clock.add_days(monday, 7)):
            on = [
                (clock.add_days(week, number), half.value, council.staff[name].pk)
                for number, names in enumerate(row["by_day"])
                for half in DutyShift.Half
                for name in names
            ]
            set_rota(team=council.teams[row["team"]], day=week, on=on, by=LOADER)
    for row in data["role_asked_for"]:
        user = council.staff[row["staff"]]
        move_staff(
            user,
            by=council.staff[row["by"]],
            starts_on=today,
            reason=row["reason"],
            roles=[*user.roles, row["role"]],
        )


def _say_who_is_trained(council: Council, data: dict[str, Any], *, today: date) -> None:
    at_other_times = {row["staff"]: row["days_ago"] for row in data["but"]}
    for number, (name, user) in enumerate(sorted(council.staff.items())):
        record_training(
            user=user,
            kind=Training.NEEDED,
            course=data["course"],
            provider=data["provider"],
            done_on=clock.add_days(today, -at_other_times.get(name, 20 + number * 9)),
            by=LOADER,
        )
