"""Breaches of data: who sees which, how one stands, and what it still lacks.

The steps that can be taken are data: ``breach_steps.toml``.
"""

import tomllib
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache, cached_property
from pathlib import Path
from statistics import median

from django.db.models import (
    BooleanField,
    Count,
    Exists,
    ExpressionWrapper,
    F,
    Func,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import Coalesce

import clock
from accounts.models import User
from accounts.roles import Role
from audit.models import Event
from governance.day import ONLY_ASKED
from governance.models import Breach, BreachPerson, BreachStep
from governance.queries import OVERSEES
from people import queries as people_queries
from people.access import line_below
from people.live_tasks import LiveTask
from people.models import Person
from people.survivors import keys_of
from ui import formats

HOURS = 72  # UK GDPR, Article 33
PER_PAGE = 30
SEEN_PER_PAGE = 100
_FILE = Path(__file__).with_name("breach_steps.toml")
_SAW = (Event.Kind.VIEW, Event.Kind.EXPORT, Event.Kind.WRITE, Event.Kind.CHANGE)


@dataclass(frozen=True)
class StepKind:
    """One kind of step: how it is called and asked, who may take it, and what waits for it."""

    key: str
    title: str
    does: str
    ask: str
    by: str
    help: str = ""
    choose: str = ""
    choices: dict[str, str] = field(default_factory=dict)
    needs: tuple[str, ...] = ()
    closes_with: str = ""
    of: str = ""


@cache
def step_kinds() -> dict[str, StepKind]:
    """Return the kinds of step, in the order in which they are usually taken."""
    with _FILE.open("rb") as file:
        return {
            key: StepKind(key=key, **{**row, "needs": tuple(row.get("needs", ()))})
            for key, row in tomllib.load(file).items()
        }


@dataclass(frozen=True)
class Step:
    """A step in words."""

    row: BreachStep
    kind: StepKind

    @property
    def chosen(self) -> str:
        """The words of what was chosen."""
        return self.kind.choices.get(self.row.choice, "")


@dataclass
class Stands:
    """How a breach stands at one instant. ``steps`` are all that were taken, the first first."""

    breach: Breach
    steps: list[BreachStep]
    at: datetime

    def last(self, kind: str) -> BreachStep | None:
        """Return the last step of a kind."""
        found = [each for each in self.steps if each.kind == kind]
        return found[-1] if found else None

    @cached_property
    def told(self) -> list[Step]:
        """What was done, in words."""
        return [Step(each, step_kinds()[each.kind]) for each in self.steps]

    def is_said(self, kind: str) -> bool:
        """Say whether a step of a kind stands.

        That somebody was told does. That they are not told stands only while no risk was found
        since; an answer comes to what was told, and says nothing without it.
        """
        steps = [each for each in self.steps if each.kind == kind]
        if kind not in ("ICO", "PEOPLE"):
            return bool(steps)
        risen = max((each.pk for each in self.steps if _is_risk(each)), default=0)
        return any(each.choice == "TOLD" for each in steps) or any(
            each.choice == "NOT" and each.pk > risen for each in steps
        )

    @property
    def is_open(self) -> bool:
        """Say whether it is still worked on."""
        turns = [each.kind for each in self.steps if each.kind in ("CLOSE", "REOPEN")]
        return not turns or turns[-1] == "REOPEN"

    @property
    def actions(self) -> list[BreachStep]:
        """The actions that nobody has said to be done."""
        done = {each.answers_id for each in self.steps if each.kind == "DONE"}
        return [each for each in self.steps if each.kind == "ACTION" and each.pk not in done]

    @property
    def is_near_miss(self) -> bool:
        """Say whether it was confirmed that nothing came of it, and no risk to people was found.

        Without that it was confirmed where it was closed with nothing of the regulator said, as
        only a near miss can be.
        """
        closed = self.breach.is_near_miss and self.last("CLOSE") and not self.last("ICO")
        return bool(closed or self.last("NEAR_MISS")) and not self.has_risk

    @property
    def has_risk(self) -> bool:
        """Say whether it was decided last that there is a risk to people."""
        risk = self.last("RISK")
        return risk is not None and _is_risk(risk)

    @property
    def due_at(self) -> datetime:
        """By when the Information Commissioner is told, if they must be."""
        return clock.add_hours(self.breach.noticed_at, HOURS)

    @property
    def waits_for_regulator(self) -> bool:
        """Say whether nobody has decided yet whether the Information Commissioner is told."""
        return self.is_open and not self.is_near_miss and not self.is_said("ICO")

    @property
    def hours_left(self) -> int:
        """Whole hours of the 72 that are left, negative when they are over."""
        return (self.due_at - self.at) // timedelta(hours=1)

    @property
    def status(self) -> str:
        """How far it is, in a word or two."""
        if not self.is_open:
            return "Looked at again" if self._reviewed else "Closed"
        for kind, words in (("RISK", "Risk decided"), ("CONTAIN", "Contained")):
            if self.last(kind):
                return words
        return "Reported"

    @property
    def _reviewed(self) -> bool:
        closed, looked = self.last("CLOSE"), self.last("REVIEW")
        return bool(closed and looked and self.steps.index(looked) > self.steps.index(closed))

    @property
    def lacks(self) -> list[str]:
        """What must be said before it is closed, in words."""
        needed = [
            kind
            for kind in step_kinds().values()
            if kind.closes_with and kind.of in ("", self.breach.kind)
        ]
        if self.is_near_miss:
            needed = [kind for kind in needed if kind.key == "LESSON"]
        missing = [kind.closes_with for kind in needed if not self.is_said(kind.key)]
        if self.actions:
            missing.append("that each action is done")
        if untold := self._untold:
            missing.append(f"when {formats.counted(untold, 'person was', 'people were')} told")
        return missing

    @property
    def _untold(self) -> int:
        """How many nobody said were told, of people of whom it was decided that they are."""
        decided = self.last("PEOPLE")
        if decided is None or decided.choice != "TOLD":
            return 0
        there = Person.objects.values("key")  # whose record is gone is told nothing any more
        return self.breach.people.filter(told_on=None, subject__in=there).count()


def _is_risk(step: BreachStep) -> bool:
    return step.kind == "RISK" and step.choice != "UNLIKELY"


def part_of(viewer: User, breach: Breach, *, at: datetime | None = None) -> str:
    """Return as what somebody works on a breach: "governance", "line" or, as neither, nothing.

    Nobody works on what they are said to have done.
    """
    if breach.about_staff_id == viewer.pk:
        return ""
    if viewer.has_role(*OVERSEES):
        return "governance"
    if breach.tells_manager and viewer.has_role(Role.MANAGER):
        below = line_below(viewer, clock.day_of(at or clock.now()))
        if breach.reported_by_id in below.staff:
            return "line"
    return ""


def open_to(viewer: User, *, reported: bool = True, at: datetime | None = None) -> QuerySet[Breach]:
    """Return the breaches of which ``viewer`` may know: reported, worked on, or with their action.

    Without ``reported``, only those that they work on.
    """
    works = Q(pk__in=[])
    if viewer.has_role(*OVERSEES):
        works = Q(pk__gt=0)  # every one
    elif viewer.has_role(Role.MANAGER):
        below = line_below(viewer, clock.day_of(at or clock.now()))
        works = Q(tells_manager=True, reported_by__in=below.staff)
    others = Q(about_staff__isnull=True) | ~Q(about_staff=viewer)
    if not reported:
        return Breach.objects.filter(works & others)
    given = Q(pk__in=BreachStep.objects.filter(owner=viewer).values("breach"))
    return Breach.objects.filter(Q(reported_by=viewer) | ((works | given) & others))


def may_take(viewer: User, stands: Stands, kind: StepKind, part: str) -> bool:
    """Say whether somebody who works on a breach as ``part`` may take a step now.

    What is closed is only opened again or looked at again, and nobody closes what they reported.
    """
    if kind.by == "owner" or kind.of not in ("", stands.breach.kind):
        return False
    if stands.is_open == (kind.key in ("REOPEN", "REVIEW")):
        return False
    if kind.by == "line":
        return bool(part)
    if kind.by == "officer" and not viewer.has_role(Role.DATA_PROTECTION_OFFICER):
        return False
    if kind.key == "NEAR_MISS" and not _may_be_near_miss(viewer, stands):
        return False
    if kind.key == "CLOSE" and (stands.lacks or stands.breach.reported_by_id == viewer.pk):
        return False
    return part == "governance"


def _may_be_near_miss(viewer: User, stands: Stands) -> bool:
    """Say whether ``viewer`` may confirm that nothing came of it: never of what they reported."""
    said = stands.breach.is_near_miss and stands.breach.reported_by_id != viewer.pk
    return said and not stands.has_risk and stands.last("NEAR_MISS") is None


def stands_of(breach: Breach, *, at: datetime | None = None) -> Stands:
    """Return how one breach stands."""
    steps = breach.steps.select_related("added_by", "owner", "answers")
    return Stands(breach, list(steps), at or clock.now())


@dataclass(frozen=True)
class PageOfBreaches:
    """Some breaches, and the number from which the next page begins."""

    rows: list[Stands]
    more: int | None


def page_of(viewer: User, *, closed: bool, after: int) -> PageOfBreaches:
    """Return some breaches: the open, whose 72 hours end first, or the newest of the closed."""
    now = clock.now()
    found = _turned(open_to(viewer), closed=closed)
    found = found.order_by(*(("-noticed_at", "-pk") if closed else ("noticed_at", "pk")))
    found = found.select_related("reported_by").prefetch_related("steps")
    taken = list(found[after : after + PER_PAGE + 1])
    more = after + PER_PAGE if len(taken) > PER_PAGE else None
    return PageOfBreaches([Stands(b, list(b.steps.all()), now) for b in taken[:PER_PAGE]], more)


def _turned(found: QuerySet[Breach], *, closed: bool) -> QuerySet[Breach]:
    """Return those of some breaches that are closed, or those that are worked on."""
    turns = BreachStep.objects.filter(breach=OuterRef("pk"), kind__in=("CLOSE", "REOPEN"))
    found = found.alias(turn=Subquery(turns.order_by("-pk").values("kind")[:1]))
    is_open = Q(turn__isnull=True) | Q(turn="REOPEN")
    return found.exclude(is_open) if closed else found.filter(is_open)


def waiting_for(viewer: User) -> QuerySet[Breach]:
    """Return the open breaches that somebody works on, whose 72 hours end first.

    ``decided`` says whether the regulator no longer waits, as ``waits_for_regulator`` does.
    """
    if not viewer.has_role(Role.MANAGER, *OVERSEES):
        return Breach.objects.none()
    steps = BreachStep.objects.filter(breach=OuterRef("pk"))
    risk = Coalesce(
        Subquery(steps.filter(kind="RISK").order_by("-added_at", "-pk").values("choice")[:1]),
        Value("UNLIKELY"),
    )
    risen = Coalesce(
        Subquery(
            steps.filter(kind="RISK").exclude(choice="UNLIKELY").order_by("-pk").values("pk")[:1]
        ),
        Value(0),
    )
    found = _turned(open_to(viewer, reported=False), closed=False).alias(risk=risk, risen=risen)
    of_regulator = steps.filter(kind="ICO")
    not_told = of_regulator.filter(choice="NOT", pk__gt=OuterRef("risen"))
    closed = Q(Exists(steps.filter(kind="CLOSE")), is_near_miss=True)
    near_miss = Q(Exists(steps.filter(kind="NEAR_MISS"))) | closed
    decided = ExpressionWrapper(
        Q(Exists(of_regulator.filter(choice="TOLD")))
        | Q(Exists(not_told))
        | near_miss & Q(risk="UNLIKELY"),
        output_field=BooleanField(),
    )
    return found.annotate(decided=decided).order_by("noticed_at", "pk")


def live_tasks_of(viewer: User, person: Person) -> list[LiveTask]:
    """Return the open breaches of a person's data for a records officer who works on them."""
    if not viewer.has_role(Role.RECORDS_OFFICER):
        return []
    return [
        LiveTask(each.reference, f"{each.reference}: a breach of data that is looked into")
        for each in _open_about(person, open_to(viewer, reported=False))
    ]


def keeps_the_record(person: Person) -> list[str]:
    """Say whether a breach is open whose people this is one of: it may have to be told."""
    if _open_about(person, Breach.objects.all()).exists():
        return ["A breach of data about this person is looked into."]
    return []


def _open_about(person: Person, breaches: QuerySet[Breach]) -> QuerySet[Breach]:
    about = BreachPerson.objects.filter(subject__in=keys_of(person)).values("breach")
    return _turned(breaches.filter(pk__in=about), closed=False)


def actions_of(viewer: User, *, below: bool = False) -> QuerySet[BreachStep]:
    """Return what somebody is to do about breaches, or also the staff ``below`` a manager."""
    staff = {viewer.pk}
    if below and viewer.has_role(Role.MANAGER):
        staff |= set(line_below(viewer, clock.today()).staff)
    return (
        BreachStep.objects.filter(
            owner__in=staff, kind="ACTION", done__isnull=True, breach__in=open_to(viewer)
        )
        .exclude(breach__about_staff=viewer)
        .select_related("breach")
        .order_by("due_on", "pk")
    )


@dataclass(frozen=True)
class Figures:
    """A year of breaches in numbers. Hours are medians, None where there is nothing to count."""

    reported: int
    near_misses: int
    causes: list[tuple[str, int]]
    hours_to_report: int | None
    hours_to_contain: int | None


def figures(*, at: datetime | None = None) -> Figures:
    """Return the numbers of the last twelve months."""
    now = at or clock.now()
    since = clock.at_time(clock.add_months(clock.day_of(now), -12), 0)
    found = list(Breach.objects.filter(reported_at__gte=since).prefetch_related("steps"))
    stands = [Stands(each, list(each.steps.all()), now) for each in found]
    causes = Counter(
        step_kinds()["LESSON"].choices[lesson.choice]
        for each in stands
        if (lesson := each.last("LESSON"))
    )
    contained = [
        (next(s for s in each.steps if s.kind == "CONTAIN").happened_at, each.breach.noticed_at)
        for each in stands
        if each.last("CONTAIN")
    ]
    return Figures(
        reported=sum(not each.is_near_miss for each in stands),
        near_misses=sum(each.is_near_miss for each in stands),
        causes=causes.most_common(),
        hours_to_report=_hours([(each.reported_at, each.noticed_at) for each in found]),
        hours_to_contain=_hours(contained),
    )


def _hours(pairs: list[tuple[datetime, datetime]]) -> int | None:
    if not pairs:
        return None
    return round(median((later - earlier) / timedelta(hours=1) for later, earlier in pairs))


@dataclass(frozen=True)
class Affected:
    """Somebody whose data it was."""

    row: BreachPerson
    person: Person


def affected(viewer: User, breach: Breach) -> list[Affected]:
    """Return whose data it was, of those whom ``viewer`` may find."""
    rows = list(breach.people.select_related("told_by"))
    people = people_queries.by_keys(viewer, {row.subject for row in rows})
    return [Affected(row, people[row.subject]) for row in rows if row.subject in people]


@dataclass(frozen=True)
class Saw:
    """A person whose record somebody opened in a while, how often, and when last."""

    person: Person
    times: int
    last_at: datetime


@dataclass(frozen=True)
class PageOfSaw:
    """Some of those whose records somebody opened, of how many, and where the next begin."""

    rows: list[Saw]
    first: int
    count: int
    more: int | None


def who_was_seen(
    viewer: User, staff: User, since: datetime, until: datetime, *, after: int = 0
) -> PageOfSaw:
    """Return some of those whose records somebody opened, wrote in or copied between two instants.

    From the event log, the most often opened first; only those whom ``viewer`` may find.
    """
    found = (
        Event.objects.filter(
            actor=staff.staff_number,
            happened_at__gte=since,
            happened_at__lte=until,
            kind__in=_SAW,
        )
        .exclude(verb__in=ONLY_ASKED)
        .annotate(subject=Func(F("subjects"), function="unnest"))
        .values("subject")
        .annotate(times=Count("pk"), last_at=Max("happened_at"))
        .order_by("-times", "subject")
    )
    rows = list(found)
    people = people_queries.by_keys(viewer, {row["subject"] for row in rows})
    seen = [
        Saw(people[row["subject"]], row["times"], row["last_at"])
        for row in rows
        if row["subject"] in people
    ]
    end = after + SEEN_PER_PAGE
    return PageOfSaw(seen[after:end], after + 1, len(seen), end if len(seen) > end else None)
