"""What of accounts is still with somebody who leaves, or with a team that closes. Numbers only."""

from django.db.models import Q

import clock
from accounts.models import Cover, DutyShift, Posting, Team, User


def _here() -> Q:
    return Q(is_active=True) & (Q(ends_on=None) | Q(ends_on__gte=clock.today()))


def reports(user: User) -> int:
    """Count who reports to somebody."""
    return User.objects.filter(_here(), line_manager=user).count()


def teams_led(user: User) -> int:
    """Count the open teams that somebody manages."""
    return Team.objects.filter(lead=user, closed_on=None).count()


def members(team: Team) -> int:
    """Count who is in a team, and who is to come to it."""
    planned = Posting.objects.filter(team=team, begun_at=None, withdrawn_at=None)
    planned = planned.exclude(kind=Posting.Kind.ADDRESS)
    here = User.objects.filter(_here(), team=team)
    return here.count() + planned.exclude(user__in=here).count()


def ties(team: Team) -> int:
    """Count the open teams that a team works for, and those that work for it."""
    return (
        team.supports.filter(closed_on=None).count()
        + team.supported_by.filter(closed_on=None).count()
    )


def covers(user: User) -> int:
    """Count for whom somebody stands in now or later."""
    return Cover.objects.filter(stands_in=user, ended_at=None, ends_on__gte=clock.today()).count()


def shifts(user: User) -> int:
    """Count the half days on which somebody is still to be on duty."""
    return DutyShift.objects.filter(user=user, taken_off_at=None, day__gt=clock.today()).count()
