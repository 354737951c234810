"""How audited files were graded, from quarter to quarter and by team."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date

import clock
from accounts.models import User
from oversight.figures import is_enough
from oversight.models import AuditFile, Grade
from oversight.queries.auditing import FileStands, rounds_of, stands, with_findings
from oversight.queries.figures import NO_TEAM, WITHOUT_TEAM, keep_back
from people import access

QUARTERS = 6
_GOOD = (Grade.OUTSTANDING, Grade.GOOD)


@dataclass
class Graded:
    """Settled files, and how many of them there are at each overall grade."""

    files: list[FileStands] = field(default_factory=list)
    writers: set[int] = field(default_factory=set)
    is_kept_back: bool = False

    def add(self, at: FileStands) -> None:
        """Count one file."""
        self.files.append(at)
        self.writers.add(at.file.worker_id or -at.file.person_id)

    @property
    def counts(self) -> Counter[str]:
        """How many files there are at each overall grade."""
        return Counter(each.overall for each in self.files)

    @property
    def among(self) -> int:
        """How many files were settled."""
        return len(self.files)

    @property
    def is_told(self) -> bool:
        """Say whether there are enough files, of several people, to tell of no one."""
        return is_enough(self.among, self.writers) and not self.is_kept_back

    @property
    def percent_good(self) -> int:
        """The share that is good or better, of some files."""
        good = sum(each.overall in _GOOD for each in self.files)
        return round(100 * good / self.among)


@dataclass(frozen=True)
class Grades:
    """The settled files of the last quarters, the oldest first, and by team: its key and name."""

    whole: Graded
    quarters: dict[date, Graded]
    teams: dict[tuple[str, str], Graded]

    def behind(self, quarter: date | None, team: str) -> Graded:
        """Return what one number is of: a quarter, a team by its key, or all; of both, nothing."""
        if quarter and team:
            return Graded()
        if team:
            found = (graded for (key, _), graded in self.teams.items() if key == team)
            return next(found, Graded())
        return self.quarters.get(quarter, Graded()) if quarter else self.whole


def grades_over_time(viewer: User) -> Grades:
    """Return how the files of the audits that ``viewer`` sees were graded.

    Each counts in the quarter in which its audit was begun, and for the team of the worker whose
    recording was looked at, or else of the person. What is of too few is kept back, and so much
    with it that it cannot be worked out from the rest.
    """
    this = _quarter(clock.today())
    quarters = {clock.add_months(this, -3 * ago): Graded() for ago in range(QUARTERS - 1, -1, -1)}
    whole, teams = Graded(), defaultdict[tuple[str, str], Graded](Graded)
    since = clock.at_time(min(quarters), 0)
    known = access.findable_without_conflict(viewer)
    files = AuditFile.objects.filter(
        round__in=rounds_of(viewer).filter(asked_at__gte=since), person__in=known
    )
    files = files.select_related("person__team", "worker__team")
    for file in with_findings(files).order_by("-round__asked_at", "number"):
        at = stands(file)
        if at.is_settled:
            team = file.worker.team if file.worker else file.person.team
            for each in (
                whole,
                quarters[_quarter(clock.day_of(file.round.asked_at))],
                teams[(team.key, team.name) if team else (WITHOUT_TEAM, NO_TEAM)],
            ):
                each.add(at)
    keep_back(quarters.values())
    keep_back(teams.values())
    return Grades(whole, quarters, dict(sorted(teams.items(), key=lambda each: each[0][1])))


def _quarter(day: date) -> date:
    """Return the first day of the quarter of a day."""
    return day.replace(month=day.month - (day.month - 1) % 3, day=1)
