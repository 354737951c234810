"""How the work is shared: mine, my team's, and that of everyone below a manager."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery

import clock
from accounts import local
from accounts.models import Team, User
from accounts.roles import Role
from people import access
from people.models import Allocation, Involvement, Person
from records.models import Action, Entry
from records.queries import long_unsigned, open_across
from records.reviews import reviews_due_for

SCOPES = ("mine", "team", "service")
SHOWS = ("all", "reviews", "quiet", "introduce")
_TO_INTRODUCE = (Involvement.State.ALLOCATED, Involvement.State.ACTIVE)


@dataclass(frozen=True)
class Row:
    """A person with their worker, or only a team, as a caseload sees them."""

    person: Person
    worker: User | None
    team: Team
    elsewhere: str
    role: str
    since: date
    last_signed_on: date | None
    review_due_on: date | None
    is_quiet: bool
    to_introduce: bool

    @property
    def is_review_overdue(self) -> bool:
        """Say whether a review should have been done by now."""
        return self.review_due_on is not None and self.review_due_on < clock.today()

    def belongs_to(self, show: str) -> bool:
        """Say whether the person is among those that a number counts."""
        return {
            "reviews": self.is_review_overdue,
            "quiet": self.is_quiet,
            "introduce": self.to_introduce,
        }.get(show, True)


@dataclass(frozen=True)
class Load:
    """What one worker carries, or a team for people with whom nobody works by name."""

    worker: User | None
    rows: list[Row]
    open_actions: int
    overdue_actions: int
    long_unsigned: int = 0
    team: Team | None = None

    def count(self, show: str) -> int:
        """Return how many of the worker's people a number counts."""
        return sum(row.belongs_to(show) for row in self.rows)


def scopes_of(viewer: User) -> tuple[str, ...]:
    """Return whose work ``viewer`` may look at: managers see all that is below them."""
    return SCOPES if viewer.has_role(Role.MANAGER) else SCOPES[:2]


def workers_in(viewer: User, scope: str) -> QuerySet[User]:
    """Return whose work a scope holds, by team and name."""
    theirs = Q(pk=viewer.pk)
    if scope == "team" and viewer.team_id:
        theirs |= Q(team=viewer.team_id)
    if scope == "service" and viewer.has_role(Role.MANAGER):
        line = access.line_below(viewer)
        theirs |= Q(pk__in=line.staff) | Q(team_id__in=line.teams)
    return User.objects.filter(theirs).select_related("team").order_by("team__name", "name")


def teams_in(viewer: User, scope: str) -> QuerySet[Team]:
    """Return whose people without a worker a scope holds."""
    if scope == "team":
        return Team.objects.filter(pk=viewer.team_id or 0)
    if scope == "service" and viewer.has_role(Role.MANAGER):
        return Team.objects.filter(pk__in=access.line_below(viewer).teams)
    return Team.objects.none()


def loads_in(viewer: User, scope: str) -> list[Load]:
    """Return what each worker of a scope carries; those who carry nothing only if they could.

    What teams carry without a worker comes first: somebody is to be found for it.
    """
    workers = {user.pk: user for user in workers_in(viewer, scope)}
    rows: defaultdict[int, list[Row]] = defaultdict(list)
    without: defaultdict[Team, list[Row]] = defaultdict(list)
    for row in rows_of(viewer, workers, teams_in(viewer, scope)):
        (without[row.team] if row.worker is None else rows[row.worker.pk]).append(row)
    actions = _actions(viewer, workers)
    drafts = _long_unsigned(viewer) if scope == "service" else {}
    today = clock.today()
    nobody = [
        Load(worker=None, team=team, rows=without[team], open_actions=0, overdue_actions=0)
        for team in sorted(without, key=lambda each: each.name)
    ]
    return nobody + [
        Load(
            worker=worker,
            rows=rows[pk],
            open_actions=actions.get(pk, {}).get("open", 0),
            overdue_actions=actions.get(pk, {}).get("overdue", 0),
            long_unsigned=drafts.get(pk, 0),
        )
        for pk, worker in workers.items()
        if rows[pk]
        or pk in actions
        or pk in drafts
        or (worker.works_on(today) and _could_carry(worker))
    ]


def rows_of(viewer: User, workers: dict[int, User], teams: Iterable[Team] = ()) -> list[Row]:
    """Return the people of some workers whose record ``viewer`` may open, by name.

    With ``teams`` also those of whom these teams have charge and no member of staff by name.
    """
    theirs = Q(worker__in=workers) | Q(worker=None, team__in=teams)
    entries = (
        Entry.objects.standing()
        .filter(person=OuterRef("person"), imported_from="")
        .order_by("-signed_at")
    )
    allocations: list[Any] = list(
        Allocation.objects.running_on(clock.today())
        .filter(theirs, person__in=access.visible_people(viewer).values("pk"))
        .exclude(role=Allocation.Role.HANDOVER)
        .annotate(last_signed_at=Subquery(entries.values("signed_at")[:1]))
        .select_related("person", "involvement", "team")
        .order_by("person__family_name", "person__given_names", "person_id", "role")
    )
    due_on: dict[int, date] = {}
    for due in reviews_due_for({each.person_id for each in allocations}, restricted=False):
        due_on.setdefault(due.person_id, due.due_on)
    quiet_since = clock.add_days(clock.today(), -7 * local.settings_value("caseload.quiet_weeks"))
    return [_row(each, workers, due_on, quiet_since) for each in allocations]


def _row(
    allocation: Any, workers: dict[int, User], due_on: dict[int, date], quiet_since: date
) -> Row:
    is_worker = allocation.role == Allocation.Role.WORKER
    signed_at, involvement = allocation.last_signed_at, allocation.involvement
    last = clock.day_of(signed_at) if signed_at else None
    quiet = max(last or allocation.starts_on, allocation.starts_on) < quiet_since
    has_died = allocation.person.has_died
    return Row(
        person=allocation.person,
        worker=workers.get(allocation.worker_id),
        team=allocation.team,
        elsewhere=allocation.worker_elsewhere,
        role=allocation.get_role_display(),
        since=allocation.starts_on,
        last_signed_on=last,
        review_due_on=due_on.get(allocation.person_id) if is_worker else None,
        is_quiet=is_worker and quiet and not has_died,
        to_introduce=is_worker
        and allocation.worker_id is not None
        and not has_died
        and allocation.introduced_on is None
        and involvement is not None
        and involvement.state in _TO_INTRODUCE,
    )


def _actions(viewer: User, workers: dict[int, User]) -> dict[int, dict[str, int]]:
    rows = (
        Action.objects.filter(open_across(viewer), owner__in=workers, status=Action.Status.OPEN)
        .order_by()
        .values("owner")
        .annotate(open=Count("pk"), overdue=Count("pk", filter=Q(due_on__lt=clock.today())))
    )
    return {row["owner"]: {"open": row["open"], "overdue": row["overdue"]} for row in rows}


def _long_unsigned(viewer: User) -> dict[int, int]:
    return dict(long_unsigned(viewer).values_list("pk", "waited"))


def _could_carry(worker: User) -> bool:
    return worker.has_role(Role.PRACTITIONER)
