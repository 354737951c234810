"""Restricted entries: who is on the list of one, and which are to be looked at again."""

from datetime import date, datetime
from typing import Any

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce

import clock
from accounts.models import User
from people import access, restrictions
from people import queries as people_queries
from people.access import Permission
from records.catalogue import catalogue
from records.models import Entry
from records.queries.across import entry_is_open, person_is_open
from records.queries.lists import LIST


def list_of_entry(entry: Entry, *, at: datetime | None = None) -> list[Any]:
    """Return who is on the list of an entry, as ``listed``."""
    return people_queries.listed(entry, LIST, at=at)


def restricted_to_look_at(viewer: User, *, at: datetime | None = None) -> QuerySet[Entry]:
    """Return the restricted entries that ``viewer`` is to look at again, the oldest first.

    Their owner does; once that is late, a manager of the record too. What its type restricts asks
    for no look until somebody keeps its list, nor does what came from another system.
    """
    at = at or clock.now()
    own = Q(restriction__owner=viewer) | Q(restriction=None, author=viewer)
    managed = access.visible_people(viewer, Permission.MANAGE, at=at).values("pk")
    late = restrictions.late_before(at)
    due = own & _to_review(clock.add_days(clock.day_of(at), 1))
    due |= Q(person__in=managed) & _to_review(late)
    return (
        Entry.objects.filter(
            person_is_open(viewer),
            entry_is_open(viewer, entry=""),
            due,
            sensitivity=Entry.Sensitivity.RESTRICTED,
        )
        .select_related("person", "author")
        .annotate(
            review_on=F("restriction__review_on"),
            owner_name=Coalesce("restriction__owner__name", "author__name"),
            owner_number=Coalesce("restriction__owner__staff_number", "author__staff_number"),
        )
        .order_by("signed_at", "pk")
    )


def _to_review(before: date) -> Q:
    """Return the condition that an entry was to be looked at before a day."""
    began, by_type = restrictions.began_for_review(before), catalogue().restricted_keys
    plain = Q(restriction=None, imported_from="", signed_at__lt=began) & ~Q(type_key__in=by_type)
    return Q(restriction__ended_at=None, restriction__review_on__lt=before) | plain
