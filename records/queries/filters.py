"""What part of a timeline is asked for, as conditions on entries."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from functools import reduce
from operator import and_
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

import clock
from accounts.models import User
from people.access import EntryAccess
from records.catalogue import catalogue
from records.models import Attachment, Entry, EntryVersion, Statement
from records.queries.lists import listed_entries

SOURCES = ("First-hand", "Third party", "Document")
_BY_DAY = frozenset({"since", "until"})


@dataclass(frozen=True)
class TimelineFilters:
    """What part of a timeline is asked for. Empty means all."""

    group: str = ""
    type: str = ""
    author: str = ""
    since: date | None = None
    until: date | None = None
    statement: str = ""
    source: str = ""
    record_as: str = ""
    decisions: bool = False
    own_words: bool = False
    significant: bool = False
    files: bool = False

    @property
    def by_content(self) -> bool:
        """Say whether a match tells more of an entry than its day, which is all a stub shows."""
        return any(self.active.keys() - _BY_DAY)

    @property
    def narrows(self) -> bool:
        """Say whether only some statements of an entry are asked for."""
        return bool(self.statement or self.source or self.own_words)

    def fits_source(self, values: Mapping[str, Any]) -> bool:
        """Say whether an entry says of itself as a whole that it is known in the way asked for."""
        return not self.source or str(values.get("source") or "").startswith(self.source)

    @property
    def active(self) -> dict[str, Any]:
        """The filters that were chosen, by name."""
        chosen = {each.name: getattr(self, each.name) for each in fields(self)}
        return {name: value for name, value in chosen.items() if value}


def latest_statements() -> QuerySet[Statement]:
    """Return the statements of the latest version of each entry."""
    later = EntryVersion.objects.filter(
        entry=OuterRef("version__entry"), number__gt=OuterRef("version__number")
    )
    return Statement.objects.filter(~Exists(later))


def matching(filters: TimelineFilters, *, but: tuple[str, ...] = ()) -> Q:
    """Return the condition that an entry fits every filter chosen, those in ``but`` left out."""
    asked = {name: value for name, value in filters.active.items() if name not in but}
    chosen = [_CONDITIONS[name](value) for name, value in asked.items()]
    if {"statement", "source"} <= asked.keys():
        chosen.append(_said_in(asked["statement"], asked["source"]))
    return reduce(and_, chosen, Q())


def condition(name: str, value: Any = True) -> Q:
    """Return the condition of one filter."""
    return _CONDITIONS[name](value)


def open_to(viewer: User, readable: EntryAccess) -> Q:
    """Return the condition that an entry stands and may be opened: ``is_open`` for a query."""
    stands = Q(taken_off_at=None)
    own = Q(author=viewer)
    if readable.closed_parts:
        stands &= own | ~Q(record_as__in=readable.closed_parts)
    if readable.is_named:
        return stands
    mine = Q(sensitivity=Entry.Sensitivity.NORMAL) | own
    mine |= Q(pk__in=listed_entries(viewer))
    if readable.is_in_safeguarding:
        mine |= Q(type_key__in=_types_in("safeguarding"))
    return stands & mine


def _types_in(group: str) -> list[str]:
    return catalogue().keys_of(group)


def _says(**what: Any) -> Q:
    said = latest_statements().filter(version__entry=OuterRef("pk"), **what)
    return Q(Exists(said))


def _known_by(source: str) -> Q:
    """Return the condition that a statement is known in that way, or the entry as a whole."""
    return _says(details__source=source) | _as_a_whole(source)


def _as_a_whole(source: str) -> Q:
    said = EntryVersion.objects.newest().filter(
        entry=OuterRef("pk"), values__source__startswith=source
    )
    return Q(Exists(said))


def _said_in(kind: str, source: str) -> Q:
    """Return the condition that one statement is of a kind, and known in some way."""
    unsaid = {"details__source__isnull": True}
    return _says(kind=kind, details__source=source) | (
        _says(kind=kind, **unsaid) & _as_a_whole(source)
    )


def _has_file(_: bool) -> Q:
    return Q(Exists(Attachment.objects.filter(entry=OuterRef("pk"), taken_off_at=None)))


_CONDITIONS: dict[str, Callable[[Any], Q]] = {
    "group": lambda key: Q(type_key__in=_types_in(key)),
    "type": lambda key: Q(type_key=key),
    "author": lambda number: Q(author__staff_number=number),
    "since": lambda day: Q(event_at__gte=clock.at_time(day, 0)),
    "until": lambda day: Q(event_at__lte=clock.end_of_day(day)),
    "statement": lambda kind: _says(kind=kind),
    "source": _known_by,
    "record_as": lambda role: Q(record_as=role),
    "decisions": lambda _: Q(has_decision=True),
    "own_words": lambda _: Q(has_own_words=True),
    "significant": lambda _: Q(is_significant=True),
    "files": _has_file,
}
