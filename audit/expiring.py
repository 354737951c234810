"""What is left of a month of the event log when it expires: a signed statement, and an event.

Its seals stay too. Whether a month may go is said where records are known (``retention``).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection

import clock
from audit import log, sealing
from audit.models import Event, Seal
from audit.verify_log import (
    DESTROYED,
    ERASED,
    ERASED_RECORD,
    GONE_ENTRIES,
    GONE_SUBJECTS,
    GONE_WORDS,
    Ranges,
)

_EXPIRY = log.Service(staff_number="expiry")
_VERB = "audit.month_expired"
_MOMENT = "%s::timestamp AT TIME ZONE 'UTC'"
_OF_MONTH = f"written_at >= {_MOMENT} AND written_at < {_MOMENT}"


@dataclass(frozen=True)
class Month:
    """One month of the log, as the database keeps months: by its own clock, in UTC."""

    first: date

    @property
    def after(self) -> date:
        """The first day of the next month."""
        return clock.add_months(self.first, 1)

    def __str__(self) -> str:
        return f"{self.first:%Y-%m}"


@dataclass(frozen=True)
class Expired:
    """What the log says of a month that expired."""

    first: date
    seal: int
    events: int
    at: datetime


def months() -> list[Month]:
    """Return the months that the database keeps apart, the oldest first."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT substring(c.relname FROM '^audit_event_([0-9]{4}_[0-9]{2})$') AS month"
            " FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid"
            " WHERE i.inhparent = 'audit_event'::regclass ORDER BY month"
        )
        found = [name for (name,) in cursor.fetchall() if name]
    return [Month(datetime.strptime(name, "%Y_%m").date()) for name in found]  # noqa: DTZ007


def count(month: Month) -> int:
    """Return how many events a month has."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT count(*) FROM audit_event WHERE {_OF_MONTH}",  # noqa: S608
            [month.first, month.after],
        )
        return cursor.fetchone()[0]


def state(month: Month) -> Seal:
    """State that a month expires, by a seal and an event, in the caller's transaction.

    The month itself is taken away by whoever may.
    """
    leaves = sealing.leaves_where(_OF_MONTH, [month.first, month.after])
    numbers = Ranges.of(leaves)
    shared = (f"{number}={leaves[number].hex()}" for number in _sealed_with_others(numbers))
    seal = sealing.seal_statement(
        [
            f"expired: {numbers}",
            f"expired-month: {month}",
            f"expired-digests: {','.join(shared)}",
        ]
    )
    log.record(
        _VERB,
        by=_EXPIRY,
        target=str(month),
        shown=[f"seal:{seal.number}", f"events:{len(numbers)}", *_gone_as_said_in(month)],
    )
    return seal


def lately() -> list[Expired]:
    """Return the months that expired, the last one first."""
    rows = Event.objects.filter(actor=_EXPIRY.staff_number, verb=_VERB).order_by("-pk")[:12]
    return [
        Expired(
            first=date.fromisoformat(f"{row.target}-01"),
            seal=int(row.shown[0].removeprefix("seal:")),
            events=int(row.shown[1].removeprefix("events:")),
            at=row.happened_at,
        )
        for row in rows
    ]


def tell_due(free: Iterable[Month]) -> None:
    """Keep in the log which months may go, for whoever decides about it."""
    log.record("audit.months_due", by=_EXPIRY, shown=[str(month) for month in free])


def due() -> list[Month]:
    """Return the months of which it was said last that they may go, and that are still here."""
    last = Event.objects.filter(actor=_EXPIRY.staff_number, verb="audit.months_due").last()
    free = last.shown if last is not None else []
    return [month for month in months() if str(month) in free] if free else []


def _sealed_with_others(numbers: Ranges) -> Iterator[int]:
    """Return those whose seal holds events of another month, which goes on being proved."""
    left = len(numbers)
    since = numbers.runs[0][0]
    for row in Seal.objects.filter(last_event__gte=since).order_by("number").iterator():
        sealed = row.said.events
        inside = [number for number in sealed if number in numbers]
        if len(inside) < len(sealed):
            yield from inside
        left -= len(inside)
        if not left:
            return


def _gone_as_said_in(month: Month) -> list[str]:
    """Return what its events say was destroyed: whose records, which changes, entries and words."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT named FROM audit_event, unnest(shown) named"  # noqa: S608
            f" WHERE verb = ANY(%s) AND {_OF_MONTH} AND named ^@ ANY(%s)"
            f" UNION SELECT %s || subject FROM audit_event, unnest(subjects) subject"
            f" WHERE verb = %s AND {_OF_MONTH} ORDER BY named",
            [
                *(list(DESTROYED), month.first, month.after),
                [ERASED, GONE_SUBJECTS, GONE_ENTRIES, GONE_WORDS],
                *(GONE_SUBJECTS, ERASED_RECORD, month.first, month.after),
            ],
        )
        return [named for (named,) in cursor.fetchall()]
