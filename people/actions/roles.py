"""What somebody is to the council: the second part that a human takes on, or gives up."""

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction

import clock
from accounts.models import User
from audit import log
from people import access, keeping
from people.access import Permission
from people.keeping import Told
from people.models import Person, PersonRole


@transaction.atomic
def take_on_role(
    *,
    person: Person,
    kind: str,
    reason: str,
    by: User,
    told: Told,
    since: date | None = None,
    at: datetime | None = None,
) -> PersonRole:
    """Record somebody as a carer, or as a person with needs, beside what they are already.

    It is asked for, and dated: the record in that part begins then, on its own retention clock.
    Raises ``ValidationError`` if they are that already.
    """
    at = at or clock.now()
    decision = access.decide(by, Permission.WRITE, person, at=at).require()
    keeping.lock(person)
    if PersonRole.objects.filter(
        person=person, kind=kind, until__isnull=True, is_mistake=False
    ).exists():
        raise ValidationError(f"{person.name} is recorded as that already")
    role = PersonRole(
        person=person,
        kind=kind,
        retention=PersonRole.RETENTION[kind],
        reason=reason,
        since=since or clock.day_of(at),
    )
    keeping.keep(role, by=by, told=told, at=at)
    if kind == PersonRole.Kind.CARER:
        person.is_carer = True
    else:
        person.has_care_needs = True
    person.save(update_fields=["is_carer", "has_care_needs"])
    keeping.note_change(
        person, what=role.title, was=None, became=role, told=told, reason=reason, by=by, at=at
    )
    log.record("people.role_taken_on", by=by, about=person, target=role, because=decision, at=at)
    return role
