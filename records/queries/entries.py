"""Signed entries, and which of them a viewer may open."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Prefetch, QuerySet

from accounts.models import User
from people import access
from people.models import Person
from records.models import (
    Action,
    Addition,
    Confirmation,
    Entry,
    EntryLink,
    EntryVersion,
    Removal,
    SignificantMark,
    Statement,
)
from records.queries.begun import with_begun
from records.queries.lists import is_listed, with_list_owner
from records.rules import marks


@dataclass(frozen=True)
class TimelineRow:
    """One entry of a timeline, or the dated stub of one that the viewer may not open.

    ``removal`` is what stands in the place of an entry that was moved or removed, ``earlier`` the
    versions before ``version``, oldest first. ``newest`` is given where ``version`` is one known
    earlier: a mark that was made since counts too.
    """

    entry: Entry
    is_open: bool
    removal: Removal | None = None
    version: EntryVersion | None = None
    earlier: list[EntryVersion] = field(default_factory=list)
    statements: list[Statement] = field(default_factory=list)
    links_in: list[EntryLink] = field(default_factory=list)
    newest: EntryVersion | None = None
    actions: list[Action] = field(default_factory=list)
    additions: list[Addition] = field(default_factory=list)
    confirmations: list[Confirmation] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    files_removed: list[Removal] = field(default_factory=list)

    @property
    def title(self) -> str:
        """The type's title."""
        return self.entry.record_type.title

    @property
    def is_kept_from_person(self) -> bool:
        """Whether its writer marked a part as not to be shown to the person without advice."""
        return any(marks.is_kept_from_person(each) for each in self._versions)

    @property
    def is_about_others(self) -> bool:
        """Whether a part is, or was, marked as private information about somebody else."""
        return marks.any_is_about_others([*self.entry.versions.all(), *self._versions])

    @property
    def _versions(self) -> list[EntryVersion]:
        return [each for each in (self.version, self.newest) if each is not None]


def entry_for(viewer: User, person: Person, key: str) -> Entry | None:
    """Return one entry of ``person``, or None if there is none to open.

    ``whole_entry`` brings what stands in it and beside it.
    """
    entry = (
        with_begun(Entry.objects.standing())
        .filter(person=person, key=key.replace("\x00", ""))
        .select_related("person", "author__team", "acting_for", "information_provider__team")
        .first()
    )
    if entry is None or not may_open(viewer, entry):
        return None
    return entry


def may_open(viewer: User, entry: Entry, *, at: datetime | None = None) -> bool:
    """Say whether someone who may open the person may open this entry."""
    return is_open(access.EntryAccess(viewer, entry.person, at=at), entry)


def with_content(entries: QuerySet[Entry], *, known_at: datetime | None = None) -> QuerySet[Entry]:
    """Read entries with all that stands in and beside them; links as they hold, or held then."""
    links = EntryLink.objects.that_hold(at=known_at)
    entries = with_list_owner(entries)
    return entries.select_related(
        "person", "author__team", "acting_for", "information_provider__team", "moved_here_by"
    ).prefetch_related(
        Prefetch(
            "versions",
            EntryVersion.objects.select_related("signed_by__team").prefetch_related("statements"),
        ),
        Prefetch("actions", Action.objects.select_related("owner__team", "closed_by")),
        Prefetch(
            "links_in",
            links.filter(source__taken_off_at=None).select_related("source__author"),
        ),
        Prefetch(
            "links_out",
            links.filter(target__taken_off_at=None).select_related("target"),
        ),
        Prefetch("additions", Addition.objects.select_related("author__team")),
        "removals",
        Prefetch("confirmations", Confirmation.objects.select_related("provider")),
        "attachments",
        Prefetch("marks", SignificantMark.objects.select_related("marked_by__team")),
    )


def is_open(readable: access.EntryAccess, entry: Entry) -> bool:
    """Say whether an entry may be opened: it stands, and is not closed to the reader."""
    return entry.taken_off_at is None and is_readable(readable, entry)


def is_readable(readable: access.EntryAccess, entry: Entry) -> bool:
    """Say whether nothing of an entry's sensitivity keeps the reader from it."""
    return readable.allows(
        restricted=entry.sensitivity != Entry.Sensitivity.NORMAL,
        part=entry.part,
        author_id=entry.author_id,
        safeguarding=is_safeguarding(entry),
        is_listed=lambda stands: is_listed(stands, entry),
    )


def is_safeguarding(entry: Entry) -> bool:
    """Say whether an entry is about safeguarding: its teams may open it however restricted."""
    return entry.record_type.group == "safeguarding"


def as_row(
    readable: access.EntryAccess, entry: Entry, *, newest: EntryVersion | None = None
) -> TimelineRow:
    if not is_readable(readable, entry):
        return TimelineRow(entry=entry, is_open=False)
    if entry.taken_off_at is not None:
        return TimelineRow(entry=entry, is_open=False, removal=removal_of(entry))
    version = max(entry.versions.all(), key=lambda each: each.number, default=None)
    statements = list(version.statements.all()) if version else []
    return TimelineRow(
        entry=entry,
        is_open=True,
        version=version,
        newest=newest,
        statements=statements,
        links_in=list(entry.links_in.all()),
    )


def removal_of(entry: Entry) -> Removal | None:
    """Return what took a whole entry off the record, if it was; its tombstone tells of it."""
    rows = (each for each in entry.removals.all() if each.attachment_id is None)
    return next((each for each in rows if each.state == Removal.State.DONE), None)


def removal_for(
    viewer: User, person: Person, key: str, *, known_at: datetime | None = None
) -> Removal | None:
    """Return what took an entry off a record, if the viewer could have read the entry.

    With ``known_at``, of one that had come to stand there by then.
    """
    found = Entry.objects.filter(person=person, key=key.replace("\x00", ""))
    if known_at is not None:
        found = found.here_by(known_at)
    entry = found.exclude(taken_off_at=None).select_related("person").first()
    if entry is None or not is_readable(access.EntryAccess(viewer, person), entry):
        return None
    return removal_of(entry)


def anything_taken_off_since(person: Person, at: datetime) -> bool:
    """Say whether a copy of the record made at that instant may hold what no longer stands."""
    return Removal.objects.filter(
        entry__person=person, state=Removal.State.DONE, answered_at__gte=at
    ).exists()


def by_field(statements: list[Statement]) -> dict[str, list[Statement]]:
    """Group statements by the form field they were entered in."""
    found = defaultdict(list)
    for statement in statements:
        found[statement.field].append(statement)
    return dict(found)
