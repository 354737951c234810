"""The first pass over what is redacted: each proposal is kept as a mark, for a person to decide."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from itertools import chain

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

LONGEST_LABEL = 300
_SAME_WORDS = "same_words"


def take_in(
    redaction: Redaction,
    parts: list[Part],
    terms: Terms,
    at: datetime,
    *,
    before: dict[str, list[RedactionMark]] | None = None,
    by_hand: Mapping[str, str] | None = None,
) -> None:
    """Do the first pass over some parts, and keep what was proposed.

    ``before``: the marks of parts that changed. ``by_hand``: words that were removed by hand.
    """
    entries = _entries_of(redaction, parts)
    for part in parts:
        row, found = _proposed(redaction, part, entries.get(part.key), terms)
        found += _again(part, found, (before or {}).get(part.key, []))
        found += _same_words(part, found, by_hand or {})
        RedactionMark.objects.bulk_create([_mark(row, each, at) for each in found])


def take_in_more(
    redaction: Redaction,
    parts: list[Part],
    terms: Terms,
    at: datetime,
    *,
    by_hand: Mapping[str, str],
) -> None:
    """Propose in parts that did not change what is found now and was not: a name, a relation.

    What was decided stays. A part that gets a mark is read again.
    """
    entries = _entries_of(redaction, parts)
    rows = rows_by_key(redaction)
    for part in parts:
        row = rows[part.key]
        found = _found(part, _versions_of(entries.get(part.key)), terms)
        found += _same_words(part, found, by_hand)
        marks = standing(row)
        _add(row, [each for each in found if not any(_is_at(each, mark) for mark in marks)], at)


def words_by_hand(parts: Iterable[Part], rows: Mapping[str, RedactedEntry]) -> dict[str, str]:
    """Return the words that stay removed and somebody marked by hand once, each with its reason."""
    marked = {mark.said for row in rows.values() for mark in row.marks.all() if mark.proposed_by_id}
    found: dict[str, str] = {}
    for part in parts:
        for mark in standing(rows[part.key]) if part.key in rows else ():
            is_removed = mark.decision == RedactionMark.Decision.REMOVE
            if is_removed and mark.said in marked and not _is_line(mark, part):
                found.setdefault(_words_of(mark, part), mark.reason)
    return found


def _is_line(mark: RedactionMark, part: Part) -> bool:
    """Say whether a mark is of a whole line under a statement, which goes with the statement."""
    return any(
        piece.path == mark.path
        and bool(piece.statement)
        and not piece.path.endswith(".text")
        and mark.end - mark.start == len(piece.text)
        for piece in part.pieces
    )


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
        RedactionMark.objects.bulk_create([_mark(row, each, at) for each in found])
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


def _mark(row: RedactedEntry, each: Proposal, at: datetime) -> RedactionMark:
    return RedactionMark(
        of=row,
        path=each.piece.path,
        label=each.piece.label[:LONGEST_LABEL],
        start=each.start,
        end=each.end,
        said=digest_of_words(each.piece.text[each.start : each.end]),
        version=row.version,
        reason=each.reason,
        found_by=each.rule,
        proposed_at=at,
    )


def _again(part: Part, found: Iterable[Proposal], marks: Iterable[RedactionMark]) -> list[Proposal]:
    """Propose once more the words that somebody marked before the entry changed, and did not keep.

    Wherever they stand now; in the person's own words only where somebody marked them there, or
    since they were corrected. The longest first, so that what is within them is not proposed apart.
    """
    by_words: dict[str, list[RedactionMark]] = {}
    for mark in marks:
        if mark.decision != RedactionMark.Decision.KEEP:
            by_words.setdefault(mark.said, []).append(mark)
    again: list[Proposal] = []
    for same in sorted(by_words.values(), key=lambda each: each[0].start - each[0].end):
        words = _words_of(same[0], part)
        by_hand = {mark.label for mark in same if mark.proposed_by_id}
        for piece in part.pieces:
            is_marked = piece.label[:LONGEST_LABEL] in by_hand or (by_hand and piece.was_said)
            if piece.own and not is_marked:
                continue
            for start, end in places_of(words, piece.text):
                each = Proposal(piece, start, end, same[0].reason, "marked_before")
                if not any(_covers(other, each) for other in (*found, *again)):
                    again.append(each)
    return again


def _same_words(
    part: Part, found: Iterable[Proposal], by_hand: Mapping[str, str]
) -> list[Proposal]:
    """Propose words that were removed by hand elsewhere, the longest first."""
    same: list[Proposal] = []
    for words in sorted(by_hand, key=len, reverse=True):
        for piece in part.pieces:
            if piece.own:
                continue
            for start, end in places_of(words, piece.text):
                each = Proposal(piece, start, end, by_hand[words], _SAME_WORDS)
                if not any(_covers(other, each) for other in (*found, *same)):
                    same.append(each)
    return same


def _words_of(mark: RedactionMark, part: Part) -> str:
    """Return the words of a mark, from where they stand in a part now; blank if nowhere."""
    length = mark.end - mark.start
    places = chain(
        ((piece, mark.start) for piece in part.pieces if piece.path == mark.path),
        ((piece, start) for piece in part.pieces for start in range(len(piece.text) - length + 1)),
    )
    for piece, start in places:
        words = piece.text[start : start + length]
        if digest_of_words(words) == mark.said:
            return words
    return ""


def _covers(other: Proposal, each: Proposal) -> bool:
    """Say whether words go with others that are proposed, but not all of a text: that may stay."""
    if other.piece.path != each.piece.path:
        return False
    is_whole = other.end - other.start == len(other.piece.text)
    if is_whole:
        return (other.start, other.end) == (each.start, each.end)
    return other.start <= each.start and each.end <= other.end


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
                        found.append(Proposal(piece, start, end, reason, _SAME_WORDS))
        _add(row, found, at)
