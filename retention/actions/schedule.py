"""Changing how long a class is kept: asked, worked out, decided; and verifying what it rests on."""

from datetime import date, datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

import clock
from accounts.models import User
from accounts.roles import Role
from audit import log, turns
from audit.turns import Turn
from people.saved import save
from retention import jobs, queries, simulating
from retention.models import ScheduleChange, Verification
from retention.policy import in_force, in_short, to_verify, with_change

LONGEST_AHEAD_YEARS = 2


@transaction.atomic
def ask_schedule_change(
    *,
    class_key: str,
    length: int,
    disposal: str,
    basis: str,
    authority: str,
    reason: str,
    starts_on: date,
    by: User,
    length_if_died: int | None = None,
    at: datetime | None = None,
) -> ScheduleChange:
    """Have it worked out what another period, or another rule, of a class would change.

    Raises ``PermissionDenied`` unless ``by`` is a records officer, ``KeyError`` for a class that
    there is not, and ``ValidationError`` for a day that is not to come, or where nothing changes.
    """
    _require_officer(by)
    at = at or clock.now()
    kept = in_force(starts_on).classes[class_key]
    _require_to_come(starts_on, at)
    change = ScheduleChange(
        class_key=class_key,
        length=length,
        length_if_died=length_if_died if kept.length_if_died else None,
        disposal=disposal,
        basis=basis.strip(),
        authority=authority,
        reason=reason.strip(),
        starts_on=starts_on,
        asked_by=by,
        asked_at=at,
    )
    if with_change(kept, change) == kept:
        raise ValidationError({"length": "It stands like this already"})
    save(change)
    log.record(
        "retention.schedule_change_asked",
        by=by,
        target=change,
        shown=[class_key],
        detail={"change": in_short(change), "reason": change.reason},
        at=at,
    )
    jobs.start(change)
    return change


@transaction.atomic
def work_out_again(change: ScheduleChange, *, by: User, at: datetime | None = None) -> None:
    """Have it worked out anew, because the records or the schedule are others by now."""
    _require_officer(by)
    change = _to_decide(change)
    change.state = ScheduleChange.State.ASKED
    save(change)
    log.record("retention.schedule_change_asked", by=by, target=change, at=at)
    jobs.start(change)


@transaction.atomic
def put_in_force(change: ScheduleChange, *, by: User, at: datetime | None = None) -> ScheduleChange:
    """Let a change hold from its day on.

    Raises ``PermissionDenied``, or ``ValidationError`` unless it was worked out today, with the
    schedule as it is, and its day is to come. Nothing is destroyed by it: a record that becomes due
    is listed then, for two people to decide about.
    """
    _require_officer(by)
    at = at or clock.now()
    turns.wait_for(Turn.CHANGE_SCHEDULE)
    change = _to_decide(change)
    _require_to_come(change.starts_on, at)
    worked_out_at = change.worked_out_at
    if (
        change.state != ScheduleChange.State.WORKED_OUT
        or worked_out_at is None
        or clock.day_of(worked_out_at) != clock.day_of(at)
        or ScheduleChange.objects.filter(state="IN_FORCE", decided_at__gt=worked_out_at).exists()
    ):
        raise ValidationError(
            "Records or the schedule may have changed since this was worked out. Have it worked out"
            " again first"
        )
    rows = {title: [before, after] for title, before, after in simulating.rows_over(change)}
    change.counts = queries.effects_counted(by, change) | ({"rows": rows} if rows else {})
    _decide(change, ScheduleChange.State.IN_FORCE, by, at)
    log.record(
        "retention.schedule_changed",
        by=by,
        target=change,
        shown=[change.class_key],
        detail={"change": in_short(change), "reason": change.reason},
        at=at,
    )
    return change


@transaction.atomic
def drop_schedule_change(
    change: ScheduleChange, *, by: User, at: datetime | None = None
) -> ScheduleChange:
    """Leave the schedule as it is."""
    _require_officer(by)
    at = at or clock.now()
    change = _to_decide(change)
    _decide(change, ScheduleChange.State.DROPPED, by, at)
    log.record("retention.schedule_change_dropped", by=by, target=change, at=at)
    return change


@transaction.atomic
def keep_verification(
    *, of: str, about: str, found: str, read: str, by: User, at: datetime | None = None
) -> Verification:
    """Keep what an officer read of what a class or a rule rests on, and what they found.

    Raises ``PermissionDenied``, or ``KeyError`` for what the schedule does not have.
    """
    _require_officer(by)
    at = at or clock.now()
    row = save(
        Verification(
            of=of,
            about=about,
            said=to_verify(of)[about].said,
            found=found,
            read=read.strip(),
            found_by=by,
            found_at=at,
        )
    )
    log.record(
        "retention.basis_looked_at",
        by=by,
        target=row,
        shown=[f"{of.lower()}:{about}", found],
        at=at,
    )
    return row


def _decide(change: ScheduleChange, state: ScheduleChange.State, by: User, at: datetime) -> None:
    change.state, change.decided_by, change.decided_at = state, by, at
    save(change)
    change.effects.all().delete()


def _to_decide(change: ScheduleChange) -> ScheduleChange:
    change = ScheduleChange.objects.select_for_update().get(pk=change.pk)
    if change.state not in (ScheduleChange.State.ASKED, ScheduleChange.State.WORKED_OUT):
        raise ValidationError("Somebody has decided this already")
    return change


def _require_to_come(starts_on: date, at: datetime) -> None:
    today = clock.day_of(at)
    if not today < starts_on <= clock.add_years(today, LONGEST_AHEAD_YEARS):
        raise ValidationError(
            {"starts_on": f"Enter a day after today, in the next {LONGEST_AHEAD_YEARS} years"}
        )


def _require_officer(by: User) -> None:
    if not by.has_role(Role.RECORDS_OFFICER):
        raise PermissionDenied("Records officers keep the schedule.")
