"""Writing a record down as JSON."""

import json
from collections.abc import Collection
from dataclasses import asdict
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from django.contrib.auth.models import Permission
from django.db import models

from accounts.models import Team, User
from disclosure.exchange import KIND, VERSION
from disclosure.exchange.contents import contents
from disclosure.exchange.tables import (
    BECAME,
    ORDER,
    PERSON,
    fields_of,
    rows_of,
    standing_restrictions,
)
from disclosure.models import Export
from disclosure.pdf.document import Copy
from disclosure.queries import asked_for_in, leaves
from disclosure.scope import scope_of
from people.models import Import, Imported, Person
from people.restrictions import is_listed
from records import queries as record_queries


def json_of(copy: Copy, record: dict[str, Any] | None) -> str:
    """Return a copy as JSON, with its record if it is a complete one."""
    whole = {"kind": KIND, "version": VERSION, "copy": asdict(copy), "record": record}
    return json.dumps(whole, ensure_ascii=False, indent=1, default=_plain) + "\n"


def is_complete(export: Export) -> bool:
    """Say whether a copy is of the record as it stands, so that it can be taken in again."""
    some = export.redaction_id or export.chronology_id or export.part or export.known_at
    return not (some or scope_of(export))


def record_of(export: Export) -> dict[str, Any] | None:
    """Return the rows of the record that ``export`` asked for; none of a copy that is not complete.

    Nor of one that is kept to named staff, unless it moves with that: it would be open where it is
    taken in. Asks nothing about access: for the job, which has asked.
    """
    moves = has_kept_back(export)
    if not is_complete(export) or (standing_restrictions(export.person).exists() and not moves):
        return None
    found = record_queries.entries_for_export(export.asked_by, export.person)
    asked_for = asked_for_in(export)
    going = [row.entry.pk for row in found if leaves(row, asked_for=asked_for)]
    return _Writer(export.person).write(
        going,
        viewer=export.asked_by,
        with_held_back=export.includes_restricted,
        with_kept_back=moves,
    )


def has_kept_back(export: Export) -> bool:
    """Say whether the rows of a copy have what is shown on request only: one that moves a record.

    That is one in which everything goes, for use in the council itself: to whom it is kept as well,
    if whoever made it is on those lists.
    """
    moves = export.purpose == Export.Purpose.INTERNAL and export.made_as == Export.MadeAs.JSON
    return (
        moves
        and export.includes_restricted
        and is_complete(export)
        and all(is_listed(export.asked_by, each) for each in standing_restrictions(export.person))
    )


class _Writer:
    """Gathers the rows of one person, and whom they name."""

    def __init__(self, person: Person) -> None:
        self.person = person
        self.places: dict[tuple[str, int], str] = {("people.Person", person.pk): PERSON}
        self.others: dict[int, Person] = {}
        self.staff: dict[int, User] = {}
        self.teams: dict[int, Team] = {}

    def write(self, going: Collection[int], **how: Any) -> dict[str, Any]:
        found: dict[str, list[Any]] = {}
        rows: dict[str, list[dict[str, Any]]] = {}
        person = self._row("people.Person", self.person)
        for label in ORDER:
            found[label] = rows_of(self.person, label, found, going, **how)
            if label == "people.Imported":
                found[label] = [row for row in found[label] if self._became(row)]
            for number, row in enumerate(found[label], 1):
                self.places[label, row.pk] = f"{label}:{number}"
            rows[label] = [
                {"id": self.places[label, row.pk], **self._row(label, row)} for row in found[label]
            ]
        staff = sorted(self.staff.values(), key=lambda each: each.staff_number)
        for each in staff:
            if each.team is not None:
                self.teams[each.team.pk] = each.team
        names = ("key", "title", "given_names", "family_name", "preferred_name")
        return {
            "person": person,
            "others": [
                {name: getattr(each, name) for name in names}
                for each in sorted(self.others.values(), key=lambda each: each.key)
            ],
            "teams": [
                {"key": each.key, "name": each.name}
                for each in sorted(self.teams.values(), key=lambda each: each.key)
            ],
            "staff": [
                {
                    "number": each.staff_number,
                    "name": each.name,
                    "job_title": each.job_title,
                    "team": each.team.key if each.team else None,
                }
                for each in staff
            ],
            "rows": rows,
            "files": contents(found["records.Attachment"]),
        }

    def _row(self, label: str, row: models.Model) -> dict[str, Any]:
        said = {field.name: self._value(row, field) for field in fields_of(label)}
        if isinstance(row, Imported):
            said["row"] = self._became(row)
        return said

    def _became(self, row: Imported) -> str:
        """Return what a row of another system became; blank if that is not in the copy."""
        return self.places.get((BECAME[Import.Kind(row.kind)], row.row), "")

    def _value(self, row: models.Model, field: models.Field) -> Any:
        if not isinstance(field, models.ForeignKey):
            return _plain(getattr(row, field.attname))
        pk = getattr(row, field.attname)
        if pk is None:
            return None
        label = field.related_model._meta.label
        if field.related_model is Person:
            if pk == self.person.pk:
                return self.person.key
            other = self.others.setdefault(pk, getattr(row, field.name))
            return other.key
        if field.related_model is User:
            return self.staff.setdefault(pk, getattr(row, field.name)).staff_number
        if field.related_model is Permission:
            return getattr(row, field.name).codename
        if field.related_model is Team:
            return self.teams.setdefault(pk, getattr(row, field.name)).key
        # A row that is not part of the record is left out: what led there leads nowhere.
        return self.places.get((label, pk))


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date | UUID):
        return str(value)
    return value
