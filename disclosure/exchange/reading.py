"""Taking in a record that was written down as JSON."""

import json
from datetime import datetime
from typing import Any

from django.contrib.auth.models import Permission
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction

import clock
from accounts.models import Team, User
from audit import log
from disclosure.exchange import KIND, VERSION
from disclosure.exchange.contents import Kept
from disclosure.exchange.tables import (
    LIST_NAMES,
    ORDER,
    PERSON,
    fields_of,
    model_of,
)
from people.finding.index import index_people
from people.models import Import, Imported, Person
from records.models import Attachment, Chronology, Entry, EntryVersion
from records.search import index_entry
from records.signed import digests


def read(text: str) -> dict[str, Any]:
    """Return the record that a file holds. Raises ``ValidationError`` if it holds none."""
    try:
        whole = json.loads(text)
    except ValueError as wrong:
        raise ValidationError("This is no JSON file") from wrong
    if not isinstance(whole, dict) or (whole.get("kind"), whole.get("version")) != (KIND, VERSION):
        raise ValidationError("This is no copy of a record that this version can take in")
    if whole.get("record") is None:
        raise ValidationError("Only a complete copy can be taken in: this one holds no record")
    return whole["record"]


def take_in(record: dict[str, Any], *, by: User) -> Person:
    """Take in a record as it was written down, with its entries as they were signed.

    Nothing that stands here is changed. Raises ``ValidationError`` if the person, or something of
    theirs, is here already, if somebody of the staff is another person here, or if an entry or the
    content of a file is not what was signed or kept.
    """
    try:
        kept = Kept(record["files"])
        try:
            return _taken_in(record, kept, by)
        except BaseException:
            kept.take_back()
            raise
    except IntegrityError as here_already:
        raise ValidationError("Something of this record is here already") from here_already
    except (AttributeError, KeyError, TypeError) as wrong:
        raise ValidationError("The file is not as its schema says") from wrong


@transaction.atomic
def _taken_in(record: dict[str, Any], kept: Kept, by: User) -> Person:
    person = _Reader(record, kept).take_in()
    log.record(
        "disclosure.record_taken_in",
        by=by,
        about=person,
        shown=tuple(f"{label}:{len(record['rows'][label])}" for label in ORDER),
    )
    entries = list(Entry.objects.filter(person=person).order_by("pk"))
    log.record_alike(
        "records.entry_moved_in",
        by=by,
        of=[(person.key, entry.key) for entry in entries],
        target_kind=Entry._meta.label_lower,
        at=clock.now(),
        details=[{"digests": digests.of_versions(entry)} for entry in entries],
    )
    return person


class _Reader:
    """Makes the rows of one record, each after those that it names."""

    def __init__(self, record: dict[str, Any], kept: Kept) -> None:
        self.record = record
        self.kept = kept
        self.people: dict[str, Person] = {}
        self.teams: dict[str, Team] = {}
        self.staff: dict[str, User] = {}
        lists = Permission.objects.filter(codename__in=LIST_NAMES)
        self.lists = {each.codename: each for each in lists}
        self.made: dict[str, models.Model] = {}
        self.frozen: list[tuple[Chronology, datetime, User | None]] = []

    def take_in(self) -> Person:
        self.teams = {each["key"]: _team(each) for each in self.record["teams"]}
        self.staff = {each["number"]: self._member(each) for each in self.record["staff"]}
        given = self.record["person"]
        if Person.objects.filter(key=given["key"]).exists():
            raise ValidationError("This person is here already")
        person = self._make("people.Person", given)
        assert isinstance(person, Person)
        self.people[person.key] = self.made[PERSON] = person
        others = []
        for each in self.record["others"]:
            other = Person.objects.filter(key=each["key"]).first()
            if other is None:
                other = Person.objects.create(**each)
                others.append(other)
            self.people[other.key] = other
        for label in ORDER:
            for row in self.record["rows"][label]:
                self.made[row["id"]] = self._make(label, row)
        self._ensure_as_signed()
        self._freeze()
        index_people([person, *others])
        for entry in Entry.objects.filter(person=person):
            index_entry(entry)
        return person

    def _ensure_as_signed(self) -> None:
        for made in self.made.values():
            if isinstance(made, EntryVersion) and not digests.is_whole(made):
                raise ValidationError(f"Entry {made.entry.key} is not what was signed")

    def _freeze(self) -> None:
        """Freeze the chronologies that were, once they have their lines."""
        for made, frozen_at, frozen_by in self.frozen:
            lines = made.lines.select_related("entry")
            if digests.digest_of_chronology(made, lines) != made.digest:
                raise ValidationError(f"Chronology {made.key} is not what was frozen")
            made.frozen_at, made.frozen_by = frozen_at, frozen_by
            made.save(update_fields=["frozen_at", "frozen_by"])

    def _make(self, label: str, row: dict[str, Any]) -> models.Model:
        if label == "people.Import" and (here := Import.objects.filter(key=row["key"]).first()):
            return here
        made = model_of(label)(
            **{field.name: self._value(field, row[field.name]) for field in fields_of(label)}
        )
        if isinstance(made, Attachment):
            made.stored_as = self.kept.store(made)
        if isinstance(made, Chronology) and made.frozen_at:
            self.frozen.append((made, made.frozen_at, made.frozen_by))
            made.frozen_at = made.frozen_by = None
        made.save(force_insert=True)
        return made

    def _value(self, field: models.Field, value: Any) -> Any:
        if value is None:
            return None
        if field.model is Imported and field.name == "row":
            return self.made[value].pk
        if not isinstance(field, models.ForeignKey):
            return field.to_python(value)
        named = {
            Person: self.people,
            Team: self.teams,
            User: self.staff,
            Permission: self.lists,
        }
        return named.get(field.related_model, self.made)[value]

    def _member(self, given: dict[str, Any]) -> User:
        """Return a member of staff who is named; one not known here has an account nobody uses."""
        user = User.objects.filter(staff_number=given["number"]).first()
        if user is None:
            user = User(
                staff_number=given["number"],
                name=given["name"],
                job_title=given["job_title"],
                email=f"{given['number']}@taken-in.invalid".lower(),
                team=self.teams[given["team"]] if given["team"] else None,
                is_active=False,
            )
            user.set_unusable_password()
            user.save(force_insert=True)
        elif user.name != given["name"]:
            raise ValidationError(f"{given['number']} is the number of somebody else here")
        return user


def _team(given: dict[str, Any]) -> Team:
    """Return a team that is named; one not known here is made."""
    return Team.objects.get_or_create(key=given["key"], defaults={"name": given["name"]})[0]
