"""Who had what a request puts right, as the sharing log says: each is told (Article 19)."""

from collections.abc import Iterable

import clock
from accounts.models import User
from disclosure.models import Export, RedactedEntry
from disclosure.queries import ABOUT_OTHERS, RESTRICTED, asked_for_in
from disclosure.requests.standing import Recipient, Stands
from disclosure.scope import scope_of
from disclosure.sharing.queries import COPY, Shared, log_of
from records.models import Entry
from records.queries import is_restricted
from records.rules import marks
from ui import formats

_DONE = ("AGREED", "PART")


def to_tell(viewer: User, stands: Stands) -> list[Recipient]:
    """Return who has still to be told what came of a request; nobody of one that was refused.

    Those with whom something was shared once the entries stood that it is about, but for copies
    that did not hold any of them. Where it is about no entry, everybody.
    """
    decided = stands.last("DECIDE")
    if not stands.kind.tells_others or decided is None or decided.choice not in _DONE:
        return []
    told = {each.choice for each in stands.steps if each.kind == "TOLD"}
    about = {each.entry_id for each in stands.steps if each.kind == "EFFECT"}
    entries = list(Entry.objects.filter(pk__in=about))
    person = stands.request.person
    copies = {each.key: each for each in person.exports.all()} if entries else {}
    found = []
    for row in log_of(viewer, person):
        key = f"{row.kind[0]}:{row.key}"
        had = not entries or _had(row, copies, entries)
        if row.was_shared and not row.is_own and had and key not in told:
            day = formats.short_date(clock.local(row.at))
            found.append(Recipient(key, f"{row.with_whom or 'Not named'}: {row.what}, {day}"))
    return found


def _had(row: Shared, copies: dict[str, Export], entries: Iterable[Entry]) -> bool:
    stood = [each for each in entries if each.signed_at <= row.at]
    if row.kind != COPY:
        return bool(stood)
    return any(_held(copies[row.key], each) for each in stood)


def _held(export: Export, entry: Entry) -> bool:
    """Say whether an entry was in a copy, as far as what was asked of it tells."""
    scope, day = scope_of(export), clock.day_of(entry.event_at)
    if export.redaction:
        rows = export.redaction.entries.filter(entry=entry)
        return rows.exclude(whole=RedactedEntry.Whole.WITHHOLD).exists()
    if _stayed_out(export, entry):
        return False
    if export.chronology:
        return export.chronology.lines.filter(entry=entry).exists()
    if scope.entry:
        return scope.entry == entry
    if (scope.since and day < scope.since) or (scope.until and day > scope.until):
        return False
    return not scope.types or entry.type_key in scope.types


def _stayed_out(export: Export, entry: Entry) -> bool:
    """Say whether an entry is of another part, or was marked so that it stays out of a copy."""
    asked = asked_for_in(export)
    then = entry.versions.filter(signed_at__lte=export.finished_at)
    return (
        (export.part not in ("", entry.record_as))
        or (RESTRICTED not in asked and is_restricted(entry))
        or (
            ABOUT_OTHERS not in asked
            and marks.any_is_about_others(then.prefetch_related("statements"))
        )
    )
