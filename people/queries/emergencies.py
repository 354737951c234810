"""Records opened in an emergency: who is told, who answers, who looks at them."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Value, When

import clock
from accounts.models import Cover, User
from accounts.queries import covers_on
from accounts.roles import Role
from people import access, emergencies
from people.models import EmergencyAccess
from people.standing import restrictions_of_any_at, running_at

PER_PAGE = 30
TOLD_DAYS = 7


@dataclass(frozen=True)
class Told:
    """What the home page says: to answer now, to look at, of people one works with, one's own.

    ``overseen`` is what others are still to look at, for who oversees emergency access.
    """

    to_answer: list[EmergencyAccess] = field(default_factory=list)
    to_review: list[EmergencyAccess] = field(default_factory=list)
    of_people: list[EmergencyAccess] = field(default_factory=list)
    own: list[EmergencyAccess] = field(default_factory=list)
    overseen: list[EmergencyAccess] = field(default_factory=list)

    @property
    def people(self) -> list:
        """Everyone who is named."""
        rows = [*self.to_answer, *self.to_review, *self.of_people, *self.own, *self.overseen]
        return [row.person for row in rows if row.may_name]  # type: ignore[attr-defined]


def emergencies_to_tell(viewer: User, at: datetime) -> QuerySet[Any]:
    """Return the openings of the last sixty days of which ``viewer`` is told, for ``told_of``."""
    return (
        _rows(viewer, at)
        .filter(_told(viewer, at), asked_at__gte=clock.add_hours(at, -24 * 60))
        .exclude(is_blocked=True)[:100]
    )


def told_of(viewer: User, rows: Iterable[Any], at: datetime) -> Told:
    """Return what ``viewer`` is told of each of these openings."""
    now = [row for row in rows if row.user_id != viewer.pk]
    return Told(
        to_answer=[row for row in now if row.may_answer and emergencies.waits(row, at=at)],
        to_review=[row for row in now if row.is_mine and row.opened_at and not row.reviewed_at],
        of_people=[
            row
            for row in now
            if row.of_mine and row.opened_at and row.asked_at > clock.add_hours(at, -24 * TOLD_DAYS)
        ],
        own=[
            row
            for row in rows
            if row.user_id == viewer.pk
            and (emergencies.waits(row, at=at) or (row.expires_at and row.expires_at > at))
        ],
        overseen=[
            row
            for row in now
            if row.is_overseen and row.opened_at and not (row.is_mine or row.reviewed_at)
        ],
    )


def page_of_emergencies(
    viewer: User, *, before: int | None = None, at: datetime | None = None
) -> tuple[list[EmergencyAccess], int | None]:
    """Return the openings that ``viewer`` may read about, newest first, and where more begin."""
    at = at or clock.now()
    rows = _rows(viewer, at).filter(_open_to(viewer, at)).exclude(is_blocked=True)
    if before is not None:
        rows = rows.filter(pk__lt=before)
    found = list(rows.order_by("-pk")[: PER_PAGE + 1])
    return found[:PER_PAGE], found[PER_PAGE - 1].pk if len(found) > PER_PAGE else None


def emergency_for(viewer: User, key: str, *, at: datetime | None = None) -> EmergencyAccess | None:
    """Return one opening, if ``viewer`` may read about it."""
    at = at or clock.now()
    rows = _rows(viewer, at).filter(_open_to(viewer, at)).exclude(is_blocked=True)
    return rows.filter(key=key.replace("\x00", "")).first()


def was_answered_by_another(viewer: User, key: str, *, at: datetime | None = None) -> bool:
    """Say whether ``viewer`` is on call, and somebody else has answered what they were asked."""
    at = at or clock.now()
    rows = _rows(viewer, at).exclude(is_blocked=True).exclude(answer="")
    return (
        emergencies.second_people(at=at).filter(pk=viewer.pk).exists()
        and rows.filter(key=key.replace("\x00", ""), wants_restricted=True).exists()
    )


def may_ask_for_restricted(viewer: User, person) -> bool:
    """Say whether restricted entries of an open record are still closed to ``viewer``."""
    readable = access.EntryAccess(viewer, person)
    return not readable.is_named or bool(readable.closed_parts)


def _rows(viewer: User, at: datetime) -> QuerySet[Any]:
    findable = access.findable_people(viewer, at=at).filter(pk=OuterRef("person"))
    conflict = access.conflicts_at(at).filter(user=viewer, person=OuterRef("person"))
    return EmergencyAccess.objects.select_related(
        "person", "user__team", "answered_by__team", "reviewed_by__team"
    ).annotate(
        is_blocked=Exists(conflict),
        may_name=_holds(Exists(findable) & ~Exists(conflict) & Q(person__isnull=False)),
        is_mine=_holds(_to_review(viewer, at)),
        of_mine=_holds(_of_mine(viewer, at)),
        is_overseen=Value(viewer.has_role(*emergencies.OVERSEES)),
        may_answer=_holds(_to_answer(viewer, at)),
    )


def _holds(condition: Q) -> Case:
    """Return whether a condition holds, also where it is known beforehand that it never does."""
    return Case(When(condition, then=Value(True)), default=Value(False))


def _to_answer(viewer: User, at: datetime) -> Q:
    """Return the condition that a second person is wanted, and ``viewer`` may be it."""
    return Q(
        Exists(emergencies.second_people(at=at).filter(pk=viewer.pk).order_by()),
        wants_restricted=True,
        answer="",
    ) & ~Q(user=viewer)


def _to_review(viewer: User, at: datetime) -> Q:
    """Return the condition that it is ``viewer``'s turn to look at it."""
    day = clock.day_of(at)
    turn = Q(pk__in=[])
    escalated = (
        Q(review_by__lt=day) | Q(user__line_manager=None) | Q(user__line_manager=F("answered_by"))
    )
    if viewer.has_role(Role.MANAGER):
        acts_for = covers_on(day, Cover.Kind.MANAGING).filter(stands_in=viewer).values("away")
        turn |= Q(user__line_manager=viewer) | Q(user__line_manager__in=acts_for)
        turn |= Q(user__in=access.line_below(viewer, day).staff) & escalated
    if viewer.has_role(*emergencies.OVERSEES):
        turn |= escalated
    return turn & ~Q(user=viewer) & (Q(answered_by=None) | ~Q(answered_by=viewer))


def _of_mine(viewer: User, at: datetime) -> Q:
    """Return the condition that ``viewer`` works with the person, or manages somebody who does.

    Or that they own a restriction of the record, or lead its team where nobody is allocated.
    """
    allocated = running_at(at).filter(person=OuterRef("person"))
    owned = restrictions_of_any_at(at).filter(owner=viewer)
    return (
        Q(person__in=access.people_worked_with(viewer, at=at).values("pk"))
        | Q(person__in=owned.values("person"))
        | Q(~Exists(allocated), person__team__lead=viewer)
    )


def _told(viewer: User, at: datetime) -> Q:
    return (
        Q(user=viewer)
        | _to_answer(viewer, at)
        | _of_mine(viewer, at)
        | (_to_review(viewer, at) & Q(reviewed_at=None))
        | Q(is_overseen=True, reviewed_at=None, opened_at__isnull=False)
    )


def _open_to(viewer: User, at: datetime) -> Q:
    found = Q(user=viewer) | Q(answered_by=viewer) | _to_answer(viewer, at) | _of_mine(viewer, at)
    if viewer.has_role(*emergencies.OVERSEES):
        return Q()
    if viewer.has_role(Role.MANAGER):
        found |= Q(user__in=access.line_below(viewer, clock.day_of(at)).staff)
    return found
