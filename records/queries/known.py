"""What was known of an entry at an instant, worked back from what is stored of it today.

The timeline and the page of an entry, as known, both ask here. Without an instant: as it is now.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Q

from audit.models import Event
from people.survivors import keys_of
from records.catalogue import catalogue
from records.models import Attachment, Entry, EntryVersion, Removal
from records.signed.digests import files_named
from records.signed.versions import set_what_is_said

_MARKED, _MARK_TAKEN_OFF = "records.entry_marked_significant", "records.entry_mark_taken_off"


def was_here(known_at: datetime) -> Q:
    """Return the condition that an entry had been signed, and had come to its record by then."""
    moved_later = Q(moved_here_by__answered_at__gt=known_at)
    return Q(signed_at__lte=known_at) & ~moved_later


def stood(known_at: datetime | None) -> Q:
    """Return the condition that an entry had been neither moved away nor removed by then."""
    stands = Q(taken_off_at=None)
    return stands if known_at is None else stands | Q(taken_off_at__gt=known_at)


def make_as_known(
    entry: Entry,
    version: EntryVersion,
    *,
    newest: EntryVersion,
    said: Collection[Mapping[str, Any]],
) -> None:
    """Give an entry, which nobody saves, what ``version`` said where a ``newest`` one says more.

    ``said`` are its statements.
    """
    if version.number == newest.number:
        return
    record_type = catalogue().pinned(entry.type_key, entry.type_version)
    set_what_is_said(entry, record_type, said=said)


def put_marks_back(entries: Sequence[Entry], known_at: datetime) -> None:
    """Give entries of one record, which nobody saves, the mark that each had at an instant.

    The first change since, which the log keeps, was from what had stood until then.
    """
    if not entries:
        return
    changes = Event.objects.filter(
        subjects__overlap=keys_of(entries[0].person),
        verb__in=(_MARKED, _MARK_TAKEN_OFF),
        target__in=[each.key for each in entries],
        happened_at__gt=known_at,
    ).order_by("-happened_at", "-pk")
    stood = {change.target: change.verb == _MARK_TAKEN_OFF for change in changes}
    for each in entries:
        each.is_significant = stood.get(each.key, each.is_significant)


def files_standing(
    version: EntryVersion | None, files: Iterable[Attachment], known_at: datetime | None
) -> list[Attachment]:
    """Return the files of an entry that may be shown, of those that ``version`` knew.

    What was taken off since is not shown again: ``file_removals`` says that it stood there.
    """
    named = _named_by(version)
    return [
        each
        for each in files
        if each.taken_off_at is None and (known_at is None or each.key in named)
    ]


def file_removals(
    version: EntryVersion | None, removals: Iterable[Removal], known_at: datetime | None
) -> list[Removal]:
    """Return what stands in the place of files: of those removed since, of those it knew."""
    named = _named_by(version)
    return [
        each
        for each in removals
        if each.state == Removal.State.DONE
        and each.attachment is not None
        and (not is_later(each, known_at) or each.attachment.key in named)
    ]


def is_later(removal: Removal, known_at: datetime | None) -> bool:
    """Say whether it was done only after the instant as of which a record is read."""
    done_at = removal.answered_at
    return known_at is not None and done_at is not None and done_at > known_at


def _named_by(version: EntryVersion | None) -> set[str]:
    return files_named(version.values) if version is not None else set()
