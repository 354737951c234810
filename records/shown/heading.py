"""What stands over an entry beside its date: who was in touch, who was there, why it is late.

Pure words, for screen, review and copy.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from records.models import Entry
from ui import formats

_NO_CONTACT = "Not a contact"
_NO_WAY = "Does not apply"


@dataclass(frozen=True)
class Heading:
    """The short answers that a reader needs before the text."""

    contact: str = ""
    present: str = ""
    late: str = ""
    late_reason: str = ""

    @property
    def late_because(self) -> str:
        """How late it is, and why: "3 working days late: written from notes"."""
        return ": ".join(part for part in (self.late, self.late_reason) if part)


def heading(entry: Entry, values: Mapping[str, Any]) -> Heading:
    """Return what stands over an entry whose newest answers are ``values``."""
    late = formats.counted(entry.days_late, "working day") + " late" if entry.days_late else ""
    return Heading(
        contact=contact_words(values),
        present=formats.people_names(values.get("people_present")),
        late=late,
        late_reason=str(values.get("late_reason") or ""),
    )


def contact_words(values: Mapping[str, Any]) -> str:
    """Return how they were in touch and who began: "Telephone, incoming, from Ana Clarke"."""
    channel, way = str(values.get("contact_channel") or ""), str(values.get("direction") or "")
    if channel == _NO_CONTACT:
        return ""
    begun = formats.people_names(values.get("contact_made_by"))
    parts = [channel, "" if way == _NO_WAY else way.lower(), f"from {begun}" if begun else ""]
    return ", ".join(part for part in parts if part)
