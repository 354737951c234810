"""Every change to who somebody is to a person: one row, written on the log of both records."""

from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q

import clock
from accounts.models import User
from audit import log
from people import access, keeping
from people.access import Decision, Permission
from people.actions.conflicts import close_near_own_records
from people.actions.person import add_contact
from people.keeping import Told
from people.models import Authority, Person, Relationship
from people.relationships import kinds
from people.saved import save


@transaction.atomic
def record_relationship(
    relationship: Relationship,
    *,
    by: User,
    told: Told,
    contact: dict[str, Any] | None = None,
    replaces: Relationship | None = None,
    was_mistake: bool = False,
    at: datetime | None = None,
) -> Relationship:
    """Keep who somebody is to a person. ``contact`` adds somebody who has no record here.

    Raises ``PermissionDenied`` if ``by`` may not write on the record of the person or may not open
    that of the other, ``ValidationError`` if the two words do not go together or it stands already.
    """
    at = at or clock.now()
    person, other = relationship.person, relationship.other
    decision = access.decide(by, Permission.WRITE, person, at=at).require()
    if other is not None:
        access.decide(by, Permission.VIEW, other, at=at).require()
    _lock(relationship)
    kind = kinds().get(relationship.kind)
    if kind is None or relationship.back not in kind.back:
        raise ValidationError("Those two words do not say the same from both sides")
    if other is not None and other.pk == person.pk:
        raise ValidationError("Enter somebody else: this is the person themselves")
    if replaces is not None:
        began = relationship.since or clock.day_of(at)
        keeping.end(replaces, began, is_mistake=was_mistake)
    if contact is not None:
        relationship.contact = add_contact(
            person=person, by=by, kind=kind.group, relationship=kind.words, at=at, **contact
        )
    if other is not None and _stands_already(relationship):
        raise ValidationError("This is recorded already")
    keeping.keep(relationship, by=by, told=told, at=at)
    if replaces is not None and not was_mistake:
        for authority in Authority.objects.standing().filter(relationship=replaces):
            authority.relationship = relationship
            save(authority)
    _tell_both("people.relationship_recorded", relationship, decision, replaces, told, by, at)
    if other is not None:
        close_near_own_records([person, other], by=by, at=at)
    return relationship


@transaction.atomic
def end_relationship(
    relationship: Relationship,
    *,
    person: Person,
    by: User,
    told: Told,
    until: date | None = None,
    was_mistake: bool = False,
    at: datetime | None = None,
) -> None:
    """End it on a day, or say that it was never true, on the page of either of the two."""
    at = at or clock.now()
    decision = access.decide(by, Permission.WRITE, person, at=at).require()
    _lock(relationship)
    keeping.end(relationship, until or clock.day_of(at), is_mistake=was_mistake)
    _tell_both("people.relationship_ended", None, decision, relationship, told, by, at)


def _lock(relationship: Relationship) -> None:
    """Lock both records, always in the same order."""
    ends = [each for each in (relationship.person, relationship.other) if each is not None]
    for each in sorted(ends, key=lambda end: end.pk):
        keeping.lock(each)


def _stands_already(relationship: Relationship) -> bool:
    one, other = relationship.person_id, relationship.other_id
    turned = Q(person=other, other=one, kind=relationship.back, back=relationship.kind)
    same = Q(person=one, other=other, kind=relationship.kind)
    return Relationship.objects.standing().filter(same | turned).exists()


def _tell_both(
    verb: str,
    became: Relationship | None,
    decision: Decision,
    was: Relationship | None,
    told: Told,
    by: User,
    at: datetime,
) -> None:
    meant = became or was
    assert meant is not None
    for end in (meant.person, meant.other):
        if end is None:
            continue
        keeping.note_change(
            end, what=meant.called, was=was, became=became, told=told, by=by, at=at
        )  # fmt: skip
        log.record(
            verb, by=by, about=end, target=meant, because=decision, shown=[meant.called], at=at
        )
