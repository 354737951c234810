"""The format of a letter: what the person needs stands there beforehand."""

from typing import Any

from people.models import CommunicationNeed, Person
from people.queries import format_needed
from records.catalogue import RecordType

LETTER = "letter_sent"
Kind = CommunicationNeed.Kind
# As the form of letters calls them.
_CALLED: dict[str, str] = {
    Kind.BRAILLE: "Braille",
    Kind.AUDIO: "Audio",
    Kind.EASY_READ: "Easy read",
    Kind.LARGE_PRINT: "Large print",
    Kind.TRANSLATION: "Translated",
}


def format_beforehand(record_type: RecordType, person: Person) -> dict[str, Any]:
    """Return the answer that a letter to the person usually has. Nothing where no need says so."""
    need = format_needed(person) if record_type.key == LETTER and not person.has_died else None
    return {"format_sent": [_CALLED[need.kind]]} if need is not None else {}
