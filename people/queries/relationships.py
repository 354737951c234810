"""Who is around a person, as those may read it who may find both ends."""

from collections.abc import Iterable
from datetime import datetime
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Value

import clock
from accounts.models import User
from people import access
from people.models import Authority, Contact, Fact, Person, Relationship, Sharing
from people.models.authority import AuthorityQuerySet
from people.models.fact import FactQuerySet
from people.standing import restrictions_at


def readable_ends(
    rows: Iterable[Relationship | Sharing], viewer: User
) -> list[Relationship | Sharing]:
    """Return those of some rows of which ``viewer`` may find both ends."""
    rows = list(rows)
    ends = {pk for row in rows for pk in (row.person_id, row.other_id) if pk is not None}
    found = set(access.findable_people(viewer).filter(pk__in=ends).values_list("pk", flat=True))
    return [row for row in rows if {row.person_id, row.other_id or row.person_id} <= found]


def named_beside(facts: Iterable[Fact | None], person: Person) -> list[Person]:
    """Return the other people with a record whom some facts about a person name."""
    found: dict[int, Person] = {}
    for fact in facts:
        row = fact.relationship if isinstance(fact, Authority) else fact
        if isinstance(row, Relationship):
            found |= {each.pk: each for each in (row.person, row.other) if each is not None}
        elif isinstance(row, Sharing) and row.other is not None:
            found[row.other.pk] = row.other
    return [each for pk, each in found.items() if pk != person.pk]


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
        .annotate(seen_from=Value(person.pk), is_evidenced=_is_evidenced(at))
    )


def relationships_for_copy(person: Person) -> FactQuerySet:
    """Return what others are to a person, for a copy: none to a record that is restricted."""
    hidden = restrictions_at(clock.now()).values("person")
    rows = Relationship.objects.filter(
        Q(person=person) & (Q(other__isnull=True) | ~Q(other__in=hidden))
        | Q(other=person) & ~Q(person__in=hidden)
    )
    return rows.exclude(person=F("other")).annotate(
        seen_from=Value(person.pk), is_evidenced=_is_evidenced(None)
    )


def _is_evidenced(at: datetime | None) -> Exists:
    day = clock.day_of(at or clock.now())
    return Exists(Authority.objects.evidenced_on(day).filter(relationship=OuterRef("pk")))


def contacts_of(viewer: User, person: Person) -> QuerySet[Contact]:
    """Return who is around the person and in no relationship that says from when and how known.

    ``has_record`` is true only of records that ``viewer`` may find.
    """
    findable = access.findable_people(viewer).filter(pk=OuterRef("record"))
    return _alone(person, findable).annotate(has_record=Exists(findable))


def contacts_for_copy(person: Person) -> QuerySet[Contact]:
    """Return them for a copy: a record that is restricted is as if it were not there."""
    hidden = restrictions_at(clock.now()).values("person")
    return _alone(person, Person.objects.filter(pk=OuterRef("record")).exclude(pk__in=hidden))


def records_of_contacts(person: Person) -> QuerySet[Person]:
    """Return whose own records the contacts in a copy have, none that is restricted."""
    hidden = restrictions_at(clock.now()).values("person")
    linked = contacts_for_copy(person).filter(record__isnull=False).values("record")
    return Person.objects.filter(pk__in=linked).exclude(pk__in=hidden)


def records_beside(person: Person) -> QuerySet[Person]:
    """Return everybody with a record who is or was around a person, restricted or not: to hide."""
    related = Relationship.objects.filter(Q(person=person) | Q(other=person))
    rows = (
        *(related.values("person"), related.values("other")),
        *(person.contacts.values("record"), person.sharings.values("other")),
    )
    beside = reduce(or_, (Q(pk__in=each) for each in rows))
    return Person.objects.filter(beside).exclude(pk=person.pk)


def _alone(person: Person, shown: QuerySet[Person]) -> QuerySet[Contact]:
    """Return who is in no relationship, themselves or by a record that is ``shown``.

    None of whom it was said that they are not around any more.
    """
    told = Relationship.objects.filter(contact=OuterRef("pk"), is_mistake=False)
    by_record = Relationship.objects.filter(
        Q(person=person, other=OuterRef("record")) | Q(other=person, person=OuterRef("record")),
        is_mistake=False,
    )
    around = person.contacts.exclude(ended_on__lte=clock.today())
    return around.exclude(Exists(told)).exclude(Exists(by_record), Exists(shown))


def contacts_ended(person: Person) -> QuerySet[Contact]:
    """Return those of whom it was said that they are not around the person any more."""
    return person.contacts.filter(ended_on__lte=clock.today()).order_by("-ended_on", "name")


def contact_around(person: Person, key: str) -> Contact | None:
    """Return one of those around a person who are kept without dates, ended or not."""
    return person.contacts.filter(key=key.replace("\x00", "")).first()


def seen_as(rows: FactQuerySet, person: Person, keys: Iterable[str]) -> FactQuerySet:
    """Return those in which the other end is one of some kinds to the person."""
    return rows.filter(Q(person=person, kind__in=keys) | Q(other=person, back__in=keys))


def authorities_of(viewer: User, person: Person) -> AuthorityQuerySet:
    """Return the legal authorities to decide for a person; none of a holder who is hidden."""
    return Authority.objects.filter(
        person=person, relationship__in=relationships_of(viewer, person).values("pk")
    )


def authorities_for_copy(person: Person) -> AuthorityQuerySet:
    """Return them for a copy."""
    rows = relationships_for_copy(person).values("pk")
    return Authority.objects.filter(person=person, relationship__in=rows)


# They decide by their job.
_BY_THEIR_JOB = ("PROFESSIONAL", "ORGANISATION")


def held_by_key(person: Person, keys: Iterable[str]) -> dict[str, tuple[str, bool]]:
    """Return the names of those who stand as attorney, deputy or the like, and whether that is
    evidenced, by the key of what is kept of them; with them, of others who have a record.
    """
    keys, day = set(keys), clock.today()
    rows = Relationship.objects.current_on(day).filter(
        Q(person=person, contact__key__in=keys)
        | Q(person=person, other__key__in=keys)
        | Q(other=person, person__key__in=keys)
        | Q(person=person, other__in=_records_of(person, keys))
        | Q(other=person, person__in=_records_of(person, keys))
    )
    seen = Authority.objects.evidenced_on(day).filter(relationship=OuterRef("pk"), person=person)
    beside = {
        each.record_id: each.key
        for each in person.contacts.filter(key__in=keys, record__isnull=False)
    }
    found: dict[str, tuple[str, bool]] = {}
    for row in rows.annotate(is_seen=Exists(seen)):
        row.seen_from = person.pk
        end, is_held = row.end, row.meant.authority
        # Of whoever has no record, what kind of contact they are says whether they decide.
        if not is_held and (row.end_record is None or row.meant.group in _BY_THEIR_JOB):
            continue
        key = end.key if end.key in keys else beside.get(end.pk, "")
        found[key] = (end.name, found.get(key, ("", False))[1] or (is_held and row.is_seen))
    return found


def _records_of(person: Person, keys: set[str]) -> QuerySet[Contact, Any]:
    return person.contacts.filter(key__in=keys, record__isnull=False).values("record")
