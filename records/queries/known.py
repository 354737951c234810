"""What was known of an entry at an instant, worked back from what is stored of it today.

The timeline and the page of an entry, as known, both ask here. Without an instant: as it is now.
"""

from collections.abc import Iterable
from datetime import datetime

from records.models import Attachment, EntryVersion, Removal
from records.signed.digests import files_named


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
