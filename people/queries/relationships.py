"""Who is around a person, as those may read it who may find both ends."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Value

import clock
from accounts.models import User
from people import access
from people.models import Contact, Person, Relationship
from people.models.fact import FactQuerySet
from people.standing import restrictions_at


def readable_ends(rows: Iterable[Relationship], viewer: User) -> list[Relationship]:
    """Return those of some rows of which ``viewer`` may find both ends."""
    rows = list(rows)
    ends = {pk for row in rows for pk in (row.person_id, row.other_id) if pk is not None}
    found = set(access.findable_people(viewer).filter(pk__in=ends).values_list("pk", flat=True))
    return [row for row in rows if {row.person_id, row.other_id or row.person_id} <= found]


def relationships_of(viewer: User, person: Person, *, at: datetime | None = None) -> FactQuerySet:
    """Return what others are to a person, seen from that person.

    One to a record that ``viewer`` may not find is as if it were not there.
    """
    findable = access.findable_people(viewer, at=at)
    return (
        Relationship.objects.filter(
            Q(person=person, other__isnull=True)
            | Q(person=person, other__in=findable)
            | Q(other=person, person__in=findable)
        )
        .exclude(person=F("other"))
        .annotate(seen_from=Value(person.pk))
    )


def relationships_for_copy(person: Person) -> FactQuerySet:
    """Return what others are to a person, for a copy: none to a record that is restricted."""
    hidden = restrictions_at(clock.now()).values("person")
    rows = Relationship.objects.filter(
        Q(person=person) & (Q(other__isnull=True) | ~Q(other__in=hidden))
        | Q(other=person) & ~Q(person__in=hidden)
    )
    return rows.exclude(person=F("other")).annotate(seen_from=Value(person.pk))


def contacts_of(viewer: User, person: Person) -> QuerySet[Contact]:
    """Return who is around the person and in no relationship that says from when and how known.

    ``has_record`` is true only of records that ``viewer`` may find.
    """
    findable = access.findable_people(viewer).filter(pk=OuterRef("record"))
    told = Relationship.objects.filter(contact=OuterRef("pk"), is_mistake=False)
    return person.contacts.filter(~Exists(told)).annotate(has_record=Exists(findable))
