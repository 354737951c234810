"""Who may do what to whose record. The one place that decides.

``decide`` answers for one person and ``visible_people`` for all; a property test holds them equal.
Order: account in use, explicit deny (restricted and not listed, conflict), role, basis, stated
reason, deny. Source: rulings 1 to 8.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cached_property

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from guardian.shortcuts import assign_perm, remove_perm

import clock
from accounts import roles
from accounts.models import Team, User
from accounts.queries import reports_of, team_ids_of, teams_of
from people.models import (
    AccessReason,
    Allocation,
    Conflict,
    Person,
    PersonUserObjectPermission,
    Restriction,
)


class Permission(StrEnum):
    """What somebody wants to do with a record."""

    VIEW = "VIEW"
    WRITE = "WRITE"
    REVIEW = "REVIEW"
    EXPORT = "EXPORT"
    SEE_ACCESS = "SEE_ACCESS"
    MANAGE = "MANAGE"


class Outcome(StrEnum):
    """ALLOWED; NEEDS_REASON: ask why first; DENIED: say whom to ask; HIDDEN: as if unknown."""

    ALLOWED = "ALLOWED"
    NEEDS_REASON = "NEEDS_REASON"
    DENIED = "DENIED"
    HIDDEN = "HIDDEN"


@dataclass(frozen=True)
class Decision:
    """An answer, the basis the event log keeps, and the words that screens quote."""

    outcome: Outcome
    basis: str
    because: str

    @property
    def allowed(self) -> bool:
        """Say whether it may be done."""
        return self.outcome is Outcome.ALLOWED

    def require(self) -> "Decision":
        """Return this decision. Raises ``PermissionDenied`` unless it allows."""
        if not self.allowed:
            raise PermissionDenied(self.because)
        return self


def decide(
    user: User, permission: Permission, person: Person, *, at: datetime | None = None
) -> Decision:
    """Say whether ``user`` may do this to ``person``'s record at that instant, and why."""
    at = at or clock.now()
    denied = _denied(user, person, at)
    if denied is not None:
        return denied
    if permission not in roles.permissions_of(user.roles):
        return Decision(Outcome.DENIED, "ROLE", "Your role does not do this.")
    return (
        _relationship(user, permission, person, at)
        or _stated_reason(user, person, at)
        or Decision(
            Outcome.DENIED,
            "NO_BASIS",
            f"You are not working with {person.name}.",
        )
    )


def _denied(user: User, person: Person, at: datetime) -> Decision | None:
    if not user.works_on(clock.day_of(at)):
        return Decision(Outcome.DENIED, "NOT_IN_USE", "Your account is not in use.")
    if (
        _restricted(at).filter(person=person).exists()
        and not _grants(user, "open_restricted", at).filter(content_object=person).exists()
    ):
        return Decision(Outcome.HIDDEN, "RESTRICTED", "This record does not exist.")
    if _conflicts(user, at).filter(person=person).exists():
        return Decision(
            Outcome.DENIED,
            "CONFLICT",
            "A conflict of interest is declared between you and this record.",
        )
    return None


def _relationship(
    user: User, permission: Permission, person: Person, at: datetime
) -> Decision | None:
    running = list(_running(at).filter(person=person).values_list("worker_id", "team_id", "role"))
    workers = {worker: role for worker, _, role in running if worker}
    if user.pk in workers:
        words: dict[str, str] = {
            Allocation.Role.WORKER: f"You are {person.name}'s worker.",
            Allocation.Role.CO_WORKER: f"You work with {person.name} beside their worker.",
            Allocation.Role.COVER: f"You are covering for {person.name}'s worker.",
        }
        return Decision(Outcome.ALLOWED, workers[user.pk], words[workers[user.pk]])
    team_ids = team_ids_of(user)
    if team_ids & ({team for _, team, _ in running} | {person.team_id}):
        return Decision(Outcome.ALLOWED, "TEAM", f"Your team works with {person.name}.")
    if user.has_role(roles.Role.MANAGER) and _manages(user, workers, person, running):
        return Decision(
            Outcome.ALLOWED, "MANAGER", f"You manage staff who work with {person.name}."
        )
    grants = _grants(user, _GRANT_FOR[permission], at) if permission in _GRANT_FOR else None
    if grants is not None and grants.filter(content_object=person).exists():
        return Decision(Outcome.ALLOWED, "GRANT", "You have been given access to this record.")
    return None


def _manages(user, workers, person, running) -> bool:
    below = reports_of(user)
    if below & set(workers):
        return True
    led = set(Team.objects.filter(Q(lead=user) | Q(lead__in=below)).values_list("pk", flat=True))
    return bool(led & ({team for _, team, _ in running} | {person.team_id}))


def _stated_reason(user: User, person: Person, at: datetime) -> Decision | None:
    if not reasons_open_to(user):
        return None
    if _reasons(user, at).filter(person=person).exists():
        return Decision(Outcome.ALLOWED, "REASON", "You said today why you need this record.")
    return Decision(
        Outcome.NEEDS_REASON, "REASON", f"Say why you need {person.name}'s record today."
    )


def reasons_open_to(user: User) -> list[str]:
    """Return the reasons that ``user`` may state: duty, emergency, or a role's task (ruling 2)."""
    reasons = list(roles.reasons_of(user.roles))
    if user.team is not None and "VIEW" in roles.permissions_of(user.roles):
        reasons += _REASONS_OF_TEAM.get(user.team.kind, [])
    return reasons


def visible_people(user: User, *, at: datetime | None = None) -> QuerySet[Person]:
    """Return the people whose record ``user`` may open now without stating another reason."""
    at = at or clock.now()
    if not user.works_on(clock.day_of(at)) or "VIEW" not in roles.permissions_of(user.roles):
        return Person.objects.none()
    running = _running(at)
    own = Q(pk__in=running.filter(worker=user).values("person"))
    teams = teams_of(user).values("pk")
    own |= Q(team_id__in=teams) | Q(pk__in=running.filter(team__in=teams).values("person"))
    if user.has_role(roles.Role.MANAGER):
        below = reports_of(user)
        led = Team.objects.filter(Q(lead=user) | Q(lead__in=below)).values("pk")
        own |= Q(pk__in=running.filter(worker__in=below).values("person"))
        own |= Q(team_id__in=led) | Q(pk__in=running.filter(team__in=led).values("person"))
    own |= Q(pk__in=_grants(user, _GRANT_FOR[Permission.VIEW], at).values("content_object"))
    if reasons_open_to(user):
        own |= Q(pk__in=_reasons(user, at).values("person"))
    return (
        findable_people(user, at=at)
        .filter(own)
        .exclude(pk__in=_conflicts(user, at).values("person"))
    )


def findable_people(user: User, *, at: datetime | None = None) -> QuerySet[Person]:
    """Return the people who may be found as an index card: everyone but the restricted."""
    at = at or clock.now()
    if not user.works_on(clock.day_of(at)) or not roles.permissions_of(user.roles):
        return Person.objects.none()
    listed = _grants(user, "open_restricted", at).filter(content_object=OuterRef("pk"))
    return Person.objects.filter(
        ~Exists(_restricted(at).filter(person=OuterRef("pk"))) | Exists(listed)
    )


class EntryAccess:
    """Which entries somebody who may open ``person`` may open; the database is asked once at most.

    A restricted entry is for its author, the allocated workers and their managers, those listed
    for a restricted person, and for a safeguarding entry also the safeguarding and emergency duty
    teams (ruling 4).
    """

    def __init__(self, user: User, person: Person, *, at: datetime | None = None) -> None:
        self._user, self._person, self._at = user, person, at or clock.now()

    def allows(self, *, restricted: bool, author_id: int, safeguarding: bool) -> bool:
        """Say whether one entry may be opened."""
        return (
            not restricted
            or self._user.pk == author_id
            or (safeguarding and self._is_in_safeguarding())
            or self._is_named
        )

    def _is_in_safeguarding(self) -> bool:
        team = self._user.team
        return team is not None and (team.key == "safeguarding" or team.kind == Team.Kind.EMERGENCY)

    @cached_property
    def _is_named(self) -> bool:
        user, person = self._user, self._person
        running = list(
            _running(self._at).filter(person=person).values_list("worker_id", "team_id", "role")
        )
        workers = {worker: role for worker, _, role in running if worker}
        return (
            user.pk in workers
            or (user.has_role(roles.Role.MANAGER) and _manages(user, workers, person, running))
            or _grants(user, "open_restricted", self._at).filter(content_object=person).exists()
        )


def is_restricted(person: Person, *, at: datetime | None = None) -> bool:
    """Say whether the whole record is restricted."""
    return _restricted(at or clock.now()).filter(person=person).exists()


@transaction.atomic
def give_grant(
    *,
    person: Person,
    user: User,
    codename: str,
    by: User | None,
    reason: str,
    expires_at: datetime | None,
    at: datetime,
) -> None:
    """Store an exception for one member of staff through guardian's table."""
    assign_perm(codename, user, person)
    PersonUserObjectPermission.objects.filter(
        user=user, content_object=person, permission__codename=codename
    ).update(granted_by=by, reason=reason, granted_at=at, expires_at=expires_at)


def end_grant(*, person: Person, user: User, codename: str) -> None:
    """Take an exception away at once."""
    remove_perm(codename, user, person)


def reason_expires_at(at: datetime) -> datetime:
    """Return when a reason given at ``at`` stops: at the end of the day, or an hour on if later."""
    return max(clock.end_of_day(clock.day_of(at)), at + timedelta(hours=1))


_REASONS_OF_TEAM: dict[str, list[str]] = {
    Team.Kind.DUTY: [AccessReason.Basis.DUTY],
    Team.Kind.EMERGENCY: [AccessReason.Basis.EMERGENCY],
}
_GRANT_FOR = {Permission.VIEW: "open_record", Permission.WRITE: "write_record"}


def _running(at: datetime) -> QuerySet[Allocation]:
    return Allocation.objects.running_on(clock.day_of(at))


def _restricted(at: datetime) -> QuerySet[Restriction]:
    return Restriction.objects.filter(starts_at__lte=at).filter(
        Q(ends_at__isnull=True) | Q(ends_at__gt=at)
    )


def _conflicts(user: User, at: datetime) -> QuerySet[Conflict]:
    return Conflict.objects.filter(user=user, declared_at__lte=at).filter(
        Q(ended_at__isnull=True) | Q(ended_at__gt=at)
    )


def _reasons(user: User, at: datetime) -> QuerySet[AccessReason]:
    return AccessReason.objects.filter(user=user, given_at__lte=at, expires_at__gt=at)


def _grants(user: User, codename: str, at: datetime) -> QuerySet[PersonUserObjectPermission]:
    return PersonUserObjectPermission.objects.filter(
        user=user, permission__codename=codename
    ).filter(Q(expires_at__isnull=True) | Q(expires_at__gt=at))
