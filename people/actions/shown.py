"""What is kept back inside an open record: shown on request, each time with its event."""

from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

import clock
from accounts.models import User
from audit import log
from people import access
from people.access import Permission
from people.models import Fact, Person


@transaction.atomic
def show_kept_back(fact: Fact, *, by: User, reason: str = "", at: datetime | None = None) -> str:
    """Return what is kept back, for this one time, with its event written.

    Raises ``PermissionDenied`` if ``by`` may not be shown it, ``ValidationError`` if they need to
    say why and did not.
    """
    at = at or clock.now()
    decision = access.decide_to_show(by, fact, at=at).require()
    if access.needs_reason_to_be_shown(decision) and not reason.strip():
        raise ValidationError("Enter why you need it")
    log.record(
        "people.kept_back_shown",
        by=by,
        about=fact.person,
        target=fact,
        because=decision,
        shown=[fact.called],
        detail={"reason": reason} if reason.strip() else None,
        at=at,
    )
    return fact.words


@transaction.atomic
def let_see_protected_names(
    *,
    person: Person,
    user: User,
    reason: str,
    expires_at: datetime,
    by: User,
    at: datetime | None = None,
) -> None:
    """Name a member of staff who may see protected names of one person, until ``expires_at``.

    The same act and the same event whether there are such names or not: it tells nobody.
    """
    at = at or clock.now()
    decision = access.decide(by, Permission.MANAGE, person, at=at).require()
    if user.pk == by.pk:
        raise PermissionDenied("Nobody lets themselves see protected names.")
    access.give_grant(
        person=person,
        user=user,
        codename="see_protected_names",
        by=by,
        reason=reason[:250],
        expires_at=expires_at,
        at=at,
    )
    log.record(
        "people.access_granted",
        by=by,
        about=person,
        target=user,
        because=decision,
        shown=["see_protected_names", f"until:{expires_at.isoformat()}"],
        detail={"reason": reason},
        at=at,
    )
