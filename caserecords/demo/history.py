"""What happened in the demonstration council, put in the order in which it happened."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

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


def run(steps: list[Step]) -> None:
    """Do everything, oldest first; what has the same time keeps its place in the list."""
    for step in sorted(steps, key=lambda each: each.at):
        step.do()
