"""How one member of staff stands to one person: the facts from which ``people.access`` decides.

The facts come in one query. While a page is only being read they are asked for once, however many
parts of the page decide something (``people.middleware``).
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.db.models import (
    BigIntegerField,
    BooleanField,
    DateField,
    Exists,
    F,
    Func,
    OuterRef,
    Q,
    QuerySet,
    Value,
)
from django.db.models.functions import JSONObject

import clock
from accounts import roles, training
from accounts.models import Cover, Team, User
from accounts.queries import (
    Line,
    LineBelow,
    covered_by,
    covers_on,
    line_of,
    lines_of,
    rota_kept,
    teams_of,
)
from accounts.queries import line_below as line_to_ask_for
from people.kept_question import Given, KeptQuestion
from people.models import (
    AccessReason,
    Allocation,
    Conflict,
    Person,
    PersonUserObjectPermission,
    Referral,
    Restriction,
)

# The reasons that still open a record when training has run out (ruling 7).
OPEN_WITHOUT_TRAINING = (AccessReason.Basis.DUTY, AccessReason.Basis.EMERGENCY)


@dataclass(frozen=True)
class Working:
    """A worker, or only a team, that works with the person now."""

    worker_id: int | None
    worker_name: str
    worker_number: str | None
    team_id: int
    role: str


class Standing:
    """What connects ``user`` with ``person`` at one instant."""

    def __init__(self, user: User, person: Person, at: datetime) -> None:
        self.user, self.person, self.at = user, person, at

    @cached_property
    def _facts(self) -> dict[str, Any]:
        known, day = _known.get(), clock.day_of(self.at)
        found = facts_of(self.user, [self.person.pk], self.at)[self.person.pk]
        if "line" in found and known is not None:
            known.lines[self.user.pk, day, True] = Line.read(found["line"])
            known.lines[self.user.pk, day, False] = Line.read(found["own_line"])
        return found

    def knowing(self, facts: dict[str, Any]) -> "Standing":
        """Return this standing with its facts, which were asked for together with others'."""
        self.__dict__["_facts"] = facts
        return self

    @property
    def is_restricted(self) -> bool:
        """Say whether the whole record is restricted."""
        return self._facts["restricted"]

    @property
    def restricted_parts(self) -> frozenset[str]:
        """The parts of the record that are restricted by themselves."""
        return frozenset(self._facts["parts"] or ())

    @property
    def has_conflict(self) -> bool:
        """Say whether a conflict of interest is declared between the two."""
        return self._facts["conflict"]

    @cached_property
    def training_is_out(self) -> bool:
        """Say whether the user's training ran out so long ago that nothing new opens."""
        return training.is_out(self.user, clock.day_of(self.at))

    @property
    def reasons_given(self) -> frozenset[str]:
        """The reasons that the user has stated and that still hold."""
        return frozenset(self._facts["reasons"] or ())

    @property
    def asked_for(self) -> frozenset[str]:
        """For which reasons somebody else asked the user to look at the record (ruling 2)."""
        return frozenset(self._facts.get("asked") or ())

    def is_granted(self, codename: str) -> bool:
        """Say whether the user holds an exception of that name."""
        return codename in self._facts["grants"]

    def known_above(self, name: str) -> frozenset[int]:
        """Return what an upper app knows of the two: the numbers that ``ask_above`` asks for."""
        return frozenset(self._facts.get(name) or ())

    @cached_property
    def running(self) -> list[Working]:
        """Who works with the person, the latest first."""
        return [Working(**row) for row in self._facts["running"]]

    @property
    def workers(self) -> dict[int, str]:
        """The ids of those who work with the person, and as what."""
        return {row.worker_id: row.role for row in self.running if row.worker_id is not None}

    @property
    def shares_a_team(self) -> bool:
        """Say whether the user's team, or one that it supports, works with the person."""
        return bool(set(self._facts["teams"] or []) & self._teams)

    @cached_property
    def manages(self) -> bool:
        """Say whether the user is a manager of somebody, or of a team, who works with them."""
        if not self._is_manager:
            return False
        return self._is_in(Line.read(self._facts["line"]))

    @property
    def only_acts(self) -> bool:
        """Say whether they manage only in the place of a manager for whom they act."""
        return self.manages and not self._is_in(Line.read(self._facts["own_line"]))

    @property
    def covers(self) -> bool:
        """Say whether the user covers the work of somebody who works with the person."""
        return bool(set(self._facts["covers"] or []) & set(self.workers))

    @property
    def covered(self) -> str:
        """The number of whom the user covers here: by a cover of all their work, or of this."""
        away = set(self._facts["covers"] or [])
        others = [row for row in self.running if row.worker_id not in (None, self.user.pk)]
        whom = [row for row in others if row.worker_id in away]
        whom = whom or [row for row in others if row.role == Allocation.Role.WORKER]
        return whom[0].worker_number or "" if whom else ""

    @property
    def acted_for(self) -> str:
        """The number of the manager in whose place the user manages somebody here."""
        for each in self._facts.get("acted") or []:
            if self._is_in(Line.read(each["line"])):
                return each["number"]
        return ""

    @property
    def is_on_duty(self) -> bool:
        """Say whether the user is on duty that day: on the rota, or in a duty team without one."""
        team, rota = self.user.team, self._facts["rota"] or []
        if team is None:
            return False
        return self.user.pk in rota or (team.kind == Team.Kind.DUTY and not rota)

    def _is_in(self, line: Line) -> bool:
        return bool(line.staff & set(self.workers) or line.teams & self._teams)

    @property
    def _is_manager(self) -> bool:
        return self.user.has_role(roles.Role.MANAGER)

    @property
    def _teams(self) -> set[int | None]:
        return {row.team_id for row in self.running} | {self.person.team_id}


@dataclass
class _Known:
    """What has been asked for already while one page is read."""

    standings: dict[tuple[int, int, datetime | None], Standing] = field(default_factory=dict)
    lines: dict[tuple[int, date, bool], Line] = field(default_factory=dict)
    people: dict[tuple[int, str], QuerySet[Person]] = field(default_factory=dict)


_known: ContextVar[_Known | None] = ContextVar("known", default=None)


@contextmanager
def known_once() -> Iterator[None]:
    """Ask for the facts about one user and person only once inside the block.

    For pages that only read: a change made inside the block would not be seen.
    """
    token = _known.set(_Known())
    try:
        yield
    finally:
        _known.reset(token)


def standing_of(user: User, person: Person, *, at: datetime | None = None) -> Standing:
    """Return how ``user`` stands to ``person`` at that instant, or now."""
    known = _known.get()
    stands = Standing(user, person, at or clock.now())
    if known is None:
        return stands
    return known.standings.setdefault((user.pk, person.pk, at), stands)


_ABOVE: dict[str, Callable[[User, datetime], ArraySubquery]] = {}


def ask_above(name: str, column: Callable[[User, datetime], ArraySubquery]) -> None:
    """Have a fact of an upper app asked for with the others: numbers, as a column of people."""
    _ABOVE[name] = column


def facts_of_people(
    user: User, at: datetime, *, training_is_out: bool | None = None
) -> dict[str, Any]:
    """Return what is asked of each person to decide for ``user``, as columns of a query."""
    about = {"person": OuterRef("pk")}
    day = clock.day_of(at)
    more: dict[str, Any] = {}
    if looks_when_asked(user):
        asked = referrals_at(at).filter(user=user, **about)
        more["asked"] = ArraySubquery(asked.order_by().values("basis"))
    if user.has_role(roles.Role.MANAGER):
        more |= {
            "line": line_to_ask_for(user, day),
            "own_line": line_to_ask_for(user, day, acting=False),
            "acted": ArraySubquery(
                acted_for(day).filter(stands_in=user).order_by("pk").values(json=ACTED_FOR)
            ),
        }
    grants = grants_to(user, at).filter(content_object=OuterRef("pk"))
    running = running_at(at).filter(**about)
    reasons = reasons_of(user, at, training_is_out=training_is_out).filter(**about)
    working = JSONObject(
        worker_id="worker_id",
        worker_name="worker__name",
        worker_number="worker__staff_number",
        team_id="team_id",
        role="role",
    )
    return {
        "restricted": Exists(restrictions_at(at).filter(**about)),
        "parts": ArraySubquery(parts_at(at).filter(**about).order_by().values("part")),
        "conflict": Exists(conflicts_at(at).filter(user=user, **about)),
        "reasons": ArraySubquery(reasons.order_by().values("basis")),
        "grants": ArraySubquery(grants.values("permission__codename")),
        "teams": ArraySubquery(teams_of(user).values("pk")),
        "covers": ArraySubquery(covered_by(user, day).order_by().values("away")),
        "rota": ArraySubquery(rota_kept(user.team_id, day).order_by().values("user")),
        "running": ArraySubquery(running.values(json=working)),
        **{name: column(user, at) for name, column in _ABOVE.items()},
        **more,
    }


def facts_of(user: User, people: Iterable[int], at: datetime) -> dict[int, dict[str, Any]]:
    """Return what ``facts_of_people`` asks of each of these people, by their number."""
    people, day = list(people), clock.day_of(at)
    if not people:
        return {}
    shape = (tuple(user.roles), user.team_id is None, training.is_out(user, day))
    given = {"user": user.pk, "team": user.team_id, "people": people, "at": at, "day": day}
    return {facts["pk"]: facts for facts in _FACTS.ask(shape, given)}


class _IsAnyOf(Func):
    """Whether a number is one of a list, which is one value however long it is."""

    template = "%(expressions)s)"
    arg_joiner = " = ANY("
    output_field = BooleanField()


def _facts_of_each(shape: Any, given: Given) -> QuerySet[Person, Any]:
    """Return the question for the facts about one user and some people (``KeptQuestion``)."""
    held, is_teamless, training_is_out = shape
    user = User(
        pk=given["user"],
        team_id=None if is_teamless else given["team"],
        roles=list(held),
    )
    facts = facts_of_people(user, given["at"], training_is_out=training_is_out)
    people = Value(given["people"], output_field=ArrayField(BigIntegerField()))
    return Person.objects.filter(_IsAnyOf(F("pk"), people)).values_list(
        JSONObject(pk="pk", **facts)
    )


def _marks(number: int) -> Given:
    """Return values that no question has of itself: impossible ids, a day long ago."""
    at = clock.at_time(date(1700 + number, 2, 3), 4)
    user, team, person = (-(10 * number + n) for n in range(1_000_001, 1_000_004))
    return {"user": user, "team": team, "people": [person], "at": at, "day": clock.day_of(at)}


_FACTS = KeptQuestion(_facts_of_each, (_marks(1), _marks(2)))


def line_below(manager: User, day: date | None = None, *, acting: bool = True) -> Line:
    """Return the staff and teams below ``manager`` on a day, or today, at any level.

    With ``acting`` also those of the managers for whom they act.
    """
    day = day or clock.today()
    known = _known.get()
    if known is None:
        return line_of(manager, on=day, acting=acting)
    if (manager.pk, day, acting) not in known.lines:
        for with_acting, line in lines_of(manager, on=day).items():
            known.lines[manager.pk, day, with_acting] = line
    return known.lines[manager.pk, day, acting]


# What ``people_put_once`` is asked for beside whom somebody may open for a permission.
WHOLE, FINDABLE = "whole", "findable"


def people_put_once(
    user: User, name: str, people: Callable[[], QuerySet[Person]]
) -> QuerySet[Person]:
    """Return the question for ``people``: a page asks for them within many others.

    Only the question is kept; whoever reads it asks the database.
    """
    known = _known.get()
    if known is None:
        return people()
    asked = (user.pk, name)
    if asked not in known.people:
        known.people[asked] = people()
    return known.people[asked].all()


def put_beforehand(user: User, name: str, people: QuerySet[Person]) -> None:
    """Have ``people_put_once`` answer with ``people``, while a page is only being read."""
    if (known := _known.get()) is not None:
        known.people[user.pk, name] = people


# What is asked of an acting cover: the number of the manager who is away, and their own line.
ACTED_FOR = JSONObject(
    number="away__staff_number", line=LineBelow(F("away"), F("asked_on"), Value(False))
)


def acted_for(day: date) -> QuerySet[Cover]:
    """Return who acts for whom as manager on ``day``, for ``ACTED_FOR`` to be asked of."""
    return (
        covers_on(day, Cover.Kind.MANAGING)
        .filter(away__roles__contains=[roles.Role.MANAGER])
        .annotate(asked_on=Value(day, output_field=DateField()))
    )


def running_at(at: datetime) -> QuerySet[Allocation]:
    """Return the allocations that run at that instant."""
    return Allocation.objects.running_on(clock.day_of(at))


def restrictions_at(at: datetime) -> QuerySet[Restriction]:
    """Return the restrictions of whole records that hold at that instant."""
    return restrictions_of_any_at(at).filter(part=Restriction.Part.WHOLE)


def parts_at(at: datetime) -> QuerySet[Restriction]:
    """Return the restrictions of one part of a record that hold at that instant."""
    return restrictions_of_any_at(at).exclude(part=Restriction.Part.WHOLE)


def restrictions_of_any_at(at: datetime) -> QuerySet[Restriction]:
    """Return the restrictions that hold at that instant, of whole records and of parts."""
    return Restriction.objects.filter(starts_at__lte=at).filter(
        Q(ends_at__isnull=True) | Q(ends_at__gt=at)
    )


def conflicts_at(at: datetime) -> QuerySet[Conflict]:
    """Return the conflicts of interest that are declared and hold at that instant."""
    return Conflict.objects.filter(declared_at__lte=at).filter(
        Q(ended_at__isnull=True) | Q(ended_at__gt=at)
    )


def reasons_of(
    user: User, at: datetime, *, training_is_out: bool | None = None
) -> QuerySet[AccessReason]:
    """Return the reasons that ``user`` has stated and that hold at that instant.

    Once their training has run out, only those of duty and emergency (ruling 7). Whether it has is
    asked of ``user``, unless it is known.
    """
    held = reasons_at(at).filter(user=user)
    if training_is_out is None:
        training_is_out = training.is_out(user, clock.day_of(at))
    if training_is_out:
        held = held.filter(basis__in=OPEN_WITHOUT_TRAINING)
    return held


def reasons_at(at: datetime) -> QuerySet[AccessReason]:
    """Return the reasons that anybody has stated and that hold at that instant.

    One that needed to be asked for ends with what asked for it.
    """
    running = AccessReason.objects.filter(given_at__lte=at, expires_at__gt=at)
    return running.exclude(referral__ended_at__lte=at)


def looks_when_asked(user: User) -> bool:
    """Say whether a role of ``user`` opens what somebody else asks them to look at (ruling 2)."""
    return not set(Referral.Basis.values).isdisjoint(roles.reasons_of(user.roles))


def referrals_at(at: datetime) -> QuerySet[Referral]:
    """Return what asks somebody to look at a record that day, and was not ended."""
    return Referral.objects.filter(ended_at=None, ends_on__gte=clock.day_of(at))


def grants_at(at: datetime) -> QuerySet[PersonUserObjectPermission]:
    """Return the exceptions that anybody holds at that instant."""
    return PersonUserObjectPermission.objects.filter(
        Q(expires_at__isnull=True) | Q(expires_at__gt=at)
    )


def grants_to(user: User, at: datetime, codename: str = "") -> QuerySet[PersonUserObjectPermission]:
    """Return the exceptions that ``user`` holds at that instant, all or those of one name."""
    held = grants_at(at).filter(user=user)
    return held.filter(permission__codename=codename) if codename else held
