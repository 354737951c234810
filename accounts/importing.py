"""A file of staff: each row makes a joiner, changes somebody, or says that nothing changes."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

import clock
from accounts import taking_in
from accounts.models import Posting, Team, User
from accounts.roles import Role
from accounts.taking_in import Line, Outcome, Plan, Row, Unreadable, day_of, head
from ui.sheets import sheet_of

COLUMNS = (
    "staff_number",
    "name",
    "email",
    "phone",
    "job_title",
    "team",
    "line_manager",
    "roles",
    "starts_on",
    "ends_on",
)
NEEDED = ("staff_number", "name", "email", "job_title", "roles")
_LIMITS = {"staff_number": 20, "name": 150, "email": 254, "phone": 30, "job_title": 150}
_DETAILS = ("name", "email", "phone")
_POSTED = ("job_title", "team", "line_manager", "roles")


@dataclass
class StaffRow(Row):
    """One line of a file of staff."""

    manager_number: str = ""
    clears_manager: bool = False
    user: User | None = None


def template() -> str:
    """Return an empty file with its heads and one row that shows how to fill it in."""
    example = (
        "N2001",
        "Sam Example",
        "sam.example@council.gov.uk",
        "",
        "Social worker",
        "northgate-adults",
        "N1010",
        "PRACTITIONER; MANAGER",
        "2026-12-01",
        "",
    )
    return sheet_of(COLUMNS, [example])


def plan(text: str, *, by: User | None = None) -> Plan[StaffRow]:
    """Say what a file would do, row by row, as things stand. ``by`` may not change themselves."""
    try:
        lines = taking_in.lines_of(text, columns=COLUMNS, needed=NEEDED, limits=_LIMITS)
    except Unreadable as why:
        return Plan([], str(why))
    known = _Known.read()
    rows = [_row(line, known, by) for line in lines]
    _look_across(rows, known)
    return Plan(rows)


@dataclass(frozen=True)
class _Known:
    """Who and what is here: asked for once for a whole file."""

    staff: dict[str, User]
    emails: dict[str, str]
    teams: dict[str, Team]
    asked_for: dict[int, list[str]]
    new_emails: dict[int, str]

    @classmethod
    def read(cls) -> "_Known":
        staff = {
            user.staff_number: user
            for user in User.objects.select_related("team", "line_manager").order_by("pk")
        }
        teams: dict[str, Team] = {}
        for team in Team.objects.filter(closed_on=None):
            teams[team.name.casefold()] = team
            teams[team.key] = team
        emails = {user.email.casefold(): number for number, user in staff.items()}
        waiting = Posting.objects.filter(needs_second=True, confirmed_at=None, withdrawn_at=None)
        roles = {each.user_id: in_order(each.roles) for each in waiting if not each.email}
        new_emails = {each.user_id: each.email for each in waiting if each.email}
        return cls(staff, emails, teams, roles, new_emails)


def _row(line: Line, known: _Known, by: User | None) -> StaffRow:
    given = line.cells
    row = StaffRow(
        line.number, given.get("staff_number", "")[:40], given.get("name", "")[:150], Outcome.SAME
    )
    if line.wrong:
        return _wrong(row, *line.wrong)
    row.user = known.staff.get(row.staff_number)
    if by is not None and row.user is not None and row.user.pk == by.pk:
        return _wrong(row, "This is you. A colleague changes your row: take it out of the file")
    values, wrong = _values(given, known)
    row.manager_number = given.get("line_manager", "")
    if wrong:
        return _wrong(row, *wrong)
    row.values = values
    return _compared(row, given, known, by)


def _values(given: dict[str, str], known: _Known) -> tuple[dict[str, Any], list[str]]:
    values: dict[str, Any] = {name: given[name] for name in ("name", "email", "job_title")}
    wrong = []
    number = given["staff_number"]
    if not number.replace("-", "").isalnum() or not number.isascii():
        wrong.append("The staff number may have letters, digits and hyphens only")
    try:
        validate_email(given["email"])
    except ValidationError:
        wrong.append(f"“{given['email'][:80]}” is no e-mail address")
    if known.emails.get(given["email"].casefold(), number) != number:
        wrong.append("Somebody else has this e-mail address")
    if "phone" in given:
        values["phone"] = given["phone"]
    if "team" in given:
        values["team"] = known.teams.get(given["team"].casefold()) if given["team"] else None
        if given["team"] and values["team"] is None:
            wrong.append(f"There is no open team “{given['team'][:80]}”")
    roles, unknown = _roles(given["roles"])
    values["roles"] = roles
    wrong += [f"There is no role “{each[:40]}”" for each in unknown]
    for name in ("starts_on", "ends_on"):
        if given.get(name):
            try:
                values[name] = day_of(given[name])
            except ValueError:
                wrong.append(f"{head(name)} must be like 2026-12-31 or 31/12/2026")
    if {"starts_on", "ends_on"} <= values.keys() and values["ends_on"] < values["starts_on"]:
        wrong.append("The last day is before the first")
    return values, wrong


def _compared(row: StaffRow, given: dict[str, str], known: _Known, by: User | None) -> StaffRow:
    user, values = row.user, row.values
    if user is None:
        row.outcome = Outcome.CREATE
        row.words = [f"{given['job_title']}, {given.get('team') or 'no team'}"]
        if by is not None and values["roles"]:
            row.words.append("Their roles wait for a second person")
        return row
    if user.has_left(clock.today()):
        return _wrong(row, "They have left. Bring them back on their own page first")
    first = values.pop("starts_on", None)
    if first is not None and first != user.starts_on:
        return _wrong(row, "The first day of somebody who is here already cannot be changed")
    if known.new_emails.get(user.pk) == values["email"]:
        values["email"] = user.email  # it waits for a second person already
    for name in (*_DETAILS, "job_title"):
        if name in values and values[name] != getattr(user, name):
            row.words.append(f"{head(name)}: {getattr(user, name) or 'none'} → {values[name]}")
    if "team" in values and values["team"] != user.team:
        old, new = user.team, values["team"]
        row.words.append(f"Team: {old.name if old else 'none'} → {new.name if new else 'none'}")
    if known.asked_for.get(user.pk) == values["roles"]:
        values["roles"] = in_order(user.roles)  # they wait for a second person already
    if values["roles"] != in_order(user.roles):
        names = ", ".join(Role(role).label for role in values["roles"])
        row.words.append(f"Roles: {user.role_names or 'none'} → {names}")
    if "line_manager" in given:
        now = user.line_manager.staff_number if user.line_manager else ""
        row.clears_manager = bool(now) and not row.manager_number
        if now != row.manager_number:
            row.words.append(f"Line manager: {now or 'nobody'} → {row.manager_number or 'nobody'}")
    if "ends_on" in values and values["ends_on"] != user.ends_on:
        row.words.append(f"Last day: {values['ends_on']:%d/%m/%Y}")
    row.outcome = Outcome.CHANGE if row.words else Outcome.SAME
    return row


def _look_across(rows: list[StaffRow], known: _Known) -> None:
    """Find what only the whole file shows: twice the same, and managers who are nowhere."""
    numbers: dict[str, int] = {}
    emails: dict[str, int] = {}
    for row in rows:
        if row.outcome is Outcome.ERROR:
            continue
        email = row.values["email"].casefold()
        for key, seen, what in (
            (row.staff_number, numbers, "staff number"),
            (email, emails, "e-mail address"),
        ):
            if key in seen:
                _wrong(row, f"The {what} stands in line {seen[key]} too")
            seen.setdefault(key, row.number)
    managers = {row.staff_number: row.manager_number for row in rows if row.staff_number}
    for row in rows:
        if row.outcome is Outcome.ERROR or not row.manager_number:
            continue
        if row.manager_number not in known.staff and row.manager_number not in numbers:
            _wrong(row, f"Nobody has the staff number “{row.manager_number[:20]}” (line manager)")
        elif _goes_round(row, managers, known):
            _wrong(row, "The line of management would go round in a circle")


def _goes_round(row: StaffRow, managers: dict[str, str], known: _Known) -> bool:
    above, met = row.manager_number, {row.staff_number}
    while above and above not in met:
        met.add(above)
        user = known.staff.get(above)
        now = user.line_manager.staff_number if user and user.line_manager else ""
        above = managers.get(above, now)
    return above == row.staff_number


def _roles(text: str) -> tuple[list[str], list[str]]:
    by_name = {role.label.casefold(): role.value for role in Role}
    by_name |= {role.value.casefold(): role.value for role in Role}
    given = [each.strip() for each in text.replace(",", ";").split(";") if each.strip()]
    chosen = {by_name[each.casefold()] for each in given if each.casefold() in by_name}
    unknown = [each for each in given if each.casefold() not in by_name]
    return in_order(chosen), unknown


def in_order(roles: Collection[str]) -> list[str]:
    """Return roles in the order in which the product lists them."""
    return [role.value for role in Role if role.value in roles]


def _wrong(row: StaffRow, *words: str) -> StaffRow:
    row.is_wrong(*words)
    return row
