"""Why an entry stands out, as pages say it."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import clock
from records.models import Entry
from records.queries.significance import Mark, mark_of
from ui import formats

_BY_KIND = "by its kind of record"
_NOT_ASKED = "no reason was asked then"


@dataclass(frozen=True)
class StandsOut:
    """Why an entry stands out, who said so, and when that is looked at again."""

    reason: str = ""
    instead: str = ""
    by: str = ""
    at: datetime | None = None
    again: str = ""
    is_due: bool = False

    @property
    def short(self) -> str:
        """Why, as a timeline says it; empty where the kind of record says it already."""
        return self.reason or ("" if self.instead == _BY_KIND else self.instead)


def stands_out(entry: Entry, *, today: date | None = None) -> StandsOut | None:
    """Return why an entry stands out that was read ``with_mark``; None if it does not."""
    if not entry.is_significant:
        return None
    return _in_words(entry, mark_of(entry), today or clock.today())


def as_choice(entry: Any) -> tuple[str, str]:
    """Return a marked entry as one of those whose mark may come off."""
    said = _in_words(entry, mark_of(entry), clock.today())
    title = entry.record_type.title
    day = formats.short_date(clock.local(entry.event_at))
    words = f"{title}, {day}: {said.reason or said.instead}"
    return entry.key, f"{words} ({said.again})" if said.again else words


def _in_words(entry: Entry, mark: Mark | None, today: date) -> StandsOut:
    if mark is None:
        by_kind = entry.record_type.has("chronology")
        return StandsOut(instead=_BY_KIND if by_kind else _NOT_ASKED)
    is_due = mark.review_on is not None and mark.review_on <= today
    return StandsOut(
        reason=mark.reason,
        by=mark.by,
        at=clock.local(mark.at),
        again=_again(mark.review_on, is_due=is_due),
        is_due=is_due,
    )


def _again(day: date | None, *, is_due: bool) -> str:
    if day is None:
        return "always stands out"
    words = "to be looked at again since" if is_due else "to be looked at again on"
    return f"{words} {formats.short_date(day)}"
