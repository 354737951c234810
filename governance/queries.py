"""Questions about access: which are whose to look at, and how they stand."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet

import clock
from accounts.models import User
from accounts.roles import Role
from audit.models import Event
from governance.models import Signal, SignalLook
from governance.watching import Kind, kinds
from people import queries as people_queries
from people.access import line_below
from people.models import AccessReason, Person
from people.survivors import survivors_by_id

OVERSEES = (Role.RECORDS_OFFICER, Role.DATA_PROTECTION_OFFICER, Role.CALDICOTT_GUARDIAN)
LOOKS = (Role.MANAGER, *OVERSEES)
PER_PAGE = 30


@dataclass(frozen=True)
class Asked:
    """A question as its viewer may see it. ``person`` is None if it is about no single record."""

    signal: Signal
    kind: Kind
    person: Person | None
    is_late: bool
    looks: list[SignalLook]


@dataclass(frozen=True)
class Said:
    """A reason that somebody gave, and the person whose record it is about now."""

    reason: AccessReason
    person: Person

    @property
    def was_merged(self) -> bool:
        """Say whether it was given for a record that was merged into theirs."""
        return self.reason.person_id != self.person.pk


@dataclass(frozen=True)
class PageOfSignals:
    """Some questions, and the number from which the next page begins."""

    asked: list[Asked]
    more: int | None


def signals_open_to(viewer: User, *, at: datetime | None = None) -> QuerySet[Signal]:
    """Return what ``viewer`` may look at: about their line, or everybody's; never their own."""
    found = Signal.objects.exclude(user=viewer)
    if viewer.has_role(*OVERSEES):
        return found
    if not viewer.has_role(Role.MANAGER):
        return found.none()
    below = line_below(viewer, clock.day_of(at or clock.now()))
    return found.filter(user__in=below.staff)


def is_answered(signal: Signal) -> bool:
    """Say whether somebody has found an answer; an explanation that was asked for is none."""
    return _answers().filter(signal=signal).exists()


def _answers() -> QuerySet[SignalLook]:
    return SignalLook.objects.exclude(finding=SignalLook.Finding.ASKED)


def _answered() -> Exists:
    """Return the condition that ``is_answered`` answers for one question."""
    return Exists(_answers().filter(signal=OuterRef("pk")))


def waiting_signals(viewer: User) -> QuerySet[Signal]:
    """Return what nobody has answered yet."""
    return signals_open_to(viewer).exclude(_answered())


def page_of_signals(viewer: User, *, answered: bool, after: int) -> PageOfSignals:
    """Return some questions: those that wait, the most urgent first; or the newest answered.

    What concerns a record that ``viewer`` may not find is left out whole (ruling 4). ``after`` is
    how many were looked through before.
    """
    if answered:
        rows = signals_open_to(viewer).filter(_answered())
        rows = rows.order_by("-raised_at", "-id")
    else:
        rows = waiting_signals(viewer).order_by("look_by", "id")
    taken = list(rows.select_related("user__team")[after : after + PER_PAGE + 1])
    more = after + PER_PAGE if len(taken) > PER_PAGE else None
    return PageOfSignals(told(viewer, taken[:PER_PAGE]), more)


def told(viewer: User, signals: list[Signal]) -> list[Asked]:
    """Return questions with what is shown beside them, without those that ``viewer`` may not."""
    people = people_queries.by_keys(viewer, {row.subject for row in signals if row.subject})
    looks: dict[int, list[SignalLook]] = {}
    for look in SignalLook.objects.filter(signal__in=signals).select_related("looked_by"):
        looks.setdefault(look.signal_id, []).append(look)
    today = clock.today()
    return [
        Asked(
            signal=row,
            kind=kinds()[row.kind],
            person=people.get(row.subject),
            is_late=row.look_by < today,
            looks=looks.get(row.pk, []),
        )
        for row in signals
        if not row.subject or row.subject in people
    ]


def reasons_said(viewer: User, signal: Signal, events: Iterable[Event]) -> list[Said]:
    """Return why somebody said that day that they needed the records that a question is about.

    A reason stays with the record for which it was given, and is told of the one that it leads to.
    """
    people = people_queries.by_keys(viewer, {key for event in events for key in event.subjects})
    whose = survivors_by_id(people.values())
    rows = AccessReason.objects.filter(
        user=signal.user,
        person__in=list(whose),
        given_at__gte=clock.at_time(signal.day, 0),
        given_at__lte=clock.end_of_day(signal.day),
    ).order_by("given_at", "pk")
    return [Said(row, whose[row.person_id]) for row in rows]


def signal_for(viewer: User, key: str) -> Asked | None:
    """Return one question, if it is ``viewer``'s to look at."""
    rows = signals_open_to(viewer).filter(key=key.replace("\x00", "")).select_related("user__team")
    return next(iter(told(viewer, list(rows))), None)
