"""Which entries a copy is asked to hold: between two days, of some types or kinds, or one alone."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import clock
from disclosure.scoped import Scoped
from records.catalogue import catalogue
from records.models import Entry, Statement
from records.queries import TimelineRow
from ui import formats

ONE_ENTRY = "This copy is of one entry alone."
NOT_THE_DAYS = "It happened outside the dates of this copy."
NOT_THE_TYPE = "It is not of the types of record asked for."
NOT_THE_KIND = "It has no statement of the kinds asked for."


@dataclass(frozen=True)
class Scope:
    """What was asked for; empty for every entry. An entry that is in it goes in whole."""

    since: date | None = None
    until: date | None = None
    types: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    entry: Entry | None = None

    def __bool__(self) -> bool:
        return self != Scope()

    def why_out(self, row: TimelineRow) -> str:
        """Return why an entry is not in it; blank if it is."""
        if self.entry is not None:
            return "" if row.entry.pk == self.entry.pk else ONE_ENTRY
        day = clock.day_of(row.entry.event_at)
        if (self.since and day < self.since) or (self.until and day > self.until):
            return NOT_THE_DAYS
        if self.types and row.entry.type_key not in self.types:
            return NOT_THE_TYPE
        if self.kinds and all(each.kind not in self.kinds for each in row.statements):
            return NOT_THE_KIND
        return ""

    @property
    def words(self) -> str:
        """What it holds, as a sentence; blank for every entry."""
        if self.entry is not None:
            day = formats.day_and_month(clock.day_of(self.entry.event_at))
            return f"One entry, of {day}."
        said = [_between(self.since, self.until)]
        if self.types:
            said.append(f"of these types of record: {_listed(title_of(key) for key in self.types)}")
        if self.kinds:
            labels = dict(Statement.Kind.choices)
            said.append(
                "that have a statement of one of these kinds: "
                f"{_listed(str(labels[kind]) for kind in self.kinds)}"
            )
        found = ", ".join(each for each in said if each)
        return f"Entries {found}." if found else ""

    @property
    def fields(self) -> dict[str, Any]:
        """What is stored of it."""
        return {
            "since": self.since,
            "until": self.until,
            "types": list(self.types),
            "statement_kinds": list(self.kinds),
            "entry": self.entry,
        }

    @property
    def asked(self) -> tuple[str, ...]:
        """What it holds, as the log keeps it."""
        return (
            *((f"entry:{self.entry.key}",) if self.entry else ()),
            *((f"since:{self.since}",) if self.since else ()),
            *((f"until:{self.until}",) if self.until else ()),
            *(f"type:{key}" for key in self.types),
            *(f"statements:{kind}" for kind in self.kinds),
        )


def scope_of(asked: Scoped) -> Scope:
    """Return what a copy was asked to hold."""
    return Scope(
        since=asked.since,
        until=asked.until,
        types=tuple(asked.types),
        kinds=tuple(asked.statement_kinds),
        entry=asked.entry,
    )


def what_of(asked: Scoped, *, whole: str = "The whole record") -> str:
    """Return what of a record is copied, for a list."""
    what = scope_of(asked).words.rstrip(".") or whole
    if asked.known_at is None:
        return what
    return f"{what}, as known on {formats.long_datetime(clock.local(asked.known_at))}"


def as_known(at: datetime | None) -> tuple[str, ...]:
    """As of which instant it is copied, as the log keeps it."""
    return (f"as known {clock.local(at):%Y-%m-%d %H:%M}",) if at else ()


def title_of(key: str) -> str:
    """Return what a type of record is called now."""
    found = catalogue().get(key)
    return found.title if found else key


def _between(since: date | None, until: date | None) -> str:
    first, last = (formats.day_and_month(day) for day in (since, until))
    if first and last:
        return f"from {first} to {last}"
    return f"from {first} on" if first else f"up to {last}" if last else ""


def _listed(words: Iterable[str]) -> str:
    return "; ".join(words)
