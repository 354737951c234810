"""Every change to what a person is called, and who may see a protected name."""

from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

import clock
from accounts.models import User
from audit import log
from people import access, keeping
from people.access import Permission
from people.actions.conflicts import close_to_those_who_declared
from people.finding.index import index_person
from people.keeping import Told
from people.models import Name, Person

# What becomes of the name before.
KEEP, PROTECT, MISTAKE = "KEEP", "PROTECT", "MISTAKE"


@transaction.atomic
def name_person(
    *,
    person: Person,
    kind: str,
    given_names: str,
    family_name: str,
    by: User,
    told: Told,
    honorific: str = "",
    since: date | None = None,
    before: str = KEEP,
    is_protected: bool = False,
    at: datetime | None = None,
) -> Name:
    """Give a person a name. One in use takes the place of the one before it.

    ``before`` says what becomes of that: KEEP it as a former name, PROTECT it so that named people
    alone see it, or it was a MISTAKE. Raises ``PermissionDenied`` or ``ValidationError``.
    """
    at = at or clock.now()
    decision = access.decide(by, Permission.WRITE, person, at=at).require()
    keeping.lock(person)
    day = since or clock.day_of(at)
    old = _in_use(person, kind)
    if old is not None:
        keeping.end(old, max(day, old.since or day), is_mistake=before == MISTAKE)
        if before != MISTAKE:
            old.kind, old.is_protected = Name.Kind.FORMER, before == PROTECT
            old.save()
    name = Name(
        person=person,
        kind=kind,
        honorific=honorific,
        given_names=given_names,
        family_name=family_name,
        since=since,
        is_protected=is_protected,
    )
    keeping.keep(name, by=by, told=told, at=at)
    _copy_to_person(person)
    keeping.note_change(
        person,
        what=name.title,
        was=old,
        became=name,
        told=told,
        by=by,
        at=at,
    )
    log.record("people.name_changed", by=by, about=person, target=name, because=decision, at=at)
    close_to_those_who_declared([person], by=by, at=at)
    return name


@transaction.atomic
def end_name(
    *,
    name: Name,
    by: User,
    told: Told,
    until: date | None = None,
    before: str = KEEP,
    at: datetime | None = None,
) -> None:
    """End a name other than that on documents, which is only ever replaced."""
    at = at or clock.now()
    person = name.person
    decision = access.decide(by, Permission.WRITE, person, at=at).require()
    if name.kind == Name.Kind.LEGAL:
        raise PermissionDenied("The name on documents is replaced by another, never ended.")
    keeping.lock(person)
    keeping.end(name, until or clock.day_of(at), is_mistake=before == MISTAKE)
    if before != MISTAKE:
        name.kind, name.is_protected = Name.Kind.FORMER, before == PROTECT
        name.save()
    _copy_to_person(person)
    keeping.note_change(person, what=name.title, was=name, became=None, told=told, by=by, at=at)
    log.record("people.name_changed", by=by, about=person, target=name, because=decision, at=at)


@transaction.atomic
def protect_name(*, name: Name, by: User, reason: str, at: datetime | None = None) -> None:
    """Keep a former or other name for named people alone, from now on."""
    at = at or clock.now()
    decision = access.decide(by, Permission.WRITE, name.person, at=at).require()
    keeping.lock(name.person)
    name.refresh_from_db()
    if name.kind not in (Name.Kind.FORMER, Name.Kind.ALIAS):
        raise PermissionDenied("A name that is in use stands on every page.")
    name.is_protected = True
    name.save()
    index_person(name.person)
    log.record(
        "people.name_changed",
        by=by,
        about=name.person,
        target=name,
        because=decision,
        detail={"reason": reason},
        at=at,
    )


def _in_use(person: Person, kind: str) -> Name | None:
    if kind not in (Name.Kind.LEGAL, Name.Kind.PREFERRED):
        return None
    return Name.objects.filter(
        person=person, kind=kind, until__isnull=True, is_mistake=False
    ).first()


def _copy_to_person(person: Person) -> None:
    """Let lists sort and show the two names in use without another query."""
    legal, preferred = (_in_use(person, kind) for kind in (Name.Kind.LEGAL, Name.Kind.PREFERRED))
    if legal is not None:
        person.title = legal.honorific
        person.given_names, person.family_name = legal.given_names, legal.family_name
    person.preferred_name = preferred.full if preferred is not None else ""
    person.full_clean(exclude=["added_by"])
    person.save(update_fields=["title", "given_names", "family_name", "preferred_name"])
    index_person(person)
