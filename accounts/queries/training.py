"""Who completed which training, and how it stands across teams."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce

import clock
from accounts import local, training
from accounts.models import MoreTime, Posting, Team, Training, User
from accounts.queries.lines import reports_of
from accounts.queries.local import settings_history
from accounts.queries.staff import staff_found
from accounts.roles import Role
from accounts.training import State

SEES_TRAINING = (Role.SYSTEM_ADMINISTRATOR, Role.DATA_PROTECTION_OFFICER)


@dataclass(frozen=True)
class Trained:
    """A member of staff, how their training stands, and until when everything stays open."""

    user: User
    state: State
    open_until: date | None

    @property
    def is_valid(self) -> bool:
        """Say whether the training is valid today."""
        return self.state in (State.VALID, State.DUE)

    @property
    def needs_a_look(self) -> bool:
        """Say whether somebody has to see to it: it is due, ran out, or none is on file."""
        return self.state is not State.VALID


@dataclass(frozen=True)
class Counted:
    """How the training of some staff stands, in numbers: of a team, or of those with a role."""

    staff: int
    valid: int
    grace: int
    out: int
    never: int
    team: Team | None = None
    role: Role | None = None

    @property
    def percent(self) -> int:
        """The part of them whose training is valid, rounded down."""
        return self.valid * 100 // self.staff


@dataclass(frozen=True)
class ThatDay:
    """How many were here on a day, and for how many of them training was valid then."""

    day: date
    staff: int
    valid: int

    @property
    def percent(self) -> int:
        """The part of them whose training was valid, rounded down."""
        return self.valid * 100 // self.staff


@dataclass(frozen=True)
class Untrained:
    """Staff who have no training on file, and whether that closes records to them, since when."""

    count: int
    is_asked: bool
    since: date | None


def sees_training_of(viewer: User, user: User) -> bool:
    """Say whether ``viewer`` may see the training of ``user``: their own, their line's, or all."""
    if viewer.pk == user.pk or viewer.has_role(*SEES_TRAINING):
        return True
    return viewer.has_role(Role.MANAGER) and user.pk in reports_of(viewer)


def trained(viewer: User, *, words: str = "", team: Team | None = None) -> list[Trained]:
    """Return the staff whose training ``viewer`` sees to, by name: their line, or everybody."""
    return _states(_seen_to(viewer, staff_found(words=words, team=team)))


def training_to_see_to(ids: Iterable[int], *, at_most: int) -> QuerySet[User]:
    """Return those of these staff whose training ran out, the longest ago first, or soon will.

    Those who have none on file stand between the two.
    """
    today = clock.today()
    soon = clock.add_days(today, training.REMIND_DAYS)
    found = staff_found().filter(
        Q(training_until=None) | Q(training_until__lte=soon), pk__in=list(ids)
    )
    return found.order_by(Coalesce("training_until", today), "name")[:at_most]


def by_team(rows: Iterable[Trained]) -> list[Counted]:
    """Return the numbers of each team by its name; of staff in no team last."""
    teams: dict[int | None, list[Trained]] = {}
    for row in rows:
        teams.setdefault(row.user.team_id, []).append(row)
    counted = [_counted(some, team=some[0].user.team) for some in teams.values()]
    return sorted(counted, key=lambda row: (row.team is None, row.team.name if row.team else ""))


def by_role(rows: list[Trained]) -> list[Counted]:
    """Return the numbers of each role that somebody has. Who has several counts in each."""
    roles = {role: [row for row in rows if row.user.has_role(role)] for role in Role}
    return [_counted(some, role=role) for role, some in roles.items() if some]


def _counted(some: list[Trained], *, team: Team | None = None, role: Role | None = None) -> Counted:
    return Counted(
        staff=len(some),
        valid=sum(each.is_valid for each in some),
        grace=sum(each.state is State.GRACE for each in some),
        out=sum(each.state is State.OUT for each in some),
        never=sum(each.state is State.NEVER for each in some),
        team=team,
        role=role,
    )


def over_the_year(viewer: User, *, words: str = "", team: Team | None = None) -> list[ThatDay]:
    """Return how it stood on this day of each of the 12 months before, the last first.

    Of those who were here then, also if they have left since; by what is on file now. Months in
    which nobody was here are left out.
    """
    today = clock.today()
    days = [clock.add_months(today, -months) for months in range(1, 13)]
    users = _seen_to(viewer, staff_found(words=words, team=team, state=""))
    begun = Posting.objects.filter(user__in=users, begun_at__isnull=False, withdrawn_at=None)
    begun = begun.exclude(kind=Posting.Kind.ADDRESS)
    postings: dict[int, list[tuple[date, str]]] = {}
    for user, starts_on, kind in begun.order_by("starts_on", "pk").values_list(
        "user_id", "starts_on", "kind"
    ):
        postings.setdefault(user, []).append((starts_on, kind))
    done: dict[int, list[tuple[date, date]]] = {}
    for user, done_on, until in Training.objects.filter(
        user__in=users, kind=Training.NEEDED, withdrawn_at=None, valid_until__gte=days[-1]
    ).values_list("user_id", "done_on", "valid_until"):
        done.setdefault(user, []).append((done_on, until))
    found = []
    for day in days:
        here = [user for user, rows in postings.items() if _was_here(rows, day)]
        valid = sum(
            any(done_on <= day <= until for done_on, until in done.get(user, [])) for user in here
        )
        found.append(ThatDay(day=day, staff=len(here), valid=valid))
    return [each for each in found if each.staff]


def _was_here(postings: list[tuple[date, str]], day: date) -> bool:
    kinds = [kind for starts_on, kind in postings if starts_on <= day]
    return bool(kinds) and kinds[-1] != Posting.Kind.LEFT


def untrained(viewer: User) -> Untrained | None:
    """Return how many have none on file; None for a viewer who does not see to everybody."""
    if not viewer.has_role(*SEES_TRAINING):
        return None
    asked = "training.asked_of_everybody"
    change = settings_history(asked).first()
    return Untrained(
        count=staff_found().filter(training_until=None).count(),
        is_asked=local.is_on(asked),
        since=clock.day_of(change.changed_at) if change else None,
    )


def trainings_of(user: User) -> QuerySet[Training]:
    """Return what somebody completed, newest first, with what was withdrawn."""
    return user.trainings.select_related("recorded_by", "withdrawn_by")


def more_times_of(user: User) -> QuerySet[MoreTime]:
    """Return the days that were allowed after training had run out, newest first."""
    return user.more_times.select_related("allowed_by")


def how_trained(user: User) -> Trained:
    """Return how the training of one member of staff stands today."""
    return Trained(user, training.state_of(user, clock.today()), training.open_until(user))


def _seen_to(viewer: User, users: QuerySet[User]) -> QuerySet[User]:
    if viewer.has_role(*SEES_TRAINING):
        return users
    return users.filter(pk__in=reports_of(viewer))


def _states(users: Iterable[User]) -> list[Trained]:
    return [how_trained(user) for user in users]
