"""What lists that go across people may show: rows whose entry stands and may be opened."""

from django.db.models import Exists, OuterRef, Q

from accounts.models import User
from people import access
from records.catalogue import catalogue
from records.models import Entry
from records.queries.lists import listed_entries


def open_across(viewer: User) -> Q:
    """Return the condition that ``viewer`` may open the person and the entry of a row."""
    return person_is_open(viewer) & entry_is_open(viewer)


def entry_is_open(viewer: User, *, entry: str = "entry__", person: str = "person") -> Q:
    """Return the condition that nothing of the entry keeps ``viewer`` from it.

    Says in the same query what ``is_open`` says of one entry. ``entry`` is the way from a row to
    it, and nothing for entries themselves; ``person`` is the way to whose record it stands on.
    """
    stands = Q(**{f"{entry}taken_off_at__isnull": True})
    return stands & entry_is_for(viewer, entry=entry, person=person)


def entry_is_for(viewer: User, *, entry: str = "entry__", person: str = "person") -> Q:
    """Return the same condition, whether the entry stands on the record or was taken off it."""
    mine = Q(**{f"{entry}sensitivity": Entry.Sensitivity.NORMAL})
    mine |= Q(**{f"{entry}pk__in": listed_entries(viewer)})
    mine |= Q(**{f"{person}__in": access.people_open_whole(viewer).values("pk")})
    if access.is_in_safeguarding(viewer):
        kinds = catalogue().keys_of("safeguarding")
        mine |= Q(**{f"{entry}type_key__in": kinds})
    mine &= ~Q(in_closed_part(viewer, entry=entry))
    return mine | Q(**{f"{entry}author": viewer})


def in_closed_part(viewer: User, *, entry: str = "entry__") -> Exists:
    """Return the condition that an entry stands in a part of a record closed to ``viewer``."""
    return Exists(
        access.parts_closed_to(viewer).filter(
            person=OuterRef(f"{entry}person"), part=OuterRef(f"{entry}record_as")
        )
    )


def person_is_open(viewer: User) -> Q:
    """Return the condition that ``viewer`` may open the person of a row."""
    return Q(person__in=access.visible_people(viewer).values("pk"))
