"""Adding a person once it was looked whether they are recorded already."""

import uuid
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

import clock
from accounts import roles
from accounts.models import User
from audit import log
from people import access
from people.access import Permission
from people.actions.person import add_person
from people.finding import duplicates
from people.finding.comparing import Described
from people.finding.duplicates import Candidates
from people.models import Person, ToldApart

SHORTEST_REASON = 5


class MayBeRecorded(Exception):
    """Somebody like this is recorded, and nobody has said how the two are told apart."""

    def __init__(self, candidates: Candidates) -> None:
        super().__init__("Somebody like this may be recorded already.")
        self.candidates = candidates


def add_after_check(
    *,
    by: User,
    described: Described,
    fields: dict[str, Any],
    submission: uuid.UUID,
    different: dict[str, str],
    records_team: str = "",
    reason: str = "",
    at: datetime | None = None,
) -> Person:
    """Add a person, unless somebody shown as like them was not told apart.

    ``different`` says, by the key of each who was shown, how it is known to be somebody else, and
    ``records_team`` what that team said where a restricted record is near. A form sent twice adds
    one person. Raises ``MayBeRecorded``, ``PermissionDenied`` or ``ValidationError``.
    """
    at = at or clock.now()
    if not by.works_on(clock.day_of(at)) or Permission.WRITE not in roles.permissions_of(by.roles):
        raise PermissionDenied("Your role does not add people.")
    if (added := _added(by, submission)) is not None:
        return added
    try:
        with transaction.atomic():
            return _add(by, described, fields, submission, different, records_team, reason, at)
    except IntegrityError:
        if (added := _added(by, submission)) is not None:
            return added
        raise


def _add(
    by: User,
    described: Described,
    fields: dict[str, Any],
    submission: uuid.UUID,
    different: dict[str, str],
    records_team: str,
    reason: str,
    at: datetime,
) -> Person:
    found = duplicates.candidates(by, described, at=at)
    unanswered = [
        each for each in found.shown if not _is_reason(different.get(each.person.key, ""))
    ]
    if unanswered or (found.ask_records_team and not _is_reason(records_team)):
        raise MayBeRecorded(found)
    number = fields.get("nhs_number")
    if number and Person.objects.filter(nhs_number=number).exists():
        # The same words whoever has it, and whoever asks.
        raise ValidationError(
            {
                "nhs_number": "This NHS number is on another record. Check it, leave it out for "
                "now, and tell the records team"
            }
        )
    person = add_person(by=by, team=by.team, submission=submission, reason=reason, at=at, **fields)
    for each in found.shown:
        _keep(person, each.person, different[each.person.key], by, at)
    for hidden in found.hidden:
        _keep(person, hidden, records_team, by, at)
    return person


@transaction.atomic
def tell_apart(
    *, person: Person, other: Person, reason: str, by: User, at: datetime | None = None
) -> ToldApart:
    """Say how two people who look alike are known to be two. They are not offered again.

    Raises ``PermissionDenied`` or, without a reason or a second person, ``ValidationError``.
    """
    at = at or clock.now()
    access.decide(by, Permission.WRITE, person, at=at).require()
    if not access.findable_people(by, at=at).filter(pk=other.pk).exists():
        raise PermissionDenied("You may not find this person.")
    if not _is_reason(reason):
        raise ValidationError("Enter how you know that they are two people")
    return _keep(person, other, reason, by, at)


def _keep(person: Person, other: Person, reason: str, by: User, at: datetime) -> ToldApart:
    apart = ToldApart(
        person=person, other=other, reason=reason.strip()[:500], decided_by=by, decided_at=at
    )
    apart.full_clean()
    apart.save()
    for each in (person, other):
        log.record(
            "people.told_apart",
            by=by,
            about=each,
            target=apart,
            detail={"reason": apart.reason},
            at=at,
        )
    return apart


def _is_reason(text: str) -> bool:
    return len(text.strip()) >= SHORTEST_REASON


def _added(by: User, submission: uuid.UUID) -> Person | None:
    return Person.objects.filter(submission=submission, added_by=by).first()
