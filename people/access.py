"""Who may do what to whose record. The one place that decides.

``decide`` answers for one person and ``visible_people`` for all; a property test holds them equal.
Order: account in use, explicit deny (restricted and not listed, conflict), role, basis, stated
reason, emergency, deny. Training that has run out leaves allocated work, duty and emergencies open,
and closes every wider basis. Source: rulings 1 to 8.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import cached_property
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Exists, Model, OuterRef, Q, QuerySet
from guardian.shortcuts import assign_perm, remove_perm
from guardian.utils import get_user_obj_perms_model

import clock
from accounts import local, roles, training
from accounts.models import Team, User
from accounts.queries import covered_by, on_duty, rota_kept, teams_of
from audit.each import update_each
from people.models import (
    AccessReason,
    Allocation,
    Fact,
    Person,
    PersonUserObjectPermission,
    Referral,
    Restriction,
)
from people.standing import (
    FINDABLE,
    WHOLE,
    Standing,
    conflicts_at,
    grants_to,
    known_once,
    line_below,
    parts_at,
    people_put_once,
    reasons_of,
    restrictions_at,
    running_at,
    standing_of,
)

__all__ = ["conflicts_at", "known_once", "line_below", "standing_of"]


class Permission(StrEnum):
    """What somebody wants to do with a record. ADD is to write something new, and no more."""

    VIEW = "VIEW"
    ADD = "ADD"
    WRITE = "WRITE"
    REVIEW = "REVIEW"
    EXPORT = "EXPORT"
    SEE_ACCESS = "SEE_ACCESS"
    MANAGE = "MANAGE"
    BREAK_GLASS = "BREAK_GLASS"


class Outcome(StrEnum):
    """ALLOWED; NEEDS_REASON: ask why first; NEEDS_EMERGENCY: it opens only in an emergency;

    DENIED: say whom to ask; HIDDEN: as if unknown.
    """

    ALLOWED = "ALLOWED"
    NEEDS_REASON = "NEEDS_REASON"
    NEEDS_EMERGENCY = "NEEDS_EMERGENCY"
    DENIED = "DENIED"
    HIDDEN = "HIDDEN"


@dataclass(frozen=True)
class Decision:
    """An answer, the basis the event log keeps, and the words that screens quote.

    ``for_whom`` is the number of a colleague in whose place it is allowed: the log names both.
    """

    outcome: Outcome
    basis: str
    because: str
    for_whom: str = ""

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
    return decide_from(standing_of(user, person, at=at), permission)


def decide_from(stands: Standing, permission: Permission) -> Decision:
    """Say the same of a standing that was asked for together with others."""
    denied = _denied(stands)
    if denied is not None:
        return denied
    if permission not in roles.permissions_of(stands.user.roles):
        return Decision(Outcome.DENIED, "ROLE", "Your role does not do this.")
    return (
        _relationship(stands, permission)
        or _stated_reason(stands, permission)
        or _emergency(stands, permission)
        or _to_ask(stands, permission)
    )


def _denied(stands: Standing) -> Decision | None:
    if not stands.user.works_on(clock.day_of(stands.at)):
        return Decision(Outcome.DENIED, "NOT_IN_USE", "Your account is not in use.")
    if stands.person.merged_into_id is not None:
        return Decision(Outcome.HIDDEN, "MERGED", "This record was merged into another.")
    if stands.is_restricted and not _is_listed(stands):
        return Decision(Outcome.HIDDEN, "RESTRICTED", "This record does not exist.")
    if stands.has_conflict:
        return Decision(
            Outcome.DENIED,
            "CONFLICT",
            "A conflict of interest is declared between you and this record.",
        )
    return None


def _relationship(stands: Standing, permission: Permission) -> Decision | None:
    name, role = stands.person.name, stands.workers.get(stands.user.pk)
    if role is not None:
        words: dict[str, str] = {
            Allocation.Role.WORKER: f"You are {name}'s worker.",
            Allocation.Role.CO_WORKER: f"You work with {name} beside their worker.",
            Allocation.Role.COVER: f"You are covering for {name}'s worker.",
            Allocation.Role.HANDOVER: f"You are handing over your work with {name}.",
        }
        for_whom = stands.covered if role == Allocation.Role.COVER else ""
        return Decision(Outcome.ALLOWED, role, words[role], for_whom)
    return None if stands.training_is_out else _wider(stands, permission)


def _wider(stands: Standing, permission: Permission) -> Decision | None:
    """Return the basis of somebody who is not allocated, if they have one."""
    name = stands.person.name
    if stands.shares_a_team:
        return Decision(
            Outcome.ALLOWED, "TEAM", f"Your team works with {name}.", _in_whose_place(stands)
        )
    if stands.manages and not stands.only_acts:
        return Decision(Outcome.ALLOWED, "MANAGER", f"You manage staff who work with {name}.")
    if stands.manages:
        return Decision(
            Outcome.ALLOWED,
            "ACTING",
            f"You act for a manager of staff who work with {name}.",
            stands.acted_for,
        )
    if stands.covers:
        return Decision(
            Outcome.ALLOWED,
            "COVER",
            f"You cover for somebody who works with {name}.",
            stands.covered,
        )
    if permission in _GRANT_FOR and stands.is_granted(_GRANT_FOR[permission]):
        return Decision(Outcome.ALLOWED, "GRANT", "You have been given access to this record.")
    return None


def _in_whose_place(stands: Standing) -> str:
    """Return the number of a colleague for whom somebody of their own team stands in."""
    if stands.covers:
        return stands.covered
    return stands.acted_for if stands.only_acts else ""


def _stated_reason(stands: Standing, permission: Permission) -> Decision | None:
    if stands.reasons_given & _that_open(_own_reasons(stands), stands, permission):
        return Decision(Outcome.ALLOWED, "REASON", "You said today why you need this record.")
    return None


def _that_open(reasons: list[str], stands: Standing, permission: Permission) -> set[str]:
    """Return those of the reasons that go with a role which has the permission."""
    return {
        reason for reason in reasons if permission in roles.opened_by(reason, stands.user.roles)
    }


def _own_reasons(stands: Standing) -> list[str]:
    """Return the reasons that go with their roles, their team and their duty."""
    reasons = _standing_reasons(stands.user, clock.day_of(stands.at))
    if _may_view(stands.user) and stands.is_on_duty:
        reasons.append(AccessReason.Basis.DUTY)
    return reasons


def _that_may_be_stated(reasons: Iterable[str], stands: Standing) -> list[str]:
    """Leave out the reasons for which somebody else asks, and has not (ruling 2)."""
    return [
        each for each in reasons if each not in Referral.Basis.values or each in stands.asked_for
    ]


def _emergency(stands: Standing, permission: Permission) -> Decision | None:
    """Allow what an emergency opens: the record to read, and new notes (ruling 3)."""
    if _opens_in_emergency(stands.user, permission) and stands.is_granted("break_glass"):
        return Decision(Outcome.ALLOWED, "BREAK_GLASS", "You opened this record in an emergency.")
    return None


def _to_ask(stands: Standing, permission: Permission) -> Decision:
    """Say what is to be asked for where nothing opens the record yet."""
    name, own = stands.person.name, _own_reasons(stands)
    stated = _that_may_be_stated(own, stands)
    if _that_open(stated, stands, permission):
        return Decision(Outcome.NEEDS_REASON, "REASON", f"Say why you need {name}'s record today.")
    # Whoever opens it by stating a reason has no need of an emergency for what that leaves closed.
    asks = _opens_in_emergency(stands.user, permission) and not stated
    outcome = Outcome.NEEDS_EMERGENCY if asks else Outcome.DENIED
    if _is_closed_by_training(stands, permission):
        return Decision(outcome, "TRAINING", training.because_out(stands.user))
    if not asks and _that_open(own, stands, permission):
        return Decision(outcome, "NO_BASIS", _NOT_ASKED)
    return Decision(
        outcome,
        "NO_BASIS",
        f"You are not working with {name}. Ask the team that is, or your manager.",
    )


def _is_closed_by_training(stands: Standing, permission: Permission) -> bool:
    """Say whether they could open the record if their training had not run out (ruling 7)."""
    return stands.training_is_out and (
        _wider(stands, permission) is not None
        or bool(_that_may_be_stated(roles.reasons_of(stands.user.roles), stands))
    )


def _opens_in_emergency(user: User, permission: Permission) -> bool:
    return permission in (Permission.VIEW, Permission.ADD) and may_break_glass(user)


def may_break_glass(user: User) -> bool:
    """Say whether a role of ``user`` opens records in an emergency."""
    return Permission.BREAK_GLASS in roles.permissions_of(user.roles)


def _is_listed(stands: Standing) -> bool:
    """Say whether they are on the list of a restricted record, or an emergency put them there."""
    return stands.is_granted("open_restricted") or (
        may_break_glass(stands.user) and stands.is_granted("break_glass_restricted")
    )


def _lists(user: User, at: datetime) -> QuerySet[PersonUserObjectPermission]:
    """Return the exceptions that ``_is_listed`` asks for one person."""
    return _lists_of(user, at, "open_restricted")


def _lists_of(user: User, at: datetime, codename: str) -> QuerySet[PersonUserObjectPermission]:
    names = [codename]
    if may_break_glass(user):
        names.append("break_glass_restricted")
    return grants_to(user, at).filter(permission__codename__in=names)


def closed_parts(stands: Standing) -> frozenset[str]:
    """Return the parts of a record that are restricted, and whoever stands so is on no list of.

    What opens a restricted record in an emergency opens its parts too.
    """
    opened = may_break_glass(stands.user) and stands.is_granted("break_glass_restricted")
    if opened:
        return frozenset()
    return frozenset(
        part for part in stands.restricted_parts if not stands.is_granted(PART_LISTS[part])
    )


def opens_part(user: User, person: Person, part: str, *, at: datetime | None = None) -> bool:
    """Say whether ``user`` is on the list of one restricted part, or an emergency put them there.

    Says nothing of whether they may open the record.
    """
    return part not in closed_parts(standing_of(user, person, at=at))


def parts_closed_to(user: User, *, at: datetime | None = None) -> QuerySet[Restriction]:
    """Return the restrictions of parts on whose list ``user`` is not: ``closed_parts`` for all."""
    at = at or clock.now()
    found = parts_at(at)
    for part, codename in PART_LISTS.items():
        listed = _lists_of(user, at, codename).filter(content_object=OuterRef("person"))
        found = found.exclude(Exists(listed), part=part)
    return found


def decide_to_show(user: User, fact: Fact, *, at: datetime | None = None) -> Decision:
    """Say whether ``user`` may be shown a fact that is kept back (rulings 8 and 9).

    A protected name is for those named; the rest for those who may write on the record. To anybody
    else a protected name is as if it were not there.
    """
    decision = decide(user, Permission.ADD, fact.person, at=at)
    if not decision.allowed or fact.secrecy != Fact.Secrecy.PROTECTED:
        return decision
    if may_see_protected_names(user, fact.person, at=at):
        return Decision(Outcome.ALLOWED, "NAMED", "You are named to see this.")
    return Decision(Outcome.HIDDEN, "PROTECTED", "There is no such page.")


def may_see_protected_names(user: User, person: Person, *, at: datetime | None = None) -> bool:
    """Say whether ``user`` is named to see protected names of this person."""
    return standing_of(user, person, at=at).is_granted("see_protected_names")


def may_say_why_for_more(user: User, person: Person, *, at: datetime | None = None) -> bool:
    """Say whether a reason would open to ``user`` more of the record than is open already."""
    stands = standing_of(user, person, at=at)
    return any(decide_from(stands, each).outcome is Outcome.NEEDS_REASON for each in Permission)


def needs_reason_to_be_shown(decision: Decision) -> bool:
    """Say whether a reason is asked to be shown what is kept back: not of those who work with them.

    For a protected name it always is: what opens one is that somebody is named.
    """
    return decision.basis not in {role.value for role in Allocation.Role}


def decide_as_provider(
    user: User, person: Person, *, gave_information: bool, at: datetime | None = None
) -> Decision:
    """Say whether ``user`` may read the one entry that was written from what they told (ruling 2).

    ``gave_information`` is the fact, which upper apps know. The answer is for that entry alone: the
    rest of the record stays as open or closed to them as it is.
    """
    denied = _denied(standing_of(user, person, at=at))
    if denied is not None:
        return denied
    if Permission.VIEW not in roles.permissions_of(user.roles):
        return Decision(Outcome.DENIED, "ROLE", "Your role does not do this.")
    if gave_information:
        return Decision(Outcome.ALLOWED, "PROVIDER", "This entry was written from what you told.")
    return Decision(Outcome.DENIED, "NO_BASIS", f"You are not working with {person.name}.")


def people_open_to_provider(user: User, *, at: datetime | None = None) -> QuerySet[Person]:
    """Return the people of whom ``user`` may read an entry that was written from what they told."""
    if Permission.VIEW not in roles.permissions_of(user.roles):
        return Person.objects.none()
    return findable_people(user, at=at).filter(~in_conflict(user, at=at))


def decide_to_register(user: User, person: Person, *, at: datetime | None = None) -> Decision:
    """Say whether ``user`` may put on the register that somebody asked about a person.

    Whoever reads the record may, and a records officer who finds the person: what they register is
    what opens the record to them.
    """
    decision = decide(user, Permission.VIEW, person, at=at)
    if decision.outcome is Outcome.NEEDS_REASON and user.has_role(roles.Role.RECORDS_OFFICER):
        return Decision(Outcome.ALLOWED, "REGISTER", "You keep the register of requests.")
    return decision


def reasons_open_to(user: User, *, at: datetime | None = None) -> list[str]:
    """Return the reasons that ``user`` may state: duty, emergency, or a role's task (ruling 2).

    On duty is who is on the rota of their team that day; in a duty team that keeps no rota for the
    day, everybody.
    """
    day = clock.day_of(at or clock.now())
    reasons = _standing_reasons(user, day)
    # The condition asks nothing of a row: that of any user answers it.
    if _may_view(user) and User.objects.filter(_is_on_duty(user, day)).exists():
        reasons.append(AccessReason.Basis.DUTY)
    return reasons


def _standing_reasons(user: User, day: date) -> list[str]:
    """Return the reasons that go with role and team; a role's ask for training that is valid."""
    reasons = [] if training.is_out(user, day) else list(roles.reasons_of(user.roles))
    if user.team is not None and user.team.kind == Team.Kind.EMERGENCY and _may_view(user):
        reasons.append(AccessReason.Basis.EMERGENCY)
    return reasons


def _may_view(user: User) -> bool:
    return Permission.VIEW in roles.permissions_of(user.roles)


def _is_on_duty(user: User, day: date) -> Q:
    """Return the condition that ``Standing.is_on_duty`` answers for one person."""
    if user.team is None:
        return Q(pk__in=[])
    on_rota = Exists(on_duty(user, day))
    if user.team.kind == Team.Kind.DUTY:
        return Q(on_rota) | Q(~Exists(rota_kept(user.team_id, day)))
    return Q(on_rota)


def visible_people(
    user: User, permission: Permission = Permission.VIEW, *, at: datetime | None = None
) -> QuerySet[Person]:
    """Return the people whose record ``user`` may open now without stating another reason.

    With another ``permission``, those for whom they may do that.
    """
    if at is not None:
        return _visible_people(user, permission, at)
    return people_put_once(user, permission, lambda: _visible_people(user, permission, clock.now()))


def _visible_people(user: User, permission: Permission, at: datetime) -> QuerySet[Person]:
    if permission not in roles.permissions_of(user.roles):
        return Person.objects.none()
    running, day = running_at(at), clock.day_of(at)
    own = _works_with_or_manages(user, running, day)
    if not training.is_out(user, day):
        own |= _shares_or_is_granted(user, permission, running, at)
    if _opens_in_emergency(user, permission):
        own |= Q(pk__in=grants_to(user, at, "break_glass").values("content_object"))
    opening = [
        reason
        for reason in _standing_reasons(user, day)
        if permission in roles.opened_by(reason, user.roles)
    ]
    stated = reasons_of(user, at)
    own |= Q(pk__in=stated.filter(basis__in=opening).values("person"))
    if _may_view(user):
        on_duty_for = stated.filter(basis=AccessReason.Basis.DUTY).values("person")
        own |= Q(pk__in=on_duty_for) & _is_on_duty(user, day)
    return findable_people(user, at=at).filter(own, ~in_conflict(user, at=at))


def _shares_or_is_granted(
    user: User, permission: Permission, running: QuerySet[Allocation], at: datetime
) -> Q:
    covered = covered_by(user, clock.day_of(at)).values("away")
    teams = teams_of(user).values("pk")
    own = Q(pk__in=running.filter(worker__in=covered).values("person"))
    own |= Q(team_id__in=teams) | Q(pk__in=running.filter(team__in=teams).values("person"))
    if permission in _GRANT_FOR:
        own |= Q(pk__in=grants_to(user, at, _GRANT_FOR[permission]).values("content_object"))
    return own


def people_open_whole(user: User, *, at: datetime | None = None) -> QuerySet[Person]:
    """Return the people of whom ``user`` may open every restricted entry, if they may open them.

    For searches over many people; ``EntryAccess.is_named`` says the same of one.
    """
    if at is not None:
        return _people_open_whole(user, at)
    return people_put_once(user, WHOLE, lambda: _people_open_whole(user, clock.now()))


def _people_open_whole(user: User, at: datetime) -> QuerySet[Person]:
    listed = _lists(user, at).values("content_object")
    own = _works_with_or_manages(user, running_at(at), clock.day_of(at), acting=False)
    return Person.objects.filter(own | Q(pk__in=listed))


def people_worked_with(user: User, *, at: datetime | None = None) -> QuerySet[Person]:
    """Return the people with whom ``user``, or somebody whom they manage, works now.

    Nobody for a role that reads no records, whatever stands on an allocation.
    """
    at = at or clock.now()
    if not _may_view(user):
        return Person.objects.none()
    return Person.objects.filter(_works_with_or_manages(user, running_at(at), clock.day_of(at)))


def _works_with_or_manages(
    user: User, running: QuerySet[Allocation], day: date, *, acting: bool = True
) -> Q:
    own = Q(pk__in=running.filter(worker=user).values("person"))
    if user.has_role(roles.Role.MANAGER) and not training.is_out(user, day):
        line = line_below(user, day, acting=acting)
        own |= Q(pk__in=running.filter(worker__in=line.staff).values("person"))
        own |= Q(team_id__in=line.teams) | Q(
            pk__in=running.filter(team__in=line.teams).values("person")
        )
    return own


def in_conflict(user: User, *, at: datetime | None = None) -> Exists:
    """Return the condition that a conflict of interest stands between ``user`` and a person."""
    return Exists(conflicts_at(at or clock.now()).filter(user=user, person=OuterRef("pk")))


def is_in_safeguarding(user: User) -> bool:
    """Say whether restricted safeguarding entries are open to ``user`` by their team."""
    team = user.team
    return team is not None and (team.key == "safeguarding" or team.kind == Team.Kind.EMERGENCY)


def findable_people(user: User, *, at: datetime | None = None) -> QuerySet[Person]:
    """Return the people who may be found as an index card: everyone but the restricted.

    A record that was merged into another is found no more; the other is.
    """
    if at is not None:
        return _findable_people(user, at)
    return people_put_once(user, FINDABLE, lambda: _findable_people(user, clock.now()))


def _findable_people(user: User, at: datetime) -> QuerySet[Person]:
    if not user.works_on(clock.day_of(at)) or not roles.permissions_of(user.roles):
        return Person.objects.none()
    listed = _lists(user, at).filter(content_object=OuterRef("pk"))
    return Person.objects.filter(merged_into__isnull=True).filter(
        ~Exists(restrictions_at(at).filter(person=OuterRef("pk"))) | Exists(listed)
    )


def hidden_people(user: User, at: datetime) -> QuerySet[Person]:
    """Return the people whose record is restricted, and ``user`` not on its list."""
    listed = _lists(user, at).filter(content_object=OuterRef("pk"))
    return Person.objects.filter(
        Exists(restrictions_at(at).filter(person=OuterRef("pk"))), ~Exists(listed)
    )


def findable_without_conflict(user: User) -> QuerySet[Person]:
    """Return whom ``user`` may find, and with whom no conflict of interest stands between."""
    return findable_people(user).filter(~in_conflict(user))


def may_find_without_conflict(user: User, person: Person, *, at: datetime | None = None) -> bool:
    """Say of one person whether they are among the findable, and no conflict stands between."""
    return _denied(standing_of(user, person, at=at)) is None and bool(
        roles.permissions_of(user.roles)
    )


class EntryAccess:
    """Which entries somebody who may open ``person`` may open, from the facts of one ``Standing``.

    A restricted entry is for its author, the allocated workers and their managers, those listed
    for it or for a restricted person, and for a safeguarding entry also the safeguarding and
    emergency duty teams (ruling 4). Who covers a worker's absence does not count as allocated, nor
    who only acts for a manager as one: the manager above has the line too.

    Where a part of the record is restricted, its entries are for its list and their own authors;
    for whoever is on that list each entry keeps its rule (decision 24).
    """

    def __init__(self, user: User, person: Person, *, at: datetime | None = None) -> None:
        self._user, self._stands = user, standing_of(user, person, at=at)

    def allows(
        self,
        *,
        restricted: bool,
        part: str,
        author_id: int,
        safeguarding: bool,
        is_listed: Callable[["Standing"], bool],
    ) -> bool:
        """Say whether one entry may be opened. Its list is a fact that upper apps know.

        They are asked for it last, with how the user stands, and may keep there what they read.
        """
        if self._user.pk == author_id:
            return True
        if part in self.closed_parts:
            return False
        return (
            not restricted
            or (safeguarding and self.is_in_safeguarding)
            or self.is_named
            or is_listed(self._stands)
        )

    @cached_property
    def is_in_safeguarding(self) -> bool:
        """Say whether every restricted safeguarding entry is open to them."""
        return is_in_safeguarding(self._user)

    @cached_property
    def is_named(self) -> bool:
        """Say whether every restricted entry is open to them, outside the ``closed_parts``."""
        return opens_whole(self._stands)

    @cached_property
    def closed_parts(self) -> frozenset[str]:
        """The parts of the record of which they open no entry but their own."""
        return closed_parts(self._stands)


def opens_whole(stands: Standing) -> bool:
    """Say whether every restricted entry is open to whoever stands so and opens the record.

    But for those in ``closed_parts``.
    """
    return opens_whole_by_work(stands) or _is_listed(stands)


def opens_whole_by_work(stands: Standing) -> bool:
    """Say whether every restricted entry is open to them as an allocated worker, or above one."""
    return stands.user.pk in stands.workers or (
        stands.manages and not stands.only_acts and not stands.training_is_out
    )


def give_grant(*, person: Person, **given: Any) -> None:
    """Store an exception for one member of staff and one person."""
    give_exception(about=person, **given)


@transaction.atomic
def give_exception(
    *,
    about: Model,
    user: User,
    codename: str,
    by: User | None,
    reason: str,
    expires_at: datetime | None,
    at: datetime,
) -> None:
    """Store an exception for one member of staff through guardian's table for what it is about."""
    assign_perm(codename, user, about)
    update_each(
        exceptions_of(about, codename).filter(user=user),
        granted_by=by,
        reason=reason,
        granted_at=at,
        expires_at=expires_at,
    )


def end_grant(*, person: Person, user: User, codename: str) -> None:
    """Take an exception for one person away at once."""
    end_exception(about=person, user=user, codename=codename)


def exceptions_of(about: Model, codename: str) -> QuerySet[Any]:
    """Return the rows of guardian's table that open one thing to members of staff, ended or not."""
    rows: Any = get_user_obj_perms_model(about)
    found: QuerySet[Any] = rows.objects.filter(content_object=about, permission__codename=codename)
    return found


def end_exception(*, about: Model, user: User, codename: str) -> None:
    """Take an exception away at once."""
    remove_perm(codename, user, about)


def granted_because(person: Person, user: User, reason: str) -> bool:
    """Say whether ``user`` holds an exception that was given for that reason."""
    return PersonUserObjectPermission.objects.filter(
        content_object=person, user=user, reason=reason
    ).exists()


def reason_expires_at(at: datetime) -> datetime:
    """Return when a reason given at ``at`` stops: at the end of the day, or some hours on."""
    least = local.settings_value("access.reason_least_hours")
    return max(clock.end_of_day(clock.day_of(at)), clock.add_hours(at, least))


def emergency_ends_at(at: datetime) -> datetime:
    """Return when a record that was opened in an emergency at ``at`` closes again."""
    return clock.add_hours(at, local.settings_value("access.emergency_hours"))


# The list of each part of a record that can be restricted by itself.
PART_LISTS = {
    Restriction.Part.PERSON.value: "open_person_part",
    Restriction.Part.CARER.value: "open_carer_part",
}
_NOT_ASKED = (
    "Nobody has asked you to look at this record. Whoever wants it looked at writes that down "
    "first: a manager or a records officer, for a sample or a question. Then it opens to you."
)
_GRANT_FOR = {
    Permission.VIEW: "open_record",
    Permission.ADD: "write_record",
    Permission.WRITE: "write_record",
}
