"""A copy as it was decided: what may not leave is gone from its words before it is laid out."""

from collections import Counter
from collections.abc import Iterable
from copy import copy as copied
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from disclosure import contents
from disclosure.models import Export, RedactedEntry, RedactedFile, Redaction, RedactionMark
from disclosure.pdf.document import (
    About,
    Accounted,
    Copy,
    Enclosure,
    Entry,
    Line,
    Month,
    Opening,
    Related,
    Removed,
)
from disclosure.queries import CLOSED
from disclosure.redacting.page_numbers import in_words
from disclosure.redacting.pieces import Cut, Piece, cut, digest_of, digest_of_words, pieces_of
from disclosure.redacting.reasons import UNSAID, Told, told_in
from ui.formats import counted

TAKEN_OFF = "It was taken off the record since."
NO_CODE = "none. Words were removed, and the code is of all of them"


class NotDecided(Exception):
    """Something of the copy changed since it was decided, or nobody decided it."""


@dataclass(frozen=True)
class Rest:
    """What stands in a copy beside its entries, to be looked at like an entry.

    ``headed``: what stands over the lines of a chronology.
    """

    about: tuple[About, ...]
    also: tuple[str, ...]
    taken_off: tuple[str, ...]
    openers: tuple[Opening, ...]
    headed: tuple[str, ...]


def rest_of(copy: Copy) -> Rest:
    """Return the pages beside the entries."""
    lines = tuple(line.taken_off for line in copy.account)
    openers = copy.openers.openings if copy.openers else ()
    over = copy.chronology
    headed = (over.title, over.purpose, over.frozen) if over else ()
    return Rest(copy.about, copy.also_left_out, lines, openers, headed)


def key_of(part: Entry | Line | Accounted) -> str:
    """Return the key of the signed entry from which a part of a copy was made."""
    return part.anchor.removeprefix("entry-").removeprefix("line-")


def parts_of_copy(copy: Copy) -> dict[str, Entry | Line]:
    """Return what is decided about one by one, by key: entries, or lines of a chronology."""
    lines = copy.chronology.lines if copy.chronology else ()
    entries = (entry for month in copy.months for entry in month.entries)
    found = (*entries, *(line for line in lines if not line.left_out))
    return {key_of(each): each for each in found}


def gathered(export: Export, *, at: datetime, only: str = "") -> Copy:
    """Return the whole copy with nothing removed, to be decided by those who may read it."""
    asked = copied(export)
    asked.includes_restricted = asked.includes_about_others = True
    return contents.collect(asked, at=at, only=only, with_held_back=False)


def redacted(export: Export, *, at: datetime) -> Copy:
    """Return the copy that ``export`` asked for, as its redaction was decided and checked.

    Raises ``NotDecided`` if that is not of what the record says now.
    """
    redaction = export.redaction
    assert redaction is not None
    if redaction.state != Redaction.State.AGREED:
        raise NotDecided("What may not leave was not checked by a second officer.")
    whole = gathered(export, at=at)
    rows = rows_by_key(redaction)
    parts = parts_of_copy(whole)
    parts_and_rest: dict[str, object] = {**parts, contents.ABOUT: rest_of(whole)}
    if stale := _changed(parts_and_rest, rows):
        words = counted(len(stale), "part of it", "parts of it")
        raise NotDecided(f"{words} changed since it was decided what may not leave. Look again.")
    if whole.chronology:
        return _chronology_without(whole, parts, rows, told_in(redaction))
    return _without(whole, parts, rows, told_in(redaction))


def rows_by_key(redaction: Redaction) -> dict[str, RedactedEntry]:
    """Return what is decided, by the key of the entry or ``ABOUT``."""
    rows = redaction.entries.select_related("entry").prefetch_related("marks", "files__attachment")
    return {row.entry.key if row.entry else contents.ABOUT: row for row in rows}


def _changed(parts: dict[str, object], rows: dict[str, RedactedEntry]) -> list[str]:
    changed = [
        key
        for key, part in parts.items()
        if key not in rows or rows[key].digest != digest_of(pieces_of(part))
    ]
    return changed + [key for key, row in rows.items() if key not in parts and not row.is_withheld]


def cuts_of(row: RedactedEntry, pieces: Iterable[Piece]) -> dict[str, list[Cut]]:
    """Return what is cut out of each piece of an entry.

    Raises ``NotDecided`` if a mark does not mark the words that were decided about.
    """
    texts = {piece.path: piece.text for piece in pieces}
    found: dict[str, list[Cut]] = {}
    for mark in standing(row):
        if mark.decision == RedactionMark.Decision.UNDECIDED:
            raise NotDecided("Somebody has still to decide about some words.")
        words = texts.get(mark.path, "")[mark.start : mark.end]
        if digest_of_words(words) != mark.said:
            raise NotDecided("Some words are not those that were decided about. Look again.")
        if mark.decision == RedactionMark.Decision.REMOVE:
            instead = told_in(row.redaction).of(mark.reason).in_place
            found.setdefault(mark.path, []).append(Cut(mark.start, mark.end, instead))
    return found


def standing(row: RedactedEntry) -> list[RedactionMark]:
    """Return the marks of an entry that count, in the order in which they were made."""
    return [mark for mark in row.marks.all() if mark.replaced_at is None]


def _kept(
    parts: dict[str, Any], rows: dict[str, RedactedEntry], times: Counter[str]
) -> dict[str, Any]:
    """Return what is not withheld, with words taken out; counts in ``times`` how often for what."""
    given = {}
    for key, part in parts.items():
        if rows[key].is_withheld:
            continue
        cuts = cuts_of(rows[key], pieces_of(part))
        times.update(each.instead for some in cuts.values() for each in some)
        kept = cut(part, cuts)
        kept = replace(kept, enclosures=_enclosures(rows[key], kept))
        given[key] = replace(kept, code=NO_CODE) if cuts else kept
    return given


def _rest_kept(whole: Copy, rows: dict[str, RedactedEntry], times: Counter[str]) -> Rest:
    rest = rest_of(whole)
    cuts = cuts_of(rows[contents.ABOUT], pieces_of(rest))
    times.update(each.instead for some in cuts.values() for each in some)
    return cut(rest, cuts)


def _removed(told: Told, times: Counter[str]) -> tuple[Removed, ...]:
    return tuple(
        Removed(each.in_place, times[each.in_place], each.meaning)
        for each in told.all
        if times[each.in_place]
    )


def _chronology_without(
    whole: Copy,
    parts: dict[str, Any],
    rows: dict[str, RedactedEntry],
    told: Told,
) -> Copy:
    assert whole.chronology is not None
    times: Counter[str] = Counter()
    given = _kept(parts, rows, times)
    rest = _rest_kept(whole, rows, times)
    title, purpose, frozen = rest.headed
    lines = tuple(_line(each, given, rows, told) for each in whole.chronology.lines)
    withheld = len(parts) - len(given)
    words = counted(withheld, "line is", "lines are")
    says = "why" if told.says_why else "so"
    cover = replace(
        whole.cover,
        counted=(counted(len(given), "line"),),
        is_redacted=True,
        restricted=whole.cover.restricted if told.says_why else "",
        withheld=f"{words} withheld whole. Each says {says} in its place." if withheld else "",
        removed=_removed(told, times),
    )
    chronology = replace(whole.chronology, title=title, purpose=purpose, frozen=frozen, lines=lines)
    if withheld or times:
        chronology = replace(chronology, code=NO_CODE)
    return replace(whole, cover=cover, chronology=chronology)


def _line(
    line: Line,
    given: dict[str, Any],
    rows: dict[str, RedactedEntry],
    told: Told,
) -> Line:
    key = key_of(line)
    if line.left_out or key in given:
        return _closed_unsaid(given.get(key, line), told)
    return Line(line.anchor, line.day, left_out=told.of(rows[key].whole_reason).withheld)


def _closed_unsaid(line: Any, told: Told) -> Any:
    """Return a line that says no more of what is restricted than of all else that is left out."""
    is_unsaid = line.left_out == CLOSED and not told.says_why
    return replace(line, left_out=UNSAID.withheld) if is_unsaid else line


def _without(
    whole: Copy,
    parts: dict[str, Any],
    rows: dict[str, RedactedEntry],
    told: Told,
) -> Copy:
    times: Counter[str] = Counter()
    given: dict[str, Entry] = _kept(parts, rows, times)
    rest = _rest_kept(whole, rows, times)
    days = {entry.anchor: entry.day for entry in given.values()}
    given = {
        key: replace(entry, related=tuple(_related(each, days) for each in entry.related))
        for key, entry in given.items()
    }
    months = (
        Month(month.title, month.anchor, tuple(entries))
        for month in whole.months
        if (entries := [given[key] for each in month.entries if (key := key_of(each)) in given])
    )
    by_anchor = {entry.anchor: key for key, entry in parts.items()}
    account = tuple(
        _accounted(replace(line, taken_off=taken_off), by_anchor, given, rows, told)
        for line, taken_off in zip(whole.account, rest.taken_off, strict=True)
    )
    return replace(
        whole,
        cover=replace(
            whole.cover,
            counted=_counted(given.values()),
            restricted=_restricted(given.values(), whole) if told.says_why else "",
            is_redacted=True,
            withheld=_withheld((rows[key] for key in parts), told),
            removed=_removed(told, times),
        ),
        about=rest.about,
        openers=whole.openers and replace(whole.openers, openings=rest.openers),
        also_left_out=rest.also,
        months=tuple(months),
        account=account,
    )


def _enclosures(row: RedactedEntry, entry: Entry) -> tuple[Enclosure, ...]:
    """Return the files of an entry as it was decided about each.

    As known on a day there may be one that was taken off since: nobody can look at it any more.
    Raises ``NotDecided`` of another that nobody decided about.
    """
    decided = {f"file-{each.attachment.key}": each for each in row.files.all()}
    if row.redaction.known_at is None and any(e.anchor not in decided for e in entry.enclosures):
        raise NotDecided("Somebody has still to decide about a file.")
    told = told_in(row.redaction)
    return tuple(_enclosure(each, decided.get(each.anchor), told) for each in entry.enclosures)


def _enclosure(listed: Enclosure, file: RedactedFile | None, told: Told) -> Enclosure:
    if file is None:
        return replace(listed, left_out=TAKEN_OFF)
    if file.decision == RedactedFile.Decision.GIVE:
        return listed
    why = told.of(file.reason).in_full
    if not file.is_given:
        return replace(listed, left_out=why)
    pages = file.page_numbers
    words = f"{in_words(pages).capitalize()} of {file.attachment.pages} alone may be given. {why}"
    return replace(listed, pages=pages, in_part=words)


def _related(link: Related, days: dict[str, str]) -> Related:
    """Return a link that names the other entry by its day alone: its title may not leave."""
    if not link.anchor:
        return link
    if link.anchor not in days:
        return Related("Has to do with an entry that is not in this copy")
    words = link.words.partition(":")[0]
    return Related(f"{words}: the entry of {days[link.anchor]}", link.anchor)


def _accounted(
    line: Accounted,
    by_anchor: dict[str, str],
    given: dict[str, Entry],
    rows: dict[str, RedactedEntry],
    told: Told,
) -> Accounted:
    key = by_anchor.get(line.anchor, "")
    if not key:
        return _closed_unsaid(line, told)
    if key in given:
        entry = given[key]
        code = "" if entry.code == NO_CODE else entry.code
        return Accounted(line.day, entry.title, code or "words removed", line.anchor)
    return Accounted(line.day, "", left_out=told.of(rows[key].whole_reason).withheld)


def _counted(entries: Iterable[Entry]) -> tuple[str, ...]:
    entries = list(entries)
    said = sum(
        len(answer.said)
        for entry in entries
        for answers in (entry.header, *(section.answers for section in entry.sections))
        for answer in answers
    )
    files = [each for entry in entries for each in entry.enclosures]
    out = sum(bool(each.left_out) for each in files)
    part = sum(bool(each.pages) for each in files)
    of_them = ", ".join(
        f"{number} {words}" for number, words in ((out, "left out"), (part, "in part")) if number
    )
    return (
        counted(len(entries), "entry", "entries"),
        counted(said, "statement"),
        f"{counted(len(files), 'file')} listed" + (f" ({of_them})" if of_them else ""),
    )


def _restricted(given: Iterable[Entry], whole: Copy) -> str:
    there = sum(entry.restricted for month in whole.months for entry in month.entries)
    inside = sum(entry.restricted for entry in given)
    closed = sum(line.left_out == CLOSED for line in whole.account)
    left_out = there - inside + closed
    words = f"{counted(left_out, 'is', 'are')} left out." if left_out else "None are left out."
    return f"{counted(inside, 'is', 'are')} included. {words}" if inside else words


def _withheld(rows: Iterable[RedactedEntry], told: Told) -> str:
    number = sum(row.is_withheld for row in rows)
    if not number:
        return ""
    words = counted(number, "entry is", "entries are")
    why = ", and why" if told.says_why else ""
    return f"{words} withheld whole. Its end says of which day{why}."
