"""Recording what makes a record be kept longer than its entries say, and taking that back."""

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction

import clock
from accounts.models import User
from audit import log
from people.keeping import lock
from people.models import Person
from people.saved import save
from retention import rules
from retention.models import Lengthening
from retention.schedule import schedule

LONGEST_YEARS = 70


@transaction.atomic
def lengthen(
    *,
    person: Person,
    class_key: str,
    until: date,
    reason: str,
    by: User,
    at: datetime | None = None,
) -> Lengthening:
    """Record that a circumstance of the schedule keeps a record until a day.

    Raises ``PermissionDenied``, ``KeyError`` for a class of which nobody records that, and
    ``ValidationError`` for a day that is past or too far ahead.
    """
    at = at or clock.now()
    decision = rules.may_decide(by, person, at=at).require()
    if schedule().classes[class_key] not in schedule().lengthened_by_officers:
        raise KeyError(class_key)
    today = clock.day_of(at)
    if not today < until <= clock.add_years(today, LONGEST_YEARS):
        raise ValidationError(
            {"until": f"Enter a day after today, in the next {LONGEST_YEARS} years"}
        )
    lock(person)
    row = save(
        Lengthening(
            person=person,
            class_key=class_key,
            until=until,
            reason=reason.strip(),
            recorded_by=by,
            recorded_at=at,
        )
    )
    log.record("retention.lengthened", by=by, about=person, target=row, because=decision, at=at)
    return row


@transaction.atomic
def take_lengthening_back(
    *, person: Person, lengthening: str, reason: str, by: User, at: datetime | None = None
) -> Lengthening:
    """Say why what was recorded holds no longer. Raises ``PermissionDenied``."""
    at = at or clock.now()
    decision = rules.may_decide(by, person, at=at).require()
    lock(person)
    row = Lengthening.objects.filter(person=person, key=lengthening, ended_at=None).first()
    if row is None:
        raise ValidationError("Somebody has taken this back already")
    row.ended_by, row.ended_at, row.ended_because = by, at, reason.strip()
    save(row)
    log.record(
        "retention.lengthening_ended", by=by, about=person, target=row, because=decision, at=at
    )
    return row
