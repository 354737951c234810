"""The signed entries that say where somebody lives, what status they have and what documents."""

from datetime import date

from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.db.models.fields.json import KT

import clock
from accounts.models import User
from people import access
from people.models import HAS_DIED, Allocation, DetailsChange, Person
from records.models import Entry, EntryVersion

HOME, STATUS, DOCUMENT = "accommodation_details", "immigration_legal_status", "legal_document"
UPDATE, NEED = "details_update", "accessible_information_need"
# How long before a status ends the worker is reminded, in days.
REMINDED_BEFORE = 60


def entries_for_profile(person: Person) -> list[Entry]:
    """Return the standing entries that details are read from, newest first.

    Each has ``answers``, the values of its latest version, and ``is_carried_over``: whether a
    change to details names it as its source.
    """
    changes = DetailsChange.objects.filter(person=person, source_entry=OuterRef("key"))
    found = _with_answers(
        Entry.objects.standing().filter(
            person=person, type_key__in=[HOME, STATUS, DOCUMENT, UPDATE, NEED]
        )
    )
    return list(found.annotate(is_carried_over=Exists(changes)).order_by("-event_at", "-pk"))


def statuses_that_end(viewer: User, *, today: date | None = None) -> list[Entry]:
    """Return the newest status of each of ``viewer``'s own people that ends soon or has ended."""
    today = today or clock.today()
    own = Allocation.objects.running_on(today).filter(worker=viewer)
    people = access.visible_people(viewer).filter(pk__in=own.values("person")).exclude(HAS_DIED)
    newest = (
        Entry.objects.standing()
        .filter(person__in=people, type_key=STATUS)
        .order_by("person_id", "-event_at", "-pk")
        .distinct("person_id")
    )
    found = (
        _with_answers(Entry.objects.filter(pk__in=newest.values("pk")))
        .annotate(ends_on=KT("answers__expiry_date"))
        .filter(ends_on__lte=clock.add_days(today, REMINDED_BEFORE).isoformat())
        .exclude(ends_on="")
    )
    return list(found.select_related("person").order_by("ends_on", "pk"))


def _with_answers(entries: QuerySet[Entry]) -> QuerySet[Entry]:
    newest = EntryVersion.objects.filter(entry=OuterRef("pk")).order_by("-number")
    return entries.annotate(answers=Subquery(newest.values("values")[:1]))
