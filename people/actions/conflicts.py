"""Declaring whom one knows: it closes their record, whether it is here now or comes later."""

from collections.abc import Collection, Iterable
from datetime import date, datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Lower

import clock
from accounts.models import User
from audit import log
from audit.each import update_each
from people import access, nearness
from people.finding.letters import folded
from people.models import Conflict, Declaration, DeclarationReview, Name, Person
from people.models.declaration import END
from people.queries.conflicts import look_again_on, manages, may_decide, may_end, may_tie
from people.saved import save
from people.standing import restrictions_at

# A day further off than this is no day on which anybody looks again.
MOST_MONTHS = 24
_OWN, _NEAR_OWN = Declaration.Kind.SELF.label, Declaration.Kind.RELATIVE.label


@transaction.atomic
def declare(
    *,
    user: User,
    by: User,
    kind: str,
    given_names: str = "",
    family_name: str = "",
    born_on: date | None = None,
    reference: str = "",
    words: str = "",
    asked_to_look: str = "",
    at: datetime | None = None,
) -> Declaration:
    """Declare that ``user`` knows somebody. Says nothing of whether they have a record.

    Raises ``PermissionDenied`` if ``by`` is neither ``user`` nor a manager above, and
    ``ValidationError`` if it does not say who is known.
    """
    at = at or clock.now()
    if by.pk != user.pk and not manages(by, user, at=at):
        raise PermissionDenied("The manager of a member of staff declares for them.")
    if not reference.strip() and not family_name.strip():
        raise ValidationError("Enter a reference, or a name")
    declaration = save(
        Declaration(
            user=user,
            kind=kind,
            given_names=given_names.strip(),
            family_name=family_name.strip(),
            born_on=born_on,
            reference="".join(reference.split()),
            words=words.strip(),
            asked_to_look=asked_to_look.strip(),
            declared_by=by,
            declared_at=at,
        )
    )
    log.record(
        "people.declared",
        by=by,
        target=declaration,
        shown=[kind, user.staff_number],
        detail={"who": declaration.who, "words": words, "asked_to_look": asked_to_look},
        at=at,
    )
    fitting = _fitting(declaration)
    for person in fitting:
        _close(declaration, person, by=by, at=at)
    close_near_own_records(fitting, by=by, at=at)
    return declaration


@transaction.atomic
def tie_declaration(
    *, declaration: Declaration, reference: str, by: User, at: datetime | None = None
) -> None:
    """Close the record with a number, as a records officer who has found whom is meant.

    Raises ``PermissionDenied`` for anybody else, and for one's own declaration.
    """
    at = at or clock.now()
    declaration = _locked(declaration)
    _require_may_tie(by, declaration)
    found = access.findable_people(by, at=at).filter(_by_number(reference))
    for person in found.exclude(access.in_conflict(by, at=at)):
        _close(declaration, person, by=by, at=at)
        close_near_own_records([person], by=by, at=at)
    log.record(
        "people.declaration_tied",
        by=by,
        target=declaration,
        detail={"reference": reference},
        at=at,
    )


@transaction.atomic
def leave_untied(*, declaration: Declaration, by: User, at: datetime | None = None) -> None:
    """Say that a records officer looked, and found nobody whom it means for certain.

    Raises ``PermissionDenied`` for anybody else, and for one's own declaration.
    """
    at = at or clock.now()
    declaration = _locked(declaration)
    _require_may_tie(by, declaration)
    declaration.sought_on = clock.day_of(at)
    save(declaration)
    log.record("people.declaration_sought", by=by, target=declaration, at=at)


@transaction.atomic
def decide_declaration(
    *,
    declaration: Declaration,
    decision: str,
    reason: str,
    by: User,
    review_on: date | None = None,
    at: datetime | None = None,
) -> None:
    """Say, as a manager above, what comes of a declaration, and when it is looked at again.

    With ``END`` it ends. Raises ``PermissionDenied`` if ``by`` does not decide about it, and
    ``ValidationError`` if it has ended, no reason is given, or the day is not ahead.
    """
    at = at or clock.now()
    declaration = _locked(declaration)
    if not may_decide(by, declaration, at=at):
        raise PermissionDenied("A manager above decides about a declaration.")
    if decision == END:
        end_declaration(declaration=declaration, reason=reason, by=by, at=at)
        return
    if declaration.ended_at is not None:
        raise ValidationError("This was ended already.")
    if not reason.strip():
        raise ValidationError({"reason": "Enter why"})
    today = clock.day_of(at)
    review_on = review_on or look_again_on(today)
    if not today < review_on <= clock.add_months(today, MOST_MONTHS):
        raise ValidationError({"review_on": "Enter a day within the next two years"})
    save(
        DeclarationReview(
            declaration=declaration,
            decision=decision,
            reason=reason.strip(),
            review_on=review_on,
            reviewed_by=by,
            reviewed_at=at,
        )
    )
    log.record(
        "people.declaration_decided",
        by=by,
        target=declaration,
        shown=[decision, declaration.user.staff_number, review_on.isoformat()],
        detail={"reason": reason.strip()},
        at=at,
    )


@transaction.atomic
def end_declaration(
    *, declaration: Declaration, reason: str, by: User, at: datetime | None = None
) -> Declaration:
    """End a declaration and open again what only it closed. Somebody else than the user does.

    Raises ``PermissionDenied`` if ``by`` is neither a manager above nor a records officer, and
    ``ValidationError`` if it has ended or no reason is given.
    """
    at = at or clock.now()
    declaration = _locked(declaration)
    if not may_end(by, declaration, at=at):
        raise PermissionDenied("A manager above, or a records officer, ends a declaration.")
    if declaration.ended_at is not None:
        raise ValidationError("This was ended already.")
    if not reason.strip():
        raise ValidationError("Enter why it ends")
    declaration.ended_by, declaration.ended_at = by, at
    declaration.end_reason = reason.strip()
    save(declaration)
    ended = Conflict.objects.filter(declaration=declaration, ended_at=None).select_related("person")
    people = [conflict.person for conflict in ended]
    update_each(ended, ended_at=at)
    log.record(
        "people.declaration_ended", by=by, target=declaration, detail={"reason": reason}, at=at
    )
    for person in people:
        log.record("people.conflict_ended", by=by, about=person, target=declaration, at=at)
    return declaration


def close_to_those_who_declared(people: Collection[Person], *, by: log.Actor, at: datetime) -> None:
    """Close records that are new, or called or numbered anew, to whoever declared these people.

    Where only the name fits, records officers are asked again whether it is they.
    """
    new = {person.pk for person in people}
    numbers = {each.lower() for person in people for each in _numbers_of(person)}
    open_ones = (
        Declaration.objects.filter(ended_at=None)
        .annotate(number=Lower("reference"))
        .filter(
            Q(born_on__in={person.born_on for person in people} - {None}) | Q(number__in=numbers)
        )
    )
    for declaration in open_ones:
        for person in _fitting(declaration):
            if person.pk in new:
                _close(declaration, person, by=by, at=at)
    _seek_again(people, at)
    close_near_own_records(people, by=by, at=at)


def close_near_every_own_record(*, by: log.Actor, at: datetime | None = None) -> None:
    """Close what has come near to the own record of any member of staff since it was declared."""
    own = Conflict.objects.filter(ended_at=None, declaration__isnull=False, link=_OWN)
    people = list(Person.objects.filter(pk__in=own.values("person")))
    close_near_own_records(people, by=by, at=at or clock.now())


def close_near_own_records(people: Collection[Person], *, by: log.Actor, at: datetime) -> None:
    """Close what is near to a member of staff's own record to them, where these people are part.

    Their family and household, as records have them: nobody opens those in any role.
    """
    own = Conflict.objects.filter(ended_at=None, declaration__isnull=False, link=_OWN)
    if not own.exists():
        return
    near = nearness.near(people, on=clock.day_of(at))
    changed = {person.pk for person in people}
    for conflict in own.filter(person__in=near).select_related("declaration__user"):
        closes = near[conflict.person_id]
        if conflict.person_id not in changed:
            closes = closes & changed
        for person in Person.objects.filter(pk__in=closes).exclude(pk=conflict.person_id):
            assert conflict.declaration is not None
            _close(conflict.declaration, person, by=by, at=at, link=_NEAR_OWN)


def _seek_again(people: Collection[Person], at: datetime) -> None:
    """Ask again about who is called so now, but of no record or name that hides."""
    sought = Declaration.objects.filter(ended_at=None, reference="", sought_on__isnull=False)
    hidden = restrictions_at(at).values("person")
    names = Name.objects.filter(person__in=people, is_protected=False)
    names = names.exclude(person__in=hidden).select_related("person")
    for declaration in sought:
        if any(_may_be(declaration, name) for name in names):
            declaration.sought_on = None
            save(declaration)


def _may_be(declaration: Declaration, name: Name) -> bool:
    """Say whether the name fits, as far as it was declared, and no two dates of birth differ."""
    given = folded(declaration.given_names)
    return (
        folded(name.family_name) == folded(declaration.family_name)
        and given in ("", folded(name.given_names))
        and (
            None in (declaration.born_on, name.person.born_on)
            or declaration.born_on == name.person.born_on
        )
    )


def _fitting(declaration: Declaration) -> list[Person]:
    """Return the records that it fits: by number, or by name and date of birth together.

    A name alone fits too many: a records officer finds whom it means.
    """
    known = Person.objects.filter(merged_into=None)
    if declaration.reference:
        return list(known.filter(_by_number(declaration.reference)))
    if declaration.born_on is None:
        return []
    wanted = (folded(declaration.given_names), folded(declaration.family_name))
    names = Name.objects.filter(
        person__born_on=declaration.born_on, person__merged_into=None
    ).select_related("person")
    found = {
        each.person.pk: each.person
        for each in names
        if (folded(each.given_names), folded(each.family_name)) == wanted
    }
    return list(found.values())


def _numbers_of(person: Person) -> Iterable[str]:
    return filter(None, (person.council_reference, person.nhs_number))


def _by_number(reference: str) -> Q:
    digits = "".join(reference.split()).replace("\x00", "")
    if not digits:
        return Q(pk__in=[])
    return Q(council_reference__iexact=digits) | Q(nhs_number=digits)


def _require_may_tie(by: User, declaration: Declaration) -> None:
    if not may_tie(by, declaration):
        raise PermissionDenied("A records officer does this, and not for themselves.")
    if declaration.ended_at is not None:
        raise ValidationError("This was ended already.")


def _close(
    declaration: Declaration, person: Person, *, by: log.Actor, at: datetime, link: str = ""
) -> None:
    if Conflict.objects.filter(person=person, user=declaration.user, ended_at=None).exists():
        return
    conflict = save(
        Conflict(
            person=person,
            user=declaration.user,
            link=link or declaration.get_kind_display(),
            declared_at=at,
            declaration=declaration,
        )
    )
    log.record("people.conflict_declared", by=by, about=person, target=conflict, at=at)


def _locked(declaration: Declaration) -> Declaration:
    return (
        Declaration.objects.select_for_update(of=("self",))
        .select_related("user")
        .get(pk=declaration.pk)
    )
