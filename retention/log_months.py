"""Months of the event log whose time is over: which may go, what keeps the others, and their end.

A month goes whole or not at all, by one function of the database, which asks by itself what keeps
it (``retention_keeps_month``). Its seals stay, and a seal says what expired.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import connection, transaction

from audit import expiring, sealing
from audit.expiring import Month

_KEPT = {
    "record": "a record that it tells of is still here",
    "hold": "a hold on many records reaches into it",
    "seal": "not all of it is sealed",
}


class NotNow(Exception):
    """The log is not sealed as it should be: nothing of it may go."""


@dataclass(frozen=True)
class Over:
    """A month whose time is over. ``kept`` says in words what keeps it, if anything does."""

    month: Month
    events: int
    kept: list[str]


def over() -> Iterator[Over]:
    """Return the months with events whose time is over, the oldest first."""
    for month in expiring.months():
        why = _why_kept(month)
        if "time" not in why and (events := expiring.count(month)):
            yield Over(month, events, [_KEPT[each] for each in why])


def expire(month: Month) -> int:
    """Let one month go, with a seal and an event that say so; return how many events it had.

    Raises ``NotNow``, and ``DatabaseError`` where something keeps the month.
    """
    sealing.seal_all()
    if not sealing.health().is_well:
        raise NotNow("The event log is not sealed as it should be. Look at its seals first.")
    with transaction.atomic():
        seal = expiring.state(month)
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT retention_expire_month(%s::timestamp, %s)", [month.first, seal.number]
            )
            events = cursor.fetchone()[0]
    sealing.seal_all()
    return events


def _why_kept(month: Month) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT retention_keeps_month(%s::timestamp)", [month.first])
        return cursor.fetchone()[0]
