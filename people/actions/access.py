"""Every change to who may open a person's record."""

from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

import clock
from accounts.models import User
from audit import log
from people import access, referrals
from people.access import Permission
from people.models import AccessReason, Person
from people.saved import save


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

    ``reference`` says what a request or a correction rests on. Raises ``PermissionDenied`` if a
    stated reason is no basis for ``by``, or a rule forbids it, and ``ValidationError`` without it.
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
    if basis in referrals.REFERENCED and not reference.strip():
        raise ValidationError({"reference": "Enter what asks for it"})
    reason = save(
        AccessReason(
            person=person,
            reference=reference.strip() if basis in referrals.REFERENCED else "",
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
    expires_at: datetime,
    may_write: bool = False,
    at: datetime | None = None,
) -> None:
    """Share one record with one more member of staff until ``expires_at``."""
    at = at or clock.now()
    decision = access.decide(by, Permission.MANAGE, person, at=at).require()
    granted = ["open_record", "write_record"] if may_write else ["open_record"]
    for codename in granted:
        access.give_grant(
            person=person,
            user=user,
            codename=codename,
            by=by,
            reason=reason,
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
        detail={"reason": reason},
        at=at,
    )


@transaction.atomic
def end_access(*, person: Person, user: User, by: User, at: datetime | None = None) -> None:
    """Take shared access away at once."""
    decision = access.decide(by, Permission.MANAGE, person, at=at).require()
    for codename in ("open_record", "write_record"):
        access.end_grant(person=person, user=user, codename=codename)
    log.record("people.access_ended", by=by, about=person, target=user, because=decision, at=at)
