"""The format of a letter: what the person needs stands there beforehand, and is asked about."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from people.models import CommunicationNeed, Person
from people.queries import formats_needed
from records.catalogue import Problem, RecordType

LETTER = "letter_sent"
Kind = CommunicationNeed.Kind
# As the form of letters calls them.
_CALLED: dict[str, str] = {
    Kind.BRAILLE: "Braille",
    Kind.AUDIO: "Audio",
    Kind.EASY_READ: "Easy read",
    Kind.LARGE_PRINT: "Large print",
    Kind.TRANSLATION: "Translated",
    Kind.EMAIL: "Email",
}
REASONS = (
    "They asked for this one otherwise",
    "It follows in the format they need",
    "It was read or explained to them",
    "It could not wait",
)
_DIFFERS = "format-"


def format_beforehand(record_type: RecordType, person: Person) -> dict[str, Any]:
    """Return the answer that a letter to the person usually has. Nothing where no need says so."""
    if record_type.key != LETTER or person.has_died:
        return {}
    called = [_CALLED[need.kind] for need in formats_needed(person, kinds=_CALLED)]
    return {"format_sent": called} if called else {}


def unmet_formats(
    record_type: RecordType, person: Person, values: Mapping[str, Any], *, on: date
) -> list[Problem]:
    """Return each format that the person needed on that day and a letter to them is not in.

    One that goes to others alone is as they need it. It may be sent so with a reason.
    """
    sent = values.get("format_sent") or []
    if record_type.key != LETTER or not sent or not _goes_to(person, values):
        return []
    return [
        Problem(
            "format_sent",
            f"{person.name} needs: {need.need}. Select “{_CALLED[need.kind]}”",
            overridable=True,
            override_reasons=REASONS,
            rule=f"{_DIFFERS}{need.kind.lower()}",
            instead="Say why it was sent otherwise",
        )
        for need in formats_needed(person, kinds=_CALLED, on=on)
        if _CALLED[need.kind] not in sent
    ]


def format_rules() -> list[str]:
    """Return the rules that a letter in another format breaks, as its reasons are kept by."""
    return [f"{_DIFFERS}{kind.lower()}" for kind in _CALLED]


def format_of(rule: str) -> str:
    """Return the format of which a reason speaks; nothing for another reason."""
    return _CALLED.get(rule.removeprefix(_DIFFERS).upper(), "") if rule.startswith(_DIFFERS) else ""


def _goes_to(person: Person, values: Mapping[str, Any]) -> bool:
    return any(
        ref.get("kind") == "person" and ref.get("key") == person.key
        for ref in values.get("recipients") or []
        if isinstance(ref, Mapping)
    )
