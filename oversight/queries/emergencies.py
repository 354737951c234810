"""How often teams open records in an emergency: many say that allocation or cover is not right."""

from dataclasses import dataclass, field

from django.db.models import Count

import clock
from accounts.models import User
from audit.models import Event
from oversight.figures import is_enough
from oversight.queries.figures import NO_TEAM
from people import access
from people.models import EmergencyAccess

DAYS = 30
# From this share on, how the work of the team is allocated and covered is looked at.
MANY = 2


@dataclass
class Rate:
    """Of a team: how often a record was opened, and how often in an emergency."""

    team: str
    in_emergency: int
    opened: int
    writers: set[int] = field(default_factory=set, compare=False)

    @property
    def among(self) -> int:
        """Out of how many openings the share is."""
        return max(self.opened, self.in_emergency)

    @property
    def is_told(self) -> bool:
        """Say whether there are enough openings, by enough staff, for nobody to be told of."""
        return is_enough(self.among, self.writers)

    @property
    def percent(self) -> float:
        """The share, to one place."""
        return round(100 * self.in_emergency / self.among, 1)

    @property
    def is_many(self) -> bool:
        """Say whether it is so many that somebody should ask why."""
        return self.percent > MANY


def emergency_rates(viewer: User) -> list[Rate]:
    """Return the rates of the teams of the viewer's staff that opened any, by name.

    Of a team of too few openings, or too few staff, only its name is told.
    """
    since = clock.add_days(clock.now(), -DAYS)
    staff = User.objects.filter(pk__in=access.line_below(viewer).staff)
    known = {
        number: (pk, team)
        for pk, number, team in staff.values_list("pk", "staff_number", "team__name")
    }
    used = EmergencyAccess.objects.filter(opened_at__gte=since, user__in=staff)
    found: dict[str | None, Rate] = {}
    for actor, times in used.values_list("user__staff_number").annotate(times=Count("pk")):
        pk, team = known[actor]
        rate = found.setdefault(team, Rate(team or NO_TEAM, 0, 0))
        rate.in_emergency += times
        rate.writers.add(pk)
    rows = Event.objects.filter(
        actor__in=[actor for actor, (_, team) in known.items() if team in found],
        happened_at__gte=since,
        verb="records.timeline_opened",
    )
    for actor, times in rows.values_list("actor").annotate(times=Count("pk")):
        pk, team = known[actor]
        found[team].opened += times
        found[team].writers.add(pk)
    return sorted(found.values(), key=lambda rate: rate.team)
