"""Restricted records: read by those on the list, and without a name by those who oversee them."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import (
    BooleanField,
    Case,
    CharField,
    Count,
    Exists,
    ExpressionWrapper,
    Model,
    OuterRef,
    Q,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce

import clock
from accounts.models import User
from people import access
from people.models import (
    Person,
    PersonUserObjectPermission,
    Restriction,
    RestrictionLift,
)
from people.restrictions import KEEPS, LISTS, OVERSEES, ends_soon_at
from people.standing import parts_at, restrictions_at, restrictions_of_any_at, running_at

PER_PAGE = 30


@dataclass(frozen=True)
class ToldOfRestrictions:
    """What the home page says: one's own that are due, or end soon, lifts, what is late."""

    to_review: list[Restriction] = field(default_factory=list)
    ending: list[Restriction] = field(default_factory=list)
    to_answer: list[Restriction] = field(default_factory=list)
    late: list[Restriction] = field(default_factory=list)

    @property
    def rows(self) -> list[Restriction]:
        """All that waits."""
        return [*self.to_review, *self.ending, *self.to_answer, *self.late]

    @property
    def people(self) -> list[Person]:
        """Everyone who is named."""
        return [row.person for row in self.rows if row.may_name]  # type: ignore[attr-defined]


def restrictions_told(viewer: User, *, at: datetime | None = None) -> ToldOfRestrictions:
    """Return what ``viewer`` is told on their home page, in one question."""
    if not viewer.has_role(*KEEPS, *OVERSEES):
        return ToldOfRestrictions()
    at = at or clock.now()
    today = clock.day_of(at)
    soon = ends_soon_at(at)
    waits = Q(owner=viewer, review_on__lte=today) | Q(owner=viewer, ends_at__lte=soon)
    waits |= Q(has_lift=True)
    if viewer.has_role(*OVERSEES):
        waits |= Q(told=Restriction.Told.LATE)
    rows = list(_open_to(viewer, at, over=False).filter(waits).order_by("review_on", "pk")[:50])
    own = [row for row in rows if row.owner_id == viewer.pk]
    return ToldOfRestrictions(
        to_review=[row for row in own if row.review_on <= today],
        ending=[
            row for row in own if row.review_on > today and row.ends_at and row.ends_at <= soon
        ],
        to_answer=[row for row in rows if row.has_lift and row.lift_asked_by != viewer.pk],
        late=[
            row
            for row in rows
            if row.owner_id != viewer.pk
            and viewer.has_role(*OVERSEES)
            and row.told == Restriction.Told.LATE
        ],
    )


def page_of_restrictions(
    viewer: User, *, over: bool = False, before: int | None = None, at: datetime | None = None
) -> tuple[list[Restriction], int | None]:
    """Return a page of restrictions that ``viewer`` may read about, and where more begin."""
    rows = _open_to(viewer, at or clock.now(), over=over)
    if before is not None:
        rows = rows.filter(pk__lt=before)
    found = list(rows.order_by("-pk")[: PER_PAGE + 1])
    return found[:PER_PAGE], found[PER_PAGE - 1].pk if len(found) > PER_PAGE else None


def restriction_for(viewer: User, key: str, *, at: datetime | None = None) -> Restriction | None:
    """Return one restriction, if ``viewer`` may read about it."""
    at = at or clock.now()
    key = key.replace("\x00", "")
    for over in (False, True):
        row = _open_to(viewer, at, over=over).filter(key=key).first()
        if row is not None:
            return row
    return None


def restriction_of(person: Person, *, at: datetime | None = None) -> Restriction | None:
    """Return what restricts a whole record now."""
    return restrictions_at(at or clock.now()).filter(person=person).first()


def restricted_parts_of(person: Person, *, at: datetime | None = None) -> list[Restriction]:
    """Return what restricts parts of a record now, with who owns each."""
    found = parts_at(at or clock.now()).filter(person=person)
    return list(found.select_related("owner").order_by("part"))


@dataclass(frozen=True)
class RestrictedPart:
    """What restricts a part of a record, and whether somebody is on its list."""

    restriction: Restriction
    is_open: bool


def parts_as_open_to(viewer: User, person: Person) -> list[RestrictedPart]:
    """Return the restricted parts of a record that ``viewer`` may open; asks only where any is."""
    stands = access.standing_of(viewer, person)
    if not stands.restricted_parts:
        return []
    closed = access.closed_parts(stands)
    return [RestrictedPart(row, row.part not in closed) for row in restricted_parts_of(person)]


def parts_closed(viewer: User, person: Person) -> list[Restriction]:
    """Return what restricts the parts that ``viewer`` may not open: they are told whom to ask."""
    return [row.restriction for row in parts_as_open_to(viewer, person) if not row.is_open]


def list_of(restriction: Restriction, *, at: datetime | None = None) -> list[Any]:
    """Return who is on the list of a restricted record, as ``listed``."""
    return listed(restriction.person, LISTS[restriction.part], at=at)


def listed(about: Model, codename: str, *, at: datetime | None = None) -> list[Any]:
    """Return who is on a list, by name, those first whose row has not ended."""
    has_ended = ExpressionWrapper(Q(expires_at__lte=at or clock.now()), BooleanField())
    return list(
        access.exceptions_of(about, codename)
        .annotate(has_ended=has_ended)
        .select_related("user__team", "granted_by")
        .order_by("has_ended", "user__name", "pk")
    )


def to_be_listed(person: Person, *, at: datetime | None = None) -> list[User]:
    """Return whom a list begins with: who works with the person, and who manages them."""
    running = running_at(at or clock.now()).filter(person=person)
    works = running.exclude(worker=None)
    chosen = (
        Q(pk__in=works.values("worker"))
        | Q(pk__in=works.values("worker__line_manager"))
        | Q(pk__in=running.values("team__lead"))
        | Q(pk=person.team.lead_id if person.team else None)
    )
    return list(
        User.objects.filter(chosen, is_active=True)
        .exclude(pk__in=access.conflicts_at(at or clock.now()).filter(person=person).values("user"))
        .select_related("team")
        .order_by("name", "pk")
        .distinct()
    )


def _open_to(viewer: User, at: datetime, *, over: bool) -> Any:
    """Return what ``viewer`` may read about: what holds, or what is over.

    What holds is read by its list and those who oversee; what is over by the latter and its owner,
    because whoever finds the person by then need not know that it was.
    """
    running = restrictions_of_any_at(at)
    rows = Restriction.objects.exclude(pk__in=running.values("pk")) if over else running
    conflict = access.conflicts_at(at).filter(user=viewer, person=OuterRef("person"))
    findable = access.findable_people(viewer, at=at).filter(pk=OuterRef("person"))
    lift = RestrictionLift.objects.filter(restriction=OuterRef("pk"), answer="")
    closed = access.parts_closed_to(viewer, at=at).filter(pk=OuterRef("pk"))
    own_list = Case(
        *(When(part=part, then=Value(name)) for part, name in LISTS.items()),
        output_field=CharField(),
    )
    listed = (
        PersonUserObjectPermission.objects.filter(
            content_object=OuterRef("person"), permission__codename=OuterRef("own_list")
        )
        .filter(Q(expires_at=None) | Q(expires_at__gt=at))
        .order_by()
        .values("content_object")
        .annotate(number=Count("pk"))
        .values("number")
    )
    rows = (
        rows.select_related("person__team", "owner__team")
        .annotate(
            own_list=own_list,
            # Of a part that has ended nobody is on a list: it is the owner's, as a record is.
            may_name=ExpressionWrapper(Exists(findable) & ~Exists(closed), BooleanField()),
            has_lift=Exists(lift),
            lift_asked_by=Subquery(lift.values("asked_by")[:1]),
            listed_count=Coalesce(Subquery(listed), 0),
        )
        .exclude(Exists(conflict))
    )
    if viewer.has_role(*OVERSEES):
        return rows
    return rows.filter(owner=viewer) if over else rows.filter(may_name=True)
