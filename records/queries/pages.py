"""A person's entries in the order of what happened, some at a time.

A page begins beside a cursor, the instant and number of an entry, and never by counting: the
thousandth page costs what the first does.
"""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from django.db.models import Count, Max, Min, Q, QuerySet

import clock
from accounts.models import User
from people import access
from people.models import Person
from people.queries.happenings import Span
from people.survivors import keys_of
from records.models import Action, Entry
from records.queries.content import actions_for, rows_of, with_what_stands_beside
from records.queries.entries import TimelineRow
from records.queries.filters import TimelineFilters, matching, open_to
from records.queries.known import Days, days_then, placed_by, stood

PER_PAGE = 25
# The entries of a page, the cursors of the older and the newer one, and when the entry above was.
_Read = tuple[list[Any], str, str, datetime | None]


@dataclass(frozen=True)
class TimelinePage:
    """Some rows, newest first, and the cursors that ask for the older and the newer ones.

    ``to_do`` is what is still to be done for the person, from whichever entry. ``days`` are those
    of entries that happened on another as known then. ``placed_at`` is when each row happened, and
    ``span`` what else happened belongs to this page: from its last entry to the one above it;
    nothing where the filters ask for entries of some kind.
    """

    rows: list[TimelineRow]
    older: str = ""
    newer: str = ""
    to_do: list[Action] = field(default_factory=list)
    days: Days = field(default_factory=dict)
    placed_at: list[datetime] = field(default_factory=list)
    span: Span | None = None


@dataclass(frozen=True)
class Extent:
    """How many entries there are, and the days of the first and the last."""

    count: int
    first_on: date | None
    last_on: date | None


def timeline(
    viewer: User,
    person: Person,
    *,
    filters: TimelineFilters | None = None,
    before: str = "",
    after: str = "",
    known_at: datetime | None = None,
    per_page: int = PER_PAGE,
    whole: bool = True,
) -> TimelinePage:
    """Return the newest entries of ``person``, or those next to the cursor of another page.

    Entries that ``viewer`` may not open come as stubs, those that were moved or removed as
    tombstones; neither once a filter would tell something of their content (ruling 4). With
    ``known_at``, only what had been written by that instant. ``whole`` reads what stands in the
    entries, not their headings alone. Raises ``ValueError`` if a cursor is not one of ours.
    """
    filters = filters or TimelineFilters()
    readable = access.EntryAccess(viewer, person)
    days = days_then(person, known_at) if known_at is not None else {}
    found = _found(viewer, readable, person, filters, known_at, days)
    if after and not before:
        entries, older, newer, above = _newer_than(found, after, per_page)
    else:
        entries, older, newer, above = _older_than(found, before, per_page)
    actions, to_do = actions_for(readable, person, entries)
    keys = keys_of(person) if known_at is not None else []
    rows = rows_of(readable, entries, actions, known_at=known_at, days=days, whole=whole, keys=keys)
    placed_at = [each.placed_at for each in entries]
    span = None
    if not filters.by_content and (entries or not newer):
        since, until = _within(filters, placed_at[-1] if older else None, above)
        span = Span(since, until, known_at, tuple(keys))
    return TimelinePage(rows, older, newer, to_do, days, placed_at, span)


def extent(
    viewer: User,
    person: Person,
    *,
    filters: TimelineFilters | None = None,
    known_at: datetime | None = None,
    days: Days | None = None,
) -> Extent:
    """Return how many entries fit, from when to when. Stubs count where they are shown.

    With ``known_at`` those count that stood then, whatever became of them; ``days`` are those of
    their page.
    """
    filters = filters or TimelineFilters()
    readable = access.EntryAccess(viewer, person)
    standing = _in_view(viewer, readable, person, filters, known_at).filter(stood(known_at))
    at = placed_by(days or {})
    found = standing.aggregate(count=Count("pk"), first=Min(at), last=Max(at))
    first, last = found["first"], found["last"]
    return Extent(
        count=found["count"],
        first_on=clock.day_of(first) if first else None,
        last_on=clock.day_of(last) if last else None,
    )


def cursor_at(instant: datetime) -> str:
    """Return the cursor whose page begins with the last entry before ``instant``."""
    return f"{instant.timestamp():.6f}-0"


def read_cursor(cursor: str) -> tuple[datetime, int]:
    """Return where a page of a timeline begins. Raises ``ValueError`` if the cursor is not ours."""
    stamp, _, pk = cursor.rpartition("-")
    try:
        return datetime.fromtimestamp(float(stamp), tz=UTC), int(pk)
    except (ValueError, OverflowError, OSError):
        raise ValueError("This cursor is not one of ours") from None


def _in_view(
    viewer: User,
    readable: access.EntryAccess,
    person: Person,
    filters: TimelineFilters,
    known_at: datetime | None,
) -> QuerySet[Entry]:
    found = Entry.objects.filter(matching(filters), person=person)
    if filters.by_content:
        found = found.filter(open_to(viewer, readable))
    if known_at is not None:
        found = found.here_by(known_at)
    return found


def _found(
    viewer: User,
    readable: access.EntryAccess,
    person: Person,
    filters: TimelineFilters,
    known_at: datetime | None,
    days: Days,
) -> QuerySet[Entry]:
    found = with_what_stands_beside(
        _in_view(viewer, readable, person, filters, known_at), known_at=known_at
    )
    return found.annotate(placed_at=placed_by(days))


def _within(
    filters: TimelineFilters, since: datetime | None, until: datetime | None
) -> tuple[datetime | None, datetime | None]:
    """Return the span of a page, no wider than the days that were asked for."""
    if filters.since is not None:
        first = clock.at_time(filters.since, 0)
        since = first if since is None else max(since, first)
    if filters.until is not None:
        end = clock.at_time(clock.add_days(filters.until, 1), 0)
        until = end if until is None else min(until, end)
    return since, until


def _older_than(found: QuerySet[Any], before: str, per_page: int) -> _Read:
    """Return the page just below the cursor; with it when the entry above it happened."""
    above = None
    if before:
        at, pk = read_cursor(before)
        # A cursor names the entry above, but one that was made of a month.
        above = at if pk else _first_from(found, at)
        found = found.filter(Q(placed_at__lt=at) | Q(placed_at=at, pk__lt=pk))
    entries = list(found.order_by("-placed_at", "-pk")[: per_page + 1])
    more, entries = len(entries) > per_page, entries[:per_page]
    newer = (_cursor(entries[0]) if entries else before) if before else ""
    return entries, _cursor(entries[-1]) if more else "", newer, above


def _first_from(found: QuerySet[Any], at: datetime) -> datetime | None:
    later = found.filter(placed_at__gte=at).order_by("placed_at", "pk")
    return later.values_list("placed_at", flat=True).first()


def _newer_than(found: QuerySet[Any], after: str, per_page: int) -> _Read:
    """Return the page just above the cursor; the newest page once it would not be full."""
    at, pk = read_cursor(after)
    above = found.filter(Q(placed_at__gt=at) | Q(placed_at=at, pk__gt=pk))
    entries = list(above.order_by("placed_at", "pk")[: per_page + 1])
    if len(entries) <= per_page:
        return _older_than(found, "", per_page)
    next_above = entries[per_page].placed_at
    entries = entries[:per_page][::-1]
    return entries, _cursor(entries[-1]), _cursor(entries[0]), next_above


def _cursor(entry: Any) -> str:
    return f"{entry.placed_at.timestamp():.6f}-{entry.pk}"
