"""How often teams open records in an emergency: many say that allocation or cover is not right."""

from collections import Counter
from dataclasses import dataclass

from django.db.models import Count

import clock
from accounts.models import User
from audit.models import Event
from oversight.queries.figures import NO_TEAM
from people import access
from people.models import EmergencyAccess

DAYS = 30
# From this share on, how the work of the team is allocated and covered is looked at.
MANY = 2


@dataclass(frozen=True)
class Rate:
    """Of a team: how often a record was opened, and how often in an emergency."""

    team: str
    in_emergency: int
    opened: int

    @property
    def percent(self) -> float:
        """The share, to one place."""
        return round(100 * self.in_emergency / max(self.opened, self.in_emergency), 1)

    @property
    def is_many(self) -> bool:
        """Say whether it is so many that somebody should ask why."""
        return self.percent > MANY


def emergency_rates(viewer: User) -> list[Rate]:
    """Return the rates of the teams of the viewer's staff that opened any, by name."""
    since = clock.add_days(clock.now(), -DAYS)
    staff = User.objects.filter(pk__in=access.line_below(viewer).staff)
    teams = dict(staff.values_list("staff_number", "team__name"))
    used = Counter(
        EmergencyAccess.objects.filter(opened_at__gte=since, user__in=staff).values_list(
            "user__team__name", flat=True
        )
    )
    if not used:
        return []
    opened: Counter[str | None] = Counter()
    rows = Event.objects.filter(
        actor__in=teams, happened_at__gte=since, verb="records.timeline_opened"
    )
    for actor, times in rows.values_list("actor").annotate(times=Count("pk")):
        opened[teams[actor]] += times
    found = [Rate(team or NO_TEAM, times, opened[team]) for team, times in used.items()]
    return sorted(found, key=lambda rate: rate.team)
