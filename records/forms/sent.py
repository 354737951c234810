"""What a form begins with, and how what was sent is read: rows closed up, times filled in."""

from typing import Any

from django.http import QueryDict

import clock
from people.models import Person
from records.catalogue import Field, RecordType, StatementKind, catalogue, form_sections
from records.catalogue import definitions as kinds
from records.forms.folds import USUAL
from records.forms.rows import counted

# The visit's own start time is the time it happened: nobody should have to type it twice.
DURATION = "start_end"


def usual_answers(record_type: RecordType, person: Person) -> dict[str, Any]:
    """Return the answers that a new form begins with."""
    given: dict[str, Any] = {}
    for section in form_sections(record_type):
        for asked in section.fields:
            if asked.kind == kinds.STATEMENTS:
                continue
            if asked.default or asked.name in USUAL:
                given[asked.name] = asked.default or USUAL[asked.name]
    given["event_at"] = clock.today().isoformat()
    return given


def statement_questions(record_type: RecordType) -> list[Field]:
    """Return the questions that are answered by statements."""
    return [
        each
        for section in form_sections(record_type)
        for each in section.fields
        if each.kind == kinds.STATEMENTS
    ]


def as_sent(data: QueryDict, record_type: RecordType) -> QueryDict:
    """Return what was posted as a form reads it.

    Rows of every question are closed up, for rows name each other; the start time of a visit is
    the time it happened when that is blank.
    """
    data = _with_start_time(data)
    for each in statement_questions(record_type):
        data = counted(data, each.name)
    return data


def kinds_to_begin(asked: Field) -> list[StatementKind]:
    """Return the kinds of statement that a question begins with a button each."""
    known = catalogue().header.statement_kinds
    return [known[kind] for kind in asked.kinds] if len(asked.kinds) > 1 else []


def _with_start_time(data: QueryDict) -> QueryDict:
    """Return what was posted, with the start time as the time it happened when that is blank."""
    start = data.get(f"{DURATION}_start", "").strip()
    said = data.get("event_at_time", "").strip() or data.get("event_at_time_not_known")
    if not start or said or not data.get("event_at_day", "").strip():
        return data
    data = data.copy()
    data["event_at_time"] = start
    return data
