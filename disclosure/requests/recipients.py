"""Who had what a request puts right, as the sharing log says: each is told (Article 19)."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet

import clock
from accounts.models import User
from disclosure.models import Export, RedactedEntry
from disclosure.queries import ABOUT_OTHERS, HELD_BACK, RESTRICTED, asked_for_in
from disclosure.requests.standing import Recipient, Stands
from disclosure.scope import scope_of
from disclosure.sharing.queries import COPY, DECISION, Shared, log_of
from people.models import Person
from records.models import Attachment, Entry, EntryVersion
from records.queries import is_restricted
from records.rules import marks
from ui import formats

_DONE = ("AGREED", "PART")
_BY_DAY = ". By its day alone: what it held is not known"


def to_tell(viewer: User, stands: Stands) -> list[Recipient]:
    """Return who has still to be told what came of a request; nobody of one that was refused.

    Those with whom something was shared that held an entry that it is about, as far as that is
    known, else whatever was shared once the entry stood; it is said which. Where it is about no
    entry, everybody.
    """
    decided = stands.last("DECIDE")
    if not stands.kind.tells_others or decided is None or decided.choice not in _DONE:
        return []
    told = {each.choice for each in stands.steps if each.kind == "TOLD"}
    about = {each.entry_id for each in stands.steps if each.kind == "EFFECT"}
    entries = list(Entry.objects.filter(pk__in=about))
    rows = [row for row in log_of(viewer, stands.request.person) if row.was_shared]
    held = _Held(stands.request.person, rows) if entries else None
    found = []
    for row in rows:
        key = f"{row.kind[0]}:{row.key}"
        if row.is_own or key in told:
            continue
        had = held.any_of(entries, row) if held else True
        if had is not False:
            day = formats.short_date(clock.local(row.at))
            by_day = _BY_DAY if had is None else ""
            words = f"{row.with_whom or 'Not named'}: {row.what}, {day}{by_day}"
            found.append(Recipient(key, words))
    return found


class _Held:
    """What was in each thing that was shared: copies, letters with their files, and decisions."""

    def __init__(self, person: Person, rows: Iterable[Shared]) -> None:
        self.copies = {each.key: each for each in person.exports.all()}
        sent = person.letters.filter(key__in=[row.opens for row in rows if row.opens])
        self.letters = {each.key: each for each in sent}
        enclosed = (file["key"] for each in self.letters.values() for file in each.enclosed)
        files = Attachment.objects.filter(key__in=list(enclosed))
        self.entry_of = dict(files.values_list("key", "entry"))
        self.made_by = {row.decision.entry.key for row in rows if row.decision}

    def any_of(self, entries: Iterable[Entry], row: Shared) -> bool | None:
        """Say whether it held any of some entries; None where that is not known but may be."""
        stood = [each for each in entries if each.signed_at <= row.at]
        if row.kind == COPY:
            return any(_held(self.copies[row.key], each) for each in stood)
        if row.kind == DECISION and row.key in self.made_by:
            return False  # What left by it has its own line.
        letter = self.letters.get(row.opens)
        if letter is not None:
            inside = {letter.entry_id, *(self.entry_of.get(f["key"]) for f in letter.enclosed)}
            if any(each.pk in inside for each in stood):
                return True
        return None if stood else False


def _held(export: Export, entry: Entry) -> bool:
    """Say whether an entry was in a copy, as far as what was asked of it tells."""
    scope, day = scope_of(export), clock.day_of(entry.event_at)
    if export.known_at and not Entry.objects.here_by(export.known_at).filter(pk=entry.pk).exists():
        return False
    if export.redaction:
        rows = export.redaction.entries.filter(entry=entry)
        return rows.exclude(whole=RedactedEntry.Whole.WITHHOLD).exists()
    if _stayed_out(export, entry):
        return False
    if export.chronology:
        return export.chronology.lines.filter(entry=entry).exists()
    if scope.entry:
        return scope.entry == entry
    if scope.kinds and not _then(export, entry, statements__kind__in=scope.kinds).exists():
        return False
    if (scope.since and day < scope.since) or (scope.until and day > scope.until):
        return False
    return not scope.types or entry.type_key in scope.types


def _stayed_out(export: Export, entry: Entry) -> bool:
    """Say whether an entry is of another part, or was marked so that it stays out of a copy."""
    asked = asked_for_in(export)
    then = _then(export, entry)
    latest = then.order_by("-number").first()
    return (
        (export.part not in ("", entry.record_as))
        or (RESTRICTED not in asked and is_restricted(entry))
        or (HELD_BACK not in asked and latest is not None and marks.is_kept_from_person(latest))
        or (
            ABOUT_OTHERS not in asked
            and marks.any_is_about_others(then.prefetch_related("statements"))
        )
    )


def _then(export: Export, entry: Entry, **said: Any) -> QuerySet[EntryVersion]:
    """Return what an entry said by the time that a copy was made, or as it was known."""
    return entry.versions.filter(signed_at__lte=export.known_at or export.finished_at, **said)
