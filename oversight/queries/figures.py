"""The figures of recording, by team and month, and the records behind each of them."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import TruncMonth

import clock
from accounts.models import User
from oversight.figures import FEWEST, INDICATORS, WRITERS, Indicator, flags, put_right
from oversight.models import Review
from people import access
from records.models import Entry
from records.queries import entry_is_open

MONTHS = 6
NO_TEAM = "No team"


@dataclass
class Cell:
    """How many of some records, by how many writers. Too few to tell of are not told."""

    found: int = 0
    among: int = 0
    writers: set[int] = field(default_factory=set)

    @property
    def is_told(self) -> bool:
        """Say whether there are enough records and writers for nobody to be told of."""
        return self.among >= FEWEST and len(self.writers) >= WRITERS

    @property
    def percent(self) -> int:
        """The share, as a whole number."""
        return round(100 * self.found / self.among) if self.among else 0


@dataclass
class Figure:
    """One indicator: over all, by month and by team."""

    indicator: Indicator
    whole: Cell = field(default_factory=Cell)
    months: dict[date, Cell] = field(default_factory=dict)
    teams: dict[tuple[str, str], Cell] = field(default_factory=lambda: defaultdict(Cell))


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


def figures(viewer: User) -> list[Figure]:
    """Return every figure, from records as they now stand; no figure is of one member of staff."""
    counts = {}
    for each in INDICATORS.values():
        counts[f"{each.key}_among"] = Count("pk", filter=Q(**{f"flag_{each.among}": True}))
        counts[f"{each.key}_found"] = Count(
            "pk", filter=Q(**{f"flag_{each.among}": True, f"flag_{each.found}": True})
        )
    rows = (
        written(viewer)
        .annotate(month=TruncMonth("signed_at"), **flags())
        .values("month", "author", "author__team__key", "author__team__name")
        .annotate(**counts)
    )
    found = {
        key: Figure(each, months={month: Cell() for month in months_shown()})
        for key, each in INDICATORS.items()
    }
    for row in rows:
        team = (row["author__team__key"] or "", row["author__team__name"] or NO_TEAM)
        month = clock.day_of(row["month"])
        for key, figure in found.items():
            among = row[f"{key}_among"]
            if not among:
                continue
            for cell in (figure.whole, figure.months[month], figure.teams[team]):
                cell.found += row[f"{key}_found"]
                cell.among += among
                cell.writers.add(row["author"])
    return list(found.values())


@dataclass(frozen=True)
class Behind:
    """The records behind a number, and those that were put right since they were signed."""

    entries: QuerySet[Any]
    put_right: QuerySet[Any]


def behind(viewer: User, indicator: Indicator, *, team: str, month: date | None) -> Behind:
    """Return the records that one number counts: only those that ``viewer`` may open."""
    rows = written(viewer).annotate(**flags())
    if team:
        rows = rows.filter(author__team__key=team)
    if month is not None:
        until = clock.add_months(month, 1)
        rows = rows.filter(
            signed_at__gte=clock.at_time(month, 0), signed_at__lt=clock.at_time(until, 0)
        )
    rows = rows.filter(**{f"flag_{indicator.among}": True}).select_related("person", "author__team")
    rows = rows.order_by("-signed_at", "-pk")
    return Behind(
        rows.filter(**{f"flag_{indicator.found}": True}), rows.filter(put_right(indicator.key))
    )


def how_reviewed(entries: list[Any]) -> dict[int, str]:
    """Return the last answer of a reviewer to each of some entries, in words."""
    rows = Review.objects.filter(entry__in=entries).order_by("reviewed_at", "pk")
    return {each.entry_id: each.get_state_display() for each in rows}
