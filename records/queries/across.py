"""What lists that go across people may show: rows whose entry stands and may be opened."""

from django.db.models import Q

from accounts.models import User
from people import access
from records.catalogue import catalogue
from records.models import Entry


def open_across(viewer: User, *, entry: str = "entry") -> Q:
    """Return the condition that ``viewer`` may open the entry that a row hangs on.

    The row has a ``person`` too. Says in one query what ``is_open`` says of one entry.
    """
    mine = Q(**{f"{entry}__sensitivity": Entry.Sensitivity.NORMAL})
    mine |= Q(**{f"{entry}__author": viewer})
    mine |= Q(person__in=access.people_open_whole(viewer).values("pk"))
    if access.is_in_safeguarding(viewer):
        kinds = [each.key for each in catalogue().types if each.group == "safeguarding"]
        mine |= Q(**{f"{entry}__type_key__in": kinds})
    return person_is_open(viewer) & Q(**{f"{entry}__taken_off_at__isnull": True}) & mine


def person_is_open(viewer: User) -> Q:
    """Return the condition that ``viewer`` may open the person of a row."""
    return Q(person__in=access.visible_people(viewer).values("pk"))
