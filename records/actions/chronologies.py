"""Making a chronology: begin, pick entries, say what each meant, freeze."""

from collections.abc import Iterable
from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

import clock
from accounts.models import User
from audit import log
from people import access
from people.access import Decision, Permission
from people.models import Person
from records import queries
from records.models import Chronology, ChronologyLine, Entry
from records.signed.digests import digest_of_chronology


@transaction.atomic
def begin_chronology(
    *, person: Person, by: User, title: str, purpose: str, at: datetime | None = None
) -> Chronology:
    """Begin an empty chronology. The same title and purpose sent twice within an hour are one.

    Raises ``PermissionDenied`` if ``by`` may not write on this record.
    """
    at = at or clock.now()
    decision = access.decide(by, Permission.WRITE, person, at=at).require()
    Person.objects.select_for_update(of=("self",)).get(pk=person.pk)
    same = Chronology.objects.filter(
        person=person, made_by=by, title=title, purpose=purpose, frozen_at=None
    )
    if begun := same.filter(made_at__gt=clock.add_hours(at, -1), made_at__lte=at).first():
        return begun
    chronology = Chronology(person=person, title=title, purpose=purpose, made_by=by, made_at=at)
    chronology.full_clean(exclude=["person", "made_by"])
    chronology.save()
    _log("records.chronology_begun", chronology, by, decision, at)
    return chronology


@transaction.atomic
def pick_entries(
    *, chronology: Chronology, by: User, entries: Iterable[Entry], at: datetime | None = None
) -> int:
    """Add entries that ``by`` may open, each as a line with its own summary; return how many.

    An entry that is a line already stays as it is. Raises ``PermissionDenied`` for one that may
    not be opened, ``ValidationError`` if the chronology is frozen.
    """
    at = at or clock.now()
    chronology, decision = _open_to_change(chronology, by, at)
    added = 0
    for entry in entries:
        if entry.person_id != chronology.person_id or not queries.may_open(by, entry, at=at):
            raise PermissionDenied("You may not open one of these entries.")
        newest = entry.versions.order_by("number").reverse()[0]
        kind = entry.record_type.title
        _, made = ChronologyLine.objects.get_or_create(
            chronology=chronology,
            entry=entry,
            defaults={
                "version_number": newest.number,
                "event": entry.summary or kind,
                "added_by": by,
                "added_at": at,
            },
        )
        added += made
    if added:
        _log("records.chronology_added_to", chronology, by, decision, at)
    return added


@transaction.atomic
def describe_line(
    *, line: ChronologyLine, by: User, event: str, impact: str, at: datetime | None = None
) -> ChronologyLine:
    """Say what happened and what it meant for the person, from the entry as it stands now."""
    at = at or clock.now()
    chronology, decision = _open_to_change(line.chronology, by, at)
    if not queries.may_open(by, line.entry, at=at):
        raise PermissionDenied("You may not open this entry.")
    line.event, line.impact = event.strip(), impact.strip()
    line.version_number = line.entry.versions.order_by("number").reverse()[0].number
    line.full_clean(exclude=["chronology", "entry", "added_by"])
    line.save()
    _log("records.chronology_changed", chronology, by, decision, at)
    return line


@transaction.atomic
def take_off_line(*, line: ChronologyLine, by: User, at: datetime | None = None) -> None:
    """Take a line off; its entry stays on the record."""
    at = at or clock.now()
    chronology, decision = _open_to_change(line.chronology, by, at)
    ChronologyLine.objects.filter(pk=line.pk).delete()
    _log("records.chronology_changed", chronology, by, decision, at)


@transaction.atomic
def freeze_chronology(
    *, chronology: Chronology, by: User, at: datetime | None = None
) -> Chronology:
    """Freeze it: from now on the database refuses any change. Freezing twice freezes once.

    Raises ``ValidationError`` if it has no lines.
    """
    at = at or clock.now()
    decision = access.decide(by, Permission.WRITE, chronology.person, at=at).require()
    chronology = _locked(chronology)
    if chronology.frozen_at:
        return chronology
    lines = list(chronology.lines.select_related("entry"))
    if not lines:
        raise ValidationError("There is nothing to freeze: add an entry first")
    chronology.frozen_at, chronology.frozen_by = at, by
    chronology.digest = digest_of_chronology(chronology, lines)
    chronology.save()
    _log("records.chronology_frozen", chronology, by, decision, at)
    return chronology


@transaction.atomic
def begin_from(*, chronology: Chronology, by: User, at: datetime | None = None) -> Chronology:
    """Begin a new chronology with the lines of another: those whose entries ``by`` may open."""
    at = at or clock.now()
    fresh = begin_chronology(
        person=chronology.person,
        by=by,
        title=chronology.title,
        purpose=chronology.purpose,
        at=at,
    )
    for line in chronology.lines.select_related("entry__person"):
        if queries.may_open(by, line.entry, at=at):
            ChronologyLine.objects.get_or_create(
                chronology=fresh,
                entry=line.entry,
                defaults={
                    "version_number": line.version_number,
                    "event": line.event,
                    "impact": line.impact,
                    "added_by": by,
                    "added_at": at,
                },
            )
    return fresh


def _open_to_change(chronology: Chronology, by: User, at: datetime) -> tuple[Chronology, Decision]:
    decision = access.decide(by, Permission.WRITE, chronology.person, at=at).require()
    chronology = _locked(chronology)
    if chronology.frozen_at:
        raise ValidationError("This chronology is frozen. Begin a new version of it instead")
    return chronology, decision


def _locked(chronology: Chronology) -> Chronology:
    found = Chronology.objects.select_for_update(of=("self",)).select_related("person")
    return found.get(pk=chronology.pk)


def _log(verb: str, chronology: Chronology, by: User, decision: Decision, at: datetime) -> None:
    log.record(
        verb,
        by=by,
        about=chronology.person,
        target=chronology,
        because=decision,
        at=at,
    )
