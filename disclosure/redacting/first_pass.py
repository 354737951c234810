"""The first pass over what is redacted: each proposal is kept as a mark, for a person to decide."""

from datetime import datetime

from accounts.models import User
from disclosure.models import RedactedEntry, Redaction, RedactionMark
from disclosure.redacting import queries
from disclosure.redacting.applying import rows_by_key, standing
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
from disclosure.redacting.terms import Terms
from records.models import Entry, EntryVersion


def take_in(
    redaction: Redaction,
    parts: list[Part],
    terms: Terms,
    at: datetime,
    *,
    before: dict[str, list[RedactionMark]] | None = None,
) -> None:
    """Do the first pass over some parts, and keep what was proposed."""
    entries = _entries_of(redaction, parts)
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


def take_in_more(redaction: Redaction, parts: list[Part], terms: Terms, at: datetime) -> None:
    """Propose in parts that did not change what is found now and was not: a name, a relation.

    What was decided stays. A part that gets a mark is read again.
    """
    entries = _entries_of(redaction, parts)
    rows = rows_by_key(redaction)
    for part in parts:
        row = rows[part.key]
        found = _found(part, _versions_of(entries.get(part.key)), terms)
        marks = standing(row)
        _add(row, [each for each in found if not any(_is_at(each, mark) for mark in marks)], at)


def _is_at(each: Proposal, mark: RedactionMark) -> bool:
    """Say whether a mark stands there; a name among words that are kept is proposed apart."""
    if mark.decision == RedactionMark.Decision.KEEP:
        inside = each.start <= mark.start and mark.end <= each.end
    else:
        inside = each.start < mark.end and mark.start < each.end
    return each.piece.path == mark.path and inside


def _add(row: RedactedEntry, found: list[Proposal], at: datetime) -> None:
    """Keep what is proposed in a part that was taken in before, and have it read again."""
    if found:
        marks = [
            _mark(row, each, digest_of_words(each.piece.text[each.start : each.end]), at)
            for each in found
        ]
        RedactionMark.objects.bulk_create(marks)
        RedactedEntry.objects.filter(pk=row.pk).update(done_by=None, done_at=None)


def _entries_of(redaction: Redaction, parts: list[Part]) -> dict[str, Entry]:
    keys = [part.key for part in parts]
    rows = Entry.objects.filter(person=redaction.person, key__in=keys)
    return {entry.key: entry for entry in rows.prefetch_related("versions__statements")}


def _versions_of(entry: Entry | None) -> list[EntryVersion]:
    return sorted(entry.versions.all(), key=lambda each: each.number) if entry else []


def _found(part: Part, versions: list[EntryVersion], terms: Terms) -> list[Proposal]:
    flagged, to_read = texts_about_others(versions), texts_to_read(versions)
    return propose(part.pieces, terms, flagged, to_read=to_read)


def _proposed(
    redaction: Redaction, part: Part, entry: Entry | None, terms: Terms
) -> tuple[RedactedEntry, list[Proposal]]:
    versions = _versions_of(entry)
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
    return row, _found(part, versions, terms)


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
    rows = rows_by_key(redaction)
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
                        found.append(Proposal(piece, start, end, reason, "same_words"))
        _add(row, found, at)
