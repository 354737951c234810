"""Alerts: raised with evidence, agreed by a manager, read, looked at again, and ended."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

import clock
from accounts.models import User
from accounts.roles import Role
from audit import log
from people import access
from people.access import Permission
from people.models import Alert, AlertRead, Person
from people.saved import save


@transaction.atomic
def raise_alert(*, person: Person, by: User, at: datetime | None = None, **fields: Any) -> Alert:
    """Raise an alert with its evidence and the day on which it is looked at again."""
    at = at or clock.now()
    decision = access.decide(by, Permission.WRITE, person, at=at).require()
    alert = save(
        Alert(person=person, raised_by=by, raised_on=clock.day_of(at), changed_at=at, **fields)
    )
    log.record("people.alert_raised", by=by, about=person, target=alert, because=decision, at=at)
    return alert


@transaction.atomic
def agree_alert(*, alert: Alert, by: User, at: datetime | None = None) -> Alert:
    """Agree to an alert as a manager who did not raise it."""
    at = at or clock.now()
    decision = access.decide(by, Permission.WRITE, alert.person, at=at).require()
    alert = _standing(alert)
    if not by.has_role(Role.MANAGER) or alert.raised_by_id == by.pk:
        raise PermissionDenied("A manager who did not raise the alert agrees to it.")
    if alert.agreed_by_id is None:
        alert.agreed_by, alert.agreed_on = by, clock.day_of(at)
        save(alert)
    log.record(
        "people.alert_agreed", by=by, about=alert.person, target=alert, because=decision, at=at
    )
    return alert


@transaction.atomic
def review_alert(
    *,
    alert: Alert,
    review_on: date,
    evidence: str,
    by: User,
    detail: str | None = None,
    at: datetime | None = None,
) -> Alert:
    """Look at an alert again: it stands, on this evidence, until the next day it is looked at.

    Whoever read it before reads it again if what it says is different.
    """
    at = at or clock.now()
    decision = access.decide(by, Permission.WRITE, alert.person, at=at).require()
    alert = _standing(alert)
    if review_on <= clock.day_of(at):
        raise ValidationError("Enter a day in the future on which it is looked at again")
    if detail is not None and detail != alert.detail:
        alert.detail, alert.changed_at = detail, at
    alert.review_on, alert.evidence = review_on, evidence
    alert.reviewed_on, alert.reviewed_by = clock.day_of(at), by
    save(alert)
    log.record(
        "people.alert_reviewed", by=by, about=alert.person, target=alert, because=decision, at=at
    )
    return alert


@transaction.atomic
def end_alert(*, alert: Alert, reason: str, by: User, at: datetime | None = None) -> Alert:
    """End an alert, and say why it is needed no longer."""
    at = at or clock.now()
    decision = access.decide(by, Permission.WRITE, alert.person, at=at).require()
    alert = _standing(alert)
    # The last day on which it stood: yesterday, so that no banner shows it from now on.
    alert.ended_on = clock.add_days(clock.day_of(at), -1)
    alert.ended_by, alert.end_reason = by, reason
    save(alert)
    log.record(
        "people.alert_ended",
        by=by,
        about=alert.person,
        target=alert,
        because=decision,
        detail={"reason": reason},
        at=at,
    )
    return alert


@transaction.atomic
def say_told(
    *, alert: Alert, told_on: date, told_how: str, by: User, at: datetime | None = None
) -> Alert:
    """Say that the person was told of an alert later on; why not at first stays.

    Of one that has ended too: it is left out of copies until then. Raises ``ValidationError`` if
    that is recorded already, or the day is before the alert was raised, or to come.
    """
    at = at or clock.now()
    decision = access.decide(by, Permission.WRITE, alert.person, at=at).require()
    alert = Alert.objects.select_for_update(of=("self",)).select_related("person").get(pk=alert.pk)
    if alert.is_told:
        raise ValidationError("It is recorded already that they were told")
    if not alert.raised_on <= told_on <= clock.day_of(at):
        raise ValidationError(
            {"told_on": "Enter a day from when the alert was raised to today"},
        )
    alert.person_told = Alert.Told.TOLD
    alert.told_on, alert.told_how, alert.told_by = told_on, told_how.strip(), by
    save(alert)
    log.record(
        "people.alert_told",
        by=by,
        about=alert.person,
        target=alert,
        because=decision,
        shown=[told_on.isoformat()],
        detail={"how": alert.told_how},
        at=at,
    )
    return alert


@transaction.atomic
def read_alerts(
    *,
    person: Person,
    alerts: Iterable[Alert],
    by: User,
    reason: str = "",
    at: datetime | None = None,
) -> None:
    """Say that ``by`` has read these alerts: kept with name and time, and why if at once."""
    at = at or clock.now()
    decision = access.decide(by, Permission.VIEW, person, at=at).require()
    rows = [AlertRead(alert=alert, user=by, read_at=at, reason=reason) for alert in alerts]
    AlertRead.objects.bulk_create(rows)
    for row in rows:
        log.record(
            "people.alert_read",
            by=by,
            about=person,
            target=row.alert,
            because=decision,
            detail={"reason": reason} if reason else None,
            at=at,
        )


def _standing(alert: Alert) -> Alert:
    """Return the alert as it is now, locked. Raises ``ValidationError`` if it has ended."""
    alert = Alert.objects.select_for_update().select_related("person").get(pk=alert.pk)
    if alert.ended_on is not None:
        raise ValidationError("This alert has been ended by somebody else. Look again")
    return alert
