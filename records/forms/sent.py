"""What a form begins with, and how what was sent is read: rows closed up, times filled in."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from django.http import QueryDict

import clock
from people.models import Person
from records.catalogue import (
    Field,
    RecordType,
    Section,
    StatementKind,
    catalogue,
    form_sections,
)
from records.catalogue import definitions as kinds
from records.forms.folds import USUAL
from records.forms.rows import counted


def duration_of(record_type: RecordType) -> str:
    """Return the question that asks from when to when, or nothing.

    Its start is the time it happened: nobody should have to type it twice.
    """
    names = (
        each.name
        for section in record_type.sections
        for each in section.fields
        if each.kind == kinds.DURATION
    )
    return next(names, "")


def sections_asked(record_type: RecordType) -> list[Section]:
    """Return the sections of the form; from when to when is asked right after the day."""
    sections, name = form_sections(record_type), duration_of(record_type)
    if not name:
        return list(sections)
    moved = [each for section in sections for each in section.fields if each.name == name]

    def fields(section: Section) -> Iterator[Field]:
        for each in section.fields:
            if each.name != name:
                yield each
            if each.name == "event_at":
                yield from moved

    return [replace(each, fields=tuple(fields(each))) for each in sections]


def asks_time_apart(data: Mapping[str, Any] | None, given: Mapping[str, Any], name: str) -> bool:
    """Say whether the time it happened is another than the start, as it was once typed.

    ``data`` is what was sent, ``given`` what a form begins with, ``name`` asks from when to when.
    """
    if data is not None:
        time, start = (data.get(each, "").strip() for each in ("event_at_time", f"{name}_start"))
        return bool(time and start and time != start)
    event, lasted = given.get("event_at"), given.get(name)
    start = lasted.get("start") if isinstance(lasted, Mapping) else ""
    return bool(start and isinstance(event, str) and event[11:] not in ("", start))


def with_start(given: Mapping[str, Any], name: str) -> dict[str, Any]:
    """Return the duration that a form begins with: its start, when only minutes were kept."""
    event, lasted = given.get("event_at"), dict(given.get(name) or {})
    time = event[11:] if isinstance(event, str) else ""
    return {"start": time, **lasted} if time or lasted else {}


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
    the time it happened, and what ended on the same day needs no day of its own.
    """
    data = _with_end_day(_with_start_time(data, duration_of(record_type)))
    for each in statement_questions(record_type):
        data = counted(data, each.name)
    return data


def kinds_to_begin(asked: Field) -> list[StatementKind]:
    """Return the kinds of statement that a question begins with a button each."""
    known = catalogue().header.statement_kinds
    return [known[kind] for kind in asked.kinds] if len(asked.kinds) > 1 else []


def _with_start_time(data: QueryDict, name: str) -> QueryDict:
    """Return what was posted, with the start as the time it happened, or that time as the start."""
    if not name:
        return data
    start, time = data.get(f"{name}_start", "").strip(), data.get("event_at_time", "").strip()
    filled = data.copy()
    if start and not time and not data.get("event_at_time_not_known"):
        filled["event_at_time"] = start
    elif time and not start:
        filled[f"{name}_start"] = time
    return filled


def _with_end_day(data: QueryDict) -> QueryDict:
    """Return what was posted, with the day it happened as the day it ended when that is blank."""
    parts = ("day", "month", "year")
    given = [data.get(f"event_ended_at_{part}", "").strip() for part in parts]
    if not data.get("event_ended_at_time", "").strip() or any(given):
        return data
    filled = data.copy()
    for part in parts:
        filled[f"event_ended_at_{part}"] = data.get(f"event_at_{part}", "")
    return filled
