"""What was answered: whether a value says anything, which day it names, how many words it has.

The encodings of values are those in which an entry keeps them.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from records.catalogue.definitions import (
    ATTACHMENT,
    CONTACT_REF,
    DATETIME,
    DURATION,
    ENTRY_REF,
    MONEY,
    PERSON_REF,
    ROWS,
    STAFF_REF,
    TEXTS,
    Field,
    RecordType,
)

Values = Mapping[str, Any]
Row = Mapping[str, Any]

_REFS = frozenset({PERSON_REF, CONTACT_REF, STAFF_REF, ENTRY_REF, ATTACHMENT})


@dataclass(frozen=True)
class Answers:
    """Everything that a condition may look at: one entry's content, and facts from outside it."""

    record_type: RecordType
    values: Values
    statements: Sequence[Row] = ()
    actions: Sequence[Row] = ()
    facts: Mapping[str, Any] = field(default_factory=dict)


def is_placeholder(text: str, placeholders: frozenset[str]) -> bool:
    """Say whether ``text`` only fills the box: "N/A", "TBC", "-"."""
    bare = " ".join(text.split()).casefold()
    return bare in placeholders or bare.rstrip(".") in placeholders


def is_empty(value: Any, asked: Field, placeholders: frozenset[str]) -> bool:
    """Say whether ``value`` does not answer the question."""
    if value is None:
        return True
    if isinstance(value, str):
        if asked.kind in TEXTS:
            return not value.strip() or is_placeholder(value, placeholders)
        return not value.strip()
    if isinstance(value, bool):
        return False
    if asked.kind == ROWS:
        return not rows_in(value, asked)
    if asked.kind in _REFS and isinstance(value, Iterable) and not isinstance(value, Mapping):
        return not any(_names_someone(each) for each in value)
    if isinstance(value, Mapping):
        if asked.kind == MONEY:
            return not str(value.get("amount") or "").strip()
        if asked.kind == DURATION:
            return not (value.get("start") or value.get("minutes"))
        if asked.kind == DATETIME:
            return not value.get("on")
        return not value
    if isinstance(value, Sequence):
        return len(value) == 0
    return False


def rows_in(value: Any, asked: Field) -> list[Row]:
    """Return the rows of an answer in which something stands, besides what the row is about."""
    rows = value if isinstance(value, list | tuple) else ()
    return [row for row in rows if isinstance(row, Mapping) and set(row) - {asked.each}]


def _names_someone(ref: Any) -> bool:
    if not isinstance(ref, Mapping):
        return bool(ref)
    return bool(ref.get("key") or str(ref.get("name") or "").strip())


def day_in(value: Any) -> date | None:
    """Return the day that a date or a date and time names; ``None`` if it names none."""
    if isinstance(value, Mapping):
        value = value.get("on")
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if not isinstance(value, str):
        return None
    try:
        return date.fromisoformat(value[:10])
    except ValueError:
        return None


def chosen(value: Any) -> tuple[Any, ...]:
    """Return the answers chosen: one, several or none."""
    if value is None or value == "":
        return ()
    if isinstance(value, list | tuple):
        return tuple(value)
    return (value,)


def words_in(value: Any) -> int:
    """Return how many words a text has."""
    return len(value.split()) if isinstance(value, str) else 0
