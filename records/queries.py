"""Reads of drafts, entries and actions, each asked for by someone."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from django.db.models import Count, Min, Prefetch, Q, QuerySet

import clock
from accounts.models import User
from people import access
from people.models import Person
from records.catalogue import catalogue
from records.models import Action, Addition, Draft, Entry, EntryLink, EntryVersion, Statement

PER_PAGE = 40


@dataclass(frozen=True)
class TimelineFilters:
    """What part of a timeline is asked for. Empty means all."""

    group: str = ""
    author: str = ""
    since: date | None = None
    until: date | None = None
    decisions: bool = False
    own_words: bool = False
    significant: bool = False

    @property
    def by_content(self) -> bool:
        """Say whether a match would tell something of an entry's content."""
        return bool(self.group or self.decisions or self.own_words or self.significant)


@dataclass(frozen=True)
class TimelineRow:
    """One entry of a timeline, or the dated stub of one that the viewer may not open."""

    entry: Entry
    is_open: bool
    version: EntryVersion | None = None
    statements: list[Statement] = field(default_factory=list)
    links_in: list[EntryLink] = field(default_factory=list)

    @property
    def title(self) -> str:
        """The type's title."""
        return catalogue().pinned(self.entry.type_key, self.entry.type_version).title


@dataclass(frozen=True)
class TimelinePage:
    """Some rows, newest first, and the cursor that asks for the older ones."""

    rows: list[TimelineRow]
    older: str


def timeline(
    viewer: User,
    person: Person,
    *,
    filters: TimelineFilters | None = None,
    before: str = "",
    per_page: int = PER_PAGE,
) -> TimelinePage:
    """Return the newest entries of ``person``, or those older than the cursor ``before``.

    Entries that ``viewer`` may not open come as stubs, and not at all once a filter would tell
    something of their content (ruling 4). Raises ``ValueError`` if the cursor is not one of ours.
    """
    filters = filters or TimelineFilters()
    readable = access.EntryAccess(viewer, person)
    found = _filtered(Entry.objects.filter(person=person), filters)
    if filters.by_content:
        found = found.exclude(pk__in=_closed(readable, person))
    if before:
        at, pk = read_cursor(before)
        found = found.filter(Q(event_at__lt=at) | Q(event_at=at, pk__lt=pk))
    entries = list(_with_content(found).order_by("-event_at", "-pk")[: per_page + 1])
    shown = entries[:per_page]
    older = _cursor(shown[-1]) if len(entries) > per_page else ""
    return TimelinePage(rows=[_row(readable, entry) for entry in shown], older=older)


def entry_for(viewer: User, person: Person, key: str) -> Entry | None:
    """Return one entry of ``person`` with all of its versions, or None if there is none to open."""
    entry = (
        _with_content(Entry.objects.filter(person=person, key=key.replace("\x00", "")))
        .prefetch_related(Prefetch("links_out", EntryLink.objects.select_related("target")))
        .first()
    )
    if entry is None or not may_open(viewer, entry):
        return None
    return entry


def may_open(viewer: User, entry: Entry, *, at: datetime | None = None) -> bool:
    """Say whether someone who may open the person may open this entry."""
    return _is_open(access.EntryAccess(viewer, entry.person, at=at), entry)


def openable(viewer: User, entries: Iterable[Entry]) -> list[Entry]:
    """Return those of ``entries`` that ``viewer``, who may open the people, may open.

    Asks the database at most once for each person, however many entries there are.
    """
    readable: dict[int, access.EntryAccess] = {}
    return [
        entry
        for entry in entries
        if _is_open(
            readable.setdefault(entry.person_id, access.EntryAccess(viewer, entry.person)), entry
        )
    ]


def entries_for_export(viewer: User, person: Person) -> list[TimelineRow]:
    """Return every entry of ``person``, oldest first; those ``viewer`` may not open as stubs."""
    readable = access.EntryAccess(viewer, person)
    found = _with_content(Entry.objects.filter(person=person))
    return [_row(readable, entry) for entry in found.order_by("event_at", "pk")]


def drafts_of(viewer: User) -> QuerySet[Draft]:
    """Return what ``viewer`` has begun and not signed, newest first."""
    return Draft.objects.filter(author=viewer).select_related("person", "corrects")


def open_drafts_of(viewer: User) -> QuerySet[Draft]:
    """Return the viewer's drafts about people whom they may open now, newest first."""
    return drafts_of(viewer).filter(person__in=access.visible_people(viewer))


def drafts_about(viewer: User, person: Person) -> QuerySet[Draft]:
    """Return the viewer's own drafts about one person."""
    return drafts_of(viewer).filter(person=person)


def open_actions_of(viewer: User) -> QuerySet[Action]:
    """Return what ``viewer`` has still to do for people they may open, most urgent first."""
    return (
        Action.objects.filter(owner=viewer, status=Action.Status.OPEN)
        .filter(person__in=access.visible_people(viewer))
        .select_related("person", "entry", "owner")
        .order_by("due_on", "pk")
    )


def open_actions_about(viewer: User, person: Person) -> list[Action]:
    """Return what is still to be done for ``person``, those from entries the viewer may open."""
    readable = access.EntryAccess(viewer, person)
    actions = (
        Action.objects.filter(person=person, status=Action.Status.OPEN)
        .select_related("owner", "entry")
        .order_by("due_on", "pk")
    )
    return [action for action in actions if _is_open(readable, action.entry)]


def years_recorded(person: Person) -> tuple[int, date | None]:
    """Return how many entries there are and the day of the first. Stubs count: they are shown."""
    found = Entry.objects.filter(person=person).aggregate(count=Count("pk"), first=Min("event_at"))
    return found["count"], clock.day_of(found["first"]) if found["first"] else None


def _with_content(entries: QuerySet[Entry]) -> QuerySet[Entry]:
    return entries.select_related(
        "person", "author__team", "information_provider"
    ).prefetch_related(
        Prefetch(
            "versions",
            EntryVersion.objects.select_related("signed_by__team").prefetch_related("statements"),
        ),
        Prefetch("actions", Action.objects.select_related("owner__team")),
        Prefetch("links_in", EntryLink.objects.select_related("source")),
        Prefetch("additions", Addition.objects.select_related("author__team")),
        "attachments",
    )


def _is_open(readable: access.EntryAccess, entry: Entry) -> bool:
    return readable.allows(
        restricted=entry.sensitivity != Entry.Sensitivity.NORMAL,
        author_id=entry.author_id,
        safeguarding=catalogue().pinned(entry.type_key, entry.type_version).group == "safeguarding",
    )


def _closed(readable: access.EntryAccess, person: Person) -> list[int]:
    restricted = Entry.objects.filter(person=person).exclude(sensitivity=Entry.Sensitivity.NORMAL)
    return [entry.pk for entry in restricted if not _is_open(readable, entry)]


def _row(readable: access.EntryAccess, entry: Entry) -> TimelineRow:
    if not _is_open(readable, entry):
        return TimelineRow(entry=entry, is_open=False)
    version = max(entry.versions.all(), key=lambda each: each.number, default=None)
    statements = list(version.statements.all()) if version else []
    return TimelineRow(
        entry=entry,
        is_open=True,
        version=version,
        statements=statements,
        links_in=list(entry.links_in.all()),
    )


def _filtered(entries: QuerySet[Entry], filters: TimelineFilters) -> QuerySet[Entry]:
    if filters.group:
        keys = [each.key for each in catalogue().types if each.group == filters.group]
        entries = entries.filter(type_key__in=keys)
    if filters.author:
        entries = entries.filter(author__staff_number=filters.author)
    if filters.since:
        entries = entries.filter(event_at__gte=clock.at_time(filters.since, 0))
    if filters.until:
        entries = entries.filter(event_at__lte=clock.end_of_day(filters.until))
    if filters.decisions:
        entries = entries.filter(has_decision=True)
    if filters.own_words:
        entries = entries.filter(has_own_words=True)
    if filters.significant:
        entries = entries.filter(is_significant=True)
    return entries


def authors_of(person: Person) -> list[User]:
    """Return who has written on this record, by name."""
    return list(User.objects.filter(entries__person=person).distinct().order_by("name"))


def by_field(statements: list[Statement]) -> dict[str, list[Statement]]:
    """Group statements by the form field they were entered in."""
    found = defaultdict(list)
    for statement in statements:
        found[statement.field].append(statement)
    return dict(found)


def _cursor(entry: Entry) -> str:
    return f"{entry.event_at.timestamp():.6f}-{entry.pk}"


def read_cursor(cursor: str) -> tuple[datetime, int]:
    """Return where a page of a timeline begins. Raises ``ValueError`` if the cursor is not ours."""
    stamp, _, pk = cursor.rpartition("-")
    try:
        return datetime.fromtimestamp(float(stamp), tz=UTC), int(pk)
    except (ValueError, OverflowError, OSError):
        raise ValueError("This cursor is not one of ours") from None
