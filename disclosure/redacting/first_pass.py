"""The first pass over what is redacted: each proposal is kept as a mark, for a person to decide."""

from datetime import datetime

from accounts.models import User
from disclosure.contents import ABOUT
from disclosure.models import RedactedEntry, Redaction, RedactionMark
from disclosure.redacting import queries
from disclosure.redacting.applying import standing
from disclosure.redacting.pieces import digest_of_words
from disclosure.redacting.proposing import (
    Proposal,
    places_of,
    propose,
    texts_about_others,
    texts_to_read,
    whole_because,
)
from disclosure.redacting.queries import Part
from disclosure.redacting.terms import Terms, terms_of
from records.models import Entry, EntryVersion


def take_in(
    redaction: Redaction,
    parts: list[Part],
    at: datetime,
    *,
    before: dict[str, list[RedactionMark]] | None = None,
) -> None:
    """Do the first pass over some parts, and keep what was proposed."""
    terms = terms_of(redaction.person)
    entries = {
        entry.key: entry
        for entry in Entry.objects.filter(
            person=redaction.person, key__in=[part.key for part in parts]
        ).prefetch_related("versions")
    }
    for part in parts:
        row, found = _proposed(redaction, part, entries.get(part.key), terms)
        was = {(mark.path, mark.said): mark for mark in (before or {}).get(part.key, [])}
        marks = []
        for each in found:
            said = digest_of_words(each.piece.text[each.start : each.end])
            was.pop((each.piece.path, said), None)
            marks.append(_mark(row, each, said, at))
        marks += [_again(row, mark, part, at) for mark in was.values()]
        RedactionMark.objects.bulk_create([mark for mark in marks if mark is not None])


def _proposed(
    redaction: Redaction, part: Part, entry: Entry | None, terms: Terms
) -> tuple[RedactedEntry, list[Proposal]]:
    versions: list[EntryVersion] = []
    if entry is not None:
        versions = sorted(entry.versions.all(), key=lambda each: each.number)
    whole = ""
    if entry is not None and versions:
        restricted = entry.sensitivity == Entry.Sensitivity.RESTRICTED
        whole = whole_because(versions[-1], is_restricted=restricted)
    row, _ = RedactedEntry.objects.update_or_create(
        redaction=redaction,
        entry=entry,
        defaults={
            "digest": part.digest,
            "version": versions[-1].number if versions else 0,
            "proposed": whole,
            "whole": "",
            "whole_reason": "",
            "done_by": None,
            "done_at": None,
        },
    )
    return row, propose(
        part.pieces, terms, texts_about_others(versions), to_read=texts_to_read(versions)
    )


def _mark(row: RedactedEntry, each: Proposal, said: str, at: datetime) -> RedactionMark:
    return RedactionMark(
        of=row,
        path=each.piece.path,
        label=each.piece.label[:300],
        start=each.start,
        end=each.end,
        said=said,
        version=row.version,
        reason=each.reason,
        found_by=each.rule,
        proposed_at=at,
    )


def _again(
    row: RedactedEntry, mark: RedactionMark, part: Part, at: datetime
) -> RedactionMark | None:
    """Propose once more what a person marked before the entry changed, where it still stands."""
    length = mark.end - mark.start
    for piece in part.pieces:
        for start in range(len(piece.text) - length + 1):
            words = piece.text[start : start + length]
            if digest_of_words(words) == mark.said:
                proposal = Proposal(piece, start, start + length, mark.reason, "marked_before")
                return _mark(row, proposal, mark.said, at)
    return None


def propose_elsewhere(
    redaction: Redaction, by: User, texts: list[str], reason: str, at: datetime
) -> None:
    """Propose the same words wherever else they stand; a part that gets one is read again."""
    rows = {
        row.entry.key if row.entry else ABOUT: row
        for row in redaction.entries.select_related("entry").prefetch_related("marks")
    }
    for part in queries.parts_of(by, redaction, at=at):
        row = rows.get(part.key)
        if row is None or row.digest != part.digest:
            continue
        taken = [(mark.path, mark.start, mark.end) for mark in standing(row)]
        found = []
        for piece in part.pieces:
            if piece.own:
                continue
            for text in texts:
                for start, end in places_of(text, piece.text):
                    if not any(
                        path == piece.path and first < end and start < last
                        for path, first, last in taken
                    ):
                        taken.append((piece.path, start, end))
                        proposal = Proposal(piece, start, end, reason, "same_words")
                        said = digest_of_words(piece.text[start:end])
                        found.append(_mark(row, proposal, said, at))
        if found:
            RedactionMark.objects.bulk_create(found)
            RedactedEntry.objects.filter(pk=row.pk).update(done_by=None, done_at=None)
