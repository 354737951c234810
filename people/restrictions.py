"""Who keeps the restriction of a record, who oversees it, who may agree that it ends (ruling 4).

Whoever oversees restrictions learns that there is one, who keeps it, why and since when, and never
whose record it is, unless they are on its list.
"""

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db.models import Model, Q, QuerySet

import clock
from accounts import local
from accounts.models import User
from accounts.roles import Role, permissions_of
from people import access
from people.access import PART_LISTS, Decision, Outcome, Permission
from people.models import Person, Restriction
from people.standing import restrictions_of_any_at

KEEPS = (Role.MANAGER, Role.RECORDS_OFFICER)
OVERSEES = (Role.RECORDS_OFFICER, Role.CALDICOTT_GUARDIAN)
# So long before its last day the owner of a restriction is told.
ENDS_SOON_DAYS = 14
# The name of the list of each: of a whole record, and of each part of one.
LISTS = {Restriction.Part.WHOLE.value: "open_restricted", **PART_LISTS}


def may_restrict(by: User, person: Person, *, at: datetime | None = None) -> Decision:
    """Say whether ``by`` may keep to named staff a record that they may open."""
    decision = access.decide(by, Permission.VIEW, person, at=at)
    if not decision.allowed or by.has_role(*KEEPS):
        return decision
    return _not("A manager or a records officer restricts a record.")


def may_keep(by: User, restriction: Restriction, *, at: datetime | None = None) -> Decision:
    """Say whether ``by`` may change the list, look at it again and ask that it ends."""
    if by.has_role(*KEEPS) and is_listed(by, restriction, at=at):
        return Decision(Outcome.ALLOWED, "KEEPER", "You keep this restriction.")
    return _not("A manager or a records officer who is on the list does this.")


def may_name_owner(by: User, restriction: Restriction, *, at: datetime | None = None) -> Decision:
    """Say whether ``by`` may name who owns it now. A records officer may, if nobody else does."""
    kept = may_keep(by, restriction, at=at)
    if kept.allowed or not by.has_role(Role.RECORDS_OFFICER):
        return kept
    return _overseeing(by, restriction, at)


def may_answer_lift(by: User, restriction: Restriction, *, at: datetime | None = None) -> Decision:
    """Say whether ``by`` may be the second person when a restriction ends."""
    kept = may_keep(by, restriction, at=at)
    return kept if kept.allowed else _overseeing(by, restriction, at)


def is_listed(user: User, restriction: Restriction, *, at: datetime | None = None) -> bool:
    """Say whether ``user`` is on the list, and no conflict of interest stands between."""
    if not access.may_find_without_conflict(user, restriction.person, at=at):
        return False
    return restriction.is_whole or access.opens_part(
        user, restriction.person, restriction.part, at=at
    )


def holds(restriction: Restriction, *, at: datetime | None = None) -> bool:
    """Say whether it holds at that instant."""
    return restrictions_of_any_at(at or clock.now()).filter(pk=restriction.pk).exists()


def may_be_restricted(person: Person, *, at: datetime | None = None) -> list[str]:
    """Return what of a record can be restricted now: the whole, and each part of somebody both."""
    held = restrictions_of_any_at(at or clock.now()).filter(person=person)
    of_both = [part.value for part in Restriction.Part] if person.is_both else []
    offered = of_both or [Restriction.Part.WHOLE.value]
    already = set(held.values_list("part", flat=True))
    return [part for part in offered if part not in already]


def whom_to_ask() -> QuerySet[User]:
    """Return the records officers who work here now, by name."""
    day = clock.today()
    return (
        User.objects.filter(is_active=True, roles__contains=[Role.RECORDS_OFFICER])
        .filter(Q(starts_on=None) | Q(starts_on__lte=day), Q(ends_on=None) | Q(ends_on__gte=day))
        .select_related("team")
        .order_by("name", "pk")
    )


def review_day(at: datetime) -> date:
    """Return the day on which a restriction is looked at again."""
    days = local.settings_value("access.restriction_review_days")
    return clock.add_days(clock.day_of(at), days)


def began_for_review(before: date) -> datetime:
    """Return the instant before which that began which is first looked at before a day."""
    days = local.settings_value("access.restriction_review_days")
    return clock.at_time(clock.add_days(before, -days), 0)


def ends_soon_at(at: datetime) -> datetime:
    """Return the instant up to which a last day is so near that its owner is told."""
    return clock.end_of_day(clock.add_days(clock.day_of(at), ENDS_SOON_DAYS))


def late_before(at: datetime) -> date:
    """Return the first day of a review that is not late yet: what was due before it is."""
    days = local.settings_value("access.restriction_late_working_days")
    return clock.add_working_days(clock.day_of(at), -days)


def require_may_be_listed(user: User, person: Person, at: datetime) -> None:
    """Raise ``ValidationError`` for those whom the list would not help. Says nothing of why.

    Part of an action.
    """
    blocked = access.conflicts_at(at).filter(user=user, person=person).exists()
    if blocked or not user.works_on(clock.day_of(at)) or not permissions_of(user.roles):
        raise ValidationError({"user": f"{user.name} cannot be on this list. Ask their manager"})


def put_on_list(
    user: User,
    about: Model,
    codename: str,
    *,
    by: User,
    reason: str,
    until: date | None = None,
    at: datetime,
) -> None:
    """Let ``user`` open what the list is ``about``, to the end of a day or as long as it holds.

    Part of an action.
    """
    access.give_exception(
        about=about,
        user=user,
        codename=codename,
        by=by,
        reason=reason[:250],
        expires_at=clock.end_of_day(until) if until else None,
        at=at,
    )


def _overseeing(by: User, restriction: Restriction, at: datetime | None) -> Decision:
    at = at or clock.now()
    if not by.has_role(*OVERSEES) or not by.works_on(clock.day_of(at)):
        return _not("A records officer, or the Caldicott Guardian, does this.")
    if access.conflicts_at(at).filter(user=by, person=restriction.person_id).exists():
        return _not("Somebody else does this.")
    return Decision(Outcome.ALLOWED, "OVERSEES", "You oversee restricted records.")


def _not(because: str) -> Decision:
    return Decision(Outcome.DENIED, "ROLE", because)
