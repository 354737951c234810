"""The figures of recording, by team and month, and the records behind each of them."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Protocol

from django.db.models import (
    Aggregate,
    Count,
    DurationField,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
)
from django.db.models.functions import TruncMonth

import clock
from accounts.models import User
from oversight.figures import (
    DAYS,
    INDICATORS,
    Indicator,
    flags,
    indicator_of_check,
    is_enough,
    put_right,
)
from oversight.models import Review
from people import access
from records.catalogue import catalogue
from records.models import Entry, EntryVersion, Finding
from records.queries import entry_is_open
from records.rules.coached import told_by_coach

MONTHS = 6
# Of those who are in no team: what their number is called, and what it is asked for by.
NO_TEAM, WITHOUT_TEAM = "No team", "~none"
MOST_FREQUENT = 10


class Counted(Protocol):
    """A number of a table that may tell too much: how many, of whom, and whether it is told."""

    writers: set[int]
    is_kept_back: bool

    @property
    def among(self) -> int:
        """How many are counted."""

    @property
    def is_told(self) -> bool:
        """Say whether the number is told."""


class Median(Aggregate):
    """The middle one of the values of a group."""

    function = "PERCENTILE_CONT"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"


@dataclass
class Cell:
    """How many of some records, by how many writers. Too few to tell of are not told."""

    found: int = 0
    among: int = 0
    writers: set[int] = field(default_factory=set)
    is_kept_back: bool = False
    # The days between the event and the signature, in the middle, where they are asked for.
    days: float | None = None

    @property
    def is_told(self) -> bool:
        """Say whether there are enough records and writers for nobody to be told of."""
        return is_enough(self.among, self.writers) and not self.is_kept_back

    @property
    def percent(self) -> int:
        """The share, as a whole number."""
        return round(100 * self.found / self.among) if self.among else 0


@dataclass
class Figure:
    """One indicator: over all, by month, by team and by kind of record."""

    indicator: Indicator
    whole: Cell = field(default_factory=Cell)
    months: dict[date, Cell] = field(default_factory=dict)
    teams: dict[tuple[str, str], Cell] = field(default_factory=lambda: defaultdict(Cell))
    kinds: dict[str, Cell] = field(default_factory=lambda: defaultdict(Cell))


@dataclass(frozen=True)
class Behind:
    """The records behind a number, those put right since they were signed, and all it is out of."""

    entries: QuerySet[Any]
    put_right: QuerySet[Any]
    among: QuerySet[Any]


@dataclass(frozen=True)
class Place:
    """Which of the numbers of a figure is meant: of all, or of one month, team or kind."""

    month: date | None = None
    team: str = ""
    kind: str = ""


WHOLE = Place()


def keep_back(cells: Iterable[Counted]) -> None:
    """Keep back so many of the cells of a table that what is not told cannot be worked out.

    The whole less all that is told leaves those not told together: they too must be enough records,
    of enough writers. The smallest cells are kept back first.
    """
    known = [each for each in cells if each.among]
    left = sorted((each for each in known if each.is_told), key=lambda each: each.among)
    untold = Cell()
    for each in known:
        if not each.is_told:
            untold.among += each.among
            untold.writers |= each.writers
    while left and untold.among and not untold.is_told:
        smallest = left.pop(0)
        smallest.is_kept_back = True
        untold.among += smallest.among
        untold.writers |= smallest.writers


def months_shown() -> list[date]:
    """Return the first days of the months that the figures are of, the oldest first."""
    this = clock.today().replace(day=1)
    return [clock.add_months(this, -ago) for ago in range(MONTHS - 1, -1, -1)]


def written(viewer: User) -> QuerySet[Any]:
    """Return what staff of the viewer's line signed in these months and the viewer may open."""
    return (
        Entry.objects.standing()
        .filter(
            entry_is_open(viewer, entry=""),
            author__in=access.line_below(viewer).staff,
            person__in=access.visible_people(viewer).values("pk"),
            imported_from="",
            signed_at__gte=clock.at_time(months_shown()[0], 0),
        )
        .order_by()
    )


def own_written(writer: User) -> QuerySet[Any]:
    """Return what ``writer`` signed in these months and may open still."""
    return (
        Entry.objects.standing()
        .filter(
            entry_is_open(writer, entry=""),
            author=writer,
            person__in=access.visible_people(writer).values("pk"),
            imported_from="",
            signed_at__gte=clock.at_time(months_shown()[0], 0),
        )
        .order_by()
    )


def own_figures(writer: User) -> list[Figure]:
    """Return every figure of what ``writer`` signed, for themselves alone: small numbers too."""
    return _counted(own_written(writer))


def own_behind(writer: User, indicator: Indicator, *, month: date | None) -> Behind:
    """Return the writer's own records behind a figure."""
    rows = own_written(writer).annotate(**flags(indicator.found))
    return _behind(_of_month(rows, month), indicator)


def figures(viewer: User) -> list[Figure]:
    """Return every figure, from records as they now stand; no figure is of one member of staff."""
    return _without_few(_counted(written(viewer)))


def most_frequent(viewer: User) -> list[tuple[Indicator, int]]:
    """Return what the checks found in most records, as these now stand, and in how many."""
    newest = EntryVersion.objects.filter(entry=OuterRef("version__entry")).order_by("-number")
    rows = (
        Finding.objects.filter(
            version__entry__in=written(viewer).values("pk"),
            version=Subquery(newest.values("pk")[:1]),
            check_key__in=told_by_coach(),
        )
        .order_by()
        .values("check_key")
        .annotate(entries=Count("version__entry", distinct=True))
        .order_by("-entries", "check_key")[:MOST_FREQUENT]
    )
    return [(indicator_of_check(row["check_key"]), row["entries"]) for row in rows]


def _without_few(figures: list[Figure]) -> list[Figure]:
    for figure in figures:
        keep_back(figure.months.values())
        keep_back(figure.teams.values())
        keep_back(figure.kinds.values())
    return figures


def _counted(
    entries: QuerySet[Any], indicators: Collection[Indicator] = INDICATORS.values()
) -> list[Figure]:
    counts = {}
    for each in indicators:
        counts[f"{each.key}_among"] = Count("pk", filter=Q(**{f"flag_{each.among}": True}))
        counts[f"{each.key}_found"] = Count(
            "pk", filter=Q(**{f"flag_{each.among}": True, f"flag_{each.found}": True})
        )
    flagged = flags(*(each.found for each in indicators))
    rows = (
        entries.annotate(month=TruncMonth("signed_at"), **flagged)
        .values("month", "type_key", "author", "author__team__key", "author__team__name")
        .annotate(**counts)
    )
    found = {
        each.key: Figure(each, months={month: Cell() for month in months_shown()})
        for each in indicators
    }
    for row in rows:
        team = (row["author__team__key"] or WITHOUT_TEAM, row["author__team__name"] or NO_TEAM)
        month = clock.day_of(row["month"])
        for key, figure in found.items():
            among = row[f"{key}_among"]
            if not among:
                continue
            for cell in (
                figure.whole,
                figure.months[month],
                figure.teams[team],
                figure.kinds[row["type_key"]],
            ):
                cell.found += row[f"{key}_found"]
                cell.among += among
                cell.writers.add(row["author"])
    if DAYS in found:
        _add_days(found[DAYS], entries)
    return list(found.values())


def _add_days(figure: Figure, entries: QuerySet[Any]) -> None:
    """Say how many days passed from event to signature, in the middle of each group of records."""
    middle = Median(F("signed_at") - F("event_at"), output_field=DurationField())
    figure.whole.days = _days(entries.aggregate(days=middle)["days"])
    by_month = entries.annotate(month=TruncMonth("signed_at")).values("month")
    for row in by_month.annotate(days=middle):
        figure.months[clock.day_of(row["month"])].days = _days(row["days"])
    for row in entries.values("author__team__key", "author__team__name").annotate(days=middle):
        team = (row["author__team__key"] or WITHOUT_TEAM, row["author__team__name"] or NO_TEAM)
        figure.teams[team].days = _days(row["days"])
    for row in entries.values("type_key").annotate(days=middle):
        figure.kinds[row["type_key"]].days = _days(row["days"])


def _days(passed: timedelta | None) -> float | None:
    return None if passed is None else round(passed / timedelta(days=1), 1)


def kind_name(type_key: str) -> str:
    """Return what a kind of record is called."""
    found = catalogue().get(type_key)
    return found.title if found else type_key


def figure_of(viewer: User, indicator: Indicator) -> Figure:
    """Return one figure; of a check alone, over all."""
    (found,) = _without_few(_counted(written(viewer), [indicator]))
    return found if indicator.key in INDICATORS else Figure(indicator, whole=found.whole)


def cell_of(figure: Figure, place: Place) -> Cell:
    """Return the one number that a page of records belongs to: of all, a month, a team, a kind.

    Of a month in one team no page tells, so nothing is told of it either.
    """
    if place == WHOLE:
        return figure.whole
    if place == Place(month=place.month):
        return figure.months.get(place.month or date.min, Cell())
    if place == Place(team=place.team):
        return next((cell for (key, _), cell in figure.teams.items() if key == place.team), Cell())
    return figure.kinds.get(place.kind, Cell()) if place == Place(kind=place.kind) else Cell()


def behind(viewer: User, indicator: Indicator, place: Place = WHOLE) -> Behind:
    """Return the records that one number counts: only those that ``viewer`` may open."""
    rows = written(viewer).annotate(**flags(indicator.found))
    if place.team:
        team = None if place.team == WITHOUT_TEAM else place.team
        rows = rows.filter(author__team__key=team)
    if place.kind:
        rows = rows.filter(type_key=place.kind)
    return _behind(_of_month(rows, place.month), indicator)


def _of_month(rows: QuerySet[Any], month: date | None) -> QuerySet[Any]:
    if month is None:
        return rows
    until = clock.add_months(month, 1)
    return rows.filter(
        signed_at__gte=clock.at_time(month, 0), signed_at__lt=clock.at_time(until, 0)
    )


def _behind(rows: QuerySet[Any], indicator: Indicator) -> Behind:
    rows = rows.filter(**{f"flag_{indicator.among}": True}).select_related("person", "author__team")
    rows = rows.order_by("-signed_at", "-pk")
    return Behind(
        rows.filter(**{f"flag_{indicator.found}": True}),
        rows.filter(put_right(indicator.key)),
        rows,
    )


def how_reviewed(entries: list[Any]) -> dict[int, str]:
    """Return the last answer of a reviewer to each of some entries, in words."""
    rows = Review.objects.filter(entry__in=entries).order_by("reviewed_at", "pk")
    return {each.entry_id: each.get_state_display() for each in rows}
