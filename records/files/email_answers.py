"""Answers of a record of an e-mail, taken from the e-mail itself."""

from datetime import datetime
from typing import Any

import clock
from records.catalogue import RecordType

Typed = dict[str, list[str]]
LONGEST_BODY = 100_000
_BODIES = ("body_as_received", "body_sent")


def can_be_filled(record_type: RecordType) -> bool:
    """Say whether a type of record asks for the words of an e-mail."""
    return any(name in record_type.own_fields for name in _BODIES)


def filled(typed: Typed, email: dict[str, Any], record_type: RecordType) -> Typed:
    """Return what was typed with blank answers filled in from a saved e-mail.

    Nothing that was typed is changed; the day is, while it is only the one suggested, today. The
    body stands letter for letter, with each line break as one character.
    """
    given: Typed = {}
    for name, answer in _answers(email).items():
        asked = name.removesuffix("_other")
        people = [name, asked] if name != asked else [name]
        if (
            asked in record_type.own_fields
            and answer
            and not any(_is_given(typed, n) for n in people)
        ):
            given[name] = [answer]
    return {**typed, **given, **_when(typed, email)}


def _answers(email: dict[str, Any]) -> dict[str, str]:
    body = email.get("body", "").replace("\r\n", "\n")
    return {
        "subject": email.get("subject", "")[:250],
        **{name: body if len(body) <= LONGEST_BODY else "" for name in _BODIES},
        "sender_other": email.get("from", "")[:250],
        "recipients_other": ", ".join(email.get("to", []))[:250],
        "copied_to_other": ", ".join(email.get("cc", []))[:250],
    }


def _when(typed: Typed, email: dict[str, Any]) -> Typed:
    if not email.get("sent_at") or _is_given(typed, "event_at_time"):
        return {}
    today = clock.today()
    said = [(typed.get(f"event_at_{part}") or [""])[0] for part in ("day", "month", "year")]
    if any(said) and said != [str(today.day), str(today.month), str(today.year)]:
        return {}
    sent = clock.local(datetime.fromisoformat(email["sent_at"]))
    return {
        "event_at_day": [str(sent.day)],
        "event_at_month": [str(sent.month)],
        "event_at_year": [str(sent.year)],
        "event_at_time": [f"{sent:%H:%M}"],
        "event_at_time_not_known": [],
    }


def _is_given(typed: Typed, name: str) -> bool:
    return any(text.strip() for text in typed.get(name, []))
