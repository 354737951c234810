"""Whom an involvement may be given to, and how much each of them carries already.

Apps above offer what they can count about a worker; people itself counts only people.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import Count, Q

import clock
from accounts import local, training
from accounts.models import Cover, Team, User
from accounts.queries import covers_on
from people import access
from people.access import Permission
from people.models import Allocation, Person
from ui import formats

Counts = Callable[[User, Iterable[int]], dict[int, int]]
_COUNTED: dict[tuple[str, str], Counts] = {}


def count_too(one: str, many: str, counts: Counts) -> None:
    """Have a worker's load say how many of something they have: "open action(s)".

    ``counts`` is given who asks and the workers: nobody restricted from them changes a number.
    """
    _COUNTED[one, many] = counts


@dataclass(frozen=True)
class Candidate:
    """A worker who might be chosen, and how much they carry."""

    worker: User
    people: int
    others: dict[tuple[str, str], int] = field(default_factory=dict)

    @property
    def load(self) -> str:
        """Their load on one line, as it is kept with the allocation."""
        return ", ".join(
            [
                formats.counted(self.people, "person", "people"),
                *(formats.counted(count, *words) for words, count in self.others.items()),
            ]
        )


def why_not(worker: User, person: Person, *, at: datetime) -> str:
    """Say why a worker cannot be given this person; nothing if they can."""
    basis = access.decide(worker, Permission.WRITE, person, at=at).basis
    if (back_on := _away_until(worker, at)) is not None:
        return (
            f"{worker.name} is away until {back_on.day} {back_on:%B %Y}. Choose somebody else, or "
            "let the person wait"
        )
    if training.is_out(worker, clock.day_of(at)):
        return (
            "This worker’s data protection training has run out. Choose somebody else, or have it "
            "done and put on file first"
        )
    return {
        "CONFLICT": "This worker has declared a conflict of interest with the person. "
        "Choose somebody else",
        "NOT_IN_USE": "This worker’s account is not in use. Choose somebody else",
        "ROLE": "This worker’s role does not write on records. Choose somebody else",
        "RESTRICTED": "This worker is not on the list of those who may open this restricted "
        "record. Ask whoever keeps the list",
    }.get(basis, "")


def _away_until(worker: User, at: datetime) -> date | None:
    """Return the last day of an absence that is too long to begin with somebody."""
    day, most = clock.day_of(at), local.settings_value("allocation.away_working_days")
    away = covers_on(day, Cover.Kind.WORK).filter(away=worker).order_by("-ends_on").first()
    if away is None or clock.working_days_between(day, away.ends_on) <= most:
        return None
    return away.ends_on


def candidates(viewer: User, team: Team, *, at: datetime | None = None) -> list[Candidate]:
    """Return the workers of a team by name, each with their load."""
    at = at or clock.now()
    workers = [
        each
        for each in User.objects.filter(team=team).select_related("team").order_by("name")
        if each.works_on(clock.day_of(at)) and each.has_role("PRACTITIONER", "MANAGER")
    ]
    keys = [each.pk for each in workers]
    people = people_of(viewer, keys, at=at)
    others = {words: counts(viewer, keys) for words, counts in _COUNTED.items()}
    return [
        Candidate(
            worker=each,
            people=people.get(each.pk, 0),
            others={words: counts.get(each.pk, 0) for words, counts in others.items()},
        )
        for each in workers
    ]


def people_of(
    viewer: User, workers: Iterable[int], *, at: datetime | None = None
) -> dict[int, int]:
    """Return with how many people each worker works, of those whom ``viewer`` may find.

    Those whom they only hand over do not count.
    """
    day = clock.day_of(at or clock.now())
    rows = (
        Allocation.objects.running_on(day)
        .filter(
            ~Q(role=Allocation.Role.HANDOVER),
            worker__in=list(workers),
            person__in=access.findable_people(viewer, at=at).values("pk"),
        )
        .values("worker")
        .annotate(people=Count("person", distinct=True))
    )
    return {row["worker"]: row["people"] for row in rows}
