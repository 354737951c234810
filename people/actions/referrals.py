"""Asking an auditor, or the Caldicott Guardian, to look at records."""

from collections.abc import Iterable
from datetime import date, datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

import clock
from accounts.models import User
from audit import log
from people import access, referrals
from people.models import Person, Referral
from people.saved import save

LONGEST_MONTHS = 6


@transaction.atomic
def refer(
    *,
    people: Iterable[Person],
    user: User,
    basis: str,
    about: str,
    ends_on: date,
    by: User,
    at: datetime | None = None,
) -> list[Referral]:
    """Ask ``user`` to look at these records, to a day. Nobody asks themselves.

    Raises ``PermissionDenied`` if it is not for ``by`` to ask, and ``ValidationError`` if ``user``
    is not whom one asks, or the day is past or too far away.
    """
    at = at or clock.now()
    kind = Referral.Basis(basis)
    if not by.works_on(clock.day_of(at)) or not by.has_role(*referrals.ASKS[kind]):
        raise PermissionDenied("Your role does not ask for this.")
    if user.pk == by.pk or not user.has_role(referrals.NEEDED[kind]):
        role = referrals.NEEDED[kind].label
        raise ValidationError({"user": f"Choose a colleague who is: {role}"})
    today = clock.day_of(at)
    if not today <= ends_on <= clock.add_months(today, LONGEST_MONTHS):
        raise ValidationError({"ends_on": f"Enter a day in the next {LONGEST_MONTHS} months"})
    made = []
    for person in people:
        if not access.may_find_without_conflict(by, person, at=at):
            raise PermissionDenied("You may not ask about this record.")
        referral = save(
            Referral(
                basis=kind,
                person=person,
                user=user,
                about=about.strip(),
                asked_by=by,
                asked_at=at,
                ends_on=ends_on,
            )
        )
        log.record(
            "people.referred",
            by=by,
            about=person,
            target=referral,
            shown=[basis, user.staff_number],
            detail={"about": about.strip()},
            at=at,
        )
        made.append(referral)
    return made


@transaction.atomic
def end_referral(*, referral: Referral, by: User, at: datetime | None = None) -> Referral:
    """End what was asked: what was opened for it closes at once.

    Raises ``PermissionDenied`` unless ``by`` asked, is asked or oversees, ``ValidationError`` if it
    has ended.
    """
    at = at or clock.now()
    rows = Referral.objects.select_for_update(of=("self",)).select_related("person")
    referral = rows.get(pk=referral.pk)
    if not referrals.may_end(by, referral):
        raise PermissionDenied("Whoever asked, or was asked, ends this.")
    if referral.ended_at is not None:
        raise ValidationError("This was ended already")
    referral.ended_by, referral.ended_at = by, at
    save(referral)
    log.record("people.referral_ended", by=by, about=referral.person, target=referral, at=at)
    return referral
