"""Every change to who may open a person's record."""

from datetime import date, datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

import clock
from accounts import training
from accounts.models import User
from audit import log
from people import access, referrals
from people.access import Permission
from people.live_tasks import live_tasks
from people.models import AccessReason, Person
from people.saved import save

LONGEST_MONTHS = 6
_NOT_SHARED = {
    "CONFLICT": "They have declared a conflict of interest with the person",
    "NOT_IN_USE": "Their account is not in use",
    "RESTRICTED": "They are not on the list of this restricted record. Ask whoever keeps the list",
    "ROLE": "Their role does not do this",
    "TRAINING": "Their training has run out: it would not open to them",
}


@transaction.atomic
def give_reason(
    *,
    person: Person,
    by: User,
    basis: str,
    words: str,
    reference: str = "",
    at: datetime | None = None,
) -> AccessReason:
    """Record why ``by`` needs this record today. Stands until the end of the day.

    ``reference`` says what it rests on: a request that is live, or what is to be put right. Raises
    ``PermissionDenied`` if a stated reason is no basis for ``by``, or a rule forbids it, and
    ``ValidationError`` without it.
    """
    at = at or clock.now()
    decision = access.decide(by, Permission.VIEW, person, at=at)
    if decision.outcome is not access.Outcome.NEEDS_REASON:
        decision.require()
    if basis not in access.reasons_open_to(by, at=at):
        raise PermissionDenied("This reason is not one for your role.")
    referral = referrals.live(by, person, at=at).filter(basis=basis).first()
    if basis in referrals.NEEDED and referral is None:
        raise PermissionDenied("Nobody has asked you to look at this record.")
    rests_on = reference.strip() if basis in (referrals.LIVE, referrals.TYPED) else ""
    if basis == referrals.LIVE:
        if rests_on not in {task.reference for task in live_tasks(by, person)}:
            raise ValidationError({"task": "No such request is open. Register it first"})
    elif basis == referrals.TYPED and not referrals.says_what_asks(rests_on):
        raise ValidationError({"reference": "Enter what asks for it: its number, or who and when"})
    reason = save(
        AccessReason(
            person=person,
            reference=rests_on,
            referral=referral,
            user=by,
            basis=basis,
            words=words,
            given_at=at,
            expires_at=access.reason_expires_at(at),
        )
    )
    log.record(
        "people.reason_given",
        by=by,
        about=person,
        target=reason,
        shown=[basis],
        detail={"words": words} | ({"reference": reason.reference} if reason.reference else {}),
        at=at,
    )
    return reason


@transaction.atomic
def grant_access(
    *,
    person: Person,
    user: User,
    by: User,
    reason: str,
    until: date,
    may_write: bool = False,
    at: datetime | None = None,
) -> None:
    """Share one record with one more member of staff, to the end of a day.

    Takes the place of what they were given before. Raises ``PermissionDenied`` if ``by`` does not
    share it, and ``ValidationError`` if it would not open, or the day is past or too far away.
    """
    at = at or clock.now()
    decision = access.decide(by, Permission.MANAGE, person, at=at).require()
    today = clock.day_of(at)
    if not today <= until <= clock.add_months(today, LONGEST_MONTHS):
        raise ValidationError({"until": f"Enter a day in the next {LONGEST_MONTHS} months"})
    permission = Permission.WRITE if may_write else Permission.VIEW
    basis = access.decide(user, permission, person, at=at).basis
    if training.is_out(user, today):
        basis = "TRAINING"
    if basis in _NOT_SHARED:
        raise ValidationError({"user": _NOT_SHARED[basis]})
    access.end_grant(person=person, user=user, codename="write_record")
    expires_at = clock.end_of_day(until)
    granted = ["open_record", "write_record"] if may_write else ["open_record"]
    for codename in granted:
        access.give_grant(
            person=person,
            user=user,
            codename=codename,
            by=by,
            reason=reason.strip(),
            expires_at=expires_at,
            at=at,
        )
    log.record(
        "people.access_granted",
        by=by,
        about=person,
        target=user,
        because=decision,
        shown=[*granted, f"until:{expires_at.isoformat()}"],
        detail={"reason": reason.strip()},
        at=at,
    )


@transaction.atomic
def end_access(*, person: Person, user: User, by: User, at: datetime | None = None) -> None:
    """Take shared access away at once."""
    decision = access.decide(by, Permission.MANAGE, person, at=at).require()
    for codename in ("open_record", "write_record"):
        access.end_grant(person=person, user=user, codename=codename)
    log.record("people.access_ended", by=by, about=person, target=user, because=decision, at=at)
