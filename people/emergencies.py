"""Who answers and who looks at a record that somebody opened in an emergency (ruling 3)."""

from datetime import date, datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

import clock
from accounts import local
from accounts.models import DutyShift, Team, User
from accounts.roles import Role
from people import access
from people.access import Decision, Outcome
from people.models import EmergencyAccess
from people.standing import restrictions_of_any_at, running_at

OVERSEES = (Role.RECORDS_OFFICER, Role.CALDICOTT_GUARDIAN)
LEAST_WORDS = 20


def second_people(*, at: datetime | None = None) -> QuerySet[User]:
    """Return the managers who answer now: on call that day, or of an emergency or duty team."""
    day = clock.day_of(at or clock.now())
    on_call = DutyShift.objects.filter(user=OuterRef("pk"), day=day, taken_off_at=None)
    kinds = (Team.Kind.EMERGENCY, Team.Kind.DUTY)
    return (
        User.objects.filter(is_active=True, roles__contains=[Role.MANAGER])
        .filter(Q(starts_on=None) | Q(starts_on__lte=day), Q(ends_on=None) | Q(ends_on__gte=day))
        .filter(
            Exists(on_call)
            | Q(team__kind__in=kinds)
            | Exists(Team.objects.filter(lead=OuterRef("pk"), kind__in=kinds, closed_on=None))
        )
        .select_related("team")
        .order_by("name")
    )


def to_tell(emergency: EmergencyAccess, *, at: datetime | None = None) -> list[User]:
    """Return who is told at once that a record was opened: its workers, and both managers.

    Where nobody is allocated it is who leads its team, and always who owns a restriction of it.
    Nobody is who may not find it or has a conflict of interest, nor whoever opened it.
    """
    at = at or clock.now()
    person = emergency.person
    assert person is not None
    running = running_at(at).filter(person=person)
    works_or_manages = (
        Q(pk__in=running.values("worker"))
        | Q(pk__in=running.values("worker__line_manager"))
        | Q(pk__in=running.filter(worker=None).values("team__lead"))
        | Q(pk=emergency.user.line_manager_id)
        | Q(pk__in=restrictions_of_any_at(at).filter(person=person).values("owner"))
    )
    if person.team is not None and not running.exists():
        works_or_manages |= Q(pk=person.team.lead_id)
    staff = User.objects.filter(works_or_manages, is_active=True).exclude(pk=emergency.user_id)
    return [
        user
        for user in staff.select_related("team").order_by("pk")
        if access.may_find_without_conflict(user, person, at=at)
    ]


def waits(emergency: EmergencyAccess, *, at: datetime | None = None) -> bool:
    """Say whether a second person is still to answer. After some hours the emergency is over."""
    return (
        emergency.wants_restricted
        and not emergency.answer
        and access.emergency_ends_at(emergency.asked_at) > (at or clock.now())
    )


def may_answer(by: User, emergency: EmergencyAccess, *, at: datetime | None = None) -> Decision:
    """Say whether ``by`` may be the second person of this emergency."""
    if emergency.user_id == by.pk:
        return _not("You asked for this. Somebody else answers.")
    if not second_people(at=at).filter(pk=by.pk).exists():
        return _not("The manager on call answers this.")
    if emergency.person is not None and in_conflict(by, emergency, at=at):
        return _not("A conflict of interest is declared. Another manager answers.")
    return Decision(Outcome.ALLOWED, "ON_CALL", "You are the manager on call.")


def may_review(by: User, emergency: EmergencyAccess, *, at: datetime | None = None) -> Decision:
    """Say whether ``by`` may say what they found: a manager above, or, when late, governance.

    Nobody looks at their own, nor at what they agreed to as the second person.
    """
    if by.pk in (emergency.user_id, emergency.answered_by_id):
        return _not("You took part in this. Somebody else looks at it.")
    if emergency.person is not None and in_conflict(by, emergency, at=at):
        return _not("A conflict of interest is declared. Somebody else looks at it.")
    day = clock.day_of(at or clock.now())
    if by.has_role(Role.MANAGER) and emergency.user_id in access.line_below(by, day).staff:
        return Decision(Outcome.ALLOWED, "MANAGER", "You manage whoever opened it.")
    if by.has_role(*OVERSEES) and is_escalated(emergency, at=at):
        return Decision(Outcome.ALLOWED, "OVERSEES", "It was not looked at in time.")
    return _not("The manager of whoever opened it looks at it.")


def is_escalated(emergency: EmergencyAccess, *, at: datetime | None = None) -> bool:
    """Say whether it is others' turn: late, or no manager who took no part in it."""
    late = emergency.review_by < clock.day_of(at or clock.now())
    return late or emergency.user.line_manager_id in (None, emergency.answered_by_id)


def in_conflict(by: User, emergency: EmergencyAccess, *, at: datetime | None = None) -> bool:
    """Say whether a conflict of interest stands between ``by`` and the person."""
    return (
        access.conflicts_at(at or clock.now()).filter(user=by, person=emergency.person_id).exists()
    )


def review_by(at: datetime) -> date:
    """Return the day by which an opening at ``at`` is looked at."""
    days = local.settings_value("access.emergency_review_working_days")
    return clock.add_working_days(clock.day_of(at), days)


def _not(because: str) -> Decision:
    return Decision(Outcome.DENIED, "ROLE", because)
