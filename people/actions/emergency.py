"""Opening a record in an emergency, agreeing to more, and looking at it afterwards."""

from datetime import datetime

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.mail import send_mail
from django.db import transaction
from django.db.models import Q

import clock
from accounts.models import User
from audit import log
from people import access, emergencies, jobs
from people.access import Outcome, Permission
from people.models import EmergencyAccess, Person
from people.saved import save

Answer = EmergencyAccess.Answer
_SUBJECT = "A record was opened in an emergency"
_WORDS = """A record of somebody with whom you or your staff work was opened in an emergency,
or somebody of your staff opened one.

Sign in to case records at {council} to see who, whose and why: it stands on your home page.

This message names nobody.
"""


@transaction.atomic
def break_glass(
    *,
    person: Person,
    by: User,
    category: str,
    words: str,
    wants_restricted: bool = False,
    at: datetime | None = None,
) -> EmergencyAccess:
    """Open the ordinary record for some hours. What is restricted waits for a second person.

    Raises ``PermissionDenied`` if nothing opens this record to ``by``, ``ValidationError`` if they
    hardly say why.
    """
    at = at or clock.now()
    _require_words(words)
    decision = access.decide(by, Permission.VIEW, person, at=at)
    if decision.outcome is not Outcome.NEEDS_EMERGENCY and not (
        decision.allowed and wants_restricted and access.may_break_glass(by)
    ):
        decision.require()
        raise PermissionDenied("This record is open to you without an emergency.")
    opens = not decision.allowed
    emergency = save(
        EmergencyAccess(
            person=person,
            user=by,
            category=category,
            words=words.strip(),
            wants_restricted=wants_restricted,
            asked_at=at,
            opened_at=at if opens else None,
            expires_at=access.emergency_ends_at(at) if opens else None,
            review_by=emergencies.review_by(at),
        )
    )
    if opens:
        _open(emergency, "break_glass", by=by, at=at)
        _tell_soon(emergency, at)
    log.record(
        "people.emergency_opened" if opens else "people.emergency_asked",
        by=by,
        about=person,
        target=emergency,
        because=access.decide(by, Permission.VIEW, person, at=at),
        shown=[category],
        detail={"words": words.strip()},
        at=at,
    )
    return emergency


@transaction.atomic
def ask_for_record_not_found(
    *, asked_for: str, by: User, category: str, words: str, at: datetime | None = None
) -> EmergencyAccess:
    """Ask the manager on call for a record that cannot be found. The same whether it exists or not.

    Raises ``PermissionDenied`` if ``by`` opens no record in an emergency, ``ValidationError`` if
    they hardly say why.
    """
    at = at or clock.now()
    _require_words(words)
    if not by.works_on(clock.day_of(at)) or not access.may_break_glass(by):
        raise PermissionDenied("Your role does not open records in an emergency.")
    emergency = save(
        EmergencyAccess(
            asked_for=asked_for,
            user=by,
            category=category,
            words=words.strip(),
            wants_restricted=True,
            asked_at=at,
            review_by=emergencies.review_by(at),
        )
    )
    log.record(
        "people.emergency_asked",
        by=by,
        target=emergency,
        shown=[category],
        detail={"words": words.strip(), "asked_for": asked_for},
        at=at,
    )
    return emergency


@transaction.atomic
def answer_emergency(
    *, emergency: EmergencyAccess, by: User, agrees: bool, at: datetime | None = None
) -> EmergencyAccess:
    """Agree that what is restricted opens for some hours from now, or refuse, as the second person.

    Raises ``PermissionDenied`` if it is not for ``by`` to answer, ``ValidationError`` if it was
    answered already or the emergency is over.
    """
    at = at or clock.now()
    emergency = _locked(emergency)
    decision = emergencies.may_answer(by, emergency, at=at).require()
    if not emergencies.waits(emergency, at=at):
        raise ValidationError("This was answered already, or the emergency is over.")
    emergency.answered_by, emergency.answered_at = by, at
    if not agrees:
        emergency.answer = Answer.REFUSED
    else:
        emergency.person = emergency.person or _asked_for(emergency.asked_for)
        emergency.answer = Answer.AGREED
        if emergency.person is None or _is_never(emergency, by, at):
            emergency.person = emergency.person if not emergency.asked_for else None
            emergency.answer = Answer.NOT_FOUND
    if emergency.answer == Answer.AGREED:
        emergency.opened_at = emergency.opened_at or at
        emergency.expires_at = access.emergency_ends_at(at)
    save(emergency)
    if emergency.answer == Answer.AGREED:
        for codename in ("break_glass", "break_glass_restricted"):
            _open(emergency, codename, by=by, at=at)
        _tell_soon(emergency, at)
    log.record(
        "people.emergency_answered",
        by=by,
        about=emergency.person,
        target=emergency,
        because=decision,
        shown=[emergency.answer, emergency.user.staff_number],
        at=at,
    )
    return emergency


@transaction.atomic
def review_emergency(
    *,
    emergency: EmergencyAccess,
    by: User,
    finding: str,
    words: str,
    at: datetime | None = None,
) -> EmergencyAccess:
    """Say what was found. An explanation that was asked for leaves it open.

    Raises ``PermissionDenied`` if it is not for ``by`` to look at, ``ValidationError`` if somebody
    has already, or nothing is said.
    """
    at = at or clock.now()
    emergency = _locked(emergency)
    decision = emergencies.may_review(by, emergency, at=at).require()
    if emergency.reviewed_at is not None:
        raise ValidationError("Somebody has looked at this already.")
    if not words.strip():
        raise ValidationError("Enter how you know")
    emergency.finding, emergency.review_words = finding, words.strip()
    if finding != EmergencyAccess.Finding.UNCLEAR:
        emergency.reviewed_by, emergency.reviewed_at = by, at
    save(emergency)
    log.record(
        "people.emergency_reviewed",
        by=by,
        about=emergency.person,
        target=emergency,
        because=decision,
        shown=[finding],
        detail={"words": words.strip()},
        at=at,
    )
    return emergency


@transaction.atomic
def tell_of_emergency(
    key: str, staff_number: str, *, by: log.Actor, at: datetime | None = None
) -> None:
    """Tell one member of staff by e-mail that a record was opened, and nothing about anybody."""
    emergency = EmergencyAccess.objects.select_related("person").get(key=key)
    user = User.objects.get(staff_number=staff_number)
    log.record(
        "people.emergency_told",
        by=by,
        about=emergency.person,
        target=emergency,
        shown=[staff_number],
        at=at,
    )
    send_mail(_SUBJECT, _WORDS.format(council=settings.COUNCIL_NAME), None, [user.email])


def _tell_soon(emergency: EmergencyAccess, at: datetime) -> None:
    for user in emergencies.to_tell(emergency, at=at):
        jobs.tell_of_emergency.defer(emergency_key=emergency.key, staff_number=user.staff_number)


def _locked(emergency: EmergencyAccess) -> EmergencyAccess:
    rows = EmergencyAccess.objects.select_for_update(of=("self",))
    return rows.select_related("person", "user").get(pk=emergency.pk)


def _require_words(words: str) -> None:
    if len(" ".join(words.split())) < emergencies.LEAST_WORDS:
        raise ValidationError(
            {"words": f"Say why in at least {emergencies.LEAST_WORDS} characters"}
        )


def _asked_for(reference: str) -> Person | None:
    digits = "".join(reference.split())
    known = Q(council_reference__iexact=reference.strip()) | Q(nhs_number=digits)
    if not digits:
        return None
    return Person.objects.filter(known, merged_into=None).first()


def _is_never(emergency: EmergencyAccess, by: User, at: datetime) -> bool:
    """Say whether a conflict of either closes the record: never, not even in an emergency."""
    return any(emergencies.in_conflict(each, emergency, at=at) for each in (emergency.user, by))


def _open(emergency: EmergencyAccess, codename: str, *, by: User, at: datetime) -> None:
    assert emergency.person is not None
    access.give_grant(
        person=emergency.person,
        user=emergency.user,
        codename=codename,
        by=by,
        reason=f"Emergency {emergency.key}",
        expires_at=emergency.expires_at,
        at=at,
    )
