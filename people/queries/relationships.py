"""Who is around a person, as those may read it who may find both ends."""

from collections.abc import Iterable
from datetime import datetime

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
    told = Relationship.objects.filter(contact=OuterRef("pk"), is_mistake=False)
    return person.contacts.filter(~Exists(told)).annotate(has_record=Exists(findable))


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


def contacts_with_authority(person: Person, contacts: Iterable[Contact]) -> dict[str, bool]:
    """Return, of those who stand as attorney, deputy or the like, whether that is evidenced."""
    day = clock.today()
    rows = Relationship.objects.current_on(day).filter(person=person, contact__in=contacts)
    seen = Authority.objects.evidenced_on(day).filter(relationship=OuterRef("pk"))
    found: dict[str, bool] = {}
    for row in rows.annotate(is_seen=Exists(seen)):
        if row.is_seen or row.meant.authority:
            found[row.contact.key] = found.get(row.contact.key, False) or row.is_seen
    return found
