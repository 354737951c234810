"""Earlier texts that a text may have been copied from: of this person, or of this writer."""

import re
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery

import clock
from accounts.models import User
from people import access
from people.inlined import together
from people.models import Person
from records.models import Entry, EntryVersion, Statement
from records.quality import Earlier
from records.queries.across import entry_is_open
from records.rules.events import is_of_one_person
from records.rules.passages import Rows, as_rows, written_in

# Of the person at least so many, however old; of either no more than so many of the last days.
DAYS, OF_PERSON, AT_MOST = 90, 40, 300
# So many words in a row are nowhere the same by chance, and cost little to look for.
_RUN = 8
_WORD = re.compile(r"\w+")
# How much of what reads the same is shown, and of what stands around it, in letters.
_SHOWN, _AROUND = 2_000, 300


@dataclass(frozen=True)
class Source:
    """An earlier text that reads the same: where it stands, and its words if it is this person's.

    Of a record about somebody else nothing is shown but that there is one: it is opened there.
    ``start`` and ``end`` are where its longest part stands that reads the same.
    """

    entry: Entry
    text: str
    start: int
    end: int
    is_of_person: bool

    @property
    def key(self) -> str:
        """What a finding names it by."""
        return self.entry.key

    @property
    def on(self) -> date:
        """The day that it is about."""
        return clock.day_of(self.entry.event_at)

    @property
    def title(self) -> str:
        """Its kind of record."""
        return self.entry.record_type.title

    @property
    def before(self) -> str:
        """What stands before the part that reads the same."""
        since = max(0, self.start - _AROUND)
        return f"{'…' if since else ''}{self.text[since : self.start]}"

    @property
    def same(self) -> str:
        """The longest part that reads the same."""
        return self.text[self.start : min(self.end, self.start + _SHOWN)]

    @property
    def after(self) -> str:
        """What stands after what is shown of it."""
        since = self.start + len(self.same)
        until = since + _AROUND
        return f"{self.text[since:until]}{'…' if until < len(self.text) else ''}"

    @property
    def as_told(self) -> Earlier:
        """Return it as the coach is told."""
        return Earlier(self.text, self.on, self.key, self.is_of_person)


def sources(
    viewer: User,
    person: Person,
    record_type: Any,
    values: Mapping[str, Any],
    statements: Rows = (),
    *,
    leaving: Entry | None = None,
    event: uuid.UUID | None = None,
) -> list[Source]:
    """Return the earlier texts that share many words in a row with these answers, newest first.

    Among what ``viewer`` may open: the latest entries of this person, all of the last days, and
    those that ``viewer`` signed in the last days. Texts of one ``event`` about several people are
    meant to be alike, but for a kind of record that is of one person alone.
    """
    runs = set(_in_a_row(_words("\n".join(written_in(record_type, values, statements)))))
    if not runs:
        return []
    shared = None if is_of_one_person(record_type) else event
    entries = [
        each
        for each in _entries(viewer, person)
        if each != leaving and (shared is None or each.event != shared)
    ]
    said = _statements_of(entries)
    found = [
        Source(entry, text, *_longest_in(text, runs), is_of_person=entry.person_id == person.pk)
        for entry in entries
        for text in [_text_of(entry, said[entry.pk])]
        if not runs.isdisjoint(_in_a_row(_words(text)))
    ]
    return sorted(found, key=lambda each: (not each.is_of_person, -each.entry.event_at.timestamp()))


def _entries(viewer: User, person: Person) -> list[Entry]:
    since = clock.at_time(clock.add_days(clock.today(), -DAYS), 0)
    newest = EntryVersion.objects.filter(entry=OuterRef("pk")).order_by("-number")
    standing: QuerySet[Entry] = Entry.objects.standing().annotate(
        answers=Subquery(newest.values("values")[:1]),
        newest_version=Subquery(newest.values("pk")[:1]),
    )
    of_person = standing.filter(entry_is_open(viewer, entry=""), person=person)
    of_writer = standing.filter(author=viewer, signed_at__gte=since, imported_from="").exclude(
        person=person
    )
    of_person = of_person.order_by("-event_at", "-id")
    latest = Q(pk__in=of_person.values("pk")[:OF_PERSON])
    of_person = of_person.filter(latest | Q(signed_at__gte=since, imported_from=""))[:AT_MOST]
    of_writer = (
        of_writer.filter(entry_is_open(viewer, entry=""))
        .filter(person__in=access.visible_people(viewer))
        .select_related("person")
        .order_by("-signed_at")[:AT_MOST]
    )
    together(of_person, of_writer)
    return [*of_person, *of_writer]


def _statements_of(entries: Iterable[Any]) -> dict[int, list[dict[str, Any]]]:
    """Return the statements of the newest version of each entry, by entry."""
    of_version = {each.newest_version: each.pk for each in entries}
    found: dict[int, list[dict[str, Any]]] = {pk: [] for pk in of_version.values()}
    rows = Statement.objects.filter(version__in=of_version).order_by("version", "position")
    for row in rows:
        found[of_version[row.version_id]] += as_rows([row])
    return found


def _text_of(entry: Any, statements: Rows) -> str:
    record_type = entry.record_type
    return "\n".join(written_in(record_type, entry.answers or {}, statements))


def _longest_in(text: str, runs: set[tuple[str, ...]]) -> tuple[int, int]:
    """Return from where to where the longest part of a text stands of which all runs are known."""
    found = list(_WORD.finditer(text))
    longest = running = first = 0
    for at, run in enumerate(_in_a_row(_words(text))):
        running = running + 1 if run in runs else 0
        if running > longest:
            longest, first = running, at - running + 1
    return found[first].start(), found[first + longest + _RUN - 2].end()


def _words(text: str) -> list[str]:
    return [each.casefold() for each in _WORD.findall(text)]


def _in_a_row(words: list[str]) -> Iterable[tuple[str, ...]]:
    return zip(*(words[at:] for at in range(_RUN)), strict=False)
