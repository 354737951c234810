"""What may be shared with somebody around a person: said, said anew, and taken back."""

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q

import clock
from accounts.models import User
from audit import log
from people import access, keeping
from people.access import Permission
from people.keeping import Told
from people.models import Relationship, Sharing
from people.models.fact import FactQuerySet
from people.saved import save


@transaction.atomic
def record_sharing(
    sharing: Sharing,
    *,
    by: User,
    told: Told,
    replaces: Sharing | None = None,
    was_mistake: bool = False,
    at: datetime | None = None,
) -> Sharing:
    """Keep what may be shared with one of those around a person, in the place of what was said.

    Raises ``PermissionDenied`` if ``by`` may not write, ``ValidationError`` if a rule is broken.
    """
    at = at or clock.now()
    person = sharing.person
    decision = access.decide(by, Permission.WRITE, person, at=at).require()
    keeping.lock(person)
    if not _is_around(sharing):
        raise ValidationError("They are not recorded around this person. Add them there first")
    began = sharing.since or clock.day_of(at)
    if replaces is not None:
        keeping.end(replaces, began, is_mistake=was_mistake)
    elif _of_the_same(sharing).exists():
        raise ValidationError("This was recorded for them already. Look again, and change that")
    keeping.keep(sharing, by=by, told=told, at=at)
    keeping.note_change(
        person, what=sharing.called, was=replaces, became=sharing, told=told, by=by, at=at
    )
    log.record(
        "people.sharing_recorded",
        by=by,
        about=person,
        target=sharing,
        because=decision,
        shown=[sharing.called],
        at=at,
    )
    return sharing


@transaction.atomic
def withdraw_sharing(
    sharing: Sharing,
    *,
    by: User,
    told: Told,
    until: date | None = None,
    was_mistake: bool = False,
    at: datetime | None = None,
) -> None:
    """Take back what was said on a day, or say that it was never said. The row stays."""
    at = at or clock.now()
    person = sharing.person
    decision = access.decide(by, Permission.WRITE, person, at=at).require()
    keeping.lock(person)
    keeping.end(sharing, until or clock.day_of(at), is_mistake=was_mistake)
    if not was_mistake:
        sharing.is_withdrawn = True
        save(sharing)
    keeping.note_change(
        person, what=sharing.called, was=sharing, became=None, told=told, by=by, at=at
    )
    log.record(
        "people.sharing_withdrawn",
        by=by,
        about=person,
        target=sharing,
        because=decision,
        shown=[sharing.called],
        at=at,
    )


def _of_the_same(sharing: Sharing) -> FactQuerySet:
    return Sharing.objects.standing().filter(
        person=sharing.person, other=sharing.other, contact=sharing.contact
    )


def _is_around(sharing: Sharing) -> bool:
    """Say whether somebody is, or was, around the person by what is recorded."""
    person, other = sharing.person, sharing.other
    if sharing.contact is not None:
        return sharing.contact.person_id == person.pk
    return Relationship.objects.filter(
        Q(person=person, other=other) | Q(person=other, other=person), is_mistake=False
    ).exists()
