"""Entries of another system: what a line says, as a signed version of our own keeps it."""

import uuid
from datetime import date, datetime, time
from functools import cache
from hashlib import sha256
from typing import Any

import clock
from people.importing.known import find_people
from people.importing.reading import Line
from people.importing.run import Run
from records.catalogue import RecordType, catalogue
from records.models import Entry, EntryVersion
from records.signed import summaries

_TIME_NOT_KNOWN = "Not said in the other system"
_TYPES = {
    ("ENTRIES", "NOTE"): "imported_entry",
    ("ENTRIES", "SAFEGUARDING"): "imported_safeguarding_entry",
    ("FILES", "NOTE"): "imported_document",
    ("FILES", "SAFEGUARDING"): "imported_safeguarding_document",
}


def prepare(lines: list[Line], run: Run) -> None:
    """Make an entry and its one version of each line, or refuse it."""
    find_people(lines, source=run.mapping.source)
    for line in lines:
        if line.stands:
            prepare_one(line, run, text=line.values.get("text", ""))


def prepare_one(line: Line, run: Run, *, text: str) -> None:
    """Make the entry of one line and its version, not saved yet; or refuse the line."""
    said = line.values
    record_type = type_of(run.kind.columns.kind, said.get("about") or "NOTE")
    writer = run.known.worker(line, "written_by_staff_number")
    record_as = said.get("record_as") or Entry.RecordAs.PERSON
    if record_as == Entry.RecordAs.CARER and not line.person.is_carer:
        line.refuse("Record as: this person is not recorded as a carer")
    happened = said["happened_at"]
    if (written := said.get("written_at")) is not None and _day(written) < _day(happened):
        line.refuse("Written at is before happened at")
    if not line.stands:
        return
    if not line.person.has_care_needs:
        record_as = Entry.RecordAs.CARER
    restricted = said.get("restricted") or record_type.is_restricted
    values = _values(line, run, text)
    entry = Entry(
        person=line.person,
        type_key=record_type.key,
        type_version=record_type.version,
        record_as=record_as,
        event_at=_instant(happened),
        event_time_known=isinstance(happened, datetime),
        author=writer or run.by,
        imported_from=run.mapping.source_title,
        imported_author="" if writer else _author(said, run),
        sensitivity=Entry.Sensitivity.RESTRICTED if restricted else Entry.Sensitivity.NORMAL,
        summary=summaries.line_of(record_type, values, []),
        signed_at=run.at,
        submission=uuid.uuid5(
            uuid.NAMESPACE_URL, f"{run.mapping.source}/{run.kind.columns.kind}/{line.source_id}"
        ),
    )
    line.made = entry
    line.version = EntryVersion(
        entry=entry, number=1, values=values, signed_by=run.by, signed_at=run.at
    )


@cache
def type_of(kind: str, about: str) -> RecordType:
    """Return the type that what came over is kept as: never one that staff write on."""
    found = catalogue().get(_TYPES[kind, about])
    assert found is not None
    return found


def _values(line: Line, run: Run, text: str) -> dict[str, Any]:
    said = line.values
    values = {
        "event_at": _as_answer(said["happened_at"]),
        "subject": said.get("subject") or said.get("title", ""),
        "original_kind": said.get("original_kind", ""),
        "discussion": text,
        "written_by": said.get("written_by", ""),
        "written_at": _as_answer(said.get("written_at")),
        "imported_from": run.mapping.source_title,
        "imported_id": line.source_id,
    }
    if text:
        # Of the bytes in the file, so that it can be held against the other system.
        encoding = run.mapping.encoding.removesuffix("-sig")
        values["original_digest"] = sha256(text.encode(encoding)).hexdigest()
    return {name: value for name, value in values.items() if value}


def _author(said: dict[str, Any], run: Run) -> str:
    return said.get("written_by") or f"Not said in {run.mapping.source_title}"


def _as_answer(moment: datetime | date | None) -> Any:
    """Return a day or an instant as the questions of a form keep it."""
    if moment is None:
        return None
    if isinstance(moment, datetime):
        return moment.isoformat()
    return {"on": moment.isoformat(), "time_not_known": _TIME_NOT_KNOWN}


def _instant(moment: datetime | date) -> datetime:
    """Return when it counts from: a day whose time is not known, from its first minute."""
    if isinstance(moment, datetime):
        return moment
    return datetime.combine(moment, time.min, tzinfo=clock.LONDON)


def _day(moment: datetime | date) -> date:
    return clock.day_of(moment) if isinstance(moment, datetime) else moment
