"""What the person says of a record, in a record of its own: shown beside what it is about."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

import clock
from records.models import Addition, Entry, EntryVersion, Statement
from ui import formats

PERSON_COMMENT = "person_comment"
_WORDS = "persons_own_words"


@dataclass(frozen=True)
class PersonComment:
    """One comment: the person's words, what they want, and what the council answered."""

    entry: Entry
    said: list[Statement]
    wants: str
    answer: str
    changed: str
    replies: list[Addition] = field(default_factory=list)

    @property
    def words(self) -> list[str]:
        """What was said, without who said it."""
        return [each.text for each in self.said]

    @property
    def at(self) -> datetime:
        """When it was written down."""
        return clock.local(self.entry.signed_at)

    @property
    def day(self) -> str:
        """The day on which they said it."""
        return formats.day_and_month(clock.day_of(self.entry.event_at))


def comment_in(version: EntryVersion, statements: Iterable[Statement]) -> PersonComment:
    """Return what a version of a comment says."""
    values = version.values
    reason = str(values.get("corrected__reason") or "")
    changed = str(values.get("corrected") or "")
    return PersonComment(
        entry=version.entry,
        said=[each for each in statements if each.field == _WORDS],
        wants=str(values.get("what_they_want") or ""),
        answer=str(values.get("our_response") or ""),
        changed=f"{changed}: {reason}" if reason else changed,
    )
