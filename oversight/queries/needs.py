"""How information and communication needs are met, by team: the report of the accessible standard.

Process 13: needs by team, needs met, letters in another format, and who should be asked again.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet

import clock
from accounts.models import User
from people import access
from people.models import HAS_DIED, CommunicationNeed, Person
from records.models import EntryVersion, PlannedVisit
from records.queries import entry_is_open
from records.rules.formats import LETTER, format_of, format_rules
from records.rules.interpreters import not_arranged
from records.rules.unsaid import gap_text

WEEKS = 13
SHOWN = 50
_SUPPORT, _INTERPRETER, _BY_FAMILY = (
    "communication_support_used", "interpreter_used", "Family or friend",
)  # fmt: skip
NO_TEAM = "No team"


@dataclass(frozen=True)
class TeamNeeds:
    """What one team's people need, and how it was met in the last weeks."""

    team: str
    people: int
    to_ask_again: int
    said_how: int
    other_format: int
    by_family: int
    no_interpreter: int


@dataclass(frozen=True)
class Otherwise:
    """A letter to somebody in another format than they need, and why."""

    entry: Any
    format: str
    because: str
    on: date


@dataclass(frozen=True)
class Report:
    """Every team of the people whose record the viewer may open, and whom the numbers count."""

    teams: list[TeamNeeds]
    to_ask_again: list[CommunicationNeed]
    otherwise: list[Otherwise]
    no_interpreter: list[PlannedVisit]

    @property
    def people(self) -> Iterator[Person]:
        """Everybody whom the page names."""
        yield from (need.person for need in self.to_ask_again)
        yield from (letter.entry.person for letter in self.otherwise)
        yield from (visit.person for visit in self.no_interpreter)


def needs_report(viewer: User) -> Report:
    """Return how the needs of the people whom ``viewer`` may open are met."""
    today = clock.today()
    since = clock.at_time(clock.add_days(today, -7 * WEEKS), 0)
    people = access.visible_people(viewer).exclude(HAS_DIED)
    needs = list(
        CommunicationNeed.objects.current_on(today)
        .filter(person__in=people)
        .select_related("person__team")
        .order_by("review_on", "person__family_name", "pk")
    )
    late = [need for need in needs if need.review_on and need.review_on < today]
    versions = _versions(viewer, people, since)
    letters = [
        Otherwise(row.entry, called, gap_text(gap), clock.day_of(row.entry.signed_at))
        for row in versions.filter(entry__type_key=LETTER, gaps__has_any_keys=format_rules())
        for rule, gap in row.gaps.items()
        if (called := format_of(rule))
    ]
    visits = list(
        not_arranged().filter(person__in=people.values("pk")).select_related("person__team")
    )
    counted = {
        "people": Counter(_team(each) for each in {need.person for need in needs}),
        "to_ask_again": Counter(_team(need.person) for need in late),
        "said_how": _by_team(
            versions.filter(values__has_key=_SUPPORT).exclude(**{f"values__{_SUPPORT}": ""})
        ),
        "other_format": Counter(_team(each.entry.person) for each in letters),
        "no_interpreter": Counter(_team(each.person) for each in visits),
        "by_family": _by_team(versions.filter(**{f"values__{_INTERPRETER}": _BY_FAMILY})),
    }
    return Report(
        [
            TeamNeeds(team, **{name: counts[team] for name, counts in counted.items()})
            for team in sorted({team for counts in counted.values() for team in counts})
        ],
        late[:SHOWN],
        letters[:SHOWN],
        visits[:SHOWN],
    )


def _versions(viewer: User, people: QuerySet[Person], since: datetime) -> QuerySet[EntryVersion]:
    """Return what was signed since, as it now stands, of people who have a need."""
    have_needs = CommunicationNeed.objects.current_on(clock.today()).values("person")
    return (
        EntryVersion.objects.newest()
        .filter(
            entry_is_open(viewer, person="entry__person"),
            Q(entry__person__in=people.values("pk")) & Q(entry__person__in=have_needs),
            entry__signed_at__gte=since,
        )
        .select_related("entry__person__team")
        .order_by("-entry__signed_at", "pk")
    )


def _by_team(versions: QuerySet[EntryVersion]) -> Counter[str]:
    names = versions.order_by().values_list("entry__person__team__name", flat=True)
    return Counter(name or NO_TEAM for name in names)


def _team(person: Person) -> str:
    return person.team.name if person.team else NO_TEAM
