"""A person's entries in the order of what happened, some at a time."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

from django.db.models import Count, Min, Q, QuerySet

import clock
from accounts.models import User
from people import access
from people.models import Person
from records.catalogue import catalogue
from records.models import Entry
from records.queries.entries import TimelineRow, as_row, is_open, with_content

PER_PAGE = 40


@dataclass(frozen=True)
class TimelineFilters:
    """What part of a timeline is asked for. Empty means all."""

    group: str = ""
    author: str = ""
    since: date | None = None
    until: date | None = None
    decisions: bool = False
    own_words: bool = False
    significant: bool = False

    @property
    def by_content(self) -> bool:
        """Say whether a match would tell something of an entry's content."""
        return bool(self.group or self.decisions or self.own_words or self.significant)


@dataclass(frozen=True)
class TimelinePage:
    """Some rows, newest first, and the cursor that asks for the older ones."""

    rows: list[TimelineRow]
    older: str


def timeline(
    viewer: User,
    person: Person,
    *,
    filters: TimelineFilters | None = None,
    before: str = "",
    per_page: int = PER_PAGE,
) -> TimelinePage:
    """Return the newest entries of ``person``, or those older than the cursor ``before``.

    Entries that ``viewer`` may not open come as stubs, those that were moved or removed as
    tombstones; neither once a filter would tell something of their content (ruling 4).
    Raises ``ValueError`` if the cursor is not one of ours.
    """
    filters = filters or TimelineFilters()
    readable = access.EntryAccess(viewer, person)
    found = _filtered(Entry.objects.filter(person=person), filters)
    if filters.by_content:
        found = found.filter(taken_off_at=None).exclude(pk__in=_closed(readable, person))
    if before:
        at, pk = read_cursor(before)
        found = found.filter(Q(event_at__lt=at) | Q(event_at=at, pk__lt=pk))
    entries = list(with_content(found).order_by("-event_at", "-pk")[: per_page + 1])
    shown = entries[:per_page]
    older = _cursor(shown[-1]) if len(entries) > per_page else ""
    return TimelinePage(rows=[as_row(readable, entry) for entry in shown], older=older)


def years_recorded(person: Person) -> tuple[int, date | None]:
    """Return how many entries there are and the day of the first. Stubs count: they are shown."""
    standing = Entry.objects.standing().filter(person=person)
    found = standing.aggregate(count=Count("pk"), first=Min("event_at"))
    return found["count"], clock.day_of(found["first"]) if found["first"] else None


def authors_of(person: Person) -> list[User]:
    """Return who has written on this record, by name."""
    writers = Entry.objects.standing().filter(person=person).values("author")
    return list(User.objects.filter(pk__in=writers).order_by("name"))


def _closed(readable: access.EntryAccess, person: Person) -> list[int]:
    restricted = Entry.objects.filter(person=person).exclude(sensitivity=Entry.Sensitivity.NORMAL)
    return [entry.pk for entry in restricted if not is_open(readable, entry)]


def _filtered(entries: QuerySet[Entry], filters: TimelineFilters) -> QuerySet[Entry]:
    if filters.group:
        keys = [each.key for each in catalogue().types if each.group == filters.group]
        entries = entries.filter(type_key__in=keys)
    if filters.author:
        entries = entries.filter(author__staff_number=filters.author)
    if filters.since:
        entries = entries.filter(event_at__gte=clock.at_time(filters.since, 0))
    if filters.until:
        entries = entries.filter(event_at__lte=clock.end_of_day(filters.until))
    if filters.decisions:
        entries = entries.filter(has_decision=True)
    if filters.own_words:
        entries = entries.filter(has_own_words=True)
    if filters.significant:
        entries = entries.filter(is_significant=True)
    return entries


def _cursor(entry: Entry) -> str:
    return f"{entry.event_at.timestamp():.6f}-{entry.pk}"


def read_cursor(cursor: str) -> tuple[datetime, int]:
    """Return where a page of a timeline begins. Raises ``ValueError`` if the cursor is not ours."""
    stamp, _, pk = cursor.rpartition("-")
    try:
        return datetime.fromtimestamp(float(stamp), tz=UTC), int(pk)
    except (ValueError, OverflowError, OSError):
        raise ValueError("This cursor is not one of ours") from None
