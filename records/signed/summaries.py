"""The one line that stands for an entry in lists, when its writer gave none."""

import re
from typing import Any

from records.catalogue import RecordType, all_fields
from records.catalogue import definitions as kinds
from records.catalogue.answers import rows_in

LONGEST = 200
_TITLES = (
    "decision_title",
    "note_about",
    "reason_for_call",
    "purpose_of_visit",
    "subject",
    "event_line",
    "activity",
    "decision_needed",
    "advice",
)
_TEXTS = (kinds.SHORT_TEXT, kinds.LONG_TEXT)
_SENTENCE = re.compile(r"(.+?[.!?])(?:\s|$)", re.DOTALL)


def line_of(
    record_type: RecordType, values: dict[str, Any], statements: list[dict[str, Any]]
) -> str:
    """Return a line of at most 200 characters: a title that was typed, else the first sentence."""
    for key in (*_TITLES, "discussion"):
        if line := _first_sentence(values.get(key)):
            return line
    for field in all_fields(record_type):
        if field.kind in _TEXTS and (line := _first_sentence(values.get(field.name))):
            return line
    if line := next((line for row in statements if (line := _first_sentence(row["text"]))), ""):
        return line
    return _line_in_rows(record_type, values)


def _line_in_rows(record_type: RecordType, values: dict[str, Any]) -> str:
    for field in all_fields(record_type):
        for row in rows_in(values.get(field.name), field) if field.columns else ():
            for column in field.columns:
                if column.kind in _TEXTS and (line := _first_sentence(row.get(column.name))):
                    return line
    return ""


def _first_sentence(text: Any) -> str:
    if not isinstance(text, str) or not text.strip():
        return ""
    line = " ".join(text.split())
    if match := _SENTENCE.match(line):
        line = match.group(1)
    if len(line) <= LONGEST:
        return line
    return line[: LONGEST - 2].rsplit(" ", 1)[0] + " …"
