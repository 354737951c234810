"""Instants and days: what time it is, and which English day an instant falls on."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")


def now() -> datetime:
    """Return the present instant, aware, in UTC."""
    return datetime.now(tz=UTC)


def today() -> date:
    """Return the present day in England."""
    return now().astimezone(LONDON).date()


def local(instant: datetime) -> datetime:
    """Return ``instant`` as English wall-clock time; a naive one is taken as English already."""
    if instant.tzinfo is None:
        return instant.replace(tzinfo=LONDON)
    return instant.astimezone(LONDON)


def day_of(instant: datetime) -> date:
    """Return the English day on which ``instant`` falls."""
    return local(instant).date()


def at_time(day: date, hour: int, minute: int = 0) -> datetime:
    """Return the instant at which English clocks show ``hour:minute`` on ``day``."""
    return datetime.combine(day, time(hour, minute), tzinfo=LONDON)


def end_of_minute(day: date, hour: int, minute: int) -> datetime:
    """Return the last instant of a minute of English clocks, to the microsecond."""
    return datetime.combine(day, time(hour, minute, 59, 999_999), tzinfo=LONDON)


def end_of_day(day: date) -> datetime:
    """Return the last instant of ``day`` in England, to the microsecond."""
    return datetime.combine(day, time.max, tzinfo=LONDON)
