"""The register of decisions as a sheet for a spreadsheet."""

from collections.abc import Iterable

from records.signed.register import RegisteredDecision
from ui import sheets

_HEADS = (
    "Decided on",
    "Person",
    "Reference",
    "Decision",
    "Decided by",
    "Role",
    "Reason",
    "Effect on the person",
    "Law or policy",
    "Options considered",
    "Views, and how they were weighed",
    "Words or views it speaks of",
    "Why no more is said",
    "Look at it again on",
    "Last looked at",
)


def sheet_of(rows: Iterable[RegisteredDecision]) -> str:
    """Return rows as comma-separated values in which no cell can act as a formula."""
    return sheets.sheet_of(_HEADS, (_cells(row) for row in rows))


def _cells(row: RegisteredDecision) -> tuple[str, ...]:
    decision = row.decision
    return (
        decision.decided_on.isoformat() if row.day_is_said else "",
        decision.person.name,
        decision.person.council_reference,
        row.text,
        row.decider,
        row.role,
        row.reason,
        row.impact,
        row.law,
        row.options,
        row.views,
        "; ".join(words for words, _ in row.words),
        row.unsaid,
        decision.review_on.isoformat() if decision.review_on else "",
        decision.reviewed_on.isoformat() if decision.reviewed_on else "",
    )
