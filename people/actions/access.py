"""Every change to who may open a person's record."""

from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

import clock
from accounts.models import User
from audit import log
from people import access
from people.access import Permission
from people.models import AccessReason, Conflict, Person, Restriction
from people.saved import save


@transaction.atomic
def give_reason(
    *, person: Person, by: User, basis: str, words: str, at: datetime | None = None
) -> AccessReason:
    """Record why ``by`` needs this record today. Stands until the end of the day.

    Raises ``PermissionDenied`` if a stated reason is no basis for ``by``, or a rule forbids it.
    """
    at = at or clock.now()
    decision = access.decide(by, Permission.VIEW, person, at=at)
    if decision.outcome is not access.Outcome.NEEDS_REASON:
        decision.require()
    if basis not in access.reasons_open_to(by, at=at):
        raise PermissionDenied("This reason is not one for your role.")
    reason = save(
        AccessReason(
            person=person,
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
        detail={"words": words},
        at=at,
    )
    return reason


@transaction.atomic
def declare_conflict(
    *, person: Person, by: User, link: str, at: datetime | None = None
) -> Conflict:
    """Declare one's own conflict of interest: it closes the record to ``by`` at once."""
    conflict = save(Conflict(person=person, user=by, link=link, declared_at=at or clock.now()))
    log.record("people.conflict_declared", by=by, about=person, target=conflict, at=at)
    return conflict


@transaction.atomic
def restrict(
    *,
    person: Person,
    by: User,
    reason: str,
    review_on: date,
    listed: tuple[User, ...],
    at: datetime | None = None,
) -> Restriction:
    """Hide the whole record from everyone but ``listed``, who may open it until the review."""
    at = at or clock.now()
    restriction = save(
        Restriction(person=person, reason=reason, owner=by, starts_at=at, review_on=review_on)
    )
    for user in listed:
        access.give_grant(
            person=person,
            user=user,
            codename="open_restricted",
            by=by,
            reason=reason,
            expires_at=None,
            at=at,
        )
    log.record("people.restricted", by=by, about=person, target=restriction, at=at)
    return restriction


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
    for codename in ("open_record", "write_record") if may_write else ("open_record",):
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
