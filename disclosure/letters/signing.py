"""The entry that a letter becomes when it goes: nobody types it again."""

from datetime import datetime
from typing import Any
from uuid import uuid5

import clock
from disclosure.letters.checking import format_of
from disclosure.letters.models import Letter
from records.actions import sign_entry
from records.catalogue import RecordType, catalogue
from records.drafting.references import known_to
from records.models import Entry
from records.rules import coached
from records.rules.formats import unmet_formats

# Of words that the coach asks about: of what must be put right, if whoever wrote it gave no reason
# of their own; of the rest, for which the page of a letter has no box.
_SENT = "It was looked over before it went, and stands as it was sent"
PURPOSE = "Needed to provide care or do our legal duty"


def type_of(letter: Letter) -> RecordType:
    """Return the kind of record that it becomes."""
    found = catalogue().get("email_sent" if letter.is_email else "letter_sent")
    assert found is not None
    return found


def sign(letter: Letter, *, at: datetime) -> Entry:
    """Sign it by whoever wrote it, as sent ``at``. Raises what ``sign_entry`` raises."""
    record_type = type_of(letter)
    values = values_of(letter, at=at)
    gaps = {
        problem.rule: {"reason": letter.format_because, "detail": letter.despite_because}
        for problem in unmet_formats(record_type, letter.person, values, on=clock.day_of(at))
    }
    known = known_to(letter.person, letter.written_by)
    found = coached.coached(record_type, known=known, values=values, statements=[], actions=[])
    answers = {coached.key_of(each): coached.Answer(_SENT) for each in coached.asked_why(found)}
    reason = coached.Answer(letter.despite_because or _SENT)
    answers |= {coached.key_of(each): reason for each in coached.unanswered(found, {})}
    return sign_entry(
        person=letter.person,
        by=letter.written_by,
        record_type=record_type,
        submission=uuid5(letter.submission, "entry"),
        values=values,
        statements=[],
        actions=[],
        gaps=gaps,
        known=known,
        answers=answers,
        summary=f"{letter.subject}, to {letter.to_name}",
        at=at,
    )


def values_of(letter: Letter, *, at: datetime) -> dict[str, Any]:
    """Return the answers of the entry, as its form would ask them."""
    values: dict[str, Any] = {
        "event_at": clock.local(at).isoformat(timespec="minutes"),
        "recipients": [letter.to],
        "body_sent": letter.body,
        "author_took_part": True,
        "source": "First-hand: I saw, heard or did it",
        "sensitivity": "Normal",
    }
    values |= letter.marks
    if letter.is_email:
        said = f"{letter.subject}\n{letter.body}"
        return values | {
            "subject": letter.subject,
            "person_reference_included": letter.person.council_reference in said,
            "address_checked": True,
            "secure_method": letter.route,
            "sharing_basis": letter.basis or PURPOSE,
        }
    return values | {
        "format_sent": format_of(letter),
        "posted_how": letter.posted_how,
        "sharing_basis": letter.basis or "Sent to the person",
    }
