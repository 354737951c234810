"""The register of decisions as a sheet for a spreadsheet."""

import csv
import io
from collections.abc import Iterable

from records.signed.register import RegisteredDecision

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
    "Look at it again on",
    "Last looked at",
)
# A cell that begins so is run by a spreadsheet as a formula.
_FORMULAS = ("=", "+", "-", "@", "\t", "\r", "\n")


def sheet_of(rows: Iterable[RegisteredDecision]) -> str:
    """Return rows as comma-separated values in which no cell can act as a formula."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(_HEADS)
    for row in rows:
        decision = row.decision
        writer.writerow(
            _plain(cell)
            for cell in (
                decision.decided_on.isoformat(),
                decision.person.name,
                decision.person.council_reference,
                row.text,
                row.decider,
                row.role,
                row.reason,
                row.impact,
                row.law,
                decision.review_on.isoformat() if decision.review_on else "",
                decision.reviewed_on.isoformat() if decision.reviewed_on else "",
            )
        )
    return text.getvalue()


def _plain(cell: str) -> str:
    return f"'{cell}" if cell.lstrip(" ").startswith(_FORMULAS) else cell
