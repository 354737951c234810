"""When a draft that was left unsigned is told of: to its writer, and to their manager.

A day counts if the council works on it: what is begun on a Friday waits its first day on Monday.
"""

from datetime import datetime

import clock
from accounts import local


def days_left(begun: datetime) -> int:
    """Return how many working days have come since a draft was begun."""
    return clock.working_days_between(clock.day_of(begun), clock.today())


def is_left(begun: datetime) -> bool:
    """Say whether its writer is reminded of a draft that was begun at that instant."""
    return days_left(begun) >= local.settings_value("drafts.remind_working_days")


def managers_told_after() -> int:
    """Return after how many working days managers are told of a draft."""
    return local.settings_value("drafts.manager_working_days")


def told_managers_before() -> datetime:
    """Return the instant before which a draft was begun that managers are told of today."""
    tomorrow = clock.add_days(clock.today(), 1)
    return clock.at_time(clock.add_working_days(tomorrow, -managers_told_after()), 0)
