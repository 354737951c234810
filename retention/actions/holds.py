"""Placing holds on records, looking at them again, and ending them."""

from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

import clock
from accounts.models import User
from audit import log, turns
from audit.turns import Turn
from people import access
from people.access import Permission
from people.keeping import lock
from people.models import Person
from people.saved import save
from retention import holding
from retention.models import Hold

LONGEST_MONTHS = 12
_OVER = "This hold has ended already."


@transaction.atomic
def place_hold(
    *,
    person: Person,
    kind: str,
    reason: str,
    authority: str,
    review_on: date,
    by: User,
    at: datetime | None = None,
) -> Hold:
    """Keep a record whatever its day. Raises ``ValidationError`` if it is not looked at in time."""
    at = at or clock.now()
    decision = access.decide(by, Permission.EXPORT, person, at=at).require()
    _require_in_time(review_on, at)
    lock(person)
    hold = save(
        Hold(
            person=person,
            kind=kind,
            reason=reason.strip(),
            authority=authority.strip(),
            review_on=review_on,
            placed_by=by,
            placed_at=at,
        )
    )
    log.record("retention.hold_placed", by=by, about=person, target=hold, because=decision, at=at)
    return hold


@transaction.atomic
def hold_many(
    *,
    kind: str,
    reason: str,
    authority: str,
    review_on: date,
    by: User,
    at: datetime | None = None,
    **conditions: Any,
) -> Hold:
    """Keep every record that meets the conditions (``holding.Conditions``), now or later.

    Raises ``ValidationError`` where there is no condition or none can meet it, or it is not looked
    at in time.
    """
    at = at or clock.now()
    decision = holding.may_hold_many(by).require()
    if why := holding.why_not_by(conditions.get("kept_class", "")):
        raise ValidationError({"kept_class": why})
    _require_in_time(review_on, at)
    _wait_for_destruction()
    hold = save(
        Hold(
            **conditions,
            type_keys=holding.types_of(conditions.get("kept_class", "")),
            kind=kind,
            reason=reason.strip(),
            authority=authority.strip(),
            review_on=review_on,
            placed_by=by,
            placed_at=at,
        )
    )
    log.record("retention.many_held", by=by, target=hold, because=decision, at=at)
    return hold


@transaction.atomic
def look_at_hold(
    hold: Hold, *, reason: str, review_on: date, by: User, at: datetime | None = None
) -> Hold:
    """Say why a hold stands still, and when it is looked at again."""
    at = at or clock.now()
    decision = holding.may_change(by, hold, at=at).require()
    _require_in_time(review_on, at)
    hold = _standing(hold)
    hold.review_on = review_on
    save(hold)
    log.record(
        "retention.hold_looked_at",
        by=by,
        about=hold.person,
        target=hold,
        because=decision,
        detail={"reason": reason.strip()},
        at=at,
    )
    return hold


@transaction.atomic
def end_hold(hold: Hold, *, reason: str, by: User, at: datetime | None = None) -> Hold:
    """End a hold. Raises ``ValidationError`` for the officer who placed it: it takes another."""
    at = at or clock.now()
    decision = holding.may_change(by, hold, at=at).require()
    hold = _standing(hold)
    if hold.placed_by_id == by.pk:
        raise ValidationError("You placed this hold. Another records officer ends it")
    hold.ended_by, hold.ended_at, hold.ended_because = by, at, reason.strip()
    save(hold)
    log.record(
        "retention.hold_ended", by=by, about=hold.person, target=hold, because=decision, at=at
    )
    return hold


def _require_in_time(review_on: date, at: datetime) -> None:
    today = clock.day_of(at)
    if not today < review_on <= clock.add_months(today, LONGEST_MONTHS):
        raise ValidationError({"review_on": "Enter a day after today, in the next 12 months"})


def _wait_for_destruction() -> None:
    """Let what is being destroyed end first, and have what comes next find the hold."""
    turns.wait_for(Turn.HOLD_MANY)


def _standing(hold: Hold) -> Hold:
    if hold.person is None:
        _wait_for_destruction()
    else:
        lock(hold.person)
    hold = Hold.objects.select_related("person", "placed_by").get(pk=hold.pk)
    if hold.ended_at is not None:
        raise ValidationError(_OVER)
    return hold
