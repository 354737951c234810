"""Every change to a fact about a person: recorded, ended or put right, and never overwritten."""

from datetime import date, datetime
from typing import TypeVar

from django.db import transaction

import clock
from accounts.models import User
from audit import log
from people import access, keeping
from people.access import Permission
from people.actions.conflicts import close_near_own_records
from people.finding.index import index_person
from people.keeping import Told
from people.models import Address, CommunicationNeed, Fact, Person

Kept = TypeVar("Kept", bound=Fact)


@transaction.atomic
def record_fact(
    fact: Kept,
    *,
    by: User,
    told: Told,
    replaces: Fact | None = None,
    was_mistake: bool = False,
    reason: str = "",
    at: datetime | None = None,
) -> Kept:
    """Keep a new fact. What it replaces ends on the day it begins, or was never true.

    Raises ``PermissionDenied`` if ``by`` may not write, ``ValidationError`` if a rule is broken.
    """
    at = at or clock.now()
    decision = access.decide(by, Permission.WRITE, fact.person, at=at).require()
    keeping.lock(fact.person)
    if replaces is not None:
        keeping.end(replaces, fact.since or clock.day_of(at), is_mistake=was_mistake)
    keeping.keep(fact, by=by, told=told, at=at)
    index_person(fact.person)
    keeping.note_change(
        fact.person,
        what=fact.title,
        was=replaces,
        became=fact,
        told=told,
        reason=reason,
        by=by,
        at=at,
    )
    log.record(
        "people.fact_recorded",
        by=by,
        about=fact.person,
        target=fact,
        because=decision,
        shown=[fact.called],
        at=at,
    )
    if isinstance(fact, Address):
        close_near_own_records([fact.person], by=by, at=at)
    return fact


@transaction.atomic
def end_fact(
    fact: Fact,
    *,
    by: User,
    told: Told,
    until: date | None = None,
    was_mistake: bool = False,
    reason: str = "",
    at: datetime | None = None,
) -> None:
    """End a fact on a day, or say that it was never true. The row stays."""
    at = at or clock.now()
    decision = access.decide(by, Permission.WRITE, fact.person, at=at).require()
    keeping.lock(fact.person)
    keeping.end(fact, until or clock.day_of(at), is_mistake=was_mistake)
    index_person(fact.person)
    keeping.note_change(
        fact.person,
        what=fact.title,
        was=fact,
        became=None,
        told=told,
        reason=reason,
        by=by,
        at=at,
    )
    log.record(
        "people.fact_ended",
        by=by,
        about=fact.person,
        target=fact,
        because=decision,
        shown=[fact.called],
        at=at,
    )


@transaction.atomic
def withdraw_what_an_entry_says(
    *, person: Person, entry: str, by: User, at: datetime | None = None
) -> int:
    """End every fact that rests on an entry that was moved or removed: it was never true here.

    Part of an act that two people agreed to, so nothing more is asked of ``by``.
    """
    at = at or clock.now()
    keeping.lock(person)
    facts = list(CommunicationNeed.objects.standing().filter(person=person, source_entry=entry))
    for fact in facts:
        keeping.end(fact, clock.day_of(at), is_mistake=True)
        keeping.note_change(
            person, what=fact.title, was=fact, became=None, told=Told(entry=entry), by=by, at=at
        )
    if facts:
        log.record("people.fact_ended", by=by, about=person, target=entry, at=at)
    return len(facts)
