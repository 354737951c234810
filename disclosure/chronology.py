"""What goes into a copy of one frozen chronology."""

from django.db.models import prefetch_related_objects

import clock
from disclosure.enclosed import enclosures
from disclosure.models import Export
from disclosure.pdf.document import Chronology, Enclosure, Line
from disclosure.queries import ABOUT_OTHERS, CLOSED, HELD_BACK, RESTRICTED, asked_for_in
from records import queries as record_queries
from records.models import Entry, EntryVersion
from records.queries import ShownLine
from records.queries.known import files_standing
from records.rules import marks
from records.signed import digests
from ui import formats


def chronology_of(export: Export) -> Chronology:
    """Return the chronology that ``export`` asked for, as whoever asked may have it."""
    frozen = export.chronology
    when = formats.long_datetime(clock.local(frozen.frozen_at))
    lines = record_queries.lines_of(export.asked_by, frozen)
    entries = [each.entry for each in lines]
    prefetch_related_objects(entries, "versions__statements", "attachments")
    return Chronology(
        title=frozen.title,
        purpose=frozen.purpose,
        frozen=f"Frozen by {frozen.frozen_by.described}, on {when}.",
        code=digests.code_of(frozen.digest),
        lines=tuple(_line(each, export) for each in lines),
    )


def _line(shown: ShownLine, export: Export) -> Line:
    entry, with_restricted = shown.entry, export.includes_restricted
    anchor, day = f"line-{entry.key}", formats.short_date(clock.local(entry.event_at))
    if shown.is_taken_off:
        return Line(anchor, day, left_out="The entry was taken off the record.")
    if not shown.is_open:
        return Line(anchor, day, left_out=CLOSED)
    if record_queries.is_restricted(entry) and not with_restricted:
        return Line(anchor, day, left_out=RESTRICTED)
    versions = {each.number: each for each in entry.versions.all()}
    if ABOUT_OTHERS not in asked_for_in(export) and marks.any_is_about_others(versions.values()):
        return Line(anchor, day, left_out=ABOUT_OTHERS)
    if not with_restricted and marks.is_kept_from_person(versions[max(versions)]):
        return Line(anchor, day, left_out=HELD_BACK)
    version = versions[shown.line.version_number]
    return Line(
        anchor,
        day,
        event=shown.line.event,
        impact=shown.line.impact,
        source=f"{shown.title}, {entry.written_by_described}",
        code=digests.code_of(version.digest),
        corrected=shown.changed,
        restricted=record_queries.is_restricted(entry),
        enclosures=_enclosures(entry, version, export) if export.with_files else (),
    )


def _enclosures(entry: Entry, version: EntryVersion, export: Export) -> tuple[Enclosure, ...]:
    """Return the files of the version of the entry that the line was written from."""
    frozen_at = export.chronology.frozen_at
    return enclosures(files_standing(version, entry.attachments.all(), frozen_at))
