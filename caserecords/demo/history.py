"""What happened in the demonstration council, put in the order in which it happened."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import clock


@dataclass(frozen=True)
class Step:
    """One thing that somebody did, and when."""

    at: datetime
    do: Callable[[], object]


def instant(value: datetime | date, *, hour: int = 9, minute: int = 0) -> datetime:
    """Return the instant of a data file's date or English wall-clock time."""
    if isinstance(value, datetime):
        return clock.local(value)
    return clock.at_time(value, hour, minute)


def working_days_ago(row: dict[str, Any], now: datetime) -> datetime:
    """Return the instant of a row reckoned back from ``now``: in the hour it says, or at ten."""
    day = clock.add_working_days(clock.day_of(now), -row["working_days_ago"])
    return min(clock.at_time(day, row.get("hour", 10), 20), now)


def run(steps: list[Step]) -> None:
    """Do everything, oldest first; what has the same time keeps its place in the list."""
    for step in sorted(steps, key=lambda each: each.at):
        step.do()
