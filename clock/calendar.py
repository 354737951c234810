"""Sums over days: working days, calendar months and birthdays.

Working days leave out Saturdays, Sundays and bank holidays.
"""

import calendar
from datetime import UTC, date, datetime, timedelta

from clock.holidays import bank_holidays


def is_working_day(day: date) -> bool:
    """Say whether ``day`` is neither a weekend nor a bank holiday."""
    return day.weekday() < 5 and day not in bank_holidays()


def add_days(day: date, count: int) -> date:
    """Return the day ``count`` calendar days after ``day`` (before it when negative)."""
    return day + timedelta(days=count)


def add_hours(instant: datetime, count: int) -> datetime:
    """Return the instant ``count`` hours of real time after ``instant``, in its time zone."""
    return _after(instant, timedelta(hours=count))


def add_seconds(instant: datetime, count: int) -> datetime:
    """Return the instant ``count`` seconds later; a negative count goes back."""
    return _after(instant, timedelta(seconds=count))


def _after(instant: datetime, time: timedelta) -> datetime:
    """Return the instant after so much real time: Python adds what a clock on the wall shows."""
    return (instant.astimezone(UTC) + time).astimezone(instant.tzinfo)


def add_working_days(day: date, count: int) -> date:
    """Return the day ``count`` working days after ``day`` (before it when negative).

    ``day`` itself never counts: one working day after a Friday is the Monday. With 0 the
    answer is ``day``, whatever day it is.
    """
    step = 1 if count >= 0 else -1
    left = abs(count)
    while left:
        day += timedelta(days=step)
        if is_working_day(day):
            left -= 1
    return day


def working_days_between(earlier: date, later: date) -> int:
    """Count the working days after ``earlier`` up to and including ``later``, or 0."""
    day, count = earlier, 0
    while day < later:
        day += timedelta(days=1)
        count += is_working_day(day)
    return count


def end_of_week(day: date) -> date:
    """Return the Sunday of the week that ``day`` is in."""
    return day + timedelta(days=6 - day.weekday())


def minutes_between(earlier: datetime, later: datetime) -> int:
    """Count the whole minutes of real time from one instant to another, or 0."""
    return max(0, int((later - earlier).total_seconds() // 60))


def add_months(day: date, count: int) -> date:
    """Return the same day of the month ``count`` calendar months on.

    Where that month has no such day, its last day: 31 January and one month is 28 (or 29)
    February. Source: the corresponding-date rule for statutory periods of months.
    """
    index = day.year * 12 + day.month - 1 + count
    year, month = index // 12, index % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def add_years(day: date, count: int) -> date:
    """Return the anniversary of ``day`` that many years on: 1 March where there is no 29 February.

    How periods of keeping are counted, and birthdays; a period of months ends a day sooner.
    """
    try:
        return day.replace(year=day.year + count)
    except ValueError:
        return date(day.year + count, 3, 1)


def months_between(earlier: date, later: date) -> int:
    """Return how many whole calendar months have gone by from ``earlier`` to ``later``, or 0."""
    count = (later.year - earlier.year) * 12 + later.month - earlier.month
    if count > 0 and add_months(earlier, count) > later:
        count -= 1
    return max(count, 0)


def age(born_on: date, on: date) -> int:
    """Return whole years from ``born_on`` to ``on``.

    Someone born on 29 February is a year older on 1 March in a common year. Raises
    ``ValueError`` if ``on`` is before the birth.
    """
    if on < born_on:
        raise ValueError("The day is before the birth")
    return on.year - born_on.year - ((on.month, on.day) < (born_on.month, born_on.day))
