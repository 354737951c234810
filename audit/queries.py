"""Reading the event log, newest first, by key: no page costs more than the first."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, QuerySet

from audit import verify_log
from audit.models import Event, EventDetail, Seal

PER_PAGE = 50


@dataclass(frozen=True)
class Filters:
    """What part of the log is asked for. Empty means all.

    ``subjects`` are keys of people, of whom any will do. ``about_nobody_by`` is an app: its events
    that concern no person's record.
    """

    subjects: tuple[str, ...] = ()
    actor: str = ""
    kinds: tuple[str, ...] = ()
    since: datetime | None = None
    until: datetime | None = None
    about_nobody_by: str = ""


@dataclass(frozen=True)
class Page:
    """Some events, newest first, and the number to ask for the older ones."""

    events: list[Event]
    older: int | None
    details: dict[int, dict]


def basis_of(event: Event) -> tuple[str, str]:
    """Return the basis of an event, and the number of the colleague in whose place it was done."""
    basis, _, for_whom = event.basis.partition(":")
    return basis, for_whom


def events(filters: Filters, *, before: int | None = None) -> Page:
    """Return the newest events that fit, or those older than event number ``before``."""
    found = _matching(filters)
    if before is not None:
        found = found.filter(pk__lt=before)
    # Of one person there are few: found by their index and then sorted. The database would expect
    # many, and read the log backwards for them.
    order = (F("pk") + 0).desc() if filters.subjects else F("pk").desc()
    return _page_of(found.order_by(order))


def events_by_number(numbers: Iterable[int], *, before: int | None = None) -> Page:
    """Return certain events, newest first, or those of them older than event number ``before``."""
    found = Event.objects.filter(pk__in=[each for each in numbers if not before or each < before])
    return _page_of(found.order_by("-pk"))


def _page_of(found: QuerySet[Event]) -> Page:
    rows = list(found[: PER_PAGE + 1])
    shown = rows[:PER_PAGE]
    return Page(
        events=shown,
        older=shown[-1].pk if len(rows) > PER_PAGE else None,
        details=_details_of(shown),
    )


def _details_of(events: list[Event]) -> dict[int, dict]:
    """Return the words of events, by event."""
    found = EventDetail.objects.filter(event__in=[event.pk for event in events])
    return {detail.event: detail.fields for detail in found}


def _matching(filters: Filters) -> QuerySet[Event]:
    found = Event.objects.all()
    if filters.subjects:
        found = found.filter(subjects__overlap=list(filters.subjects))
    if filters.actor:
        found = found.filter(actor=filters.actor)
    if filters.kinds:
        found = found.filter(kind__in=filters.kinds)
    if filters.about_nobody_by:
        found = found.filter(verb__startswith=f"{filters.about_nobody_by}.", subjects=[])
    if filters.since:
        found = found.filter(happened_at__gte=filters.since)
    if filters.until:
        found = found.filter(happened_at__lte=filters.until)
    return found


@dataclass(frozen=True)
class PageOfSeals:
    """Some seals, newest first, and the number to ask for the older ones."""

    seals: list[verify_log.Seal]
    older: int | None


def seals_before(number: int | None) -> PageOfSeals:
    """Return the newest seals, or those older than ``number``."""
    found = Seal.objects.order_by("-number")
    if number is not None:
        found = found.filter(number__lt=number)
    rows = list(found[: PER_PAGE + 1])
    shown = [row.said for row in rows[:PER_PAGE]]
    return PageOfSeals(shown, shown[-1].number if len(rows) > PER_PAGE else None)
