"""Carrying out a file of staff or of trainings: all of it or nothing."""

from collections.abc import Callable
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

import clock
from accounts import completions, importing
from accounts.actions.staff import add_staff, change_staff, end_staff, move_staff
from accounts.actions.training import record_training
from accounts.allowed import require_administrator
from accounts.completions import CompletionRow
from accounts.importing import StaffRow
from accounts.models import User
from accounts.taking_in import Outcome, Plan, SomeRow
from audit import log, turns
from audit.turns import Turn

_REASON = "From a file of staff"


@transaction.atomic
def import_staff(*, text: str, by: log.Actor, at: datetime | None = None) -> Plan[StaffRow]:
    """Do what a file says, by the actions that a page would use. Return what it did.

    The file is compared anew, so what changed since it was looked at is seen. Raises
    ``ValidationError`` if any row is wrong or refused; then nothing at all is done.
    """
    imports = require_administrator(by)
    at = at or clock.now()
    turns.wait_for(Turn.TAKE_STAFF_FILE_IN)
    plan = importing.plan(text, by=imports)
    if plan.wrong or plan.mistakes:
        raise ValidationError("The file has mistakes. Nothing was changed")
    _add_joiners([row for row in plan.rows if row.outcome is Outcome.CREATE], by, at)
    for row in plan.rows:
        if row.outcome is Outcome.CHANGE:
            _done(row, _change, by, at)
    log.record(
        "accounts.staff_imported",
        by=by,
        target=sha256(text.encode()).hexdigest()[:16],
        shown=[f"{plan.count(each)} {each.value.lower()}" for each in Outcome],
        at=at,
    )
    return plan


@transaction.atomic
def import_trainings(
    *, text: str, by: log.Actor, at: datetime | None = None
) -> Plan[CompletionRow]:
    """Keep each training of a file that is not on file yet. Return what it did.

    Raises ``ValidationError`` if any row is wrong or refused; then nothing at all is done.
    """
    imports = require_administrator(by)
    at = at or clock.now()
    turns.wait_for(Turn.TAKE_STAFF_FILE_IN)
    plan = completions.plan(text, by=imports)
    if plan.wrong or plan.mistakes:
        raise ValidationError("The file has mistakes. Nothing was changed")
    for row in plan.rows:
        if row.outcome is Outcome.CREATE:
            _done(row, _record, by, at)
    log.record(
        "accounts.trainings_imported",
        by=by,
        target=sha256(text.encode()).hexdigest()[:16],
        shown=[f"{plan.count(each)} {each.value.lower()}" for each in Outcome],
        at=at,
    )
    return plan


def _record(row: CompletionRow, by: log.Actor, at: datetime) -> None:
    assert row.user is not None
    record_training(user=row.user, by=by, at=at, **row.values)


def _add_joiners(rows: list[StaffRow], by: log.Actor, at: datetime) -> None:
    """Add joiners, managers before those below them: no line of the file goes in a circle."""
    left = {row.staff_number: row for row in rows}
    while left:
        ready = [row for row in left.values() if row.manager_number not in left]
        for row in ready:
            _done(row, _add, by, at)
            del left[row.staff_number]


def _add(row: StaffRow, by: log.Actor, at: datetime) -> None:
    manager = User.objects.filter(staff_number=row.manager_number or None).first()
    add_staff(
        by=by,
        staff_number=row.staff_number,
        line_manager=manager,
        reason=_REASON,
        at=at,
        **row.values,
    )


def _change(row: StaffRow, by: log.Actor, at: datetime) -> None:
    user = User.objects.select_related("team", "line_manager").get(staff_number=row.staff_number)
    details = _changed(row, user, "name", "email", "phone")
    if details:
        user = change_staff(user, by=by, at=at, **details)
    posted = _changed(row, user, "job_title", "team")
    if row.values["roles"] != importing.in_order(user.roles):
        posted["roles"] = row.values["roles"]
    if row.manager_number or row.clears_manager:
        manager = User.objects.filter(staff_number=row.manager_number or None).first()
        if manager != user.line_manager:
            posted["line_manager"] = manager
    if posted:
        today = clock.day_of(at)
        starts_on = max(today, user.starts_on or today)
        move_staff(user, by=by, starts_on=starts_on, reason=_REASON, at=at, **posted)
    ends_on = row.values.get("ends_on")
    if ends_on is not None and ends_on != user.ends_on:
        end_staff(user, by=by, last_day=ends_on, reason=_REASON, at=at)


def _changed(row: StaffRow, user: User, *names: str) -> dict[str, Any]:
    return {
        name: row.values[name]
        for name in names
        if name in row.values and row.values[name] != getattr(user, name)
    }


def _done(row: SomeRow, act: Callable[..., None], *given: Any) -> None:
    """Do one row; what an action refuses is said of its line."""
    try:
        act(row, *given)
    except ValidationError as wrong:
        raise ValidationError(f"Line {row.number}: {' '.join(wrong.messages)}") from None
