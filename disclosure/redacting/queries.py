"""Reads of redactions: how far each is, and one entry with its marks."""

from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import QuerySet

import clock
from accounts.models import User
from disclosure.annex import words_on_pages
from disclosure.chronology import chronology_of
from disclosure.contents import ABOUT, NothingToCopy, collect
from disclosure.models import Export, RedactedEntry, RedactedFile, Redaction, RedactionMark
from disclosure.pdf.document import Copy, Line
from disclosure.queries import CLOSED
from disclosure.redacting.applying import (
    gathered,
    key_of,
    parts_of_copy,
    rest_of,
    rows_by_key,
    standing,
)
from disclosure.redacting.pieces import Piece, digest_of, pieces_of
from disclosure.redacting.terms import Terms, terms_of
from disclosure.requests import weighing
from disclosure.requests.weighing import Weighed
from disclosure.scope import scope_of
from people import access
from people.access import Permission
from people.models import Person
from records import queries as record_queries
from records.models import Attachment, Entry
from records.queries import TimelineRow
from ui import formats

BESIDE = "The pages beside the entries"
OVER = "What stands over the lines"


@dataclass(frozen=True)
class Part:
    """An entry, or what stands beside the entries, as it is in the copy with nothing removed."""

    key: str
    title: str
    pieces: list[Piece]
    files: tuple[str, ...] = ()

    @property
    def digest(self) -> str:
        """Another if anything of it changed."""
        return digest_of(self.pieces)


@dataclass(frozen=True)
class Progress:
    """How far one part of a redaction is. ``is_open``: the viewer may read it."""

    row: RedactedEntry
    key: str
    title: str
    is_open: bool
    undecided: int
    removed: int
    kept: int
    is_changed: bool
    files: int = 0
    files_given: int = 0

    @property
    def is_done(self) -> bool:
        """Say whether somebody read it through and decided all of it, as it is now."""
        return self.row.done_at is not None and not self.undecided and not self.is_changed

    @property
    def is_gone(self) -> bool:
        """Say whether the viewer cannot look at what goes into the copy: closed, or taken off."""
        return not self.is_open and not self.row.is_withheld


def parts_of(
    viewer: User, redaction: Redaction, *, at: datetime | None = None, only: str = ""
) -> list[Part]:
    """Return what ``viewer`` may read of what is redacted, piece by piece; ``only`` one part of it.

    Nothing where no entry of its scope is open to ``viewer``.
    Raises ``PermissionDenied`` if ``viewer`` may not copy this record.
    """
    at = at or clock.now()
    access.decide(viewer, Permission.EXPORT, redaction.person, at=at).require()
    try:
        return _parts(gathered(_asked(viewer, redaction), at=at, only=only), only)
    except NothingToCopy:
        return []


def _asked(viewer: User, redaction: Redaction) -> Export:
    """Return the copy of what is redacted, as ``viewer`` would ask for it."""
    return Export(
        person=redaction.person,
        asked_by=viewer,
        purpose=Export.Purpose.PERSON,
        known_at=redaction.known_at,
        chronology=redaction.chronology,
        openers_list=redaction.openers_list,
        **scope_of(redaction).fields,
    )


def _parts(copy: Copy, only: str) -> list[Part]:
    found = [
        Part(
            key,
            f"{part.day}: {part.source if isinstance(part, Line) else part.title}",
            pieces_of(part),
            tuple(each.anchor.removeprefix("file-") for each in part.enclosures),
        )
        for key, part in parts_of_copy(copy).items()
        if only in ("", key)
    ]
    if only in ("", ABOUT):
        beside = OVER if copy.chronology else BESIDE
        found.append(Part(ABOUT, beside, pieces_of(rest_of(copy))))
    return found


def redactions_of(viewer: User, person: Person) -> list[Redaction]:
    """Return the redactions of a record, newest first.

    Raises ``PermissionDenied`` if ``viewer`` may not copy this record.
    """
    access.decide(viewer, Permission.EXPORT, person).require()
    names = ("begun_by", "answered_by", "entry", "chronology")
    return list(person.redactions.select_related(*names))


def redaction_for(viewer: User, person: Person, key: str) -> Redaction | None:
    """Return one redaction of a record, or None if there is none of that key."""
    access.decide(viewer, Permission.EXPORT, person).require()
    rows = person.redactions.select_related("person", "begun_by", "sent_by", "answered_by", "entry")
    return rows.filter(key=key).first()


def progress_of(redaction: Redaction, parts: Iterable[Part]) -> list[Progress]:
    """Return how far each part is; one that the viewer may not open tells nothing but its day."""
    by_key = {part.key: part for part in parts}
    found = []
    to_decide = {key for part in by_key.values() for key in part.files}
    if redaction.known_at is not None:
        # Nobody can look at one any more that was taken off since.
        there = Attachment.objects.filter(key__in=to_decide, taken_off_at=None)
        to_decide = set(there.values_list("key", flat=True))
    for key, row in rows_by_key(redaction).items():
        part = by_key.get(key)
        title = part.title if part else _closed(row.entry)
        counts = [mark.decision for mark in standing(row)]
        files = part.files if part else ()
        decided_files = {each.attachment.key for each in row.files.all()}
        found.append(
            Progress(
                row=row,
                key=key,
                title=title,
                is_open=part is not None,
                undecided=counts.count(RedactionMark.Decision.UNDECIDED)
                + bool(row.proposed and not row.whole)
                + sum(key not in decided_files and key in to_decide for key in files),
                removed=counts.count(RedactionMark.Decision.REMOVE),
                kept=counts.count(RedactionMark.Decision.KEEP),
                is_changed=part is not None and part.digest != row.digest,
                files=len(files),
                files_given=sum(each.is_given for each in row.files.all()),
            )
        )
    return found


def weighed_for(redaction: Redaction) -> list[Weighed]:
    """Return who is weighed on the request that a redaction answers."""
    asked = redaction.request
    return [] if asked is None else weighing.weighed(asked, asked.steps.all())


def terms_for(person: Person, people: Iterable[Weighed]) -> Terms:
    """Return what the first pass looks for: also whom entries alone name, but who is given."""
    others = [each.other for each in people if each.outcome != weighing.GIVE]
    return terms_of(
        person,
        named={name for each in others for name in each.names},
        apart={word for each in others for word in each.called},
    )


def unweighed_in(
    person: Person,
    people: Iterable[Weighed],
    parts: Iterable[Part],
    progress: Iterable[Progress],
) -> list[Weighed]:
    """Return those of some people whom what is to leave names, or may show, and nobody weighed.

    The words of files that may go count as well. Of whom it was said that nothing stands in it, and
    is named, counts as not weighed.
    """
    to_weigh = [each for each in people if each.outcome in ("", weighing.NOTHING)]
    if not to_weigh:
        return []
    rows = {each.key: each.row for each in progress}
    texts: list[str] = []
    files: list[str] = []
    for part in parts:
        row = rows.get(part.key)
        if row is None or not row.is_withheld:
            texts += [piece.text for piece in part.pieces]
            texts += _words_of_files(row) if row else ()
            files += () if row else part.files
    texts += _words_of(person, files)
    return weighing.named(to_weigh, person, texts)


def named_though_nothing(copy: Export, people: Iterable[Weighed]) -> list[Weighed]:
    """Return those whom a copy names, of whom it was said that it says nothing.

    Asks nothing about access: for actions that have asked.
    """
    said = [each for each in people if each.outcome == weighing.NOTHING]
    if not said:
        return []
    at, redaction = clock.now(), copy.redaction
    try:
        parts = _parts(gathered(copy, at=at) if redaction else collect(copy, at=at), "")
    except NothingToCopy:
        return []
    # What came to the record after the copy was made is not in it.
    later = Entry.objects.filter(person=copy.person, signed_at__gt=copy.finished_at or at)
    not_there = set(later.values_list("key", flat=True))
    parts = [each for each in parts if each.key not in not_there]
    progress = progress_of(redaction, parts) if redaction else []
    return unweighed_in(copy.person, said, parts, progress)


def _words_of(person: Person, keys: Container[str]) -> Iterator[str]:
    """Yield what stands on the pages of some files of a person."""
    for each in Attachment.objects.filter(person=person, taken_off_at=None):
        if each.key in keys:
            yield from words_on_pages(each, ())


def _words_of_files(row: RedactedEntry) -> Iterator[str]:
    """Yield what stands on the pages of files that may go with an entry."""
    for each in row.files.all():
        if each.is_given and each.attachment.taken_off_at is None:
            yield from words_on_pages(each.attachment, each.page_numbers)


def row_of(redaction: Redaction, key: str) -> RedactedEntry | None:
    """Return what is decided about one part, with its marks."""
    rows = redaction.entries.select_related(
        "entry", "redaction", "redaction__person", "whole_by", "done_by"
    )
    found = rows.filter(entry=None) if key == ABOUT else rows.filter(entry__key=key)
    return found.prefetch_related("marks", "marks__proposed_by", "marks__decided_by").first()


def next_open(viewer: User, redaction: Redaction, after: str) -> str:
    """Return the key of the next part to decide, the one after ``after`` first; empty if none."""
    rows = redaction.entries.select_related("entry").prefetch_related("marks")
    keys = [(row.entry.key if row.entry else ABOUT, row) for row in rows]
    place = next((at for at, (key, _) in enumerate(keys) if key == after), -1)
    rows_of_record = record_queries.entries_for_export(viewer, redaction.person)
    readable = {ABOUT, *(each.entry.key for each in rows_of_record if each.is_open)}
    for key, row in keys[place + 1 :] + keys[: place + 1]:
        if row.done_at is None and not row.is_withheld and key in readable:
            return key
    return ""


def decided(redaction: Redaction, parts: Iterable[Part]) -> list[Progress]:
    """Return the parts with everything that was decided about them, and by whom."""
    found = progress_of(redaction, parts)
    with_names = {
        row.pk: row
        for row in redaction.entries.select_related("whole_by").prefetch_related(
            "marks__proposed_by", "marks__decided_by", "files__decided_by", "files__attachment"
        )
    }
    return [replace(each, row=with_names[each.row.pk]) for each in found]


def parts_not_in(redaction: Redaction, parts: Iterable[Part]) -> list[Part]:
    """Return what came to the record since the redaction was begun."""
    keys = set(redaction.entries.filter(entry__isnull=False).values_list("entry__key", flat=True))
    return [part for part in parts if part.key not in {*keys, ABOUT}]


def closed_in(viewer: User, redaction: Redaction) -> int:
    """Count the entries of what is redacted that ``viewer`` may not open, and nobody decided about.

    Asks nothing about the person: for callers that have asked ``access``.
    """
    decided = set(redaction.entries.values_list("entry__key", flat=True))
    if redaction.chronology_id:
        lines = chronology_of(_asked(viewer, redaction)).lines
        return sum(line.left_out == CLOSED and key_of(line) not in decided for line in lines)
    # Of what kinds its statements are, one that is closed does not tell: it may be in it.
    scope = replace(scope_of(redaction), kinds=())
    closed = Entry.objects.filter(person=redaction.person, taken_off_at=None)
    closed = closed.exclude(record_queries.entry_is_open(viewer, entry=""))
    if redaction.known_at is not None:
        closed = closed.here_by(redaction.known_at)
    return sum(
        each.key not in decided and not scope.why_out(TimelineRow(entry=each, is_open=False))
        for each in closed
    )


def why_not_send(viewer: User, redaction: Redaction) -> str:
    """Return why what ``viewer`` sends to be checked, or makes, would not be all; empty if it is.

    What they may not open stays out of it, and nobody decided that.
    """
    closed = closed_in(viewer, redaction)
    if not closed:
        return ""
    words = formats.counted(closed, "entry", "entries")
    return (
        f"You may not open {words} of it, and nobody decided what becomes of that. An officer who "
        "may open all of it looks again here, decides, and sends it to be checked."
    )


def why_not_check(viewer: User, redaction: Redaction, progress: Iterable[Progress]) -> str:
    """Return why ``viewer`` may not be the second officer of a redaction; empty if they may."""
    if has_decided(viewer, redaction):
        return "You decided some of it. Another officer checks it."
    closed = sum(each.is_gone for each in progress)
    if closed:
        words = formats.counted(closed, "entry", "entries")
        return f"You may not open {words} of it. Another officer checks it."
    return ""


def has_decided(viewer: User, redaction: Redaction) -> bool:
    """Say whether ``viewer`` did any of the work that a second officer checks."""
    if viewer.pk in (redaction.begun_by_id, redaction.sent_by_id):
        return True
    entries = redaction.entries
    if entries.filter(done_by=viewer).exists() or entries.filter(whole_by=viewer).exists():
        return True
    if RedactedFile.objects.filter(of__redaction=redaction, decided_by=viewer).exists():
        return True
    marks = RedactionMark.objects.filter(of__redaction=redaction)
    return marks.filter(decided_by=viewer).exists() or marks.filter(proposed_by=viewer).exists()


def waiting_for_check(viewer: User) -> QuerySet[Redaction]:
    """Return the redactions that a second officer has still to check, and ``viewer`` may find."""
    people = access.findable_people(viewer).exclude(access.in_conflict(viewer))
    rows = Redaction.objects.filter(state=Redaction.State.CHECKING, person__in=people)
    rows = rows.exclude(sent_by=viewer).exclude(begun_by=viewer)
    return rows.select_related("person", "sent_by").order_by("sent_at", "pk")[:20]


def _closed(entry: Entry | None) -> str:
    if entry is None:
        return BESIDE
    return f"{formats.short_date(clock.local(entry.event_at))}: not open to you"
