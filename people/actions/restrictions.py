"""Keeping a record to named staff: beginning, changing the list, looking again, and lifting it."""

from collections.abc import Iterable
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q

import clock
from accounts.models import User
from audit import log
from people import access, restrictions
from people.models import (
    Person,
    PersonUserObjectPermission,
    Restriction,
    RestrictionLift,
    RestrictionReview,
)
from people.restrictions import LISTS, put_on_list, require_may_be_listed
from people.saved import save
from people.standing import restrictions_of_any_at

Told = Restriction.Told


@transaction.atomic
def restrict(
    *,
    person: Person,
    by: User,
    kind: str,
    reason: str,
    listed: Iterable[User],
    part: str = Restriction.Part.WHOLE,
    review_on: date | None = None,
    ends_on: date | None = None,
    at: datetime | None = None,
) -> Restriction:
    """Keep a record to ``by``, who owns the restriction, and ``listed``: the whole or one part.

    Raises ``PermissionDenied`` unless ``by`` opens the record and keeps restrictions, and
    ``ValidationError`` if it is restricted already or somebody may not be on the list.
    """
    at = at or clock.now()
    Person.objects.select_for_update(of=("self",)).get(pk=person.pk)
    decision = restrictions.may_restrict(by, person, at=at).require()
    if restrictions_of_any_at(at).filter(person=person, part=part).exists():
        raise ValidationError("This record is restricted already")
    if part not in restrictions.may_be_restricted(person, at=at):
        raise ValidationError({"part": "Only somebody who is both has two parts of the record"})
    if ends_on is not None and ends_on <= clock.day_of(at):
        raise ValidationError({"ends_on": "Enter a day in the future, or none"})
    people = {user.pk: user for user in (by, *listed)}.values()
    for user in people:
        require_may_be_listed(user, person, at)
    _clear_list(person, part)
    for user in people:
        put_on_list(user, person, LISTS[part], by=by, reason=reason, at=at)
    restriction = save(
        Restriction(
            person=person,
            part=part,
            kind=kind,
            reason=reason.strip(),
            owner=by,
            starts_at=at,
            review_on=review_on or restrictions.review_day(at),
            ends_at=clock.end_of_day(ends_on) if ends_on else None,
        )
    )
    log.record(
        "people.restricted" if restriction.is_whole else "people.part_restricted",
        by=by,
        about=person,
        target=restriction,
        because=decision,
        shown=[kind, *(user.staff_number for user in people), *_part(restriction)],
        detail={"reason": reason.strip()},
        at=at,
    )
    return restriction


@transaction.atomic
def add_to_list(
    *,
    restriction: Restriction,
    user: User,
    reason: str,
    by: User,
    until: date | None = None,
    at: datetime | None = None,
) -> None:
    """Put one more member of staff on the list, to a day or for as long as it holds.

    Raises ``PermissionDenied`` unless ``by`` keeps the restriction, and ``ValidationError`` if it
    holds no more, nothing is said, or ``user`` may not be on the list.
    """
    at = at or clock.now()
    restriction = _holding(restriction, at)
    decision = restrictions.may_keep(by, restriction, at=at).require()
    if not reason.strip():
        raise ValidationError({"reason": "Enter why they need to open it"})
    if until is not None and until < clock.day_of(at):
        raise ValidationError({"until": "Enter a day that is today or later, or none"})
    if user.pk == restriction.owner_id:
        raise ValidationError({"user": f"{user.name} owns the restriction, and is on the list"})
    require_may_be_listed(user, restriction.person, at)
    put_on_list(
        user,
        restriction.person,
        LISTS[restriction.part],
        by=by,
        reason=reason.strip(),
        until=until,
        at=at,
    )
    log.record(
        "people.list_added",
        by=by,
        about=restriction.person,
        target=user,
        because=decision,
        shown=[
            user.staff_number,
            *([until.isoformat()] if until else []),
            *_part(restriction),
        ],
        detail={"reason": reason.strip()},
        at=at,
    )


@transaction.atomic
def take_off_list(
    *,
    restriction: Restriction,
    user: User,
    reason: str,
    by: User,
    at: datetime | None = None,
) -> None:
    """Take a member of staff off the list: the record is not there for them from now on.

    Raises ``PermissionDenied`` unless ``by`` keeps the restriction, and ``ValidationError`` for its
    owner, who names another first.
    """
    at = at or clock.now()
    restriction = _holding(restriction, at)
    decision = restrictions.may_keep(by, restriction, at=at).require()
    if user.pk == restriction.owner_id:
        raise ValidationError({"user": f"{user.name} owns the restriction. Name another first"})
    if not reason.strip():
        raise ValidationError({"reason": "Enter why they come off the list"})
    access.end_grant(person=restriction.person, user=user, codename=LISTS[restriction.part])
    log.record(
        "people.list_taken_off",
        by=by,
        about=restriction.person,
        target=user,
        because=decision,
        shown=[user.staff_number, *_part(restriction)],
        detail={"reason": reason.strip()},
        at=at,
    )


@transaction.atomic
def name_owner(
    *,
    restriction: Restriction,
    user: User,
    reason: str,
    by: User,
    at: datetime | None = None,
) -> Restriction:
    """Name who owns a restriction from now on, and put them on its list.

    A keeper does it, or a records officer where it must be, who never names themselves. Raises
    ``PermissionDenied`` or ``ValidationError``.
    """
    at = at or clock.now()
    restriction = _holding(restriction, at)
    decision = restrictions.may_name_owner(by, restriction, at=at).require()
    if decision.basis == "OVERSEES" and user.pk == by.pk:
        raise ValidationError({"user": "Name somebody else than yourself"})
    if not user.has_role(*restrictions.KEEPS):
        raise ValidationError({"user": "A manager or a records officer owns a restriction"})
    if not reason.strip():
        raise ValidationError({"reason": "Enter why it changes hands"})
    require_may_be_listed(user, restriction.person, at)
    put_on_list(
        user, restriction.person, LISTS[restriction.part], by=by, reason=reason.strip(), at=at
    )
    restriction.owner = user
    save(restriction)
    # Whoever oversees it has not seen whose record it is, and their event does not say so.
    log.record(
        "people.restriction_owner_named",
        by=by,
        about=restriction.person if decision.basis == "KEEPER" else None,
        target=restriction,
        because=decision,
        shown=[user.staff_number, *_part(restriction)],
        detail={"reason": reason.strip()},
        at=at,
    )
    return restriction


@transaction.atomic
def review_restriction(
    *,
    restriction: Restriction,
    words: str,
    by: User,
    ends_on: date | None = None,
    at: datetime | None = None,
) -> RestrictionReview:
    """Say why a restriction is still needed: it is looked at again after the usual days.

    ``ends_on`` is its last day from now on, if it has one. Raises ``PermissionDenied`` unless
    ``by`` keeps it, and ``ValidationError`` if nothing is said, or it would end sooner than before.
    """
    at = at or clock.now()
    restriction = _holding(restriction, at)
    decision = restrictions.may_keep(by, restriction, at=at).require()
    ends_at = clock.end_of_day(ends_on) if ends_on else None
    moved = ends_at != restriction.ends_at
    if moved and ends_at and not (restriction.ends_at and ends_at > restriction.ends_at):
        raise ValidationError({"ends_on": "Ask that it ends: that it does so sooner takes two"})
    review = save(
        RestrictionReview(
            restriction=restriction,
            words=words.strip(),
            reviewed_by=by,
            reviewed_at=at,
            review_on=restrictions.review_day(at),
        )
    )
    restriction.review_on, restriction.told = review.review_on, ""
    restriction.ends_at = ends_at
    save(restriction)
    log.record(
        "people.restriction_reviewed",
        by=by,
        about=restriction.person,
        target=restriction,
        because=decision,
        shown=[
            *([ends_on.isoformat() if ends_on else "no last day"] if moved else []),
            *_part(restriction),
        ],
        detail={"words": words.strip()},
        at=at,
    )
    return review


@transaction.atomic
def ask_to_lift(
    *, restriction: Restriction, reason: str, by: User, at: datetime | None = None
) -> RestrictionLift:
    """Ask that a restriction ends. A second person answers.

    Raises ``PermissionDenied`` unless ``by`` keeps it, and ``ValidationError`` if it was asked
    already or no reason is given.
    """
    at = at or clock.now()
    restriction = _holding(restriction, at)
    decision = restrictions.may_keep(by, restriction, at=at).require()
    if restriction.lifts.filter(answer="").exists():
        raise ValidationError("Somebody has asked for this already")
    lift = save(
        RestrictionLift(restriction=restriction, reason=reason.strip(), asked_by=by, asked_at=at)
    )
    log.record(
        "people.lift_asked",
        by=by,
        about=restriction.person,
        target=restriction,
        because=decision,
        shown=_part(restriction),
        detail={"reason": reason.strip()},
        at=at,
    )
    return lift


@transaction.atomic
def answer_lift(
    *, restriction: Restriction, agrees: bool, by: User, at: datetime | None = None
) -> RestrictionLift:
    """Agree that a restriction ends now, or refuse, as somebody else than whoever asked.

    Raises ``PermissionDenied`` if it is not for ``by`` to answer, and ``ValidationError`` if nobody
    asks.
    """
    at = at or clock.now()
    restriction = _holding(restriction, at)
    decision = restrictions.may_answer_lift(by, restriction, at=at).require()
    lift = restriction.lifts.filter(answer="").first()
    if lift is None:
        raise ValidationError("This was answered already")
    if lift.asked_by_id == by.pk:
        raise ValidationError("You asked for this. Somebody else answers")
    lift.answer = RestrictionLift.Answer.AGREED if agrees else RestrictionLift.Answer.REFUSED
    lift.answered_by, lift.answered_at = by, at
    save(lift)
    if agrees:
        restriction.ends_at = at
        save(restriction)
        _clear_list(restriction.person, restriction.part)
    log.record(
        "people.lift_answered",
        by=by,
        about=restriction.person if agrees or decision.basis == "KEEPER" else None,
        target=restriction,
        because=decision,
        shown=[lift.answer, *_part(restriction)],
        at=at,
    )
    return lift


@transaction.atomic
def tell_of_restrictions(*, by: log.Actor, at: datetime | None = None) -> int:
    """Write down, once each, which reviews are due or late, and which restrictions have ended."""
    at = at or clock.now()
    today, told = clock.day_of(at), 0
    rows = Restriction.objects.select_for_update(of=("self",), skip_locked=True)
    rows = rows.select_related("person").exclude(told=Told.ENDED)
    ended = Q(ends_at__lte=at)
    for state, verb, which in (
        (Told.ENDED, "people.restriction_ended", rows.filter(ended, ~_lifted())),
        (
            Told.LATE,
            "people.restriction_late",
            rows.filter(~ended, review_on__lt=restrictions.late_before(at)).exclude(told=Told.LATE),
        ),
        (
            Told.DUE,
            "people.restriction_due",
            rows.filter(~ended, review_on__lte=today, told=""),
        ),
    ):
        for row in which:
            row.told = state
            save(row)
            others = restrictions_of_any_at(at).filter(person=row.person, part=row.part)
            if state == Told.ENDED and not others.exists():
                _clear_list(row.person, row.part)
            log.record(verb, by=by, about=row.person, target=row, shown=_part(row), at=at)
            told += 1
    return told


def _lifted() -> Q:
    return Q(lifts__answer=RestrictionLift.Answer.AGREED)


def _part(restriction: Restriction) -> list[str]:
    """Return what an event says of which part it is about: those on its list read why."""
    return [] if restriction.is_whole else [f"part:{restriction.part}"]


def _holding(restriction: Restriction, at: datetime) -> Restriction:
    """Return it as it is now, locked. Raises ``ValidationError`` if it holds no more."""
    rows = (
        restrictions_of_any_at(at).select_for_update(of=("self",)).select_related("person", "owner")
    )
    row = rows.filter(pk=restriction.pk).first()
    if row is None:
        raise ValidationError("This restriction has ended")
    return row


def _clear_list(person: Person, part: str) -> None:
    """End every row of the list, so that a later restriction begins with its own."""
    PersonUserObjectPermission.objects.filter(
        content_object=person, permission__codename=LISTS[part]
    ).delete()
