"""An entry cut into the passages that search looks through and shows, each with its place.

The latest version alone: what a correction took out is found no more.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Prefetch, QuerySet

from records.catalogue import definitions as kinds
from records.models import Action, Addition, Attachment, Entry, EntryVersion, Statement
from records.shown.presentation import PresentedRow, present
from ui import statements

_NO_WORDS = frozenset({kinds.BOOLEAN, kinds.DATE, kinds.DATETIME, kinds.DURATION})
_CHOSEN = frozenset({kinds.CHOICE, kinds.MULTI_CHOICE})


@dataclass(frozen=True)
class Passage:
    """Some text of an entry: where it stands, and how much a match in it counts, A to D.

    What has no place is in the heading of the entry.
    """

    where: str
    text: str
    weight: str
    own_words: bool = False


def with_words(entries: QuerySet[Entry]) -> QuerySet[Entry]:
    """Return the entries with all that ``passages_of`` reads, in six questions for all of them."""
    versions = EntryVersion.objects.select_related("signed_by__team")
    return entries.select_related(
        "person", "author__team", "acting_for", "information_provider"
    ).prefetch_related(
        Prefetch("versions", versions.prefetch_related("statements")),
        Prefetch("actions", Action.objects.select_related("owner__team")),
        "additions",
        "attachments",
    )


def passages_of(entry: Entry) -> list[Passage]:
    """Return every passage of an entry's latest version, of its additions and of its files."""
    version = max(entry.versions.all(), key=lambda each: each.number)
    title = entry.record_type.title
    found = [Passage("", title, "A"), Passage("", entry.summary, "A"), *_answers(version)]
    found += [passage for each in entry.additions.all() for passage in _addition(each)]
    return [each for each in found if each.text.strip()]


def passages_moved_in(version: EntryVersion, file: Attachment | None) -> list[Passage]:
    """Return the passages of an entry of another system as it comes in: nothing stands beside it.

    The same as ``passages_of`` finds, without asking the database for a million of them.
    """
    entry = version.entry
    record_type = entry.record_type
    found = [Passage("", record_type.title, "A"), Passage("", entry.summary, "A")]
    for asked in record_type.own_fields.values():
        if asked.kind in (kinds.SHORT_TEXT, kinds.LONG_TEXT):
            found.append(Passage(asked.label, version.values.get(asked.name, ""), "C"))
        elif asked.kind == kinds.ATTACHMENT and file is not None:
            found += _file(file)
    return [each for each in found if each.text.strip()]


def _answers(version: EntryVersion) -> Iterator[Passage]:
    presented = present(version)
    own = presented.type.own_fields
    standing = [each for each in version.entry.attachments.all() if not each.taken_off_at]
    files = {each.key: each for each in standing}
    rows = [*presented.header, *(row for each in presented.sections for row in each.rows)]
    for row in rows:
        if row.links:
            for each in row.links:
                yield Passage(row.label, "" if each.is_a_record else each.name, "C")
        elif row.kind in _CHOSEN and row.name not in own:
            reason = version.values.get(f"{row.name}{kinds.REASON_SUFFIX}")
            yield Passage(row.label, str(reason or ""), "C")
        elif row.kind not in _NO_WORDS:
            yield Passage(row.label, row.text, "C")
        yield Passage(row.label, row.gap, "C")
        yield from _row(row)
        for each in row.files:
            if each.key in files:
                yield from _file(files[each.key])


def _row(row: PresentedRow) -> Iterator[Passage]:
    for each in row.statements:
        shown = statements.shown(each)
        own_words = each["kind"] == Statement.Kind.PERSON_WORDS
        yield Passage(shown.word, shown.text, "B", own_words)
        yield Passage(f"{shown.word}, as first said", shown.first_said, "B", own_words)
        yield Passage(shown.word, shown.lead, "B")
        for label, text in shown.lines:
            yield Passage(f"{shown.word}, {label}", text, "B")
    for item in row.items:
        for cell in item.cells:
            about = item.title if item.is_named else row.label
            yield Passage(f"{about}, {cell.label}", cell.text, "C")
    for action in row.actions:
        yield Passage("Action", action.text, "C")
        yield Passage("What became of an action", action.outcome, "C")


def _file(attachment: Attachment) -> Iterator[Passage]:
    where = f"File: {attachment.title}"
    about = [attachment.title, attachment.source, attachment.filename]
    about += [str(each) for each in attachment.email.values() if isinstance(each, str)]
    yield Passage(where, " · ".join(filter(None, about)), "D")
    yield Passage(where, attachment.text, "D")


def _addition(addition: Addition) -> Iterator[Passage]:
    said = addition.kind in Addition.IN_THEIR_WORDS
    yield Passage(addition.get_kind_display(), addition.text, "B" if said else "C", said)
    yield Passage(addition.get_kind_display(), addition.said_by, "C")
