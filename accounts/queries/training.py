"""Who completed which training, and how it stands across teams."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

import clock
from accounts import local, training
from accounts.models import MoreTime, Team, Training, User
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
class TeamTrained:
    """How the training of one team stands, in numbers."""

    team: Team | None
    staff: int
    valid: int
    grace: int
    out: int
    never: int

    @property
    def percent(self) -> int:
        """The part of the team whose training is valid, rounded down."""
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
    found = staff_found(words=words, team=team)
    if not viewer.has_role(*SEES_TRAINING):
        found = found.filter(pk__in=reports_of(viewer))
    return _states(found)


def training_to_see_to(ids: Iterable[int], *, at_most: int) -> QuerySet[User]:
    """Return those of these staff whose training runs out soon or has, the longest ago first."""
    soon = clock.add_days(clock.today(), training.REMIND_DAYS)
    found = staff_found().filter(pk__in=list(ids), training_until__lte=soon)
    return found.order_by("training_until", "name")[:at_most]


def by_team(rows: Iterable[Trained]) -> list[TeamTrained]:
    """Return the numbers of each team by its name; of staff in no team last."""
    teams: dict[int | None, list[Trained]] = {}
    for row in rows:
        teams.setdefault(row.user.team_id, []).append(row)
    counted = [
        TeamTrained(
            team=some[0].user.team,
            staff=len(some),
            valid=sum(each.is_valid for each in some),
            grace=sum(each.state is State.GRACE for each in some),
            out=sum(each.state is State.OUT for each in some),
            never=sum(each.state is State.NEVER for each in some),
        )
        for some in teams.values()
    ]
    return sorted(counted, key=lambda row: (row.team is None, row.team.name if row.team else ""))


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


def _states(users: Iterable[User]) -> list[Trained]:
    return [how_trained(user) for user in users]
