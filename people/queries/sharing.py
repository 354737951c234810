"""What may be shared with each of those around a person, as those may read it who may find them."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import F, Q

import clock
from accounts.models import User
from people import access
from people.models import Authority, Contact, Person, Relationship, Sharing
from people.models.fact import FactQuerySet
from people.queries.relationships import authorities_of, contacts_of, relationships_of
from people.standing import restrictions_at
from ui import formats


@dataclass
class Around:
    """Somebody around a person: all that they are to them, and what may be shared with them."""

    end: Person | Contact
    is_what: list[str] = field(default_factory=list)
    stands: Sharing | None = None
    withdrawn: Sharing | None = None

    @property
    def key(self) -> str:
        """The key of their record or, without one, of what is kept of them."""
        return self.end.key

    @property
    def name(self) -> str:
        """What they are called."""
        return self.end.name

    @property
    def described(self) -> str:
        """Their name and what they are."""
        return ", ".join([self.name, *dict.fromkeys(self.is_what)])

    @property
    def may_have_all(self) -> bool:
        """Say whether everything may be shared with them."""
        return self.stands is not None and self.stands.extent == Sharing.Extent.ALL

    @property
    def is_known(self) -> bool:
        """Say whether it was ever said what may be shared."""
        return self.stands is not None or self.withdrawn is not None

    @property
    def shared(self) -> str:
        """What may be shared with them, on one line, with the day on which that was said."""
        if self.stands is not None:
            day = self.stands.since or clock.day_of(self.stands.recorded_at)
            return f"{self.stands.title} ({formats.day_and_month(day)})"
        if self.withdrawn is not None:
            on = formats.day_and_month(self.withdrawn.until)
            return f"Withdrawn on {on}: nothing may be shared until they are asked again"
        return "Nobody has recorded yet what may be shared"


def sharings_of(viewer: User, person: Person) -> FactQuerySet:
    """Return what may be shared, and was: nothing with somebody whom ``viewer`` may not find."""
    findable = access.findable_people(viewer)
    rows = Sharing.objects.filter(Q(other__isnull=True) | Q(other__in=findable), person=person)
    return rows.exclude(person=F("other"))


def sharings_for_copy(person: Person) -> FactQuerySet:
    """Return it for a copy: nothing with somebody whose own record is restricted."""
    hidden = restrictions_at(clock.now()).values("person")
    rows = Sharing.objects.filter(Q(other__isnull=True) | ~Q(other__in=hidden), person=person)
    return rows.exclude(person=F("other"))


def everybody_around(viewer: User, person: Person) -> dict[str, Around]:
    """Return those around a person today, and those with whom something may be shared, by key."""
    day = clock.today()
    found = around_by_key(
        relationships_of(viewer, person).current_on(day),
        contacts_of(viewer, person),
        sharings_of(viewer, person),
    )
    return {key: each for key, each in found.items() if each.is_what or each.stands}


def around_by_key(
    relationships: Iterable[Relationship], contacts: Iterable[Contact], sharings: Iterable[Sharing]
) -> dict[str, Around]:
    """Put together by whom they mean: who they are to the person, and what may be shared."""
    found: dict[str, Around] = {}
    for row in relationships:
        found.setdefault(row.end.key, Around(row.end)).is_what.append(row.meant.words)
    for contact in contacts:
        each = found.setdefault(contact.key, Around(contact))
        each.is_what += [contact.described] if contact.described else []
    day = clock.today()
    for sharing in sharings:
        if sharing.is_mistake:
            continue
        each = found.setdefault(sharing.end.key, Around(sharing.end))
        if sharing.until is None or sharing.until > day:
            each.stands = _narrower(each.stands, sharing)
        elif each.withdrawn is None and sharing.is_withdrawn:
            each.withdrawn = sharing
    return found


def _narrower(one: Sharing | None, other: Sharing) -> Sharing:
    """Return the one of two that lets less be shared: after a merge there may be two."""
    if one is None:
        return other
    order = list(Sharing.Extent)
    return max(one, other, key=lambda each: order.index(Sharing.Extent(each.extent)))


def show_sharing(viewer: User, person: Person, rows: Iterable[Relationship | Contact]) -> None:
    """Say on each row of those around a person, as ``around``, what may be shared with them.

    ``says_sharing`` is true of the first row of each, so that it is read once.
    """
    rows = list(rows)
    if not rows:
        return
    found = around_by_key((), (), sharings_of(viewer, person))
    said: set[str] = set()
    for row in rows:
        end = row if isinstance(row, Contact) else row.end
        row.says_sharing = end.key not in said
        said.add(end.key)
        row.around = found.get(end.key) or Around(end)


@dataclass(frozen=True)
class Known:
    """All that is recorded of one of those around a person."""

    around: Around
    record: Person | None
    relationships: list[Relationship]
    before: list[Relationship]
    authorities: list[Authority]
    contact: Contact | None
    stands: list[Sharing]
    shared_before: list[Sharing]


def known_of(viewer: User, person: Person, key: str) -> Known | None:
    """Return what is recorded of one of those around a person, or nothing if nobody is."""
    day = clock.today()
    rows = [row for row in relationships_of(viewer, person) if row.end.key == key]
    contact = contacts_of(viewer, person).filter(key=key).first()
    sharings = [row for row in sharings_of(viewer, person) if row.end.key == key]
    ends = [row.end for row in (*rows, *sharings)] + ([contact] if contact else [])
    if not ends:
        return None
    now = [row for row in rows if _is_true(row, day)]
    alone = [contact] if contact else []
    around = around_by_key(now, alone, sharings).get(key) or Around(ends[0])
    held = list(authorities_of(viewer, person).current_on(day))
    said = [row for row in sharings if _is_true(row, day)]
    return Known(
        around,
        next((row.end_record for row in rows if row.end_record), None),
        now,
        [row for row in rows if row not in now],
        [each for each in held if each.relationship_id in {row.pk for row in rows}],
        contact,
        said,
        [row for row in sharings if row not in said],
    )


def _is_true(row: Relationship | Sharing, day) -> bool:
    return not row.is_mistake and (row.until is None or row.until > day)
