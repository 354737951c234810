"""The entries of a page with what else happened between them, in one list, newest first."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import clock
from people.queries.happenings import Happening
from records.queries import TimelinePage


def feed(
    page: TimelinePage, rows: Sequence[dict[str, Any]], found: Sequence[Happening]
) -> list[dict[str, Any]]:
    """Return ``rows``, those of ``page``, each under what happened between it and the next."""
    left, shown = list(found), []
    for place, row in zip(page.placed_at, rows, strict=True):
        while left and left[0].at >= place:
            shown.append(_shown(left.pop(0)))
        shown.append(row)
    shown += map(_shown, left)
    day: date | None = None
    for each in shown:
        # Of several on one day the first says it.
        on = each.get("day")
        each["same_day"], day = on is not None and on == day, on
    return shown


def _shown(happening: Happening) -> dict[str, Any]:
    at = clock.local(happening.at)
    return {
        "happening": happening.words,
        "event_at": {"on": happening.on, "time_not_known": True} if happening.on else at,
        "day": happening.on or at.date(),
        "url": happening.url,
        "by": happening.by,
    }
