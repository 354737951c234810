"""Concerns about a provider and its agency in the demonstration council, over some months."""

from datetime import datetime
from typing import Any

import clock
from caserecords.demo import entry
from caserecords.demo.council import Council
from caserecords.demo.history import Step, working_days_ago

Row = dict[str, Any]
_OF_EACH = {
    "contact_channel": "Telephone",
    "direction": "Incoming",
    "communication_support_used": "By talking, with nothing to read.",
    "author_took_part": True,
    "source": "Mixed: marked sentence by sentence",
    "third_party_flag": "No",
    "not_to_share_with_person": "No",
    "sensitivity": "Restricted to named people",
    "adult_spoken_to": "Yes, alone",
    "others_at_risk": "Not known, checking",
    "police": "Not needed",
    "consent_to_share": "Yes",
}


def steps_of(council: Council, data: Row, now: datetime) -> list[Step]:
    """Return each concern as it was raised, and the end of what was agreed the same day."""
    steps = []
    for number, row in enumerate(data["concern"], 1):
        at = clock.local(working_days_ago(row, now)).replace(tzinfo=None)
        file = {"person": {"council_reference": row["person"]}}
        steps += entry.steps_of(council, file, _entry(data, row, number, at))
    return steps


def _entry(data: Row, row: Row, number: int, at: datetime) -> Row:
    """Return a concern as the files of people hold an entry, raised and signed at that time."""
    raised_by, worker = [row["raised_by"]], f"staff:{row['by']}"
    return {
        "number": number,
        "type": "safeguarding_concern",
        "author": row["by"],
        "event_at": at,
        "signed_at": at,
        "finish_later": False,
        "summary": row["summary"],
        "values": {
            **_OF_EACH,
            **row["values"],
            "contact_made_by": raised_by,
            "concern_raised_by": raised_by,
            "people_present": ["person", worker],
            "provider_concerned": [f"other:{each}" for each in data["providers"]],
            "manager_told": [f"staff:{row['told']}"],
            "manager_told_at": at,
        },
        "statement": [
            {
                "field": "what_happened",
                "kind": "fact",
                "text": row["happened"],
                "source": "Third party",
                "source_person": raised_by,
                "source_detail": "By phone, this morning",
            },
            {
                "field": "persons_own_words",
                "kind": "person_words",
                "text": row["said"],
                "speaker": ["person"],
                "how_communicated": "Speech",
            },
            {
                "field": "what_adult_wants",
                "kind": "views",
                "text": row["wants"],
                "whose_view": "The person",
                "how_known": "Told me",
            },
        ],
        "action": [
            {
                "text": row["agreed"],
                "owner": row["by"],
                "due": at.date(),
                "priority": "Same day",
                "status": "Done",
                "outcome": row["outcome"],
                "completed_on": at.date(),
            }
        ],
    }
