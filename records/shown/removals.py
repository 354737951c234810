"""What stands where an entry or a file was taken off a record, in words.

Who reads entries asks for those that stand: ``Entry.objects.standing()``, ``queries.entry_for``
and ``queries.entry_is_open`` have no others. A tombstone tells of the rest.
"""

from dataclasses import dataclass
from datetime import datetime

import clock
from records.models import Entry, Removal
from records.queries.known import is_later
from ui import formats


@dataclass(frozen=True)
class Tombstone:
    """What was taken off, in one sentence; why and by what authority, if that may be told."""

    words: str
    at: datetime
    reason: str = ""
    authority: str = ""

    @property
    def in_full(self) -> str:
        """The whole of it as one paragraph, for a copy."""
        parts = [self.words]
        if self.reason:
            parts.append(f"Why: {_sentence(self.reason)}")
        if self.authority:
            parts.append(f"Authority: {_sentence(self.authority)}")
        return " ".join(parts)


def tombstone(removal: Removal, *, known_at: datetime | None = None) -> Tombstone:
    """Return what a record says in the place of what was taken off it.

    Of a move it tells neither to whom nor why, because both would speak of somebody else. As known
    at an instant before, it says that something stood there, and neither when nor why it went.
    """
    at = removal.answered_at or removal.asked_at
    if known_at is not None and is_later(removal, known_at):
        return Tombstone(_stood_then(removal), known_at)
    day = formats.day_and_month(clock.day_of(at))
    if removal.kind == Removal.Kind.MOVE:
        return Tombstone(
            f"An entry was written on this record by mistake. It was moved off it on {day}.", at
        )
    what = "A file" if removal.attachment_id else "An entry"
    words = f"{what} was removed on {day}."
    if removal.destroyed_at is not None:
        gone = formats.day_and_month(clock.day_of(removal.destroyed_at))
        words += f" What it said was destroyed on {gone}."
    return Tombstone(words, at, reason=removal.reason, authority=removal.authority)


def files_removed(entry: Entry, *, known_at: datetime | None = None) -> list[Tombstone]:
    """Return what stands for each file of an entry that was removed.

    With ``known_at`` it was left as known at that instant.
    """
    done = [each for each in entry.removals.all() if each.state == Removal.State.DONE]
    return [tombstone(each, known_at=known_at) for each in done if each.attachment_id is not None]


def moved_here(entry: Entry) -> str:
    """Return the line on an entry that came from another record; empty if it did not."""
    move = getattr(entry, "moved_here_by", None)
    if move is None or move.answered_at is None:
        return ""
    day = formats.day_and_month(clock.day_of(move.answered_at))
    return f"First written on another record by mistake, and moved to this one on {day}."


def _stood_then(removal: Removal) -> str:
    if removal.kind == Removal.Kind.MOVE:
        return (
            "An entry stood here then. It was found to belong to another record and is not shown."
        )
    what = "A file" if removal.attachment_id else "An entry"
    return f"{what} stood here then. It was removed later and is not shown again."


def _sentence(text: str) -> str:
    return text if text.endswith((".", "!", "?")) else f"{text}."
