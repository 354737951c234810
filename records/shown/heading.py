"""What stands over an entry beside its date: who was in touch, who was there, why it is late.

Pure words, for screen, review and copy.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from records.models import Entry
from ui import formats

_NO_CONTACT = "Not a contact"
_NAMELESS = "Would not give a name"
_NO_REPLY = "No reply"
_BOTH_WAYS = ("Both", "Does not apply")
_CAME_IN = ("Incoming", "Received", "Voicemail received")
# The questions that say to whom something went.
_TO = ("caller", "other_party", "recipients", "sent_to")


@dataclass(frozen=True)
class _Said:
    """How a type of contact is said, and what links it with who made it; "" for no way out."""

    word: str
    incoming: str
    outgoing: str


_SAID = {
    "Telephone": _Said("Telephone call", "from", "by"),
    "Voicemail": _Said("Voicemail", "from", "left by"),
    "Email": _Said("Email", "from", "sent by"),
    "Letter": _Said("Letter", "from", "sent by"),
    "Text or chat message": _Said("Message", "from", "sent by"),
    "Video call": _Said("Video call", "from", "by"),
    "Visit at home": _Said("Visit at home", "by", ""),
    "Visit elsewhere": _Said("Visit away from home", "by", ""),
    "Appointment at an office": _Said("Appointment at an office", "with", ""),
    "Meeting": _Said("Meeting", "with", ""),
    "Online form": _Said("Online form", "from", "sent by"),
    "Handed in": _Said("Handed in", "by", "by"),
}
_VISITED = {
    "Care home": "Visit to a care home",
    "Hospital": "Visit in hospital",
    "Prison": "Visit in prison",
    "Day service": "Visit to a day service",
    "Someone else's home": "Visit at someone else’s home",
    "Community place": "Visit in the community",
}


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
        present=formats.people_in_sentence(values.get("people_present")),
        late=late,
        late_reason=str(values.get("late_reason") or ""),
    )


def contact_words(values: Mapping[str, Any]) -> str:
    """Return how they were in touch, as somebody would say it.

    "Telephone call from Ana Clarke (daughter)", "Visit at home by Fola Adeyemi (social worker)".
    """
    channel, way = str(values.get("contact_channel") or ""), str(values.get("direction") or "")
    if channel == _NO_CONTACT:
        return ""
    begun = formats.people_in_sentence(values.get("contact_made_by"))
    begun = "somebody who would not give a name" if begun == _NAMELESS else begun
    to = next((each for name in _TO if (each := formats.people_in_sentence(values.get(name)))), "")
    said = _SAID.get(channel, _Said(channel, "from", "by"))
    if channel == "Visit elsewhere":
        said = replace(said, word=_VISITED.get(str(values.get("place")), said.word))
    if way in _CAME_IN or not said.outgoing:
        return _in_words(said.word, said.incoming, begun)
    by = _in_words(said.word, said.outgoing, begun)
    if way == _NO_REPLY:
        return f"{by}, no reply"
    if way in _BOTH_WAYS or not to or to == begun:
        return by
    return f"{_in_words(said.word, 'to', to)}{f', {said.outgoing} {begun}' if begun else ''}"


def _in_words(word: str, link: str, who: str) -> str:
    return f"{word} {link} {who}" if who else word
