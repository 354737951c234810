"""What goes into one copy: the record in words, and an account of what stays out of it."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from itertools import groupby

from django.conf import settings

import clock
from disclosure import voices
from disclosure.about import about, joined, sentences
from disclosure.answers import answers_of
from disclosure.chronology import chronology_of
from disclosure.dealings import dealings
from disclosure.enclosed import enclosures, files_of
from disclosure.models import Export
from disclosure.openers import counted_openings, openers_of
from disclosure.pdf.document import (
    About,
    Accounted,
    Beside,
    Chronology,
    Copy,
    Cover,
    Entry,
    Fact,
    Month,
    Openers,
    Related,
)
from disclosure.queries import (
    ABOUT_OTHERS,
    CLOSED,
    HELD_BACK,
    OTHER_PART,
    RESTRICTED,
    asked_for_in,
    leaves,
    why_left_out,
)
from disclosure.requests.queries import effect_in_words, effects_on
from disclosure.scope import Scope, scope_of
from disclosure.sharing.queries import decisions_to_share, told_to_person
from people.models import Person
from records import queries as record_queries
from records.models import ActionChange, EntryLink, Statement
from records.models import Entry as RecordEntry
from records.queries import TimelineRow
from records.rules import confirming
from records.rules.confirming import Provided
from records.shown import removals
from records.shown.comments import PERSON_COMMENT, comment_in
from records.shown.heading import heading
from records.shown.replies import in_threads
from records.shown.timeline import LINK_WORDS
from records.signed import digests
from ui import formats, statements

ABOUT, ENTRIES = "about", "entries"
_UNTOLD = "untold"
# What nobody decided to withhold, by why it stays out: one of it, and more.
_WITHHELD = {
    RESTRICTED: ("restricted entry", "restricted entries"),
    CLOSED: (
        "restricted entry that whoever made it may not open",
        "restricted entries that whoever made it may not open",
    ),
    HELD_BACK: ("entry that is held back", "entries that are held back"),
    ABOUT_OTHERS: (
        "entry with private matters of others",
        "entries with private matters of others",
    ),
    _UNTOLD: ("alert of which they were not told", "alerts of which they were not told"),
}


class NothingToCopy(Exception):
    """No entry is in what was asked for. Its words are for the one who asked."""

    def __str__(self) -> str:
        return "No entry of the record is in what was asked for. Ask for a copy of other entries."


def collect(
    export: Export, *, at: datetime, only: str = "", with_held_back: bool | None = None
) -> Copy:
    """Return the copy that ``export`` asked for, as whoever asked may have it at that instant.

    ``only`` is the key of an entry, or ``ABOUT``, that is looked at alone; ``ENTRIES``, all of them
    without the pages beside them. ``with_held_back`` says apart from the entries whether those
    pages tell what was held back.
    """
    person = export.person
    if export.chronology_id:
        chronology = chronology_of(export)
        return Copy(
            _cover_of_chronology(export, chronology, at),
            (),
            (),
            (),
            print_size=export.print_size,
            chronology=chronology,
        )
    known_at, scope = export.known_at, scope_of(export)
    rows = record_queries.entries_for_export(export.asked_by, person, known_at=known_at)
    asked_for = asked_for_in(export)
    leaving = [row for row in rows if leaves(row, asked_for=asked_for, part=export.part)]
    going = [row for row in leaving if not scope.why_out(row)]
    if scope and not going:
        raise NothingToCopy
    beyond = {row.entry.pk: why for row in rows if (why := _beyond(row, scope, export.part))}
    anchors = {row.entry.pk: f"entry-{row.entry.key}" for row in going}
    grounds = {row.entry.key: record_queries.described(row.entry) for row in going}
    theirs = voices.called(person)
    moved = _actions_moved(going, known_at)
    # What they said of an entry stands beside it, whatever entries were asked for.
    for key, said in _commented(leaving).items():
        moved.setdefault(key, []).extend(said)
    for key, said in _asked_about(going, known_at).items():
        moved.setdefault(key, []).extend(said)
    held_back = export.includes_restricted if with_held_back is None else with_held_back
    told = asked_for if held_back else asked_for - {RESTRICTED, HELD_BACK}
    told_of = {row.entry.pk for row in going if leaves(row, asked_for=told, part=export.part)}
    if only not in ("", ENTRIES):
        going = [row for row in going if row.entry.key == only]
    entries = {
        row.entry.pk: _entry(row, anchors, grounds, moved, known_at, theirs) for row in going
    }
    months = groupby(going, key=lambda row: f"{clock.local(row.entry.event_at):%Y-%m}")
    openers = openers_of(export)
    beside: tuple[About, ...] = ()
    not_told: tuple[str, ...] = ()
    if only in ("", ABOUT):
        beside, not_told = _about(export, told_of, at, held_back)
    return Copy(
        print_size=export.print_size,
        cover=_cover(export, going, rows, openers, at, beyond=len(beyond)),
        about=beside,
        months=tuple(
            Month(
                title=formats.month_and_year(clock.day_of(each[0].entry.event_at)),
                anchor=f"month-{month}",
                entries=tuple(entries[row.entry.pk] for row in each),
            )
            for month, each in ((month, list(some)) for month, some in months)
        ),
        account=tuple(_account(rows, entries, beyond, export)),
        openers=openers,
        also_left_out=not_told,
    )


def withheld_in(export: Export, copy: Copy) -> str:
    """Return what stays out of a complete copy that answers a request, counted; blank if nothing.

    Whoever asks has a right to what nobody decided to withhold. What was not asked for is no part
    of that.
    """
    if export.request_id is None or export.redaction_id is not None:
        return ""
    if copy.chronology:
        found: Counter[str] = Counter(line.left_out for line in copy.chronology.lines)
    else:
        scope, asked_for = scope_of(export), asked_for_in(export)
        rows = record_queries.entries_for_export(
            export.asked_by, export.person, known_at=export.known_at
        )
        found = Counter(
            why_left_out(row, asked_for=asked_for, part=export.part)
            for row in rows
            if not scope.why_out(row)
        )
        if not (scope or export.known_at or export.includes_restricted):
            found[_UNTOLD] = export.person.alerts.all().not_told().count()
    counted = (
        formats.counted(found[why], one, more)
        for why, (one, more) in _WITHHELD.items()
        if found[why]
    )
    return "; ".join(counted)


def _about(
    export: Export, entries: set[int], at: datetime, held_back: bool
) -> tuple[tuple[About, ...], tuple[str, ...]]:
    """Return the pages beside the entries, and what stays out of them.

    What is known of the person is of today, so it is no part of a copy as known on a day. A copy of
    some entries has those alone, so that nobody gets more than they asked for.
    """
    if export.known_at is not None or scope_of(export):
        return (), ()
    done, not_told = dealings(export.person, entries, viewer=export.asked_by, part=export.part)
    told = about(export.person, clock.day_of(at), with_held_back=held_back)
    return (*told, *done, *_left_before(export, held_back)), not_told


def _left_before(export: Export, held_back: bool) -> list[About]:
    """Return which copies left before, in a copy for the person: they may ask who has one.

    A redacted copy has it whoever it is for, as it was looked at by those who decided.
    """
    if export.purpose != Export.Purpose.PERSON and not export.redaction_id:
        return []
    facts = tuple(
        Fact(
            formats.day_and_month(clock.day_of(row.at)),
            sentences(
                row.with_whom,
                row.basis,
                f"Asked back: {row.back}" if row.recalls else "",
                f"Check code {row.check_code}",
            ),
        )
        for row in told_to_person(export.asked_by, export.person, with_held_back=held_back)
    )
    return [About("Copies that were made for others", facts)] if facts else []


def _cover(
    export: Export,
    going: list[TimelineRow],
    rows: list[TimelineRow],
    openers: Openers | None,
    at: datetime,
    *,
    beyond: int,
) -> Cover:
    taken_off = sum(1 for row in rows if row.removal is not None)
    other_part = _of_other_part(export, rows)
    others = _about_others(export, rows)
    files = sum(len(files_of(row.entry)) for row in going)
    return _cover_with(
        export,
        at,
        restricted=_restricted(
            export,
            left_out=len(rows) - len(going) - taken_off - other_part - beyond - others,
            inside=sum(record_queries.is_restricted(row.entry) for row in going),
        ),
        counted=(
            formats.counted(len(going), "entry", "entries"),
            formats.counted(sum(len(row.statements) for row in going), "statement"),
            formats.counted(files, "file") + (" at the end" if export.with_files else " listed"),
            *counted_openings(openers),
        ),
        about_others=others,
        part=_part(export, other_part),
        scope=_scope(export, beyond),
    )


def _beyond(row: TimelineRow, scope: Scope, part: str) -> str:
    """Return why an entry stays out only because of what was asked for; blank if it does not."""
    if row.removal is not None or not row.is_open:
        return ""
    if why_left_out(row, part=part) in OTHER_PART.values():
        return ""
    return scope.why_out(row)


def _scope(export: Export, left_out: int) -> str:
    """Return which entries are copied; blank if all are."""
    words = scope_of(export).words
    if not words:
        return ""
    counted = "No entry is left out for this."
    if left_out:
        counted = formats.counted(left_out, "entry is", "entries are") + " left out for this."
    beside = f"What is known of {export.person.name} beside the entries is not in it."
    return f"{words} {counted} {beside}"


def _of_other_part(export: Export, rows: list[TimelineRow]) -> int:
    """Count the entries that stay out only because they speak of the person in the other role."""
    return sum(1 for row in rows if why_left_out(row, part=export.part) in OTHER_PART.values())


def _about_others(export: Export, rows: list[TimelineRow]) -> int:
    """Count the entries of what is copied that stay out because they speak of somebody else."""
    asked_for, scope = asked_for_in(export), scope_of(export)
    whys = (
        why_left_out(row, asked_for=asked_for, part=export.part)
        for row in rows
        if not scope.why_out(row)
    )
    return sum(why == ABOUT_OTHERS for why in whys)


def _part(export: Export, left_out: int) -> str:
    """Return which part of the record is copied; empty if both are."""
    if not export.part:
        return ""
    words = "No entry is left out for this."
    if left_out:
        counted = formats.counted(left_out, "entry is", "entries are")
        words = f"{counted} left out, because they are about the other part."
    return f"{export.get_part_display()} alone. {words}"


def _cover_of_chronology(export: Export, chronology: Chronology, at: datetime) -> Cover:
    inside = [line for line in chronology.lines if not line.left_out]
    left_out = len(chronology.lines) - len(inside)
    restricted = "None are left out."
    if left_out:
        restricted = f"{formats.counted(left_out, 'line is', 'lines are')} left out."
    counted = (formats.counted(len(inside), "line"),)
    if export.with_files:
        files = sum(len(line.enclosures) for line in inside)
        counted += (f"{formats.counted(files, 'file')} at the end",)
    return _cover_with(export, at, restricted=restricted, counted=counted)


def _restricted(export: Export, *, left_out: int, inside: int) -> str:
    words = "None are left out."
    if left_out:
        words = f"{formats.counted(left_out, 'entry is', 'entries are')} left out."
    if export.includes_restricted:
        words = f"{formats.counted(inside, 'is', 'are')} included. {words}"
    return words


def _cover_with(
    export: Export,
    at: datetime,
    *,
    restricted: str,
    counted: tuple[str, ...],
    part: str = "",
    scope: str = "",
    about_others: int = 0,
) -> Cover:
    person = export.person
    born = formats.day_and_month(person.born_on)
    if born and person.birth_precision == Person.BirthPrecision.ESTIMATED:
        born = f"about {born}"
    return Cover(
        council=settings.COUNCIL_NAME,
        name=person.name,
        legal_name=person.legal_name,
        reference=person.council_reference,
        born=born,
        export_reference=export.key,
        made_at=clock.local(at),
        made_by=export.asked_by.described,
        purpose=export.get_purpose_display(),
        recipient=export.recipient,
        died=person.death_words,
        basis=export.get_after_death_display() if export.after_death else "",
        shared_by=_shared_by(export),
        restricted=restricted,
        about_others=_left_out_for_others(about_others),
        counted=counted,
        part=part,
        scope=scope,
        known_at=export.known_at and clock.local(export.known_at),
    )


def _left_out_for_others(number: int) -> str:
    if not number:
        return ""
    words = formats.counted(number, "entry is", "entries are")
    return f"{words} left out, which hold what is private to somebody else."


def _shared_by(export: Export) -> str:
    """Return the decision by which it is shared, for who has it; or on what else it rests.

    Of a redacted copy its day alone: nobody looked through what was typed of it. Nothing of one for
    the person themselves: why it answers no request is for officers.
    """
    if export.redaction_id:
        return _decided_on(export.decision) if export.decision else ""
    if export.decision is None:
        return "" if export.purpose == Export.Purpose.PERSON else export.shared_because
    decided = decisions_to_share(export.asked_by, export.person)
    return next((f"{each.basis}." for each in decided if each.entry == export.decision), "")


def _decided_on(decision: RecordEntry) -> str:
    day = formats.day_and_month(clock.day_of(decision.event_at))
    return f"By a decision to share, of {day}."


def _entry(
    row: TimelineRow,
    anchors: dict[int, str],
    grounds: dict[str, dict[str, str]],
    moved: dict[int, list[Beside]],
    known_at: datetime | None,
    theirs: set[str],
) -> Entry:
    entry = row.entry
    versions = sorted(entry.versions.all(), key=lambda version: version.number)
    answers = answers_of(versions, grounds=grounds)
    local = clock.local(entry.event_at)
    provider = confirming.provided(entry, versions[-1])
    late = heading(entry, versions[-1].values).late_because
    return Entry(
        anchor=anchors[entry.pk],
        happened=answers.happened,
        day=formats.short_date(local),
        title=answers.title,
        written=_written(entry),
        late=", ".join(filter(None, [answers.late, late])),
        told_by=provider.words if provider else "",
        status=_status(entry, known_at),
        restricted=record_queries.is_restricted(entry),
        header=answers.header,
        sections=answers.sections,
        code=_code(versions),
        corrections=answers.gone,
        beside=(
            *_put_right(provider),
            *_marked(entry, known_at),
            *_added(entry, theirs),
            *moved.get(entry.pk, ()),
        ),
        related=tuple(_related(entry, anchors)),
        enclosures=enclosures(files_of(entry)),
        taken_off=_taken_off(entry, known_at),
    )


def _written(entry: RecordEntry) -> str:
    when = formats.long_datetime(clock.local(entry.signed_at))
    if entry.is_imported:
        return (
            f"Written by {entry.written_by_described} in {entry.imported_from}; imported on "
            f"{when}, and not signed here"
        )
    return f"Written by {entry.written_by_described}, on {when}"


def _taken_off(entry: RecordEntry, known_at: datetime | None) -> tuple[str, ...]:
    """Return the lines on what was moved here, and on files that were removed."""
    lines = [removals.moved_here(entry)]
    lines += [stone.in_full for stone in removals.files_removed(entry, known_at=known_at)]
    return tuple(line for line in lines if line)


def _put_right(provider: Provided | None) -> Iterable[Beside]:
    for said in provider.put_right if provider else ():
        yield Beside("To be put right, says who gave the information", said.text, said.by, said.at)


def _marked(entry: RecordEntry, known_at: datetime | None) -> Iterable[Beside]:
    """Yield each reason for which the entry was marked as significant, and until when it was."""
    for mark in entry.marks.all():
        if known_at is not None and mark.marked_at > known_at:
            continue
        ended = mark.ended_at
        until = ""
        if ended is not None and (known_at is None or ended <= known_at):
            until = f", until {formats.day_and_month(clock.day_of(ended))}"
        yield Beside(
            f"Marked as significant{until}",
            mark.reason,
            mark.marked_by.described,
            clock.local(mark.marked_at),
        )


def _actions_moved(going: list[TimelineRow], known_at: datetime | None) -> dict[int, list[Beside]]:
    """Return by entry how its actions were handed over or moved to another day, and why."""
    found: dict[int, list[Beside]] = {}
    changes = ActionChange.objects.filter(action__entry__in=[row.entry for row in going])
    if known_at is not None:
        changes = changes.filter(changed_at__lte=known_at)
    for change in changes.select_related("action", "owner", "changed_by__team"):
        owner = change.owner.name if change.owner else change.owner_name
        due = f"due {formats.day_and_month(change.due_on)}"
        found.setdefault(change.action.entry_id, []).append(
            Beside(
                f"“{change.action.text}” became: {owner}, {due}",
                change.reason,
                change.changed_by.described,
                clock.local(change.changed_at),
            )
        )
    return found


def _commented(going: list[TimelineRow]) -> dict[int, list[Beside]]:
    """Return by entry what the person said of it, in records of their comments in this copy."""
    found: dict[int, list[Beside]] = {}
    for row in going:
        if row.entry.type_key != PERSON_COMMENT or row.version is None:
            continue
        comment = comment_in(row.version, row.statements)
        by = f"said {comment.day}, recorded by {row.entry.written_by_described}"
        for link in row.entry.links_out.all():
            if link.kind == EntryLink.Kind.COMMENTS_ON:
                found.setdefault(link.target_id, []).extend(
                    _said_in_comment(said, by, comment.at) for said in comment.said
                )
    return found


def _said_in_comment(said: Statement, by: str, at: datetime) -> Beside:
    """Return words of a record of a comment: the person's own, or those of whom they name."""
    word = statements.shown({"kind": said.kind, **said.details}).word
    of_other = word != statements.WORDS["person_words"]
    kind = "The person’s comment on this record"
    return Beside(
        f"{kind}. {word}" if of_other else kind,
        said.text,
        by,
        at,
        own_words=True,
        told_by_other=of_other,
        third_party=said.about_someone_else,
    )


def _asked_about(going: list[TimelineRow], known_at: datetime | None) -> dict[int, list[Beside]]:
    """Return by entry what came of requests of the person about it."""
    return {
        key: [
            Beside(
                f"After a request ({step.request.reference}): {effect_in_words(step)}",
                step.words,
                step.added_by.described,
                clock.local(step.added_at),
            )
            for step in steps
            if known_at is None or step.added_at <= known_at
        ]
        for key, steps in effects_on([row.entry for row in going]).items()
    }


def _added(entry: RecordEntry, theirs: set[str]) -> Iterable[Beside]:
    threads = in_threads(entry.additions.all())
    for added in (each for thread in threads for each in (thread, *thread.replies)):
        at = clock.local(added.added_at)
        by = added.author.described
        if added.said_by:
            came = formats.day_and_month(added.received_on)
            by = joined(added.said_by, f"{added.came} {came}" if came else "", f"recorded by {by}")
        yield Beside(
            added.word,
            added.words,
            by,
            at,
            about=added.about_text,
            own_words=bool(added.said_by and added.text),
            told_by_other=bool(added.said_by) and not voices.is_one_of(theirs, added.said_by),
        )


def _status(entry: RecordEntry, known_at: datetime | None) -> str:
    """Return how an entry stands; as known then, whether it was signed off is not told."""
    later = ", to be finished later" if entry.finish_later else ""
    signed = RecordEntry.Status.SIGNED.label
    return f"{entry.get_status_display() if known_at is None else signed}{later}"


def _code(versions) -> str:
    """Return the code of the latest version, or say that what is stored is not what was signed."""
    if not all(digests.is_whole(version) for version in versions):
        return "none. What is stored is not what was signed: ask the council"
    return digests.code_of(versions[-1].digest)


def _related(entry, anchors: dict[int, str]) -> Iterable[Related]:
    ends = [(link, link.source, 0) for link in entry.links_in.all()]
    ends += [(link, link.target, 1) for link in entry.links_out.all()]
    for link, other, way in ends:
        day = formats.day_and_month(clock.day_of(other.event_at))
        here = anchors.get(other.pk, "")
        words = LINK_WORDS[EntryLink.Kind(link.kind)][way]
        if here:
            yield Related(f"{words}: {record_queries.name_of(other)}", here)
        else:
            yield Related(f"{words} the entry of {day}, which is not in this copy", "")


def _account(
    rows: list[TimelineRow], entries: dict[int, Entry], beyond: dict[int, str], export: Export
) -> Iterable[Accounted]:
    """Yield a line for each entry; one for several that what was asked for leaves out.

    ``beyond`` says of those why.
    """
    for why, each in groupby(rows, key=lambda row: beyond.get(row.entry.pk, "")):
        some = list(each)
        if not why or len(some) == 1:
            yield from (_accounted(row, entries.get(row.entry.pk), why, export) for row in some)
            continue
        days = [formats.short_date(clock.local(row.entry.event_at)) for row in some]
        day = days[0] if days[0] == days[-1] else f"{days[0]} to {days[-1]}"
        yield Accounted(day, "", left_out=f"{len(some):,} entries. {why}", entries=len(some))


def _accounted(row: TimelineRow, entry: Entry | None, beyond: str, export: Export) -> Accounted:
    day = formats.short_date(clock.local(row.entry.event_at))
    if entry is not None:
        return Accounted(day, entry.title, entry.code, entry.anchor)
    if row.removal is not None:
        stone = removals.tombstone(row.removal, known_at=export.known_at)
        return Accounted(day, "", taken_off=stone.in_full)
    why = why_left_out(row, asked_for=asked_for_in(export), part=export.part)
    return Accounted(day, "", left_out=beyond or why)
