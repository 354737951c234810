"""The person's own words are locked: when a correction may change them, and how that is told."""

from collections import Counter
from typing import Any

from django.core.exceptions import ValidationError

from records.models import EntryVersion, Statement

TYPING_ERROR = "Typing error: corrected to what was really said"
ASKED_BY_PERSON = "The person asked for the change"
WORDS_MAY_CHANGE = (TYPING_ERROR, ASKED_BY_PERSON)


def require_words_kept(before: EntryVersion, statements: list[dict[str, Any]], reason: str) -> None:
    """Raise ``ValidationError`` for own words that differ without a reason that allows it."""
    words = Statement.Kind.PERSON_WORDS
    signed = Counter(row.text for row in before.statements.all() if row.kind == words)
    given = Counter(row["text"] for row in statements if row["kind"] == words)
    if signed - given and not reason.startswith(WORDS_MAY_CHANGE):
        raise ValidationError(
            "The person’s own words are different. They may change only because of a typing "
            "error, or because the person asked"
        )
