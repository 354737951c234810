"""Who stands in for whom on a day, and who is on duty."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q, QuerySet

import clock
from accounts.models import Cover, DutyShift, Team, User
from accounts.queries.lines import line_of
from accounts.roles import Role


def covers_on(day: date, *kinds: Cover.Kind) -> QuerySet[Cover]:
    """Return the covers of these kinds that hold on ``day``."""
    return Cover.objects.filter(kind__in=kinds, ended_at=None, starts_on__lte=day, ends_on__gte=day)


def covers_held(day: date, away: Iterable[int]) -> list[Cover]:
    """Return who stood in for some staff on ``day``, though it ended later or in its course."""
    held = Q(ended_at=None) | Q(ended_at__gte=clock.at_time(day, 0))
    found = Cover.objects.filter(held, away__in=away, starts_on__lte=day, ends_on__gte=day)
    return list(found.select_related("stands_in__team").order_by("starts_on", "pk"))


def covered_by(user: User, day: date) -> QuerySet[Cover]:
    """Return whose work with people ``user`` covers on ``day``."""
    return covers_on(day, Cover.Kind.WORK).filter(stands_in=user)


def on_duty(user: User, day: date) -> QuerySet[DutyShift]:
    """Return when ``user`` is on the duty rota of their own team on ``day``."""
    return rota_kept(user.team_id, day).filter(user=user)


def rota_kept(team_id: int | None, day: date) -> QuerySet[DutyShift]:
    """Return who is on the rota of a team on ``day``: nobody where it keeps none."""
    return DutyShift.objects.filter(team=team_id, day=day, taken_off_at=None)


def covers_about(user: User, *, since: date | None = None) -> QuerySet[Cover]:
    """Return the covers by and for somebody that have not ended, soonest first."""
    return (
        Cover.objects.filter(Q(away=user) | Q(stands_in=user))
        .filter(ended_at=None, ends_on__gte=since or clock.today())
        .select_related("away__team", "stands_in__team", "arranged_by")
    )


def covers_below(ids: set[int] | None, *, past: bool = False) -> QuerySet[Cover]:
    """Return the covers for these staff, or for all: those that hold or come, or that are over."""
    over = Q(ended_at__isnull=False) | Q(ends_on__lt=clock.today())
    found = Cover.objects.filter(over if past else ~over)
    if ids is not None:
        found = found.filter(away__in=ids)
    order = ("-ends_on", "-pk") if past else ("starts_on", "pk")
    return found.select_related(
        "away__team", "stands_in__team", "arranged_by", "ended_by"
    ).order_by(*order)


@dataclass
class Half:
    """Half a day of a rota: who is on, and whether it is a gap."""

    day: date
    half: DutyShift.Half
    is_working: bool
    on: list[User] = field(default_factory=list)

    @property
    def is_gap(self) -> bool:
        """Say whether nobody is on duty on a working day."""
        return self.is_working and not self.on

    @property
    def name(self) -> str:
        """The name of its boxes in a form: "2026-11-30-AM"."""
        return f"{self.day.isoformat()}-{self.half.value}"


@dataclass(frozen=True)
class Week:
    """A week of a team's rota, Monday first."""

    team: Team
    monday: date
    halves: list[Half]

    @property
    def gaps(self) -> list[Half]:
        """The half days of working days on which nobody is on duty."""
        return [each for each in self.halves if each.is_gap]

    @property
    def is_empty(self) -> bool:
        """Say whether nobody is on at all."""
        return not any(each.on for each in self.halves)


def rota_of(team: Team, day: date) -> Week:
    """Return the rota of the week that ``day`` is in: five days, seven for an emergency team."""
    monday = clock.add_days(clock.end_of_week(day), -6)
    days = [
        clock.add_days(monday, number)
        for number in range(7 if team.kind == Team.Kind.EMERGENCY else 5)
    ]
    every_day = team.kind == Team.Kind.EMERGENCY
    halves = [
        Half(each, half, every_day or clock.is_working_day(each))
        for each in days
        for half in DutyShift.Half
    ]
    by_name = {each.name: each for each in halves}
    shifts = (
        DutyShift.objects.filter(team=team, day__range=(days[0], days[-1]), taken_off_at=None)
        .select_related("user")
        .order_by("user__name")
    )
    for shift in shifts:
        by_name[f"{shift.day.isoformat()}-{shift.half}"].on.append(shift.user)
    return Week(team, monday, halves)


def shifts_ahead(user: User, days: int = 14) -> list[DutyShift]:
    """Return when somebody is on duty in the days to come."""
    today = clock.today()
    found = DutyShift.objects.filter(
        user=user, taken_off_at=None, day__range=(today, clock.add_days(today, days))
    )
    return list(found.select_related("team"))


def on_duty_by_team(day: date) -> list[tuple[Team, list[DutyShift]]]:
    """Return every open team with who is on its rota on a day, mornings first."""
    shifts = DutyShift.objects.filter(day=day, taken_off_at=None).select_related("user")
    by_team: dict[int, list[DutyShift]] = {}
    for shift in shifts.order_by("half", "user__name"):
        by_team.setdefault(shift.team_id, []).append(shift)
    return [
        (team, by_team.get(team.pk, []))
        for team in Team.objects.filter(closed_on=None).order_by("name")
    ]


def may_keep_rota(user: User, team: Team) -> bool:
    """Say whether somebody manages the team, or is an administrator."""
    if user.has_role(Role.SYSTEM_ADMINISTRATOR):
        return True
    return user.has_role(Role.MANAGER) and team.pk in line_of(user).teams
