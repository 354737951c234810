"""A file of trainings that were completed: each row is one course of somebody who is here."""

from dataclasses import dataclass
from datetime import date
from functools import cache

import clock
from accounts import taking_in
from accounts.models import Training, User
from accounts.taking_in import Line, Outcome, Plan, Row, Unreadable, day_of, head
from ui import formats
from ui.sheets import sheet_of

COLUMNS = (
    "staff_number",
    "about",
    "course",
    "completed_on",
    "valid_until",
    "provider",
    "result",
    "certificate",
)
NEEDED = ("staff_number", "about", "course", "completed_on")
_LIMITS = {"staff_number": 20, "course": 150, "provider": 150, "result": 40, "certificate": 150}
# The columns as the fields of ``Training`` are called.
_WORDS = {
    "course": "course",
    "provider": "provider",
    "result": "score",
    "certificate": "certificate",
}
_DAYS = {"completed_on": "done_on", "valid_until": "valid_until"}
_EXAMPLE = ("N2001", "Data protection", "Data security, level 1", "2026-11-02", "", "", "", "")


@dataclass
class CompletionRow(Row):
    """One line of a file of trainings."""

    user: User | None = None


def template() -> str:
    """Return an empty file with its heads and one row that shows how to fill it in."""
    return sheet_of(COLUMNS, [_EXAMPLE])


def plan(text: str, *, by: User | None = None) -> Plan[CompletionRow]:
    """Say what a file would do, row by row, as things stand. ``by`` records nothing of theirs."""
    try:
        lines = taking_in.lines_of(text, columns=COLUMNS, needed=NEEDED, limits=_LIMITS)
    except Unreadable as why:
        return Plan([], str(why))
    numbers = {line.cells.get("staff_number", "") for line in lines}
    staff = {user.staff_number: user for user in User.objects.filter(staff_number__in=numbers)}
    there = _there(staff)
    rows = []
    for line in lines:
        row = CompletionRow(line.number, line.cells.get("staff_number", "")[:40], "", Outcome.SAME)
        row.user = staff.get(row.staff_number)
        row.name = row.user.name if row.user else ""
        if row.user is not None and not row.user.is_active:
            row.outcome = Outcome.LEFT
        elif wrong := [*line.wrong] or _read(row, line, by):
            row.is_wrong(*wrong)
        else:
            _compare(row, there)
        rows.append(row)
    return Plan(rows)


_Done = tuple[int, str, str, date]


def _there(staff: dict[str, User]) -> set[_Done]:
    done = Training.objects.filter(user__in=staff.values(), withdrawn_at=None)
    return set(done.values_list("user_id", "kind", "course", "done_on"))


def _read(row: CompletionRow, line: Line, by: User | None) -> list[str]:
    """Put the values of a line into its row, and return what is wrong with them."""
    wrong, given = [], line.cells
    if row.user is None:
        wrong.append(f"Nobody here has the staff number “{row.staff_number}”")
    elif by is not None and row.user.pk == by.pk:
        wrong.append("This is you. A colleague records yours: take it out of the file")
    kind = _kinds().get(given["about"].replace("_", " ").casefold())
    if kind is None:
        wrong.append(f"About: “{given['about'][:60]}” is none of the three")
    row.values = {field: given.get(column, "") for column, field in _WORDS.items()}
    row.values["kind"] = kind
    for column, field in _DAYS.items():
        if given.get(column):
            try:
                row.values[field] = day_of(given[column])
            except ValueError:
                wrong.append(f"{head(column)} must be like 2026-12-31 or 31/12/2026")
    done_on, until = row.values.get("done_on"), row.values.get("valid_until")
    if done_on and done_on > clock.today():
        wrong.append("It was completed on a day to come")
    if done_on and until and until <= done_on:
        wrong.append("It is valid until a day before it was completed")
    return wrong


@cache
def _kinds() -> dict[str, str]:
    """Return each kind by its name and by its key, as they may be typed."""
    named = {label.casefold(): kind for kind, label in Training.Kind.choices}
    return named | {kind.replace("_", " ").casefold(): kind for kind in Training.Kind.values}


def _compare(row: CompletionRow, there: set[_Done]) -> None:
    assert row.user is not None
    values = row.values
    done = (row.user.pk, values["kind"], values["course"], values["done_on"])
    if done not in there:
        there.add(done)  # the same line twice counts once
        row.outcome = Outcome.CREATE
    label = Training.Kind(values["kind"]).label
    row.words = [f"{label}: {values['course']}, {formats.long_date(values['done_on'])}"]
