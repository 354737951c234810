"""How audited files were graded, from quarter to quarter and by team."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date

import clock
from accounts.models import User
from oversight.figures import is_enough
from oversight.models import AuditFile, Grade
from oversight.queries.auditing import rounds_of, stands, with_findings
from oversight.queries.figures import NO_TEAM, keep_back
from people import access

QUARTERS = 6
_GOOD = (Grade.OUTSTANDING, Grade.GOOD)


@dataclass
class Graded:
    """How many files were settled at each overall grade."""

    counts: Counter[str] = field(default_factory=Counter)
    writers: set[int] = field(default_factory=set)
    is_kept_back: bool = False

    @property
    def among(self) -> int:
        """How many files were settled."""
        return self.counts.total()

    @property
    def is_told(self) -> bool:
        """Say whether there are enough files, of several people, to tell of no one."""
        return is_enough(self.among, self.writers) and not self.is_kept_back

    @property
    def percent_good(self) -> int:
        """The share that is good or better, of some files."""
        good = sum(self.counts[grade] for grade in _GOOD)
        return round(100 * good / self.among)


@dataclass(frozen=True)
class Grades:
    """The settled files of the last quarters, the oldest first, and by team."""

    quarters: list[tuple[date, Graded]]
    teams: list[tuple[str, Graded]]

    @property
    def total(self) -> int:
        """How many files were settled."""
        return sum(graded.among for _, graded in self.quarters)


def grades_over_time(viewer: User) -> Grades:
    """Return how the files of the audits that ``viewer`` sees were graded.

    Each counts in the quarter in which its audit was begun, and for the team of the worker whose
    recording was looked at, or else of the person. What is of too few is kept back, and so much
    with it that it cannot be worked out from the rest.
    """
    this = _quarter(clock.today())
    quarters = {clock.add_months(this, -3 * ago): Graded() for ago in range(QUARTERS - 1, -1, -1)}
    teams: dict[str, Graded] = defaultdict(Graded)
    since = clock.at_time(min(quarters), 0)
    known = access.findable_people(viewer).filter(~access.in_conflict(viewer))
    files = AuditFile.objects.filter(
        round__in=rounds_of(viewer).filter(asked_at__gte=since), person__in=known
    )
    for file in with_findings(files).select_related("person__team", "worker__team"):
        at = stands(file)
        if at.is_settled:
            team = file.worker.team if file.worker else file.person.team
            for each in (
                quarters[_quarter(clock.day_of(file.round.asked_at))],
                teams[team.name if team else NO_TEAM],
            ):
                each.counts[at.overall] += 1
                each.writers.add(file.worker_id or -file.person_id)
    keep_back(quarters.values())
    keep_back(teams.values())
    return Grades(list(quarters.items()), sorted(teams.items()))


def _quarter(day: date) -> date:
    """Return the first day of the quarter of a day."""
    return day.replace(month=day.month - (day.month - 1) % 3, day=1)
