"""Questions about access: which are whose to look at, and how they stand."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

import clock
from accounts.models import User
from accounts.roles import Role
from audit.models import Event
from governance.models import Signal, SignalLook
from governance.watching import Kind, kinds
from people import access, restrictions
from people import queries as people_queries
from people.models import AccessReason, Person, Restriction
from people.standing import restrictions_at
from people.survivors import survivors_by_id, survivors_by_key

OVERSEES = (Role.RECORDS_OFFICER, Role.DATA_PROTECTION_OFFICER, Role.CALDICOTT_GUARDIAN)
LOOKS = (Role.MANAGER, *OVERSEES)
PER_PAGE = 30
_RESTRICTED = Kind(
    key="restricted",
    title="Restricted record",
    means=(
        "You are not on its list, so neither whose it is nor what was seen is told here. Ask"
        " somebody on the list, who is not the member of staff, what the work reason was."
    ),
)


@dataclass(frozen=True)
class Asked:
    """A question as its viewer may see it. ``person`` is None if it is about no single record.

    Of a restricted record on whose list the viewer is not, it tells who keeps it, and neither
    whose it is nor what made the question.
    """

    signal: Signal
    kind: Kind
    person: Person | None
    is_late: bool
    looks: list[SignalLook]
    kept_by: User | None = None

    @property
    def because(self) -> str:
        """What made it, unless that would tell of a record that is kept from the viewer."""
        return "" if self.kept_by else self.signal.because


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
    """Some questions, and the number of the last one, if there are more."""

    asked: list[Asked]
    more: int | None


def signals_open_to(viewer: User, *, at: datetime | None = None) -> QuerySet[Signal]:
    """Return what ``viewer`` may look at: about their line, or everybody's; never their own.

    What concerns a restricted record is for those on its list, and for whoever oversees
    restrictions: among those on the list there may be nobody but the member of staff.
    """
    at = at or clock.now()
    found = Signal.objects.exclude(user=viewer)
    if not viewer.has_role(*LOOKS):
        return found.none()
    if not viewer.has_role(*OVERSEES):
        found = found.filter(user__in=access.line_below(viewer, clock.day_of(at)).staff)
    shut = Q(access.in_conflict(viewer, at=at))
    if not viewer.has_role(*restrictions.OVERSEES):
        shut |= Q(pk__in=access.hidden_people(viewer, at))
    return found.exclude(_about(Person.objects.filter(shut)))


def _about(people: QuerySet[Person]) -> Q:
    """Return the condition that a question is about one of these, or a record merged into it."""
    merged = Person.objects.filter(merged_into__in=people)
    return Q(subject__in=people.values("key")) | Q(subject__in=merged.values("key"))


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


def page_of_signals(
    viewer: User,
    *,
    answered: bool,
    after: int | None,
    who: str = "",
    kind: str = "",
    late: bool = False,
) -> PageOfSignals:
    """Return some questions: those that wait, the most urgent first; or the newest answered.

    ``after`` is the number of the last one that was seen: what is answered meanwhile moves nothing.
    Of a restricted record that is kept from the viewer, no ``kind`` is told, so none finds it.
    """
    chosen = Q(user__staff_number=who) if who else Q()
    if kind:
        chosen &= Q(kind=kind) & ~_about(access.hidden_people(viewer, clock.now()))
    if late:
        chosen &= Q(look_by__lt=clock.today())
    last = Signal.objects.filter(pk=after).first() if after else None
    if answered:
        rows = signals_open_to(viewer).filter(_answered(), chosen).order_by("-raised_at", "-id")
        if last:
            earlier = Q(raised_at__lt=last.raised_at)
            rows = rows.filter(earlier | Q(raised_at=last.raised_at, pk__lt=last.pk))
    else:
        rows = waiting_signals(viewer).filter(chosen).order_by("look_by", "id")
        if last:
            later = Q(look_by__gt=last.look_by)
            rows = rows.filter(later | Q(look_by=last.look_by, pk__gt=last.pk))
    taken = list(rows.select_related("user__team")[: PER_PAGE + 1])
    more = taken[PER_PAGE - 1].pk if len(taken) > PER_PAGE else None
    return PageOfSignals(told(viewer, taken[:PER_PAGE]), more)


def told(viewer: User, signals: list[Signal]) -> list[Asked]:
    """Return questions with what is shown beside them, without those that ``viewer`` may not."""
    people = people_queries.by_keys(viewer, {row.subject for row in signals if row.subject})
    keepers = _keepers(viewer, {row.subject for row in signals} - set(people) - {""})
    looks: dict[int, list[SignalLook]] = {}
    for look in SignalLook.objects.filter(signal__in=signals).select_related("looked_by"):
        looks.setdefault(look.signal_id, []).append(look)
    today = clock.today()
    return [
        Asked(
            signal=row,
            kind=_RESTRICTED if row.subject in keepers else kinds()[row.kind],
            person=people.get(row.subject),
            is_late=row.look_by < today,
            looks=looks.get(row.pk, []),
            kept_by=keepers.get(row.subject),
        )
        for row in signals
        if not row.subject or row.subject in people or row.subject in keepers
    ]


def _keepers(viewer: User, keys: set[str]) -> dict[str, User]:
    """Return who keeps each restricted record behind ``keys``, if ``viewer`` oversees them."""
    if not keys or not viewer.has_role(*restrictions.OVERSEES):
        return {}
    merged = survivors_by_key(keys)
    rows: QuerySet[Restriction] = restrictions_at(clock.now()).select_related("owner", "person")
    owners = {
        row.person_id: (row.person.key, row.owner)
        for row in rows.filter(Q(person__key__in=keys) | Q(person__in=set(merged.values())))
    }
    found = {key: owner for key, owner in owners.values() if key in keys}
    return found | {key: owners[pk][1] for key, pk in merged.items() if pk in owners}


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
