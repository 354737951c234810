"""A decision is looked at again when its day has come."""

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction

import clock
from accounts.models import User
from audit import log
from records.actions.after_signing import add_to_entry
from records.models import Addition, Decision
from records.rules.beside import locked_beside
from ui import formats


@transaction.atomic
def review_decision(
    *,
    decision: Decision,
    by: User,
    text: str,
    review_on: date | None,
    at: datetime | None = None,
) -> Decision:
    """Say what came of looking at a decision again, and when it is looked at next, if ever.

    The words stand beside the entry for ever. A decision that no longer holds is followed by a
    new one; this one stays as it was taken. Raises ``ValidationError`` if a correction has taken
    its place, or the next day is not later than today.
    """
    at = at or clock.now()
    _, because = locked_beside(decision.entry, by, at)
    locked = Decision.objects.select_for_update(of=("self",)).select_related("entry__person")
    decision = locked.get(pk=decision.pk)
    today = clock.day_of(at)
    if not decision.is_current:
        raise ValidationError("This decision was corrected. Look at the one that stands now")
    if review_on is not None and review_on <= today:
        raise ValidationError("The next date must be after today")
    after = f" Next look: {formats.day_and_month(review_on)}." if review_on else ""
    day = formats.day_and_month(decision.decided_on)
    add_to_entry(
        entry=decision.entry,
        by=by,
        kind=Addition.Kind.MORE_DETAIL,
        text=f"The decision of {day} was looked at again. {text.strip()}{after}",
        at=at,
    )
    decision.review_on, decision.reviewed_on = review_on, today
    decision.save()
    log.record(
        "records.decision_reviewed",
        by=by,
        about=decision.person,
        target=decision,
        because=because,
        at=at,
    )
    return decision


def log_taken_away(*, by: User, decisions: list[Decision], at: datetime | None = None) -> None:
    """Record that the rows of a register left the product in a file."""
    people = {row.person.key: row.person for row in decisions}
    log.record("records.decisions_taken_away", by=by, subjects=people.values(), at=at)
