"""The entry that a letter becomes when it goes: nobody types it again."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import uuid5

from django.db.models import Value

import clock
from disclosure.letters.models import Letter
from records.actions import sign_entry
from records.catalogue import RecordType, catalogue
from records.drafting.known_beside import context_beside
from records.drafting.references import Known, known_to
from records.models import Entry
from records.quality import Context, Finding
from records.rules import coached
from records.rules.formats import unmet_formats

# A letter is words alone: nothing of it is a statement, an action or another kind of record.
_NOT_OF_LETTERS = frozenset(
    {
        "content_too_thin",
        "statements_not_separated",
        "decision_in_text",
        "action_in_text",
        "wrong_template",
    }
)
PURPOSE = "Needed to provide care or do our legal duty"


@dataclass(frozen=True)
class Becomes:
    """The entry that a letter becomes, and what the coach is told: before it goes, and then."""

    record_type: RecordType
    values: dict[str, Any]
    known: Known
    context: Context

    @property
    def findings(self) -> list[Finding]:
        """What the coach says of its words."""
        return coached.coached(
            self.record_type,
            known=self.known,
            values=self.values,
            statements=[],
            actions=[],
            context=self.context,
        )


def becomes(letter: Letter, *, at: datetime) -> Becomes:
    """Return what a letter becomes if it goes ``at``. It need not be saved."""
    known = known_to(letter.person, letter.written_by)
    known = replace(known, contacts=[*known.contacts, letter.to])
    values = values_of(letter, at=at)
    context = context_beside(
        letter.written_by,
        letter.person,
        known=known,
        values=values,
        has_files=Value(bool(letter.enclosed)),
    )
    return Becomes(type_of(letter), values, known, replace(context, not_asked=_NOT_OF_LETTERS))


def type_of(letter: Letter) -> RecordType:
    """Return the kind of record that it becomes."""
    found = catalogue().get("email_sent" if letter.is_email else "letter_sent")
    assert found is not None
    return found


def sign(letter: Letter, *, at: datetime) -> Entry:
    """Sign it by whoever wrote it, as sent ``at``. Raises what ``sign_entry`` raises."""
    entry = becomes(letter, at=at)
    gaps = {
        problem.rule: {"reason": letter.format_because, "detail": letter.despite_because}
        for problem in unmet_formats(
            entry.record_type, letter.person, entry.values, on=clock.day_of(at)
        )
    }
    return sign_entry(
        person=letter.person,
        by=letter.written_by,
        record_type=entry.record_type,
        submission=uuid5(letter.submission, "entry"),
        values=entry.values,
        statements=[],
        actions=[],
        gaps=gaps,
        known=entry.known,
        context=entry.context,
        answers={key: coached.Answer(**said) for key, said in letter.answers.items()},
        coach_may_stop=False,
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


def format_of(letter: Letter) -> list[str]:
    """Return the format as the record of a letter calls it."""
    large = ["Large print"] if letter.print_size else []
    if letter.is_email:
        return ["Email", *large]
    return large or ["Standard print"]
